/** Which events turn a log off: those that say so, and those that lower how long it is kept (WAKES.md, coverage.logging-disabled). */
import type { CaseEvent } from './facts.ts';

/** Days below which a log is gone before an investigation begins; they count where no earlier value is known. */
const SHORT = 90;

/** `events`: those of the case, by time. */
export function turnsLoggingOff(e: CaseEvent, events: readonly CaseEvent[]): boolean {
  if (e.kind !== 'logging.disabled' || e.outcome === 'failure') return false;
  // Longer than short is called a lowering only by an adapter that has seen the value before it.
  if (e.retentionDays === undefined || e.retentionDays >= SHORT) return true;
  const last = lastRetention(e, events);
  return last === undefined || e.retentionDays < last;
}

/** The last value in evidence for the same log, in days: only less than it is a lower one. */
function lastRetention(e: CaseEvent, events: readonly CaseEvent[]): number | undefined {
  let last: number | undefined;
  for (const x of events) {
    if (x === e) break;
    if (x.retentionDays !== undefined && x.system === e.system && x.target === e.target && x.outcome !== 'failure') last = x.retentionDays;
  }
  return last;
}
