/** Mapping → YAML as a person would write it: a plain column for a value that is nothing else, short lists on one line. */
import { Document, isMap, isScalar, isSeq, parseDocument, visit } from 'yaml';
import { type Conditions, MAPPED_FIELDS, type MappedValue, type Mapping } from '../../model/mapping.ts';
import { parseMapping } from './parse.ts';

const SHORT = 110;

export function writeMapping(mapping: Mapping): string {
  const document = new Document(wholeOf(mapping), { version: '1.2' });
  shape(document);
  return document.toString(OUT);
}

const OUT = { lineWidth: 0, flowCollectionPadding: false } as const;

/**
 * The text with what the mapping says now. What it says already stays as it is written, with its comments and its order; without a mapping,
 * or where the text cannot be read, nothing is kept of it.
 */
export function rewriteMapping(text: string, mapping: Mapping | undefined): string {
  if (mapping === undefined) return text;
  const before = parseMapping(text);
  if (!before.ok) return writeMapping(mapping);
  const document = parseDocument(text, { version: '1.2', schema: 'core', logLevel: 'silent' });
  // 007 is read as it stands there, and would be written as 7.
  visit(document, {
    Scalar(_, node) {
      if ((typeof node.value === 'number' || typeof node.value === 'boolean') && node.source !== undefined && node.source !== String(node.value))
        node.value = node.source;
    },
  });
  const [was, now] = [wholeOf(before.value), wholeOf(mapping)];
  if (equal(was, now)) return text;
  // `channel` says the same in another way.
  if (isMap(document.contents) && !equal(was.channels, now.channels)) document.contents.delete('channel');
  document.contents = merged(document, document.contents, was, now) as typeof document.contents;
  const written = document.toString(OUT);
  // Whatever a person may have written: what comes out says what was asked for, or is written anew.
  const after = parseMapping(written);
  return !after.ok || equal(wholeOf(after.value), now) ? written : writeMapping(mapping);
}

/** The order of keys says nothing, but for a table of words: of two patterns that fit, the earlier holds. */
const sorted = (value: unknown, key?: string): unknown =>
  Array.isArray(value)
    ? value.map((v) => sorted(v))
    : !isPlain(value)
      ? value
      : key === 'values'
        ? Object.entries(value)
        : Object.fromEntries(
            Object.keys(value)
              .toSorted()
              .map((k) => [k, sorted(value[k], k)]),
          );
const equal = (a: unknown, b: unknown, key?: string): boolean => JSON.stringify(sorted(a, key)) === JSON.stringify(sorted(b, key));
const isPlain = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null && !Array.isArray(v);

function created(document: Document, value: unknown): unknown {
  const part = new Document(value, { version: '1.2' });
  shape(part, 3);
  return document.createNode(part.contents);
}

/** The node for what is said now; only what differs from before is another one. */
function merged(document: Document, node: unknown, was: unknown, now: unknown, key?: string): unknown {
  if (equal(was, now, key)) return node;
  const inOrder = key !== 'values' || (isPlain(was) && isPlain(now) && Object.keys(was).every((k, i) => Object.keys(now)[i] === k));
  if (inOrder && isMap(node) && isPlain(was) && isPlain(now)) {
    for (const key of Object.keys(was)) if (!Object.hasOwn(now, key)) node.delete(key);
    for (const [k, value] of Object.entries(now)) {
      const own: unknown = node.get(k, true);
      node.set(k, own === undefined ? created(document, value) : merged(document, own, was[k], value, k));
    }
    return node;
  }
  if (isSeq(node) && Array.isArray(was) && Array.isArray(now) && node.items.length === was.length) {
    // Of a list from which one was taken, the others keep their nodes.
    const items = [...node.items];
    const kept = (now as unknown[]).map((value, i) => {
      const same = (was as unknown[]).findIndex((w) => equal(w, value));
      if (same >= 0) return items[same];
      return i < items.length ? merged(document, items[i], was[i], value) : created(document, value);
    });
    node.items = kept;
    return node;
  }
  return created(document, now);
}

function wholeOf(mapping: Mapping): Record<string, unknown> {
  const { fits } = mapping;
  return {
    mapping: mapping.name,
    title: mapping.title,
    version: mapping.version,
    ...(fits.columns.length === 0 && Object.keys(fits.where).length === 0
      ? {}
      : {
          fits: {
            ...(fits.columns.length === 0 ? {} : { columns: fits.columns }),
            ...(Object.keys(fits.where).length === 0 ? {} : { where: single(fits.where) }),
          },
        }),
    ...defined({ each: mapping.each, system: mapping.system, channels: mapping.channels, zone: mapping.zone }),
    read: mapping.read.map((output) => ({
      as: output.as,
      ...defined({ when: output.when === undefined ? undefined : single(output.when), each: output.each }),
      ...Object.fromEntries(
        MAPPED_FIELDS[output.as].flatMap((f) => {
          const value = output.fields[f.name];
          return value === undefined ? [] : [[f.name, plain(value)]];
        }),
      ),
    })),
  };
}

/** Short lists and small maps on one line. `above`: how deep in a mapping the document's root is. */
function shape(document: Document, above = 0): void {
  visit(document, {
    Seq(_, node) {
      if (node.items.every((i) => isScalar(i)) && lengthOf(node.toJSON()) < SHORT) node.flow = true;
    },
    Map(_, node, path) {
      const inside =
        path.length + above > 2 && node.items.every((p) => isScalar(p.value) || (isSeq(p.value) && p.value.items.every((i) => isScalar(i))));
      if (
        inside &&
        !path.some((p) => isSeq(p) && p.items.includes(node) && path.length + above < 5) &&
        lengthOf(node.toJSON()) < SHORT &&
        !isMap(path.at(-1))
      )
        node.flow = true;
    },
  });
}

const lengthOf = (value: unknown): number => JSON.stringify(value).length;
const defined = (o: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(o).filter(([, v]) => v !== undefined));
const single = (c: Conditions): Record<string, unknown> => Object.fromEntries(Object.entries(c).map(([k, v]) => [k, v.length === 1 ? v[0] : v]));

function plain(value: MappedValue): unknown {
  const { first, all, values, when, else: other, ...rest } = value;
  const others = defined(rest);
  if (value.path !== undefined && Object.keys(others).length === 1 && values === undefined && when === undefined) return value.path;
  return {
    ...(first === undefined ? {} : { first: first.map(plain) }),
    ...(all === undefined ? {} : { all: all.map(plain) }),
    ...others,
    ...(values === undefined ? {} : { values }),
    ...(when === undefined ? {} : { when: single(when) }),
    // Read last by a person, too: what holds for everything else.
    ...(other === undefined ? {} : { else: other }),
  };
}
