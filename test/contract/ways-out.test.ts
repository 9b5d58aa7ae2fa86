/** The case handed out to other tools, and read again as they would read it. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDispatcher, type Dispatcher } from '../../electron/engine/dispatch.ts';
import { handlers } from '../../electron/engine/handlers/all.ts';
import type { TracewakeError } from '../../shared/contract/errors.ts';
import type { Args, RequestName, ResultOf } from '../../shared/contract/requests.ts';
import type { WayOut } from '../../shared/model/ways-out.ts';
import { ocsfProblems } from '../unit/ways-out/ocsf-rules.ts';
import { stixProblems } from '../unit/ways-out/stix-rules.ts';

let dir: string;
let engine: Dispatcher;
let id = 0;
let onProgress: () => void = () => undefined;

const answer = <K extends RequestName>(name: K, args: Args<K>) => engine.request({ id: ++id, name, args });
async function ask<K extends RequestName>(name: K, args: Args<K>): Promise<ResultOf<K>> {
  const a = await answer(name, args);
  if (a.type === 'error') throw new Error(`${name}: ${a.error.message}`);
  return (a as { value: unknown }).value as ResultOf<K>;
}
async function failure<K extends RequestName>(name: K, args: Args<K>): Promise<TracewakeError> {
  const a = await answer(name, args);
  if (a.type !== 'error') throw new Error('no failure');
  return a.error;
}
const at = (name: string): string => join(dir, name);
const to = (format: WayOut, name: string, more: Partial<Args<'export.to'>> = {}) => ask('export.to', { format, out: at(name), ...more });
const lines = (name: string): string[] => readFileSync(at(name), 'utf8').trimEnd().split('\n');

/** What a round trip keeps. */
async function timeline(): Promise<string[]> {
  const all: string[] = [];
  let after: string | undefined;
  do {
    const page = await ask('timeline.page', { after, limit: 10_000 });
    all.push(
      ...page.rows
        .filter((r) => r.time !== undefined)
        .map((r) => JSON.stringify([r.time, r.kind, r.actorAlias, r.targetAlias, r.outcome, r.nativeId, r.operation])),
    );
    after = page.next;
  } while (after !== undefined);
  return all.sort();
}

const HOSTILE = [
  'event_id,time,kind,actor,on_behalf_of,target,outcome,access,correlation,approver,approved_at,reason,incident',
  // Formulas, a quote and a line end in a cell, an id that another system has too, a row without a time.
  `"=HYPERLINK(""http://x.example"")",2026-03-04T07:41:26.207123Z,role.granted,"name:=1+1",,upn:-dash@norrvik.example,success,@SUM(A1),,,,"two\nlines",`,
  `'quoted,2026-03-04T07:41:27Z,role.granted,"name:a;=cmd|' /C calc'!A0",,"name:x, ""y""",failure,"＝full",c1|c2,,,+reason,`,
  'same-id,2026-03-04T07:41:28Z,group.added,name:a,,name:b,success,admins,,,,,',
  '-5,1969-12-31T23:59:59.999999Z,account.created,name:a,,name:old,success,,,,,,',
  'undated,,account.created,name:a,,name:undated,success,,,,,,',
  // What moves a terminal's cursor or ends a text early, and the pictures that stand for it.
  '"\u001b[2J\u0000\u007f\u009b2J␛␦␀␦[",2026-03-04T07:41:29Z,role.granted,"name:\u001b]0;x\u0007","","name:\u0090x\u0008",success,"\u0000=1+1",,,,"␦\u001b",',
].join('\n');
const OTHER = [
  'event_id,time,kind,actor,on_behalf_of,target,outcome,access,correlation,approver,approved_at,reason,incident',
  'same-id,2026-03-04T07:41:28Z,group.added,name:a,,name:c,success,admins,,,,,',
].join('\n');

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tracewake-ways-out-'));
  engine = createDispatcher(handlers, (pushed) => {
    if (pushed.type === 'progress') onProgress();
  });
  await ask('demo.bundle', { dir: at('bundle') });
  for (const name of ['demo.bundle', 'demo.run'] as const)
    expect(await failure(name, { dir: at('bundle') })).toMatchObject({ code: 'environment', message: 'the directory is not empty' });
  mkdirSync(at('bundle/more'), { recursive: true });
  writeFileSync(at('bundle/more/hostile.csv'), HOSTILE);
  writeFileSync(at('bundle/more/other.csv'), OTHER);
  await ask('case.create', { dir: at('case'), title: 'Norrvik', investigator: 'A <a@example.org>', tlp: 'AMBER+STRICT' });
  await ask('import.run', { paths: [at('bundle')], options: { keep: 'reference' } });
});
afterAll(async () => {
  await ask('case.close', {});
  rmSync(dir, { recursive: true });
});

