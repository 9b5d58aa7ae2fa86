/**
 * Many patterns looked for in one text in one pass: ids and aliases as whole words, phrases on word boundaries.
 * A pattern is found by its first word, so the cost hangs on the text's length and hardly on how many patterns there are.
 */

interface Pattern<T> {
  /** What stands before the first and after the last word character of the pattern. */
  readonly before: string;
  readonly after: string;
  readonly strict: boolean;
  readonly payload: T;
}

// Letters of scripts that write without spaces have no word boundaries to hold to.
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;

const LETTER = /[\p{L}\p{N}\p{M}]/u;
/** By code unit: 0 not asked yet, 1 a word character, 2 none. Halves of a pair are none: they are emoji far more often than letters. */
const known = new Uint8Array(65_536);

function isWord(code: number): boolean {
  if (code < 128) return (code >= 48 && code <= 57) || (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
  let k = known[code] ?? 2;
  if (k === 0) {
    k = LETTER.test(String.fromCharCode(code)) ? 1 : 2;
    known[code] = k;
  }
  return k === 1;
}

export class Words<T> {
  private readonly lengths = new Map<string, number[]>();
  private readonly patterns = new Map<string, Pattern<T>[]>();
  private readonly unspaced: { readonly text: string; readonly payload: T }[] = [];
  /** Not taken apart yet: a case of logs alone has a hundred thousand ids and no text to look for them in. */
  private waiting: { readonly text: string; readonly payload: T; readonly strict: boolean }[] = [];

  /**
   * `strict` is for ids and names: `svc-a` is no whole word inside `svc-a-deploy`, nor `anna` inside `anna@x.example`.
   * Phrases are found on plain word boundaries.
   */
  add(text: string, payload: T, strict: boolean): void {
    this.waiting.push({ text, payload, strict });
  }

  private take(text: string, payload: T, strict: boolean): void {
    const normal = normalise(text);
    if (normal === '') return;
    if (!ASCII.test(normal) && UNSPACED.test(normal)) {
      this.unspaced.push({ text: normal, payload });
      return;
    }
    const spans = wordSpans(normal);
    const n = spans.length / 2;
    if (n === 0) return;
    const start = spans[0] ?? 0;
    const end = spans[2 * n - 1] ?? 0;
    const core = normal.slice(start, end);
    const first = normal.slice(start, spans[1]);
    const known = this.lengths.get(first);
    if (known === undefined) this.lengths.set(first, [n]);
    else if (!known.includes(n)) known.push(n);
    const pattern: Pattern<T> = { before: normal.slice(0, start), after: normal.slice(end), strict, payload };
    const list = this.patterns.get(core);
    if (list === undefined) this.patterns.set(core, [pattern]);
    else list.push(pattern);
  }

  /** Calls back for every pattern that stands in the text; a pattern that stands twice is told twice. */
  scan(text: string, found: (payload: T) => void): void {
    if (this.waiting.length > 0) {
      const all = this.waiting;
      this.waiting = [];
      for (const x of all) this.take(x.text, x.payload, x.strict);
    }
    if (this.lengths.size === 0 && this.unspaced.length === 0) return;
    const normal = normalise(text);
    const spans = wordSpans(normal);
    const n = spans.length / 2;
    for (let i = 0; i < n; i++) {
      const start = spans[2 * i] ?? 0;
      const lengths = this.lengths.get(normal.slice(start, spans[2 * i + 1]));
      if (lengths === undefined) continue;
      for (const length of lengths) {
        if (i + length > n) continue;
        const end = spans[2 * (i + length) - 1] ?? 0;
        const candidates = this.patterns.get(normal.slice(start, end));
        if (candidates === undefined) continue;
        for (const p of candidates) if (stands(normal, start - p.before.length, end + p.after.length, p)) found(p.payload);
      }
    }
    for (const u of this.unspaced) if (normal.includes(u.text)) found(u.payload);
  }
}

const ASCII = /^[\x20-\x7e]*$/;

function normalise(text: string): string {
  const lower = (ASCII.test(text) ? text : text.normalize('NFC')).toLowerCase();
  return (/[^\S ]|\s\s/.test(lower) ? lower.replace(/\s+/g, ' ') : lower).trim();
}

/** Start and end of each run of word characters, flat. */
function wordSpans(text: string): number[] {
  const out: number[] = [];
  let start = -1;
  for (let i = 0; i < text.length; i++) {
    if (isWord(text.charCodeAt(i))) {
      if (start < 0) start = i;
    } else if (start >= 0) {
      out.push(start, i);
      start = -1;
    }
  }
  if (start >= 0) out.push(start, text.length);
  return out;
}

function stands<T>(text: string, from: number, to: number, p: Pattern<T>): boolean {
  if (from < 0 || to > text.length || !text.startsWith(p.before, from) || !text.startsWith(p.after, to - p.after.length)) return false;
  if (!p.strict) return true;
  return !joins(text, from - 1, -1) && !joins(text, to, 1);
}

/** Whether the character at `i` glues a further word to the one found: `-`, `.` or `@` with a letter or digit beyond it. */
function joins(text: string, i: number, step: 1 | -1): boolean {
  const c = text[i];
  if (c === undefined) return false;
  if (isWord(text.charCodeAt(i))) return true;
  if (c !== '-' && c !== '.' && c !== '@' && c !== '+') return false;
  const beyond = i + step;
  return beyond >= 0 && beyond < text.length && isWord(text.charCodeAt(beyond));
}

const NO_ID = new Set(['unknown', 'none', 'null', 'n/a', 'na', '-', 'true', 'false', 'undefined', '0', '00000000-0000-0000-0000-000000000000']);

/** Whether a cell is an id at all: placeholders tie nothing. */
export const isId = (text: string | undefined): text is string => text !== undefined && text.trim() !== '' && !NO_ID.has(text.trim().toLowerCase());

/** Whether an id is telling enough to be looked for in running text: `42` stands in many a sentence. */
export function isTelling(id: string): boolean {
  const text = id.trim();
  if (/\d/.test(text)) return /\D/.test(text) ? text.length >= 2 : text.length >= 5;
  return text.length >= 6;
}
