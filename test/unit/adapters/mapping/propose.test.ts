/** What is proposed for exports of systems that nobody has heard of, from their names and values alone. */
import { describe, expect, test } from 'vitest';
import { mappingAdapter } from '../../../../shared/adapters/mapping/adapter.ts';
import { guessKind } from '../../../../shared/adapters/mapping/guess-kinds.ts';
import { guessWord } from '../../../../shared/adapters/mapping/guess-words.ts';
import { parseMapping } from '../../../../shared/adapters/mapping/parse.ts';
import { propose } from '../../../../shared/adapters/mapping/propose.ts';
import { writeMapping } from '../../../../shared/adapters/mapping/write.ts';
import { formatInstant } from '../../../../shared/base/instant.ts';
import type { MappingEdits, Proposal } from '../../../../shared/model/proposal.ts';
import { EVENT_KINDS, OUTCOMES } from '../../../../shared/model/vocabulary.ts';
import { reader, records } from '../../../golden/harness.ts';

const csv = (text: string, name = 'x.csv', edits?: MappingEdits): Proposal => propose(records(text, true), name, edits);
const json = (rows: readonly unknown[], name = 'x.json'): Proposal => propose(records(rows.map((r) => JSON.stringify(r)).join('\n'), false), name);
const roles = (p: Proposal): Record<string, string> =>
  Object.fromEntries(p.columns.flatMap((c) => (c.role === undefined ? [] : [[c.role.field, c.path]])));

const ACME = `Date,Time,Performed By,Event,Target User,Role,Result,Event ID,Ticket,Client IP
3/4/2026,8:41 AM,ada@nord.example,PASSWORD_RESET,mia@nord.example,,SUCCESS,9001,INC-1,10.0.0.1
3/4/2026,9:41 AM,ada@nord.example,ROLE_ASSIGN,mia@nord.example,payroll-admin,SUCCESS,9002,INC-1,10.0.0.1
3/5/2026,9:41 PM,tom@nord.example,USER_LOGIN,tom@nord.example,,FAILED,9003,,10.0.0.1
`;

describe('a log of events', () => {
  test('is told by its names and values, each with a reason and a confidence', () => {
    const p = csv(ACME, 'exports/acme-iam-2026-03.csv');
    expect(p.as).toBe('event');
    expect(roles(p)).toEqual({
      time: 'Date',
      actor: 'Performed By',
      kind: 'Event',
      target: 'Target User',
      access: 'Role',
      outcome: 'Result',
      event_id: 'Event ID',
      incident: 'Ticket',
      place: 'Client IP',
    });
    for (const c of p.columns)
      if (c.role !== undefined) expect(c.role).toMatchObject({ confidence: expect.any(Number), reason: expect.stringMatching(/./) });
    expect(p.mapping.name).toBe('acme-iam');
    expect(p.mapping.fits.columns).toHaveLength(10);
  });
  test('gives a mapping that reads it: a date and a clock of two columns, the American way', () => {
    const p = csv(ACME);
    const parsed = parseMapping(writeMapping(p.mapping));
    if (!parsed.ok) throw new Error(parsed.error[0]?.message);
    const read = reader(mappingAdapter(parsed.value));
    const said = records(ACME, true).flatMap((r) => read(r).emissions);
    expect(
      said.map((e) => (e.type === 'event' && e.time !== undefined ? `${formatInstant(e.time).slice(0, 19)} ${e.kind} ${e.outcome}` : 'none')),
    ).toEqual([
      '2026-03-04T08:41:00 password.reset success',
      '2026-03-04T09:41:00 role.granted success',
      '2026-03-05T21:41:00 session.started failure',
    ]);
  });
  test('of nested JSON is told by its paths', () => {
    const p = json(
      ['create_key', 'login_failed', 'disable user'].map((action, i) => ({
        ts: 1_772_609_286_207 + i * 1000,
        actor: { email: `a${i}@x.example` },
        event: { action, outcome: i % 2 === 0 ? 'success' : 'failure' },
        target: [{ id: `u${i}` }],
        id: `e${i}`,
      })),
    );
    expect(roles(p)).toMatchObject({
      time: 'ts',
      actor: 'actor.email',
      kind: 'event.action',
      outcome: 'event.outcome',
      target: 'target[0].id',
      event_id: 'id',
    });
  });
  test('in which only one identity is named is about that one, and says so', () => {
    const p = csv('Timestamp,User,Action\n2026-03-01T00:00:00Z,a@x.example,Password changed\n2026-03-02T00:00:00Z,b@x.example,Login\n');
    expect(p.mapping.read[0]?.fields).toMatchObject({ actor: { path: 'User' }, target: { path: 'User' }, outcome: { value: 'success' } });
    expect(p.notes.join(' ')).toContain('Only User names an identity');
    expect(p.constants).toEqual([expect.objectContaining({ field: 'outcome', value: 'success' })]);
  });
  test('without zones, or with dates that could be two, is noted', () => {
    const p = csv('Date,User,Action\n03/04/2026 10:00,a@x.example,Login\n04/05/2026 10:00,b@x.example,Logout\n');
    expect(p.notes.some((n) => n.includes('day and month could change places'))).toBe(true);
    expect(p.notes.some((n) => n.includes('carry no zone'))).toBe(true);
    expect(p.mapping.read[0]?.fields.time).toEqual({ path: 'Date', format: 'dmy' });
  });
  test.each([
    ['04.03.26 08:41', 'DD.MM.YY HH:mm'],
    ['04-MAR-26 08.41.26.123456 AM', undefined],
    ['2026-03-04-08.41.26.123456', 'YYYY-MM-DD-HH.mm.ss.S'],
    ['04/Mar/2026:08:41:26 +0100', undefined],
    ['20260304084126', 'YYYYMMDDHHmmss'],
    ['2026-03-04T08:41:26Z', undefined],
  ])('whose times are written %s', (time, format) => {
    const p = csv(`Logged,User,Action\n"${time}",a@x.example,Login\n"${time}",b@x.example,Logout\n`);
    expect(p.mapping.read[0]?.fields.time).toEqual(format === undefined ? { path: 'Logged' } : { path: 'Logged', format });
  });
  test('numbers that are ids are no times', () => {
    const p = csv('Number,User,Action\n1500000001,a@x.example,Login\n48,b@x.example,Logout\n');
    expect(roles(p).time).toBeUndefined();
    expect(p.notes.join(' ')).toContain('No column is known for time');
  });
});

