import { performance } from 'node:perf_hooks';
import { rowOf } from '../../../shared/views/rows.ts';
import { identitySub, labelOf, moment } from '../../../shared/views/text.ts';
import type { SearchResult } from '../../../shared/views/types.ts';
import type { Handlers } from '../context.ts';
import { listIdentities } from '../store/analysis.ts';
import type { OpenCase } from '../store/open.ts';
import { searchEvents } from '../store/select.ts';
import { sourceLines } from '../store/sources.ts';
import { findingLines, lookupFor, requireCase } from './lookup.ts';

/** Identities first, then findings, sources and events: what is few and named comes before what is many. */
function search(open: OpenCase, text: string, limit: number): SearchResult {
  const began = performance.now();
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return { hits: [], took: 0 };
  const each = Math.max(3, Math.ceil(limit / 3));
  const has = (s: string): boolean => s.toLowerCase().includes(wanted);
  const identities = listIdentities(open)
    .filter((i) => has(labelOf(i)) || i.aliases.some(has))
    .slice(0, each)
    .map((i) => ({ type: 'identity' as const, id: i.id, label: labelOf(i), sub: `${identitySub(i)}; ${i.aliases.slice(0, 2).join(', ')}` }));
  const { findings, lines } = findingLines(open);
  const found = lines
    .filter((l, i) => has(l.rule) || has(l.subject) || has(findings[i]?.text ?? '') || has(l.number))
    .slice(0, each)
    .map((l) => ({ type: 'finding' as const, id: l.id, label: `${l.number} ${l.rule}`, sub: l.subject }));
  const sources = sourceLines(open)
    .filter((s) => has(s.source) || s.names.some(has) || has(s.sha256))
    .slice(0, each)
    .map((s) => ({ type: 'source' as const, id: s.source, label: s.name, sub: `${s.source}, ${s.typeTitle}` }));
  const lookup = lookupFor(open);
  const events = searchEvents(open, text.trim(), limit).map((e) => {
    const row = rowOf(e, lookup);
    return {
      type: 'event' as const,
      id: e.id,
      label: `${e.kind} ${row.target?.label ?? row.actor?.label ?? ''}`.trim(),
      sub: `${e.time === undefined ? 'undated' : moment(e.time)}, ${e.record}`,
    };
  });
  return { hits: [...identities, ...found, ...sources, ...events].slice(0, limit), took: performance.now() - began };
}

export const searchHandlers = {
  'search.all': ({ text, limit }, { state }) => search(requireCase(state), text, limit),
} satisfies Partial<Handlers>;
