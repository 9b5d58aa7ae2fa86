/** Alerts as Microsoft Sentinel, Splunk and other tools export them. */
import { iso, type Time } from '../bundle.ts';
import { bare, type Case, type Corner } from '../corner.ts';
import { cover, csv, guid, kase, quiet, still } from './kit.ts';

interface Form {
  readonly name: string;
  readonly file: string;
  write(id: string, at: Time, severity: 'high' | 'low', account: string): string;
}
const cap = (s: string): string => s.charAt(0).toUpperCase() + s.slice(1);
const entities = (account: string): string =>
  JSON.stringify([
    { $id: '3', Name: account.split('@')[0], UPNSuffix: account.split('@')[1], DisplayName: account.split('@')[0], Type: 'account' },
    { $id: '4', Address: '203.0.113.9', Type: 'ip' },
  ]);
const securityAlert = (id: string, at: Time, severity: string, account: string) => ({
  TenantId: guid('t'),
  TimeGenerated: iso(at).replace('Z', '0000Z'),
  DisplayName: 'Suspicious sign-in',
  AlertName: 'Suspicious sign-in',
  AlertSeverity: cap(severity),
  Description: 'A sign-in from an anonymous address',
  ProviderName: 'IPC',
  VendorName: 'Microsoft',
  SystemAlertId: id,
  ResourceId: '',
  StartTime: iso(at).replace('Z', '0000Z'),
  EndTime: iso(at).replace('Z', '0000Z'),
  ProcessingEndTime: iso(at + 60000),
  Entities: entities(account),
  CompromisedEntity: account,
  ConfidenceLevel: 'High',
  Status: 'New',
  ProductName: 'Azure Active Directory Identity Protection',
  Type: 'SecurityAlert',
});
const FORMS: readonly Form[] = [
  { name: 'Sentinel SecurityAlert', file: 'sentinel/alerts.json', write: (...x) => JSON.stringify([securityAlert(...x)]) },
  {
    name: 'Sentinel SecurityAlert, CSV',
    file: 'sentinel/alerts.csv',
    write: (...x) => {
      const row = securityAlert(...x);
      return csv(Object.keys(row), [row]);
    },
  },
  {
    name: 'Splunk notable',
    file: 'splunk/notable.csv',
    write: (id, at, severity, account) =>
      csv(
        [
          '_time',
          'event_id',
          'rule_name',
          'rule_title',
          'security_domain',
          'severity',
          'urgency',
          'status_label',
          'owner',
          'user',
          'src',
          'search_name',
        ],
        [
          {
            _time: `${iso(at).slice(0, 23)}+00:00`,
            event_id: id,
            rule_name: 'Odd sign-in',
            rule_title: 'Odd sign-in',
            security_domain: 'identity',
            severity,
            urgency: severity,
            status_label: 'New',
            owner: 'unassigned',
            user: account,
            src: '203.0.113.9',
            search_name: 'Identity - Odd sign-in - Rule',
          },
        ],
      ),
  },
  {
    name: 'any tool, JSON lines',
    file: 'siem/alerts.jsonl',
    write: (id, at, severity, account) =>
      `${JSON.stringify({ alert_id: id, timestamp: iso(at), severity, title: 'Odd sign-in', user: account, source: 'detector' })}\n`,
  },
];

function raised(c: Corner, form: Form, severity: 'high' | 'low'): void {
  const who = c.person();
  const id = guid(`al${c.tag}`);
  const at = Math.floor(c.t / 1000) * 1000;
  c.bundle.raw(form.file, form.write(id, at, severity, bare(who)));
  cover(c.bundle, form.file, 'alerts', ['siem']);
  c.reads.push({ file: form.file, type: 'siem-alerts' });
  quiet(c, ['siem']);
  still(c);
  c.said.push({ on: id, kind: 'alert.raised', target: who, outcome: 'any', at });
  c.expect('notice.missing', id, 'unmet');
  c.expect('route.context-poor', id, 'partial');
  if (severity === 'low') return;
  c.expect('action.missing', id, 'unmet');
  c.expect('cert.missing', id, 'unmet');
}

export const ALERTS: readonly Case[] = FORMS.flatMap((form) =>
  (['high', 'low'] as const).map((severity) =>
    kase(`${form.name}: ${severity}, and nobody does anything`, 'alert.raised, by its severity', (c) => raised(c, form, severity)),
  ),
);
