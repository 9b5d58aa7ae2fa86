/** Norrvik Ferries: people, teams, accounts, keys, and who owned what. Every name and number is made up. */

export interface Person {
  readonly login: string;
  readonly name: string;
  readonly team: TeamName;
  readonly hrId: string;
  readonly objectId: string;
  readonly pagerduty: string;
  readonly servicenow: string;
}

export type TeamName =
  | 'security'
  | 'platform'
  | 'iam'
  | 'pam'
  | 'People Systems'
  | 'Payroll Operations'
  | 'Booking'
  | 'Fleet Systems'
  | 'Service Desk';

export const DOMAIN = 'norrvik.example';
export const ACCOUNT = '418806152207';
export const TENANT = '5f0e3c1a-7d42-4c0b-9a57-3b1f2f6f9d10';

const NAMES: readonly (readonly [string, string, TeamName])[] = [
  ['ingrid.solvang', 'Ingrid Solvang', 'Booking'],
  ['tor.lindal', 'Tor Lindal', 'platform'],
  ['amina.yusuf', 'Amina Yusuf', 'security'],
  ['pekka.aaltonen', 'Pekka Aaltonen', 'security'],
  ['lucia.marin', 'Lucía Marín', 'security'],
  ['henrik.dahl', 'Henrik Dahl', 'platform'],
  ['sofie.brandt', 'Sofie Brandt', 'platform'],
  ['ravi.menon', 'Ravi Menon', 'iam'],
  ['elin.strand', 'Elin Strand', 'iam'],
  ['dag.nygaard', 'Dag Nygård', 'pam'],
  ['mei.tanaka', 'Mei Tanaka', 'pam'],
  ['oskar.berg', 'Oskar Berg', 'People Systems'],
  ['nadia.rahimi', 'Nadia Rahimi', 'People Systems'],
  ['bente.holm', 'Bente Holm', 'Payroll Operations'],
  ['johan.ek', 'Johan Ek', 'Booking'],
  ['silje.moen', 'Silje Moen', 'Booking'],
  ['tomas.novak', 'Tomáš Novák', 'Booking'],
  ['karin.lund', 'Karin Lund', 'Fleet Systems'],
  ['marek.zielinski', 'Marek Zieliński', 'Fleet Systems'],
  ['per.oster', 'Per Öster', 'Fleet Systems'],
  ['grace.okafor', 'Grace Okafor', 'Service Desk'],
  ['lars.vik', 'Lars Vik', 'Service Desk'],
  ['anna.koski', 'Anna Koski', 'Booking'],
  ['david.roth', 'David Roth', 'Fleet Systems'],
  ['emma.falk', 'Emma Falk', 'Booking'],
  ['jonas.wik', 'Jonas Wik', 'Fleet Systems'],
  ['maja.ahl', 'Maja Ahl', 'Booking'],
  ['noor.haddad', 'Noor Haddad', 'People Systems'],
  ['olav.tveit', 'Olav Tveit', 'Booking'],
  ['petra.simon', 'Petra Simon', 'Payroll Operations'],
];

export const PEOPLE: readonly Person[] = NAMES.map(([login, name, team], i) => ({
  login,
  name,
  team,
  hrId: `00${4400 + i * 7}`,
  objectId: `8c41${(0x2a10 + i * 37).toString(16)}-5b7e-4d19-a3c2-${(0x7f31a2b40000 + i * 7919).toString(16)}`,
  pagerduty: `P${(0x4e1a00 + i * 4099).toString(36).toUpperCase()}`,
  servicenow: `${(0x46d4 + i).toString(16)}eea9a9fe198101f243dfbc79033d`,
}));

export function person(login: string): Person {
  const found = PEOPLE.find((p) => p.login === login);
  if (found === undefined) throw new Error(`nobody is called ${login}`);
  return found;
}
export const mailOf = (p: Person): string => `${p.login}@${DOMAIN}`;
export const members = (team: TeamName): readonly Person[] => PEOPLE.filter((p) => p.team === team);

