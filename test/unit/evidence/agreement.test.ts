/**
 * L4: what a signer alters in the files of a package and seals again with the key that is trusted. The manifests fit, the signatures verify;
 * the custody log still says what was imported, set and decided.
 */
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { LevelReport } from '../../../shared/evidence/verdict.ts';
import { drawCustody, drawSource, FINDING, LOG } from './draw.ts';
import { canonical, Forgery, forge, problemsOf, verifyBytes } from './forge.ts';

const BODIES = 'data/custody/bodies.jsonl';
const META = 'data/sources/s0001/meta.json';
const CASE = 'data/case.json';
const COMPLETENESS = 'data/completeness.json';

/** Everything that the log can say of a case, once: entries from the fifth on. */
const DECISIONS = [
  { action: 'clock.set', subjects: ['s0001', 'c-1'], body: { subject: 's0001', offset: 90_000_000, before: 0, reason: 'the host was late' } },
  { action: 'case.changed', subjects: [], body: { organisation: 'Halden Marine', period: { from: 1772409600000000, to: 1773014400000000 } } },
  { action: 'bundle.declared', subjects: [], body: bundle('organisation: Halden Marine\n') },
  { action: 'tie.decided', subjects: ['s0001:2', 's0001:1', 't-1'], body: { subject: 's0001:2', event: 's0001:1', accept: true, reason: 'same id' } },
  { action: 'identity.joined', subjects: ['upn:a', 'upn:b', 'j-1'], body: { subject: 'upn:a', with: 'upn:b', reason: 'the same badge' } },
  { action: 'analysis.run', subjects: [], body: { policy: 'halden-2026', revision: 3, findings: 1, identities: 0 } },
] as const;

function bundle(text: string) {
  return { file: 'bundle.yaml', sha256: createHash('sha256').update(text).digest('hex'), text };
}

let honest: Forgery;
beforeAll(async () => {
  honest = await forge({ custody: drawCustody(12, { insert: DECISIONS }) });
});
const copy = (of = honest): Forgery => new Forgery(of.root, new Map(of.files), of.key);
const edited = (path: string, change: (text: string) => string): Forgery => copy().edit(path, change);
/** A JSON file with one value changed, canonical as before. */
const set = (f: Forgery, path: string, change: (value: Record<string, unknown>) => void): Forgery => {
  const value = JSON.parse(f.text(path)) as Record<string, unknown>;
  change(value);
  return f.put(path, canonical(value));
};
const meta = (change: (value: Record<string, unknown>) => void): Forgery => set(copy(), META, change);
const counting = (f: Forgery, of: string, n: number): Forgery => set(f, CASE, (c) => Object.assign(c.counts as object, { [of]: n }));
const info = (change: (value: Record<string, unknown>) => void): Forgery => set(copy(), CASE, change);

async function l4(f: Forgery): Promise<LevelReport & { all: string[] }> {
  const r = await verifyBytes(await f.remanifest().reseal().zip(), { signers: f.allowed });
  return { ...r.levels.find((l) => l.level === 'L4')!, all: problemsOf(r) };
}
/** That nothing but L4 sees it, and that it says what the file says and what the log does. */
async function expectMismatch(f: Forgery, path: string, ...says: readonly string[]): Promise<void> {
  const r = await l4(f);
  expect([r.all, r.result]).toEqual([[`L4 E_CUSTODY_MISMATCH ${path}`], 'FAILED']);
  for (const s of says) expect(r.problems[0]!.text).toContain(s);
}

describe('an honest package', () => {
  test('agrees with its log in all that can be said', async () => {
    const r = await l4(copy());
    expect([r.all, r.result]).toEqual([[], 'PASSED']);
    expect(r.checked.at(-1)).toMatch(/^\d+ statements of the log on 2 sources, 5 notes and decisions, the case, its policy and its analysis/);
    expect(r.notChecked.some((t) => t.includes('agrees'))).toBe(false);
  });
});

