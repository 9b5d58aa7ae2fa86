/** Who imports whom: the rules of docs/architecture.md, kept. */
import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isCode, textOf, trackedFiles } from './tracked.ts';

/** A folder that the rules speak of. */
type Zone = string;

/** What a zone may import beside itself; `type` means by `import type` only. A zone that is not listed may import nothing. */
interface Rule {
  readonly value: readonly Zone[];
  readonly type?: readonly Zone[];
  readonly packages?: readonly string[];
}

const BASE = ['shared/base', 'shared/model'];
const HOST = [...BASE, 'shared/contract', 'electron/client', 'electron/product'];
const PAGE = [...BASE, 'shared/contract'];

const RULES: Readonly<Record<Zone, Rule>> = {
  'shared/base': { value: [] },
  'shared/model': { value: ['shared/base'] },
  'shared/contract': { value: BASE, type: ['shared/views', 'shared/policy', 'shared/evidence'] },
  'shared/adapters': { value: BASE, packages: ['yaml'] },
  'shared/identity': { value: BASE },
  'shared/policy': { value: BASE, packages: ['yaml'] },
  // wake/analyse.ts is the one entry: the wakes, then the checks that hang on no single event.
  'shared/wake': { value: [...BASE, 'shared/policy', 'shared/identity', 'shared/checks'] },
  'shared/checks': { value: [...BASE, 'shared/policy', 'shared/identity'] },
  'shared/views': { value: BASE, type: ['shared/contract', 'shared/policy'] },
  'shared/evidence': { value: BASE },
  'shared/demo': { value: BASE },
  'shared/ways-out': { value: BASE },
  'electron/engine': { value: ['shared', 'electron/engine/handlers'], type: ['electron/engine/store'] },
  'electron/engine/system': { value: ['shared'] },
  'electron/engine/bundle': { value: ['shared', 'electron/engine/system'], packages: ['yaml', 'sax', 'postal-mime'] },
  'electron/engine/store': { value: ['shared', 'electron/engine/system'], type: ['electron/engine/bundle'], packages: ['better-sqlite3'] },
  // The one door to writing: every change is an entry of the log, in the same transaction.
  'electron/engine/custody': { value: ['shared', 'electron/engine/store', 'electron/product'] },
  'electron/engine/evidence': { value: ['shared', 'electron/product', 'electron/engine/system'] },
  'electron/engine/ways-out': { value: ['shared'], packages: ['hyparquet-writer'] },
  'electron/engine/handlers': {
    value: ['shared', ...['bundle', 'store', 'custody', 'evidence', 'ways-out', 'system'].map((name) => `electron/engine/${name}`)],
    type: ['electron/engine'],
  },
  'electron/client': { value: [...BASE, 'shared/contract'] },
  'electron/headless': { value: HOST, type: ['shared/views'] },
  'electron/desktop': { value: [...HOST, 'electron/headless'], packages: ['electron'] },
  // Which build this is: for what a case and a package record, and for --version.
  'electron/product': { value: [] },
  electron: { value: [], packages: ['vite'] },
  'renderer/transport': { value: PAGE },
  'renderer/state': { value: [...PAGE, 'renderer/transport'], type: ['shared/views'], packages: ['react', 'zustand'] },
  'renderer/charts': { value: [...PAGE, 'renderer/widgets'], type: ['shared/views'], packages: ['react', 'd3'] },
  'renderer/widgets': { value: PAGE, type: ['shared/views'], packages: ['react', 'react-dom'] },
  'renderer/screens': {
    value: [...PAGE, 'renderer/state', 'renderer/charts', 'renderer/widgets'],
    type: ['shared/views', 'renderer/transport'],
    packages: ['react', 'd3'],
  },
  'renderer/frame': {
    value: [...PAGE, 'renderer/state', 'renderer/screens', 'renderer/widgets'],
    type: ['shared/views', 'renderer/transport'],
    packages: ['react'],
  },
  renderer: { value: ['renderer'], packages: ['react', 'react-dom'] },
};

const zoneOf = (path: string): Zone => {
  const parts = path.split('/');
  const depth = parts[0] === 'electron' && parts[1] === 'engine' ? 3 : 2;
  return parts.slice(0, Math.min(depth, parts.length - 1)).join('/');
};

