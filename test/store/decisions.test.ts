import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDispatcher, type Dispatcher } from '../../electron/engine/dispatch.ts';
import { handlers } from '../../electron/engine/handlers/all.ts';
import { type Duration, parseDuration, parseInstant } from '../../shared/base/instant.ts';
import type { TracewakeError } from '../../shared/contract/errors.ts';
import type { Args, RequestName, ResultOf } from '../../shared/contract/requests.ts';

let dir: string;
let logs: string;
let dispatcher: Dispatcher;
let id = 0;

async function answer<K extends RequestName>(name: K, args: Args<K>) {
  return dispatcher.request({ id: ++id, name, args });
}
async function ask<K extends RequestName>(name: K, args: Args<K>): Promise<ResultOf<K>> {
  const a = await answer(name, args);
  if (a.type === 'error') throw new Error(`${name}: ${a.error.message}`);
  return (a as { value: unknown }).value as ResultOf<K>;
}
async function error<K extends RequestName>(name: K, args: Args<K>): Promise<TracewakeError> {
  const a = await answer(name, args);
  if (a.type !== 'error') throw new Error('no failure');
  return a.error;
}
const file = (name: string, lines: readonly string[]): void => writeFileSync(join(logs, name), `${lines.join('\n')}\n`);
const duration = (text: string): Duration => parseDuration(text)!;

/** The machine output of identities as sets of aliases. */
const identities = async (): Promise<{ aliases: string[]; why: string[]; kind: string; suggestions: { with: string; why: string }[] }[]> =>
  (await ask('machine.identities', {})).lines.map((l) => JSON.parse(l));
const together = async (a: string): Promise<string[]> => (await identities()).find((i) => i.aliases.includes(a))?.aliases ?? [];
const rules = async (): Promise<string[]> => (await ask('machine.findings', {})).lines.map((l) => (JSON.parse(l) as { rule: string }).rule).sort();
const wake = async (event: string) => JSON.parse((await ask('machine.wakes', { filter: { event } })).lines[0]!);

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tracewake-'));
  logs = join(dir, 'logs');
  mkdirSync(logs);
  dispatcher = createDispatcher(handlers, () => undefined);
  await ask('case.create', { dir: join(dir, 'case'), title: 'a case', investigator: 'A. Berg <a@example.org>' });
});
afterEach(async () => {
  await ask('case.close', {});
  rmSync(dir, { recursive: true });
});
const run = () => ask('import.run', { paths: [logs], options: {} });

const PEOPLE = [
  'person,display_name,status,start,aliases',
  'hr-id:1,Anna Berg,active,2020-01-01T00:00:00Z,upn:anna@ship.example|email:anna@ship.example',
  'hr-id:2,Bo Stone,active,2020-01-01T00:00:00Z,upn:bo@ship.example|email:bo@ship.example',
];
const EVENTS = [
  'event_id,time,kind,actor,target,outcome',
  'E1,2026-03-04T10:00:00Z,password.reset,upn:bo@ship.example,upn:anna@ship.example,success',
  'E2,2026-03-05T10:00:00Z,session.started,github-login:anna,github-login:anna,success',
];
const NOTICES = [
  'notice_id,sent_at,channel,sender,recipients,subject,body,status,status_at,related_id',
  'N1,2026-03-04T10:02:00Z,mail,it@ship.example,email:anna@ship.example,Please call us,anna@ship.example should call the desk,delivered,2026-03-04T10:02:05Z,',
  'N1,2026-03-04T10:02:00Z,mail,it@ship.example,email:anna@ship.example,,,seen,2026-03-04T10:09:00Z,',
  'N2,2026-03-09T10:00:00Z,mail,it@ship.example,email:bo@ship.example,Lunch,Lunch at noon,delivered,2026-03-09T10:00:05Z,',
];
const BUNDLE = ['version: 1', 'period: {from: 2026-03-01T00:00:00Z, to: 2026-03-15T00:00:00Z}'];

function organisation(): void {
  file('people.csv', PEOPLE);
  file('events.csv', EVENTS);
  file('notices.csv', NOTICES);
}

