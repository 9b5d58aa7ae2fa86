import type { Duration } from '../base/instant.ts';
import type { CoverageLine, CutInterval, Finding } from '../model/analysis.ts';
import type { CaseEvent } from '../model/facts.ts';
import { DISPOSITIONS, IDENTITY_KINDS, SEVERITIES, STAGES } from '../model/vocabulary.ts';
import { barsOf } from './coverage.ts';
import { countBetween, type Lookup, partyLabel, type RuleText } from './lookup.ts';
import { identityLabel, moment } from './text.ts';
import type { ClockProposal, Facet, FindingDetail, FindingLine, FindingsList, NoteLine } from './types.ts';

export const findingNumber = (n: number): string => `F-${String(n).padStart(4, '0')}`;
/** Of a text that may be one, as `F-0007` or as people write it, `f-7`. */
export function numberOfFinding(text: string): number | undefined {
  const digits = /^F-0*([1-9]\d{0,8})$/i.exec(text.trim())?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** One line of the list; `number` is the one that the case gave it for good. */
export function findingLine(finding: Finding, number: number, lookup: Lookup): FindingLine {
  const identity = lookup.identity(finding.subject);
  const event: CaseEvent | undefined = finding.event === undefined ? undefined : lookup.event(finding.event);
  return {
    id: finding.id,
    number: findingNumber(number),
    rule: finding.rule,
    severity: finding.severity,
    verdict: finding.verdict,
    stage: finding.stage,
    subject: identity === undefined ? partyLabel(lookup, finding.subject) : identityLabel(identity).label,
    identityKind: identity?.kind,
    kind: event?.kind,
    time: event?.time ?? finding.evidence.find((e) => e.time !== undefined)?.time,
    wake: finding.wake,
    strip: event === undefined ? undefined : lookup.stripOf(event),
    missing: finding.missing,
    disposition: lookup.disposition(finding.id),
  };
}

export interface FindingsNarrowing {
  readonly rules?: readonly string[] | undefined;
  readonly severities?: readonly string[] | undefined;
  readonly stages?: readonly string[] | undefined;
  readonly dispositions?: readonly string[] | undefined;
  readonly identityKinds?: readonly string[] | undefined;
  readonly identity?: string | undefined;
  readonly wake?: string | undefined;
  readonly search?: string | undefined;
}

/** Lines that the filter leaves, and for each facet how many there would be with that facet's own filter lifted. */
export function findingsList(findings: readonly Finding[], lines: readonly FindingLine[], filter: FindingsNarrowing): FindingsList {
  const text = filter.search?.toLowerCase();
  const has = (list: readonly string[] | undefined, value: string | undefined): boolean =>
    list === undefined || list.length === 0 || (value !== undefined && list.includes(value));
  const tests: Record<string, (l: FindingLine, f: Finding) => boolean> = {
    rule: (l) => has(filter.rules, l.rule),
    severity: (l) => has(filter.severities, l.severity),
    stage: (l) => has(filter.stages, l.stage),
    disposition: (l) => has(filter.dispositions, l.disposition),
    identityKind: (l) => has(filter.identityKinds, l.identityKind),
    identity: (_l, f) => filter.identity === undefined || f.subject === filter.identity,
    wake: (l) => filter.wake === undefined || l.wake === filter.wake,
    search: (l, f) => text === undefined || text === '' || `${l.subject} ${l.rule} ${f.text} ${l.kind ?? ''}`.toLowerCase().includes(text),
  };
  const passes = (i: number, but?: string): boolean => {
    const line = lines[i] as FindingLine;
    const finding = findings[i] as Finding;
    for (const name in tests) if (name !== but && !(tests[name] as (l: FindingLine, f: Finding) => boolean)(line, finding)) return false;
    return true;
  };
  const facet = (name: string, of: (l: FindingLine) => string | undefined, order: readonly string[] | undefined): Facet[] => {
    const counts = new Map<string, number>();
    for (let i = 0; i < lines.length; i++) {
      const value = of(lines[i] as FindingLine);
      if (value !== undefined && passes(i, name)) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const all = [...counts].map(([value, count]) => ({ value, count }));
    return order === undefined
      ? all.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
      : all.sort((a, b) => order.indexOf(a.value) - order.indexOf(b.value));
  };
  return {
    rows: lines.filter((_l, i) => passes(i)),
    total: lines.length,
    open: lines.filter((l) => l.disposition === 'open').length,
    facets: {
      severity: facet('severity', (l) => l.severity, [...SEVERITIES].reverse()),
      stage: facet('stage', (l) => l.stage, [...STAGES, 'case']),
      rule: facet('rule', (l) => l.rule, undefined),
      identityKind: facet('identityKind', (l) => l.identityKind, IDENTITY_KINDS),
      disposition: facet('disposition', (l) => l.disposition, DISPOSITIONS),
    },
  };
}

/** The evidence of `coverage.clock-skew` stands in pairs: what the source itself says, and what the other does, in the order of their numbers. */
export function clockProposal(finding: Finding, current: Duration): ClockProposal | undefined {
  if (finding.rule !== 'coverage.clock-skew') return undefined;
  const own = `${finding.subject}:`;
  const pairs: ClockProposal['pairs'][number][] = [];
  for (let i = 0; i + 1 < finding.evidence.length; i += 2) {
    const [x, y] = [finding.evidence[i], finding.evidence[i + 1]];
    const [mine, other] = x?.record.startsWith(own) === true ? [x, y] : [y, x];
    if (mine?.time === undefined || other?.time === undefined) continue;
    const difference = (other.time - mine.time) as Duration;
    pairs.push({ record: mine.record, time: mine.time, other: other.record, otherTime: other.time, difference });
  }
  const sorted = pairs.map((p) => p.difference).sort((a, b) => a - b);
  const middle = sorted[sorted.length >> 1];
  return middle === undefined ? undefined : { source: finding.subject, current, proposed: (current + middle) as Duration, pairs };
}

export function findingDetail(input: {
  readonly finding: Finding;
  readonly line: FindingLine;
  readonly lookup: Lookup;
  readonly rule: RuleText | undefined;
  readonly coverage: readonly CoverageLine[];
  readonly cuts: readonly CutInterval[];
  readonly history: FindingDetail['history'];
  readonly notes: readonly NoteLine[];
  readonly clock?: ClockProposal | undefined;
}): FindingDetail {
  const { finding, lookup } = input;
  return {
    line: input.line,
    sentence: finding.text,
    confidence: finding.confidence,
    evidence: finding.evidence,
    why: whyText(finding),
    searched: finding.coverage.map((c) => {
      const of = (l: { readonly system: string; readonly channel: string }): boolean => l.system === c.system && l.channel === c.channel;
      return {
        channel: c.channel,
        system: c.system,
        from: c.from,
        to: c.to,
        bars: barsOf(input.coverage.filter(of), input.cuts.filter(of), c),
        records: countBetween(lookup.recordTimes(c.system, c.channel), c.from, c.to),
        basis: c.basis,
        sources: lookup.sourcesOf(c.system, c.channel),
      };
    }),
    clock: input.clock,
    references: input.rule?.frameworks ?? [],
    history: input.history,
    notes: input.notes,
  };
}

/** Why this is a cut that is shown, and not merely something that was not seen. */
function whyText(finding: Finding): string {
  const [first] = finding.coverage;
  if (first === undefined) return 'This rests on records that are present; nothing had to be proved absent.';
  const from = Math.min(...finding.coverage.map((c) => c.from)) as typeof first.from;
  const to = Math.max(...finding.coverage.map((c) => c.to)) as typeof first.to;
  // Here the log is not what absence was looked for in: its own silence was found, and it covers nothing of it.
  if (finding.rule === 'coverage.silent') return 'The log has records before and after each interval named here, and none in it.';
  const channels = [...new Set(finding.coverage.map((c) => c.channel))].join(', ');
  return `Absence was looked for from ${moment(from)} to ${moment(to, from)} in every channel that the policy accepts (${channels}). The logs named here cover the whole window.`;
}
