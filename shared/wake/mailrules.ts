/** Mailbox rules as states: which rule of a mailbox was active at an instant, and whether it hides a message. */
import type { Instant } from '../base/instant.ts';
import type { Parties } from '../identity/parties.ts';
import type { MailAction, MailCondition, MailMatch } from '../model/emissions.ts';
import type { CaseFacts, MailRule } from '../model/facts.ts';
import type { RecordRef, SourceId } from '../model/ids.ts';

export interface RuleState {
  readonly name: string;
  readonly from: Instant | undefined;
  readonly to: Instant | undefined;
  readonly conditions: readonly MailCondition[];
  readonly actions: readonly MailAction[];
  readonly record: RecordRef;
  readonly source: SourceId;
}

export interface MailRules {
  /** The states of a mailbox's rules, by party key. */
  of(party: string): readonly RuleState[];
  /** The first rule that hid a message to this party at that instant. */
  hiding(party: string, at: Instant, subject: string | undefined, sender: string | undefined): RuleState | undefined;
}

export function buildMailRules(facts: CaseFacts, parties: Parties): MailRules {
  const groups = new Map<string, Map<string, MailRule[]>>();
  for (const m of facts.mailrules) {
    const key = parties.resolve(m.mailbox).key;
    let rules = groups.get(key);
    if (rules === undefined) {
      rules = new Map();
      groups.set(key, rules);
    }
    const list = rules.get(m.rule);
    if (list === undefined) rules.set(m.rule, [m]);
    else list.push(m);
  }
  const states = new Map<string, RuleState[]>();
  for (const [key, rules] of groups) states.set(key, [...rules.values()].flatMap(statesOf));
  return {
    of: (party) => states.get(party) ?? [],
    hiding: (party, at, subject, sender) =>
      states
        .get(party)
        ?.find(
          (r) =>
            (r.from === undefined || r.from <= at) &&
            (r.to === undefined || at < r.to) &&
            r.actions.some(hides) &&
            matches(r.conditions, subject, sender),
        ),
  };
}

/** A statement with neither conditions nor actions that only ends: the rule was removed or switched off then. */
const isRemoval = (m: MailRule): boolean => m.from === undefined && m.to !== undefined && m.actions.length === 0 && m.conditions.length === 0;

/** A log of changes says what a rule is from then on; a row of a table is a state with an end of its own. */
const isChange = (m: MailRule): boolean => m.partial !== undefined;

/** The statements about one rule of one mailbox as states: a change in a log ends the state before it, a removal ends the last. */
function statesOf(statements: readonly MailRule[]): RuleState[] {
  const removals = statements.filter(isRemoval).map((m) => m.to ?? (0 as Instant));
  const dated = statements.filter((m) => !isRemoval(m) && m.from !== undefined).sort((a, b) => (a.from ?? 0) - (b.from ?? 0));
  const undated = statements.filter((m) => !isRemoval(m) && m.from === undefined);
  const out: RuleState[] = [];
  let previous: MailRule | undefined;
  for (const [i, m] of dated.entries()) {
    const from = m.from as Instant;
    const before = previous ?? undated[0];
    const changed = dated.slice(i + 1).find((x) => isChange(x) && (x.from ?? 0) > from)?.from;
    const ends = [m.to, changed, ...removals].filter((x): x is Instant => x !== undefined && x > from);
    const state: RuleState = {
      name: m.rule,
      from,
      to: ends.length === 0 ? undefined : (Math.min(...ends) as Instant),
      // A partial change names only what it changes; what it leaves out stays as it was.
      conditions: m.partial !== true ? m.conditions : restated(m.conditions, before?.conditions ?? []),
      actions: m.actions.length > 0 || m.partial !== true ? m.actions : (before?.actions ?? []),
      record: m.record,
      source: m.source,
    };
    out.push(state);
    previous = { ...m, conditions: state.conditions, actions: state.actions };
  }
  for (const m of undated) {
    // An export without times says that the rule was there; where a log tells when it came, the log decides.
    if (dated.length > 0 && m.to === undefined) continue;
    const ends = [m.to, ...removals].filter((x): x is Instant => x !== undefined);
    out.push({
      name: m.rule,
      from: undefined,
      to: ends.length === 0 ? undefined : (Math.min(...ends) as Instant),
      conditions: m.conditions,
      actions: m.actions,
      record: m.record,
      source: m.source,
    });
  }
  return out;
}

/** A forward leaves the message where it is and hides nothing. */
function hides(a: MailAction): boolean {
  switch (a.do) {
    case 'delete':
    case 'mark-read':
    case 'redirect':
      return true;
    case 'move':
      return !/^(?:.*[\\/:])?\s*inbox\s*$/i.test(a.folder);
    case 'forward':
      return false;
  }
}

const isException = (c: MailCondition): boolean => c.on.startsWith('not-');

/** A partial change restates what it matches, or what it takes out, or both; the rest stays. */
function restated(now: readonly MailCondition[], before: readonly MailCondition[]): readonly MailCondition[] {
  const part = (list: readonly MailCondition[], exceptions: boolean): readonly MailCondition[] => list.filter((c) => isException(c) === exceptions);
  return [false, true].flatMap((x) => (part(now, x).length > 0 ? part(now, x) : part(before, x)));
}

/**
 * Conditions of one sort are alternatives, different sorts must all hold, and an exception takes the message out. A rule whose conditions
 * are not known matches nothing.
 */
function matches(conditions: readonly MailCondition[], subject: string | undefined, sender: string | undefined): boolean {
  if (conditions.every(isException)) return false;
  const text = (subject ?? '').toLowerCase();
  const from = sender === undefined ? '' : bareAddress(sender);
  const of = (on: MailMatch | `not-${MailMatch}`): string[] =>
    conditions.flatMap((c) => (c.on === on && c.value !== '' ? [c.value.toLowerCase()] : []));
  const fits: Readonly<Record<MailMatch, (value: string) => boolean>> = {
    'subject-contains': (v) => text.includes(v),
    from: (v) => bareAddress(v) === from,
    'sender-contains': (v) => from.includes(v),
  };
  return MATCHES.every((on) => {
    const wanted = conditions.filter((c) => c.on === on);
    return (wanted.length === 0 || of(on).some(fits[on])) && !of(`not-${on}`).some(fits[on]);
  });
}

const MATCHES: readonly MailMatch[] = ['subject-contains', 'from', 'sender-contains'];

/** `"Payroll" <pay@x.example>` and `email:pay@x.example` are both pay@x.example. */
export function bareAddress(text: string): string {
  const angled = /<([^<>]+)>/.exec(text);
  return (angled?.[1] ?? text)
    .trim()
    .toLowerCase()
    .replace(/^(?:email|smtp|upn|mailto):/, '');
}
