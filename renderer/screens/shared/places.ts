/** Ids of the case as places on the screens: a note or a custody entry names its subject, and leads to it. */
import type { Place } from '../../state/navigation.ts';

/** `undefined` where the id has no screen of its own. */
export function placeOfId(id: string): Place | undefined {
  if (id.startsWith('w-')) return { screen: 'wake', params: { wake: id } };
  if (id.startsWith('f-')) return { screen: 'findings', params: { finding: id } };
  if (id.startsWith('n-')) return { screen: 'notebook', params: {} };
  if (/^s\d+$/.test(id)) return { screen: 'sources', params: { source: id } };
  if (/^s\d+:/.test(id)) return { screen: 'timeline', params: { event: id } };
  if (/^i[a-z0-9-]+:/.test(id)) return { screen: 'identities', params: { identity: id } };
  return undefined;
}

/** `R. Adeyemi <r.adeyemi@halden.example>` → `R. Adeyemi`. */
export const nameOfPerson = (who: string): string => who.replace(/\s*<[^>]*>\s*$/, '') || who;
