/** Logging that was turned off, or whose retention was lowered. One finding for a system. */
import type { Evidence, Finding } from '../model/analysis.ts';
import type { CaseEvent } from '../model/facts.ts';
import { type Check, type CheckWorld, utc } from './check.ts';

/** Days below which a log is gone before an investigation begins; they count where no earlier value is known. */
const SHORT = 90;

export const loggingDisabled: Check = (w, report) => {
  const bySystem = new Map<string, CaseEvent[]>();
  for (const e of w.facts.events) {
    if (e.kind !== 'logging.disabled' || e.outcome === 'failure' || e.time === undefined || e.time < w.period.from || e.time >= w.period.to) continue;
    if (e.retentionDays !== undefined && e.retentionDays >= (lastRetention(w, e) ?? SHORT)) continue;
    const list = bySystem.get(e.system);
    if (list === undefined) bySystem.set(e.system, [e]);
    else list.push(e);
  }
  return [...bySystem].map(([system, events]): Finding => {
    const evidence = events.map(
      (e): Evidence => ({
        role: 'event',
        record: e.record,
        time: e.time,
        text: `${e.operation}${e.retentionDays === undefined ? '' : ` (${e.retentionDays} days)`}${e.time === undefined ? '' : ` at ${utc(e.time)}`}.`,
      }),
    );
    const text = `In ${system} logging was turned off or kept for a shorter time: ${evidence.map((x) => x.text).join(' ')}`;
    return report({ slug: 'coverage.logging-disabled', evidence, text }, { subject: system, tier: undefined });
  });
};

/** The last value in evidence for the same log, in days: only less than it is a lower one. */
function lastRetention(w: CheckWorld, e: CaseEvent): number | undefined {
  let last: number | undefined;
  for (const x of w.facts.events) {
    if (x === e) break;
    if (x.retentionDays !== undefined && x.system === e.system && x.target === e.target && x.outcome !== 'failure') last = x.retentionDays;
  }
  return last;
}