describe('a source', () => {
  test('is altered together with its meta.json', async () => {
    const altered = Buffer.from('{"op":"nothing happened"}\n{"op":"nor here"}\n');
    const sha256 = createHash('sha256').update(altered).digest('hex');
    const was = createHash('sha256').update(LOG).digest('hex');
    const f = meta((m) => Object.assign(m, { sha256, bytes: altered.length })).put('data/sources/s0001/original.ndjson', altered);
    const r = await l4(f);
    expect([r.all, r.result]).toEqual([[`L4 E_CUSTODY_MISMATCH ${META}`, 'L4 E_CUSTODY_MISMATCH data/sources/s0001/original.ndjson'], 'FAILED']);
    expect(r.problems[1]!.text).toBe(`SHA-256: ${sha256.slice(0, 16)}… here, ${was.slice(0, 16)}… in entry 2 of the custody log`);
    expect(r.problems[0]!.text).toContain(`bytes: ${altered.length} here, ${LOG.length} in entry 2 of the custody log`);
  });
  test.each([
    ['the name of the file', 'name', 'hr/other.ndjson', '"hr/<b>export</b>.ndjson"'],
    ['its adapter', 'type', 'aws-cloudtrail', '"plain-events"'],
    ['the version of its adapter', 'adapterVersion', 7, '1'],
    ['a zone where none was set', 'zone', 'Europe/Oslo', 'none'],
    ['a covered time where none was declared', 'covers', { from: '2026-03-02T00:00:00.000000Z', to: '2026-03-09T00:00:00.000000Z' }, 'none'],
    ['what was set by hand', 'setByHand', ['zone'], 'none'],
    ['a further name', 'names', ['hr/<b>export</b>.ndjson', 'b'], '["hr/<b>export</b>.ndjson"]'],
    ['the entry of its import', 'custody', 3, '2'],
  ])('gets another value for %s', async (_, key, value, was) => {
    const f = meta((m) => {
      m[key] = value;
    });
    await expectMismatch(f, META, `${key}: `, ` here, ${was} in entry 2 of the custody log`);
  });
  test('gets other counts', async () => {
    const f = meta((m) => {
      m.counts = { ...(m.counts as object), rejected: 1, accepted: 1 };
    });
    await expectMismatch(f, META, 'counts.accepted: 1 here, 2 in entry 2 of the custody log', 'counts.rejected: 1 here');
  });
  test('gets the clock that it had before it was set', async () => {
    const f = meta((m) => {
      m.clock = { offset: 'PT0S' };
    });
    await expectMismatch(f, META, 'clock.offset: "PT0S" here, "PT1M30S" in entry 5 of the custody log');
  });
  test('gets a mapping that did not read it, or another text than its hash is of', async () => {
    const text = 'name: other\n';
    const sha256 = createHash('sha256').update(text).digest('hex');
    const put = (mapping: object) => meta((m) => Object.assign(m, { mapping }));
    await expectMismatch(put({ name: 'other', sha256, text }), META, 'mapping.name: "other" here, none in entry 2 of the custody log');
    const r = await l4(put({ name: 'other', sha256: '0'.repeat(64), text }));
    expect(r.problems[0]!.text).toContain('the text of its mapping is not the one that the hash beside it is of');
  });
  test('is left out', async () => {
    await expectMismatch(
      counting(copy().drop('data/sources/s0002/meta.json'), 'sources', 1),
      'data/sources/s0002/meta.json',
      'entry 3 of the custody log imported this source',
    );
  });
  test('is put in that nobody imported', async () => {
    const f = counting(copy(), 'sources', 3);
    f.put('data/sources/s0003/meta.json', f.text('data/sources/s0002/meta.json').replace('s0002', 's0003'));
    await expectMismatch(f, 'data/sources/s0003/meta.json', 'the custody log knows of no import of this source');
  });
  test('that does not say its hash and size is not checked, and is never called tampered', async () => {
    const r = await l4(
      set(copy(), 'data/sources/s0002/meta.json', (m) => {
        delete m.sha256;
        delete m.bytes;
      }),
    );
    expect([r.all, r.result]).toEqual([[], 'INDETERMINATE']);
    expect(r.notChecked).toContain('whether data/sources/s0002/meta.json agrees with the custody log: it does not say its sha256');
  });
  test('is called by another id than its folder', async () => {
    const f = meta((m) => {
      m.id = 's0002';
    });
    await expectMismatch(f, META, 'id: "s0002" here, "s0001" in entry 2 of the custody log');
  });
});

