/** From a mapped value to a function that reads it off a record. */
import { formatInstant, type Instant } from '../../base/instant.ts';
import { type Alias, alias } from '../../model/ids.ts';
import type { Conditions, FieldType, MappedField, MappedValue } from '../../model/mapping.ts';
import type { AdapterContext } from '../adapter.ts';
import { number, text } from '../fields.ts';
import { perSource } from '../memo.ts';
import { type DateOrder, type TimeReader, timeReader } from '../time.ts';
import { unreadableTime } from '../unreadable.ts';
import { compilePath, type Getter, type Scope } from './path.ts';
import { compileFormat } from './time-format.ts';
import { condition, wordTable } from './words.ts';

/** What a field of one record comes to: texts, a list of texts, or for a time whatever `context.time` reads. */
export type Read = (scope: Scope, context: AdapterContext) => unknown;

/** A value that a table of words does not list. */
export class Unlisted {
  readonly value: string;
  constructor(value: string) {
    this.value = value;
  }
}

/** What parse.ts has checked cannot fail here. */
function getter(path: string): Getter {
  const get = compilePath(path);
  if (typeof get === 'string') throw new Error(get);
  return get;
}

export const conditionOf = (conditions: Conditions): ((scope: Scope) => boolean) => condition<Scope>(conditions, getter);
export const pathOf = getter;

/** `${…}` parts of a template. */
export const TEMPLATE_PART = /\$\{([^{}]{1,400})\}/g;

const SEVERAL: ReadonlySet<FieldType> = new Set(['aliases', 'parties', 'texts']);

export function compileField(field: MappedField, value: MappedValue): Read {
  const several = SEVERAL.has(field.type);
  const base = field.type === 'time' ? timeValue(value) : compileValue(value, several);
  if (field.type === 'time') return base;
  if (field.type !== 'word' || value.values !== undefined)
    return (scope, context) => (several ? listOf(base(scope, context)) : oneOf(base(scope, context)));
  return (scope, context) => oneOf(base(scope, context));
}

const oneOf = (value: unknown): unknown => (Array.isArray(value) ? (value.length === 0 ? undefined : value[0]) : value);
const listOf = (value: unknown): unknown => (value === undefined ? undefined : Array.isArray(value) ? value : [value]);

/** Texts of a value: of a list its texts, of an object nothing. */
function textsOf(value: unknown): string | string[] | undefined {
  if (!Array.isArray(value)) return text(value);
  const out: string[] = [];
  for (const item of value) {
    const t = text(item);
    if (t !== undefined) out.push(t);
  }
  return out.length === 0 ? undefined : out;
}

function source(value: MappedValue, several: boolean): Read {
  if (value.value !== undefined) {
    const constant = value.value;
    return () => constant;
  }
  if (value.template !== undefined) return template(value.template);
  if (value.first !== undefined) {
    const parts = value.first.map((v) => compileValue(v, several));
    return (scope, context) => {
      for (const part of parts) {
        const v = part(scope, context);
        if (v !== undefined) return v;
      }
      return undefined;
    };
  }
  if (value.all !== undefined) {
    const parts = value.all.map((v) => compileValue(v, several));
    return (scope, context) => {
      const out: unknown[] = [];
      for (const part of parts) {
        const v = part(scope, context);
        if (Array.isArray(v)) out.push(...(v as unknown[]));
        else if (v !== undefined) out.push(v);
      }
      return out.length === 0 ? undefined : [...new Set(out)];
    };
  }
  const get = getter(value.path ?? '');
  return (scope) => textsOf(get(scope));
}

function template(text_: string): Read {
  const pieces: (string | Getter)[] = [];
  let at = 0;
  for (const m of text_.matchAll(TEMPLATE_PART)) {
    pieces.push(text_.slice(at, m.index), getter(m[1]!));
    at = m.index + m[0].length;
  }
  pieces.push(text_.slice(at));
  return (scope) => {
    let out = '';
    for (const piece of pieces) {
      if (typeof piece === 'string') {
        out += piece;
        continue;
      }
      const t = oneOf(textsOf(piece(scope)));
      if (t === undefined) return undefined;
      out += t as string;
    }
    return out;
  };
}

function each(value: unknown, change: (text: string) => unknown): unknown {
  if (typeof value === 'string') return change(value);
  if (!Array.isArray(value)) return value;
  const out: unknown[] = [];
  for (const item of value) {
    const changed = typeof item === 'string' ? change(item) : item;
    if (Array.isArray(changed)) out.push(...(changed as unknown[]));
    else if (changed !== undefined) out.push(changed);
  }
  return out.length === 0 ? undefined : out;
}

