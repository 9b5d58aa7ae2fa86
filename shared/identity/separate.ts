/** What a decision on identities takes back of the earlier ones. */
import type { CaseFacts } from '../model/facts.ts';
import { aliasKey } from './aliases.ts';
import { joinedByEvidence, type Registry } from './registry.ts';

interface Held {
  readonly id: string;
  readonly a: string;
  readonly b: string;
}

/**
 * What parts `alias` from an identity, of which the other aliases are given: the investigator's joins that hold the two together are undone; `cuts` where evidence joins them
 * too, so that the alias has to stand alone. What else was joined to the alias by the investigator stays with it.
 */
export function parting(facts: CaseFacts, identity: readonly string[], alias: string, joins: readonly Held[]): { cuts: boolean; undoes: string[] } {
  const split = new Set(facts.decisions.splits.map((s) => aliasKey(s.alias)));
  const out = aliasKey(alias);
  let sets = joinedByEvidence(facts, split);
  const others = identity.map(aliasKey).filter((k) => k !== out);
  // A join that the investigator made goes before evidence does.
  const from = others.find((k) => sets.root(sets.add(k as never)) !== sets.root(sets.add(out as never))) ?? others[0];
  if (from === undefined) return { cuts: false, undoes: [] };
  const cuts = sets.root(sets.add(from as never)) === sets.root(sets.add(out as never));
  if (cuts) sets = joinedByEvidence(facts, split.add(out));
  const ends = joins.map((j) => ({ id: j.id, a: sets.root(sets.add(j.a as never)), b: sets.root(sets.add(j.b as never)) }));
  const [outRoot, fromRoot] = [sets.root(sets.add(out as never)), sets.root(sets.add(from as never))];
  // Everything that hangs together with the identity without passing through what leaves it.
  const stays = new Set([fromRoot]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const { a, b } of ends) {
      if (a === outRoot || b === outRoot || stays.has(a) === stays.has(b)) continue;
      stays.add(a).add(b);
      grew = true;
    }
  }
  const undoes = ends.filter(({ a, b }) => (a === outRoot && stays.has(b)) || (b === outRoot && stays.has(a))).map((j) => j.id);
  return { cuts, undoes };
}

/** The splits that a join of the two takes back: those that parted one of them from the other's identity. */
export function rejoining(registry: Registry, a: string, b: string, splits: readonly { id: string; identity: string; alias: string }[]): string[] {
  const parted = (x: string, y: string, s: { identity: string; alias: string }): boolean =>
    aliasKey(s.alias) === aliasKey(x) && registry.resolve(s.identity) === registry.resolve(y);
  return splits.filter((s) => parted(a, b, s) || parted(b, a, s)).map((s) => s.id);
}
