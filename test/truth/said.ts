/** How the product read raw records, beside what they say: kinds, who did it to whom, how it went, and what file was read by what. */
import type { Corner, Said } from './corner.ts';
import type { Judged, MachineIdentity, MachineMoment } from './pipeline.ts';

const plain = (id: string): string => id.replace(/^email:/, '').toLowerCase();

/** Calls back once for everything said: with the adapter, and with what is wrong about it, if anything is. */
export function compareRead(corner: Corner, judged: Judged, tell: (words: string, wrong?: string) => void): void {
  if (corner.said.length + corner.reads.length + corner.beings.length === 0) return;
  const { read } = judged;
  if (read === undefined) throw new Error('what was read was not asked for');
  const of = new Map<string, MachineIdentity>();
  for (const i of read.identities) for (const a of i.aliases) of.set(plain(a), i);
  const isSame = (alias: string, other: string | undefined): boolean =>
    other !== undefined && (plain(alias) === plain(other) || (of.get(plain(alias)) !== undefined && of.get(plain(alias)) === of.get(plain(other))));

  const holderOf = (i: MachineIdentity | undefined): string | undefined =>
    i?.holder === undefined ? undefined : (read.identities.find((x) => x.id === i.holder)?.aliases[0] ?? i.holder);
  function wrongOf(m: MachineMoment, s: Said): string[] {
    const wrong: string[] = [];
    const target = m.target === undefined ? undefined : of.get(plain(m.target));
    if (m.kind !== s.kind) wrong.push(`is ${m.kind}`);
    if (s.actor !== undefined && !isSame(s.actor, m.actor)) wrong.push(`by ${m.actor ?? 'nobody'}, not ${s.actor}`);
    if (s.target !== undefined && !isSame(s.target, m.target)) wrong.push(`on ${m.target ?? 'nothing'}, not ${s.target}`);
    if (s.is !== undefined && target?.kind !== s.is) wrong.push(`on a ${target?.kind ?? 'nothing'} (${m.target}), not ${s.is}`);
    if (s.holder !== undefined && !isSame(s.holder, holderOf(target))) wrong.push(`held by ${holderOf(target) ?? 'nobody'}, not ${s.holder}`);
    if (s.outcome !== 'any' && m.outcome !== (s.outcome ?? 'success')) wrong.push(`outcome ${m.outcome ?? 'none'}, not ${s.outcome ?? 'success'}`);
    if (s.at !== undefined && Date.parse(m.time ?? '') !== s.at) wrong.push(`at ${m.time ?? 'no time'}, not ${new Date(s.at).toISOString()}`);
    return wrong;
  }

  const words = corner.reads[0]?.type ?? 'other';
  const left = new Set(read.timeline);
  const isOf = (m: MachineMoment, s: Said): boolean => m.nativeId === s.on;
  for (const s of corner.said) {
    const there = [...left].filter((m) => isOf(m, s));
    const wrongs = there.map((m) => ({ m, wrong: wrongOf(m, s) }));
    const best = wrongs.sort((a, b) => a.wrong.length - b.wrong.length)[0];
    if (best === undefined) {
      tell(words, `no record ${s.on} (${s.kind})`);
      continue;
    }
    left.delete(best.m);
    tell(words, best.wrong.length === 0 ? undefined : `${s.on} (${s.kind}): ${best.wrong.join(', ')}`);
  }
  const told = new Set(corner.said.map((s) => s.on));
  for (const m of left)
    if (m.nativeId !== undefined && told.has(m.nativeId)) tell(words, `${m.nativeId} is also ${m.kind} on ${m.target ?? 'nothing'}`);
  for (const r of corner.reads) {
    const source = read.sources.find((s) => s.name === r.file);
    if (source === undefined) {
      tell(r.type, `${r.file} is no source`);
      continue;
    }
    const ledger = `${source.type} ignored ${source.ignored} rejected ${source.rejected} duplicate ${source.duplicate}`;
    const expected = `${r.type} ignored ${r.ignored ?? 0} rejected 0 duplicate ${r.duplicate ?? 0}`;
    tell(r.type, ledger === expected ? undefined : `${r.file}: ${ledger}, expected ${expected}`);
  }
  for (const b of corner.beings) {
    const i = of.get(plain(b.alias));
    const wrong: string[] = [];
    if (i === undefined) wrong.push('unknown');
    else {
      if (b.kind !== undefined && i.kind !== b.kind) wrong.push(`is a ${i.kind}, not ${b.kind}`);
      if (b.tier !== undefined && String(i.tier) !== b.tier) wrong.push(`has tier ${i.tier}, not ${b.tier}`);
      if (b.holder !== undefined && !isSame(b.holder, holderOf(i))) wrong.push(`is held by ${holderOf(i) ?? 'nobody'}, not ${b.holder}`);
      for (const a of b.same ?? []) if (of.get(plain(a)) !== i) wrong.push(`is not ${a}`);
    }
    tell(words, wrong.length === 0 ? undefined : `${b.alias}: ${wrong.join(', ')}`);
  }
}