function compileValue(value: MappedValue, several: boolean): Read {
  const read = source(value, several);
  const changes: ((text: string) => unknown)[] = [];
  const { split, after, before } = value;
  if (split !== undefined) changes.push((t) => t.split(split).flatMap((part) => text(part) ?? []));
  if (after !== undefined)
    changes.push((t) => {
      const where = t.indexOf(after);
      return where < 0 ? undefined : text(t.slice(where + after.length));
    });
  if (before !== undefined)
    changes.push((t) => {
      const where = t.indexOf(before);
      return where < 0 ? text(t) : text(t.slice(0, where));
    });
  if (value.case !== undefined) changes.push(value.case === 'lower' ? (t) => t.toLowerCase() : (t) => t.toUpperCase());
  if (value.values !== undefined) {
    const word = wordTable(value.values);
    const other = value.else;
    changes.push((t) => word(t) ?? (other === undefined || other === 'ignore' ? new Unlisted(t) : other));
  }
  if (value.as !== undefined) {
    const namespace = value.as;
    changes.push((t): Alias => alias(namespace, t));
  }
  const holds = value.when === undefined ? undefined : conditionOf(value.when);
  if (changes.length === 0 && holds === undefined) return read;
  return (scope, context) => {
    if (holds?.(scope) === false) return undefined;
    let v = read(scope, context);
    for (const change of changes) v = each(v, change);
    return v;
  };
}

/** Readers of one source, by the zone and order that they hold to. */
const readersOf = perSource(() => new Map<string, TimeReader>());

function readerFor(context: AdapterContext, zone: string | undefined, order: DateOrder): TimeReader {
  const readers = readersOf(context);
  const key = `${zone ?? ''} ${order ?? ''}`;
  let reader = readers.get(key);
  if (reader === undefined) {
    reader = timeReader({ zone: zone ?? context.zone, order: order ?? ((text) => context.dateOrder?.(text)), warn: (slug) => context.warn(slug) });
    readers.set(key, reader);
  }
  return reader;
}

/**
 * A time of a format or a zone of its own is read here and handed on as UTC, so that what reads it next cannot read it otherwise;
 * any other is handed on as it is, for `context.time`.
 */
function timeValue(value: MappedValue): Read {
  if (value.first !== undefined && value.format === undefined && value.zone === undefined) {
    const parts = value.first.map(timeValue);
    return (scope, context) => {
      for (const part of parts) {
        const v = part(scope, context);
        if (v !== undefined) return v;
      }
      return undefined;
    };
  }
  const { format, zone, ...rest } = value;
  const plain = rest.path !== undefined && Object.keys(rest).length === 1 ? getter(rest.path) : undefined;
  const base = compileValue(rest, false);
  // A number keeps its sort: 1709800000 and "1709800000" are both seconds, and 0 is no time.
  const raw: Read = plain === undefined ? (scope, context) => oneOf(base(scope, context)) : (scope) => oneOf(plain(scope)) ?? undefined;
  if ((format === undefined || format === 'auto') && zone === undefined) return raw;
  const reads = instantOf(format ?? 'auto', zone);
  return (scope, context) => {
    const v = raw(scope, context);
    if (v === undefined || v === '') return undefined;
    const t = reads(v, context);
    if (t !== undefined) return formatInstant(t);
    const example = unreadableTime(v);
    if (example !== undefined) context.warn('unreadable-time', example);
    return undefined;
  };
}

const EPOCHS: Readonly<Record<string, number>> = { 'epoch-seconds': 1e6, 'epoch-milliseconds': 1e3, 'epoch-microseconds': 1 };
/** From 1900 to 2254, as everywhere. */
const inRange = (t: number): boolean => t !== 0 && t > -2.3e15 && t < 9e15;

function instantOf(format: string, zone: string | undefined): (value: unknown, context: AdapterContext) => Instant | undefined {
  const scale = EPOCHS[format];
  if (scale !== undefined) {
    return (value) => {
      const n = number(value);
      const t = n === undefined ? undefined : Math.round(n * scale);
      return t === undefined || !inRange(t) ? undefined : (t as Instant);
    };
  }
  if (format === 'auto' || format === 'dmy' || format === 'mdy') {
    const order = format === 'auto' ? undefined : format;
    return (value, context) => readerFor(context, zone, order).read(value);
  }
  const iso = compileFormat(format);
  if (typeof iso === 'string') throw new Error(iso);
  return (value, context) => {
    const t = text(value);
    const written = t === undefined ? undefined : iso(t);
    return written === undefined ? undefined : readerFor(context, zone, undefined).read(written);
  };
}
