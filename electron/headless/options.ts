/** Command lines: what a command takes, reading it strictly, and its help. */
import { Failure } from '../../shared/contract/errors.ts';

export interface ValueOption {
  /** What stands for the value in the help: `FILE`. */
  readonly value: string;
  readonly help: string;
  readonly oneOf?: readonly string[];
  readonly required?: true;
  /** An empty text means something: everything is found by it. */
  readonly mayBeEmpty?: true;
}
export interface FlagOption {
  readonly flag: true;
  readonly help: string;
}
export type Options = Readonly<Record<string, ValueOption | FlagOption>>;

type ValueOf<O> = O extends { readonly oneOf: readonly (infer T)[] } ? T : string;
export type Values<O extends Options> = {
  readonly [K in keyof O]: O[K] extends FlagOption ? boolean : O[K] extends { readonly required: true } ? ValueOf<O[K]> : ValueOf<O[K]> | undefined;
};

export interface Positional {
  readonly name: string;
  readonly many?: true;
  readonly optional?: true;
}

export interface Syntax {
  readonly name: string;
  readonly summary: string;
  readonly positionals: readonly Positional[];
  readonly options: Options;
  /** Options of the full command line that this version does not have. */
  readonly later?: readonly string[];
}

/** On every command. */
export const COMMON = {
  json: { flag: true, help: 'print JSON lines and nothing else on standard output' },
  progress: {
    value: 'HOW',
    help: 'progress on standard error: bar, json or none (default: bar on a terminal, else none)',
    oneOf: ['bar', 'json', 'none'],
  },
  help: { flag: true, help: 'show this help' },
} as const satisfies Options;

const usage = (message: string, advice?: string): Failure => new Failure({ code: 'usage', message, advice });

export interface Parsed {
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly positionals: readonly string[];
}

/** Strict: unknown options, missing or repeated values and surplus words are `usage` failures with a suggestion. */
export function parse(syntax: Syntax, argv: readonly string[]): Parsed {
  const options: Options = { ...COMMON, ...syntax.options };
  const values: Record<string, string | boolean | undefined> = {};
  const positionals: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i]!;
    if (word === '--') {
      positionals.push(...argv.slice(i + 1));
      break;
    }
    if (word === '-h') values.help = true;
    else if (!word.startsWith('-') || word === '-') positionals.push(word);
    else {
      const [, name, inline] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
      const option = name !== undefined && Object.hasOwn(options, name) ? options[name] : undefined;
      if (name === undefined || option === undefined) throw unknownOption(syntax, word, Object.keys(options));
      if (values[name] !== undefined) throw usage(`--${name} is given twice`);
      if ('flag' in option) {
        if (inline !== undefined) throw usage(`--${name} takes no value`);
        values[name] = true;
        continue;
      }
      const value = inline ?? argv[++i];
      if (value === undefined || (inline === undefined && value.startsWith('--')))
        throw usage(`--${name} needs a value`, `--${name} ${option.value}`);
      if (value.trim() === '' && option.mayBeEmpty !== true) throw usage(`--${name} is empty`, `--${name} ${option.value}`);
      if (option.oneOf !== undefined && !option.oneOf.includes(value)) throw notOneOf(`--${name}`, value, option.oneOf);
      values[name] = value;
    }
  }
  if (values.help === true) return { values, positionals };
  checkComplete(syntax, options, values, positionals);
  return { values, positionals };
}

function checkComplete(syntax: Syntax, options: Options, values: Parsed['values'], positionals: readonly string[]): void {
  const advice = `tracewake ${usageLine(syntax)}`;
  const needed = syntax.positionals.filter((p) => p.optional !== true);
  const missing = needed[positionals.length];
  if (missing !== undefined) throw usage(`${missing.name} is missing`, advice);
  const empty = positionals.findIndex((p) => p.trim() === '');
  if (empty >= 0) throw usage(`${(syntax.positionals[empty] ?? syntax.positionals.at(-1))?.name ?? 'a word'} is empty`, advice);
  if (positionals.length > syntax.positionals.length && !syntax.positionals.some((p) => p.many)) {
    throw usage(`there is nothing to do with ${JSON.stringify(positionals[syntax.positionals.length])}`, advice);
  }
  for (const [name, option] of Object.entries(options)) {
    if (!('flag' in option) && option.required === true && values[name] === undefined) throw usage(`--${name} ${option.value} is missing`, advice);
  }
}

function unknownOption(syntax: Syntax, word: string, known: readonly string[]): Failure {
  const name = word.replace(/^-+/, '').replace(/=.*/s, '');
  if (syntax.later?.includes(name)) return usage(`this version does not have --${name}`);
  const near = nearest(name, known);
  return usage(
    `${syntax.name} has no option ${word.replace(/=.*/s, '')}`,
    near === undefined ? `tracewake ${syntax.name} --help lists its options` : `did you mean --${near}?`,
  );
}

export function notOneOf(what: string, given: string, known: readonly string[]): Failure {
  const near = nearest(given, known);
  return usage(`${what} is one of ${known.join(', ')}, not ${JSON.stringify(given)}`, near && `did you mean ${near}?`);
}

/** The closest known word, if it is close: two letters may differ (a swap is two), in longer words a third, in the shortest one. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.max(word.length < 4 ? 1 : 2, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const d = distance(word.slice(0, 64), candidate);
    if (d < least) [best, least] = [candidate, d];
  }
  return best;
}

/** Levenshtein's distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}

const positionalText = (p: Positional): string => {
  const text = p.many ? `${p.name}…` : p.name;
  return p.optional ? `[${text}]` : text;
};

function usageLine(syntax: Syntax): string {
  const options = Object.entries(syntax.options)
    .filter(([, o]) => !('flag' in o) && o.required)
    .map(([name, o]) => `--${name} ${(o as ValueOption).value}`);
  return [syntax.name, ...syntax.positionals.map(positionalText), ...options, '[options]'].join(' ');
}

export function help(syntax: Syntax): string[] {
  const entries = Object.entries<ValueOption | FlagOption>({ ...syntax.options, ...COMMON }).map(([name, o]) => ({
    left: 'flag' in o ? `--${name}` : `--${name} ${o.value}`,
    right: 'flag' in o ? o.help : `${o.help}${o.oneOf && name !== 'progress' ? `: ${o.oneOf.join(', ')}` : ''}${o.required ? ' (required)' : ''}`,
  }));
  const width = Math.max(...entries.map((e) => e.left.length));
  return [`tracewake ${usageLine(syntax)}`, '', syntax.summary, '', ...entries.map((e) => `  ${e.left.padEnd(width)}  ${e.right}`)];
}
