/** L5: what a package says follows from its originals, and what was altered in it under the signer's own key does not. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { buildIdentity } from '../../../electron/product/identity.ts';
import { canonical } from '../../../shared/base/canonical.ts';
import type { Collection } from '../../../shared/evidence/schemas.ts';
import type { LevelReport } from '../../../shared/evidence/verdict.ts';
import type { VerificationView } from '../../../shared/views/types.ts';
import { Forgery } from '../../unit/evidence/forge.ts';
import { Desk, investigate, rechained, resealed } from './again-draw.ts';

/** Each test imports and analyses, most of them twice. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const BUILD = buildIdentity();

let dir: string;
let honest: Forgery;
const verifier = new Desk('');

/** Where cases are built again: nothing of it may be left. */
const scratch = (): string[] => {
  try {
    return readdirSync(join(tmpdir(), 'tracewake')).filter((name) => name.startsWith(`again-${process.pid}-`));
  } catch {
    return [];
  }
};

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tracewake-again-'));
  const desk = new Desk(dir);
  await investigate(desk);
  honest = await desk.pack();
  await desk.ask('case.close', {});
}, 120_000);
afterAll(() => rmSync(dir, { recursive: true, force: true }));
afterEach(() => expect(scratch()).toEqual([]));

const copy = (of: Forgery = honest): Forgery => new Forgery(of.root, new Map(of.files), of.key);

async function verify(f: Forgery, { level }: { readonly level: number | undefined } = { level: 5 }): Promise<VerificationView> {
  const file = join(dir, 'under-test.zip');
  writeFileSync(file, await f.zip());
  writeFileSync(join(dir, 'signers'), f.allowed);
  return verifier.ask('evidence.verify', { file, level });
}
const l5 = (view: VerificationView): LevelReport => view.levels.find((l) => l.level === 'L5') as LevelReport;
const problems = (view: VerificationView): string[] => l5(view).problems.map((p) => `${p.path}: ${p.text}`);

/** Changes the first row for which `change` gives another one. */
function alter(f: Forgery, collection: string, change: (row: Record<string, unknown>) => Record<string, unknown> | undefined): Forgery {
  return f.edit(`data/records/${collection}.jsonl`, (text) => {
    const lines = text.split('\n');
    const at = lines.findIndex((l) => l !== '' && change(JSON.parse(l)) !== undefined);
    lines[at] = canonical(change(JSON.parse(lines[at]!)));
    return lines.join('\n');
  });
}

describe('an honest package', () => {
  test('gives itself again, whatever was imported and decided in the case', async () => {
    const view = await verify(copy());
    expect(problems(view)).toEqual([]);
    expect(l5(view)).toMatchObject({ result: 'PASSED', checked: [expect.stringMatching(/^\d\d sources, parsed again .* the same \d+ rows/)] });
    expect(view.levels.find((l) => l.level === 'R')).toMatchObject({ result: 'PASSED', notChecked: [] });
  });

  test('holds what the test means it to hold', () => {
    const metas = [...honest.files].filter(([p]) => p.endsWith('/meta.json')).map(([, b]) => JSON.parse(b.toString()) as Record<string, unknown>);
    const of = (name: string) => metas.find((m) => m.name === name);
    expect(of('acme/march.csv')).toMatchObject({ type: 'mapping:acme', system: 'acme-desk', clock: { offset: 'PT30S', uncertainty: 'PT5S' } });
    expect(of('local.csv')).toMatchObject({ zone: 'Europe/Helsinki' });
    expect(of('azure/outer.zip/inner.zip/again.csv.gz')).toMatchObject({ type: 'table', system: 'events.csv', counts: { read: 3 } });
    expect(of('events.csv')).toMatchObject({ counts: { read: 5, duplicate: 2 } });
    expect(of('mail/anna.mbox')).toMatchObject({ type: 'mail', format: 'mbox' });
    expect(of('desk.xlsx/Actions & more')).toMatchObject({ type: 'table', format: 'sheet' });
    expect(of('extra.csv')).toMatchObject({ setByHand: ['type', 'system', 'zone', 'clock'], clock: { offset: '-PT7S' } });
    expect(metas.filter((m) => (m.warnings as { slug: string }[]).some((w) => w.slug === 'truncated')).map((m) => m.name)).toEqual([
      'damaged/broken.csv.gz',
      'damaged/tape.tar/tape.csv',
    ]);
    expect(metas.some((m) => (m.names as string[]).length === 2)).toBe(true);
    const types = honest
      .text('data/records/annotations.jsonl')
      .trim()
      .split('\n')
      .map((l) => (JSON.parse(l) as { type: string }).type);
    expect([...new Set(types)].sort()).toEqual(['clock', 'dismissal', 'disposition', 'join', 'note', 'split', 'tie']);
    expect(JSON.parse(honest.text('data/case.json'))).toMatchObject({
      periodDeclared: true,
      organisation: 'Ship & Co',
      analysis: { policy: { revision: 7 } },
    });
    expect(honest.text('data/custody/bodies.jsonl')).toContain('"sameActs":1');
    expect(honest.text('data/records/findings.jsonl').split('\n').length).toBeGreaterThan(3);
  });

  test('is not parsed again unless that is asked for, and says so', async () => {
    expect(l5(await verify(copy(), { level: undefined }))).toMatchObject({
      result: 'NOT ASKED',
      notChecked: [expect.stringContaining('asked for as level 5')],
    });
    expect(l5(await verify(copy(), { level: 4 })).result).toBe('NOT ASKED');
    const without = await verify(copy(), { level: undefined });
    expect(without.levels.find((l) => l.level === 'R')?.notChecked).toEqual([expect.stringMatching(/follow from the sources.*: that is L5$/)]);
  });
});

