/** What the report says, apart from how it looks. Composed by the handler from the case; rendered by html.ts. */
import type { Instant } from '../../base/instant.ts';
import type { Severity, Stage, Verdict } from '../../model/vocabulary.ts';

export interface ReportEvidence {
  readonly role: string;
  readonly record: string;
  readonly time: Instant | undefined;
  readonly text: string;
  readonly strength?: string | undefined;
}

export interface ReportFinding {
  /** `F-0007`, which it has in every revision of this case's package. */
  readonly number: string;
  readonly id: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly verdict: Verdict;
  readonly stage: Stage | 'case';
  readonly confidence: string;
  readonly subject: string;
  readonly kind: string | undefined;
  readonly time: Instant | undefined;
  /** The eight verdicts of its wake. */
  readonly strip: readonly Verdict[] | undefined;
  readonly sentence: string;
  readonly evidence: readonly ReportEvidence[];
  /** What was searched and covers the window, where the verdict rests on an absence. */
  readonly searched: readonly {
    readonly system: string;
    readonly channel: string;
    readonly from: Instant;
    readonly to: Instant;
    readonly basis: string;
  }[];
  readonly references: readonly string[];
  readonly disposition: string;
  readonly decision: { readonly reason: string; readonly by: string; readonly at: Instant } | undefined;
  readonly notes: readonly { readonly text: string; readonly by: string; readonly at: Instant }[];
}

export interface ReportGone {
  readonly number: string;
  readonly id: string;
  readonly rule: string;
  readonly subject: string;
  readonly decision: { readonly disposition: string; readonly reason: string; readonly by: string; readonly at: Instant } | undefined;
  readonly notes: readonly { readonly text: string; readonly by: string; readonly at: Instant }[];
  /** The entry of the custody log whose analysis found it no more. */
  readonly custody: number;
}

export interface ReportCoverage {
  readonly channel: string;
  readonly system: string | undefined;
  readonly bars: readonly { readonly from: Instant; readonly to: Instant; readonly state: 'declared' | 'inferred' | 'silent' | 'cut' }[];
  readonly text: string;
}

export interface ReportRequest {
  readonly number: string;
  readonly system: string;
  readonly channel: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly question: string;
  readonly settles: number;
}

/** An obligation whose verdict is unknown: what could not be established, and why. */
export interface ReportUnknown {
  readonly event: string;
  readonly kind: string;
  readonly time: Instant;
  readonly subject: string;
  readonly stage: string;
  readonly text: string;
}

/** One of the auditor's questions. */
export interface ReportQuestion {
  readonly number: number;
  readonly question: string;
  readonly verdict: 'answered' | 'partly' | 'cannot be answered';
  readonly answer: string;
  readonly lines: readonly { readonly text: string; readonly records: readonly string[]; readonly state: 'gap' | 'unknown' | 'shown' }[];
  readonly linesTotal: number;
  readonly missing: readonly { readonly text: string; readonly requests: readonly string[] }[];
}

export interface ReportSource {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly read: number;
  readonly accepted: number;
  readonly ignored: number;
  readonly rejected: number;
  readonly duplicate: number;
  readonly included: boolean;
}

export interface ReportModel {
  readonly caseId: string;
  readonly title: string;
  readonly organisation: string | undefined;
  readonly tlp: string;
  readonly revision: number;
  readonly investigator: string;
  readonly exportedAt: Instant;
  readonly period: { readonly from: Instant; readonly to: Instant } | undefined;
  readonly policy: { readonly name: string; readonly revision: number } | undefined;
  readonly analysedAt: Instant | undefined;
  readonly totals: {
    readonly records: number;
    readonly events: number;
    readonly wakes: number;
    readonly cutWakes: number;
    readonly findings: Readonly<Record<Severity, number>>;
    readonly confirmed: number;
    readonly dismissed: number;
    readonly unknown: number;
  };
  /** False where something was imported or decided after the analysis. */
  readonly analysisCurrent: boolean;
  /** The gravest first; those beyond a few thousand are in the records alone. */
  readonly findings: readonly ReportFinding[];
  /** What somebody had judged and the analysis no longer finds; left out where there is none. */
  readonly gone?: readonly ReportGone[] | undefined;
  readonly coverage: readonly ReportCoverage[];
  readonly requests: readonly ReportRequest[];
  /** The first of `totals.unknown`. */
  readonly unknown: readonly ReportUnknown[];
  /** The auditor's twelve questions, in their order; left out where nobody answered them. */
  readonly questions?: readonly ReportQuestion[] | undefined;
  readonly sources: readonly ReportSource[];
  readonly custody: { readonly entries: number; readonly head: string };
}

/** More than these no browser opens with pleasure and nobody reads; the records of the package have them all. */
export const MOST_FINDINGS = 2000;
export const MOST_UNKNOWN = 1000;
export const MOST_QUESTION_LINES = 20;