describe('completeness.json', () => {
  type Lists = Record<'included' | 'withheld' | 'notRead', Record<string, unknown>[]>;
  const lists = (change: (lists: Lists) => unknown): Forgery => set(copy(), COMPLETENESS, (c) => void change(c as Lists));
  test.each<[string, (lists: Lists) => unknown, string]>([
    ['lists a source with another hash', (l) => Object.assign(l.included[0]!, { sha256: '1'.repeat(64) }), 'sha256 of s0001: 1111111111111111… here'],
    [
      'calls a source included that is not',
      (l) => l.included.push(...l.withheld.splice(0)),
      's0002 is called included, and its original is not here',
    ],
    ['calls a source withheld that is here', (l) => l.withheld.push(...l.included.splice(0)), 's0001 is called withheld, and its original is here'],
    ['lists a source twice', (l) => l.withheld.push(l.included[0]!), 's0001 is called included and withheld, and its original is here'],
    ['leaves a source out', (l) => l.withheld.pop(), 's0002 is in neither of its lists, and its original is not here'],
    [
      'lists a source that nobody imported',
      (l) => l.withheld.push({ source: 's0003' }),
      'it lists s0003, and the custody log knows of no such source',
    ],
    ['lists what is no source', (l) => l.withheld.push(['x'] as never), 'it lists undefined, and the custody log knows of no such source'],
    ['has lists that are none', (l) => Object.assign(l, { included: 'all', withheld: null }), 's0001 is in neither of its lists'],
    [
      'says of records that they were not read',
      (l) => l.notRead.push({ source: 's0001', records: 1 }),
      'records of s0001 that were not read: 1 here',
    ],
  ])('%s', async (_, change, says) => expectMismatch(lists(change), COMPLETENESS, says));
  test('does not say which records were not read', async () => {
    const sources = [{ ...drawSource('s0001', LOG) }];
    Object.assign(sources[0]!.meta, { counts: { read: 2, accepted: 1, ignored: 0, rejected: 1, duplicate: 0, undated: 1 } });
    const f = await forge({ sources });
    await expectMismatch(f, COMPLETENESS, 'records of s0001 that were not read: none here, 1 in entry 2 of the custody log');
  });
});

describe('the case', () => {
  test.each([
    ['title', 'Another week', '"Halden Marine, week 10"', 1],
    ['tlp', 'CLEAR', '"AMBER+STRICT"', 1],
    ['created', '2026-03-01T00:00:00.000000Z', '"2026-03-11T14:00:01.000000Z"', 1],
    ['organisation', 'Halden Holding', '"Halden Marine"', 6],
    ['periodDeclared', false, 'true', 6],
    ['ties', [], '[{"accept":true,"event":"s0001:1","observation":"s0001:2"}]', 9],
    ['splits', [{ identity: 'upn:a', alias: 'upn:b' }], '[]', 9],
  ])('gets another %s', async (key, value, was, seq) => {
    const f = info((c) => {
      c[key] = value;
    });
    await expectMismatch(f, CASE, `${key}: `, `${was} in entry ${seq} of the custody log`);
  });
  test('gets another id, all the seals with it', async () => {
    const f = info((c) => {
      c.id = 'case-0000';
    })
      .remanifest()
      .reseal(honest.key, (s) => ({ ...s, case: 'case-0000' }));
    const r = await verifyBytes(await f.zip(), { signers: f.allowed });
    expect(problemsOf(r)).toEqual([`L4 E_CUSTODY_MISMATCH ${CASE}`]);
  });
  test.each(['events', 'findings', 'annotations', 'sources'])('counts other %s than are here', async (of) => {
    await expectMismatch(counting(copy(), of, 99), CASE, `counts.${of}: 99 here, and `);
  });
  test('gets another period', async () => {
    const f = info((c) => {
      c.period = { from: '2026-03-02T00:00:00.000000Z', to: '2026-03-04T00:00:00.000000Z' };
    });
    await expectMismatch(f, CASE, 'period: ', '"to":"2026-03-09T00:00:00.000000Z"');
  });
  test('calls itself an earlier revision than the one that follows the last export', async () => {
    const insert = [{ action: 'package.exported', subjects: ['halden-marine-week-10-r02'], body: { revision: 2 } }] as const;
    expect((await l4(await forge({ revision: 3, custody: drawCustody(6, { insert }) }))).all).toEqual([]);
    const r = await l4(await forge({ revision: 2, custody: drawCustody(6, { insert }) }));
    expect(r.problems.map((p) => `${p.path}: ${p.text}`)).toEqual([`${CASE}: revision: 2 here, 3 in entry 5 of the custody log`]);
  });
  test('loses its analysis, or gets one by another policy', async () => {
    await expectMismatch(
      info((c) => {
        delete c.analysis;
      }),
      CASE,
      'it names no analysis, and entry 10 of the custody log is one',
    );
    await expectMismatch(
      info((c) => {
        c.analysis = { at: '2026-03-11T14:00:10.000000Z', current: true, policy: { name: 'halden-2026', revision: 4 } };
      }),
      CASE,
      'analysis.policy.revision: 4 here, 3 in entry 10 of the custody log',
    );
    for (const at of ['2026-03-11T14:00:10.000001Z', '2026-03-11T13:59:08.999999Z'])
      await expectMismatch(
        info((c) => {
          c.analysis = { at, current: true, policy: { name: 'halden-2026', revision: 3 } };
        }),
        CASE,
        `analysis.at: "${at}" here, and entry 10 of the custody log is of 2026-03-11T14:00:10.000000Z`,
      );
  });
  test('calls an analysis current that a later decision made old', async () => {
    const insert = [{ action: 'clock.set', subjects: ['s0001', 'c-1'], body: { subject: 's0001', offset: 0, before: 0, reason: 'again' } }] as const;
    const f = await forge({ custody: drawCustody(6, { insert }) });
    expect((await l4(copy(f))).all).toEqual([]);
    const r = await l4(f.edit(CASE, (t) => t.replace('"current":false', '"current":true')));
    expect([r.all, r.problems[0]?.text]).toEqual([
      [`L4 E_CUSTODY_MISMATCH ${CASE}`],
      'the analysis is called current, and entry 5 of the custody log came after it',
    ]);
  });
});

