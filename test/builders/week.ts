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

/** A week of changes, alerts, notices, actions and reviews, thrown together. */
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
  for (let i = 0; i < 14; i++) {
    const t = Math.floor(next() * 7 * 1440);
    const id = `EV-${i}`;
    if (next() < 0.3) {
      const target = pick(['name:svc-tide', 'aws-access-key:AKIATIDE0001', 'name:bot-nine']);
      alerts.push(
        `${id}  ${clock(t)}  ${pick(['critical', 'high', 'medium'])}  ${pick(['high', 'medium'])}  odd use  ${target}  tide  prod  2  2026-01-01T00:00:00Z  INC-${i}`,
      );
      if (next() < 0.6)
        actions.push(
          `X${i}  ${clock(t + Math.floor(next() * 120))}  ${pick(PEOPLE)}  ${target}  ${pick(['rotate', 'disable', 'revoke', 'ticket', 'end-sessions'])}  ${pick(PEOPLE)}  ${clock(t)}  contain  INC-${i}  success`,
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
          `U${i}  ${clock(t + Math.floor(next() * 200))}  session.started  ${pick(['name:svc-tide', 'aws-access-key:AKIATIDE0001'])}  -  success  -  -  -  -`,
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
  const rows = (head: string, list: readonly string[]): string => `${head}\n${list.join('\n')}`;
  return {
    events: rows('event_id  time  kind  actor  target  outcome  approver  approved_at  reason  incident', events),
    alerts: rows('alert_id  time  severity  confidence  title  identity  service  environment  privilege_tier  last_rotation  incident', alerts),
    notices: rows('notice_id  sent_at  channel  recipients  subject  status  status_at  related_id', notices),
    actions: rows('action_id  time  actor  identity  action  approver  approved_at  reason  incident  outcome', actions),
    certifications: rows('item_id  identity  decision  reviewer  decided_at  trigger', reviews),
    identities: 'identity  kind  privilege_tier\nname:bot-nine  service-account  1',
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
