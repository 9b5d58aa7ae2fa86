/** Which word of a closed list a value of a foreign system stands for. Guesses, shown to a person before anything is read by them. */
import { EVENT_KINDS } from '../../model/vocabulary.ts';
import { guessKind } from './guess-kinds.ts';

const SUCCESS =
  'success successful succeeded succeed ok okay done completed complete passed pass true yes y allow allowed granted accepted 0 200 201 204 applied erfolgreich erfolg j ja oui si';
const FAILURE =
  'failure failed fail error err denied deny rejected refused blocked false no n unsuccessful invalid timeout aborted cancelled canceled forbidden unauthorized fehler fehlgeschlagen nein non ko nok 1 400 401 403 500';
const UNKNOWN = 'unknown pending inprogress in-progress n/a na none partial started';

/** Table of words: the field's word, and the texts that are taken for it. */
const WORDS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  outcome: [
    ['success', SUCCESS],
    ['failure', FAILURE],
    ['unknown', UNKNOWN],
  ],
  severity: [
    ['critical', 'critical crit p1 sev1 s1 emergency fatal very-high 5'],
    ['high', 'high p2 sev2 s2 major severe 4'],
    ['medium', 'medium moderate warning p3 sev3 s3 minor 3'],
    ['low', 'low informational info p4 sev4 s4 p5 notice trivial 1 2'],
  ],
  confidence: [
    ['confirmed', 'confirmed certain'],
    ['high', 'high'],
    ['medium', 'medium'],
    ['low', 'low'],
  ],
  decision: [
    ['approve', 'approve approved certify certified maintain keep kept retain confirm confirmed accept accepted yes ok'],
    ['revoke', 'revoke revoked remove removed deny denied reject rejected no decline'],
    ['none', 'none pending open undecided not-reviewed notreviewed dont-know'],
  ],
  channel: [
    ['mail', 'mail email e-mail smtp'],
    ['page', 'page pager pagerduty sms phone call push'],
    ['chat', 'chat slack teams im webhook'],
    ['ticket', 'ticket incident jira servicenow'],
    ['siem', 'siem alert'],
  ],
  status: [
    ['sent', 'sent queued accepted submitted'],
    ['delivered', 'delivered received ok'],
    ['bounced', 'bounced bounce undeliverable'],
    ['failed', 'failed error failure'],
    ['quarantined', 'quarantined'],
    ['filtered', 'filtered spam junk'],
    ['seen', 'seen read opened viewed'],
    ['acknowledged', 'acknowledged ack acked'],
    ['active', 'active employed current enabled'],
    ['left', 'left former terminated inactive leaver resigned departed retired ended disabled'],
    ['on-leave', 'on-leave leave absent parental'],
  ],
  step: [
    ['assigned', 'assigned assign routed'],
    ['paged', 'paged notified notify triggered'],
    ['escalated', 'escalated escalate'],
    ['acknowledged', 'acknowledged ack'],
    ['resolved', 'resolved closed resolve'],
  ],
  action: [
    ['end-sessions', 'end-sessions logout-all revoke-sessions sign-out'],
    ['reset', 'reset reset-password password-reset'],
    ['disable', 'disable disabled block blocked deactivate lock'],
    ['enable', 'enable enabled unblock reactivate unlock'],
    ['revoke', 'revoke revoked remove'],
    ['rotate', 'rotate rotated renew'],
    ['quarantine', 'quarantine isolate contained'],
    ['suspend', 'suspend suspended'],
    ['step-up', 'step-up mfa-required'],
    ['ticket', 'ticket case'],
  ],
  kind: [
    ['human', 'human user person employee member'],
    ['service-account', 'service-account service serviceaccount technical system robot'],
    ['workload', 'workload application app container'],
    ['agent', 'agent bot'],
    ['shared-account', 'shared shared-account generic'],
    ['external-integration', 'external-integration integration vendor partner'],
    ['device', 'device computer'],
    ['group', 'group'],
  ],
  role: [
    ['owner', 'owner accountable'],
    ['technical-owner', 'technical-owner technical-contact admin'],
    ['business-owner', 'business-owner business'],
    ['steward', 'steward custodian backup'],
    ['oncall', 'oncall on-call'],
    ['security', 'security'],
    ['approver', 'approver'],
  ],
  party_type: [
    ['person', 'person user employee'],
    ['team', 'team group'],
    ['schedule', 'schedule rota'],
    ['queue', 'queue'],
  ],
  subject_type: [
    ['identity', 'identity account user'],
    ['service', 'service'],
    ['application', 'application app'],
  ],
  privilege_tier: [
    ['0', '0 tier-0 t0'],
    ['1', '1 tier-1 t1'],
    ['2', '2 tier-2 t2'],
  ],
};

const TABLES = new Map(
  Object.entries(WORDS).map(
    ([field, rows]) => [field, new Map(rows.flatMap(([word, texts]) => texts.split(' ').map((t) => [t, word] as const)))] as const,
  ),
);

/** `field` as in the statement; `kind` of an identity is asked for as such by `allowed`. `column`: its name, in words. */
export function guessWord(field: string, value: string, allowed: readonly string[], column = ''): string | undefined {
  if (allowed.includes(value)) return value;
  if (field === 'outcome' && /^[01]$/.test(value.trim())) return outcomeOfBit(value.trim() === '1', column);
  if (allowed === EVENT_KINDS || allowed.includes('password.reset')) return guessKind(value);
  const table = TABLES.get(field === 'target_kind' || field === 'actor_kind' ? 'kind' : field);
  const folded = value
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '-');
  const word = table?.get(folded) ?? (field === 'outcome' ? outcomeIn(folded) : undefined);
  if (word !== undefined && allowed.includes(word)) return word;
  return allowed.find((w) => w === folded);
}

/** A one under `success` is one that succeeded, under `return code` one that failed; under any other name it is for a person to say. */
function outcomeOfBit(set: boolean, column: string): string | undefined {
  const means = /\b(?:success|successful|succeeded|successfully|erfolg|erfolgreich|ok|passed|allowed|granted)\b/.test(column)
    ? set
    : /\b(?:code|rc|errno|error|errors|failed|failure|fail|exit|fehler)\b/.test(column)
      ? !set
      : undefined;
  return means === undefined ? undefined : means ? 'success' : 'failure';
}

/** `ERR_LOCKED`, `Failure: bad password`. */
function outcomeIn(folded: string): string | undefined {
  if (/^(?:fail|err|den[iy]|reject|refus|unsuccess|block|invalid)/.test(folded)) return 'failure';
  return /^(?:success|succe|ok\b|allow|complet)/.test(folded) ? 'success' : undefined;
}
