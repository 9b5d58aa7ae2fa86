/** What the answers share: bounded lines and citations, the coverage that is missing, counts of verdicts in words. */
import type { Interval } from '../../base/interval.ts';
import { subtract, union } from '../../base/interval.ts';
import type { Obligation, Wake } from '../../model/analysis.ts';
import type { CaseEvent } from '../../model/facts.ts';
import { type RecordRef, recordOfEvent } from '../../model/ids.ts';
import type { Channel, Stage, Verdict } from '../../model/vocabulary.ts';
import type { QuestionAnswer, QuestionInput, QuestionLine, QuestionMissing, QuestionVerdict } from '../questions.ts';
import { identityLabel, moment, shortAlias } from '../text.ts';

/** Nobody reads more lines of one answer than these; the lists of wakes and findings have them all. */
const MOST_LINES = { gap: 100, unknown: 50, shown: 50 } as const;
export const MOST_CITED = 200;
/** Records counted apart from each other; beyond, "at least" is said. */
const MOST_COUNTED = 500_000;
const MOST_RECORDS_A_LINE = 12;
export const MOST_MISSING = 50;

export const number = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',');
export const plural = (n: number, one: string, many = `${one}s`): string => `${number(n)} ${n === 1 ? one : many}`;
export const sentence = (parts: readonly string[]): string => parts.filter((p) => p !== '').join(' ');
/** `a, b and c`; the first `most` and how many more. */
export function listed(all: readonly string[], most = 6): string {
  const some = all.slice(0, most);
  if (all.length > most) return `${some.join(', ')} and ${number(all.length - most)} more`;
  return some.length < 2 ? (some[0] ?? '') : `${some.slice(0, -1).join(', ')} and ${some.at(-1)}`;
}

export class Lines {
  readonly #lines: Record<QuestionLine['state'], QuestionLine[]> = { gap: [], unknown: [], shown: [] };
  readonly #seen = new Set<RecordRef>();
  #total = 0;

