/** Logging that was turned off, or whose retention was lowered. One finding for a system. */
import type { Evidence, Finding } from '../model/analysis.ts';
import type { CaseEvent } from '../model/facts.ts';
import { turnsLoggingOff } from '../model/retention.ts';
import { type Check, utc } from './check.ts';

export const loggingDisabled: Check = (w, report) => {
  const bySystem = new Map<string, CaseEvent[]>();
  for (const e of w.facts.events) {
    if (e.time === undefined || e.time < w.period.from || e.time >= w.period.to || !turnsLoggingOff(e, w.facts.events)) continue;
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
