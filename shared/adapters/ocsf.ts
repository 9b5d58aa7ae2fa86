import type { EventKind } from '../model/vocabulary.ts';

/** An OCSF class and activity (OCSF 1.5, classes of the categories Findings, Identity & Access Management, Application Activity). */
export interface Ocsf {
  readonly classUid: number;
  readonly activityId: number;
}

const o = (classUid: number, activityId: number): Ocsf => ({ classUid, activityId });

const ACCOUNT = 3001;
const AUTHENTICATION = 3002;
const AUTHORIZE = 3003;
const ENTITY = 3004;
const ACCESS = 3005;
const GROUP = 3006;
const FINDING = 2004;
const API = 6003;
/** OCSF's activity for what has no activity of its own. */
const OTHER = 99;

/** The one table from a kind to its OCSF class and activity. */
export const OCSF: Readonly<Record<EventKind, Ocsf>> = {
  other: o(API, OTHER),
  'account.created': o(ACCOUNT, 1),
  'account.deleted': o(ACCOUNT, 6),
  'account.disabled': o(ACCOUNT, 5),
  'account.enabled': o(ACCOUNT, 2),
  'account.locked': o(ACCOUNT, 9),
  'account.unlocked': o(ACCOUNT, 12),
  'password.reset': o(ACCOUNT, 4),
  'password.changed': o(ACCOUNT, 3),
  'mfa.enrolled': o(ACCOUNT, 10),
  'mfa.removed': o(ACCOUNT, 11),
  'mfa.reset': o(ACCOUNT, 11),
  'credential.created': o(ENTITY, 1),
  'credential.rotated': o(ENTITY, 3),
  'credential.disabled': o(ENTITY, 9),
  'credential.enabled': o(ENTITY, 8),
  'credential.deleted': o(ENTITY, 4),
  'secret.read': o(ENTITY, 2),
  'device.enrolled': o(ENTITY, 6),
  'device.removed': o(ENTITY, 7),
  'session.started': o(AUTHENTICATION, 1),
  'session.failed': o(AUTHENTICATION, 1),
  'session.assumed': o(AUTHORIZE, 1),
  'session.revoked': o(AUTHENTICATION, 2),
  'session.ended': o(AUTHENTICATION, 2),
  'role.granted': o(ACCESS, 1),
  'role.revoked': o(ACCESS, 2),
  'group.added': o(GROUP, 3),
  'group.removed': o(GROUP, 4),
  'permission.changed': o(ENTITY, 3),
  'consent.granted': o(ACCESS, 1),
  'consent.revoked': o(ACCESS, 2),
  'delegation.granted': o(ACCESS, 1),
  'owner.changed': o(ENTITY, 3),
  'payroll.changed': o(ENTITY, 3),
  'mailrule.created': o(ENTITY, 1),
  'mailrule.changed': o(ENTITY, 3),
  'mailrule.removed': o(ENTITY, 4),
  'forwarding.enabled': o(ENTITY, 3),
  'federation.changed': o(ENTITY, 3),
  'logging.disabled': o(ENTITY, 9),
  'logging.enabled': o(ENTITY, 8),
  'breakglass.opened': o(AUTHORIZE, 1),
  'breakglass.closed': o(ACCESS, 2),
  'person.joined': o(ENTITY, 1),
  'person.moved': o(ENTITY, 5),
  'person.left': o(ENTITY, 11),
  'scope.ended': o(ENTITY, 11),
  'alert.raised': o(FINDING, 1),
};