describe('other statements', () => {
  test.each([
    [
      'claim',
      'Application,Owner email,Last Reviewed\nPayroll,ada@x.example,2025-11-02\nWiki,tom@x.example,2024-01-02\n',
      { subject: 'Application', party: 'Owner email', as_of: 'Last Reviewed' },
    ],
    [
      'person',
      'Employee ID,Name,Email,Status,Hire Date,Manager\n007,Ada,ada@x.example,Active,2020-01-01,t@x.example\n',
      { person: 'Employee ID', aliases: 'Email', status: 'Status', start: 'Hire Date', manager: 'Manager' },
    ],
    [
      'notice',
      'Message Time,From,To,Subject,Delivery Status,Message ID\n2026-03-04 10:11:12,it@x.example,a@x.example,Reset,Delivered,<1>\n2026-03-04 10:12:12,it@x.example,b@x.example,Reset,Bounced,<2>\n',
      { sent_at: 'Message Time', sender: 'From', recipients: 'To', status: 'Delivery Status', notice_id: 'Message ID' },
    ],
    [
      'certification',
      'Review ID,User,Entitlement,Reviewer,Decision,Decision Date\n1,a@x.example,Admin,r@x.example,Keep,2026-03-01\n2,b@x.example,Admin,r@x.example,Revoke,2026-03-02\n',
      { item_id: 'Review ID', identity: 'User', access: 'Entitlement', reviewer: 'Reviewer', decision: 'Decision', decided_at: 'Decision Date' },
    ],
    [
      'alert',
      'Alert ID,Created,Severity,Rule,User\n1,2026-03-01T00:00:00Z,P1,Impossible travel,a@x.example\n2,2026-03-01T00:00:00Z,P3,Spray,b@x.example\n',
      { alert_id: 'Alert ID', time: 'Created', severity: 'Severity', title: 'Rule', identity: 'User' },
    ],
  ])('%s', (as, text, expected) => {
    const p = csv(text);
    expect(p.as).toBe(as);
    expect(roles(p)).toMatchObject(expected);
    expect(parseMapping(writeMapping(p.mapping)).ok).toBe(true);
  });
});

describe('what the user changed', () => {
  test('holds, and what was not touched stays', () => {
    const p = csv(ACME, 'x.csv', {
      columns: { Ticket: 'correlation', Role: '' },
      words: { kind: { ROLE_ASSIGN: 'group.added', PASSWORD_RESET: '' } },
      zone: 'UTC',
      name: 'nord',
      system: 's',
    });
    const fields = p.mapping.read[0]?.fields;
    expect(fields).toMatchObject({
      correlation: { path: 'Ticket' },
      kind: { path: 'Event', values: { 'group.added': ['ROLE_ASSIGN'], 'session.started': ['USER_LOGIN'] } },
    });
    expect(fields).not.toHaveProperty('access');
    expect(fields?.kind?.values).not.toHaveProperty('password.reset');
    expect(p.mapping).toMatchObject({ name: 'nord', system: 's', zone: 'UTC' });
    expect(p.notes.some((n) => n.includes('carry no zone'))).toBe(false);
  });
  test('a name that is taken is not proposed again', () => {
    expect(propose(records(ACME, true), 'acme.csv', {}, new Set(['acme', 'acme-2'])).mapping.name).toBe('acme-3');
  });
});