describe('who is who', () => {
  beforeEach(async () => {
    organisation();
    await run();
  });

  test('what evidence joins is joined with its reason; a like login is offered and not used', async () => {
    const all = await identities();
    const anna = all.find((i) => i.aliases.includes('hr-id:1'))!;
    expect(anna.aliases).toEqual(['email:anna@ship.example', 'hr-id:1', 'upn:anna@ship.example']);
    expect(anna.why.join('\n')).toContain('human resources lists both');
    expect(anna.suggestions).toMatchObject([{ with: 'github-login:anna', why: expect.stringContaining('the same login, anna') }]);
    expect(await together('github-login:anna')).toEqual(['github-login:anna']);
  });

  test('a join is kept with its reason, a split of it undoes it, and both stay in the history', async () => {
    const done = await ask('identity.join', { identity: 'hr-id:1', with: 'github-login:anna', reason: 'she says so' });
    expect(done).toMatchObject({ decision: { family: 'join', reason: 'she says so', by: 'A. Berg <a@example.org>' }, undone: [] });
    expect(await together('github-login:anna')).toContain('hr-id:1');
    expect((await identities()).find((i) => i.aliases.includes('hr-id:1'))?.why.join('\n')).toContain('A. Berg joined them: she says so');
    expect((await ask('identity.view', { identity: 'hr-id:1' })).suggestions).toEqual([]);

    const undone = await ask('identity.split', { identity: 'hr-id:1', alias: 'github-login:anna', reason: 'another Anna' });
    expect(undone.undone.map((d) => d.id)).toEqual([done.decision.id]);
    expect(undone.decision.cuts).toBe(false);
    expect(await together('github-login:anna')).toEqual(['github-login:anna']);
    expect(await together('hr-id:1')).toHaveLength(3);
    const history = await ask('decisions.list', { on: 'github-login:anna' });
    expect(history.map((d) => [d.family, d.undoneBy])).toEqual([
      ['join', undone.decision.id],
      ['split', undefined],
    ]);
    expect((await ask('custody.list', {})).entries.map((e) => e.action)).toEqual(expect.arrayContaining(['identity.joined', 'identity.split']));
  });

  test('a dismissed suggestion is offered nowhere, stands in its own list with the reason, and is offered again when that is undone', async () => {
    const offered = async () => (await ask('identities.suggestions', { offset: 0, limit: 10 })).rows.map((r) => [r.alias, r.with].toSorted());
    expect(await offered()).toEqual([[expect.stringMatching(/anna@ship.example$/), 'github-login:anna']]);
    const before = await rules();
    const first = await ask('suggestion.dismiss', { identity: 'github-login:anna', with: 'hr-id:1', dismissed: true, reason: 'a namesake' });
    expect(first).toMatchObject({ decision: { family: 'dismissal', dismissed: true, reason: 'a namesake' }, undone: [] });
    expect(await offered()).toEqual([]);
    expect((await ask('identity.view', { identity: 'hr-id:1' })).suggestions).toEqual([]);
    expect((await identities()).flatMap((i) => i.suggestions)).toEqual([]);
    // It says nothing of who is who: no verdict is another one, and none has to be worked out again.
    expect(await rules()).toEqual(before);
    expect((await ask('case.summary', {})).analysis?.current).toBe(true);
    const list = await ask('identities.suggestions', { which: 'dismissed', offset: 0, limit: 10 });
    expect(list).toMatchObject({
      total: 1,
      offered: 0,
      dismissed: 1,
      rows: [{ dismissal: { reason: 'a namesake', custody: first.decision.custody } }],
    });

    const again = await ask('suggestion.dismiss', { identity: 'hr-id:1', with: 'github-login:anna', dismissed: false, reason: 'looked again' });
    expect(again.undone.map((d) => d.id)).toEqual([first.decision.id]);
    expect(await offered()).toHaveLength(1);
    expect((await ask('decisions.list', { on: 'hr-id:1' })).map((d) => [d.dismissed, d.undoneBy])).toEqual([
      [true, again.decision.id],
      [false, undefined],
    ]);
    expect((await ask('custody.list', {})).entries.filter((e) => e.action === 'suggestion.dismissed')).toHaveLength(2);
  });

  test('a join takes a dismissal back, and a split of it leaves the two parted', async () => {
    const { decision } = await ask('suggestion.dismiss', { identity: 'hr-id:1', with: 'github-login:anna', dismissed: true, reason: 'a namesake' });
    const joined = await ask('identity.join', { identity: 'hr-id:1', with: 'github-login:anna', reason: 'it is her' });
    expect(joined.undone.map((d) => d.id)).toEqual([decision.id]);
    await ask('identity.split', { identity: 'hr-id:1', alias: 'anna', reason: 'after all not' });
    expect(await ask('identities.suggestions', { offset: 0, limit: 10 })).toMatchObject({ offered: 0, dismissed: 0 });
  });

  test('what is not offered cannot be dismissed, nor twice, nor what was not dismissed be offered again', async () => {
    const dismiss = (a: string, b: string, dismissed: boolean, reason = 'r') =>
      error('suggestion.dismiss', { identity: a, with: b, dismissed, reason });
    expect(await dismiss('hr-id:1', 'hr-id:2', true)).toMatchObject({ code: 'usage', message: expect.stringContaining('are not offered as one') });
    expect(await dismiss('hr-id:1', 'upn:anna@ship.example', true)).toMatchObject({ message: expect.stringContaining('one identity already') });
    expect(await dismiss('hr-id:1', 'github-login:anna', false)).toMatchObject({ message: expect.stringContaining('were not dismissed') });
    expect(await dismiss('hr-id:1', 'github-login:anna', true, '  ')).toMatchObject({ code: 'usage' });
    expect(await dismiss('hr-id:1', 'name:nobody', true)).toMatchObject({ code: 'not-found' });
    await ask('suggestion.dismiss', { identity: 'hr-id:1', with: 'github-login:anna', dismissed: true, reason: 'a namesake' });
    expect(await dismiss('github-login:anna', 'hr-id:1', true)).toMatchObject({ message: expect.stringContaining('dismissed already, by A. Berg') });
  });

  test('a split cuts what evidence joined, and a later join puts it back', async () => {
    await ask('identity.split', { identity: 'hr-id:1', alias: 'upn:anna@ship.example', reason: 'the directory is wrong' });
    expect(await together('upn:anna@ship.example')).toEqual(['upn:anna@ship.example']);
    expect(await together('hr-id:1')).toEqual(['email:anna@ship.example', 'hr-id:1']);
    const back = await ask('identity.join', { identity: 'upn:anna@ship.example', with: 'email:anna@ship.example', reason: 'it was right' });
    expect(back.undone).toHaveLength(1);
    expect(await together('hr-id:1')).toHaveLength(3);
  });

  test('from the whole identity, the investigator’s own join is undone before evidence is cut', async () => {
    await ask('identity.join', { identity: 'hr-id:1', with: 'hr-id:2', reason: 'one person' });
    const { identity } = await ask('identity.view', { identity: 'hr-id:2' });
    await ask('identity.split', { identity: identity.id, alias: 'upn:bo@ship.example', reason: 'two persons' });
    expect(await together('upn:bo@ship.example')).toEqual(['email:bo@ship.example', 'hr-id:2', 'upn:bo@ship.example']);
  });

  test('nothing is decided on names that are not there, on one identity with itself, or without a reason', async () => {
    const reason = 'because';
    const cases: [Promise<TracewakeError>, string, string][] = [
      [error('identity.join', { identity: 'hr-id:9', with: 'hr-id:1', reason }), 'not-found', 'no identity "hr-id:9"'],
      [error('identity.join', { identity: 'hr-id:1', with: 'upn:anna@ship.example', reason }), 'usage', 'one identity already'],
      [error('identity.split', { identity: 'hr-id:1', alias: 'upn:bo@ship.example', reason }), 'not-found', 'is no alias of "hr-id:1"'],
      [error('identity.split', { identity: 'github-login:anna', alias: 'github-login:anna', reason }), 'usage', 'the only alias'],
      [error('identity.join', { identity: 'hr-id:1', with: 'hr-id:2', reason: '  ' }), 'usage', 'reason'],
      [error('tie.decide', { observation: 'N9', event: 'E1', accept: true, reason }), 'not-found', 'no notice and no action "N9"'],
      [error('tie.decide', { observation: 'N1', event: 'E9', accept: true, reason }), 'not-found', 'no event "E9"'],
      [error('tie.decide', { observation: 'N1', event: 'E2', accept: true, reason }), 'usage', 'has no wake'],
      [error('clock.set', { source: 's0099', offset: duration('PT1S'), reason }), 'not-found', 'no source "s0099"'],
      [error('clock.set', { source: 's0001', offset: duration('PT0S'), reason }), 'usage', 'PT0S already'],
      [error('clock.set', { source: 's0001', offset: duration('P900D'), reason }), 'usage', 'at most a year'],
    ];
    for (const [asked, code, message] of cases) {
      const e = await asked;
      expect({ code: e.code, message: e.message }).toEqual({ code, message: expect.stringContaining(message) });
    }
    expect(await ask('decisions.list', {})).toEqual([]);
  });
});

