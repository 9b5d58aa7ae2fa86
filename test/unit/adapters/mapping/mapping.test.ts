/** Mappings: what they read, what they refuse, and that every record comes to something. */
import { describe, expect, test } from 'vitest';
import type { RawRecord } from '../../../../shared/adapters/adapter.ts';
import { mappingAdapter } from '../../../../shared/adapters/mapping/adapter.ts';
import { parseMapping } from '../../../../shared/adapters/mapping/parse.ts';
import { compilePath } from '../../../../shared/adapters/mapping/path.ts';
import { compileFormat } from '../../../../shared/adapters/mapping/time-format.ts';
import { writeMapping } from '../../../../shared/adapters/mapping/write.ts';
import { formatInstant } from '../../../../shared/base/instant.ts';
import type { Emission, EventEmission } from '../../../../shared/model/emissions.ts';
import { MAPPED_FIELDS, type MappedValue, type Mapping, OUTPUTS } from '../../../../shared/model/mapping.ts';
import { reader } from '../../../golden/harness.ts';

function mapping(text: string): Mapping {
  const parsed = parseMapping(text);
  if (!parsed.ok) throw new Error(parsed.error.map((e) => `${e.line}:${e.column} ${e.message}`).join('\n'));
  return parsed.value;
}
const faults = (text: string): string[] => {
  const parsed = parseMapping(text);
  return parsed.ok ? [] : parsed.error.map((e) => `${e.line}:${e.column} ${e.message}${e.advice === undefined ? '' : ` (${e.advice})`}`);
};
const record = (data: Record<string, unknown>, header?: readonly string[]): RawRecord => ({ data, header, ordinal: 1 });
const say = (text: string, data: Record<string, unknown>, zone?: string) =>
  reader(mappingAdapter(mapping(text)), zone === undefined ? {} : { zone })(record(data));
const event = (emissions: readonly Emission[]): EventEmission => {
  const found = emissions.find((e) => e.type === 'event');
  if (found === undefined) throw new Error('no event');
  return found;
};

const EVENT = (lines: string): string => `mapping: m\nread:\n  - as: event\n    time: t\n    kind: {value: password.reset}\n${lines}`;

describe('paths', () => {
  const at = (path: string, data: unknown, item: unknown = data): unknown => {
    const get = compilePath(path);
    if (typeof get === 'string') throw new Error(get);
    return get({ data, item, whole: { whole: data } });
  };
  test.each([
    ['a.b', { a: { b: 1 } }, 1],
    ['User.Name', { 'User.Name': 'ada' }, 'ada'],
    ['Value [EUR]', { 'Value [EUR]': 3 }, 3],
    ['a[0].c', { a: [{ c: 1 }, { c: 2 }] }, 1],
    ['a[1].c', { a: [{ c: 1 }, { c: 2 }] }, 2],
    ['a[*].c', { a: [{ c: 1 }, { c: 2 }] }, [1, 2]],
    ['a.c', { a: [{ c: 1 }, {}, { c: [2, 3] }] }, [1, 2, 3]],
    [
      'p[name=USER].value',
      {
        p: [
          { name: 'X', value: 1 },
          { name: 'USER', value: 'ada' },
        ],
      },
      'ada',
    ],
    ['a."b.c".d', { a: { 'b.c': { d: 4 } } }, 4],
    ['inner.user', { inner: '{"user":"ada"}' }, 'ada'],
    ['inner[0]', { inner: '["ada"]' }, 'ada'],
    ['a[0].c', { a: { c: 'one that is no list' } }, 'one that is no list'],
    ['a.b', { a: 'text' }, undefined],
    ['__proto__.x', {}, undefined],
    ['constructor', {}, undefined],
    ['a.b.c', { a: null }, undefined],
  ])('%s', (path, data, expected) => {
    expect(at(path, data)).toEqual(expected);
  });
  test('@ is the item and $ the whole record', () => {
    expect(at('@.id', { a: 1 }, { id: 7 })).toBe(7);
    expect(at('@', {}, 'x')).toBe('x');
    expect(at('$.whole.a', { a: 1 })).toBe(1);
  });
});

