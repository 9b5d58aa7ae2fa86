import type { Adapter, RawRecord } from '../../../shared/adapters/adapter.ts';

/** As many as `recognise` of an adapter looks at. */
export const SAMPLE = 20;

export interface Recognised {
  readonly adapter: Adapter;
  readonly why: string;
}

/** The adapter that is surest of the sample; the list's order breaks ties. `undefined`: none knows it. */
export function recognise(adapters: readonly Adapter[], sample: readonly RawRecord[], name: string): Recognised | undefined {
  let best: Recognised | undefined;
  let score = 0;
  for (const adapter of adapters) {
    const r = adapter.recognise(sample, name);
    if (r.score > score) {
      score = r.score;
      best = { adapter, why: r.why };
    }
  }
  return best;
}
