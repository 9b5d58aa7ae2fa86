/**
 * Events as OCSF 1.5.0, each valid for its class. What a class requires and the log does not say is written `Unknown`, as the schema
 * has it for its enumerations, and is named under `unmapped.unknown`, so that nobody takes it for a value.
 */
import { formatInstant, type Instant } from '../base/instant.ts';
import type { CaseEvent, Notice } from '../model/facts.ts';
import { type Alias, namespaceOf, valueOf } from '../model/ids.ts';
import type { IdentityKind, Severity } from '../model/vocabulary.ts';
import { crudOf, OCSF_CLASSES, OCSF_VERSION } from './ocsf-classes.ts';
import { productOf } from './products.ts';
import { messageOf, type RowLookup } from './row.ts';

export type OcsfObject = { readonly [key: string]: unknown };
type Known = CaseEvent & { readonly time: Instant };
export const hasTime = (e: CaseEvent): e is Known => e.time !== undefined;

const API_ACTIVITY = 6003;
const EMAIL_ACTIVITY = 4009;
const OTHER = 99;
const SEVERITY: Readonly<Record<Severity, readonly [number, string]>> = {
  low: [2, 'Low'],
  medium: [3, 'Medium'],
  high: [4, 'High'],
  critical: [5, 'Critical'],
};
const STATUS = { success: [1, 'Success'], failure: [2, 'Failure'], unknown: [0, 'Unknown'] } as const;

/** The class and the activity of an event, as the adapter has them; an API call that nothing more is known of by its verb. */
export function classOf(e: Pick<CaseEvent, 'classUid' | 'activityId' | 'operation'>): { readonly classUid: number; readonly activityId: number } {
  const classUid = e.classUid !== undefined && Object.hasOwn(OCSF_CLASSES, e.classUid) ? e.classUid : API_ACTIVITY;
  const given = e.classUid === undefined ? OTHER : (e.activityId ?? OTHER);
  if (classUid === API_ACTIVITY && given === OTHER) return { classUid, activityId: crudOf(e.operation) };
  const known = OCSF_CLASSES[classUid]!.activities[given] !== undefined;
  return { classUid, activityId: known ? given : OTHER };
}

export function ocsfOf(e: Known, lookup: RowLookup): OcsfObject {
  const { classUid, activityId } = classOf(e);
  const unknown: string[] = [];
  const required = classFields(classUid, e, lookup, unknown);
  const source = lookup.sourceOf(e.source);
  const severity =
    e.alert === undefined ? ([1, 'Informational'] as const) : e.alert.severity === undefined ? ([0, 'Unknown'] as const) : SEVERITY[e.alert.severity];
  const status = STATUS[e.outcome];
  return {
    ...classHead(classUid, activityId, e.operation),
    time: Math.floor(e.time / 1000),
    time_dt: formatInstant(e.time),
    severity_id: severity[0],
    severity: severity[1],
    status_id: status[0],
    status: status[1],
    message: messageOf(e, lookup),
    metadata: {
      version: OCSF_VERSION,
      profiles: ['datetime'],
      product: productOf(source.type, source.title),
      uid: e.nativeId ?? e.id,
      event_code: e.operation,
      log_name: source.name,
      log_provider: e.system,
      correlation_uid: e.correlation?.[0],
    },
    ...required,
    unmapped: {
      kind: e.kind,
      event_id: e.id,
      records: e.records,
      on_behalf_of: e.onBehalfOf,
      access: e.access,
      correlation: e.correlation !== undefined && e.correlation.length > 1 ? e.correlation : undefined,
      environment: e.environment,
      approver: e.approver,
      approved_at: e.approvedAt === undefined ? undefined : formatInstant(e.approvedAt),
      reason: e.reason,
      incident: e.incident,
      unknown: unknown.length === 0 ? undefined : unknown,
    },
  };
}

/** A message of a mail log as Email Activity: 4, Trace. */
export function ocsfOfMail(n: Notice & { readonly sentAt: Instant }, lookup: RowLookup): OcsfObject {
  const source = lookup.sourceOf(n.source);
  const address = (text: string): string => (/^(email|upn):/.test(text) ? text.slice(text.indexOf(':') + 1) : text);
  const to = n.recipients.map(address);
  const failed = n.status === 'failed' || n.status === 'bounced' || n.status === 'quarantined' || n.status === 'filtered';
  const status = failed ? STATUS.failure : n.status === 'sent' ? STATUS.unknown : STATUS.success;
  const from = n.sender === undefined ? undefined : address(n.sender);
  return {
    ...classHead(EMAIL_ACTIVITY, 4, 'Trace'),
    time: Math.floor(n.sentAt / 1000),
    time_dt: formatInstant(n.sentAt),
    severity_id: 1,
    severity: 'Informational',
    status_id: status[0],
    status: status[1],
    status_detail: n.status,
    direction_id: 0,
    direction: 'Unknown',
    email: { from, to, smtp_from: from, smtp_to: to, subject: n.subject, uid: n.noticeId },
    message: n.subject,
    metadata: {
      version: OCSF_VERSION,
      profiles: ['datetime'],
      product: productOf(source.type, source.title),
      uid: n.noticeId,
      log_name: source.name,
      log_provider: n.system,
    },
    unmapped: { records: [n.record] },
  };
}