type Row = Record<string, unknown>;
/** One row of each collection, two of the annotations, and what is said of it. */
const ALTERED: readonly (readonly [what: string, collection: Collection, change: (row: Row) => Row | undefined, told: RegExp])[] = [
  [
    'a finding',
    'findings',
    (r) => (r.disposition === 'open' ? { ...r, severity: 'odd' } : undefined),
    /findings\.jsonl:\d+: \S+ [a-z.-]+: severity is "odd" in the package, and parsing again gives "/,
  ],
  [
    'the decision on a finding',
    'findings',
    (r) => (r.disposition === 'dismissed' ? { ...r, disposition: 'confirmed' } : undefined),
    /findings\.jsonl:\d+: .*disposition is "confirmed" in the package, and parsing again gives "dismissed"/,
  ],
  [
    'an obligation',
    'obligations',
    (r) => (r.verdict === 'unknown' ? { ...r, verdict: 'met' } : undefined),
    /obligations\.jsonl:\d+: w-s\S+ \w+.*: verdict is "met"/,
  ],
  [
    'an event',
    'events',
    (r) => (r.actor === 'upn:bo@ship.example' ? { ...r, actor: 'upn:cy@ship.example' } : undefined),
    /events\.jsonl:\d+: s\d+:\d+.*: actor is "upn:cy@ship\.example"/,
  ],
  ['an identity', 'identities', (r) => ({ ...r, kind: 'other' }), /identities\.jsonl:1: \S+ \w+: kind is "other"/],
  [
    'a claim',
    'claims',
    (r) => (r.person === 'hr-id:2' ? { ...r, displayName: 'Somebody Else' } : undefined),
    /claims\.jsonl:\d+: s\d+:\d+ person: displayName is "Somebody Else"/,
  ],
  [
    'a notice',
    'notices',
    (r) => (r.sentAt === undefined ? undefined : { ...r, sentAt: '2026-03-04T10:00:00.000000Z' }),
    /notices\.jsonl:\d+: s\d+:\d+.*: sentAt is "2026-03-04T10:00:00/,
  ],
  ['an action', 'actions', (r) => ({ ...r, outcome: 'failure' }), /actions\.jsonl:1: s\d+:\d+.*: outcome is "failure"/],
  [
    'a note',
    'annotations',
    (r) => (r.on === 'case' ? { ...r, text: 'Nothing to see.' } : undefined),
    /annotations\.jsonl:\d+: n-\w+ note: text is "Nothing to see\."/,
  ],
  [
    'the time of a decision',
    'annotations',
    (r) => (r.type === 'join' ? { ...r, at: '2026-03-01T00:00:00.000000Z' } : undefined),
    /annotations\.jsonl: join-\w+: its time is not that of its entry \d+ in the custody log/,
  ],
];

