/** Who acted through whom: role sessions and their issuers, impersonation, on-behalf-of, agents and what spawned them. */
import type { Instant } from '../base/instant.ts';
import type { CaseFacts } from '../model/facts.ts';
import { type Alias, namespaceOf, type RecordRef, recordRef, sourceId, valueOf } from '../model/ids.ts';
import type { Registry } from './registry.ts';

export type ChainKind = 'role session' | 'impersonation' | 'on behalf of' | 'spawned by';

export interface ChainLink {
  readonly kind: ChainKind;
  /** Who acted. */
  readonly actor: Alias;
  /** Who stands behind: the issuer of a session, who impersonates, the system that spawned an agent. */
  readonly behind: string;
  readonly events: number;
  readonly first: Instant | undefined;
  readonly last: Instant | undefined;
  /** The first record that shows it. */
  readonly record: RecordRef;
}

export interface Chains {
  /** Links in which the identity is either end, the busiest first. */
  of(identity: string): readonly ChainLink[];
}

export function chainKind(actor: Alias): Exclude<ChainKind, 'spawned by'> {
  const value = valueOf(actor);
  if (namespaceOf(actor) === 'aws-arn' && (value.includes(':sts:') || value.includes(':assumed-role/'))) return 'role session';
  return namespaceOf(actor) === 'k8s-user' ? 'impersonation' : 'on behalf of';
}

export function buildChains(facts: CaseFacts, registry: Registry): Chains {
  const { columns } = facts;
  const links = new Map<string, { link: ChainLink; events: number; last: Instant | undefined }>();
  for (let i = 0; i < columns.length; i++) {
    const [a, b] = [columns.actor[i] ?? -1, columns.onBehalfOf[i] ?? -1];
    if (a < 0 || b < 0 || a === b) continue;
    const time = columns.time[i] as Instant;
    const key = `${a} ${b}`;
    const known = links.get(key);
    if (known !== undefined) {
      known.events++;
      known.last = time;
      continue;
    }
    const actor = (columns.strings[a] ?? '') as Alias;
    const record = recordRef(sourceId(columns.source[i] ?? 0), columns.ordinal[i] ?? 0);
    const link = { kind: chainKind(actor), actor, behind: columns.strings[b] ?? '', events: 1, first: time, last: time, record };
    links.set(key, { link, events: 1, last: time });
  }
  for (const e of facts.events) {
    const spawned = e.alert?.spawnedBy;
    if (spawned === undefined || spawned === '' || e.target === undefined) continue;
    const key = `spawned ${e.target} ${spawned}`;
    const known = links.get(key);
    if (known !== undefined) {
      known.events++;
      known.last = e.time ?? known.last;
      continue;
    }
    const link: ChainLink = { kind: 'spawned by', actor: e.target, behind: spawned, events: 1, first: e.time, last: e.time, record: e.record };
    links.set(key, { link, events: 1, last: e.time });
  }
  const byIdentity = new Map<string, ChainLink[]>();
  const put = (identity: string | undefined, link: ChainLink): void => {
    if (identity === undefined) return;
    const list = byIdentity.get(identity);
    if (list === undefined) byIdentity.set(identity, [link]);
    else if (list[list.length - 1] !== link) list.push(link);
  };
  const busiest = [...links.values()]
    .map(({ link, events, last }) => ({ ...link, events, last }))
    .sort((a, b) => b.events - a.events || (a.record < b.record ? -1 : 1));
  for (const link of busiest) {
    put(registry.resolve(link.actor), link);
    put(registry.resolve(link.behind), link);
  }
  return { of: (identity) => byIdentity.get(identity) ?? [] };
}
