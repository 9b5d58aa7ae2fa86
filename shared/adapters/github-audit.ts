/** GitHub audit log of an organisation or enterprise. Times are epoch milliseconds, as numbers or as texts of floats. */
import { type Alias, alias } from '../model/ids.ts';
import type { EventKind, IdentityKind } from '../model/vocabulary.ts';
import type { Adapter, AdapterContext, RawRecord } from './adapter.ts';
import { eventOf } from './emit.ts';
import { at, type Fields, known, text } from './fields.ts';
import { GITHUB_KINDS } from './kinds/github.ts';
import { heldBy } from './memo.ts';
import { recognition } from './recognition.ts';

/** Webhooks have an `action` too: one word, beside a `sender`. */
const isAudit = (d: Fields): boolean => {
  const action = text(d.action);
  if (action === undefined || !action.includes('.') || action.includes(' ')) return false;
  return d._document_id !== undefined || d.created_at !== undefined || d['@timestamp'] !== undefined || d.at_sign_timestamp !== undefined;
};

export const githubAudit: Adapter = {
  type: 'github-audit',
  title: 'GitHub audit log',
  version: 1,
  channels: ['iam-audit'],
  system: () => 'github',
  recognise(sample) {
    return recognition(
      sample,
      (data) => isAudit(data) && (data.actor !== undefined || data.org !== undefined || data.repo !== undefined),
      0.93,
      'an action with a dot beside actor, org or repo',
    );
  },
  read,
};

const login = (value: unknown): Alias | undefined => {
  const t = text(value);
  return t === undefined ? undefined : alias('github-login', t);
};

function read(record: RawRecord, context: AdapterContext): void {
  const d = record.data;
  const action = text(d.action);
  if (action === undefined || !isAudit(d)) {
    context.ignore('no-audit-action');
    return;
  }
  const kind = GITHUB_KINDS.kindOf(action);
  const actor = login(d.actor);
  const changed = targetOf(kind, action, d, actor);
  if (changed.target !== undefined && changed.holder !== undefined) heldBy(context, changed.target, changed.holder, 'credential');
  const token = text(d.token_id) ?? text(d.hashed_token);
  context.emit(
    eventOf(kind, context.time(d['@timestamp'] ?? d.created_at ?? d.at_sign_timestamp), {
      outcome: kind === 'session.failed' ? 'failure' : 'success',
      operation: action,
      actor,
      ...changed,
      credential: token === undefined ? undefined : alias('name', token),
      nativeId: text(d._document_id),
      correlation: known(text(d.request_id)),
      place: text(d.actor_ip),
      interactive: action === 'user.login' || action === 'user.failed_login' ? true : undefined,
      summary: text(d.explanation) ?? text(d.name) ?? text(d.repo),
    }),
  );
}

interface Changed {
  readonly target: Alias | undefined;
  readonly holder?: Alias | undefined;
  readonly targetKind?: IdentityKind | undefined;
  readonly access?: string | undefined;
}

function targetOf(kind: EventKind, action: string, d: Fields, actor: Alias | undefined): Changed {
  const user = login(d.user);
  switch (kind) {
    case 'group.added':
    case 'group.removed':
      return { target: user, access: text(d.team) ?? text(d.org) };
    case 'role.granted':
    case 'role.revoked':
      return {
        target: user ?? login(d.collaborator),
        access: text(d.permission) ?? text(at(d, 'data', 'permission')) ?? text(d.repo) ?? text(d.org),
      };
    case 'credential.created':
    case 'credential.rotated':
    case 'credential.disabled':
    case 'credential.deleted':
      return credential(action, d, user ?? actor);
    case 'consent.granted':
    case 'consent.revoked': {
      const app = text(d.integration) ?? text(d.oauth_application) ?? text(d.oauth_application_name) ?? text(d.name);
      return { target: app === undefined ? undefined : alias('name', app), targetKind: 'external-integration' };
    }
    case 'permission.changed':
    case 'logging.disabled': {
      const what = text(d.repo) ?? text(d.org) ?? text(d.business);
      return { target: what === undefined ? undefined : alias('name', what) };
    }
    case 'other':
      return { target: user };
    default:
      return { target: user ?? actor };
  }
}

/** A key, token or secret by the id that the log gives it; a repository's secret by the repository and its name. */
function credential(action: string, d: Fields, holder: Alias | undefined): Changed {
  if (action.endsWith('_actions_secret')) {
    const where = text(d.repo) ?? text(d.org);
    const name = text(d.key) ?? text(d.secret_name) ?? text(d.name);
    const id = known(where, name).join('/');
    return { target: id === '' ? undefined : alias('name', id), targetKind: 'credential', access: id === '' ? undefined : id };
  }
  const id =
    text(d.user_programmatic_access_id) ??
    text(d.fingerprint) ??
    text(d.deploy_key_fingerprint) ??
    text(d.public_key_fingerprint) ??
    text(d.key) ??
    text(d.oauth_application_id) ??
    text(d.title) ??
    text(d.user_programmatic_access_name) ??
    text(d.token_id);
  // A deploy key belongs to its repository, not to whoever put it there.
  const held = action.startsWith('deploy_key') ? undefined : holder;
  return { target: id === undefined ? undefined : alias('name', id), holder: held, targetKind: 'credential', access: id };
}