describe('what was altered and sealed again by the signer’s own key', () => {
  let view: VerificationView;
  beforeAll(async () => {
    const f = copy();
    for (const [, collection, change] of ALTERED) alter(f, collection, change);
    view = await verify(resealed(f, ...new Set(ALTERED.map((a) => a[1]))));
  });

  test('is not seen without parsing again: the rows are those of the commitments, and the seal is whole', () => {
    const others = view.levels.filter((l) => ['L0', 'L1', 'L2', 'R'].includes(l.level));
    expect(others.map((l) => l.result)).toEqual(['PASSED', 'PASSED', 'PASSED', 'PASSED']);
  });
  test.each(ALTERED.map(([what, , , told]) => [what, told] as const))('fails: %s', (_, told) => expect(problems(view).join('\n')).toMatch(told));
  test('fails with its own code, and the whole with it', () => {
    expect(new Set(l5(view).problems.map((p) => p.code))).toEqual(new Set(['E_NOT_REPRODUCED']));
    expect([l5(view).result, view.result, view.exitCode]).toEqual(['FAILED', 'FAILED', 1]);
  });

  test('fails with one altered row alone, and nothing else is said of the package than that', async () => {
    const one = await verify(resealed(alter(copy(), ...(ALTERED[0]!.slice(1, 3) as [string, (row: Row) => Row | undefined])), 'findings'));
    expect(problems(one)).toEqual([expect.stringMatching(ALTERED[0]![3])]);
  });

  test('fails: a row that was taken out or put in is named, and the rows after it are not called altered', async () => {
    const f = copy();
    const taken = JSON.parse(f.text('data/records/events.jsonl').split('\n')[2]!) as { id: string };
    f.edit('data/records/events.jsonl', (t) => t.split('\n').toSpliced(2, 1).join('\n'));
    f.edit('data/records/findings.jsonl', (t) => {
      const [first, ...rest] = t.split('\n');
      return [first, canonical({ ...JSON.parse(first!), id: 'f-invented' }), ...rest].join('\n');
    });
    f.edit('data/records/obligations.jsonl', (t) => t.replaceAll('"verdict":"unknown"', '"verdict":"met"'));
    f.edit('data/records/actions.jsonl', (t) => t.slice(0, t.indexOf('\n') + 1));
    const told = problems(await verify(resealed(f, 'events', 'findings', 'obligations', 'actions')));
    const of = (name: string): string[] => told.filter((p) => p.startsWith(`data/records/${name}.jsonl`));
    expect(of('events')).toEqual([
      expect.stringMatching(`^data/records/events\\.jsonl:3: before this line is missing what the sources give: ${taken.id} `),
    ]);
    expect(of('findings')).toEqual([expect.stringMatching(/^data\/records\/findings\.jsonl:2: the sources do not give this: f-invented /)]);
    expect(of('actions')).toEqual([expect.stringMatching(/^data\/records\/actions\.jsonl:2: before this line is missing /)]);
    expect(of('obligations')).toHaveLength(4);
    expect(of('obligations')[3]).toMatch(/^data\/records\/obligations\.jsonl: \d+ differences in all; the first 3 are listed$/);
  });

  const source = (name: string): string => [...honest.files].find(([p, b]) => p.endsWith('/meta.json') && JSON.parse(b.toString()).name === name)![0];
  const FILES: readonly (readonly [what: string, path: () => string, change: (text: string) => string, told: RegExp])[] = [
    ['an answer', () => 'data/questions.json', (t) => t.replace('"verdict":"', '"verdict":"not '), /questions\.json: questions\[\d+\]\.verdict/],
    ['the coverage', () => 'data/coverage.json', (t) => t.replace('2026-03-06', '2026-03-07'), /coverage\.json: coverage\[\d+\]/],
    ['the policy', () => 'data/policy.yaml', (t) => t.replace('revision: 7', 'revision: 8'), /policy\.yaml:\d+: it says "revision: 8"/],
    ['the report', () => 'data/report/report.html', (t) => t.replace('Findings', 'Trifles'), /report\.html:\d+: it says/],
    ['the certification', () => 'data/report/certification.txt', (t) => t.replace('findings', 'trifles'), /certification\.txt:\d+: it says/],
    ['how to verify it', () => 'data/readme.txt', (t) => t.replace('sha256sum', 'true'), /readme\.txt:\d+: it says/],
    [
      'what could not be had',
      () => 'data/completeness.json',
      (t) => t.replace(/"settles":\d+/, '"settles":0'),
      /completeness\.json: unavailable\[0\]\.settles is 0/,
    ],
    ['the title of the case', () => 'data/case.json', (t) => t.replace('week 10"', 'week 11"'), /case\.json: title is "Ship & Co, week 11"/],
    [
      'a form of rows',
      () => 'data/schema/events.json',
      (t) => t.replace('"additionalProperties":false', '"additionalProperties":true'),
      /schema\/events\.json: additionalProperties/,
    ],
    [
      'the zone of a source',
      () => source('local.csv'),
      (t) => t.replace('Europe/Helsinki', 'Europe/London'),
      /zone is "Europe\/London" in the package, and parsing again gives "Europe\/Helsinki"/,
    ],
    ['the clock of a source', () => source('extra.csv'), (t) => t.replace('"offset":"-PT7S"', '"offset":"PT1H"'), /clock\.offset is "PT1H"/],
    ['the counts of a source', () => source('people.csv'), (t) => t.replace('"accepted":3', '"accepted":4'), /counts\.accepted is 4/],
    [
      'what the bag says of itself',
      () => 'bag-info.txt',
      (t) => t.replace('-r01', '-r02'),
      /bag-info\.txt:3: it says "External-Identifier: \S+-r02"/,
    ],
    [
      'a key that every object answers to, with nothing in it',
      () => source('plain.txt'),
      (t) => t.replace('{', '{"__proto__":{},'),
      /meta\.json: __proto__ is \{\} in the package/,
    ],
    [
      'a key that every object answers to',
      () => source('events.csv'),
      (t) => t.replace('"type":', '"toString":1,"type":'),
      /meta\.json: toString is 1 in the package, and parsing again gives nothing/,
    ],
    [
      'a remark on the tool',
      () => 'data/case.json',
      (t) => t.replace('"tool":{', '"tool":{"approved":true,'),
      /case\.json: .*tool\.approved is true/,
    ],
    ['the system of a source', () => source('plain.txt'), (t) => t.replace('"system":"plain.txt"', '"system":"other"'), /system is "other"/],
  ];
  describe('in a file', () => {
    let told = '';
    beforeAll(async () => {
      const f = copy();
      for (const [, path, change] of FILES) f.edit(path(), change);
      told = problems(await verify(resealed(f))).join('\n');
    });
    test.each(FILES.map(([what, , , said]) => [what, said] as const))('fails: %s', (_, said) => expect(told).toMatch(said));
  });

  test('fails: the name under which an original lies', async () => {
    const meta = source('people.csv');
    const f = copy().move(meta.replace('meta.json', 'original.csv'), meta.replace('meta.json', 'original.html'));
    expect(problems(await verify(resealed(f.edit(meta, (t) => t.replace('original.csv', 'original.html')))))).toEqual([
      `${meta}: original is "original.html" in the package, and parsing again gives "original.csv"`,
    ]);
  });

  test('fails: what the seal of the export says beside its hashes', async () => {
    const f = resealed(copy());
    f.reseal(f.key, (seal) => ({ ...seal, meaning: 'Nothing was found.', requiredRoles: [], signer: 'somebody@else.example' }));
    expect(problems(await verify(f))).toEqual([
      expect.stringMatching(
        /seal\.json: meaning is "Nothing was found\." in the package, and .*; requiredRoles\[0\] is nothing .*; signer is "somebody@else\.example"/,
      ),
    ]);
  });

  test('fails: an original, with its hash in meta.json', async () => {
    const meta = source('local.csv');
    const { sha256, original } = JSON.parse(honest.text(meta)) as { sha256: string; original: string };
    const path = meta.replace('meta.json', original);
    const f = copy().edit(path, (t) => t.replace('L1', 'L2'));
    const other = createHash('sha256').update(f.files.get(path)!).digest('hex');
    const told = await verify(resealed(f.edit(meta, (t) => t.replace(sha256, other))));
    expect(problems(told)).toEqual([
      expect.stringMatching(/original\.csv: its bytes are not those that the custody log says were imported \(entry \d+\)/),
    ]);
  });

  test('fails: a source that the custody log does not know of', async () => {
    const meta = source('people.csv');
    const f = copy().put('data/sources/s0999/meta.json', honest.text(meta).replace(/"id":"s\d+"/, '"id":"s0999"'));
    f.put('data/sources/s0999/original.csv', honest.files.get(meta.replace('meta.json', 'original.csv'))!);
    expect(problems(await verify(resealed(f)))).toEqual(
      expect.arrayContaining(['data/sources/s0999/meta.json: the custody log knows of no such source']),
    );
  });
});

