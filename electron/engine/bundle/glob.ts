/** Globs of bundle.yaml: `*` and `?` inside a name, `**` over folders, `[abc]`, `{a,b}`. No backtracking that a pattern could make explode. */

/** Whether the pattern matches the whole name. Case matters, as it does in archives. */
export function matcher(pattern: string): (name: string) => boolean {
  const alternatives = expandBraces(pattern.replace(/^\.\//, '')).map((p) => p.split('/'));
  return (name) => {
    const parts = name.split('/');
    return alternatives.some((glob) => matchParts(glob, parts));
  };
}

/** At most this many alternatives: `{a,b}{a,b}…` doubles with every pair. */
const MOST_ALTERNATIVES = 256;

function expandBraces(pattern: string): string[] {
  const m = /\{([^{}]*)\}/.exec(pattern);
  if (m === null) return [pattern];
  const out: string[] = [];
  for (const choice of m[1]!.split(',')) {
    out.push(...expandBraces(pattern.slice(0, m.index) + choice + pattern.slice(m.index + m[0].length)));
    if (out.length >= MOST_ALTERNATIVES) return out.slice(0, MOST_ALTERNATIVES);
  }
  return out;
}

/** Row by row over the pattern's parts: which beginnings of the name it has matched so far. */
function matchParts(glob: readonly string[], parts: readonly string[]): boolean {
  let reached = new Set([0]);
  for (const piece of glob) {
    const next = new Set<number>();
    if (piece === '**') {
      for (let i = Math.min(...reached); i <= parts.length; i++) next.add(i);
    } else {
      for (const i of reached) if (i < parts.length && matchOne(piece, parts[i]!)) next.add(i + 1);
    }
    if (next.size === 0) return false;
    reached = next;
  }
  return reached.has(parts.length);
}

/** Greedy with one point of return, so linear in the product of both lengths at worst. */
function matchOne(glob: string, text: string): boolean {
  let g = 0;
  let t = 0;
  let starAt = -1;
  let starText = 0;
  while (t < text.length) {
    const step = g < glob.length ? matchChar(glob, g, text[t]!) : 0;
    if (step > 0) {
      g += step;
      t++;
    } else if (glob[g] === '*') {
      starAt = g++;
      starText = t;
    } else if (starAt >= 0) {
      g = starAt + 1;
      t = ++starText;
    } else return false;
  }
  while (glob[g] === '*') g++;
  return g === glob.length;
}

/** Characters of the pattern that stand for this one character; 0 where they do not. */
function matchChar(glob: string, g: number, char: string): number {
  const c = glob[g]!;
  if (c === '*') return 0;
  if (c === '?') return 1;
  if (c !== '[') return c === char ? 1 : 0;
  const end = glob.indexOf(']', g + 2);
  if (end < 0) return char === '[' ? 1 : 0;
  const negated = glob[g + 1] === '!' || glob[g + 1] === '^';
  let found = false;
  for (let i = g + (negated ? 2 : 1); i < end; i++) {
    if (glob[i + 1] === '-' && i + 2 < end) {
      if (glob[i]! <= char && char <= glob[i + 2]!) found = true;
      i += 2;
    } else if (glob[i] === char) found = true;
  }
  return found === negated ? 0 : end + 1 - g;
}
