import type { Interval } from '../base/interval.ts';
import { intersect, subtract, union } from '../base/interval.ts';
import type { CoverageLine, CutInterval, EvidenceRequest } from '../model/analysis.ts';
import { CHANNELS, type Channel, STAGES, type Stage } from '../model/vocabulary.ts';
import { dayText, moment, spanText } from './text.ts';
import type { CoverageBar, CoverageView, RequestLine } from './types.ts';

/**
 * Bars of one or more systems on a channel inside a window: declared over inferred; where a cut took coverage away the
 * bar is silent or cut. Sorted by time; parts that no source covers have no bar.
 */
export function barsOf(lines: readonly CoverageLine[], cuts: readonly CutInterval[], window: Interval): CoverageBar[] {
  const inside = (a: readonly Interval[]): Interval[] => union(a.flatMap((i) => intersect(i, window) ?? []));
  const declared = inside(lines.filter((l) => l.basis === 'declared'));
  const inferred = subtract(inside(lines.filter((l) => l.basis === 'inferred')), declared);
  const silent = inside(cuts.filter((c) => c.reason === 'silent'));
  const lost = subtract(inside(cuts.filter((c) => c.reason !== 'silent')), silent);
  const both = [...declared, ...inferred];
  const bars: CoverageBar[] = [
    ...declared.map((i) => ({ ...i, state: 'declared' as const })),
    ...inferred.map((i) => ({ ...i, state: 'inferred' as const })),
    // Declared coverage holds through a silence; the silence is then a finding and no hole, and is drawn over the bar.
    ...silent.map((i) => ({ ...i, state: 'silent' as const })),
    ...subtract(lost, both).map((i) => ({ ...i, state: 'cut' as const })),
  ];
  return bars.sort((a, b) => a.from - b.from || (a.state < b.state ? -1 : 1));
}

/** Every channel with its systems; a channel that no source holds stands there too, and says so. */
export function coverageView(
  lines: readonly CoverageLine[],
  cuts: readonly CutInterval[],
  period: Interval | undefined,
  channels: readonly Channel[] = CHANNELS,
): CoverageView {
  if (period === undefined) return { period, rows: [] };
  const rows = channels.flatMap((channel): CoverageView['rows'][number][] => {
    const systems = [...new Set([...lines, ...cuts].filter((l) => l.channel === channel).map((l) => l.system))].sort();
    if (systems.length === 0) return [{ channel, system: undefined, bars: [], text: 'no source' }];
    return systems.map((system) => {
      const of = <T extends { readonly system: string; readonly channel: Channel }>(all: readonly T[]) =>
        all.filter((l) => l.channel === channel && l.system === system);
      const bars = barsOf(of(lines), of(cuts), period);
      return { channel, system, bars, text: rowText(of(lines), of(cuts)) };
    });
  });
  return { period, rows };
}

function rowText(lines: readonly CoverageLine[], cuts: readonly CutInterval[]): string {
  const basis = lines.some((l) => l.basis === 'declared')
    ? lines.some((l) => l.basis === 'inferred')
      ? 'declared in part'
      : 'declared'
    : 'inferred';
  const [first] = cuts;
  if (first === undefined) return lines.length === 0 ? 'no coverage' : basis;
  const words = { silent: 'silent', 'logging-disabled': 'logging off', rejected: 'records unreadable', hole: 'hole' }[first.reason];
  const more = cuts.length > 1 ? `, and ${cuts.length - 1} more` : '';
  return `${basis}, ${words} from ${dayText(first.from)} ${moment(first.from, first.from).slice(0, 5)} for ${spanText(first.to - first.from)}${more}`;
}

const QUESTIONS: Record<Stage, string> = {
  signalled: 'Was anybody told?',
  delivered: 'Did it arrive?',
  reached: 'Did it reach whoever was accountable?',
  acknowledged: 'Did anybody acknowledge it?',
  acted: 'Did anybody act?',
  verified: 'Did the action hold?',
  certified: 'Was the access reviewed after the change?',
  recorded: 'Is it on the record?',
};

/** Requests with numbers for speaking of them: `ER-01` settles the most. */
export function requestLines(requests: readonly EvidenceRequest[]): RequestLine[] {
  return [...requests]
    .sort((a, b) => b.settles.length - a.settles.length || a.from - b.from || (a.system < b.system ? -1 : 1))
    .map((r, i) => {
      const stages = STAGES.filter((s) => r.settles.some((x) => x.stage === s));
      return { ...r, number: `ER-${String(i + 1).padStart(2, '0')}`, question: stages.map((s) => QUESTIONS[s]).join(' ') };
    });
}
