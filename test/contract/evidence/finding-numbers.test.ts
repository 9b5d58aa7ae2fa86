/** A finding has one number for the life of its case: in what is typed, in every revision of the package, and where it is built again. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listCustody } from '../../../electron/engine/custody/log.ts';
import type { LevelReport } from '../../../shared/evidence/verdict.ts';
import { Desk, INVESTIGATOR, LOGS } from './again-draw.ts';

let dir: string;
let desk: Desk;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tracewake-numbers-'));
  desk = new Desk(dir);
  desk.files(LOGS);
  await desk.ask('case.create', { dir: desk.path('case'), title: 'A case', investigator: INVESTIGATOR });
});
afterEach(async () => {
  await desk.ask('case.close', {});
  rmSync(dir, { recursive: true, force: true });
});

const add = (name: string) => desk.ask('import.run', { paths: [desk.path(`logs/${name}`)], options: {} });
const numbers = async (): Promise<Map<string, string>> => new Map((await desk.ask('findings.list', {})).rows.map((f) => [f.id, f.number]));
const failure = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no failure',
    (e: Error) => e.message,
  );
async function l5(): Promise<LevelReport> {
  await desk.pack();
  const view = await new Desk(dir).ask('evidence.verify', { file: desk.path('p.zip'), level: 5 });
  return view.levels.find((l) => l.level === 'L5') as LevelReport;
}
const PASSED = { result: 'PASSED', problems: [] };

const SHIP: Readonly<Record<string, string>> = {
  'ship/people.csv':
    'person,display_name,status,start,aliases\nhr-id:1,Anna Berg,active,2020-01-01T00:00:00Z,upn:anna@ship.example|email:anna@ship.example\n',
  'ship/events.csv':
    'event_id,time,kind,actor,target,outcome\nE1,2026-03-04T10:00:00Z,password.reset,upn:bo@ship.example,upn:anna@ship.example,success\n',
  'ship/notices.csv': `notice_id,sent_at,channel,sender,recipients,subject,body,status,status_at,related_id
N1,2026-03-04T10:02:00Z,mail,it@ship.example,email:anna@ship.example,Please call us,anna@ship.example should call the desk,delivered,2026-03-04T10:02:05Z,
`,
  'ship/bundle.yaml': `version: 1
period: {from: 2026-03-01T00:00:00Z, to: 2026-03-15T00:00:00Z}
sources:
  - {match: notices.csv, channels: [mail, page, ticket], covers: {from: 2026-03-01T00:00:00Z, to: 2026-03-15T00:00:00Z}}
`,
};

/** Nobody was told by a notice that says so; once a weak one is tied to the event, that finding is gone. */
async function missing(): Promise<{ id: string; number: string }> {
  desk.files(SHIP);
  await desk.ask('import.run', { paths: [desk.path('ship')], options: {} });
  const found = (await desk.ask('findings.list', {})).rows.find((f) => f.rule === 'notice.missing')!;
  await desk.ask('finding.dispose', { finding: found.number, as: 'confirmed', reason: 'asked the mail team' });
  await desk.ask('notes.add', { on: found.number, text: 'Two heads to ask.' });
  return found;
}
const tie = (accept: boolean) => desk.ask('tie.decide', { observation: 'N1', event: 'E1', accept, reason: 'the desk says so' });

describe('a finding', () => {
  test('keeps its number when others come before it in the list, and those get the next ones', async () => {
    for (const name of ['people.csv', 'events.csv']) await add(name);
    const first = await numbers();
    expect([...first.values()]).toEqual(['F-0001', 'F-0002', 'F-0003', 'F-0004']);
    await add('mail');
    await add('');
    const then = await numbers();
    expect(then.size).toBeGreaterThan(first.size);
    // Had the place in the list been the number, this would not be so.
    expect([...then.keys()].filter((id) => first.has(id))).not.toEqual([...then.keys()].slice(0, first.size));
    expect([...first].map(([id]) => then.get(id))).toEqual([...first.values()]);
    expect(new Set(then.values()).size).toBe(then.size);
    expect((await desk.ask('notes.add', { on: 'F-0002', text: 'the same one' })).on).toBe([...first.keys()][1]);
    expect(await l5()).toMatchObject(PASSED);
  });

  test('that somebody judged is named by the analysis that finds it no more, by what asks for it, and in the package', async () => {
    const { id, number } = await missing();
    const said = `${number} notice.missing, confirmed by ${INVESTIGATOR}, with a note, is no longer found`;
    const { analysed } = await tie(true);
    expect(analysed.gone).toEqual([expect.objectContaining({ number, text: said, notes: [expect.objectContaining({ text: 'Two heads to ask.' })] })]);
    expect((await numbers()).has(id)).toBe(false);
    const { seq } = listCustody(desk.state.open!).findLast((e) => e.header.action === 'analysis.run')!;
    for (const name of [id, number]) {
      for (const asked of [
        desk.ask('explain', { finding: name }),
        desk.ask('finding.detail', { finding: name }),
        desk.ask('finding.dispose', { finding: name, as: 'open', reason: 'again' }),
        desk.ask('notes.add', { on: name, text: 'more' }),
      ])
        expect(await failure(asked)).toContain(`${said} since the analysis of custody entry ${seq}`);
    }
    // Told once, not by each analysis from then on.
    expect(await desk.ask('analysis.run', {})).not.toHaveProperty('gone');
    const report = (await desk.pack('with.zip')).text('data/report/report.html');
    expect(report).toMatch(new RegExp(`<tr id="${number}"><td>${number}</td><td>notice.missing</td>[^]*asked the mail team[^]*Two heads to ask`));
    expect(await l5()).toMatchObject(PASSED);
  });

  test('that is found again has its old number, and no other one had it meanwhile', async () => {
    const { id, number } = await missing();
    await tie(true);
    await add('azure');
    expect([...(await numbers()).values()]).not.toContain(number);
    await tie(false);
    expect((await numbers()).get(id)).toBe(number);
    expect((await desk.ask('finding.detail', { finding: number })).line.disposition).toBe('confirmed');
    expect(await l5()).toMatchObject(PASSED);
  });

  test('that was judged and gone before the case kept numbers is not said never to have been', async () => {
    const { id } = await missing();
    await tie(true);
    await desk.ask('case.close', {});
    const db = new Database(desk.path('case/case.db'));
    db.exec('DROP TABLE finding_number');
    db.pragma('user_version = 50');
    db.close();
    await desk.ask('case.open', { dir: desk.path('case') });
    const said = `${id}, confirmed by ${INVESTIGATOR}, with a note, is no longer found`;
    expect(await failure(desk.ask('explain', { finding: id }))).toContain(said);
    expect(await failure(desk.ask('explain', { finding: `${id}-x` }))).toContain('no finding');
  });

  test('of a case of an older version is numbered by the list that it had, and so where it is built again', async () => {
    for (const name of ['people.csv', 'events.csv', 'mail']) await add(name);
    const ordered = [...(await numbers()).keys()];
    await desk.ask('case.close', {});
    const db = new Database(desk.path('case/case.db'));
    db.exec('DROP TABLE finding_number');
    db.pragma('user_version = 50');
    db.close();
    await desk.ask('case.open', { dir: desk.path('case') });
    expect([...(await numbers())]).toEqual(ordered.map((id, i) => [id, `F-${String(i + 1).padStart(4, '0')}`]));
    await add('');
    expect(await l5()).toMatchObject(PASSED);
  });
});
