/**
 * Canonical JSON, RFC 8785 (JCS): keys sorted by UTF-16 code units, no white space, numbers as ECMAScript prints them.
 * Keys whose value is `undefined` are left out, as in JSON.stringify.
 * Throws on what JSON cannot carry exactly: NaN, infinities, integers past 2^53, lone surrogates.
 */
export function canonical(value: unknown): string {
  if (value === null) return 'null';
  switch (typeof value) {
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      if (!Number.isFinite(value)) throw new Error('canonical JSON has no NaN and no infinity');
      if (Number.isInteger(value) && !Number.isSafeInteger(value)) throw new Error(`integer past 2^53 in canonical JSON: ${value}`);
      return JSON.stringify(value);
    case 'string':
      if (!value.isWellFormed()) throw new Error('lone surrogate in canonical JSON');
      return JSON.stringify(value);
    case 'object': {
      if (Array.isArray(value)) return `[${value.map((v) => (v === undefined ? 'null' : canonical(v))).join(',')}]`;
      const entries = Object.entries(value as Record<string, unknown>).filter(([, v]) => v !== undefined);
      entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
      return `{${entries.map(([k, v]) => `${canonical(k)}:${canonical(v)}`).join(',')}}`;
    }
    default:
      throw new Error(`canonical JSON cannot carry a ${typeof value}`);
  }
}