  /** `text` is only made where the line is kept: an answer over a long case has many more. */
  add(state: QuestionLine['state'], text: () => string, records: Iterable<RecordRef>, wake?: string): void {
    this.#total++;
    const kept = this.#lines[state].length < MOST_LINES[state];
    const own: RecordRef[] = [];
    // An absence rests on no record of its own: then the event is what opens.
    for (const r of wake === undefined ? records : [recordOfEvent(wake.slice(2)), ...records]) {
      if (this.#seen.size < MOST_COUNTED) this.#seen.add(r);
      if (kept && own.length < MOST_RECORDS_A_LINE && !own.includes(r)) own.push(r);
    }
    if (kept) this.#lines[state].push({ text: text(), records: own, wake, state });
  }

  finish(verdict: QuestionVerdict, answer: string, missing: Missing): Omit<QuestionAnswer, 'number' | 'question'> {
    const lines = [...this.#lines.gap, ...this.#lines.unknown, ...this.#lines.shown];
    const citations = new Set<RecordRef>();
    for (const r of [...lines.flatMap((l) => l.records), ...this.#seen]) {
      if (citations.size >= MOST_CITED) break;
      citations.add(r);
    }
    const total = this.#seen.size;
    const rest = total - citations.size;
    const lacks = missing.lines();
    const more = [
      rest > 0
        ? `${number(citations.size)} records are cited here; ${total >= MOST_COUNTED ? 'at least ' : ''}${number(rest)} more bear it out.`
        : '',
      lacks.length > MOST_MISSING ? `${number(lacks.length - MOST_MISSING)} more intervals are missing than are listed.` : '',
    ];
    return {
      verdict,
      answer: sentence([answer, ...more]),
      lines,
      linesTotal: this.#total,
      citations: [...citations],
      citationsTotal: total,
      missing: lacks.slice(0, MOST_MISSING),
      missingTotal: lacks.length,
    };
  }
}

/** The coverage that an answer lacks, joined by system and channel. */
export class Missing {
  readonly #input: QuestionInput;
  readonly #of = new Map<string, { system: string; channel: Channel; why: string; parts: Interval[] }>();

  constructor(input: QuestionInput) {
    this.#input = input;
  }

  add(system: string, channel: Channel, part: Interval, why = ''): void {
    const key = `${channel} ${system}`;
    let entry = this.#of.get(key);
    if (entry === undefined) {
      entry = { system, channel, why, parts: [] };
      this.#of.set(key, entry);
    }
    entry.parts.push({ from: part.from, to: part.to });
    // A long case asks for the same hours again and again.
    if (entry.parts.length > 4096) entry.parts = union(entry.parts);
  }

  of(o: Obligation): void {
    for (const u of o.uncovered) this.add(u.system, u.channel, u);
  }

  /** Where no source at all covers the channel inside the period, and where one of its systems was cut off. */
  channel(channel: Channel): void {
    const { period } = this.#input;
    if (period === undefined || isRegister(this.#input, channel)) return;
    const lines = this.#input.coverage.filter((c) => c.channel === channel);
    const systems = [...new Set(this.#input.sources.filter((s) => s.channels.includes(channel)).map((s) => s.system))];
    for (const hole of subtract([period], lines)) this.add(systems.length === 1 ? systems[0]! : 'any', channel, hole);
    for (const c of this.#input.cuts) {
      if (c.channel !== channel) continue;
      const covered = lines.filter((l) => l.system === c.system);
      for (const lost of subtract([c], covered)) this.add(c.system, channel, lost);
    }
  }

  get empty(): boolean {
    return this.#of.size === 0;
  }

  lines(): QuestionMissing[] {
    const out: QuestionMissing[] = [];
    for (const { system, channel, why, parts } of this.#of.values()) {
      for (const part of union(parts)) {
        const requests = this.#input.requests.filter(
          (r) => r.channel === channel && (r.system === system || r.system === 'any' || system === 'any') && r.from < part.to && part.from < r.to,
        );
        const text = `${channelWords(channel)} of ${system === 'any' ? 'any system that keeps them' : system}, ${moment(part.from)} to ${moment(part.to)}`;
        out.push({ system, channel, ...part, requests: requests.map((r) => r.number), text: why === '' ? text : `${text}: ${why}` });
      }
    }
    return out.sort((a, b) => a.from - b.from || (a.channel < b.channel ? -1 : 1));
  }
}

const CHANNEL_WORDS: Readonly<Record<Channel, string>> = {
  mail: 'mail logs',
  page: 'paging logs',
  chat: 'chat logs',
  ticket: 'tickets',
  siem: 'SIEM notices',
  'iam-audit': 'audit logs',
  signin: 'sign-in logs',
  certification: 'access reviews',
  ownership: 'ownership registers',
  oncall: 'on-call schedules',
  hr: 'HR records',
};
export const channelWords = (c: Channel): string => CHANNEL_WORDS[c];

export type Tally = Record<Verdict, number>;
export const tally = (): Tally => ({ met: 0, late: 0, partial: 0, unmet: 0, unknown: 0, 'not-reached': 0, 'not-required': 0 });
export const judged = (t: Tally): number => t.met + t.late + t.partial + t.unmet;
export const askedOf = (t: Tally): number => judged(t) + t.unknown + t['not-reached'];

/** `560 in time, 8 late, 17 not at all, 12 cannot be said`. */
export function tallyWords(t: Tally, words: { readonly met: string; readonly unmet: string; readonly late?: string }): string {
  const parts: [number, string][] = [
    [t.met, words.met],
    [t.late, words.late ?? 'late'],
    [t.partial, 'in part'],
    [t.unmet, words.unmet],
    [t.unknown, 'cannot be said'],
    [t['not-reached'], 'not reached, since it was cut before'],
  ];
  return parts.flatMap(([n, w]) => (n > 0 ? [`${number(n)} ${w}`] : [])).join(', ');
}

/** Nothing unknown: answered. Nothing known: not. */
export function verdictOf(t: Tally): QuestionVerdict {
  if (t.unknown === 0) return 'answered';
  return judged(t) === 0 ? 'cannot be answered' : 'partly';
}

export const own = (w: Wake, stage: Stage): Obligation | undefined => w.obligations.find((o) => o.stage === stage && o.audience === undefined);

export const stateOf = (verdicts: readonly (Verdict | undefined)[]): QuestionLine['state'] =>
  verdicts.some((v) => v === 'unmet' || v === 'late' || v === 'partial') ? 'gap' : verdicts.includes('unknown') ? 'unknown' : 'shown';

/** The name of an identity or alias, for a person. */
export function nameOf(input: QuestionInput, idOrAlias: string | undefined): string | undefined {
  if (idOrAlias === undefined) return undefined;
  const identity = input.lookup.identity(idOrAlias) ?? input.lookup.identity(input.lookup.identityOf(idOrAlias) ?? '');
  return identity === undefined ? shortAlias(idOrAlias as CaseEvent['actor'] & string) : identityLabel(identity).label;
}

export const wakeTitle = (input: QuestionInput, w: Wake): string =>
  `${w.kind} of ${nameOf(input, w.target) ?? 'an identity that is not named'}, ${moment(w.time)}`;

export const recordsOf = (obligations: readonly (Obligation | undefined)[]): RecordRef[] =>
  obligations.flatMap((o) => o?.evidence.map((e) => e.record) ?? []);

/** A register says who was what when, in its rows; its own few dates are no interval that it covers. */
export const isRegister = (input: QuestionInput, channel: Channel): boolean =>
  (channel === 'ownership' || channel === 'oncall' || channel === 'hr') && input.sources.some((s) => s.channels.includes(channel));
