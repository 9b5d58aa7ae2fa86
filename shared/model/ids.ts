/** `s0001`: a source, numbered in the order of import. */
export type SourceId = string & { readonly __brand: 'SourceId' };
/** `s0001:12`: the 12th record of a source, counted from 1. */
export type RecordRef = string & { readonly __brand: 'RecordRef' };
/** `s0001:12`, or `s0001:12.2` for the second of several events in one record. */
export type EventId = string & { readonly __brand: 'EventId' };
/** One name of an identity in one namespace: `upn:m.lindqvist@halden.example`. */
export type Alias = string & { readonly __brand: 'Alias' };

export const sourceId = (n: number): SourceId => `s${String(n).padStart(4, '0')}` as SourceId;
export const recordRef = (source: SourceId, ordinal: number): RecordRef => `${source}:${ordinal}` as RecordRef;
/** `k` counts from 1 within the record; `of` is how many events that record holds. */
export const eventId = (source: SourceId, ordinal: number, k: number, of: number): EventId =>
  (of > 1 ? `${source}:${ordinal}.${k}` : `${source}:${ordinal}`) as EventId;

export const alias = (namespace: string, value: string): Alias => `${namespace}:${value}` as Alias;
export const namespaceOf = (a: Alias): string => a.slice(0, a.indexOf(':'));
export const valueOf = (a: Alias): string => a.slice(a.indexOf(':') + 1);
/** The record that holds an event: the id without its `.k`. */
export const recordOfEvent = (id: string): RecordRef => {
  const dot = id.indexOf('.', id.indexOf(':'));
  return (dot < 0 ? id : id.slice(0, dot)) as RecordRef;
};
