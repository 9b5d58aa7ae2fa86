/** What a policy changes against another text of the same form, leaf by leaf, with the lines of both. */
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';

export interface PolicyChange {
  /** Where: `obligations / emergency access / notify / within`. */
  readonly path: string;
  /** As written; `undefined`: it is not there. */
  readonly was: string | undefined;
  readonly now: string | undefined;
  /** 1-based lines in the text that changed and in the one it is compared with; of the place above it where it is not there. */
  readonly line: number;
  readonly wasLine: number;
  /** UTF-16 offsets of the value in the text; `undefined` where it is not there. */
  readonly range: readonly [number, number] | undefined;
  /** The value as the other text writes it, to be put there again; `undefined` where it is in one text only. */
  readonly wasWritten: string | undefined;
}

interface Leaf {
  readonly value: string;
  readonly line: number;
  readonly range: readonly [number, number];
}

/**
 * The differences of `text` from `base`, in the order of `text`, then what is missing from it. A top-level key that is left out is no
 * difference: it keeps its default. Texts that are no YAML have none: `parsePolicy` says what is wrong with them.
 */
export function policyChanges(text: string, base: string): PolicyChange[] {
  const now = leaves(text);
  const was = leaves(base);
  const out: PolicyChange[] = [];
  for (const [path, leaf] of now) {
    const before = was.get(path);
    if (before?.value === leaf.value) continue;
    out.push({
      path,
      was: before?.value,
      now: leaf.value,
      line: leaf.line,
      wasLine: before?.line ?? near(was, path),
      range: leaf.range,
      wasWritten: before === undefined ? undefined : base.slice(...before.range),
    });
  }
  const places = new Set([...now.keys()].flatMap(prefixes));
  const gone = new Map<string, { readonly values: string[]; readonly line: number }>();
  for (const [path, before] of was) {
    if (now.has(path)) continue;
    const place = prefixes(path).find((prefix) => !places.has(prefix)) ?? path;
    // The whole part keeps its default.
    if (!place.includes(STEP)) continue;
    const known = gone.get(place);
    if (known === undefined) gone.set(place, { values: [before.value], line: before.line });
    else known.values.push(before.value);
  }
  for (const [path, { values, line }] of gone)
    out.push({
      path,
      was: values.length === 1 ? values[0] : `${values.length} settings`,
      now: undefined,
      line: near(now, path),
      wasLine: line,
      range: undefined,
      wasWritten: undefined,
    });
  return out;
}

const STEP = ' / ';

/** `a / b / c` → `a`, `a / b`, `a / b / c`. */
const prefixes = (path: string): string[] => path.split(STEP).map((_, i, steps) => steps.slice(0, i + 1).join(STEP));

/** The line of the nearest place above `path` that is there. */
function near(all: ReadonlyMap<string, Leaf>, path: string): number {
  for (let cut = path.lastIndexOf(STEP); cut > 0; cut = path.lastIndexOf(STEP, cut - 1)) {
    const prefix = path.slice(0, cut + STEP.length);
    for (const [key, leaf] of all) if (key.startsWith(prefix)) return leaf.line;
  }
  return 1;
}

/** A list of plain values is one leaf: what matters is which are in it. */
function leaves(text: string): Map<string, Leaf> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false, version: '1.2' });
  const out = new Map<string, Leaf>();
  if (document.errors.length > 0) return out;
  const leaf = (path: readonly string[], node: Node, value: string): void => {
    const [start, end] = node.range ?? [0, 0];
    out.set(path.join(STEP), { value, line: lines.linePos(start).line, range: [start, end] as const });
  };
  const walk = (node: Node | null, path: readonly string[]): void => {
    if (node === null) return;
    if (isMap(node)) {
      for (const pair of node.items) walk(pair.value as Node | null, [...path, isScalar(pair.key) ? String(pair.key.value) : '?']);
    } else if (isSeq(node)) {
      const items = node.items as Node[];
      if (items.every((item) => isScalar(item))) leaf(path, node, items.map((item) => String(item.value)).join(', ') || '(none)');
      else for (const [index, item] of items.entries()) walk(item, [...path, nameOf(item, index)]);
    } else if (isScalar(node)) leaf(path, node, String(node.value));
  };
  walk(document.contents, []);
  return out;
}

/** An entry of a list is known by its name, so that one more before it moves nothing; phrases by their kinds; else by its place. */
function nameOf(item: Node, index: number): string {
  if (isMap(item)) {
    for (const key of ['name', 'kinds']) {
      const value = item.get(key, true) as Node | undefined;
      if (isScalar(value)) return String(value.value);
      if (isSeq(value)) return value.items.map((x) => (isScalar(x) ? String(x.value) : '?')).join(' ');
    }
  }
  if (isScalar(item)) return String(item.value);
  return String(index + 1);
}
