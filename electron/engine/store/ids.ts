import { type EventId, eventId, type RecordRef, recordRef, type SourceId, sourceId } from '../../../shared/model/ids.ts';

/** Reads `s0012:7` or `s0012:7.2`; `k` is 0 where the id names none. `undefined` for anything else. */
export function parseRef(text: string): { readonly source: number; readonly ordinal: number; readonly k: number } | undefined {
  const m = /^s(\d{4,6}):(\d{1,10})(?:\.(\d{1,5}))?$/.exec(text);
  if (m === null) return undefined;
  return { source: Number(m[1]), ordinal: Number(m[2]), k: m[3] === undefined ? 0 : Number(m[3]) };
}

/** `s0012` → 12. */
export function sourceNumber(text: string): number | undefined {
  const m = /^s(\d{4,6})$/.exec(text);
  return m === null ? undefined : Number(m[1]);
}

export const refOf = (source: number, ordinal: number): RecordRef => recordRef(sourceId(source), ordinal);
/** `k` 0: the record holds one event. */
export const idOf = (source: number, ordinal: number, k: number): EventId => eventId(sourceId(source), ordinal, k, k === 0 ? 1 : 2);
export const nameOfSource = (n: number): SourceId => sourceId(n);
