/** The graph's filter as it stands in the address. */
import { EVENT_KINDS, type EventKind } from '../../../shared/model/vocabulary.ts';
import type { Params } from '../../state/navigation.ts';

export interface GraphFilter {
  readonly kinds: readonly EventKind[] | undefined;
  readonly tiers: readonly (0 | 1 | 2)[] | undefined;
  readonly minimum: number;
  readonly onlyGaps: boolean;
}

const TIERS = [0, 1, 2] as const;
const listed = (text: string | undefined): readonly string[] => (text ?? '').split(',').filter((v) => v !== '');

export function filterOf(params: Params): GraphFilter {
  const kinds = EVENT_KINDS.filter((k) => listed(params.kinds).includes(k));
  const tiers = TIERS.filter((t) => listed(params.tiers).includes(String(t)));
  const minimum = Math.floor(Number(params.minimum));
  return {
    kinds: kinds.length === 0 ? undefined : kinds,
    tiers: tiers.length === 0 ? undefined : tiers,
    minimum: Number.isFinite(minimum) && minimum > 1 ? minimum : 1,
    onlyGaps: params.gaps === 'only',
  };
}

/** The list with a value put in or taken out; `undefined` where none is left. */
export function toggled(text: string | undefined, value: string): string | undefined {
  const now = listed(text);
  const next = now.includes(value) ? now.filter((v) => v !== value) : [...now, value];
  return next.length === 0 ? undefined : next.join(',');
}
