/**
 * The same act told by two logs. Microsoft writes one directory change into Entra's audit log and again into the unified
 * audit log, where `InterSystemsId` is Entra's `correlationId`; a single role grant can stand in the latter as eight records
 * with ids of their own. Such records are one event with several records: what Entra says leads, since it keeps the fraction
 * of the second and the changed properties.
 */
import { type Instant, SECOND } from '../base/instant.ts';
import type { EventId } from '../model/ids.ts';
import type { EventKind, Outcome } from '../model/vocabulary.ts';

export const ENTRA = 'entra-audit';
export const UNIFIED = 'm365-unified-audit';

export interface Act {
  readonly id: EventId;
  /** The adapter that read it. */
  readonly type: typeof ENTRA | typeof UNIFIED;
  readonly time: Instant;
  readonly kind: EventKind;
  readonly outcome: Outcome;
  /** The identity id of its target. */
  readonly target: string | undefined;
  readonly access: string | undefined;
  readonly correlation: readonly string[];
}

export interface SameAct {
  readonly event: EventId;
  readonly into: EventId;
  readonly why: string;
}

/** The unified audit log cuts to the second, and the two services write a moment apart. */
const APART = 5 * SECOND;

/** Which events are to be shown as another one. The result does not hang on the order of the acts. */
export function sameActs(acts: readonly Act[]): SameAct[] {
  const groups = new Map<string, Act[]>();
  for (const act of acts) {
    for (const id of new Set(act.correlation)) {
      const key = JSON.stringify([id, act.kind, act.outcome, act.target ?? '']);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [act]);
      else group.push(act);
    }
  }
  const into = new Map<EventId, SameAct>();
  for (const group of groups.values()) {
    if (group.length < 2) continue;
    group.sort((a, b) => rank(a) - rank(b) || a.time - b.time || compareIds(a.id, b.id));
    const leaders: Act[] = [];
    for (const act of group) {
      const leader = leaders.find((l) => isSame(l, act));
      if (leader === undefined) leaders.push(act);
      else if (!into.has(act.id)) {
        const why =
          leader.type === act.type
            ? 'the same change in several records of the unified audit log'
            : 'the unified audit log tells of the change that Entra tells of';
        into.set(act.id, { event: act.id, into: leader.id, why });
      }
    }
    const apart = aloneWithEachOther(leaders, group, into);
    if (apart !== undefined) into.set(apart.event, apart);
  }
  // A leader that another correlation id led elsewhere takes its followers along.
  return [...into.values()]
    .map((s) => ({ ...s, into: lastOf(s.into, into) }))
    .filter((s) => s.event !== s.into)
    .sort((a, b) => compareIds(a.event, b.event));
}

/** One clock off by a zone at most; what is further apart shares an id by accident. */
const SKEWED = 86_400 * SECOND;

/**
 * One act in each log under one id, and no other that either could be: however far apart their clocks are, it is the same.
 * Several in one log cannot be matched, and stay apart.
 */
function aloneWithEachOther(leaders: readonly Act[], group: readonly Act[], into: ReadonlyMap<EventId, SameAct>): SameAct | undefined {
  const [entra, unified, more] = leaders;
  if (entra?.type !== ENTRA || unified?.type !== UNIFIED || more !== undefined) return undefined;
  const taken = group.some((a) => into.get(a.id)?.into === entra.id);
  if (taken || into.has(entra.id) || into.has(unified.id) || Math.abs(entra.time - unified.time) > SKEWED) return undefined;
  return {
    event: unified.id,
    into: entra.id,
    why: 'the unified audit log tells under the same id, by another clock, of the change that Entra tells of',
  };
}

const rank = (a: Act): number => (a.type === ENTRA ? 0 : 1);

function isSame(leader: Act, act: Act): boolean {
  if (leader.type === act.type) {
    // Within Entra every record is an act of its own.
    return act.type === UNIFIED && leader.time === act.time && (leader.access ?? '') === (act.access ?? '');
  }
  return Math.abs(leader.time - act.time) <= APART;
}

function lastOf(id: EventId, into: ReadonlyMap<EventId, SameAct>): EventId {
  const seen = new Set<EventId>();
  let at = id;
  for (let next = into.get(at); next !== undefined && !seen.has(at); next = into.get(at)) {
    seen.add(at);
    at = next.into;
  }
  return at;
}

/** `s0002:9` before `s0002:10`. */
function compareIds(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
