/** In which rows of the stage matrix a wake stands. */
import { formatInstant } from '../../../shared/base/instant.ts';
import type { MatrixBy } from '../../../shared/views/matrix.ts';
import { loadIdentity, type WakeRow } from '../store/analysis.ts';
import type { OpenCase } from '../store/open.ts';
import { ownershipOf } from './ownership.ts';

type Grouped = Pick<WakeRow, 'event' | 'kind' | 'time' | 'target' | 'tier'>;

/** The rows of the matrix in which a wake stands. */
export function groupsOf(open: OpenCase, by: MatrixBy, w: Grouped): readonly string[] {
  switch (by) {
    case 'kind':
      return [w.kind];
    case 'month':
      return [formatInstant(w.time).slice(0, 7)];
    case 'tier':
      return [w.tier === undefined ? '' : String(w.tier)];
    case 'application':
      return [applicationOf(open, w.target)];
    case 'identity-kind':
      return [(w.target === undefined ? undefined : loadIdentity(open, w.target)?.kind) ?? 'unknown'];
    case 'team':
      return teamsOf(open, w);
  }
}

function applicationOf(open: OpenCase, target: string | undefined): string {
  const identity = target === undefined ? undefined : loadIdentity(open, target);
  const holder = identity?.holder === undefined ? undefined : loadIdentity(open, identity.holder);
  return identity?.application ?? identity?.service ?? holder?.application ?? holder?.service ?? '';
}

/** The teams that owned the identity then; of a person's own account, the teams of the person. */
function teamsOf(open: OpenCase, w: Grouped): readonly string[] {
  const known = open.cached('analysis', 'teamsOfWakes', () => new Map<string, readonly string[]>());
  let teams = known.get(w.event);
  if (teams === undefined) {
    const { claims, parties } = ownershipOf(open);
    const found = new Set<string>();
    const of = (id: string): void => {
      for (const p of parties.teamsOf(id, w.time)) found.add(p.label);
    };
    if (w.target !== undefined) {
      for (const c of claims.accountable(w.target, w.time)) {
        if (c.party.type === 'person') of(c.party.key);
        else found.add(c.party.label);
      }
      if (found.size === 0) of(w.target);
      const holder = loadIdentity(open, w.target)?.holder;
      if (found.size === 0 && holder !== undefined) of(holder);
    }
    teams = found.size === 0 ? [''] : [...found].sort();
    known.set(w.event, teams);
  }
  return teams;
}
