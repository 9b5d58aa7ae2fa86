/** A week of an organisation thrown together from a seed, and changes of what the case knows of it. */
import type { Tables } from './organisation.ts';

/** A small generator of numbers in [0, 1) that any run repeats (mulberry32). */
export function random(seed: number): () => number {
  let a = seed * 0x9e3779b9;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const PEOPLE = ['anna', 'sam', 'sue', 'holly', 'hugo', 'pia', 'pat', 'olaf'].map((p) => `${p}@ship.example`);
const INBOXES = [
  'anna@ship.example',
  'soc@ship.example',
  'harbour@ship.example',
  'holly@ship.example',
  'office@ship.example',
  'sam@ship.example',
  'pam@ship.example',
];
const KINDS = [
  'password.reset',
  'mfa.enrolled',
  'credential.rotated',
  'credential.created',
  'role.granted',
  'account.enabled',
  'account.disabled',
  'credential.deleted',
];

const GROUPS = [
  ['security', 'team'],
  ['harbour', 'team'],
  ['night', 'schedule'],
  ['inbox', 'queue'],
] as const;
/** Two who will have left or moved by the end of the week, sometimes as the owners of something. */
const LEAVERS = ['lena@ship.example', 'mark@ship.example'];

/** Who leaves and moves, who owns what and since when, who has the night, what ends, and the emergency accounts: each sometimes. */
function around(next: () => number, clock: (minutes: number) => string): Record<'people' | 'claims' | 'oncall' | 'scopes' | 'breakglass', string[]> {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const some = (n: number): number => Math.floor(next() * n);
  const long = '2025-01-01T00:00:00Z';
  const people = [
    `lena@ship.example  Lena Lug  left  ${long}  ${clock(some(10_080))}  -`,
    `mark@ship.example  Mark Mast  active  ${long}  -  ${clock(some(10_080))}`,
  ];
  const claims = [
    ['name:bot-nine', 'identity', 'owner', ...(next() < 0.5 ? ['night', 'schedule'] : [pick(LEAVERS), 'person'])],
    ['name:svc-tide', 'identity', 'steward', ...(next() < 0.5 ? [pick(LEAVERS), 'person'] : [pick(PEOPLE), 'person'])],
    ['mole', 'service', 'technical-owner', pick(PEOPLE), 'person'],
    ['name:pier-app', 'identity', 'integration-owner', pick(PEOPLE), 'person'],
    ['name:fire-key', 'identity', 'approver', pick(PEOPLE), 'person'],
    ['aws-access-key:AKIATIDE0001', 'identity', 'secrets-owner', pick(PEOPLE), 'person'],
  ]
    .filter(() => next() < 0.8)
    .map(
      (c) =>
        `${c.join('  ')}  ${long}  ${next() < 0.2 ? clock(some(10_080)) : '-'}  ${next() < 0.8 ? '2026-02-20T00:00:00Z' : '2025-06-01T00:00:00Z'}  ${pick(['cmdb', 'wiki'])}`,
    );
  const oncall: string[] = [];
  for (let from = 0; from < 10_080; from += 720) oncall.push(`night  ${pick(PEOPLE)}  ${clock(from)}  ${clock(from + 720)}`);
  const scopes = next() < 0.6 ? [`pilot  ${pick(['name:bot-nine', 'name:svc-tide'])}  ${long}  ${clock(some(10_080))}`] : [];
  const breakglass: string[] = [];
  for (let i = 0; i < 2; i++) {
    if (next() < 0.4) continue;
    const t = 60 + some(9_000);
    const [expires, closed] = [next() < 0.8 ? clock(t + 240) : '-', next() < 0.8 ? clock(t + some(400)) : '-'];
    const approved = next() < 0.8 ? [pick(PEOPLE), clock(t - 30 + some(40))] : ['-', '-'];
    breakglass.push(`BG-${i}  name:fire-key  ${pick(PEOPLE)}  ${clock(t)}  ${expires}  ${closed}  ${approved.join('  ')}  storm  INC-BG${i}`);
  }
  return { people, claims, oncall, scopes, breakglass };
}

/** A week of changes, alerts, routes, notices, actions, reviews and emergencies among people who come and go, thrown together. */
export function drawn(seed: number): Tables {
  const next = random(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const clock = (minutes: number): string =>
    `d${3 + Math.floor(minutes / 1440)} ${String(Math.floor(minutes / 60) % 24).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  const events: string[] = [];
  const alerts: string[] = [];
  const notices: string[] = [];
  const actions: string[] = [];
  const reviews: string[] = [];
  const routes: string[] = [];
  for (let i = 0; i < 14; i++) {
    const t = Math.floor(next() * 7 * 1440);
    const id = `EV-${i}`;
    if (next() < 0.3) {
      const target = pick(['name:svc-tide', 'aws-access-key:AKIATIDE0001', 'name:bot-nine', 'name:pier-app', 'name:gull-agent']);
      alerts.push(
        `${id}  ${clock(t)}  ${pick(['critical', 'high', 'medium'])}  ${pick(['high', 'medium'])}  odd use  ${target}  tide  prod  2  2026-01-01T00:00:00Z  ${target === 'name:gull-agent' ? pick(['mole', 'name:svc-tide']) : '-'}  INC-${i}`,
      );
      let key = `K-${i}`;
      for (let r = 0; r < 4; r++) {
        if (next() < 0.5) continue;
        if (next() < 0.2) key = `K-${i}-${r}`;
        const step = pick(['assigned', 'paged', 'escalated', 'acknowledged', 'resolved']);
        const [party, type] = next() < 0.5 ? [pick(PEOPLE), 'person'] : pick(GROUPS);
        routes.push(`${id}  ${clock(t + Math.floor(next() * 60))}  ${step}  ${party}  ${type}  ${next() < 0.7 ? 'rule 7' : '-'}  ${key}`);
      }
      if (next() < 0.6)
        actions.push(
          `X${i}  ${clock(t + Math.floor(next() * 120))}  ${pick(PEOPLE)}  ${target}  ${pick(['rotate', 'disable', 'revoke', 'ticket', 'end-sessions'])}  ${pick(PEOPLE)}  ${clock(t)}  contain  ${next() < 0.8 ? `INC-${i}` : '-'}  success`,
        );
      // Switched on again, now and then with a ticket or a reason.
      if (next() < 0.5)
        events.push(
          `ON-${i}  ${clock(t + 120 + Math.floor(next() * 300))}  account.enabled  ${pick(PEOPLE)}  ${target}  success  -  -  ${next() < 0.3 ? 'asked' : '-'}  ${next() < 0.5 ? `INC-${i}` : '-'}`,
        );
    } else {
      const kind = pick(KINDS);
      const target =
        kind.startsWith('password') || kind.startsWith('mfa')
          ? 'anna@ship.example'
          : pick(['name:svc-tide', 'aws-access-key:AKIATIDE0001', 'name:bot-nine']);
      events.push(
        `${id}  ${clock(t)}  ${kind}  ${pick(PEOPLE)}  ${target}  success  ${pick(PEOPLE)}  ${clock(Math.max(0, t - 30))}  asked  INC-${i}`,
      );
      if (next() < 0.5)
        events.push(
          `U${i}  ${clock(t + Math.floor(next() * 200))}  session.started  ${pick(['name:svc-tide', 'aws-access-key:AKIATIDE0001', 'name:fire-key', 'name:bot-nine'])}  -  success  -  -  -  -`,
        );
      if (next() < 0.5)
        reviews.push(
          `C${i}  ${target}  ${pick(['approve', 'revoke'])}  ${pick(PEOPLE)}  ${clock(t + Math.floor(next() * 3000))}  ${next() < 0.5 ? id : '-'}`,
        );
    }
    for (let n = 0; n < 3; n++) {
      if (next() < 0.4) continue;
      const status = pick(['delivered', 'delivered', 'bounced', 'sent', 'acknowledged', 'seen']);
      const sent = t + Math.floor(next() * 40);
      notices.push(
        `N${i}-${n}  ${clock(sent)}  ${pick(['mail', 'page', 'ticket', 'mail'])}  ${pick(INBOXES)}  ${pick(['password reset', 'access key', 'role granted', 'hello'])}  ${status}  ${clock(sent + Math.floor(next() * 100))}  ${next() < 0.7 ? id : '-'}`,
      );
    }
  }
  const { people, claims, oncall, scopes, breakglass } = around(next, clock);
  const rows = (head: string, list: readonly string[]): string => `${head}\n${list.join('\n')}`;
  return {
    events: rows('event_id  time  kind  actor  target  outcome  approver  approved_at  reason  incident', events),
    alerts: rows(
      'alert_id  time  severity  confidence  title  identity  service  environment  privilege_tier  last_rotation  spawned_by  incident',
      alerts,
    ),
    notices: rows('notice_id  sent_at  channel  recipients  subject  status  status_at  related_id', notices),
    actions: rows('action_id  time  actor  identity  action  approver  approved_at  reason  incident  outcome', actions),
    certifications: rows('item_id  identity  decision  reviewer  decided_at  trigger', reviews),
    routes: rows('alert_id  time  step  party  party_type  decided_by  key', routes),
    people: rows('person  display_name  status  start  end  moved_at', people),
    claims: rows('subject  subject_type  role  party  party_type  valid_from  valid_to  as_of  system', claims),
    oncall: rows('schedule  person  from  to', oncall),
    scopes: rows('scope  identity  starts  ends', scopes),
    breakglass: rows('grant_id  identity  user  opened_at  expires_at  closed_at  approver  approved_at  reason  incident', breakglass),
    identities:
      'identity  kind  service  privilege_tier\nname:bot-nine  service-account  mole  1\nname:fire-key  shared-account  -  0\nname:pier-app  external-integration  mole  2\nname:gull-agent  agent  -  2',
    mailrules: 'mailbox  rule  enabled_from  conditions  actions\nanna@ship.example  .  d4 00:00  subject-contains=password  delete',
  };
}

/** Fields of facts that are times. */
export const CLOCKS = new Set([
  'time',
  'sentAt',
  'statusAt',
  'resolvedAt',
  'approvedAt',
  'decidedAt',
  'appliedAt',
  'from',
  'to',
  'asOf',
  'start',
  'end',
  'movedAt',
  'first',
  'last',
  'openedAt',
  'expiresAt',
  'closedAt',
  'starts',
  'ends',
  'lastRotation',
]);

/** The value with every leaf changed; columns and functions are left as they are. */
export function mapped<T>(value: T, change: (key: string, v: unknown) => unknown, key = ''): T {
  if (Array.isArray(value)) return value.map((v) => mapped(v, change, key)) as T;
  if (value instanceof Float64Array || ArrayBuffer.isView(value) || typeof value === 'function') return value;
  if (value !== null && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, mapped(v, change, k)])) as T;
  return change(key, value) as T;
}
