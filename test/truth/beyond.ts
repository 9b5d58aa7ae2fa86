/**
 * What a case may ask beyond findings and verdicts: the evidence request list, the auditor's answers, what follows from a decision
 * of the investigator, and the same history judged by another policy or with other owners.
 */
import type { Row, Time } from './bundle.ts';
import type { Case, Corner } from './corner.ts';

export interface ExpectedRequest {
  readonly system: string;
  readonly channel: string;
  readonly from: Time;
  readonly to: Time;
  /** `NATIVE-ID stage`, all that it settles but what only follows (see `FOLLOWS`). */
  readonly settles: readonly string[];
}
/** Decided on, in this order, after the import; a source is named by its file. */
export type Decided =
  | { readonly tie: string; readonly event: string; readonly accept: boolean }
  | { readonly clockOf: string; readonly seconds: number };

export type AnswerVerdict = 'answered' | 'partly' | 'cannot be answered';
export interface ExpectedAnswer {
  readonly number: number;
  readonly verdict: AnswerVerdict;
  /** Channels of the coverage that is missing, as a set; left out where the case does not say. */
  readonly missing?: readonly string[] | undefined;
  /** Native ids: the record of each is cited. */
  readonly cites?: readonly string[] | undefined;
  /** What the answer or one of its lines carries. */
  readonly says?: readonly (string | RegExp)[] | undefined;
}
export interface ExpectedChange {
  readonly event: string;
  readonly stage: string;
  readonly before: string;
  readonly after: string;
}
export interface WhatIf {
  /** What is replaced in the built-in policy's text. */
  readonly policy?: readonly (readonly [was: string, now: string])[] | undefined;
  /** Rows of another claims.csv. */
  readonly claims?: readonly Row[] | undefined;
  /** All changes of the events' own verdicts. */
  readonly changes: readonly ExpectedChange[];
  /** `rule NATIVE-ID-OR-ALIAS`, all of them. */
  readonly gained: readonly string[];
  readonly lost: readonly string[];
}

/** Of an unknown notice the stages that hang on it are unknown with it: whether the list repeats them is its own affair. */
export const FOLLOWS: ReadonlySet<string> = new Set(['delivered', 'reached']);

export class Beyond {
  /** All lines of the request list, where a case says them. */
  requests: ExpectedRequest[] | undefined;
  readonly decided: Decided[] = [];
  readonly answers: ExpectedAnswer[] = [];
  whatIf: WhatIf | undefined;

  ask(system: string, channel: string, from: Time, to: Time, ...settles: readonly (readonly [{ readonly id: string }, ...string[]])[]): void {
    this.requests ??= [];
    this.requests.push({ system, channel, from, to, settles: settles.flatMap(([e, ...stages]) => stages.map((s) => `${e.id} ${s}`)) });
  }
  /** The list is empty. */
  askNothing(): void {
    this.requests ??= [];
  }
  accept(tie: string, event: { readonly id: string }): void {
    this.decided.push({ tie, event: event.id, accept: true });
  }
  reject(tie: string, event: { readonly id: string }): void {
    this.decided.push({ tie, event: event.id, accept: false });
  }
  answer(number: number, verdict: AnswerVerdict, more: Pick<ExpectedAnswer, 'missing' | 'cites' | 'says'> = {}): void {
    this.answers.push({ number, verdict, ...more });
  }
}

export interface BeyondCase extends Omit<Case, 'plant'> {
  plant(c: Corner, b: Beyond): void;
}
export const beyond = (name: string, says: string, plant: (c: Corner, b: Beyond) => void): BeyondCase => ({ name, says, plant });
