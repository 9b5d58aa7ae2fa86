/** Logs that are otherwise regular and fell silent for longer than the policy allows. One finding for a system. */
import type { CoverageLine } from '../model/analysis.ts';
import { type Check, utc } from './check.ts';

export const silent: Check = (w, report) => {
  const bySystem = new Map<string, CoverageLine[]>();
  for (const s of w.coverage.silences) {
    const list = bySystem.get(s.system) ?? [];
    list.push({ system: s.system, channel: s.channel, from: s.from, to: s.to, basis: s.basis });
    bySystem.set(s.system, list);
  }
  return [...bySystem].map(([system, lines]) => {
    const spans = [...new Set(lines.map((l) => `from ${utc(l.from)} to ${utc(l.to)}`))];
    const text = `The log of ${system} has no record ${spans.join(', and ')}, while it is otherwise regular.`;
    return report({ slug: 'coverage.silent', evidence: [], coverage: lines, text }, { subject: system, tier: undefined });
  });
};
