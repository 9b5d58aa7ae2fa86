import type { SourcesView } from '../../../shared/views/types.ts';
import type { Handlers } from '../context.ts';
import { coverageOf, requestsOf } from './coverage.ts';
import { requireCase } from './lookup.ts';
import { linesWithOriginals } from './originals.ts';

const COUNTED = ['read', 'accepted', 'ignored', 'rejected', 'duplicate', 'undated'] as const;

export const sourceHandlers = {
  'sources.list'(_args, { state }): SourcesView {
    const open = requireCase(state);
    const sources = linesWithOriginals(open);
    const totals = { read: 0, accepted: 0, ignored: 0, rejected: 0, duplicate: 0, undated: 0 };
    for (const source of sources) for (const name of COUNTED) totals[name] += source[name];
    const requests = requestsOf(open).map((r) => ({ ...r, settles: r.settles.length }));
    return { sources, totals, coverage: coverageOf(open), requests };
  },
} satisfies Partial<Handlers>;
