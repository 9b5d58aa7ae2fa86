import type { Adapter } from '../../../shared/adapters/adapter.ts';
import { mappingAdapter } from '../../../shared/adapters/mapping/adapter.ts';
import { ADAPTERS } from '../../../shared/adapters/registry.ts';
import type { Mapping } from '../../../shared/model/mapping.ts';

/** All that may read a source. A mapping that somebody made for just these files goes before an adapter that is as sure of them. */
export const adaptersWith = (mappings: readonly Mapping[] | undefined): readonly Adapter[] =>
  mappings === undefined || mappings.length === 0 ? ADAPTERS : [...mappings.map(mappingAdapter), ...ADAPTERS];
