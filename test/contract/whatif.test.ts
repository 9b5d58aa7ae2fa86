/** Matrix, questions and what-if through the engine, on a small case: nothing that is asked changes it. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDispatcher } from '../../electron/engine/dispatch.ts';
import { handlers } from '../../electron/engine/handlers/all.ts';
import type { Args, RequestName, ResultOf } from '../../shared/contract/requests.ts';
import { DEFAULT_POLICY_YAML } from '../../shared/policy/policy.ts';

let dir: string;
const dispatcher = createDispatcher(handlers, () => undefined, { open: undefined });
async function ask<K extends RequestName>(name: K, args: Args<K>): Promise<ResultOf<K>> {
  const answer = await dispatcher.request({ id: 1, name, args });
  if (answer.type !== 'result') throw new Error(answer.type === 'error' ? `${answer.error.position ?? ''} ${answer.error.message}` : answer.type);
  return answer.value as ResultOf<K>;
}
const write = (name: string, text: string): string => {
  const file = join(dir, name);
  writeFileSync(file, text);
  return file;
};

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tracewake-whatif-'));
  const bundle = join(dir, 'bundle');
  mkdirSync(bundle);
  write('bundle/bundle.yaml', 'period: {from: 2026-03-01T00:00:00Z, to: 2026-03-15T00:00:00Z}\n');
  write(
    'bundle/events.csv',
    'event_id,time,kind,actor,target,outcome,access\ng1,2026-03-04T10:00:00Z,role.granted,email:sam@ship.example,name:svc-tide,success,admin\ng2,2026-03-05T10:00:00Z,role.granted,email:sam@ship.example,name:svc-reef,success,admin\n',
  );
  write(
    'bundle/identities.csv',
    'identity,kind,display_name,service,privilege_tier\nname:svc-tide,service-account,svc-tide,tide,2\nname:svc-reef,service-account,svc-reef,reef,2\n',
  );
  write(
    'bundle/claims.csv',
    'subject,subject_type,role,party,party_type,valid_from,as_of,system\nname:svc-tide,identity,owner,harbour,team,2025-01-01T00:00:00Z,2026-02-20T00:00:00Z,cmdb\n',
  );
  write(
    'bundle/teams.csv',
    'team,member,email\nharbour,email:holly@ship.example,harbour@ship.example\nplatform,email:pat@ship.example,platform@ship.example\n',
  );
  await ask('case.create', { dir: join(dir, 'a.case'), title: 'A', investigator: 'R <r@example.org>' });
  await ask('import.run', { paths: [bundle] });
});
afterAll(async () => {
  await ask('case.close', {});
  rmSync(dir, { recursive: true });
});

test('a row of the matrix is the wakes that its filter leaves', async () => {
  const view = await ask('matrix.view', { by: 'team' });
  expect(view.rows.map((r) => [r.value, r.wakes])).toEqual([
    ['harbour', 1],
    ['', 1],
  ]);
  for (const row of view.rows) {
    const wakes = await ask('wakes.list', { filter: { groups: [{ by: 'team', value: row.value }] }, offset: 0, limit: 10 });
    expect(wakes.total).toBe(row.wakes);
    for (const [i, stage] of (
      ['signalled', 'delivered', 'reached', 'acknowledged', 'acted', 'verified', 'certified', 'recorded'] as const
    ).entries()) {
      for (const verdict of ['met', 'unmet', 'unknown', 'partial', 'late'] as const) {
        const some = await ask('wakes.list', {
          filter: { groups: [{ by: 'team', value: row.value }], stage, verdicts: [verdict] },
          offset: 0,
          limit: 10,
        });
        expect(some.total).toBe(row.cells[i]?.[verdict]);
      }
    }
  }
});

test('every way to split counts all wakes', async () => {
  for (const by of ['kind', 'application', 'identity-kind', 'tier', 'month'] as const) {
    const view = await ask('matrix.view', { by });
    expect(view.all.wakes).toBe(2);
    expect(view.rows.reduce((n, r) => n + r.wakes, 0)).toBe(2);
  }
});

test('the twelve questions cite records that open', async () => {
  const answers = await ask('questions.list', {});
  expect(answers).toHaveLength(12);
  for (const a of answers) for (const record of a.citations.slice(0, 5)) expect((await ask('record.raw', { record })).text).not.toBe('');
  const { lines } = await ask('machine.questions', {});
  for (const line of lines)
    expect(Object.keys(JSON.parse(line) as object).slice(0, 6)).toEqual(['number', 'question', 'verdict', 'answer', 'citations', 'missing']);
});

test('a corrected owner ends the gap that nobody owned the identity, and the case knows nothing of it', async () => {
  const head = (await ask('custody.list', {})).head;
  const bytes = readFileSync(join(dir, 'a.case', 'case.db'));
  const claims = write(
    'claims.csv',
    'subject,subject_type,role,party,party_type\nname:svc-reef,identity,owner,platform,team\nname:nobody,identity,owner,platform,team\n',
  );
  const view = await ask('whatif.run', { claimsFile: claims });
  expect(view.claims).toMatchObject({ rows: 2, replaced: 0, warnings: ['row 2: no identity "name:nobody" in this case'] });
  expect(view.lost.map((f) => f.rule)).toContain('owner.missing');
  const { rows, total } = await ask('whatif.changes', { offset: 0, limit: 100 });
  expect(total).toBe(view.changed);
  expect(new Set(rows.map((r) => r.subject))).toEqual(new Set(['svc-reef']));
  const { lines } = await ask('machine.whatIf', {});
  expect(lines.map((l) => JSON.parse(l) as object)).toHaveLength(total);
  expect((await ask('custody.list', {})).head).toBe(head);
  expect(readFileSync(join(dir, 'a.case', 'case.db')).equals(bytes)).toBe(true);
  expect((await ask('findings.list', {})).rows.map((f) => f.rule)).toContain('owner.missing');
});

test('a row stands in place of what the case says of the same subject and role', async () => {
  const claims = write('claims2.csv', 'subject,subject_type,role,party,party_type\nname:svc-tide,identity,owner,platform,team\n');
  const view = await ask('whatif.run', { claimsFile: claims });
  expect(view.claims).toMatchObject({ replaced: 1, subjects: [{ was: ['harbour'], is: ['platform'] }] });
});

test('a source of a plain table says which of them it is', async () => {
  const { sources } = await ask('sources.list', {});
  expect(sources.map((s) => [s.name, s.typeTitle])).toContainEqual(['claims.csv', 'Plain table: claims']);
  expect(sources.map((s) => [s.name, s.typeTitle])).toContainEqual(['teams.csv', 'Plain table: teams']);
});

test('the claims of the case themselves propose nothing', async () => {
  const own = await ask('whatif.run', { claimsFile: join(dir, 'bundle', 'claims.csv') });
  expect(own.claims).toMatchObject({ rows: 1, replaced: 1, subjects: [] });
  expect(own.changed).toBe(0);
  const later = write(
    'claims3.csv',
    'subject,subject_type,role,party,party_type,valid_from,as_of,system\nname:svc-tide,identity,owner,harbour,team,2026-03-04T12:00:00Z,2026-02-20T00:00:00Z,cmdb\n',
  );
  expect((await ask('whatif.run', { claimsFile: later })).claims?.subjects).toMatchObject([{ was: ['harbour'], is: ['harbour'] }]);
});

test('a policy that asks for nothing ends every gap but those of the records themselves', async () => {
  const policyText = `${DEFAULT_POLICY_YAML.slice(0, DEFAULT_POLICY_YAML.indexOf('obligations:'))}obligations: []\n`;
  const view = await ask('whatif.run', { policyText });
  expect(view.gaps.after).toBeLessThanOrEqual(view.gaps.before);
  expect(view.gained).toEqual([]);
  const matrix = await ask('whatif.matrix', { by: 'kind' });
  expect(matrix.all.before?.wakes).toBe(2);
  expect(matrix.all.changed).toContain(true);
  expect((await ask('whatif.last', {})).view).toEqual(view);
  await ask('whatif.discard', {});
  expect((await ask('whatif.last', {})).view).toBeUndefined();
});

test('a mistake in the policy is said with its line and column', async () => {
  await expect(ask('whatif.run', { policyText: 'name: x\nrevision: 1\nsilence: 3\n' })).rejects.toThrow('line 3, column 10');
});

test('a file without claims is refused, and so is a what-if of nothing', async () => {
  await expect(ask('whatif.run', { claimsFile: write('x.csv', 'a,b\n1,2\n') })).rejects.toThrow('claims');
  await expect(ask('whatif.run', { claimsFile: join(dir, 'none.csv') })).rejects.toThrow('no such file');
  await expect(ask('whatif.run', {})).rejects.toThrow('needs another policy');
});

test('a what-if that is cancelled says so and leaves the last one as it was', async () => {
  const claims = write('claims3.csv', 'subject,subject_type,role,party,party_type\nname:svc-tide,identity,owner,platform,team\n');
  const view = await ask('whatif.run', { claimsFile: claims });
  const running = dispatcher.request({ id: 77, name: 'whatif.run', args: { policyText: DEFAULT_POLICY_YAML, claimsFile: claims } });
  dispatcher.cancel(77);
  expect(await running).toMatchObject({ type: 'error', error: { code: 'cancelled' } });
  expect((await ask('whatif.last', {})).view).toEqual(view);
});

test('a proposed owner who had left by then is said to make no owner, one who left later from when on', async () => {
  const people = write(
    'people.csv',
    [
      'person,email,display_name,status,start,end',
      'email:gone@ship.example,gone@ship.example,Gone Grey,left,2020-01-01T00:00:00Z,2026-02-01T00:00:00Z',
      'email:soon@ship.example,soon@ship.example,Soon Sand,left,2020-01-01T00:00:00Z,2026-03-10T00:00:00Z',
      'email:late@ship.example,late@ship.example,Late Loam,left,2020-01-01T00:00:00Z,2026-04-10T00:00:00Z',
      '',
    ].join('\n'),
  );
  await ask('import.run', { paths: [people] });
  const claims = write(
    'claims4.csv',
    [
      'subject,subject_type,role,party,party_type,valid_from',
      'name:svc-tide,identity,owner,email:gone@ship.example,person,',
      'name:svc-reef,identity,owner,email:soon@ship.example,person,',
      'name:svc-reef,identity,owner,email:soon@ship.example,person,2026-03-12T00:00:00Z',
      'name:svc-reef,identity,owner,email:late@ship.example,person,',
      'name:svc-reef,identity,owner,email:holly@ship.example,person,',
      '',
    ].join('\n'),
  );
  const view = await ask('whatif.run', { claimsFile: claims });
  expect(view.claims?.warnings).toEqual([
    'row 1: Gone Grey had left by then, on 2026-02-01: the row makes nobody an owner',
    'row 2: Soon Sand left on 2026-03-10: from then on the row makes nobody an owner',
    'row 3: Soon Sand had left by then, on 2026-03-10: the row makes nobody an owner',
  ]);
});
