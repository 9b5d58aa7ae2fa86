/** Sources that tell of the same acts at times that differ by more than their clocks allow. */
import type { Evidence, Finding } from '../model/analysis.ts';
import { BULK_KINDS, type CaseEvent } from '../model/facts.ts';
import { EVENT_KINDS } from '../model/vocabulary.ts';
import { type Check, type CheckWorld, utc } from './check.ts';

const FEWEST_PAIRS = 3;
/** Sign-ins read one by one at most: far more than a median needs, and few beside a million of them. */
const MOST_READ = 20_000;

interface Pair {
  readonly a: CaseEvent;
  readonly b: CaseEvent;
  /** b's time less a's, microseconds. */
  readonly difference: number;
  /** What both carry. */
  readonly id: string;
}

/** So many pairs of two sources are shown: those whose difference is nearest to the middle one, by time. */
const SHOWN = 5;
const nearest = (pairs: readonly Pair[], middle: number): Pair[] =>
  [...pairs]
    .sort((p, q) => Math.abs(p.difference - middle) - Math.abs(q.difference - middle) || (p.a.time ?? 0) - (q.a.time ?? 0))
    .slice(0, SHOWN)
    .sort((p, q) => (p.a.time ?? 0) - (q.a.time ?? 0) || (p.a.id < q.a.id ? -1 : 1));

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
      nearest(s.pairs, s.median).flatMap((p) =>
        [p.a, p.b].map(
          (e): Evidence => ({
            role: 'record',
            record: e.record,
            time: e.time,
            text: `${e.kind}${e.time === undefined ? '' : ` at ${utc(e.time)}`}, told under ${p.id} by ${e === p.a ? p.b.source : p.a.source} too.`,
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

/**
 * Sign-ins and the like stand in columns: those of which another system has one of the same kind and target are read as a whole.
 * The files into which one system cuts its log have one clock, and each of a busy target would be read for nothing.
 */
function bulkToldTwice(w: CheckWorld): CaseEvent[] {
  const { columns } = w.facts;
  const systems = [...new Set(w.facts.sources.map((s) => s.system))];
  if (systems.length < 2) return [];
  // 1 based, by the source's number.
  const systemOf = new Uint16Array(65_536);
  for (const s of w.facts.sources) systemOf[Number(s.source.slice(1))] = systems.indexOf(s.system) + 1;
  const bulk = EVENT_KINDS.map((kind) => kind !== 'other' && BULK_KINDS.some((b) => b === kind));
  const numberOf = new Map<string, number>();
  const ofString = columns.strings.map((alias) => {
    const identity = w.registry.identityOf.get(alias) ?? alias;
    const n = numberOf.get(identity) ?? numberOf.size + 1;
    numberOf.set(identity, n);
    return n;
  });
  const keyAt = (i: number): number => (ofString[columns.target[i] ?? -1] ?? 0) * EVENT_KINDS.length + (columns.kind[i] ?? 0);
  // The one system that tells of a kind and target; 0 once there are several.
  const tellers = new Map<number, number>();
  for (let i = 0; i < columns.length; i++) {
    if (!bulk[columns.kind[i] ?? 0]) continue;
    const system = systemOf[columns.source[i] ?? 0] ?? 0;
    const known = tellers.get(keyAt(i));
    if (known !== system) tellers.set(keyAt(i), known === undefined ? system : 0);
  }
  const out: CaseEvent[] = [];
  for (let i = 0; i < columns.length && out.length < MOST_READ; i++) {
    if (!bulk[columns.kind[i] ?? 0] || tellers.get(keyAt(i)) !== 0) continue;
    const event = w.facts.event(columns.id(i));
    if (event !== undefined) out.push(event);
  }
  return out;
}

/** What is shown as another event, since a second log tells of the same act: the first record of each source, by its own clock. */
function toldByAnother(w: CheckWorld): CaseEvent[] {
  return w.facts.events.flatMap((e) => {
    const sources = new Set<string>([e.source]);
    return (e.toldAgain ?? []).flatMap(({ record, time }) => {
      const source = record.slice(0, record.indexOf(':')) as CaseEvent['source'];
      if (sources.has(source)) return [];
      sources.add(source);
      return [{ ...e, source, record, id: record as string as CaseEvent['id'], time }];
    });
  });
}

/** Events of two sources that share an id, are of one kind and have one target. */
function pairsOf(w: CheckWorld): Map<string, Pair[]> {
  const byId = new Map<string, CaseEvent[]>();
  for (const e of [...w.facts.events, ...toldByAnother(w), ...bulkToldTwice(w)]) {
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
  for (const [shared, list] of byId) {
    // One act told once by each source; several under one id cannot be matched to each other.
    if (new Set(list.map((e) => e.source)).size !== list.length) continue;
    for (const [i, x] of list.entries()) {
      for (const y of list.slice(i + 1)) {
        const [a, b] = x.source < y.source ? [x, y] : [y, x];
        if (seen.has(`${a.id}\n${b.id}`)) continue;
        seen.add(`${a.id}\n${b.id}`);
        const key = `${a.source}\n${b.source}`;
        const pair: Pair = { a, b, difference: (b.time ?? 0) - (a.time ?? 0), id: shared.slice(0, shared.indexOf('\n')) };
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