describe('a timeline for Timesketch', () => {
  test.each(['t.csv', 't.jsonl'])('comes back from %s as it went', async (name) => {
    const made = await to('timesketch', name);
    const before = await timeline();
    expect(made.rows).toBe(before.length);
    expect(made.notes).toEqual(['1 event has no time, and no place in this format: left out']);
    await ask('case.create', { dir: at(`again-${name}`), title: 'again', investigator: 'B <b@example.org>' });
    const report = await ask('import.run', { paths: [at(name)], options: { analyse: false } });
    expect(report.sources).toMatchObject([{ type: 'tracewake-timeline', read: before.length, accepted: before.length, duplicate: 0 }]);
    expect(await timeline()).toEqual(before);
    await ask('case.open', { dir: at('case') });
  });

  test('has the fields that Timesketch asks for, with the time in microseconds', async () => {
    await to('timesketch', 'fields.jsonl', { filter: { search: 'HYPERLINK' } });
    const [row] = lines('fields.jsonl').map((l) => JSON.parse(l) as Record<string, unknown>);
    expect(row).toMatchObject({
      datetime: '2026-03-04T07:41:26.207123+00:00',
      timestamp: 1_772_610_086_207_123,
      timestamp_desc: 'Event Time',
      native_id: '=HYPERLINK("http://x.example")',
      actor: 'name:=1+1',
      source_type: 'table',
    });
    expect(row?.tag).toEqual(expect.arrayContaining(['role.granted']));
    expect(row?.message).not.toContain('\n');
  });
});

