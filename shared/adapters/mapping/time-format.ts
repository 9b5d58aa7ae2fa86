/**
 * Patterns of times: `DD.MM.YYYY HH:mm:ss`. A text is rewritten as ISO 8601, and the time reader decides whether there is such a time.
 * YYYY YY · MM M MMM (Mar, March) · DD D · HH H (24) · hh h (12, with A) · mm · ss · S (a fraction, any length) · A (AM, PM) ·
 * Z (a zone or an offset) · 'text' as it is · a space stands for one or more · everything else as it is.
 */

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const TOKENS = ['YYYY', 'YY', 'MMM', 'MM', 'M', 'DD', 'D', 'HH', 'H', 'hh', 'h', 'mm', 'ss', 'A', 'Z'] as const;
type Token = (typeof TOKENS)[number] | 'S';
type Part = { readonly token: Token } | { readonly literal: string };

const LONGEST = 80;

/** Gives the ISO form of a text, `undefined` where it is not of the pattern. The pattern itself wrong: a sentence. */
export function compileFormat(format: string): ((text: string) => string | undefined) | string {
  if (format.length > LONGEST) return `a format has at most ${LONGEST} characters`;
  const parts: Part[] = [];
  const seen = new Set<string>();
  for (let at = 0; at < format.length; ) {
    const rest = format.slice(at);
    const token = TOKENS.find((t) => rest.startsWith(t));
    if (token !== undefined) {
      parts.push({ token });
      seen.add(token[0]!);
      at += token.length;
    } else if (rest[0] === 'S') {
      parts.push({ token: 'S' });
      while (format[at] === 'S') at++;
    } else if (rest[0] === "'") {
      const close = format.indexOf("'", at + 1);
      if (close < 0) return 'a quote in the format is not closed';
      parts.push({ literal: format.slice(at + 1, close) });
      at = close + 1;
    } else if (/[a-z]/i.test(rest[0]!) && rest[0] !== 'T') {
      return `\`${rest[0]}\` means nothing in a format; letters that stand as they are go into quotes: 'at'`;
    } else {
      parts.push({ literal: rest[0]! });
      at++;
    }
  }
  for (const [needed, what] of [
    ['Y', 'a year (YYYY)'],
    ['M', 'a month (MM)'],
    ['D', 'a day (DD)'],
  ] as const)
    if (!seen.has(needed)) return `the format lacks ${what}`;
  if (seen.has('h') && !seen.has('A')) return 'the format has an hour of twelve (hh) and no A for AM or PM';
  return (text) => read(text, parts);
}

interface Clock {
  year?: number;
  month?: number;
  day?: number;
  hour: number;
  minute: number;
  second: number;
  fraction: string;
  half: string | undefined;
  zone: string;
}

function read(text: string, parts: readonly Part[]): string | undefined {
  if (text.length > LONGEST * 2) return undefined;
  const c: Clock = { hour: 0, minute: 0, second: 0, fraction: '', half: undefined, zone: '' };
  let at = 0;
  for (const part of parts) {
    if ('literal' in part) {
      if (part.literal === ' ') {
        if (text[at] !== ' ') return undefined;
        while (text[at] === ' ') at++;
      } else if (text.startsWith(part.literal, at)) at += part.literal.length;
      else return undefined;
      continue;
    }
    const length = token(text, at, part.token, c);
    if (length === undefined) return undefined;
    at += length;
  }
  if (text.slice(at).trim() !== '') return undefined;
  if (c.half !== undefined) {
    if (c.hour < 1 || c.hour > 12) return undefined;
    c.hour = (c.hour % 12) + (c.half === 'p' ? 12 : 0);
  }
  const two = (n: number | undefined): string => String(n ?? 0).padStart(2, '0');
  const fraction = c.fraction === '' ? '' : `.${c.fraction.slice(0, 9)}`;
  return `${String(c.year).padStart(4, '0')}-${two(c.month)}-${two(c.day)}T${two(c.hour)}:${two(c.minute)}:${two(c.second)}${fraction}${c.zone}`;
}

/** How many characters the token takes; `undefined`: it is not there. */
function token(text: string, at: number, t: Token, c: Clock): number | undefined {
  const number = (least: number, most: number): { value: number; length: number } | undefined => {
    let length = 0;
    while (length < most && isDigit(text.charCodeAt(at + length))) length++;
    return length < least ? undefined : { value: Number(text.slice(at, at + length)), length };
  };
  switch (t) {
    case 'YYYY':
    case 'YY': {
      const n = number(t.length, t.length);
      if (n === undefined) return undefined;
      c.year = t === 'YYYY' ? n.value : n.value + (n.value < 70 ? 2000 : 1900);
      return n.length;
    }
    case 'MMM': {
      const word = /^[a-z]{3,9}\.?/i.exec(text.slice(at, at + 10))?.[0];
      const month = word === undefined ? -1 : MONTHS.indexOf(word.slice(0, 3).toLowerCase());
      if (word === undefined || month < 0) return undefined;
      c.month = month + 1;
      return word.length;
    }
    case 'A': {
      const half = /^([ap])\.?m?\.?/i.exec(text.slice(at, at + 4));
      if (half === null) return undefined;
      c.half = half[1]!.toLowerCase();
      return half[0].length;
    }
    case 'Z': {
      const zone = /^(?:(?:UTC|GMT)?[+-]\d{2}:?(?:\d{2})?|Z|UTC|GMT)/i.exec(text.slice(at, at + 10))?.[0];
      if (zone === undefined) return undefined;
      const offset = /[+-].*/.exec(zone)?.[0];
      c.zone = offset ?? 'Z';
      return zone.length;
    }
    case 'S': {
      const n = number(1, 12);
      if (n === undefined) return undefined;
      c.fraction = text.slice(at, at + n.length);
      return n.length;
    }
    default: {
      const n = number(t.length === 1 ? 1 : 2, 2);
      if (n === undefined) return undefined;
      const field = { M: 'month', D: 'day', H: 'hour', h: 'hour', m: 'minute', s: 'second' } as const;
      c[field[t[0] as keyof typeof field]] = n.value;
      return n.length;
    }
  }
}

const isDigit = (c: number): boolean => c >= 48 && c <= 57;
