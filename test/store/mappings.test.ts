/** Mappings and the plan of an import, through the engine: what is recognised, overridden, kept and logged. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDispatcher, type Dispatcher } from '../../electron/engine/dispatch.ts';
import { handlers } from '../../electron/engine/handlers/all.ts';
import { duration, parseInstant, SECOND } from '../../shared/base/instant.ts';
import type { Args, RequestName, ResultOf } from '../../shared/contract/requests.ts';
import { zip } from '../unit/bundle/archives.ts';

const CSV = `When,Operator,Action,Subject,Result,Ref
04.03.2026 08:41,a.berg@nord.example,Reset password,m.lund@nord.example,OK,V-1
04.03.2026 08:45,a.berg@nord.example,Assign role,m.lund@nord.example,OK,V-2
05.03.2026 11:02,c.falk@nord.example,Frobnicate,x.y@nord.example,ERR,V-3
yesterday,c.falk@nord.example,Assign role,x.y@nord.example,ERR,V-4
`;
const MAPPING = `mapping: acme
title: Acme
fits: {columns: [When, Operator, Action, Subject, Result, Ref]}
zone: Europe/Oslo
read:
  - as: event
    time: {path: When, format: DD.MM.YYYY HH:mm}
    kind: {path: Action, values: {password.reset: [Reset password], role.granted: [Assign role]}, else: ignore}
    outcome: {path: Result, values: {success: [OK], failure: [ERR]}}
    actor: Operator
    target: Subject
    event_id: Ref
`;

let dir: string;
let engine: Dispatcher;
let n = 0;
async function ask<K extends RequestName>(name: K, args: Args<K>): Promise<ResultOf<K>> {
  const answer = await engine.request({ id: ++n, name, args });
  if (answer.type === 'error') throw new Error(`${answer.error.message} | ${answer.error.file ?? ''} | ${answer.error.position ?? ''}`);
  return (answer as { readonly value: ResultOf<K> }).value;
}
const bundle = (files: Readonly<Record<string, string>>): string => {
  const path = join(dir, 'bundle');
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return path;
};
const imported = async (): Promise<Record<string, unknown>> => {
  const { entries } = await ask('custody.list', {});
  return JSON.parse(entries.findLast((e) => e.action === 'source.imported')?.body ?? '{}') as Record<string, unknown>;
};

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tracewake-mappings-'));
  engine = createDispatcher(handlers, () => undefined, { open: undefined, mappings: join(dir, 'own') });
  await ask('case.create', { dir: join(dir, 'a.case'), title: 'A', investigator: 'Ada <ada@example.org>' });
});
afterEach(async () => {
  await ask('case.close', {});
  rmSync(dir, { recursive: true, force: true });
});

test('a mapping that is given reads what it fits; the case keeps it, the log names it, and the ledger says what had no kind', async () => {
  const path = bundle({ 'logs/acme.csv': CSV, 'other.csv': 'a,b\n1,2\n' });
  writeFileSync(join(dir, 'acme.yaml'), MAPPING);
  const report = await ask('import.run', { paths: [path], options: { mapping: join(dir, 'acme.yaml'), analyse: false } });
  const [acme, other] = report.sources;
  expect(acme).toMatchObject({
    type: 'mapping:acme',
    typeTitle: 'Acme',
    system: 'acme',
    zone: 'Europe/Oslo',
    read: 4,
    accepted: 3,
    ignored: 1,
    undated: 1,
  });
  expect(acme?.ignoredReasons).toEqual([{ reason: 'no kind for "Frobnicate"', count: 1 }]);
  expect(acme?.warnings).toEqual([{ slug: 'unreadable-time', count: 1, example: 'yesterday' }]);
  expect(other).toMatchObject({ type: 'unknown', ignored: 1 });
  const kept = (await ask('mapping.list', {})).mappings;
  expect(kept).toEqual([
    { name: 'acme', title: 'Acme', where: 'case', file: undefined, text: MAPPING, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
  ]);
  const { entries } = await ask('custody.list', {});
  const bodies = entries.filter((e) => e.action === 'source.imported').map((e) => JSON.parse(e.body ?? '{}') as { mapping?: { sha256: string } });
  expect(bodies[0]?.mapping).toMatchObject({ name: 'acme', from: 'option' });
  expect(acme?.mapping).toBe(bodies[0]?.mapping?.sha256);
});

test('what the case has read by once, it reads by again', async () => {
  writeFileSync(join(dir, 'acme.yaml'), MAPPING);
  await ask('import.run', { paths: [bundle({ 'logs/acme.csv': CSV })], options: { mapping: join(dir, 'acme.yaml'), analyse: false } });
  const later = join(dir, 'later.csv');
  writeFileSync(later, CSV.replaceAll('2026', '2027'));
  const plan = await ask('import.plan', { paths: [later] });
  expect(plan.members[0]).toMatchObject({ type: 'mapping:acme', why: expect.stringContaining('When, Operator') });
});

test('a file of which nothing could be read is read again, and one that was read is not read otherwise', async () => {
  const path = bundle({ 'acme.csv': CSV });
  const [unread] = (await ask('import.run', { paths: [path], options: { analyse: false } })).sources;
  expect(unread).toMatchObject({ source: 's0001', type: 'unknown', read: 4, ignored: 4 });
  const asOkta = await ask('import.run', { paths: [path], options: { as: 'okta-system-log', analyse: false } });
  expect([asOkta.alreadyKnown.length, asOkta.warnings]).toEqual([
    1,
    ['acme.csv: read as it was asked for, it has no event and no fact either; s0001 stays as it was'],
  ]);
  expect((await ask('import.plan', { paths: [path] })).members[0]?.known).toBeUndefined();

  renameSync(join(path, 'acme.csv'), join(path, 'acme-2.csv'));
  writeFileSync(join(dir, 'acme.yaml'), MAPPING);
  const options = { mapping: join(dir, 'acme.yaml'), analyse: false };
  const again = await ask('import.run', { paths: [path], options });
  expect(again.sources).toEqual([
    expect.objectContaining({ source: 's0001', type: 'mapping:acme', read: 4, accepted: 3, ignored: 1, names: ['acme.csv', 'acme-2.csv'] }),
  ]);
  expect((await ask('sources.list', {})).sources).toEqual(again.sources);
  const { rows } = await ask('timeline.page', { limit: 10 });
  expect(rows.map((r) => [r.id, r.nativeId])).toEqual([
    ['s0001:1', 'V-1'],
    ['s0001:2', 'V-2'],
    ['s0001:4', 'V-4'],
  ]);

  // What comes after it finds its records under the number that it has.
  const later = join(dir, 'later.csv');
  writeFileSync(later, `${CSV}05.03.2026 12:00,c.falk@nord.example,Assign role,x.y@nord.example,OK,V-5\n`);
  expect((await ask('import.run', { paths: [later], options })).sources).toEqual([
    expect.objectContaining({ source: 's0002', accepted: 1, ignored: 1, duplicate: 3 }),
  ]);
  expect((await ask('import.run', { paths: [path], options })).alreadyKnown).toEqual([{ name: 'acme-2.csv', source: 's0001' }]);
  const refused = await ask('import.run', { paths: [path], options: { zone: 'Europe/Paris', analyse: false } });
  expect(refused.failed.map((f) => f.error.message)).toEqual([
    'it is in the case already as s0001, read as Acme in the zone Europe/Oslo, and a case keeps what it has read',
  ]);
});

test('a file on whose records somebody wrote is not read again under them', async () => {
  const path = bundle({ 'acme.csv': CSV });
  await ask('import.run', { paths: [path], options: { analyse: false } });
  await ask('notes.add', { on: 's0001:2', text: 'What is this?' });
  writeFileSync(join(dir, 'acme.yaml'), MAPPING);
  const again = await ask('import.run', { paths: [path], options: { mapping: join(dir, 'acme.yaml'), analyse: false } });
  expect([again.sources, again.alreadyKnown]).toEqual([[], [{ name: 'acme.csv', source: 's0001' }]]);
});

test('a mapping is saved in the user’s own folder only when asked, is never replaced unasked, and is known to every case', async () => {
  expect(existsSync(join(dir, 'own'))).toBe(false);
  const { file } = await ask('mapping.save', { text: MAPPING, to: 'folder' });
  expect(readFileSync(file ?? '', 'utf8')).toBe(MAPPING);
  await ask('mapping.save', { text: MAPPING, to: 'folder' });
  await expect(ask('mapping.save', { text: MAPPING.replace('title: Acme', 'title: Other'), to: 'folder' })).rejects.toThrow(
    'another mapping named acme',
  );
  await ask('case.close', {});
  await ask('case.create', { dir: join(dir, 'b.case'), title: 'B', investigator: 'Ada <ada@example.org>' });
  const plan = await ask('import.plan', { paths: [bundle({ 'logs/acme.csv': CSV })] });
  expect(plan.members[0]?.type).toBe('mapping:acme');
  await ask('mapping.save', { text: MAPPING, to: 'case' });
  const { entries } = await ask('custody.list', {});
  expect(entries.at(-1)).toMatchObject({ action: 'mapping.saved' });
  expect(JSON.parse(entries.at(-1)?.body ?? '{}')).toMatchObject({ name: 'acme', text: MAPPING });
});

test('a broken mapping in the folder is warned of, and one that is given stops the import at its line', async () => {
  mkdirSync(join(dir, 'own'));
  writeFileSync(join(dir, 'own', 'broken.yaml'), 'mapping: x\nread:\n  - as: evnt\n');
  const plan = await ask('import.plan', { paths: [bundle({ 'logs/acme.csv': CSV })] });
  expect(plan.warnings).toEqual([expect.stringMatching(/broken\.yaml is left out: there is no statement `evnt` \(line 3, column 9\)/)]);
  await expect(ask('import.run', { paths: [join(dir, 'bundle')], options: { mapping: join(dir, 'own', 'broken.yaml') } })).rejects.toThrow(
    'line 3, column 9',
  );
  expect((await ask('sources.list', {})).sources).toEqual([]);
});

test('the mapping that bundle.yaml names reads its file, and is itself no source', async () => {
  const path = bundle({
    'bundle.yaml': 'sources:\n  - match: logs/*.csv\n    type: mapping: acme.yaml\n  - match: notes.txt\n    leave out: true\n',
    'acme.yaml': MAPPING,
    'logs/acme.csv': CSV,
    'notes.txt': 'private',
  });
  const report = await ask('import.run', { paths: [path], options: { analyse: false } });
  expect(report.sources.map((s) => [s.name, s.type])).toEqual([['logs/acme.csv', 'mapping:acme']]);
  expect(report.warnings).toContain('`notes.txt` was left out, as was asked for');
});

test('the plan shows the first records as they will be read, and counts what cannot be', async () => {
  writeFileSync(join(dir, 'acme.yaml'), MAPPING);
  const plan = await ask('import.plan', { paths: [bundle({ 'logs/acme.csv': CSV })], options: { mapping: join(dir, 'acme.yaml') } });
  const sample = plan.members[0]?.sample;
  expect(sample?.counts).toEqual({ read: 4, accepted: 3, ignored: 1, rejected: 0, undated: 1 });
  expect(sample?.rows[0]?.statements[0]).toMatchObject({ family: 'event', title: 'password.reset', time: parseInstant('2026-03-04T07:41:00Z') });
  expect(sample?.rows[2]).toMatchObject({ status: 'ignored', reason: 'no kind for "Frobnicate"' });
  expect(sample?.warnings).toEqual([{ slug: 'unreadable-time', count: 1, example: 'yesterday' }]);
  expect((await ask('sources.list', {})).sources).toEqual([]);
});

test('what is set by hand for one member goes before everything, and is on the record', async () => {
  const path = bundle({
    'logs/acme.csv': CSV,
    'bundle.yaml': 'sources:\n  - match: logs/acme.csv\n    system: declared\n    zone: UTC\n',
    'left.csv': 'a,b\n1,2\n',
  });
  const covers = { from: parseInstant('2026-03-01T00:00:00Z')!, to: parseInstant('2026-04-01T00:00:00Z')! };
  const members = [
    {
      name: 'logs/acme.csv',
      mapping: MAPPING,
      system: 'nordportal',
      channels: ['iam-audit', 'signin'] as const,
      zone: '+01:00',
      covers,
      clock: { offset: duration(90 * SECOND), uncertainty: duration(5 * SECOND) },
    },
    { name: 'left.csv', leaveOut: true },
  ];
  const plan = await ask('import.plan', { paths: [path], options: { members } });
  expect(plan.members.find((m) => m.name === 'left.csv')?.leftOut).toBe(true);
  expect(plan.members.find((m) => m.name === 'logs/acme.csv')).toMatchObject({
    why: 'set by you',
    setByHand: ['mapping', 'system', 'channels', 'zone', 'covers', 'clock'],
  });
  const report = await ask('import.run', { paths: [path], options: { members, analyse: false } });
  expect(report.sources).toHaveLength(1);
  const [source] = report.sources;
  expect(source).toMatchObject({
    type: 'mapping:acme',
    system: 'nordportal',
    channels: ['iam-audit', 'signin'],
    zone: '+01:00',
    declared: covers,
    clock: { offset: duration(90 * SECOND), uncertainty: duration(5 * SECOND) },
    setByHand: ['mapping', 'system', 'channels', 'zone', 'covers', 'clock'],
    first: parseInstant('2026-03-04T07:42:30Z'),
  });
  expect(await imported()).toMatchObject({
    setByHand: ['mapping', 'system', 'channels', 'zone', 'covers', 'clock'],
    mapping: { name: 'acme', from: 'hand' },
  });
});

test('a draft is proposed from the data, follows what is changed of it, and is judged as text', async () => {
  const paths = [bundle({ 'logs/acme-2026-03.csv': CSV })];
  const name = 'logs/acme-2026-03.csv';
  const first = await ask('import.draft', { paths, name });
  expect(first.proposal?.as).toBe('event');
  expect(Object.fromEntries(first.proposal?.columns.map((c) => [c.path, c.role?.field]) ?? [])).toEqual({
    When: 'time',
    Operator: 'actor',
    Action: 'kind',
    Subject: 'target',
    Result: 'outcome',
    Ref: 'event_id',
  });
  expect(first.sample?.counts).toMatchObject({ read: 4, accepted: 4 });
  const changed = await ask('import.draft', {
    paths,
    name,
    edits: { name: 'nord', zone: 'Europe/Oslo', columns: { Subject: '', Ref: 'incident' }, words: { kind: { Frobnicate: 'permission.changed' } } },
  });
  expect(changed.name).toBe('nord');
  expect(changed.text).toContain('permission.changed: [Frobnicate]');
  expect(changed.text).not.toContain('target');
  expect(changed.text).toContain('incident: Ref');
  const broken = await ask('import.draft', { paths, name, text: 'mapping: nord\nread:\n  - as: evnt\n' });
  expect(broken).toMatchObject({ sample: undefined, faults: [{ line: 3, column: 9 }] });
});

test('a draft says what its text says as data, and takes a change of it as data, with the comments of the text', async () => {
  const paths = [bundle({ 'logs/acme.csv': CSV })];
  const name = 'logs/acme.csv';
  const text = `# ours\n${MAPPING}`;
  const opened = await ask('import.draft', { paths, name, text });
  expect(opened.paths).toEqual(['When', 'Operator', 'Action', 'Subject', 'Result', 'Ref']);
  const mapping = opened.mapping!;
  const [event] = mapping.read;
  const changed = await ask('import.draft', {
    paths,
    name,
    text,
    mapping: { ...mapping, read: [{ ...event!, fields: { ...event!.fields, actor: { path: 'Operator', as: 'upn' } } }] },
  });
  expect(changed.faults).toEqual([]);
  expect(changed.text).toMatch(/^# ours\n/);
  expect(changed.sample?.rows[0]?.statements[0]?.fields).toContainEqual({ name: 'actor', value: 'upn:a.berg@nord.example' });
  // What cannot be meant is a fault of the text, and stays on the screen as data.
  const wrong = { ...mapping, zone: 'Mars/Olympus' };
  expect(await ask('import.draft', { paths, name, text, mapping: wrong })).toMatchObject({
    mapping: { name: 'acme', zone: 'Mars/Olympus' },
    sample: undefined,
    faults: [{ message: expect.stringContaining('Mars/Olympus') }],
  });
});

test('the plan is written as a bundle.yaml that reads the bundle the same way, and never over a file', async () => {
  const paths = [bundle({ 'logs/acme.csv': CSV })];
  await ask('mapping.save', { text: MAPPING, to: 'folder' });
  const file = join(dir, 'bundle', 'bundle.yaml');
  const { text } = await ask('import.declaration', { paths, file });
  expect(readFileSync(file, 'utf8')).toBe(text);
  const plan = await ask('import.plan', { paths });
  expect(plan.warnings).toEqual([]);
  expect(plan.members.map((m) => [m.name, m.type, m.system, m.zone])).toEqual([['logs/acme.csv', 'mapping:acme', 'acme', 'Europe/Oslo']]);
  await expect(ask('import.declaration', { paths, file })).rejects.toThrow('not written over');
});

test('what was said for all files of an import is said by hand as well', async () => {
  const path = bundle({ 'logs/acme.csv': CSV });
  const options = { as: undefined, zone: '+02:00', members: [{ name: 'logs/acme.csv', mapping: MAPPING }] };
  const plan = await ask('import.plan', { paths: [path], options });
  expect(plan.members[0]?.setByHand).toEqual(['mapping', 'zone']);
  const every = await ask('import.plan', { paths: [path], options: { as: 'table' } });
  expect(every.members[0]).toMatchObject({ setByHand: ['type'], why: 'set by you' });
  expect((await ask('import.plan', { paths: [path] })).members[0]?.setByHand).toEqual([]);
  const report = await ask('import.run', { paths: [path], options: { ...options, analyse: false } });
  expect(report.sources[0]).toMatchObject({ setByHand: ['mapping', 'zone'], typeWhy: 'declared' });
});

/** All that an import would do; not how it was found out. */
const essence = (plan: ResultOf<'import.plan'>) =>
  plan.members.map(({ why: _why, setByHand: _set, warnings: _warnings, mapping, parts, ...rest }) => ({
    ...rest,
    parts: parts?.map((p) => ({ channels: p.channels, covers: p.covers })),
    mapping: mapping === undefined ? undefined : { name: mapping.name, text: mapping.text },
  }));

