/**
 * The auditor's twelve questions, answered from records in one pass over the events and the wakes. An answer says what the
 * records show, cites them, and where they cannot show it names the log that would: nothing is answered by silence.
 */
import type { Interval } from '../base/interval.ts';
import type { CoverageLine, CutInterval, Finding, Wake } from '../model/analysis.ts';
import type { Action, CaseEvent, Certification } from '../model/facts.ts';
import type { RecordRef } from '../model/ids.ts';
import type { Channel } from '../model/vocabulary.ts';
import type { Lookup } from './lookup.ts';
import { approvals, changes, incomplete, outsidePolicy } from './questions/changes.ts';
import { emergency, reviewed, revoked, verified } from './questions/control.ts';
import { coverageAsked, notEstablished } from './questions/limits.ts';
import { seen, told } from './questions/told.ts';
import type { RequestLine } from './types.ts';

export const QUESTION_VERDICTS = ['answered', 'partly', 'cannot be answered'] as const;
export type QuestionVerdict = (typeof QUESTION_VERDICTS)[number];

/** One statement of an answer and the records that it rests on. */
export interface QuestionLine {
  readonly text: string;
  readonly records: readonly RecordRef[];
  /** The wake that it is of. */
  readonly wake: string | undefined;
  readonly state: 'gap' | 'unknown' | 'shown';
}

/** A log that would have to be had to answer in full. */
export interface QuestionMissing extends Interval {
  /** `any` where no system is known for the channel. */
  readonly system: string;
  readonly channel: Channel;
  /** Evidence requests that ask for it: `ER-01`. */
  readonly requests: readonly string[];
  readonly text: string;
}

export interface QuestionAnswer {
  /** 1 to 12. */
  readonly number: number;
  readonly question: string;
  readonly verdict: QuestionVerdict;
  readonly answer: string;
  /** The gaps first, then what cannot be said, then what is shown: the first of `linesTotal`. */
  readonly lines: readonly QuestionLine[];
  readonly linesTotal: number;
  /** The first of `citationsTotal`, each once. */
  readonly citations: readonly RecordRef[];
  readonly citationsTotal: number;
  readonly missing: readonly QuestionMissing[];
  readonly missingTotal: number;
}

export interface QuestionSource {
  readonly source: string;
  readonly name: string;
  /** The adapter, and by what it knew the source: of a plain table its header. */
  readonly type?: string | undefined;
  readonly typeWhy?: string | undefined;
  readonly system: string;
  readonly channels: readonly Channel[];
  readonly read: number;
  readonly rejected: number;
  readonly undated: number;
}

export interface QuestionInput {
  readonly period: Interval | undefined;
  /** False: the case was never judged, and there are no wakes to answer from. */
  readonly analysed: boolean;
  /** Every event that is not of a bulk kind, by time. */
  readonly events: Iterable<CaseEvent>;
  readonly wakes: Iterable<Wake>;
  readonly findings: readonly Finding[];
  readonly sources: readonly QuestionSource[];
  readonly coverage: readonly CoverageLine[];
  readonly cuts: readonly CutInterval[];
  readonly requests: readonly RequestLine[];
  readonly actions: readonly Action[];
  readonly certifications: readonly Certification[];
  readonly lookup: Pick<Lookup, 'identity' | 'identityOf' | 'position'>;
  /** Called often, with how many events and wakes were seen; may throw to stop. */
  readonly onStep?: ((done: number) => void) | undefined;
}

/** What answers one question: it sees every event and every wake once, then says what it saw. */
export interface Asked {
  event?(e: CaseEvent): void;
  wake?(w: Wake): void;
  finish(): Omit<QuestionAnswer, 'number' | 'question'>;
}

const QUESTIONS: readonly (readonly [question: string, ask: (input: QuestionInput) => Asked])[] = [
  ['Which identities were changed, by whom, on whose behalf, when?', changes],
  ['Who approved each change, and when, before or after?', approvals],
  ['Which were outside policy?', outsidePolicy],
  ['Who was told, through what, and did it arrive?', told],
  ['Did the party that was accountable at that time see it?', seen],
  ['Who could have revoked, by which method, and who did?', revoked],
  ['How was the revocation verified; was anything used after it?', verified],
  ['Was emergency access bounded in time, who authorised it, was it closed?', emergency],
  ['Which access was reviewed again after it changed, by whom, and what was decided?', reviewed],
  ['Which records are incomplete, and in which fields?', incomplete],
  ['Which period and systems do the logs cover, and where are they silent?', coverageAsked],
  ['What can these sources not establish?', notEstablished],
];

/** Events or wakes between two looks at whether to stop: some milliseconds of work. */
const STEP = 64;

export function answerQuestions(input: QuestionInput): QuestionAnswer[] {
  if (input.period === undefined || !input.analysed) return QUESTIONS.map(([question], i) => unanswerable(i + 1, question, input));
  const asked = QUESTIONS.map(([, ask]) => ask(input));
  let n = 0;
  const step = (): void => {
    if (n++ % STEP === 0) input.onStep?.(n - 1);
  };
  for (const e of input.events) {
    step();
    for (const a of asked) a.event?.(e);
  }
  for (const w of input.wakes) {
    step();
    for (const a of asked) a.wake?.(w);
  }
  return asked.map((a, i) => {
    input.onStep?.(n);
    return { number: i + 1, question: QUESTIONS[i]?.[0] ?? '', ...a.finish() };
  });
}

const unanswerable = (number: number, question: string, input: QuestionInput): QuestionAnswer => ({
  number,
  question,
  verdict: 'cannot be answered',
  answer:
    input.period === undefined
      ? 'The case holds no dated record, so there is nothing to answer from.'
      : 'The case has not been analysed yet: its records are there, and nothing was judged.',
  lines: [],
  linesTotal: 0,
  citations: [],
  citationsTotal: 0,
  missing: [],
  missingTotal: 0,
});

/** The investigator's decisions come and go without a new analysis, so they are said beside the cached answers. */
export function withDecisions(
  answers: readonly QuestionAnswer[],
  decided: { readonly confirmed: number; readonly dismissed: number },
): QuestionAnswer[] {
  const { confirmed, dismissed } = decided;
  if (confirmed + dismissed === 0) return [...answers];
  return answers.map((a) =>
    a.number === 3 ? { ...a, answer: `${a.answer} The investigator confirmed ${confirmed} and dismissed ${dismissed} of the findings.` } : a,
  );
}
