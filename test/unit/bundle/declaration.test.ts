import { describe, expect, test } from 'vitest';
import { mappingFilesOf, matching, parseDeclaration } from '../../../electron/engine/bundle/declaration.ts';
import { matcher } from '../../../electron/engine/bundle/glob.ts';
import { Failure } from '../../../shared/contract/errors.ts';

const parse = (text: string) => parseDeclaration(text, 'bundle.yaml', (name) => name === 'exchange-message-trace');
const failure = (text: string) => {
  try {
    parse(text);
  } catch (e) {
    if (e instanceof Failure) return `${e.data.message} (${e.data.position})`;
    throw e;
  }
  return undefined;
};

test('every part of a source is read', () => {
  const declaration = parse(`
organisation: Example Ltd
period: {from: 2026-03-01T00:00:00Z, to: 2026-03-08T00:00:00Z}
sources:
  - match: mail/trace-*.csv
    type: exchange-message-trace
    system: exchange-online
    channel: mail
    covers: {from: 2026-03-01T00:00:00+01:00, to: 2026-03-08T00:00:00Z}
    zone: +02:00
    clock: {offset: -PT1M30S, uncertainty: PT2S}
  - match: "**"
    channel: [page, chat]
`);
  expect(declaration).toEqual({
    organisation: 'Example Ltd',
    period: { from: Date.UTC(2026, 2, 1) * 1000, to: Date.UTC(2026, 2, 8) * 1000 },
    sources: [
      {
        match: 'mail/trace-*.csv',
        line: 5,
        type: 'exchange-message-trace',
        system: 'exchange-online',
        channels: ['mail'],
        covers: { from: (Date.UTC(2026, 2, 1) - 3_600_000) * 1000, to: Date.UTC(2026, 2, 8) * 1000 },
        zone: '+02:00',
        clock: { offset: -90_000_000, uncertainty: 2_000_000 },
      },
      { match: '**', line: 12, type: undefined, system: undefined, channels: ['page', 'chat'], covers: undefined, zone: undefined, clock: undefined },
    ],
    warnings: [],
  });
});

test('nothing at all declares nothing', () => {
  for (const text of ['', '# only a comment\n', 'sources:\n', '{}']) expect(parse(text).sources).toEqual([]);
});

test('unknown types and keys are warnings, with their line', () => {
  const { sources, warnings } = parse('sources:\n  - match: a\n    type: nonesuch\n    covrs: 1\n  - match: b\n    mapping: m\n');
  expect(sources.map((s) => s.type)).toEqual([undefined, undefined]);
  expect(warnings).toEqual([
    'bundle.yaml line 4: `covrs` is not known here and was not read',
    'bundle.yaml line 3: there is no type `nonesuch`; the content of `a` decides',
    'bundle.yaml line 6: there is no mapping `m`; the content of `b` decides',
  ]);
});

describe('what cannot be meant fails with line and column', () => {
  test.each([
    ['sources:\n  - match: [', 'line 2'],
    ['sources: 5', '`sources` must be a list (line 1, column 10)'],
    ['sources:\n  - type: x', 'a source needs `match`'],
    ['sources:\n  - match: a\n    zone: Mars/Olympus', 'there is no zone `Mars/Olympus` (line 3, column 11)'],
    ['sources:\n  - match: a\n    channel: smoke', 'there is no channel `smoke`'],
    ['sources:\n  - match: a\n    covers: {from: 2026-03-01T00:00:00Z}', 'needs both'],
    ['sources:\n  - match: a\n    covers: {from: 2026-03-01, to: 2026-03-02T00:00:00Z}', '`from` is no time with a zone'],
    ['sources:\n  - match: a\n    covers: {from: 2026-03-02T00:00:00Z, to: 2026-03-02T00:00:00Z}', 'ends before it begins'],
    ['sources:\n  - match: a\n    clock: {offset: 5s}', '`offset` is no duration'],
    ['sources:\n  - match: a\n    clock: {uncertainty: -PT5S}', 'cannot be negative'],
    ['- a\n- b', 'must hold keys'],
    ['a: &a [*a, *a]\nsources: *b', 'line'],
  ])('%j', (text, message) => {
    expect(failure(text)).toContain(message);
  });
});