describe('the policy', () => {
  test('is another than the case was given', async () => {
    await expectMismatch(
      edited('data/policy.yaml', (t) => `${t}rules: []\n`),
      'data/policy.yaml',
      ' in entry 1 of the custody log',
    );
  });
  test('is held against the hash that the analysis was entered with', async () => {
    const policySha256 = '2'.repeat(64);
    const insert = [{ action: 'analysis.run', subjects: [], body: { policy: 'halden-2026', revision: 3, policySha256 } }] as const;
    const r = await l4(await forge({ custody: drawCustody(6, { insert }) }));
    expect(r.problems.map((p) => p.text)).toEqual([expect.stringContaining('2222222222222222… in entry 5 of the custody log')]);
  });
  test('that was changed after the analysis is not the one that was judged by', async () => {
    const insert = [{ action: 'policy.changed', subjects: [], body: { policy: 'name: later\n' } }] as const;
    const f = await forge({ custody: drawCustody(6, { insert }) });
    expect((await l4(f)).all).toEqual([]);
  });
  test('without a text in the log is not checked, and no accusation', async () => {
    const insert = [{ action: 'policy.changed', subjects: [], body: {} }] as const;
    const f = await forge({ custody: drawCustody(6, { insert, policy: null }) });
    const r = await l4(f.edit('data/policy.yaml', (t) => `${t}rules: []\n`));
    expect([r.all, r.result]).toEqual([[], 'PASSED']);
    expect(r.notChecked[0]).toContain('whether policy.yaml is the policy that was judged by');
  });
  test('that is not here is not checked', async () => {
    const r = await l4(copy().drop('data/policy.yaml'));
    expect([r.all, r.result]).toEqual([['L1 E_FILE_MISSING data/policy.yaml'], 'INDETERMINATE']);
  });
});

describe('bundle.yaml', () => {
  test('with another text than its hash is of', async () => {
    const insert = [{ action: 'bundle.declared', subjects: [], body: { ...bundle('a: 1\n'), text: 'a: 2\n' } }] as const;
    const r = await l4(await forge({ custody: drawCustody(6, { insert }) }));
    expect([r.all, r.problems[0]?.text]).toEqual([
      [`L4 E_CUSTODY_MISMATCH ${BODIES}`],
      'entry 5 holds the text of a bundle.yaml and another hash than it has',
    ]);
  });
  test.each(['3'.repeat(64), 'a hash'])('that a source was declared in and that the log does not hold: %.8s', async (declaredIn) => {
    const declared = drawSource('s0001', LOG);
    const sources = [{ ...declared, meta: { ...declared.meta, declaredIn } }];
    const r = await l4(await forge({ sources }));
    expect([r.all, r.problems[0]?.text]).toEqual([[`L4 E_CUSTODY_MISMATCH ${BODIES}`], expect.stringContaining('and no entry holds that')]);
  });
});