describe('ties', () => {
  beforeEach(async () => {
    organisation();
    file('bundle.yaml', [
      ...BUNDLE,
      'sources:',
      '  - {match: notices.csv, channels: [mail, page, ticket], covers: {from: 2026-03-01T00:00:00Z, to: 2026-03-15T00:00:00Z}}',
    ]);
    await run();
  });
  const signalled = async (): Promise<string> => {
    const { obligations } = await wake('E1');
    return (obligations as { stage: string; audience?: string; verdict: string }[]).find((o) => o.stage === 'signalled' && o.audience === undefined)!
      .verdict;
  };

  test('a weak tie is offered with its reason, used once it is accepted, dropped once it is rejected, offered no more', async () => {
    expect((await wake('E1')).offers).toMatchObject([{ state: 'offered', why: 'it names the target, and not what happened to it' }]);
    expect(await signalled()).toBe('unmet');
    expect(await rules()).toContain('notice.missing');

    const accepted = await ask('tie.decide', { observation: 'N1', event: 'E1', accept: true, reason: 'the desk told her' });
    expect(accepted.lost.map((f) => f.rule)).toContain('notice.missing');
    expect(accepted.changedWakes).toBe(1);
    // She was told; security was not.
    expect(await signalled()).toBe('partial');
    expect((await wake('E1')).offers).toMatchObject([
      { state: 'accepted', decision: { by: 'A. Berg <a@example.org>', reason: 'the desk told her' } },
    ]);
    const { ties, offers } = await ask('wake.view', { wake: (await wake('E1')).id });
    expect(ties).toMatchObject([{ notice: 'N1', why: 'the investigator accepted the tie' }]);
    expect(offers[0]?.subject).toBe('Please call us');
    expect((await ask('explain', { event: 'E1' })).offers[0]?.decision?.reason).toBe('the desk told her');
    expect((await error('tie.decide', { observation: 'N1', event: 'E1', accept: true, reason: 'again' })).message).toContain('accepted already');

    // Named by its other stage it is the same notice.
    const rejected = await ask('tie.decide', {
      observation: `${accepted.decision.subject.split(':')[0]}:2`,
      event: 'E1',
      accept: false,
      reason: 'another matter',
    });
    expect(rejected.undone.map((d) => d.id)).toEqual([accepted.decision.id]);
    expect(await signalled()).toBe('unmet');
    expect((await wake('E1')).offers).toMatchObject([{ state: 'rejected', decision: { reason: 'another matter' } }]);
  });

  test('a notice that nothing ties can be tied too', async () => {
    await ask('tie.decide', { observation: 'N2', event: 'E1', accept: true, reason: 'it went out late' });
    expect((await wake('E1')).offers).toEqual(
      expect.arrayContaining([expect.objectContaining({ state: 'accepted', why: 'neither an id nor its text ties it' })]),
    );
  });
});

