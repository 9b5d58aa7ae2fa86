/** Step 4: verdicts put together, and findings made of what was shown to be cut. */
import type { Instant } from '../base/instant.ts';
import type { CoverageLine, Evidence, Finding, Obligation } from '../model/analysis.ts';
import type { EventId } from '../model/ids.ts';
import { SEVERITIES, type Severity, type Stage, type Tier, type Verdict } from '../model/vocabulary.ts';
import type { Uncovered } from './coverage.ts';
import { rule, rulesOf } from './rules.ts';

/** A rule that applies; which of several becomes the finding, the order of the table says. */
export interface Hit {
  readonly slug: string;
  readonly missing?: readonly string[] | undefined;
  readonly evidence: readonly Evidence[];
  readonly coverage?: readonly CoverageLine[] | undefined;
  readonly text: string;
  /** Where the rule says its own verdict or severity; else the stage's and the table's hold. */
  readonly verdict?: 'unmet' | 'late' | 'partial' | undefined;
  readonly severity?: Severity | undefined;
  readonly confidence?: 'low' | 'medium' | 'high' | undefined;
}

/** What a stage says of an event. */
export interface StageResult {
  readonly stage: Stage;
  readonly verdict: Verdict;
  readonly deadline: Instant | undefined;
  readonly text: string;
  readonly missing: readonly string[];
  readonly evidence: readonly Evidence[];
  readonly coverage: readonly CoverageLine[];
  readonly uncovered: readonly Uncovered[];
  /** One line for each audience that has a verdict of its own. */
  readonly lines: readonly Obligation[];
  readonly hits: readonly Hit[];
}

export const plain = (stage: Stage, verdict: Verdict, text: string, more: Partial<StageResult> = {}): StageResult => ({
  stage,
  verdict,
  deadline: undefined,
  text,
  missing: [],
  evidence: [],
  coverage: [],
  uncovered: [],
  lines: [],
  hits: [],
  ...more,
});

/** Met where all are, partial where some are and some are not, else the worst: unmet, then unknown, then late. */
export function combine(verdicts: readonly Verdict[]): Verdict {
  const judged = verdicts.filter((v) => v !== 'not-reached' && v !== 'not-required');
  if (judged.length === 0) return verdicts.includes('not-reached') ? 'not-reached' : 'not-required';
  const met = judged.filter((v) => v === 'met').length;
  if (met === judged.length) return 'met';
  if (met > 0 || judged.includes('partial')) return 'partial';
  if (judged.includes('unmet')) return 'unmet';
  if (judged.includes('unknown')) return 'unknown';
  return 'late';
}

/** The hits that become findings: the first of the table's order, and all that fire beside it. One for each rule. */
export function choose(stage: Stage, hits: readonly Hit[]): Hit[] {
  if (hits.length === 0) return [];
  const out: Hit[] = [];
  let taken = false;
  for (const r of rulesOf(stage)) {
    if (taken && !r.beside) continue;
    const same = hits.filter((h) => h.slug === r.slug);
    const hit = same.length > 1 ? mergeHits(same) : same[0];
    if (hit === undefined) continue;
    out.push(hit);
    if (!r.beside) taken = true;
  }
  return out;
}

function mergeHits(hits: readonly Hit[]): Hit {
  const [first] = hits;
  if (first === undefined) throw new Error('no hits to merge');
  return {
    ...first,
    missing: [...new Set(hits.flatMap((h) => h.missing ?? []))],
    evidence: dedupe(hits.flatMap((h) => h.evidence)),
    coverage: hits.flatMap((h) => h.coverage ?? []),
    text: [...new Set(hits.map((h) => h.text))].join(' '),
  };
}

export function dedupe(evidence: readonly Evidence[]): Evidence[] {
  const seen = new Set<string>();
  return evidence.filter((x) => {
    const key = `${x.role}\n${x.record}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** One step up where the identity is at tier 0 or 1. */
export function severityOf(slug: string, tier: Tier): Severity {
  const base = SEVERITIES.indexOf(rule(slug).base);
  const raised = tier === 0 || tier === 1 ? Math.min(base + 1, SEVERITIES.length - 1) : base;
  return SEVERITIES[raised] ?? 'critical';
}

export function toFinding(
  hit: Hit,
  about: {
    readonly wake: string | undefined;
    readonly event: EventId | undefined;
    readonly subject: string;
    readonly tier: Tier;
    readonly verdict: Verdict;
  },
): Finding {
  const r = rule(hit.slug);
  const verdict = hit.verdict ?? (about.verdict === 'unmet' || about.verdict === 'late' || about.verdict === 'partial' ? about.verdict : 'partial');
  return {
    id: about.event === undefined ? `f-${about.subject}-${r.slug}` : `f-${about.event}-${r.slug}`,
    rule: r.slug,
    stage: r.stage,
    verdict,
    severity: hit.severity ?? severityOf(r.slug, about.tier),
    confidence: hit.confidence ?? confidenceOf(hit),
    subject: about.subject,
    wake: about.wake,
    event: about.event,
    missing: hit.missing ?? [],
    evidence: hit.evidence,
    coverage: hit.coverage ?? [],
    frameworks: r.frameworks,
    text: hit.text,
  };
}

/** A declared interval was vouched for by somebody; an inferred one only by the records themselves. */
function confidenceOf(hit: Hit): Finding['confidence'] {
  const lines = hit.coverage ?? [];
  const strong = hit.evidence.some((x) => x.strength === 'strong');
  if (lines.some((c) => c.basis === 'inferred')) return strong ? 'low' : 'medium';
  return strong ? 'medium' : 'high';
}