test('hostile names in it are shown without their control characters', () => {
  expect(failure('sources:\n  - match: a\n    zone: "\\e[31mred\\u202e"')).toMatch(/^there is no zone `\ufffd\[31mred\ufffd`/);
});

test('patterns', () => {
  const matches = (pattern: string, name: string): boolean => matcher(pattern)(name);
  for (const [pattern, name] of [
    ['*.json', 'a.json'],
    ['mail/trace-*.csv', 'mail/trace-01.csv'],
    ['**', 'a/b/c'],
    ['**/*.gz', 'c.gz'],
    ['**/*.gz', 'a/b/c.gz'],
    ['a/**/c', 'a/c'],
    ['a/**/c', 'a/x/y/c'],
    ['a?c', 'abc'],
    ['[a-c]x[!0-9]', 'bxz'],
    ['{a,b}.{csv,json}', 'b.csv'],
    ['./a', 'a'],
    ['a+(b)$^.json', 'a+(b)$^.json'],
  ] as const)
    expect([pattern, name, matches(pattern, name)]).toEqual([pattern, name, true]);
  for (const [pattern, name] of [
    ['*.json', 'a/b.json'],
    ['*.json', 'a.jsonx'],
    ['a?c', 'a/c'],
    ['a/**/c', 'a/x/d'],
    ['A', 'a'],
    ['[!a]', 'a'],
  ] as const)
    expect([pattern, name, matches(pattern, name)]).toEqual([pattern, name, false]);
});

test('a pattern made to explode does not', () => {
  const started = performance.now();
  expect(matcher(`${'*a'.repeat(40)}b`)('a'.repeat(5000))).toBe(false);
  expect(matcher(Array.from({ length: 40 }, () => '**').join('/'))(Array.from({ length: 200 }, () => 'x').join('/'))).toBe(true);
  expect(matcher('{a,b}'.repeat(40))('x')).toBe(false);
  expect(performance.now() - started).toBeLessThan(5000);
});

test('the first entry that matches holds', () => {
  const m = matching(parse('sources:\n  - {match: "a*", system: one}\n  - {match: "*", system: two}\n  - {match: c, system: three}\n'));
  expect([m.of('ab', [])?.system, m.of('c', [])?.system, m.of('x/y', [])?.system]).toEqual(['one', 'two', undefined]);
  expect(m.unused().map((s) => s.match)).toEqual(['c']);
});

describe('a mapping as type', () => {
  const MAPPING = 'mapping: acme\nread:\n  - {as: event, time: t, kind: {value: other}}\n';
  const withFile = (text: string, file = MAPPING) => parseDeclaration(text, 'b/bundle.yaml', () => false, new Map([['maps/acme.yaml', file]]));
  test.each([
    'type: mapping: maps/acme.yaml',
    "type: 'mapping: maps/acme.yaml'",
    'type: mapping:maps/acme.yaml',
    'type: {mapping: maps/acme.yaml}',
    'mapping: maps/acme.yaml # ours',
  ])('%s names a file of the bundle', (line) => {
    const [source] = withFile(`sources:\n  - match: a\n    ${line}\n`).sources;
    expect(source).toMatchObject({ type: 'mapping:acme', mapping: { file: 'maps/acme.yaml', text: MAPPING } });
    expect(mappingFilesOf(`sources:\n  - match: a\n    ${line}\n`)).toEqual(['maps/acme.yaml']);
  });
  test('a file that is not there, or is no mapping, stops the import with line and column', () => {
    expect(() => withFile('sources:\n  - match: a\n    mapping: other.yaml\n')).toThrow('there is no file `other.yaml` in the bundle');
    const fault = (): unknown => {
      try {
        return withFile('sources:\n  - match: a\n    mapping: maps/acme.yaml\n', 'mapping: acme\nread:\n  - as: evnt\n');
      } catch (e) {
        return e instanceof Failure ? e.data : e;
      }
    };
    expect(fault()).toMatchObject({
      file: 'b/maps/acme.yaml',
      position: 'line 3, column 9',
      message: 'there is no statement `evnt`',
      advice: 'did you mean `event`?',
    });
  });
  test('a file can be left out', () => {
    expect(withFile('sources:\n  - match: a\n    leave out: true\n').sources[0]?.leaveOut).toBe(true);
  });
});