describe('clocks', () => {
  test('an offset moves what is read, never what is stored, and can be set back', async () => {
    organisation();
    await run();
    const source = (await ask('sources.list', {})).sources.find((s) => s.name.endsWith('events.csv'))!.source;
    const time = async (): Promise<string> =>
      (await ask('machine.timeline', { filter: { search: 'E1' } })).lines.map((l) => (JSON.parse(l) as { time: string }).time)[0]!;
    const before = await time();
    const set = await ask('clock.set', { source, offset: duration('-PT90S'), reason: 'its appliance was ahead' });
    expect(set.decision).toMatchObject({ family: 'clock', subject: source, offset: -90_000_000, before: 0 });
    expect([before, await time()]).toEqual(['2026-03-04T10:00:00.000000Z', '2026-03-04T09:58:30.000000Z']);
    expect((await ask('case.summary', {})).analysis?.current).toBe(true);
    const raw = await ask('event.detail', { event: 'E1' });
    expect(raw.raw.text).toContain('2026-03-04T10:00:00Z');
    const back = await ask('clock.set', { source, offset: duration('PT0S'), reason: 'it was not' });
    expect(back.undone.map((d) => d.id)).toEqual([set.decision.id]);
    expect(await time()).toBe(before);
    expect((await ask('decisions.list', { on: source })).map((d) => d.undoneBy === undefined)).toEqual([false, true]);
  });
});