interface Import {
  readonly from: string;
  readonly what: string;
  readonly type: boolean;
}

const STATEMENT = /^\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)';/gms;
const CALL = /\bimport\('([^']+)'\)(\.\w+)?/g;

export function importsOf(path: string, text: string): Import[] {
  return [
    ...[...text.matchAll(STATEMENT)].map((m) => ({ from: path, what: m[2] ?? '', type: m[1] !== undefined })),
    // `import('x').Name` is a type.
    ...[...text.matchAll(CALL)].map((m) => ({ from: path, what: m[1] ?? '', type: m[2] !== undefined })),
  ];
}

/** Why an import is not allowed, or `undefined`. */
export function objection({ from, what, type }: Import): string | undefined {
  const zone = zoneOf(from);
  const rule = RULES[zone];
  if (rule === undefined) return `${from}: no rule says what ${zone}/ may import`;
  const allowed = (target: Zone): boolean => {
    const covers = (z: Zone): boolean =>
      z === target || (z === 'shared' && target.startsWith('shared/')) || (z === 'renderer' && target.startsWith('renderer/'));
    return target === zone || rule.value.some(covers) || (type && (rule.type ?? []).some(covers));
  };
  if (what.startsWith('.')) {
    const target = zoneOf(posix.normalize(posix.join(posix.dirname(from), what)));
    return allowed(target) ? undefined : `${from} imports ${type ? 'types of ' : ''}${target}`;
  }
  if (what.startsWith('node:')) return zone.startsWith('electron') ? undefined : `${from} imports ${what}`;
  const name = what.startsWith('@') ? what.split('/').slice(0, 2).join('/') : what.split('/')[0];
  return rule.packages?.includes(name ?? '') ? undefined : `${from} imports the package ${name}`;
}

const product = trackedFiles().filter((path) => isCode(path) && /^(shared|electron|renderer)\//.test(path));

describe('imports', () => {
  test('follow the rules of docs/architecture.md', () => {
    const objections = product.flatMap((path) => importsOf(path, textOf(path)).map(objection)).filter((o) => o !== undefined);
    expect(objections).toEqual([]);
  });

  test('the store is written to through the custody log alone', () => {
    const importers = product.filter(
      (path) =>
        !path.startsWith('electron/engine/store/') && importsOf(path, textOf(path)).some((i) => !i.type && i.what.endsWith('/store/writable.ts')),
    );
    expect(importers).toEqual(['electron/engine/custody/change.ts']);
  });

  test.each([
    ['shared/wake/x.ts', "import { a } from '../adapters/registry.ts';", 'shared/wake/x.ts imports shared/adapters'],
    ['shared/base/x.ts', "import { readFileSync } from 'node:fs';", 'shared/base/x.ts imports node:fs'],
    ['shared/contract/x.ts', "import type { A } from '../views/types.ts';", undefined],
    ['shared/contract/x.ts', "import { a } from '../views/types.ts';", 'shared/contract/x.ts imports shared/views'],
    ['electron/engine/store/x.ts', "import { a } from '../bundle/walk.ts';", 'electron/engine/store/x.ts imports electron/engine/bundle'],
    ['electron/engine/x.ts', "import { app } from 'electron';", 'electron/engine/x.ts imports the package electron'],
    ['electron/headless/x.ts', "import {\n  app,\n} from 'electron';", 'electron/headless/x.ts imports the package electron'],
    ['electron/client/x.ts', "export * from '../engine/dispatch.ts';", 'electron/client/x.ts imports electron/engine'],
    ['renderer/charts/x.ts', "import { useCase } from '../state/case.ts';", 'renderer/charts/x.ts imports renderer/state'],
    ['renderer/screens/x.tsx', "const a = await import('../../electron/client/client.ts');", 'renderer/screens/x.tsx imports electron/client'],
    ['shared/views/x.ts', "type A = import('../contract/errors.ts').TracewakeError;", undefined],
  ])('the rule sees %s with %j', (path, text, expected) => {
    expect(importsOf(path, text).map(objection)).toEqual([expected]);
  });
});
