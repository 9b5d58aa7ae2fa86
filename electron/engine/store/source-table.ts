import { type Duration, duration, type Instant } from '../../../shared/base/instant.ts';
import type { Interval } from '../../../shared/base/interval.ts';
import type { DeclaredPart } from '../../../shared/model/facts.ts';
import type { SourceId } from '../../../shared/model/ids.ts';
import type { Channel } from '../../../shared/model/vocabulary.ts';
import { nameOfSource, sourceNumber } from './ids.ts';
import type { OpenCase } from './open.ts';

/** A source as the case holds it. Times are effective. */
export interface StoredSource {
  readonly n: number;
  readonly source: SourceId;
  readonly name: string;
  readonly names: readonly string[];
  readonly sha256: string;
  readonly bytes: number;
  readonly container: number;
  readonly location: string;
  readonly type: string;
  readonly typeTitle: string;
  readonly typeWhy: string;
  readonly adapterVersion: number;
  readonly system: string;
  readonly channels: readonly Channel[];
  readonly declared: Interval | undefined;
  readonly declaredParts: readonly DeclaredPart[] | undefined;
  readonly zone: string | undefined;
  readonly clockOffset: Duration;
  readonly clockUncertainty: Duration | undefined;
  readonly encoding: string;
  readonly format: string;
  readonly read: number;
  readonly accepted: number;
  readonly ignored: number;
  readonly rejected: number;
  readonly duplicate: number;
  readonly undated: number;
  readonly first: Instant | undefined;
  readonly last: Instant | undefined;
  readonly ignoredReasons: readonly { readonly reason: string; readonly count: number }[];
  readonly warnings: readonly { readonly slug: string; readonly count: number; readonly example?: string | undefined }[];
  readonly rejectedBlocks: readonly { readonly from: Instant | undefined; readonly to: Instant | undefined }[];
  readonly kept: 'copy' | 'reference';
  readonly eventFirst: number;
  readonly eventCount: number;
  /** The hash of the mapping that read it. */
  readonly mapping: string | undefined;
  /** What the investigator set at its import: `zone`, `type`. */
  readonly setByHand: readonly string[];
  /** The custody entry of its import. */
  readonly custody: number;
}

/** By number, in the order of import. */
export const sourceTable = (open: OpenCase): ReadonlyMap<number, StoredSource> => open.cached('any', 'sources', () => readSources(open));

export const listSources = (open: OpenCase): StoredSource[] => [...sourceTable(open).values()];

export function sourceById(open: OpenCase, id: string): StoredSource | undefined {
  const n = sourceNumber(id);
  return n === undefined ? undefined : sourceTable(open).get(n);
}

function readSources(open: OpenCase): Map<number, StoredSource> {
  const names = new Map<number, string[]>();
  for (const r of open.reads.all<{ source: number; name: string }>('SELECT source, name FROM source_name ORDER BY source, custody, name')) {
    const list = names.get(r.source);
    if (list === undefined) names.set(r.source, [r.name]);
    else list.push(r.name);
  }
  const rows = open.reads.all<Record<string, string> & Record<string, number | null>>(
    'SELECT source.*, container.kept FROM source JOIN container ON container.n = source.container ORDER BY source.n',
  );
  const out = new Map<number, StoredSource>();
  for (const row of rows) {
    const number = (key: string): number => Number(row[key]);
    const text = (key: string): string => String(row[key]);
    const offset = number('clock_offset');
    const time = (t: unknown): Instant | undefined => (typeof t === 'number' ? ((t + offset) as Instant) : undefined);
    const list = <T>(key: string): T[] => JSON.parse(text(key)) as T[];
    const n = number('n');
    out.set(n, {
      n,
      source: nameOfSource(n),
      name: text('name'),
      names: names.get(n) ?? [text('name')],
      sha256: text('sha256'),
      bytes: number('bytes'),
      container: number('container'),
      location: text('location'),
      type: text('type'),
      typeTitle: text('type_title'),
      typeWhy: text('type_why'),
      adapterVersion: number('adapter_version'),
      system: text('system'),
      channels: list<Channel>('channels'),
      // A declared interval is the organisation's statement in true time; the source's clock has no part in it.
      declared: row.declared_from === null ? undefined : { from: number('declared_from') as Instant, to: number('declared_to') as Instant },
      // Absent from a case that was made before the column was, and is open to read only.
      declaredParts: typeof row.declared_parts === 'string' ? list<DeclaredPart>('declared_parts') : undefined,
      zone: row.zone === null ? undefined : text('zone'),
      clockOffset: duration(offset),
      clockUncertainty: row.clock_uncertainty === null ? undefined : duration(number('clock_uncertainty')),
      encoding: text('encoding'),
      format: text('format'),
      read: number('read'),
      accepted: number('accepted'),
      ignored: number('ignored'),
      rejected: number('rejected'),
      duplicate: number('duplicate'),
      undated: number('undated'),
      first: time(row.first),
      last: time(row.last),
      ignoredReasons: list('ignored_reasons'),
      warnings: list('warnings'),
      rejectedBlocks: list<{ from?: number; to?: number }>('rejected_blocks').map((b) => ({ from: time(b.from), to: time(b.to) })),
      kept: text('kept') === 'copy' ? 'copy' : 'reference',
      eventFirst: number('event_first'),
      eventCount: number('event_count'),
      mapping: typeof row.mapping === 'string' ? row.mapping : undefined,
      setByHand: typeof row.set_by_hand === 'string' ? list<string>('set_by_hand') : [],
      custody: number('custody'),
    });
  }
  return out;
}