describe('formats of times', () => {
  const iso = (format: string, text: string): string | undefined => {
    const f = compileFormat(format);
    if (typeof f === 'string') throw new Error(f);
    return f(text);
  };
  test.each([
    ['DD.MM.YYYY HH:mm', '04.07.2026 08:05', '2026-07-04T08:05:00'],
    ['D/M/YY H:mm', '4/7/26 8:05', '2026-07-04T08:05:00'],
    ['MM/DD/YYYY hh:mm:ss A', '07/04/2026 12:05:09 AM', '2026-07-04T00:05:09'],
    ['YYYYMMDDHHmmssSSS', '20260704080509123', '2026-07-04T08:05:09.123'],
    ["DD MMM YYYY 'at' HH:mm Z", '04 July 2026 at 08:05 GMT+0200', '2026-07-04T08:05:00+0200'],
    ['YYYY-MM-DDTHH:mm:ss', '2026-07-04T08:05:09', '2026-07-04T08:05:09'],
    ['DD.MM.YYYY HH:mm', '04.07.2026   08:05 ', '2026-07-04T08:05:00'],
    ['DD.MM.YYYY HH:mm', '04.07.2026 08:05 h', undefined],
    ['DD.MM.YYYY', '4.7.2026', undefined],
    ['MM/DD/YYYY hh:mm A', '07/04/2026 13:05 PM', undefined],
  ])('%s reads %s', (format, text, expected) => {
    expect(iso(format, text)).toBe(expected);
  });
  test.each([
    ['HH:mm', 'the format lacks a year (YYYY)'],
    ['DD.MM.YYYY hh:mm', 'the format has an hour of twelve (hh) and no A for AM or PM'],
    ['DD.MM.YYYY kl HH', "`k` means nothing in a format; letters that stand as they are go into quotes: 'at'"],
  ])('%s is refused', (format, expected) => {
    expect(compileFormat(format)).toBe(expected);
  });
});

