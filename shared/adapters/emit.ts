import type { Instant } from '../base/instant.ts';
import type { EventEmission, IdentityEmission } from '../model/emissions.ts';
import type { Alias } from '../model/ids.ts';
import type { EventKind } from '../model/vocabulary.ts';
import { OCSF } from './ocsf.ts';

/** What an adapter knows of an event besides its kind and time. */
export type EventParts = Omit<EventEmission, 'type' | 'kind' | 'time'>;

/** An event with the OCSF class of its kind, unless the adapter knows a better one. */
export function eventOf(kind: EventKind, time: Instant | undefined, parts: EventParts): EventEmission {
  const ocsf = OCSF[kind];
  return { type: 'event', time, kind, classUid: ocsf.classUid, activityId: ocsf.activityId, ...parts };
}

/** An inventory's statement; what the inventory does not say is unknown. */
export const inventoried = (aliases: readonly Alias[], parts: Partial<Omit<IdentityEmission, 'type' | 'aliases'>>): IdentityEmission => ({
  type: 'identity',
  aliases,
  kind: undefined,
  displayName: undefined,
  holder: undefined,
  application: undefined,
  service: undefined,
  environments: [],
  tier: undefined,
  lastRotation: undefined,
  revocationMethod: undefined,
  inventory: true,
  ...parts,
});
