/** The findings' filter as it stands in the address, and as the engine is asked. */
import type { FindingsFilter } from '../../../shared/contract/requests.ts';
import { DISPOSITIONS, SEVERITIES, STAGES } from '../../../shared/model/vocabulary.ts';
import type { Params } from '../../state/navigation.ts';

export type FacetName = 'severity' | 'stage' | 'rule' | 'identityKind' | 'disposition';
export const FACETS: readonly { readonly name: FacetName; readonly title: string }[] = [
  { name: 'severity', title: 'Severity' },
  { name: 'stage', title: 'Stage' },
  { name: 'rule', title: 'Rule' },
  { name: 'identityKind', title: 'Identity kind' },
  { name: 'disposition', title: 'Disposition' },
];

export const chosen = (params: Params, facet: FacetName): readonly string[] => params[facet]?.split(',').filter((v) => v !== '') ?? [];

/** The parameter after a value was ticked or unticked; `undefined` where none is left. */
export function toggled(params: Params, facet: FacetName, value: string): string | undefined {
  const now = chosen(params, facet);
  const next = now.includes(value) ? now.filter((v) => v !== value) : [...now, value];
  return next.length === 0 ? undefined : next.join(',');
}

function known<T extends string>(all: readonly T[], wanted: readonly string[]): readonly T[] | undefined {
  const found = all.filter((v) => wanted.includes(v));
  return found.length === 0 ? undefined : found;
}
const some = (values: readonly string[]): readonly string[] | undefined => (values.length === 0 ? undefined : values);

export function filterOf(params: Params): FindingsFilter {
  return {
    severities: known(SEVERITIES, chosen(params, 'severity')),
    stages: known([...STAGES, 'case'] as const, chosen(params, 'stage')),
    rules: some(chosen(params, 'rule')),
    identityKinds: some(chosen(params, 'identityKind')),
    dispositions: known(DISPOSITIONS, chosen(params, 'disposition')),
    identity: params.identity,
    wake: params.wake,
    search: params.search,
  };
}

/** The filters that are on, in the order in which `Shift f` drops them from the end. */
export function active(params: Params): readonly { readonly key: string; readonly text: string }[] {
  const list: { key: string; text: string }[] = [];
  for (const { name, title } of FACETS) {
    const values = chosen(params, name);
    if (values.length > 0) list.push({ key: name, text: `${title.toLowerCase()} ${values.join(' or ')}` });
  }
  if (params.identity !== undefined) list.push({ key: 'identity', text: `identity ${params.identity}` });
  if (params.wake !== undefined) list.push({ key: 'wake', text: `wake ${params.wake}` });
  if (params.search !== undefined && params.search !== '') list.push({ key: 'search', text: `text ${params.search}` });
  return list;
}