describe('an event', () => {
  const ACME = `
mapping: acme
title: Acme
zone: Europe/Oslo
read:
  - as: event
    time: {path: When, format: "DD.MM.YYYY HH:mm"}
    kind:
      path: Action
      values: {password.reset: [Reset password, "pw *"], role.granted: [grant]}
    outcome: {path: Result, values: {success: [OK], failure: ["ERR*"]}}
    actor: {path: Operator, as: upn}
    target: {first: [{path: Subject, as: email, when: {Type: user}}, {path: Subject, as: name}]}
    correlation: [Request, Session]
    access: [Role Name, Group]
    reason: {template: "\${Text} (\${Ticket})"}
`;
  test('has its time in the mapping’s zone, its kind by value, its aliases by condition', () => {
    const said = reader(mappingAdapter(mapping(ACME)), { zone: 'Europe/Oslo' })(
      record({ When: '04.07.2026 10:11', Action: 'RESET PASSWORD', Operator: 'ada@x.example', Subject: 'bo@x.example', Type: 'User', Result: 'ok' }),
    );
    const e = event(said.emissions);
    expect(formatInstant(e.time!)).toBe('2026-07-04T08:11:00.000000Z');
    expect(e).toMatchObject({
      kind: 'password.reset',
      outcome: 'success',
      operation: 'RESET PASSWORD',
      actor: 'upn:ada@x.example',
      target: 'email:bo@x.example',
    });
    expect(said.warnings).toEqual([]);
  });
  test('takes the first that has a value where one is asked for, and all where several are', () => {
    const e = event(
      say(ACME, { When: '04.07.2026 10:11', Action: 'grant', Subject: 'bo', Request: 'r1', Session: 's1', 'Role Name': '', Group: 'admins' })
        .emissions,
    );
    expect(e).toMatchObject({ kind: 'role.granted', target: 'name:bo', access: 'admins', correlation: ['r1', 's1'], outcome: 'unknown' });
  });
  test('has no value of a template that lacks a part', () => {
    expect(event(say(ACME, { When: '04.07.2026 10:11', Action: 'grant', Text: 'asked for' }).emissions).reason).toBeUndefined();
    expect(event(say(ACME, { When: '04.07.2026 10:11', Action: 'grant', Text: 'asked for', Ticket: 'T-1' }).emissions).reason).toBe(
      'asked for (T-1)',
    );
  });
  test('of a value that is not listed is kept as other under its own word, and warned of', () => {
    const said = say(ACME, { When: '04.07.2026 10:11', Action: 'frobnicate', Result: 'maybe' });
    expect(event(said.emissions)).toMatchObject({ kind: 'other', operation: 'frobnicate', outcome: 'unknown' });
    expect(said.warnings).toEqual(expect.arrayContaining(['unknown-kind', 'unknown-outcome']));
  });
  test('is undated where its time is not of the format, and that is warned of', () => {
    const said = say(ACME, { When: '2026-07-04', Action: 'grant' });
    expect(event(said.emissions).time).toBeUndefined();
    expect(said.warnings).toContain('unreadable-time');
  });
  test('asks for approval and reason only where the mapping has a field for them', () => {
    expect(event(say(ACME, { When: '', Action: 'grant' }).emissions).asks).toEqual(['reason']);
    expect(event(say(EVENT('    approver: a\n'), { t: '2026-01-01T00:00:00Z' }).emissions).asks).toEqual(['approval']);
  });
  test.each([
    ['{path: t, format: epoch-seconds}', '1772609286', '2026-03-04T07:28:06.000000Z'],
    ['{path: t, format: epoch-milliseconds}', 1772609286207, '2026-03-04T07:28:06.207000Z'],
    ['{path: t, format: dmy}', '03/04/2026 01:00', '2026-04-03T01:00:00.000000Z'],
    ['{path: t, format: mdy}', '03/04/2026 01:00', '2026-03-04T01:00:00.000000Z'],
    ['{path: t, zone: "+02:00"}', '2026-03-04 01:00:00', '2026-03-03T23:00:00.000000Z'],
    [`{template: "\${t} \${u}", format: "DD.MM.YYYY HH:mm"}`, '04.03.2026', '2026-03-04T07:41:00.000000Z'],
    ['[x, t]', '2026-03-04T07:41:26Z', '2026-03-04T07:41:26.000000Z'],
  ])('reads its time by %s', (time, value, expected) => {
    const text = `mapping: m\nread:\n  - as: event\n    time: ${time}\n    kind: {value: other}\n`;
    expect(formatInstant(event(say(text, { t: value, u: '07:41' }).emissions).time!)).toBe(expected);
  });
  test('of a credential with its holder states whose it is', () => {
    const said = say(EVENT('    target: {path: key, as: aws-access-key}\n    holder: {path: owner, as: email}\n'), {
      t: '2026-01-01T00:00:00Z',
      key: 'AKIA1',
      owner: 'a@b.example',
    });
    expect(said.emissions.map((e) => e.type)).toEqual(['identity', 'event']);
    expect(event(said.emissions)).toMatchObject({ targetKind: 'credential', holder: 'email:a@b.example' });
  });
  test('takes what stands after and before a text, and parts', () => {
    const text = EVENT(
      '    actor: {path: m, after: "by ", before: " at", as: name}\n    correlation: {path: ids, split: ";"}\n    access: {path: m, case: upper, before: " "}\n',
    );
    expect(event(say(text, { t: '', m: 'reset by ada at noon', ids: 'a; b;' }).emissions)).toMatchObject({
      actor: 'name:ada',
      correlation: ['a', 'b'],
      access: 'RESET',
    });
  });
});