/** RFC 4180, read by hand: the product's own reader would share its mistakes. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const m of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|$)/g)) {
    if (m[0] === '' && m.index === text.length) break;
    rows.at(-1)?.push(m[1]?.replaceAll('""', '"') ?? m[2] ?? '');
    if (m[3] !== ',') rows.push([]);
  }
  return rows.filter((r) => r.length > 0);
}

describe('a table for a spreadsheet', () => {
  test('holds every event, with nothing in it that a spreadsheet would run', async () => {
    const made = await to('csv', 'sheet.csv');
    const text = readFileSync(at('sheet.csv'), 'utf8');
    expect(text.startsWith('\ufeffdatetime,message,event_id,')).toBe(true);
    const rows = parseCsv(text.slice(1));
    expect(rows).toHaveLength(made.rows + 1);
    expect(rows.every((r) => r.length === rows[0]?.length)).toBe(true);
    const cells = rows.flat();
    expect(cells.filter((c) => /^[=+\-@\t\r\n＝＋－＠]/.test(c) && !/^-?\d+$/.test(c))).toEqual([]);
    expect(cells.filter((c) => /[;\t\r\n]\s*[=+\-@]/.test(c))).toEqual([]);
    expect(cells).toContain(`'=HYPERLINK("http://x.example")`);
    expect(rows.filter((r) => r[0] === '' && r.includes('name:undated'))).toHaveLength(1);
  });
});

describe('control characters', () => {
  test.each([
    ['timesketch', 'controls.csv'],
    ['csv', 'controls-sheet.csv'],
  ] as const)('stand raw nowhere in %s but as tabs and line ends', async (format, name) => {
    await to(format, name);
    const text = readFileSync(at(name), 'utf8');
    expect(text.match(/[\p{Cc}]/gu)?.filter((c) => !'\t\r\n'.includes(c)) ?? []).toEqual([]);
    expect(text).toContain('␛[2J␀␡␦[2J␦␛␦␦␦␀␦␦[');
  });
});

describe('OCSF', () => {
  test('each line is valid for its class', async () => {
    const made = await to('ocsf', 'events.jsonl');
    const events = lines('events.jsonl').map((l) => JSON.parse(l) as Record<string, unknown>);
    expect(events).toHaveLength(made.rows);
    expect(events.flatMap((e) => ocsfProblems(e).map((p) => `${String(e.class_uid)}: ${p}`)).slice(0, 5)).toEqual([]);
    expect(new Set(events.map((e) => e.class_uid)).size).toBeGreaterThanOrEqual(8);
  });
});

describe('Parquet', () => {
  test('has every event in typed columns', async () => {
    const made = await to('parquet', 'events.parquet');
    const file = readFileSync(at('events.parquet'));
    const bytes = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength);
    const { schema, num_rows } = parquetMetadata(bytes);
    expect(Number(num_rows)).toBe(made.rows);
    expect(schema.find((s) => s.name === 'time')).toMatchObject({
      type: 'INT64',
      logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
    });
    const rows = await parquetReadObjects({ file: bytes });
    const hostile = rows.filter((r) => r.source_file === 'more/hostile.csv');
    expect(hostile).toHaveLength(6);
    expect(hostile.find((r) => r.native_id === "'quoted")).toMatchObject({
      time: new Date('2026-03-04T07:41:27Z'),
      outcome: 'failure',
      actor: "name:a;=cmd|' /C calc'!A0",
      correlation: ['c1', 'c2'],
      class_uid: 3005,
      interactive: null,
    });
    expect(hostile.find((r) => r.native_id === 'undated')?.time).toBeNull();
    expect(rows.map((r) => r.event_id).sort()).toEqual([...new Set(rows.map((r) => r.event_id))].sort());
  });
});

describe('the findings', () => {
  test('are a layer of the ATT&CK Navigator', async () => {
    const made = await to('navigator', 'layer.json');
    const layer = JSON.parse(readFileSync(at('layer.json'), 'utf8'));
    expect(layer).toMatchObject({ domain: 'enterprise-attack', versions: { layer: '4.5', navigator: expect.stringMatching(/^\d+\.\d+\.\d+$/) } });
    expect(layer.techniques).toHaveLength(made.rows);
    expect(made.rows).toBeGreaterThan(0);
    for (const t of layer.techniques) {
      expect(t.techniqueID).toMatch(/^T\d{4}(\.\d{3})?$/);
      expect([25, 50, 75, 100]).toContain(t.score);
      expect(t.comment).not.toBe('');
    }
  });

  test('are a STIX bundle whose ids are the same every time', async () => {
    const made = await to('stix', 'bundle.json');
    const bundle = JSON.parse(readFileSync(at('bundle.json'), 'utf8'));
    expect(stixProblems(bundle)).toEqual([]);
    expect(bundle.objects).toHaveLength(made.rows);
    const { rows } = await ask('findings.list', {});
    expect(bundle.objects.filter((o: { type: string }) => o.type === 'note')).toHaveLength(rows.length);
    expect((await to('stix', 'bundle-again.json')).sha256).toBe(made.sha256);
  });

  test('that were dismissed are in neither', async () => {
    const { rows } = await ask('findings.list', {});
    const cited = rows.find((f) => f.rule === 'breakglass.overrun')!;
    await ask('finding.dispose', { finding: cited.id, as: 'dismissed', reason: 'a drill' });
    await to('stix', 'less.json');
    await to('navigator', 'less-layer.json');
    expect(readFileSync(at('less.json'), 'utf8')).not.toContain(cited.id);
    expect(readFileSync(at('less-layer.json'), 'utf8')).not.toContain(cited.id);
    await ask('finding.dispose', { finding: cited.id, as: 'open', reason: 'no drill' });
  });

  test('are not there before an analysis', async () => {
    await ask('case.create', { dir: at('empty'), title: 'empty', investigator: 'B <b@example.org>' });
    expect(await failure('export.to', { format: 'stix', out: at('none.json') })).toMatchObject({ code: 'not-found' });
    expect(existsSync(at('none.json'))).toBe(false);
    expect((await to('parquet', 'none.parquet')).rows).toBe(0);
    const file = readFileSync(at('none.parquet'));
    expect(Number(parquetMetadata(file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength)).num_rows)).toBe(0);
    await ask('case.open', { dir: at('case') });
  });
});

describe('a file', () => {
  test('that is there stays, unless it is to be overwritten; then it is replaced whole', async () => {
    writeFileSync(at('there.csv'), 'mine');
    expect(await failure('export.to', { format: 'csv', out: at('there.csv') })).toMatchObject({
      code: 'environment',
      file: at('there.csv'),
      advice: expect.stringContaining('--overwrite'),
    });
    // A directory that is not there is not made: who mistyped it would look for the file elsewhere.
    expect(await failure('export.to', { format: 'csv', out: at('nope/x.csv') })).toMatchObject({ code: 'environment', file: at('nope') });
    expect(existsSync(at('nope'))).toBe(false);
    // Only the case's own place is.
    expect((await to('csv', 'case/out/x.csv', { filter: { kinds: ['breakglass.opened'] } })).file).toBe(at('case/out/x.csv'));
    expect(readFileSync(at('there.csv'), 'utf8')).toBe('mine');
    const made = await to('csv', 'there.csv', { overwrite: true, filter: { kinds: ['breakglass.opened'] } });
    expect(
      createHash('sha256')
        .update(readFileSync(at('there.csv')))
        .digest('hex'),
    ).toBe(made.sha256);
    expect(made.rows).toBe(lines('there.csv').length - 1);
  });

  test('is entered in the custody log with its hash', async () => {
    const made = await to('ocsf', 'entered.jsonl', { filter: { kinds: ['breakglass.opened'] } });
    const { entries } = await ask('custody.list', {});
    expect(entries.at(-1)).toMatchObject({ action: 'case.handed-out', subjects: ['entered.jsonl'] });
    expect(JSON.stringify(entries.at(-1))).toContain(made.sha256);
  });

  test('of a cancelled export is not there, nor anything of it, nor in the log; the old one stays', async () => {
    writeFileSync(at('kept.csv'), 'mine');
    const head = (await ask('case.summary', {})).custody.head;
    const request = ++id;
    onProgress = () => engine.cancel(request);
    const a = await engine.request({ id: request, name: 'export.to', args: { format: 'csv', out: at('kept.csv'), overwrite: true } });
    onProgress = () => undefined;
    expect(a).toMatchObject({ type: 'error', error: { code: 'cancelled' } });
    expect(readFileSync(at('kept.csv'), 'utf8')).toBe('mine');
    expect(readdirSync(dir).filter((name) => name.endsWith('.part'))).toEqual([]);
    expect((await ask('case.summary', {})).custody.head).toBe(head);
  });

  test('of the findings takes no filter of the timeline, and a directory is no file', async () => {
    expect(await failure('export.to', { format: 'stix', out: at('f.json'), filter: { search: 'x' } })).toMatchObject({ code: 'usage' });
    expect(await failure('export.to', { format: 'csv', out: dir, overwrite: true })).toMatchObject({ code: 'environment' });
  });
});