test.each([
  ['USER_PASSWORD_RESET', 'password.reset'],
  ['Assigned role', 'role.granted'],
  ['logon.failed', 'session.failed'],
  ['mfa factor removed', 'mfa.removed'],
  ['ApiTokenCreated', 'credential.created'],
  ['Bank details changed', 'payroll.changed'],
  ['audit log disabled', 'logging.disabled'],
  ['Sign out', 'session.ended'],
  ['Rolle zugewiesen', 'role.granted'],
  ['Anmeldung fehlgeschlagen', 'session.failed'],
  ['LOGON_KO', 'session.failed'],
  ['Password reset failed', undefined],
  ['role assignment rejected', undefined],
  ['Opened the door', undefined],
  ['', undefined],
])('%j speaks of %s', (text, kind) => {
  expect(guessKind(text)).toBe(kind);
});

test('words of closed lists are guessed, and nothing is guessed for what is not known', () => {
  expect(['OK', 'ERR_LOCKED', 'Denied', 'Fehlgeschlagen', 'banana'].map((v) => guessWord('outcome', v, OUTCOMES))).toEqual([
    'success',
    'failure',
    'failure',
    'failure',
    undefined,
  ]);
  expect(['J', 'nein', 'ja', 'KO'].map((v) => guessWord('outcome', v, OUTCOMES))).toEqual(['success', 'failure', 'success', 'failure']);
  // A bit means what its column's name makes of it, and nothing where that makes nothing of it.
  expect(['success', 'return code', 'res'].map((column) => ['0', '1'].map((v) => guessWord('outcome', v, OUTCOMES, column)))).toEqual([
    ['failure', 'success'],
    ['success', 'failure'],
    [undefined, undefined],
  ]);
  expect(guessWord('kind', 'payroll.changed', EVENT_KINDS)).toBe('payroll.changed');
});

test('a failed act of a foreign system is none: its outcome is read, and where nothing tells it stays unknown', () => {
  const log = (column: string, value: (i: number) => string): string =>
    [
      `Zeit,Benutzer,Vorgang,${column}`,
      ...Array.from(
        { length: 20 },
        (_, i) => `2026-03-0${(i % 9) + 1}T10:00:00Z,u${i}@example.org,${i % 2 === 0 ? 'Kennwort zurückgesetzt' : 'Konto gesperrt'},${value(i)}`,
      ),
    ].join('\n');
  const outcomeOf = (p: Proposal) => p.mapping.read[0]?.fields.outcome;
  expect(outcomeOf(csv(log('Erfolg', (i) => (i % 3 === 0 ? 'N' : 'J'))))).toEqual({ path: 'Erfolg', values: { success: ['J'], failure: ['N'] } });
  const bits = csv(log('res', (i) => String(i % 2)));
  expect(outcomeOf(bits)).toEqual({ path: 'res', values: {} });
  expect(bits.notes[0]).toMatch(/^In res nothing tells whether 1 is success or failure/);
  const parsed = parseMapping(writeMapping(bits.mapping));
  if (!parsed.ok) throw new Error(parsed.error[0]?.message);
  const read = reader(mappingAdapter(parsed.value));
  const outcomes = records(
    log('res', (i) => String(i % 2)),
    true,
  ).flatMap((r) => read(r).emissions.map((e) => (e.type === 'event' ? e.outcome : e.type)));
  expect(new Set(outcomes)).toEqual(new Set(['unknown']));
});

test('hostile columns are columns: no name and no value takes anything down', () => {
  const long = 'x'.repeat(100_000);
  const rows = [
    {
      __proto__x: 1,
      constructor: 'a',
      'a"b': 'c',
      'd[e].f': '*',
      [long]: long,
      '': 'empty',
      '=cmd()': '=1+1',
      n: null,
      deep: { deep: { deep: { deep: { deep: { deep: 1 } } } } },
    },
    { constructor: { toString: 1 }, 'a"b': ['x', { y: 'z' }], '\u202e': '\u0000' },
  ];
  const p = json(rows);
  expect(p.columns.length).toBeGreaterThan(4);
  expect(() => writeMapping(p.mapping)).not.toThrow();
  expect(propose([], 'x').columns).toEqual([]);
});
