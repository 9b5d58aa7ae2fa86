import { buildRegistry } from '../../../shared/identity/registry.ts';
import { type Act, ENTRA, sameActs, UNIFIED } from '../../../shared/identity/same-act.ts';
import { change } from '../custody/change.ts';
import { loadFacts } from '../store/facts.ts';
import { areMerged, correlatedEvents, mergeRows, replaceMerges } from '../store/merges.ts';
import type { OpenCase } from '../store/open.ts';
import { listSources } from '../store/sources.ts';

const TYPES: ReadonlySet<string> = new Set([ENTRA, UNIFIED]);

/**
 * The same act told by two logs is one event with several records (WAKES.md, Events). Worked out over all sources anew, so that the
 * order in which they came in does not matter. `imported` are the numbers of the sources that just did,
 * or whose clock was set; `undefined`: whoever is who may have changed.
 */
export async function mergeSameActs(open: OpenCase, imported: readonly number[] | undefined): Promise<void> {
  const fresh = imported === undefined ? undefined : new Set(imported);
  if (!listSources(open).some((s) => TYPES.has(s.type) && fresh?.has(Number(s.source.slice(1))) !== false)) return;
  const events = [...correlatedEvents(open, TYPES)];
  const seen = new Map<string, number>();
  for (const e of events) for (const id of e.correlation ?? []) seen.set(id, (seen.get(id) ?? 0) + 1);
  // Most ids stand once; only the rest is worth asking who its target is.
  const shared = events.filter((e) => e.correlation?.some((id) => (seen.get(id) ?? 0) > 1));
  const registry = shared.length === 0 ? undefined : buildRegistry(loadFacts(open));
  const acts = shared.flatMap((e): Act[] =>
    e.time === undefined
      ? []
      : [
          {
            id: e.id,
            type: e.sourceType === ENTRA ? ENTRA : UNIFIED,
            time: e.time,
            kind: e.kind,
            outcome: e.outcome,
            target: registry?.resolve(e.target) ?? e.target,
            access: e.access,
            correlation: e.correlation ?? [],
          },
        ],
  );
  const rows = mergeRows(open, sameActs(acts));
  if (areMerged(open, rows)) return;
  await change(open, { action: 'case.changed', subjects: [], body: { sameActs: rows.length } }, (tx) => replaceMerges(tx, rows));
}