export const TEAM_MAIL: Readonly<Record<TeamName, string>> = {
  security: `security@${DOMAIN}`,
  platform: `platform@${DOMAIN}`,
  iam: `iam@${DOMAIN}`,
  pam: `pam@${DOMAIN}`,
  'People Systems': `people-systems@${DOMAIN}`,
  'Payroll Operations': `payroll@${DOMAIN}`,
  Booking: `booking@${DOMAIN}`,
  'Fleet Systems': `fleet-systems@${DOMAIN}`,
  'Service Desk': `servicedesk@${DOMAIN}`,
};

export interface Account {
  readonly name: string;
  readonly arn: string;
  readonly kind: 'service-account' | 'workload' | 'agent' | 'shared-account';
  readonly tier: 0 | 1 | 2;
  readonly application: string;
  readonly service: string;
  readonly environment: string;
  readonly owner: TeamName | undefined;
  readonly revocation: string;
  /** A long-lived access key, where it has one. */
  readonly key: string | undefined;
  /** Calls in a thousand of the background. */
  readonly weight: number;
}

const user = (name: string): string => `arn:aws:iam::${ACCOUNT}:user/${name}`;
const role = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;

export const ACCOUNTS: readonly Account[] = [
  {
    name: 'svc-harbour-deploy',
    arn: user('svc-harbour-deploy'),
    kind: 'service-account',
    tier: 1,
    application: 'harbour',
    service: 'harbour-deploy',
    environment: 'production',
    owner: 'platform',
    revocation: 'deactivate access key',
    key: 'AKIAV3NORRVIKHB67Q2F',
    weight: 260,
  },
  {
    name: 'svc-booking-sync',
    arn: user('svc-booking-sync'),
    kind: 'service-account',
    tier: 1,
    application: 'booking',
    service: 'booking-sync',
    environment: 'production',
    owner: 'Fleet Systems',
    revocation: 'deactivate access key',
    key: 'AKIAV3NORRVIKBS4M3T',
    weight: 300,
  },
  {
    name: 'harbour-api',
    arn: role('harbour-api'),
    kind: 'workload',
    tier: 1,
    application: 'harbour',
    service: 'harbour-api',
    environment: 'production',
    owner: 'platform',
    revocation: 'remove role policy',
    key: undefined,
    weight: 180,
  },
  {
    name: 'quaybot',
    arn: role('quaybot'),
    kind: 'agent',
    tier: 2,
    application: 'quay',
    service: 'quay-scheduler',
    environment: 'production',
    owner: undefined,
    revocation: 'suspend in the orchestrator',
    key: undefined,
    weight: 90,
  },
  {
    name: 'svc-quay-read',
    arn: user('svc-quay-read'),
    kind: 'service-account',
    tier: 2,
    application: 'quay',
    service: 'quay-reports',
    environment: 'production',
    owner: 'Fleet Systems',
    revocation: 'deactivate access key',
    key: 'AKIAV3NORRVIKQR2P8C',
    weight: 80,
  },
  {
    name: 'svc-legacy-export',
    arn: user('svc-legacy-export'),
    kind: 'service-account',
    tier: 2,
    application: 'freight',
    service: 'freight-export',
    environment: 'production',
    owner: undefined,
    revocation: 'deactivate access key',
    key: 'AKIAV3NORRVIKLE9D5X',
    weight: 40,
  },
  {
    name: 'svc-ballast',
    arn: user('svc-ballast'),
    kind: 'service-account',
    tier: 1,
    application: 'ballast',
    service: 'ballast-api',
    environment: 'production',
    owner: 'platform',
    revocation: 'deactivate access key',
    key: 'AKIAV3NORRVIKBL7J6K',
    weight: 50,
  },
  {
    name: 'bg-admin-02',
    arn: user('bg-admin-02'),
    kind: 'shared-account',
    tier: 0,
    application: 'aws-control-plane',
    service: 'emergency-access',
    environment: 'production',
    owner: 'pam',
    revocation: 'rotate and end sessions',
    key: undefined,
    weight: 0,
  },
];

/** Takes the place of the deploy key that leaked; made on 10 March. */
export const NEXT_DEPLOY_KEY = 'AKIAV3NORRVIKHB99W4T';

export function account(name: string): Account {
  const found = ACCOUNTS.find((a) => a.name === name);
  if (found === undefined) throw new Error(`no account is called ${name}`);
  return found;
}
