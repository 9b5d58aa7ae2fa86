import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const css = readFileSync('renderer/styles/tokens.css', 'utf8');

function tokensOf(block: string): ReadonlyMap<string, string> {
  return new Map([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map((m) => [m[1] ?? '', m[2] ?? '']));
}
const [light = '', dark = ''] = css.split(':root[data-theme="dark"]');
const THEMES = [
  ['light', tokensOf(light)],
  ['dark', new Map([...tokensOf(light), ...tokensOf(dark)])],
] as const;

/** Relative luminance and contrast by WCAG 2.2. */
function luminance(hex: string): number {
  const part = (at: number): number => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
}
function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const GROUNDS = ['ground', 'surface', 'sunken'] as const;

for (const [theme, tokens] of THEMES) {
  const colour = (name: string): string => {
    const found = tokens.get(name);
    if (found === undefined) throw new Error(`no token --${name}`);
    return found;
  };

  test.each(['ink-1', 'ink-2', 'ink-3', 'accent', 'met', 'late', 'partial', 'unmet', 'unknown'])(
    `%s can be read on every ground, ${theme}`,
    (ink) => {
      for (const ground of GROUNDS) expect(contrast(colour(ink), colour(ground)), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    },
  );

  test(`what is written on a selected or hovered row can be read, ${theme}`, () => {
    for (const ink of ['ink-1', 'ink-2'])
      for (const ground of ['accent-soft', 'hover']) expect(contrast(colour(ink), colour(ground)), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colour('on-accent'), colour('accent'))).toBeGreaterThanOrEqual(4.5);
  });

  test.each(['coverage', 'density', 'met', 'late', 'partial', 'unmet', 'unknown', 'accent'])(`%s stands out as a mark, ${theme}`, (mark) => {
    expect(contrast(colour(mark), colour('surface'))).toBeGreaterThanOrEqual(3);
  });
}

test('no type is smaller than 11 px', () => {
  for (const file of globSync('renderer/**/*.css')) {
    for (const m of readFileSync(file, 'utf8').matchAll(/font(?:-size)?:[^;]*?(\d+(?:\.\d+)?)px/g)) {
      expect(Number(m[1]), `${file}: ${m[0]}`).toBeGreaterThanOrEqual(11);
    }
  }
});

test('colours are chosen in tokens.css alone', () => {
  for (const file of globSync('renderer/**/*.css')) {
    if (file.endsWith('tokens.css')) continue;
    expect(readFileSync(file, 'utf8').match(/#[0-9a-f]{3,8}\b|\brgba?\(|\bhsl/gi), file).toBeNull();
  }
});