describe('where the custody log was rewritten with the rest', () => {
  const source = (f: Forgery, name: string): string =>
    [...f.files].find(([p, b]) => p.endsWith('/meta.json') && JSON.parse(b.toString()).name === name)![0];

  test('fails: the log and meta.json name another zone, and the records are still those of the true one', async () => {
    const f = copy();
    f.edit(source(f, 'local.csv'), (t) => t.replace('Europe/Helsinki', 'Europe/London'));
    rechained(f, (e) => (e.body.zone === 'Europe/Helsinki' ? { ...e, body: { ...e.body, zone: 'Europe/London' } } : e));
    const told = problems(await verify(f));
    expect(told.join('\n')).toMatch(
      /events\.jsonl:\d+: .*time is "2026-03-08T07:30:00\.000000Z" in the package, and parsing again gives "2026-03-08T09:30:00/,
    );
    expect(told.join('\n')).toMatch(/meta\.json: first is/);
  });

  test('fails: the log claims another ledger of a source, or another number of findings', async () => {
    const f = rechained(copy(), (e) => {
      if (e.body.name === 'people.csv') return { ...e, body: { ...e.body, ledger: { ...(e.body.ledger as object), accepted: 2, ignored: 1 } } };
      return e.header.action === 'analysis.run' ? { ...e, body: { ...e.body, findings: 1 } } : e;
    });
    expect(problems(await verify(f))).toEqual([
      expect.stringMatching(/bodies\.jsonl:\d+: the import of s\d+: ledger\.accepted is 2 in the package, and parsing again gives 3/),
      expect.stringMatching(/bodies\.jsonl:\d+: the analysis: findings is 1 in the package, and parsing again gives \d+/),
      expect.stringMatching(/bodies\.jsonl:\d+: the analysis: findings is 1 in the package, and parsing again gives \d+/),
      // The log ends otherwise, and the readme and the report say how it ends.
      expect.stringMatching(/report\.html/),
      expect.stringMatching(/certification\.txt/),
      expect.stringMatching(/readme\.txt/),
      expect.stringMatching(/bodies\.jsonl: \d+ differences in all; the first 3 are listed/),
    ]);
  });

  test('fails: a source whose type its content does not have', async () => {
    const f = copy();
    const meta = source(f, 'azure/entra.json');
    f.edit(meta, (t) => t.replace('"type":"entra-audit"', '"type":"okta-system-log"'));
    rechained(f, (e) => (e.body.type === 'entra-audit' ? { ...e, body: { ...e.body, type: 'okta-system-log' } } : e));
    expect(problems(await verify(f))).toEqual(
      expect.arrayContaining([`${meta}: its type is okta-system-log in the package, and by its content it is entra-audit`]),
    );
  });

  test('fails: a decision that was left out of the log and of the annotations', async () => {
    const f = copy();
    f.edit('data/records/annotations.jsonl', (t) =>
      t
        .split('\n')
        .filter((l) => !l.includes('"type":"join"'))
        .join('\n'),
    );
    rechained(f, (e) => (e.header.action === 'identity.joined' ? undefined : e), 'annotations');
    const told = problems(await verify(f)).join('\n');
    expect(told).toMatch(/identities\.jsonl:\d+: /);
    expect(told).toMatch(/case\.json: .*joins\[0\] is /);
  });
});

