/**
 * Wakes in blocks. A wake tells the same interval, the same record and the same sentence in many of its lines: inside a block each of
 * them stands once and is referred to by its number, which takes a quarter of the text and of the time of writing the wakes out.
 */
import type { Instant } from '../../../shared/base/instant.ts';
import type { CoverageLine, Evidence, EvidenceRequest, Obligation, Wake } from '../../../shared/model/analysis.ts';
import type { EventId } from '../../../shared/model/ids.ts';
import { type Channel, STAGES, VERDICTS } from '../../../shared/model/vocabulary.ts';

type Span = readonly [system: string, channel: Channel, from: number, to: number, basis?: CoverageLine['basis']];
type Uncovered = Obligation['uncovered'][number];

/** Everything in the order of `Obligation`; lists are numbers of the block's tables, 0 stands for `undefined`. */
type Line = readonly [
  stage: number,
  audience: string | 0,
  verdict: number,
  deadline: number | null,
  missing: readonly string[],
  evidence: readonly number[],
  coverage: readonly number[],
  uncovered: readonly number[],
  rule: string | 0,
  text: number,
];

interface Block {
  readonly texts: readonly string[];
  readonly evidence: readonly Evidence[];
  readonly spans: readonly Span[];
  readonly wakes: readonly (Omit<Wake, 'obligations'> & { readonly obligations: readonly Line[] })[];
}

/** Numbers things in the order in which they are first seen. */
class Table<T> {
  readonly all: T[] = [];
  readonly #numbers = new Map<T, number>();

  of(x: T): number {
    let n = this.#numbers.get(x);
    if (n === undefined) {
      n = this.all.push(x) - 1;
      this.#numbers.set(x, n);
    }
    return n;
  }

  each(list: readonly T[]): readonly number[] {
    return list.length === 0 ? NONE : list.map((x) => this.of(x));
  }
}

const NONE: readonly number[] = [];
const numbers = <T extends string>(words: readonly T[]): ReadonlyMap<T, number> => new Map(words.map((w, i) => [w, i]));
const STAGE = numbers(STAGES);
const VERDICT = numbers(VERDICTS);

/** As a value for JSON. */
export function packWakes(wakes: readonly Wake[]): unknown {
  const texts = new Table<string>();
  const evidence = new Table<Evidence>();
  const spans = new Table<CoverageLine | Uncovered>();
  const packed = wakes.map((w) => ({
    ...w,
    obligations: w.obligations.map(
      (o): Line => [
        STAGE.get(o.stage) ?? 0,
        o.audience ?? 0,
        VERDICT.get(o.verdict) ?? 0,
        o.deadline ?? null,
        o.missing,
        evidence.each(o.evidence),
        spans.each(o.coverage),
        spans.each(o.uncovered),
        o.rule ?? 0,
        texts.of(o.text),
      ],
    ),
  }));
  const span = (s: CoverageLine | Uncovered): Span =>
    'basis' in s ? [s.system, s.channel, s.from, s.to, s.basis] : [s.system, s.channel, s.from, s.to];
  return { texts: texts.all, evidence: evidence.all, spans: spans.all.map(span), wakes: packed } satisfies Block;
}

/** `value` is what `packWakes` gave, after JSON; a plain list of wakes, as earlier versions wrote, is taken as it is. */
export function unpackWakes(value: unknown): Wake[] {
  if (Array.isArray(value)) return value as Wake[];
  const { texts, evidence, spans, wakes } = value as Block;
  const read = spans.map(([system, channel, from, to, basis]): CoverageLine | Uncovered => {
    const s = { system, channel, from: from as Instant, to: to as Instant };
    return basis === undefined ? s : { ...s, basis };
  });
  const pick = <T>(all: readonly unknown[], list: readonly number[]): T[] => list.map((n) => all[n] as T);
  return wakes.map((w) => ({
    ...w,
    obligations: w.obligations.map(
      ([stage, audience, verdict, deadline, missing, ev, coverage, uncovered, rule, text]): Obligation => ({
        stage: STAGES[stage]!,
        audience: audience === 0 ? undefined : audience,
        verdict: VERDICTS[verdict]!,
        deadline: deadline === null ? undefined : (deadline as Instant),
        missing,
        evidence: pick<Evidence>(evidence, ev),
        coverage: pick<CoverageLine>(read, coverage),
        uncovered: pick<Uncovered>(read, uncovered),
        rule: rule === 0 ? undefined : rule,
        text: texts[text]!,
      }),
    ),
  }));
}

interface PackedRequests {
  readonly questions: readonly (readonly [event: EventId, stage: number])[];
  /** Which questions each settles: the first's number, then how much higher each further one's is. */
  readonly requests: readonly (Omit<EvidenceRequest, 'settles'> & { readonly settles: readonly number[] })[];
}

/** Requests of a large case settle the same hundred thousand questions each: those stand once. */
export function packRequests(requests: readonly EvidenceRequest[]): unknown {
  const questions = new Table<EvidenceRequest['settles'][number]>();
  const packed = requests.map((r) => {
    let last = 0;
    const settles = r.settles.map((s) => {
      const n = questions.of(s);
      const step = n - last;
      last = n;
      return step;
    });
    return { ...r, settles };
  });
  return { questions: questions.all.map((q) => [q.event, STAGE.get(q.stage) ?? 0] as const), requests: packed } satisfies PackedRequests;
}

export function unpackRequests(value: unknown): EvidenceRequest[] {
  if (Array.isArray(value)) return value as EvidenceRequest[];
  const { questions, requests } = value as PackedRequests;
  const read = questions.map(([event, stage]) => ({ event, stage: STAGES[stage]! }));
  return requests.map((r) => {
    let at = 0;
    return {
      ...r,
      settles: r.settles.map((step) => {
        at += step;
        return read[at]!;
      }),
    };
  });
}
