/** Whether a text that gave no time was meant as one. */

const NOTHING: ReadonlySet<string> = new Set([
  '',
  '-',
  '--',
  '?',
  'n/a',
  'na',
  'nil',
  'null',
  'none',
  'never',
  'unknown',
  'undefined',
  'not set',
  'not available',
  'no_information',
  'not_supported',
  'infinity',
  'false',
  'true',
]);
/** Dates that systems write for "never": no time, and not unreadable either. */
const NEVER = /^(?:0{4}-0{2}-0{2}|0001-01-01|1601-01-01|1970-01-01|9999-12-31|0?1\/0?1\/(?:0001|1601|1970))/;
/** What stands in the warning as an example. */
const SHOWN = 40;

/** The example for the warning `unreadable-time`; `undefined` for what says that there is no time: empty cells, `N/A`, `never`, zero. */
export function unreadableTime(value: unknown): string | undefined {
  if (typeof value === 'number') return value > 0 ? String(value).slice(0, SHOWN) : undefined;
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (NOTHING.has(text.toLowerCase()) || NEVER.test(text) || Number(text) === 0) return undefined;
  return text.slice(0, SHOWN).replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, ' ');
}
