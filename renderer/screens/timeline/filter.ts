/** The timeline's filter as it stands in the address, and as the engine is asked. */
import type { TimelineFilter } from '../../../shared/contract/requests.ts';
import { EVENT_KINDS, OUTCOMES } from '../../../shared/model/vocabulary.ts';
import type { Params } from '../../state/navigation.ts';

export type ListName = 'kinds' | 'systems' | 'outcomes';

// Systems are named by sources and may hold any sign, so each is encoded by itself before they are joined.
export const chosen = (params: Params, name: ListName): readonly string[] =>
  (params[name] ?? '')
    .split(',')
    .filter((v) => v !== '')
    .map((v) => decodeURIComponent(v));
export const joined = (values: readonly string[]): string | undefined => (values.length === 0 ? undefined : values.map(encodeURIComponent).join(','));

export function toggled(params: Params, name: ListName, value: string): string | undefined {
  const now = chosen(params, name);
  return joined(now.includes(value) ? now.filter((v) => v !== value) : [...now, value]);
}

function known<T extends string>(all: readonly T[], wanted: readonly string[]): readonly T[] | undefined {
  const found = all.filter((v) => wanted.includes(v));
  return found.length === 0 ? undefined : found;
}

export function filterOf(params: Params): TimelineFilter {
  const systems = chosen(params, 'systems');
  return {
    kinds: known(EVENT_KINDS, chosen(params, 'kinds')),
    systems: systems.length === 0 ? undefined : systems,
    outcomes: known(OUTCOMES, chosen(params, 'outcomes')),
    identities: params.identity === undefined || params.identity === '' ? undefined : [params.identity],
    search: params.search === undefined || params.search === '' ? undefined : params.search,
  };
}

export interface ActiveFilter {
  readonly key: string;
  readonly name: string;
  readonly value: string;
}

/** The filters that are on, in the order in which Shift+f drops them from the end. */
export function active(params: Params): readonly ActiveFilter[] {
  const list: ActiveFilter[] = [];
  const of = (key: ListName, name: string, all: number | undefined): void => {
    const values = chosen(params, key);
    if (values.length === 0) return;
    list.push({ key, name, value: values.length <= 2 ? values.join(' or ') : `${values.length}${all === undefined ? '' : ` of ${all}`}` });
  };
  of('outcomes', 'outcome', OUTCOMES.length);
  of('systems', 'system', undefined);
  of('kinds', 'kind', undefined);
  if (params.identity !== undefined && params.identity !== '') list.push({ key: 'identity', name: 'identity', value: params.identity });
  if (params.search !== undefined && params.search !== '') list.push({ key: 'search', name: 'text', value: params.search });
  return list;
}