test('a further name of a source is one of the same bytes', async () => {
  const was = createHash('sha256').update(LOG).digest('hex');
  const named = async (sha256: string) => {
    const insert = [{ action: 'source.named', subjects: ['s0001'], body: { name: 'hr/<b>export</b>.ndjson', sha256 } }] as const;
    return (await l4(await forge({ custody: drawCustody(6, { insert }) }))).problems.map((p) => p.text);
  };
  expect([await named(was), await named('4'.repeat(64))]).toEqual([[], ['entry 5 gives s0001 a further name for other bytes than entry 2 imported']]);
});

/** Rows altered by whoever also works the commitments out again, so that R holds. */
describe('notes and decisions', () => {
  const ANNOTATIONS = 'data/records/annotations.jsonl';
  const of = drawCustody(12, { insert: DECISIONS });
  const rows = of.says.annotations;
  const withRows = (annotations: readonly object[]) => forge({ custody: of, rows: { annotations: annotations as never } });
  const changed = (custody: number, change: object) => withRows(rows.map((r) => (r.custody === custody ? { ...r, ...change } : r)));
  test.each([
    ['the text of a note', 12, { text: 'nothing to see' }, 'text: "nothing to see" here, "note 12" in entry 12 of the custody log'],
    ['what a note is on', 12, { on: 's0001:2' }, 'on: "s0001:2" here, "s0001:1" in entry 12 of the custody log'],
    ['who made a note', 12, { by: 'somebody else' }, 'by: "somebody else" here'],
    ['a disposition', 11, { disposition: 'dismissed' }, 'disposition: "dismissed" here, "confirmed" in entry 11 of the custody log'],
    ['the reason of a disposition', 11, { reason: 'because' }, 'reason: "because" here'],
    ['whether a tie was accepted', 8, { decision: { event: 's0001:1', accept: false } }, 'decision: {"accept":false,"event":"s0001:1"} here'],
    ['the kind of an entry', 12, { type: 'tie' }, 'type: "tie" here, "note" in entry 12 of the custody log'],
    ['the entry itself', 12, { custody: 1 }, 'names the entry 1 of the custody log, which is no note and no decision'],
  ])('%s', async (_, custody, change, says) => {
    const r = await l4(await changed(custody, change));
    expect(r.all).toEqual([`L4 E_CUSTODY_MISMATCH ${ANNOTATIONS}`]);
    expect(r.problems[0]!.text).toContain(says);
  });
  test('a note is left out, put in twice, or dated after its entry', async () => {
    expect((await l4(await withRows(rows.slice(0, -1)))).problems[0]!.text).toBe(
      '1 notes and decisions of the custody log are not here, of them entry 12',
    );
    expect((await l4(await withRows([...rows, rows.at(-1)!]))).problems[0]!.text).toContain('is a second one of the entry 12');
    for (const at of [1, -61_000_001])
      expect((await l4(await changed(12, { at: (rows.at(-1)!.at as number) + at }))).problems[0]!.text).toContain(
        'and entry 12 of the custody log is of 2026-03-11T14:00:12.000000Z',
      );
  });
  test('a finding that was confirmed is called dismissed, or one that nobody decided on confirmed', async () => {
    const findings = (disposition: string, custody = of) =>
      forge({ custody, rows: { findings: [{ ...FINDING, disposition }] } }).then(async (f) => (await l4(f)).problems.map((p) => p.text));
    expect(await findings('dismissed')).toEqual(['line 1, disposition: "dismissed" here, "confirmed" in entry 11 of the custody log']);
    expect(await findings('confirmed', drawCustody(4))).toEqual([
      'line 1, disposition: "confirmed" here, and the custody log says nothing of it, so it is open',
    ]);
  });
  test('a finding or an event is left out', async () => {
    expect((await l4(await forge({ rows: { findings: [] } }))).problems[0]!.text).toBe('the number of rows: 0 here, 1 in entry 4 of the custody log');
    const r = await l4(await forge({ custody: drawCustody(4), rows: { events: [] } }));
    expect(r.problems[0]!.text).toContain('the number of rows: 0 here, 2 in the custody log up to entry 3');
  });
});

describe('what is not said', () => {
  test('by a log whose entries say nothing of the files is no accusation', async () => {
    const r = await l4(await forge({ custody: drawCustody(12, { insert: DECISIONS, bare: true }) }));
    expect([r.all, r.result]).toEqual([[], 'PASSED']);
  });
});
