/** The items of published frameworks that a rule cites, each with the document's own words for it. */

interface Item {
  readonly framework: string;
  readonly id: string;
  readonly text: string;
}

const OWASP = 'OWASP Non-Human Identities Top 10 2025';
const CSF = 'NIST CSF 2.0';
const ZT = 'NIST SP 800-207';
const MAESTRO = 'CSA MAESTRO';
const AI = 'NIST AI RMF 1.0';
const ATTACK = 'MITRE ATT&CK';

const items = {
  'NHI1:2025': [OWASP, 'NHI1:2025', 'Improper Offboarding'],
  'NHI5:2025': [OWASP, 'NHI5:2025', 'Overprivileged NHI'],
  'NHI9:2025': [OWASP, 'NHI9:2025', 'NHI Reuse'],
  'NHI10:2025': [OWASP, 'NHI10:2025', 'Human Use of NHI'],
  'DE.CM-03': [CSF, 'DE.CM-03', 'Personnel activity and technology usage are monitored to find potentially adverse events'],
  'DE.AE-03': [CSF, 'DE.AE-03', 'Information is correlated from multiple sources'],
  'DE.AE-06': [CSF, 'DE.AE-06', 'Information on adverse events is provided to authorized staff and tools'],
  'DE.AE-07': [CSF, 'DE.AE-07', 'Cyber threat intelligence and other contextual information are integrated into the analysis'],
  'RS.MA-02': [CSF, 'RS.MA-02', 'Incident reports are triaged and validated'],
  'RS.MA-04': [CSF, 'RS.MA-04', 'Incidents are escalated or elevated as needed'],
  'RS.AN-06': [CSF, 'RS.AN-06', "Actions performed during an investigation are recorded, and the records' integrity and provenance are preserved"],
  'RS.AN-07': [CSF, 'RS.AN-07', 'Incident data and metadata are collected, and their integrity and provenance are preserved'],
  'RS.CO-02': [CSF, 'RS.CO-02', 'Internal and external stakeholders are notified of incidents'],
  'RS.MI-01': [CSF, 'RS.MI-01', 'Incidents are contained'],
  'RS.MI-02': [CSF, 'RS.MI-02', 'Incidents are eradicated'],
  'PR.AA-01': [CSF, 'PR.AA-01', 'Identities and credentials for authorized users, services, and hardware are managed by the organization'],
  'PR.AA-05': [CSF, 'PR.AA-05', 'Access permissions, entitlements, and authorizations are defined in a policy, managed, enforced, and reviewed'],
  'PR.PS-04': [CSF, 'PR.PS-04', 'Log records are generated and made available for continuous monitoring'],
  'GV.RR-02': [
    CSF,
    'GV.RR-02',
    'Roles, responsibilities, and authorities related to cybersecurity risk management are established, communicated, understood, and enforced',
  ],
  'SP800-207-6': [ZT, 'tenet 6', 'All resource authentication and authorization are dynamic and strictly enforced before access is allowed'],
  'SP800-207-7': [
    ZT,
    'tenet 7',
    'The enterprise collects as much information as possible about the current state of assets and uses it to improve its security posture',
  ],
  'MAESTRO-L5': [MAESTRO, 'L5', 'Evaluation and Observability'],
  'MAESTRO-L6': [MAESTRO, 'L6', 'Security and Compliance'],
  'AI-RMF-GOVERN-1.7': [AI, 'GOVERN 1.7', 'Processes and procedures are in place for decommissioning and phasing out AI systems safely'],
  'AI-RMF-GOVERN-2.1': [AI, 'GOVERN 2.1', 'Roles and responsibilities and lines of communication are documented and clear'],
  'AI-RMF-MANAGE-2.4': [
    AI,
    'MANAGE 2.4',
    'Mechanisms are in place to supersede, disengage, or deactivate AI systems that behave inconsistently with intended use',
  ],
  'AI-RMF-MANAGE-4.1': [
    AI,
    'MANAGE 4.1',
    'Post-deployment monitoring plans are implemented, including override, decommissioning, incident response and change management',
  ],
  T1078: [ATTACK, 'T1078', 'Valid Accounts'],
  T1098: [ATTACK, 'T1098', 'Account Manipulation'],
  'T1562.008': [ATTACK, 'T1562.008', 'Impair Defenses: Disable or Modify Cloud Logs'],
  'T1564.008': [ATTACK, 'T1564.008', 'Hide Artifacts: Email Hiding Rules'],
} as const satisfies Record<string, readonly [string, string, string]>;

export type FrameworkId = keyof typeof items;

export const FRAMEWORKS = Object.fromEntries(Object.entries(items).map(([key, [framework, id, text]]) => [key, { framework, id, text }])) as Record<
  FrameworkId,
  Item
>;
