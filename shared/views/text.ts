/** Words for people: labels, times and titles. Plain text; escaping is the business of whoever draws it. */
import type { Instant } from '../base/instant.ts';
import { DAY, formatInstant, HOUR, MINUTE, SECOND } from '../base/instant.ts';
import type { Identity } from '../model/analysis.ts';
import type { Alias } from '../model/ids.ts';
import { namespaceOf, valueOf } from '../model/ids.ts';
import type { EventKind, IdentityKind, Verdict } from '../model/vocabulary.ts';
import { IDENTITY_KIND_WORDS } from '../model/words.ts';
import type { IdentityLabel } from './types.ts';

/** Which name of an identity a person recognises first; opaque ids come last. */
const READABLE = [
  'name',
  'upn',
  'email',
  'google-user',
  'gcp-sa',
  'aws-user',
  'github-login',
  'k8s-user',
  'okta-user',
  'aws-access-key',
  'aws-arn',
  'slack-user',
  'hr-id',
];

const rank = (a: Alias): number => {
  const i = READABLE.indexOf(namespaceOf(a));
  // Within a namespace a name with letters beats a bare number or a GUID.
  return (i < 0 ? READABLE.length : i) * 2 + (/^[0-9a-f-]{16,}$/i.test(valueOf(a)) ? 1 : 0);
};

/** One alias as a short name: the last part of an ARN, the last four of an access key. */
export function shortAlias(a: Alias): string {
  const value = valueOf(a);
  switch (namespaceOf(a)) {
    case 'aws-arn':
      return value.slice(value.lastIndexOf(value.includes('/') ? '/' : ':') + 1) || value;
    case 'aws-access-key':
      return `key …${value.slice(-4)}`;
    default:
      return value;
  }
}

export function labelOf(identity: Identity): string {
  if (identity.displayName) return identity.displayName;
  let best: Alias | undefined;
  for (const a of identity.aliases) if (best === undefined || rank(a) < rank(best)) best = a;
  return best === undefined ? identity.id : shortAlias(best);
}

export const identityLabel = (identity: Identity): IdentityLabel => ({
  id: identity.id,
  label: labelOf(identity),
  kind: identity.kind,
  tier: identity.tier,
});

export const identityKindWord = (kind: IdentityKind): string => IDENTITY_KIND_WORDS[kind];
export const identitySub = (identity: Identity): string =>
  `${IDENTITY_KIND_WORDS[identity.kind]}${identity.tier === undefined ? '' : `, tier ${identity.tier}`}`;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `07:41:26`, in UTC; the fraction is left out, the record chip has it. */
export const clock = (t: Instant): string => formatInstant(t).slice(11, 19);
/** `4 Mar`. */
export function dayText(t: Instant): string {
  const iso = formatInstant(t);
  return `${Number(iso.slice(8, 10))} ${MONTHS[Number(iso.slice(5, 7)) - 1]}`;
}
/** `4 Mar 07:41:26 UTC`; the day is left out where it is that of `near`. */
export const moment = (t: Instant, near?: Instant): string =>
  near !== undefined && formatInstant(near).slice(0, 10) === formatInstant(t).slice(0, 10) ? `${clock(t)} UTC` : `${dayText(t)} ${clock(t)} UTC`;

/** `15 min`, `4 h`, `6 h 39 min`, `7 d`; two units at most, cut and not rounded. */
export function spanText(d: number): string {
  const parts: string[] = [];
  let rest = Math.abs(d);
  for (const [unit, size] of [
    ['d', DAY],
    ['h', HOUR],
    ['min', MINUTE],
    ['s', SECOND],
  ] as const) {
    if (parts.length === 2 || (parts.length === 1 && rest === 0)) break;
    const n = Math.floor(rest / size);
    rest -= n * size;
    if (n > 0) parts.push(`${n} ${unit}`);
    else if (parts.length === 1) break;
  }
  return parts.length === 0 ? '0 s' : parts.join(' ');
}

/** What happened, as the title of a wake. `who` is the identity that changed. */
export function titleOf(kind: EventKind, who: string, access: string | undefined, where: string): string {
  const what = access === undefined || access === '' || access === '*' ? '' : ` ${access}`;
  switch (kind) {
    case 'account.created':
      return `Account ${who} created in ${where}`;
    case 'account.deleted':
      return `Account ${who} deleted in ${where}`;
    case 'account.disabled':
      return `Account ${who} disabled in ${where}`;
    case 'account.enabled':
      return `Account ${who} enabled in ${where}`;
    case 'password.reset':
      return `Password of ${who} reset in ${where}`;
    case 'password.changed':
      return `Password of ${who} changed in ${where}`;
    case 'mfa.enrolled':
      return `New second factor for ${who} in ${where}`;
    case 'mfa.removed':
      return `Second factor of ${who} removed in ${where}`;
    case 'mfa.reset':
      return `Second factors of ${who} reset in ${where}`;
    case 'credential.created':
      return `Credential ${who} created in ${where}`;
    case 'credential.rotated':
      return `Credential ${who} rotated in ${where}`;
    case 'credential.disabled':
      return `Credential ${who} disabled in ${where}`;
    case 'credential.enabled':
      return `Credential ${who} enabled in ${where}`;
    case 'credential.deleted':
      return `Credential ${who} deleted in ${where}`;
    case 'device.enrolled':
      return `New device for ${who} in ${where}`;
    case 'role.granted':
      return `Role${what} granted to ${who} in ${where}`;
    case 'role.revoked':
      return `Role${what} taken from ${who} in ${where}`;
    case 'group.added':
      return `${who} added to group${what} in ${where}`;
    case 'group.removed':
      return `${who} removed from group${what} in ${where}`;
    case 'permission.changed':
      return `Permissions of ${who} changed in ${where}`;
    case 'consent.granted':
      return `Application ${who} approved in ${where}`;
    case 'delegation.granted':
      return `Mailbox of ${who} delegated in ${where}`;
    case 'owner.changed':
      return `Owner of ${who} changed in ${where}`;
    case 'payroll.changed':
      return `Bank account of ${who} changed in ${where}`;
    case 'mailrule.created':
      return `Inbox rule created for ${who} in ${where}`;
    case 'mailrule.changed':
      return `Inbox rule of ${who} changed in ${where}`;
    case 'forwarding.enabled':
      return `Mail of ${who} forwarded in ${where}`;
    case 'federation.changed':
      return `Federation of ${who} changed in ${where}`;
    case 'breakglass.opened':
      return `Emergency access to ${who} opened in ${where}`;
    case 'person.moved':
      return `${who} moved to another post`;
    case 'person.left':
      return `${who} left the organisation`;
    case 'scope.ended':
      return `The assignment of ${who} ended`;
    case 'alert.raised':
      return `Alert raised on ${who}`;
    default:
      return `${kind} of ${who} in ${where}`;
  }
}

/** From the least to the most in need of a look. */
const WORST: readonly Verdict[] = ['not-required', 'not-reached', 'met', 'unknown', 'late', 'partial', 'unmet'];
export function worstVerdict(strip: readonly Verdict[]): Verdict {
  let worst: Verdict = 'not-required';
  for (const v of strip) if (WORST.indexOf(v) > WORST.indexOf(worst)) worst = v;
  return worst;
}
export const verdictRank = (v: Verdict): number => WORST.indexOf(v);

/** Long texts of logs are cut for a list; the record itself is always one click away. */
export const cut = (text: string, length = 160): string => (text.length <= length ? text : `${text.slice(0, length - 1)}…`);
