/** View models of the policy: the text that a case is judged by, against the one that it starts from. */
import { EVENT_KINDS, type EventKind, NOTICE_CHANNELS, type Stage } from '../model/vocabulary.ts';
import type { AudienceRule, ObligationRule, Policy, Within } from '../policy/types.ts';
import { spanText } from './text.ts';

/** 1-based line and column in the text. */
export interface PolicyFault {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** A leaf that is not as in the default; `undefined` where it is not there. */
export interface PolicyDifference {
  readonly path: string;
  readonly was: string | undefined;
  readonly now: string | undefined;
  readonly line: number;
  readonly wasLine: number;
  /** UTF-16 offsets of the value in the text, and the default's spelling of it; both there where it can be put back. */
  readonly range: readonly [number, number] | undefined;
  readonly wasWritten: string | undefined;
}

/** One cell of the table of obligations; `was` is the default's words where they are others. */
export interface PolicyCell {
  readonly text: string;
  readonly was: string | undefined;
}

/** An entry of `obligations` in words, in its order. */
export interface PolicyRow {
  readonly name: string;
  readonly kinds: PolicyCell;
  readonly notify: PolicyCell;
  readonly audience: PolicyCell;
  readonly deadline: PolicyCell;
  readonly acknowledge: PolicyCell;
  readonly act: PolicyCell;
  readonly verify: PolicyCell;
  readonly certify: PolicyCell;
  /** 1-based line where it begins; `undefined` where the text leaves the obligations to the default. */
  readonly line: number | undefined;
  /** Not among the obligations of the default. */
  readonly added: boolean;
}

/** What an edited text would be. */
export interface PolicyCheck {
  readonly faults: readonly PolicyFault[];
  readonly differences: readonly PolicyDifference[];
  /** Empty where the text has faults. */
  readonly rows: readonly PolicyRow[];
  /** Obligations of the default that the text no longer has. */
  readonly dropped: readonly string[];
}

export interface PolicyView extends PolicyCheck {
  readonly name: string;
  readonly revision: number;
  readonly text: string;
  readonly defaultText: string;
  /** The text is the built-in one. */
  readonly isDefault: boolean;
  /** What the conclusions of the case were judged by; `undefined` before the first analysis. */
  readonly judgedBy: { readonly name: string; readonly revision: number; readonly same: boolean } | undefined;
}

/** The columns of the table that belong to a stage. */
export type PolicyColumn = Exclude<keyof PolicyRow, 'name' | 'line' | 'added'>;

export const COLUMN_STAGE: Readonly<Partial<Record<PolicyColumn, Stage>>> = {
  notify: 'signalled',
  acknowledge: 'acknowledged',
  act: 'acted',
  verify: 'verified',
  certify: 'certified',
};

type Words = Record<PolicyColumn, string>;

/** The obligations of a policy in words, each beside the default's entry of the same name. Lines are filled in by `lineOf`. */
export function policyRows(policy: Policy, standard: Policy, lineOf: (name: string) => number | undefined): PolicyRow[] {
  const defaults = new Map(standard.obligations.map((rule) => [rule.name, words(rule)]));
  return policy.obligations.map((rule) => {
    const now = words(rule);
    const was = defaults.get(rule.name);
    const cell = (column: PolicyColumn): PolicyCell => ({
      text: now[column],
      was: was === undefined || was[column] === now[column] ? undefined : was[column],
    });
    return {
      name: rule.name,
      kinds: cell('kinds'),
      notify: cell('notify'),
      audience: cell('audience'),
      deadline: cell('deadline'),
      acknowledge: cell('acknowledge'),
      act: cell('act'),
      verify: cell('verify'),
      certify: cell('certify'),
      line: lineOf(rule.name),
      added: was === undefined,
    };
  });
}

export const droppedRules = (policy: Policy, standard: Policy): string[] =>
  standard.obligations.map((rule) => rule.name).filter((name) => !policy.obligations.some((rule) => rule.name === name));

function words(rule: ObligationRule): Words {
  const { notify, acknowledge, act, verify, certify } = rule;
  const only = (kinds: readonly EventKind[]): string => (kinds.length === rule.kinds.length ? '' : `${kindsText(kinds)}: `);
  return {
    kinds: [kindsText(rule.kinds), ...scope(rule)].join('; '),
    notify: notify === undefined ? '' : notify.through.length === NOTICE_CHANNELS.length ? 'any' : notify.through.join(', '),
    audience: notify === undefined ? '' : notify.audience.map(audienceText).join(', '),
    deadline: notify === undefined ? '' : withinText(notify.within),
    acknowledge: acknowledge === undefined ? '' : `${withinText(acknowledge.within)}${acknowledge.by === undefined ? '' : ` by ${acknowledge.by}`}`,
    act: act === undefined ? '' : `${act.mode === 'close' ? 'closed within ' : ''}${withinText(act.within)}`,
    verify: verify === undefined ? '' : `${only(verify.kinds)}${VERIFY_WORDS[verify.mode]} ${withinText(verify.within)}`,
    certify: certify === undefined ? '' : `${only(certify.kinds)}${withinText(certify.within)}`,
  };
}

const VERIFY_WORDS = { held: 'shown to hold within', reauthentication: 'authenticates again within', silence: 'silent for' } as const;

const scope = (rule: ObligationRule): string[] => [
  ...(rule.identities === undefined ? [] : [rule.identities === 'non-human' ? 'of non-human identities' : `of ${rule.identities.join(', ')}`]),
  ...(rule.severities === undefined ? [] : [rule.severities.join(', ')]),
  ...(rule.ownedIdentities ? ['for each identity that the person owned'] : []),
];

/** A whole family as `mfa.*`. */
function kindsText(kinds: readonly EventKind[]): string {
  const left = new Set(kinds);
  const out: string[] = [];
  for (const kind of kinds) {
    if (!left.has(kind)) continue;
    const family = kind.slice(0, kind.indexOf('.') + 1);
    const all = EVENT_KINDS.filter((k) => family !== '' && k.startsWith(family));
    const whole = all.length > 1 && all.every((k) => left.has(k));
    out.push(whole ? `${family}*` : kind);
    for (const k of whole ? all : [kind]) left.delete(k);
  }
  return out.join(', ');
}

function audienceText(a: AudienceRule): string {
  const where = [...(a.identities ?? []), ...(a.tiers === undefined ? [] : [`tier ${a.tiers.join(' and ')}`])];
  return where.length === 0 ? a.name : `${a.name} (${where.join(', ')})`;
}

/** `15 min at tier 0 and 1, else 1 d`. */
function withinText(w: Within): string {
  const special = [
    ...Object.entries(w.tiers ?? {}).map(([tier, d]) => [d, `tier ${tier}`] as const),
    ...Object.entries(w.confidence ?? {}).map(([confidence, d]) => [d, confidence] as const),
  ];
  const grouped = new Map<number, string[]>();
  for (const [d, name] of special) grouped.set(d, [...(grouped.get(d) ?? []), name]);
  if (grouped.size === 0) return spanText(w.else);
  return `${[...grouped].map(([d, names]) => `${spanText(d)} at ${names.join(', ')}`).join('; ')}, else ${spanText(w.else)}`;
}