describe('the ledger', () => {
  test('says of which value there is no kind', () => {
    const text = 'mapping: m\nread:\n  - as: event\n    time: t\n    kind: {path: a, values: {password.reset: [pw]}, else: ignore}\n';
    expect(say(text, { t: '2026-01-01T00:00:00Z', a: 'open door' })).toMatchObject({ emissions: [], ignored: ['no kind for "open door"'] });
  });
  test('names at most a hundred values of a field that holds ids', () => {
    const text = 'mapping: m\nread:\n  - as: event\n    time: t\n    kind: {path: a, values: {password.reset: [pw]}, else: ignore}\n';
    const read = reader(mappingAdapter(mapping(text)));
    const reasons = new Set(Array.from({ length: 500 }, (_, i) => read(record({ t: '', a: `v${i}` })).ignored[0]));
    expect(reasons.size).toBe(101);
    expect(reasons).toContain('no kind for further values');
  });
  test('a record of which one statement holds and another does not is accepted once', () => {
    const text = `
mapping: m
read:
  - {as: claim, subject: app, subject_type: {value: application}, role: {value: owner}, party: owner, party_type: {value: person}}
  - {as: claim, subject: app, subject_type: {value: application}, role: {value: steward}, party: second, party_type: {value: person}}
`;
    const said = say(text, { app: 'payroll', owner: 'a@b.example', second: '' });
    expect(said.ignored).toEqual([]);
    expect(said.emissions).toEqual([expect.objectContaining({ type: 'claim', subject: 'payroll', party: 'email:a@b.example' })]);
    expect(say(text, { app: 'payroll' })).toMatchObject({ emissions: [], ignored: ['no-party'] });
  });
  test('a record for which no statement’s condition holds is ignored with that as the reason', () => {
    expect(say('mapping: m\nread:\n  - {as: event, when: {k: [x]}, time: t, kind: {value: other}}\n', { k: 'y' }).ignored).toEqual([
      'condition-not-met',
    ]);
  });
  test('an empty value in a condition is a field that is not there', () => {
    expect(say('mapping: m\nread:\n  - {as: event, when: {k: ""}, time: t, kind: {value: other}}\n', {}).emissions).toHaveLength(1);
  });
  test('lists inside a record give one statement each, with the record around them', () => {
    const text =
      'mapping: m\neach: items\nread:\n  - {as: event, each: targets, time: at, kind: {value: group.added}, target: {path: "@.id", as: name}, actor: $.by}\n';
    const said = say(text, {
      by: 'ada@x.example',
      items: [
        { at: '2026-01-01T00:00:00Z', targets: [{ id: 'a' }, { id: 'b' }] },
        { at: '2026-01-02T00:00:00Z', targets: [] },
      ],
    });
    expect(said.emissions.map((e) => (e.type === 'event' ? [e.actor, e.target] : []))).toEqual([
      ['email:ada@x.example', 'name:a'],
      ['email:ada@x.example', 'name:b'],
    ]);
    expect(say(text, { by: 'x' }).ignored).toEqual(['no-items']);
  });
});

