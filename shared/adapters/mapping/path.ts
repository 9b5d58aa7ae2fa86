/** Paths into records: `actor.name`, `targets[0].id`, `targets[*].id`, `parameters[name=USER].value`, `"odd.key".x`, `@.id`, `$.id`. */
import { parsed } from '../fields.ts';

/** What a path starts from: the record (or the item of the mapping's own `each`), the item of a statement's `each`, the whole record. */
export interface Scope {
  readonly data: unknown;
  readonly item: unknown;
  readonly whole: unknown;
}

type Step = { readonly key: string } | { readonly index: number } | { readonly every: true } | { readonly where: string; readonly is: string };

/** Longer or deeper than any path that a person writes. */
const LONGEST = 400;
const DEEPEST = 30;

export type Getter = (scope: Scope) => unknown;

/** The getter of a path, or what is wrong with it as a sentence. Values inside JSON that stands in a text are reached as if it were open. */
export function compilePath(text: string): Getter | string {
  if (text.length > LONGEST) return `a path has at most ${LONGEST} characters`;
  if (text.trim() === '') return 'a path must not be empty';
  const from = text.startsWith('@') ? 'item' : text.startsWith('$') && (text.length === 1 || '.['.includes(text[1]!)) ? 'whole' : 'data';
  // The whole text as one key goes first: columns of tables are called `User.Name` and `Value [EUR]`.
  const plain = from === 'data' ? text : undefined;
  const steps = stepsOf(from === 'data' ? text : text.slice(1), from !== 'data');
  if (typeof steps === 'string' && plain === undefined) return steps;
  return (scope) => {
    const start = scope[from];
    if (plain !== undefined && isObject(start) && Object.hasOwn(start, plain)) return start[plain];
    return typeof steps === 'string' ? undefined : follow(start, steps, 0);
  };
}

function stepsOf(text: string, started: boolean): Step[] | string {
  const steps: Step[] = [];
  let at = 0;
  let needsKey = !started;
  while (at < text.length) {
    if (steps.length > DEEPEST) return `a path has at most ${DEEPEST} parts`;
    const c = text[at]!;
    if (c === '[') {
      const close = text.indexOf(']', at);
      if (close < 0) return `\`[\` is not closed in the path ${JSON.stringify(text)}`;
      const inside = text.slice(at + 1, close);
      const equals = inside.indexOf('=');
      if (inside === '*') steps.push({ every: true });
      else if (/^\d{1,6}$/.test(inside)) steps.push({ index: Number(inside) });
      else if (equals > 0) steps.push({ where: inside.slice(0, equals).trim(), is: inside.slice(equals + 1).trim() });
      else return `\`[${inside}]\` is neither a number, nor *, nor KEY=VALUE in the path ${JSON.stringify(text)}`;
      at = close + 1;
      needsKey = false;
      continue;
    }
    if (c === '.' && !needsKey) {
      at++;
      needsKey = true;
      continue;
    }
    if (!needsKey) return `a dot is missing in the path ${JSON.stringify(text)}`;
    if (c === '"') {
      const close = text.indexOf('"', at + 1);
      if (close < 0) return `a quote is not closed in the path ${JSON.stringify(text)}`;
      steps.push({ key: text.slice(at + 1, close) });
      at = close + 1;
    } else {
      let end = at;
      while (end < text.length && text[end] !== '.' && text[end] !== '[') end++;
      if (end === at) return `a part is empty in the path ${JSON.stringify(text)}`;
      steps.push({ key: text.slice(at, end) });
      at = end;
    }
    needsKey = false;
  }
  return needsKey && steps.length > 0 ? `the path ${JSON.stringify(text)} ends in a dot` : steps;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON in a text is opened; anything else stays what it is. */
function opened(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const c = value.charCodeAt(0);
  return c === 123 || c === 91 ? (parsed(value) ?? value) : value;
}

function follow(start: unknown, steps: readonly Step[], from: number): unknown {
  let here = start;
  for (let i = from; i < steps.length; i++) {
    const step = steps[i]!;
    here = opened(here);
    if ('key' in step) {
      if (Array.isArray(here)) return several(here, steps, i);
      if (!isObject(here) || !Object.hasOwn(here, step.key)) return undefined;
      here = here[step.key];
    } else if ('index' in step) {
      // Several exporters write a list of one as its item.
      here = Array.isArray(here) ? here[step.index] : step.index === 0 ? here : undefined;
    } else if ('every' in step) {
      if (!Array.isArray(here)) continue;
      return several(here, steps, i + 1);
    } else {
      const items: readonly unknown[] = Array.isArray(here) ? here : [here];
      here = items.find((item) => isObject(item) && Object.hasOwn(item, step.where) && String(item[step.where]) === step.is);
    }
    if (here === undefined || here === null) return undefined;
  }
  return here;
}

function several(items: readonly unknown[], steps: readonly Step[], from: number): unknown {
  const out: unknown[] = [];
  for (const item of items) {
    const value = follow(item, steps, from);
    if (Array.isArray(value)) out.push(...(value as unknown[]));
    else if (value !== undefined && value !== null) out.push(value);
  }
  return out;
}

/** A key as a part of a path. */
export const pathPart = (key: string): string => (/[.[\]"@$]/.test(key) || key.trim() !== key || key === '' ? `"${key}"` : key);