test('a plan with everything set in it, written as bundle.yaml and imported again, is the same plan', async () => {
  const files = {
    'bundle.yaml': [
      'organisation: Nord',
      'period: {from: 2026-03-01T00:00:00Z, to: 2026-04-01T00:00:00Z}',
      'sources:',
      '  - {match: parts.csv, type: table, system: cmdb, channels: [mail], covers: {from: 2026-03-01T00:00:00Z, to: 2026-03-08T00:00:00Z}}',
      '  - {match: parts.csv, channels: [page], covers: {from: 2026-03-02T00:00:00Z, to: 2026-03-09T00:00:00Z}}',
      '  - {match: "inner/acme-b.csv", type: "mapping: own/acme.yaml"}',
    ].join('\n'),
    'own/acme.yaml': MAPPING.replace('mapping: acme', 'mapping: beside'),
    'inner/acme-b.csv': CSV.replaceAll('V-', 'U-'),
    'parts.csv': 'notice_id,channel,sent_at\nN1,mail,2026-03-04T10:00:00Z\n',
    'logs/acme[1].csv': CSV,
    'logs/acme*.csv': CSV.replaceAll('V-', 'W-'),
    'logs/acme{2}.csv': CSV.replaceAll('V-', 'X-'),
    'logs/acmea2b.csv': CSV.replaceAll('V-', 'Y-'),
    'left: out # or not.csv': 'a,b\n1,2\n',
  };
  const path = bundle(files);
  const covers = { from: parseInstant('2026-03-01T00:00:00Z')!, to: parseInstant('2026-04-01T00:00:00Z')! };
  const members = [
    {
      name: 'logs/acme[1].csv',
      mapping: MAPPING,
      system: 'yes: no',
      channels: ['iam-audit', 'signin'] as const,
      zone: '+01:00',
      covers,
      clock: { offset: duration(-90 * SECOND), uncertainty: duration(5 * SECOND) },
    },
    { name: 'logs/acme*.csv', mapping: MAPPING.replace('Europe/Oslo', 'Asia/Tokyo') },
    { name: 'logs/acme{2}.csv', as: 'table', zone: 'Europe/Paris' },
    { name: 'logs/acmea2b.csv', mapping: MAPPING, zone: 'Europe/Rome' },
    { name: 'left: out # or not.csv', leaveOut: true },
  ];
  const before = await ask('import.plan', { paths: [path], options: { members } });
  const said = await ask('import.declaration', { paths: [path], options: { members }, file: join(path, 'bundle-2.yaml') });
  expect(said.mappings.map((m) => m.file)).toEqual(['maps/acme.yaml', 'maps/acme-2.yaml']);
  rmSync(join(path, 'bundle.yaml'));
  renameSync(join(path, 'bundle-2.yaml'), join(path, 'bundle.yaml'));
  const after = await ask('import.plan', { paths: [path] });
  expect(after.members.map((m) => m.name)).not.toContain('maps/acme.yaml');
  expect(essence(after)).toEqual(essence(before));
  expect(essence(before).filter((m) => m.mapping !== undefined)).toHaveLength(4);
  expect(after.warnings).toEqual([]);
  expect(after.bundle).toEqual(before.bundle);
  // What it says of the whole is there too, and a second time it comes to the same text.
  const again = await ask('import.declaration', { paths: [path] });
  expect(again.text.replaceAll(/ {4}# .*| +# .*$/gm, '')).toBe(said.text.replaceAll(/ {4}# .*| +# .*$/gm, ''));
  const report = await ask('import.run', { paths: [path], options: { analyse: false } });
  expect(report.sources.find((s) => s.name === 'logs/acme[1].csv')).toMatchObject({
    system: 'yes: no',
    zone: '+01:00',
    declared: covers,
    clock: { offset: duration(-90 * SECOND), uncertainty: duration(5 * SECOND) },
    setByHand: [],
  });
});

test('of an archive that was given by itself the plan holds with bundle.yaml beside it', async () => {
  const path = bundle({ 'note.txt': '' });
  const archive = join(path, 'handed.zip');
  writeFileSync(archive, zip([{ name: 'logs/acme.csv', data: Buffer.from(CSV) }]));
  const members = [{ name: 'logs/acme.csv', mapping: MAPPING, zone: '+03:00' }];
  await ask('import.declaration', { paths: [archive], options: { members }, file: join(path, 'bundle.yaml') });
  const after = await ask('import.plan', { paths: [archive, join(path, 'bundle.yaml')] });
  expect(after.members).toMatchObject([{ name: 'handed.zip/logs/acme.csv', type: 'mapping:acme', zone: '+03:00' }]);
});