describe('every other statement', () => {
  test.each([
    [
      'notice',
      '{notice_id: id, channel: {value: chat}, sent_at: t, recipients: {path: to, split: ","}, about: {value: password.reset}, names: {path: who, as: email}, related_id: rel}',
      { id: 'n1', t: '2026-01-01T00:00:00Z', to: 'a@b.example, Ops', who: 'v@b.example', rel: 'e1' },
      {
        noticeId: 'n1',
        channel: 'chat',
        recipients: ['email:a@b.example', 'Ops'],
        about: 'password.reset',
        names: ['email:v@b.example'],
        relatedIds: ['e1'],
        status: 'sent',
      },
    ],
    [
      'alert',
      '{alert_id: id, time: t, severity: {path: sev, values: {critical: [P1], low: ["P*"]}}, title: id, identity: who}',
      { id: 'a1', t: '2026-01-01T00:00:00Z', sev: 'p1', who: 'a@b.example' },
      { type: 'event', kind: 'alert.raised', target: 'email:a@b.example', alert: expect.objectContaining({ severity: 'critical' }) },
    ],
    [
      'route',
      '{alert_id: id, step: {path: s, values: {acknowledged: [ACK]}}, party: p, party_type: {value: team}}',
      { id: 'a1', s: 'ack', p: 'Ops' },
      { relatedIds: ['a1'], step: 'acknowledged', party: 'Ops' },
    ],
    [
      'action',
      '{action_id: id, action: {path: d, values: {disable: [block]}}, identity: who, outcome: {value: success}}',
      { id: '1', d: 'Block', who: 'a@b.example' },
      { action: 'disable', identity: 'email:a@b.example', outcome: 'success' },
    ],
    [
      'certification',
      '{item_id: id, decision: {path: d, values: {approve: [keep], revoke: [drop]}}, decided_at: t, reviewer: r}',
      { id: '1', d: 'Drop', t: '2026-01-01T00:00:00Z', r: 'r@b.example' },
      { decision: 'revoke', reviewer: 'email:r@b.example' },
    ],
    [
      'identity',
      '{identity: {path: id, as: okta-user}, kind: {value: human}, aliases: [{path: m, as: email}, {path: hr, as: hr-id}]}',
      { id: '00u', m: 'a@b.example', hr: '007' },
      { aliases: ['okta-user:00u', 'email:a@b.example', 'hr-id:007'], kind: 'human', inventory: true },
    ],
    [
      'person',
      '{person: {path: id, as: hr-id}, status: {path: s, values: {left: [gone]}}, end: t}',
      { id: '007', s: 'Gone', t: '2026-01-01' },
      { person: 'hr-id:007', status: 'left' },
    ],
    ['membership', '{team: g, member: m}', { g: 'Ops', m: 'a@b.example' }, { team: 'Ops', member: 'email:a@b.example' }],
    [
      'oncall',
      '{schedule: g, person: m, from: t}',
      { g: 'Ops', m: 'a@b.example', t: '2026-01-01' },
      { schedule: 'Ops', person: 'email:a@b.example' },
    ],
    ['scope', '{scope: g, identity: m, ends: t}', { g: 'Project', m: 'a@b.example' }, { scope: 'Project' }],
    [
      'mailrule',
      `{mailbox: m, rule: g, conditions: {template: "from=\${f}"}, actions: {value: delete}}`,
      { m: 'a@b.example', g: '.', f: 'sec@b.example' },
      { rule: '.', conditions: [{ on: 'from', value: 'sec@b.example' }], actions: [{ do: 'delete' }] },
    ],
    [
      'breakglass',
      '{grant_id: g, opened_at: t, identity: m}',
      { g: 'G1', t: '2026-01-01T00:00:00Z', m: 'bg@b.example' },
      { type: 'event', kind: 'breakglass.opened' },
    ],
  ])('%s', (as, fields, data, expected) => {
    const said = say(`mapping: m\nread:\n  - ${fields.replace('{', `{as: ${as}, `)}\n`, data);
    expect(said.ignored).toEqual([]);
    expect(said.emissions[0]).toMatchObject(expected);
  });
});

describe('recognition', () => {
  const FITS = mapping('mapping: m\nfits: {columns: [When, Who, What]}\nread:\n  - {as: event, time: When, kind: {value: other}}\n');
  const score = (m: Mapping, header: readonly string[] | undefined, ...rows: Record<string, unknown>[]): number =>
    mappingAdapter(m).recognise(
      rows.map((r) => record(r, header)),
      'x',
    ).score;
  test('is sure where the records have just its fields, and less so the more they have beside', () => {
    expect(score(FITS, ['When', 'Who', 'What'], { When: '' })).toBe(1);
    const some = score(FITS, ['When', 'Who', 'What', 'a', 'b', 'c'], { When: '' });
    expect(some).toBeGreaterThan(0.6);
    expect(some).toBeLessThan(1);
  });
  test('is none where a column is missing', () => {
    expect(score(FITS, ['When', 'Who'], { When: '' })).toBe(0);
  });
  test('asks for values, too', () => {
    const where = mapping('mapping: m\nfits: {where: {product: "Acme*"}}\nread:\n  - {as: event, time: t, kind: {value: other}}\n');
    expect(score(where, undefined, { product: 'Acme Vault', t: '' })).toBe(1);
    expect(score(where, undefined, { product: 'Other' })).toBe(0);
  });
  test('a mapping without `fits` recognises nothing by itself', () => {
    expect(score(mapping('mapping: m\nread:\n  - {as: event, time: t, kind: {value: other}}\n'), ['t'], { t: '' })).toBe(0);
  });
});

describe('a mapping that cannot be meant is refused with line, column and what to do', () => {
  test.each([
    [
      'mapping: Acme X\nread:\n  - {as: event, time: t, kind: {value: other}}\n',
      '1:10 `Acme X` is no name for a mapping (use lower-case letters, digits and dashes, at most 60)',
    ],
    ['mapping: m\n', '1:1 there is no `read` (give a list of what each record states)'],
    ['mapping: m\nread: []\n', '2:1 `read` is empty (list at least one statement, such as `- as: event`)'],
    ['mapping: m\nread:\n  - as: evnt\n', '3:9 there is no statement `evnt` (did you mean `event`?)'],
    [EVENT('    actr: u\n'), '6:5 a statement of event has no `actr` (did you mean `actor`?)'],
    ['mapping: m\nread:\n  - as: event\n    time: t\n', '3:5 a statement of event needs `kind`: what happened'],
    [EVENT('    outcome: {path: r, values: {sucess: [x]}}\n'), '6:33 `values` has no `sucess` (did you mean `success`?)'],
    [EVENT('    outcome: {value: good}\n'), '6:22 there is no outcome "good" (there are success, failure, unknown)'],
    [EVENT('    actor: {path: u, value: v}\n'), '6:12 `actor` needs exactly one of path, value, template, first, all'],
    [EVENT('    actor: {path: u, as: mail}\n'), '6:26 there is no namespace `mail` (did you mean `email`?)'],
    [EVENT('    actor: {path: u, format: dmy}\n'), '6:30 `actor` is no time, so it has no `format`'],
    [EVENT('    actor: "a[x].b"\n'), undefined],
    [
      EVENT('    actor: "@[x]"\n'),
      '6:12 `[x]` is neither a number, nor *, nor KEY=VALUE in the path "[x]" (a path is a column, or keys with dots between them: actor.name, targets[0].id)',
    ],
    [
      EVENT('    approved_at: {path: a, format: "DD.MM HH"}\n'),
      '6:36 the format lacks a year (YYYY) (a format is auto, dmy, mdy, epoch-seconds, epoch-milliseconds, epoch-microseconds, or a pattern such as DD.MM.YYYY HH:mm:ss)',
    ],
    [
      'mapping: m\nzone: Mars\nread:\n  - {as: event, time: t, kind: {value: other}}\n',
      '2:7 there is no zone `Mars` (give an IANA name (Europe/Stockholm) or a fixed offset (+02:00))',
    ],
    ['mapping: m\nread: [\n', expect.stringMatching(/^\d:\d /)],
  ])('%j', (text, expected) => {
    expect(faults(text)).toEqual(expected === undefined ? [] : [expected]);
  });
  test('all of its faults are said at once', () => {
    expect(
      faults('mapping: m\nzone: Mars\nreed: 1\nread:\n  - as: event\n    time: t\n    kind: {value: othr}\n    outcome: {value: x}\n'),
    ).toHaveLength(4);
  });
});

test('what is written is read again as the same', () => {
  const text = `
mapping: m
title: "A: title"
version: 3
fits: {columns: [a, "b c"], where: {p: [x, "y*"]}}
each: items
system: sys
channels: [iam-audit, mail]
zone: "+02:00"
read:
  - as: event
    when: {k: [x, ""]}
    each: targets
    time: {first: [{path: a, format: dmy, zone: UTC}, b]}
    kind: {path: k, values: {role.granted: ["on", "007", "a: b"]}, else: ignore}
    actor: {template: "\${a}@x", as: upn, case: lower}
    correlation: {path: c, split: "|", after: " ", before: "#"}
  - {as: notice, notice_id: id, channel: {value: mail}}
`;
  const first = mapping(text);
  const again = mapping(writeMapping(first));
  expect(again).toEqual(first);
  expect(writeMapping(again)).toBe(writeMapping(first));
  expect(mapping(JSON.stringify({ mapping: 'm', read: [{ as: 'event', time: 't', kind: { value: 'other' } }] })).name).toBe('m');
});

describe('hostile records', () => {
  const HOSTILE: readonly unknown[] = [
    null,
    true,
    0,
    -1,
    1e308,
    Number.NaN,
    '',
    ' ',
    '{',
    '[]',
    '{"__proto__":1}',
    '\ud800',
    'a'.repeat(5000),
    'constructor',
    [],
    [null],
    [[{}]],
    {},
    { toString: 1 },
  ];
  test.each(OUTPUTS)('end in exactly one of statements, a reason to ignore and a rejection: %s', (as) => {
    const fields = Object.fromEntries(
      MAPPED_FIELDS[as].map((f): [string, MappedValue] => [
        f.name,
        f.type === 'word' && f.words !== undefined
          ? { path: f.name, values: { [f.words[0] ?? '']: ['*a*', ''] }, else: 'ignore' }
          : { path: f.name, ...(f.type === 'time' ? { format: 'DD.MM.YYYY' } : {}) },
      ]),
    );
    const m: Mapping = { name: 'm', title: 'm', version: 1, fits: { columns: [], where: {} }, each: 'items', read: [{ as, fields, each: 'inner' }] };
    const read = reader(mappingAdapter(m));
    for (const items of [...HOSTILE, ...HOSTILE.map((v) => ({ inner: v, ...Object.fromEntries(Object.keys(fields).map((k) => [k, v])) }))]) {
      const { emissions, ignored, rejected } = read(record({ items }));
      expect([emissions.length > 0, ignored.length > 0, rejected.length > 0].filter(Boolean)).toHaveLength(1);
    }
  });
  test('a pattern of many stars takes linear time', () => {
    const text = `mapping: m\nread:\n  - as: event\n    time: t\n    kind: {path: a, values: {password.reset: ["${'*a'.repeat(200)}*b"]}}\n`;
    const read = reader(mappingAdapter(mapping(text)));
    const started = performance.now();
    read(record({ t: '', a: 'a'.repeat(200_000) }));
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