describe('what cannot be parsed again is indeterminate, and says why', () => {
  const undecided = async (f: Forgery): Promise<string[]> => {
    const view = await verify(f);
    expect([l5(view).result, l5(view).problems]).toEqual(['INDETERMINATE', []]);
    return [...l5(view).notChecked];
  };

  test('a package with hashes in place of the originals, whole or of one source', async () => {
    const f = copy();
    for (const path of [...f.files.keys()].filter((p) => /\/original[^/]*$/.test(p))) f.drop(path);
    const metas = [...f.files.keys()].filter((p) => p.endsWith('/meta.json'));
    const withhold = (g: Forgery, path: string): Forgery =>
      g.edit(path, (t) => canonical({ ...JSON.parse(t), original: null, withheld: 'hashes only were asked for' }));
    for (const path of metas) withhold(f, path);
    expect(await undecided(resealed(f))).toEqual([
      `anything: the original bytes of s0001 (hashes only were asked for) and ${metas.length - 1} more sources are not in the package`,
    ]);
    const g = copy();
    const [meta] = metas;
    g.drop(meta!.replace('meta.json', JSON.parse(g.text(meta!)).original));
    expect(await undecided(resealed(withhold(g, meta!)))).toEqual([
      `anything: the original bytes of ${meta!.split('/')[2]} (hashes only were asked for) are not in the package`,
    ]);
  });

  test('a package that another version made, and that it reads the same all the same', async () => {
    const f = copy().edit('data/case.json', (t) => t.replace('"version":"0.1.0"', '"version":"0.0.9"'));
    f.edit('bag-info.txt', (t) => t.replace('tracewake/0.1.0', 'tracewake/0.0.9'));
    f.edit('data/report/certification.txt', (t) => t.replace('tracewake 0.1.0', 'tracewake 0.0.9'));
    const view = await verify(resealed(f));
    expect(l5(view)).toMatchObject({ result: 'INDETERMINATE', problems: [], checked: [expect.stringContaining('give the same')] });
    expect(l5(view).notChecked).toContain(
      `the package was made with tracewake 0.0.9, build ${BUILD}, and this is tracewake 0.1.0, build ${BUILD}: it may read and judge otherwise`,
    );
  });

  test('a package that another version made, and that it reads otherwise: what differs is told, and nobody is accused of it', async () => {
    const f = alter(copy(), 'actions', (r) => ({ ...r, outcome: 'failure' }));
    f.edit('data/case.json', (t) => t.replace('"version":"0.1.0"', '"version":"0.2.0"'));
    f.edit('bag-info.txt', (t) => t.replace('tracewake/0.1.0', 'tracewake/0.2.0'));
    const told = await undecided(resealed(f, 'actions'));
    expect(told[0]).toContain('made with tracewake 0.2.0');
    expect(told[1]).toMatch(/anyone who seals a package can claim that another build made it\. Verify it with the build that it names/);
    expect(told[2]).toMatch(/^as this version reads it: data\/records\/actions\.jsonl:1: .*outcome is "failure"/);
  });

  /** The package of another build of the same version: it names itself where the version stands, and in each entry of the log. */
  const ofBuild = (f: Forgery, build: string | undefined): Forgery => {
    const tool = build === undefined ? '"name":"tracewake"' : `"build":"${build}","name":"tracewake"`;
    f.edit('data/case.json', (t) => t.replace(`"build":"${BUILD}","name":"tracewake"`, tool));
    f.edit('data/report/certification.txt', (t) => t.replace(`, build ${BUILD}`, build === undefined ? '' : `, build ${build}`));
    return f;
  };

  test('a package of another build of this version, which judged otherwise: it is not called altered', async () => {
    const f = alter(ofBuild(copy(), '0123456789abcdef'), 'actions', (r) => ({ ...r, outcome: 'failure' }));
    const view = await verify(resealed(f, 'actions'));
    expect(l5(view)).toMatchObject({ result: 'INDETERMINATE', problems: [], checked: [] });
    expect(view).toMatchObject({ result: 'INDETERMINATE', exitCode: 3 });
    const { notChecked } = l5(view);
    expect(notChecked[0]).toBe(
      `the package was made with tracewake 0.1.0, build 0123456789abcdef, and this is tracewake 0.1.0, build ${BUILD}: it may read and judge otherwise`,
    );
    // What an altered package that claims another build gets to hear, too.
    expect(notChecked[1]).toMatch(/^whether what differs comes of the other build or of an alteration: .* only that one can decide$/);
    expect(notChecked[2]).toMatch(/^as this version reads it: data\/records\/actions\.jsonl:1: .*outcome is "failure"/);
  });

  test('a package of another build that is read the same, and one that does not say its build', async () => {
    const other = await verify(resealed(ofBuild(copy(), '0123456789abcdef')));
    expect(l5(other)).toMatchObject({ result: 'INDETERMINATE', problems: [], checked: [expect.stringContaining('give the same')] });
    expect(l5(other).notChecked.join('\n')).not.toContain('alteration');
    const silent = await verify(resealed(ofBuild(copy(), undefined)));
    expect(l5(silent)).toMatchObject({ result: 'INDETERMINATE', problems: [], checked: [expect.stringContaining('give the same')] });
    expect(l5(silent).notChecked[0]).toContain('made with tracewake 0.1.0, which does not say which build, and this is');
  });

  test('a source that another build of this version imported', async () => {
    const f = rechained(copy(), (e) =>
      e.body.name === 'people.csv' ? { ...e, header: { ...e.header, tool: 'tracewake/0.1.0+0123456789abcdef' } } : e,
    );
    expect(await undecided(f)).toContainEqual(expect.stringMatching(/^s\d+ was read with tracewake\/0\.1\.0\+0123456789abcdef, and this is /));
  });

  test('a case that another build read as a whole: that is one line, not one for each source', async () => {
    const f = rechained(copy(), (e) => ({ ...e, header: { ...e.header, tool: 'tracewake/0.1.0+0123456789abcdef' } }));
    const read = (await undecided(f)).filter((t) => t.includes(' read with tracewake/0.1.0+0123456789abcdef'));
    expect(read).toEqual([expect.stringMatching(/^\S+ and \d+ more were read with /)]);
  });

  test('a source that was imported, and an analysis that was run, by another version', async () => {
    const f = rechained(copy(), (e) => {
      const old = e.body.name === 'people.csv' || e.header.action === 'analysis.run';
      return old ? { ...e, header: { ...e.header, tool: 'tracewake/0.0.9' } } : e;
    });
    const told = await undecided(f);
    expect(told.filter((t) => t.includes('tracewake/0.0.9'))).toEqual([
      expect.stringMatching(/^s\d+ was read with tracewake\/0\.0\.9/),
      expect.stringMatching(/^the case was analysed with tracewake\/0\.0\.9/),
    ]);
  });

  test('a source that another version of its adapter read', async () => {
    const path = [...honest.files].find(([p, b]) => p.endsWith('/meta.json') && JSON.parse(b.toString()).type === 'mail')![0];
    const bump = (n: unknown): number => Number(n) + 1;
    const f = copy().edit(path, (t) => canonical({ ...JSON.parse(t), adapterVersion: bump(JSON.parse(t).adapterVersion) }));
    rechained(f, (e) => (e.body.type === 'mail' ? { ...e, body: { ...e.body, adapterVersion: bump(e.body.adapterVersion) } } : e));
    expect((await undecided(f))[0]).toMatch(/^s\d+ was read by version \d+ of mail, and this has version \d+$/);
  });

  test('a custody log that does not hold', async () => {
    const f = copy().edit('data/custody/bodies.jsonl', (t) => t.replace('Looked at twice', 'Looked at once'));
    expect(await undecided(resealed(f))).toEqual([
      expect.stringContaining('the custody log, which says what was read and decided in which order, does not hold (L4)'),
    ]);
  });

  test('an entry of a kind that this version does not know, and one whose particulars are not what it writes', async () => {
    const unknown = rechained(copy(), (e) => (e.header.action === 'mapping.saved' ? { ...e, header: { ...e.header, action: 'case.blessed' } } : e));
    expect(await undecided(unknown)).toEqual([
      expect.stringMatching(/^anything: this version does not know how to do again what entry \d+ of the custody log says, case\.blessed$/),
    ]);
    const unfit = rechained(copy(), (e) => (e.header.action === 'clock.set' ? { ...e, body: { ...e.body, offset: "1'; DROP TABLE source" } } : e));
    expect(await undecided(unfit)).toEqual([
      expect.stringMatching(/^to the end: entry \d+ of the custody log \(clock\.set\): its offset is no number$/),
    ]);
  });
});