describe('owners in time', () => {
  beforeEach(async () => {
    file('claims.csv', [
      'subject,subject_type,role,party,party_type,valid_from,valid_to,as_of,system',
      'name:svc-tide,identity,owner,harbour,team,2026-01-01T00:00:00Z,,2026-01-10T00:00:00Z,cmdb',
      'name:svc-tide,identity,owner,platform,team,2026-01-01T00:00:00Z,,2026-03-03T00:00:00Z,cmdb',
      'name:svc-tide,identity,owner,office,team,2026-03-02T00:00:00Z,2026-03-06T00:00:00Z,2026-03-02T00:00:00Z,vault',
      'tide,service,owner,pam,team,2025-12-01T00:00:00Z,,2025-12-20T00:00:00Z,catalogue',
    ]);
    file('identities.csv', [
      'identity,kind,display_name,holder,application,service,environment,privilege_tier,last_rotation,revocation_method,aliases',
      'name:svc-tide,service-account,,,,tide,prod,2,,,',
    ]);
    file('events.csv', ['event_id,time,kind,actor,target,outcome', 'E1,2026-03-04T10:00:00Z,credential.rotated,name:x,name:svc-tide,success']);
    await run();
  });
  const at = (text: string) => parseInstant(text)!;

  test('a later export that contradicts an earlier claim keeps both; systems that differ are a conflict', async () => {
    const lines = (await ask('machine.owners', { identity: 'name:svc-tide', at: at('2026-03-04T00:00:00Z') })).lines.map((l) => JSON.parse(l));
    expect(lines.map((l) => [l.party, l.system, l.status, l.conflict])).toEqual([
      ['harbour', 'cmdb', 'valid', true],
      ['platform', 'cmdb', 'valid', true],
      ['office', 'vault', 'valid', true],
      ['pam', 'catalogue', 'valid', false],
    ]);
  });

  test('what was known then is asked of the claims that had been made, level by level', async () => {
    const owners = async (knownAt: string) =>
      (await ask('owners.list', { identity: 'name:svc-tide', at: at('2026-03-04T00:00:00Z'), knownAt: at(knownAt) })).accountable;
    expect(await owners('2026-03-03T12:00:00Z')).toEqual(['harbour', 'platform', 'office']);
    expect(await owners('2026-02-01T00:00:00Z')).toEqual(['harbour']);
    // Nobody had said anything of the account itself yet: its service's owner stood for it.
    expect(await owners('2026-01-01T00:00:00Z')).toEqual(['pam']);
    expect(await owners('2025-12-01T00:00:00Z')).toEqual([]);
  });

  test('the lanes show when each claim held, went stale and was contradicted', async () => {
    const view = await ask('owners.lanes', { identity: 'name:svc-tide', at: at('2026-03-04T00:00:00Z'), knownAt: at('2026-02-01T00:00:00Z') });
    expect(view).toMatchObject({ accountable: ['harbour', 'platform', 'office'], believed: ['harbour'] });
    const lane = (party: string) => view.lanes.find((l) => l.party === party)!;
    expect([lane('harbour').known, lane('office').known, lane('pam').level]).toEqual([true, false, 'service']);
    expect(lane('office').segments).toEqual([{ from: at('2026-03-02T00:00:00Z'), to: at('2026-03-06T00:00:00Z'), status: 'valid' }]);
    const all = await ask('owners.lanes', { identity: 'name:svc-tide' });
    expect(all.lanes.find((l) => l.party === 'office')!.conflicts[0]?.from).toBe(at('2026-03-02T00:00:00Z'));
  });
});

describe('rows of one person', () => {
  const HEADER = 'person,display_name,status,start,end,moved_at,team,manager,aliases';
  const moves = async (): Promise<string[]> =>
    (await ask('machine.timeline', { filter: { kinds: ['person.joined', 'person.moved', 'person.left'] } })).lines.map((l) => {
      const { kind, time } = JSON.parse(l) as { kind: string; time: string };
      return `${kind} ${time.slice(0, 10)}`;
    });

  test('a second move and a corrected leaving are events of their own; what was said twice is one with two records', async () => {
    file('people.csv', [
      HEADER,
      'hr-id:1,Anna Berg,active,2020-01-01T00:00:00Z,,2026-03-02T00:00:00Z,harbour,,',
      'hr-id:1,Anna Berg,active,2020-01-01T00:00:00Z,,2026-03-06T00:00:00Z,office,,',
      'hr-id:1,Anna Berg,left,2020-01-01T00:00:00Z,2026-03-09T00:00:00Z,2026-03-06T00:00:00Z,office,,',
      'hr-id:1,Anna Berg,left,2020-01-01T00:00:00Z,2026-03-09T00:00:00Z,2026-03-06T00:00:00Z,office,,',
    ]);
    await run();
    expect(await moves()).toEqual(['person.joined 2020-01-01', 'person.moved 2026-03-02', 'person.moved 2026-03-06', 'person.left 2026-03-09']);
    const [source] = (await ask('sources.list', {})).sources;
    expect([source?.read, source?.accepted, source?.duplicate]).toEqual([4, 3, 1]);
  });
});