function classHead(classUid: number, activityId: number, operation: string): OcsfObject {
  const cls = OCSF_CLASSES[classUid]!;
  const activity = cls.activities[activityId] ?? (activityId === OTHER ? operation : 'Unknown');
  return {
    category_uid: cls.categoryUid,
    category_name: cls.categoryName,
    class_uid: classUid,
    class_name: cls.name,
    activity_id: activityId,
    activity_name: activity,
    type_uid: classUid * 100 + activityId,
    type_name: `${cls.name}: ${activityId === OTHER ? 'Other' : activity}`,
  };
}

/** The attributes that are the class's own. Names of those that had to be made up go into `unknown`. */
function classFields(classUid: number, e: Known, lookup: RowLookup, unknown: string[]): OcsfObject {
  const missing = (what: string): string => {
    unknown.push(what);
    return 'Unknown';
  };
  const actorUser = e.actor === undefined ? undefined : { ...userOf(e.actor, e.actorKind, lookup), credential_uid: bare(e.credential) };
  const session = e.onBehalfOf === undefined ? undefined : { issuer: valueOf(e.onBehalfOf) };
  const actor = actorUser === undefined && session === undefined ? undefined : { user: actorUser, session };
  const someone = (alias: Alias | undefined, kind: IdentityKind | undefined): OcsfObject =>
    alias === undefined ? { name: missing('user'), type_id: 0 } : userOf(alias, kind, lookup);
  const target = (): OcsfObject => someone(e.target, e.targetKind);
  const endpoint = endpointOf(e.place);
  const common = { actor, src_endpoint: endpoint };
  const access = e.access === undefined || e.access === '*' ? undefined : e.access;
  switch (classUid) {
    case 2004:
      return {
        ...common,
        src_endpoint: undefined,
        is_alert: true,
        finding_info: { uid: e.nativeId ?? e.id, title: e.alert?.title || e.operation, created_time: Math.floor(e.time / 1000) },
        resources: e.target === undefined ? undefined : [{ uid: valueOf(e.target), name: lookup.labelOf(e.target), type: lookup.kindOf(e.target) }],
        evidences: endpoint === undefined ? undefined : [{ src_endpoint: endpoint }],
      };
    case 3002:
      // Who signs in is both: the subject of the sign-in and whoever asked for it.
      return { ...common, user: e.target === undefined ? someone(e.actor, e.actorKind) : target(), service: { name: e.system } };
    case 3003:
      return {
        ...common,
        user: e.actor === undefined ? target() : someone(e.actor, e.actorKind),
        privileges: [access ?? bare(e.target) ?? missing('privileges')],
      };
    case 3005:
      return { ...common, user: target(), privileges: [access ?? missing('privileges')] };
    case 3006: {
      const isGroup = e.targetKind === 'group' && access === undefined;
      const group = access ?? (isGroup ? bare(e.target) : undefined) ?? missing('group');
      return { ...common, group: { name: group, uid: group }, user: isGroup ? someone(undefined, undefined) : target() };
    }
    case 3004:
      return { ...common, entity: entityOf(e, lookup, missing), comment: e.reason };
    case 3001:
      return { ...common, user: target() };
    case API_ACTIVITY:
      return {
        actor: actor ?? { user: { name: missing('actor'), type_id: 0 } },
        src_endpoint: endpoint ?? { name: missing('src_endpoint') },
        api: { operation: e.operation, service: { name: e.system } },
        resources: e.target === undefined ? undefined : [{ uid: valueOf(e.target), name: lookup.labelOf(e.target), type: lookup.kindOf(e.target) }],
      };
    default:
      return common;
  }
}

const bare = (alias: Alias | undefined): string | undefined => (alias === undefined ? undefined : valueOf(alias));

const USER_TYPES: Readonly<Partial<Record<IdentityKind, number>>> = { human: 1, unknown: 0 };

function userOf(alias: Alias, said: IdentityKind | undefined, lookup: RowLookup): OcsfObject {
  const kind = said ?? lookup.kindOf(alias);
  const value = valueOf(alias);
  const isAddress = namespaceOf(alias) === 'email' || namespaceOf(alias) === 'upn';
  return {
    uid: value === '' ? undefined : value,
    name: lookup.labelOf(alias) || value || 'Unknown',
    email_addr: isAddress ? value : undefined,
    type_id: USER_TYPES[kind] ?? OTHER,
    type: kind,
  };
}

const ENTITY_TYPES: Readonly<Partial<Record<IdentityKind, readonly [number, string]>>> = {
  device: [1, 'Device'],
  human: [2, 'User'],
  'service-account': [2, 'User'],
  'shared-account': [2, 'User'],
  group: [3, 'Group'],
};

function entityOf(e: Known, lookup: RowLookup, missing: (what: string) => string): OcsfObject {
  if (e.target === undefined) {
    const named = e.access === undefined || e.access === '*' ? undefined : e.access;
    return { name: named ?? missing('entity'), uid: named, type_id: OTHER, type: e.kind };
  }
  const kind = e.targetKind ?? lookup.kindOf(e.target);
  const [typeId, type] = ENTITY_TYPES[kind] ?? [OTHER, kind === 'unknown' ? e.kind : kind];
  const uid = valueOf(e.target);
  const name = lookup.labelOf(e.target);
  return { uid, name, type_id: typeId, type, user: typeId === 2 ? { uid, name } : undefined };
}

const IP = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]*:[0-9a-f:.]+)$/i;
const DOMAIN = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i;

function endpointOf(place: string | undefined): OcsfObject | undefined {
  if (place === undefined) return undefined;
  if (IP.test(place)) return { ip: place };
  return DOMAIN.test(place) ? { domain: place } : { name: place };
}
