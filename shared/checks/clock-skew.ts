/** Sources that tell of the same acts at times that differ by more than their clocks allow. */
import type { Evidence, Finding } from '../model/analysis.ts';
import type { CaseEvent } from '../model/facts.ts';
import { type Check, type CheckWorld, utc } from './check.ts';

const FEWEST_PAIRS = 3;

interface Pair {
  readonly a: CaseEvent;
  readonly b: CaseEvent;
  /** b's time less a's, microseconds. */
  readonly difference: number;
}

export const clockSkew: Check = (w, report) => {
  const skewed: { a: string; b: string; median: number; pairs: Pair[] }[] = [];
  for (const pairs of pairsOf(w).values()) {
    const [first] = pairs;
    if (first === undefined || pairs.length < FEWEST_PAIRS) continue;
    const middle = median(pairs.map((p) => p.difference));
    if (Math.abs(middle) > w.uncertainty(first.a.source) + w.uncertainty(first.b.source))
      skewed.push({ a: first.a.source, b: first.b.source, median: middle, pairs });
  }
  // The source that differs from the most others is the one whose clock is off.
  const counts = new Map<string, number>();
  for (const s of skewed) for (const x of [s.a, s.b]) counts.set(x, (counts.get(x) ?? 0) + 1);
  const out: Finding[] = [];
  let rest = skewed;
  while (rest.length > 0) {
    const left = new Map<string, number>();
    for (const s of rest) for (const x of [s.a, s.b]) left.set(x, (left.get(x) ?? 0) + 1);
    const [subject] = [...left].sort(([a, m], [b, n]) => n - m || (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || (a < b ? 1 : -1))[0] ?? [];
    if (subject === undefined) break;
    const mine = rest.filter((s) => s.a === subject || s.b === subject);
    rest = rest.filter((s) => s.a !== subject && s.b !== subject);
    const evidence = mine.flatMap((s) =>
      s.pairs.slice(0, 5).flatMap((p) =>
        [p.a, p.b].map(
          (e): Evidence => ({
            role: 'record',
            record: e.record,
            time: e.time,
            text: `${e.kind}${e.time === undefined ? '' : ` at ${utc(e.time)}`}.`,
          }),
        ),
      ),
    );
    const worst = mine[0];
    const seconds = Math.abs((worst?.median ?? 0) / 1e6);
    const text = `${subject} and ${mine.map((s) => (s.a === subject ? s.b : s.a)).join(', ')} tell of the same acts at times that differ by ${seconds} s in the middle, more than their clocks allow.`;
    out.push(report({ slug: 'coverage.clock-skew', evidence, text }, { subject, tier: undefined }));
  }
  return out;
};

/** Events of two sources that share an id, are of one kind and have one target. */
function pairsOf(w: CheckWorld): Map<string, Pair[]> {
  const sources = new Set(w.facts.events.map((e) => e.source));
  const byId = new Map<string, CaseEvent[]>();
  if (sources.size < 2) return new Map();
  for (const e of w.facts.events) {
    if (e.time === undefined || e.kind === 'other') continue;
    for (const id of new Set([e.nativeId, ...(e.correlation ?? [])])) {
      if (id === undefined || id === '') continue;
      const key = `${id}\n${e.kind}\n${w.registry.resolve(e.target) ?? ''}`;
      const list = byId.get(key);
      if (list === undefined) byId.set(key, [e]);
      else list.push(e);
    }
  }
  const out = new Map<string, Pair[]>();
  const seen = new Set<string>();
  for (const list of byId.values()) {
    // One act told once by each source; several under one id cannot be matched to each other.
    if (new Set(list.map((e) => e.source)).size !== list.length) continue;
    for (const [i, x] of list.entries()) {
      for (const y of list.slice(i + 1)) {
        const [a, b] = x.source < y.source ? [x, y] : [y, x];
        if (seen.has(`${a.id}\n${b.id}`)) continue;
        seen.add(`${a.id}\n${b.id}`);
        const key = `${a.source}\n${b.source}`;
        const pair: Pair = { a, b, difference: (b.time ?? 0) - (a.time ?? 0) };
        const known = out.get(key);
        if (known === undefined) out.set(key, [pair]);
        else known.push(pair);
      }
    }
  }
  return out;
}

function median(list: readonly number[]): number {
  const sorted = [...list].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[half] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
}
