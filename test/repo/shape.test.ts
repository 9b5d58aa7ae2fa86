/** The shape of the repository: what a reader relies on, and what must not slip in. */
import { homedir } from 'node:os';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../electron/headless/commands/index.ts';
import { cliReference } from './cli-reference.ts';
import { isCode, ROOT, textOf, trackedFiles } from './tracked.ts';

const files = trackedFiles();
const texts = files.filter((path) => !/\.(png|zip|gz|tar|db|ico|icns)$/.test(path));

/** A file that passes this is asked why; the answer stands here. */
const LONG_FROM = 400;
const LONG: Readonly<Record<string, string>> = {
  'electron/engine/bundle/split/json.ts': 'one scanner of one grammar: its states refer to each other, and a cut would only make them public',
  'shared/wake/rules.ts': 'the table of the rules, as data; its order is part of its meaning',
  'shared/views/types.ts': 'the one list of view models: both sides read it as a whole, and it holds no logic',
};

describe('files', () => {
  test(`of more than ${LONG_FROM} lines have a reason`, () => {
    const long = files.filter((path) => isCode(path) && path.startsWith('test/') === false && textOf(path).split('\n').length - 1 > LONG_FROM);
    expect(long.filter((path) => LONG[path] === undefined)).toEqual([]);
    expect(Object.keys(LONG).filter((path) => !long.includes(path))).toEqual([]);
  });

  test('name neither a folder of the machine that they were written on nor the host of a package registry', () => {
    const checkout = ROOT.replace(/\/$/, '');
    const places = [checkout, `${dirname(checkout)}/shared/`, `${homedir()}/`].filter((place) => place.length > 3);
    const registry = /https?:\/\/[\w.-]*(?:registry|npmjs|artifactory|nexus|verdaccio|pypi|jfrog)[\w.-]*/i;
    const guilty = texts
      .filter((path) => path !== 'test/repo/shape.test.ts')
      .filter((path) => {
        const text = textOf(path);
        return places.some((place) => text.includes(place)) || registry.test(text);
      });
    expect(guilty).toEqual([]);
  });

  test('hold no leftovers: no TODO, no silenced type error, no skipped or lonely test', () => {
    const leftovers = /\b(?:TODO|FIXME|XXX)\b|@ts-(?:ignore|nocheck|expect-error)|\bas any\b(?! [a-z])|\b(?:test|it|describe)\.only\(/;
    expect(files.filter(isCode).filter((path) => path !== 'test/repo/shape.test.ts' && leftovers.test(textOf(path)))).toEqual([]);
  });
});

describe('docs/architecture.md', () => {
  /** Paths of the tree: two spaces of indent are one level; a line may name several. */
  function treePaths(): string[] {
    const block = /```\n(shared\/[\s\S]*?)```/.exec(textOf('docs/architecture.md'))?.[1] ?? '';
    const stack: string[] = [];
    const paths: string[] = [];
    for (const line of block.split('\n').filter((l) => l.trim() !== '')) {
      const level = (/^ */.exec(line)?.[0].length ?? 0) / 2;
      const names = line.trim().split(/ {2,}/)[0]?.split(' ') ?? [];
      stack.length = level;
      for (const name of names) paths.push([...stack, name.replace(/\/$/, '')].join('/'));
      stack.push(names[0]?.replace(/\/$/, '') ?? '');
    }
    return paths;
  }

  test('draws a tree in which everything exists', () => {
    const paths = treePaths();
    expect(paths.length).toBeGreaterThan(25);
    expect(paths.filter((path) => !files.some((f) => f === path || f.startsWith(`${path}/`)))).toEqual([]);
  });

  test('leaves out no folder of shared, electron and renderer', () => {
    const drawn = new Set(treePaths());
    const folders = new Set(files.filter((f) => /^(shared|electron|renderer)\/[^/]+\//.test(f)).map((f) => f.split('/').slice(0, 2).join('/')));
    expect([...folders].filter((folder) => !drawn.has(folder))).toEqual([]);
  });
});

describe('the command line', () => {
  test('is documented as it is: docs/cli.md is what npm run docs:cli writes', () => {
    expect(textOf('docs/cli.md')).toBe(cliReference());
  });

  test('every command stands in the README', () => {
    const readme = textOf('README.md');
    expect(COMMANDS.map((c) => c.name).filter((name) => !readme.includes(`\`${name}`))).toEqual([]);
  });
});
