/** What a cell's number stands for: its format says whether it is a date, a time, a number of fixed width or a plain number. */

/** `digits`: shown with at least this many of them, as `00000` asks for. */
export type NumberFormat =
  | { readonly as: 'number' }
  | { readonly as: 'digits'; readonly width: number }
  | { readonly as: 'date'; readonly date: boolean; readonly clock: boolean };

export const PLAIN: NumberFormat = { as: 'number' };

/** The formats without a text of their own (ECMA-376 part 1, 18.8.30), those of East Asian editions included. */
export function builtInFormat(id: number): NumberFormat {
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 54) || id === 57 || id === 58)
    return { as: 'date', date: true, clock: false };
  if (id === 22) return { as: 'date', date: true, clock: true };
  if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || id === 45 || id === 47 || id === 55 || id === 56)
    return { as: 'date', date: false, clock: true };
  return PLAIN;
}

const LONGEST_FORMAT = 1024;

/** `yyyy-mm-dd hh:mm`, `[$-409]d/m/yyyy`, `00000`. What stands in quotes, behind a backslash or in brackets is no field; `[h]` is a duration. */
export function formatOf(code: string): NumberFormat {
  if (code.length > LONGEST_FORMAT) return PLAIN;
  let fields = '';
  const first = section(code);
  for (let i = 0; i < first.length; i++) {
    const c = first[i]!;
    if (c === '"') {
      const end = first.indexOf('"', i + 1);
      i = end < 0 ? first.length : end;
    } else if (c === '\\' || c === '_' || c === '*') i++;
    else if (c === '[') {
      const end = first.indexOf(']', i + 1);
      if (/^\[(?:h+|m+|s+)\]/i.test(first.slice(i, end + 1))) return PLAIN;
      i = end < 0 ? first.length : end;
    } else fields += c;
  }
  const lower = fields.toLowerCase();
  if (/^general$/.test(lower)) return PLAIN;
  if (/^0{2,}$/.test(lower)) return { as: 'digits', width: lower.length };
  // An E is an exponent beside digits, and an era's year without them.
  const date = /[yd]/.test(lower) || (/m/.test(lower) && !/[hs]/.test(lower) && !/[0#?]/.test(lower));
  const clock = /[hs]/.test(lower) && !/[#?]/.test(lower);
  return date || clock ? { as: 'date', date, clock } : PLAIN;
}

/** The format of positive numbers: the part before the first semicolon outside of quotes. */
function section(code: string): string {
  let quoted = false;
  for (let i = 0; i < code.length; i++) {
    if (code[i] === '\\') i++;
    else if (code[i] === '"') quoted = !quoted;
    else if (code[i] === ';' && !quoted) return code.slice(0, i);
  }
  return code;
}

const DAY_MS = 86_400_000;
/** Serial 0 of both systems. In the 1900 one the serials before 61 are a day off, since it has a 29 February 1900 that never was. */
const ZERO_1900 = Date.UTC(1899, 11, 30);
const ZERO_1904 = Date.UTC(1904, 0, 1);
const LAST_SERIAL = 2_958_466;

/** A cell's number as text: dates as ISO 8601 without a zone, since a sheet has none; whole numbers without an exponent. */
export function numberText(written: string, format: NumberFormat, is1904: boolean): string {
  const value = Number(written);
  if (written.trim() === '' || !Number.isFinite(value)) return written;
  if (format.as === 'date') return value >= 0 && value < LAST_SERIAL ? dateText(value, format, is1904) : written;
  if (format.as === 'digits') return Number.isSafeInteger(value) && value >= 0 ? String(value).padStart(format.width, '0') : written;
  return /[eE]/.test(written) && Math.abs(value) < 1e21 ? String(value) : written.trim();
}

function dateText(serial: number, format: Extract<NumberFormat, { as: 'date' }>, is1904: boolean): string {
  if (format.clock && !format.date && serial < 1) return clockOf(Math.round(serial * DAY_MS) % DAY_MS);
  const zero = is1904 ? ZERO_1904 : ZERO_1900 + (serial < 61 ? DAY_MS : 0);
  // The fraction of a day is rounded to the millisecond: a second is no exact fraction of a day.
  const ms = zero + Math.round(serial * DAY_MS);
  const iso = new Date(ms).toISOString();
  const inDay = ((ms % DAY_MS) + DAY_MS) % DAY_MS;
  return !format.clock && inDay === 0 ? iso.slice(0, 10) : `${iso.slice(0, 10)}T${clockOf(inDay)}`;
}

function clockOf(ms: number): string {
  const text = new Date(ms).toISOString().slice(11, 23);
  return text.endsWith('.000') ? text.slice(0, 8) : text;
}
