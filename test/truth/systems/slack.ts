/** The audit logs of Slack, as their API answers. */
import type { Time } from '../bundle.ts';
import type { Case } from '../corner.ts';
import { type Act, BOTH, digits, kase, logOf, quiet } from './kit.ts';

const uid = (name: string): string => `W${digits(name).slice(0, 10).toUpperCase()}`;
const user = (name: string) => ({ type: 'user', user: { id: uid(name), name, email: `${name}@ship.example`, team: 'E0TIDE' } });
const of = (name: string): string => `slack-user:${uid(name)}`;
const record =
  (action: string, actor: string, entity: unknown, details: unknown = {}) =>
  (id: string, at: Time) => ({
    id,
    date_create: at / 1000,
    action,
    actor: user(actor),
    entity,
    context: {
      location: { type: 'enterprise', id: 'E0TIDE', name: 'Tide', domain: 'tide' },
      ua: 'Mozilla/5.0',
      ip_address: '203.0.113.5',
      session_id: 17,
    },
    details,
  });
const app = (name: string) => ({
  type: 'app',
  app: { id: `A${digits(name).slice(0, 10).toUpperCase()}`, name, is_distributed: true, is_directory_approved: true, scopes: ['chat:write'] },
});
const workspace = { type: 'workspace', workspace: { id: 'T0TIDE', name: 'tide', domain: 'tide' } };

const acts = (tag: string): Act[] => {
  let n = 0;
  const on = (kind: string, action: string): Act => {
    n += 1;
    const who = `s${n}-${tag}`;
    return { kind, actor: of(`boss-${tag}`), target: of(who), record: record(action, `boss-${tag}`, user(who)) };
  };
  const own = (kind: string, action: string, outcome = 'success'): Act => {
    n += 1;
    const who = `s${n}-${tag}`;
    return { kind, actor: of(who), target: of(who), outcome, record: record(action, who, user(who)) };
  };
  const about = (kind: string, action: string, entity: unknown): Act => ({
    kind,
    actor: of(`boss-${tag}`),
    record: record(action, `boss-${tag}`, entity),
  });
  return [
    on('account.created', 'user_created'),
    on('account.disabled', 'user_deactivated'),
    on('account.enabled', 'user_reactivated'),
    on('role.granted', 'role_change_to_admin'),
    on('role.granted', 'role_change_to_owner'),
    about('consent.granted', 'app_installed', app(`Quay ${tag}`)),
    about('consent.granted', 'app_approved', app(`Pier ${tag}`)),
    about('consent.revoked', 'app_uninstalled', app(`Mole ${tag}`)),
    own('session.started', 'user_login'),
    own('session.ended', 'user_logout'),
    own('session.failed', 'user_login_failed', 'failure'),
    // The close negatives.
    about('other', 'app_restricted', app(`Dock ${tag}`)),
    about('other', 'app_scopes_expanded', workspace),
    about('other', 'organization_created', workspace),
    on('other', 'role_change_to_user'),
    on('other', 'role_change_to_guest'),
  ];
};
export const SLACK: readonly Case[] = [
  kase('Slack: each kind that the audit logs say', 'KINDS: Slack (action)', (c) => {
    quiet(c);
    const log = { file: 'slack/logs.json', type: 'slack-audit', system: 'slack', channels: BOTH };
    logOf(c, { ...log, write: (entries) => JSON.stringify({ entries, response_metadata: { next_cursor: '' } }) }, acts(c.tag));
  }),
];
