import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { errorLine } from '../../electron/headless/command.ts';
import { COMMANDS, LATER } from '../../electron/headless/commands/index.ts';
import { nearest } from '../../electron/headless/options.ts';
import { passphrase } from '../../electron/headless/passphrase.ts';
import { safe, safeJson, table } from '../../electron/headless/terminal.ts';
import { Failure } from '../../shared/contract/errors.ts';
import type { Progress } from '../../shared/contract/requests.ts';
import { type Answers, fails, opened, run, text } from './run-cli.ts';

describe('wrong use exits with 2 and says what to do', () => {
  test.each([
    [['findngs', 'c'], 'there is no command "findngs" (did you mean findings?)'],
    [['findings', 'c', '--sevrity', 'high'], 'findings has no option --sevrity (did you mean --severity?)'],
    [['findings', 'c', '--severity', 'hihg'], '--severity is one of low, medium, high, critical, not "hihg" (did you mean high?)'],
    [['findings', 'c', '--rule'], '--rule needs a value (--rule SLUG)'],
    [['findings', 'c', '--rule', '--json'], '--rule needs a value'],
    [['findings', 'c', '--rule', 'a', '--rule', 'b'], '--rule is given twice'],
    [['findings', 'c', '--json=yes'], '--json takes no value'],
    [['findings'], 'CASE is missing (tracewake findings CASE [options])'],
    [['findings', 'c', 'd'], 'there is nothing to do with "d"'],
    [['new', 'c'], '--title TEXT is missing'],
    [['import', 'c'], 'PATH is missing'],
    [['import', 'c', 'p', '--copy', '--reference'], '--copy and --reference exclude each other'],
    [['explain', 'c'], 'explain takes either --finding ID or --event ID'],
    [['timeline', 'c', '--from', 'yesterday'], '--from is no time: "yesterday"'],
    [['timeline', 'c', '--from', '2026-03-04T07:41:26'], 'write it with its zone'],
    [['verify', 'p', '--level', '9'], '--level is a number from 0 to 5'],
    [['export', 'c', '--out', 'o', '--key', 'k', '--redact', 'p'], 'this version does not have --redact'],
    [['import', 'c', 'p', '--write-declaration', 'b.yaml'], '--write-declaration goes with --dry-run'],
    [[], 'no command is given'],
  ])('%j', async (argv, message) => {
    const { code, out, err } = await run(argv);
    expect(err).toContain(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  test.each(LATER.map((name) => [name]))('%s belongs to a later version and says so in one plain line', async (name) => {
    expect(await run([name, 'c'])).toMatchObject({ code: 2, err: `tracewake: this version does not have the command ${name}\n` });
  });
});

test.each(COMMANDS.map((c) => [c.name]))('%s --help shows every option of the command', async (name) => {
  const { code, out } = await run([name, '--help']);
  expect(code).toBe(0);
  for (const option of Object.keys(COMMANDS.find((c) => c.name === name)?.options ?? {})) expect(out).toContain(`--${option}`);
});

describe('the exit code says what kind of failure it was', () => {
  test.each([
    ['usage', 2],
    ['not-found', 4],
    ['cancelled', 3],
    ['failed', 1],
    ['input', 4],
    ['environment', 4],
    ['read-only', 4],
    ['newer', 4],
    ['passphrase', 4],
    ['internal', 4],
  ] as const)('%s: %i', async (code, exit) => {
    const { err, ...rest } = await run(['sources', 'c'], {
      'case.open': fails({ code, message: 'so it is', file: '/a', position: 'line 3', advice: 'do that' }),
    });
    expect(rest).toMatchObject({ code: exit, out: '' });
    expect(err).toBe('tracewake: /a, line 3: so it is (do that)\n');
  });

  test('an id that nothing has is wrong use, a case that is not there is not', async () => {
    const { code } = await run(['wakes', 'c', '--event', 'xx'], {
      'case.open': opened,
      'wakes.list': fails({ code: 'not-found', message: 'no event "xx"' }),
    });
    expect(code).toBe(2);
  });

  test.each([
    [['new', 'c', '--title', ' '], '--title is empty (--title TEXT)'],
    [['note', 'c', '--on', 'case', '--text='], '--text is empty (--text TEXT)'],
    [['sources', ''], 'CASE is empty (tracewake sources CASE [options])'],
    [['import', 'c', 'logs', ''], 'PATH is empty'],
    [['timeline', 'c', '--from', '2026-03-05', '--to', '2026-03-04'], '--from is later than --to (change the two round)'],
    [['to', 'c', '--format', 'csv', '--out', 'x', '--from', '2026-03-05', '--to', '2026-03-04'], '--from is later than --to'],
  ])('%j is wrong use, in the words of the command line, and nothing is opened', async (argv, said) => {
    const { code, out, err, asked } = await run(argv);
    expect({ code, out, asked: asked.filter(([name]) => name !== 'case.close') }).toEqual({ code: 2, out: '', asked: [] });
    expect(err).toContain(said);
  });

  test('one of a thing is said as one, and thousands in threes', async () => {
    const line = (name: string, more: object) => ({
      source: 's0001',
      name,
      typeTitle: 'Plain table: claims',
      type: 'table',
      read: 1,
      accepted: 1,
      ignored: 0,
      rejected: 0,
      duplicate: 0,
      undated: 0,
      ignoredReasons: [],
      warnings: [{ slug: 'unknown-kind', count: 1, example: undefined }],
      ...more,
    });
    const analysed = { wakes: 1, events: 21_606, unknown: 1, requests: 1, findings: [{ severity: 'low', count: 21_606 }], seconds: 1 };
    const report = {
      sources: [line('a.csv', {})],
      alreadyKnown: [{ name: 'b', source: 's0002' }],
      failed: [],
      warnings: [],
      cancelled: false,
      analysed,
      seconds: 1,
    };
    const one = await run(['import', 'c', 'x'], { 'case.open': opened, 'import.run': () => report });
    expect(one.out).toContain('Plain table: claims');
    expect(one.out).toContain(
      '1 file was in the case already; nothing of it was added.\n1 record from 1 source in 1.0 s.\n1 wake; findings: 21,606 low.\n',
    );
    expect(one.err).toBe('warning: a.csv: 1 row names a kind that there is not; it is kept as other, and nothing is asked of it\n');
    const again = await run(['analyse', 'c'], { 'case.open': opened, 'analysis.run': () => analysed });
    expect(again.out).toContain('1 wake over 21,606 events; 1 verdict unknown, 1 evidence request.\n');
    const made = { format: 'csv', file: '/x', bytes: 5, sha256: 'a', rows: 21_606, notes: [] };
    expect((await run(['to', 'c', '--format', 'csv', '--out', 'x'], { 'case.open': opened, 'export.to': () => made })).out).toContain('21,606 rows');
  });

  test('the plan of an import says of which table a file is, also where it was declared', async () => {
    const member = {
      name: 'a.csv',
      bytes: 5,
      type: 'table',
      title: 'Plain table: claims',
      why: 'declared',
      system: 'x',
      channels: [],
      warnings: [],
      setByHand: [],
      leftOut: false,
    };
    const { out, err } = await run(['import', 'c', 'x', '--dry-run'], {
      'case.open': opened,
      'import.plan': () => ({ members: [member], warnings: [], absent: [] }),
    });
    expect(err).toBe('');
    expect(out).toContain('declared: Plain table: claims');
  });

  test('an empty search finds everything', async () => {
    const { code } = await run(['timeline', 'c', '--search', ''], { 'case.open': opened, 'timeline.page': () => ({ rows: [], total: 0 }) });
    expect(code).toBe(0);
  });

  test('--fail-on exits with 1 for a finding at or above the level, and not for a dismissed one', async () => {
    const list = (severity: string, disposition: string) => ({
      'case.open': opened,
      'findings.list': () => ({
        rows: [{ severity, disposition, number: 'F-1', rule: 'r', verdict: 'unmet', subject: 's', missing: [], id: 'f' }],
        total: 1,
        open: 1,
      }),
    });
    const exit = async (severity: string, disposition: string) =>
      (await run(['findings', 'c', '--fail-on', 'high'], list(severity, disposition))).code;
    expect(await exit('critical', 'open')).toBe(1);
    expect(await exit('high', 'confirmed')).toBe(1);
    expect(await exit('high', 'dismissed')).toBe(0);
    expect(await exit('medium', 'open')).toBe(0);
  });

  test("verify exits with the verification's own code", async () => {
    const view = { result: 'INDETERMINATE', sentence: 's', levels: [], seals: [], commands: [], exitCode: 3 };
    expect((await run(['verify', 'p.zip'], { 'evidence.verify': () => view })).code).toBe(3);
  });

  test('an import of which one file could not be opened exits with 4 and names it, cancelled with 3', async () => {
    const report = {
      sources: [],
      alreadyKnown: [],
      failed: [{ name: 'a.gz', error: { code: 'input', message: 'cut off' } }],
      warnings: [],
      cancelled: false,
      seconds: 1,
    };
    const failed = await run(['import', 'c', 'a.gz'], { 'case.open': opened, 'import.run': () => report });
    expect(failed).toMatchObject({ code: 4, err: 'tracewake: a.gz: cut off\n' });
    const cancelled = await run(['import', 'c', 'a'], { 'case.open': opened, 'import.run': () => ({ ...report, failed: [], cancelled: true }) });
    expect(cancelled.code).toBe(3);
  });

  test('an import that a full disk ended prints what went in before, then why it ended, and exits with 4', async () => {
    const source = { source: 's0001', name: 'a.json', typeTitle: 'AWS CloudTrail', read: 12, accepted: 12, ignored: 0, rejected: 0, duplicate: 0 };
    const report = {
      sources: [{ ...source, ignoredReasons: [], warnings: [] }],
      alreadyKnown: [],
      failed: [],
      warnings: [],
      cancelled: false,
      stopped: { code: 'environment', message: 'the disk is full', file: '/caller/c', advice: 'Free some space and do it again.' },
      seconds: 1,
    };
    const answers = { 'case.open': opened, 'import.run': () => report };
    const { code, out, err } = await run(['import', 'c', 'a'], answers);
    expect(code).toBe(4);
    expect(out).toContain('s0001   a.json  AWS CloudTrail    12        12');
    expect(err).toBe(
      'tracewake: /caller/c: the disk is full (Free some space and do it again.)\ntracewake: the sources above are in the case, the one in work left nothing\n',
    );
    const json = await run(['import', 'c', 'a', '--json'], answers);
    expect(json.code).toBe(4);
    expect(
      json.out
        .trimEnd()
        .split('\n')
        .map((l) => JSON.parse(l) as unknown),
    ).toEqual([expect.objectContaining({ source: 's0001' }), expect.objectContaining({ cancelled: false, stopped: report.stopped })]);
  });

  test('a command that writes refuses a case that another process holds', async () => {
    const answers = { 'case.open': () => ({ dir: '/caller/c', readOnly: true, readOnlyReason: 'process 12 has it open' }) };
    const { code, err } = await run(['note', 'c', '--on', 'x', '--text', 'y'], answers);
    expect({ code, err }).toEqual({ code: 4, err: 'tracewake: /caller/c: process 12 has it open (close it there first)\n' });
  });
});

describe('what is asked of the engine', () => {
  test("relative paths are taken from the caller's directory", async () => {
    const { asked } = await run(['import', 'my.case', 'logs', '/abs/x.zip', '--zone', 'Europe/Oslo', '--reference', '--no-analyse'], {
      'case.open': opened,
      'import.run': () => ({ sources: [], alreadyKnown: [], failed: [], warnings: [], cancelled: false, seconds: 0 }),
    });
    expect(asked).toEqual([
      ['case.open', { dir: '/caller/my.case', investigator: undefined }],
      ['import.run', { paths: ['/caller/logs', '/abs/x.zip'], options: { as: undefined, zone: 'Europe/Oslo', keep: 'reference', analyse: false } }],
    ]);
  });

  test('a dry run only plans, and takes no lock', async () => {
    const { asked, code } = await run(['import', 'c', 'logs', '--dry-run'], {
      'case.open': opened,
      'import.plan': () => ({ members: [], warnings: [], absent: [] }),
    });
    expect(code).toBe(0);
    expect(asked.map(([name, args]) => [name, (args as { readOnly?: boolean }).readOnly])).toEqual([
      ['case.open', true],
      ['import.plan', undefined],
    ]);
  });

  test('all pages of a machine request are printed', async () => {
    const answers: Answers = {
      'case.open': opened,
      'machine.wakes': (args) =>
        (args as { after?: string }).after === undefined ? { lines: ['{"id":1}', '{"id":2}'], next: '2' } : { lines: ['{"id":3}'] },
    };
    expect((await run(['wakes', 'c', '--json'], answers)).out).toBe('{"id":1}\n{"id":2}\n{"id":3}\n');
  });

  test('Ctrl+C reaches the engine as a cancel', async () => {
    const abort = new AbortController();
    const { code, err } = await run(
      ['analyse', 'c'],
      {
        'case.open': opened,
        'analysis.run': (_args, _progress, signal) => {
          abort.abort();
          if (signal.aborted) throw new Failure({ code: 'cancelled', message: 'cancelled' });
          return {};
        },
      },
      { signal: abort.signal },
    );
    expect({ code, err }).toEqual({ code: 3, err: 'tracewake: cancelled\n' });
  });
});

describe('standard output and standard error', () => {
  const progress: Progress = {
    request: 1,
    phase: 'reading',
    member: 'a\u001b[2Jb.json',
    bytes: { done: 50, of: 100 },
    records: undefined,
    rate: undefined,
    secondsLeft: undefined,
  };
  const answers: Answers = {
    'case.open': opened,
    'analysis.run': (_args, onProgress) => {
      onProgress(progress);
      return { wakes: 1, events: 2, unknown: 0, requests: 0, findings: [], seconds: 1 };
    },
  };

  test('a bar is drawn on a terminal only, its names made safe', async () => {
    expect((await run(['analyse', 'c'], answers, { tty: true })).err).toContain('reading 50 % · 50 B · a\\u{1b}[2Jb.json');
    expect((await run(['analyse', 'c'], answers)).err).toBe('');
  });

  test('--progress json writes JSON lines to standard error, and --json keeps standard output to JSON lines', async () => {
    const { out, err } = await run(['analyse', 'c', '--json', '--progress', 'json'], answers);
    expect(JSON.parse(err)).toEqual(JSON.parse(JSON.stringify(progress)));
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([{ wakes: 1, events: 2, unknown: 0, requests: 0, findings: [], seconds: 1 }]);
  });

  test('instants leave as ISO 8601 with microseconds', async () => {
    const { out } = await run(['note', 'c', '--on', 'x', '--text', 'y', '--json'], {
      'case.open': opened,
      'notes.add': () => ({ id: 'n1', on: 'x', text: 'y', by: 'z', at: 1_772_610_086_207_001, custody: 4 }),
    });
    expect(JSON.parse(out)).toMatchObject({ at: '2026-03-04T07:41:26.207001Z', custody: 4 });
  });

  test('the custody log gives each body as it is stored, and beside it its times as a person reads them', async () => {
    const body = '{"before":0,"offset":-90000000,"reason":"slow"}';
    const entry = { seq: 1, at: 0, actor: 'A', action: 'clock.set', subjects: ['s0001'], body, hash: 'h' };
    const answers: Answers = { 'case.open': opened, 'custody.list': () => ({ entries: [entry], total: 1, head: 'h' }) };
    expect((await run(['custody', 'c'], answers)).out).toContain(`${body} (before 0 s, offset -1 min 30 s)\n`);
    expect(JSON.parse((await run(['custody', 'c', '--json'], answers)).out)).toMatchObject({ body });
  });

  test('text out of a log reaches neither output unescaped', async () => {
    const evil = 'x\u001b]0;owned\u0007\u202egnp.exe\u2028\r\n\u009b31m';
    const answers: Answers = {
      'case.open': opened,
      'timeline.page': () => ({ rows: [{ id: 's0001:1', kind: 'other', outcome: 'success', summary: evil, actorAlias: `name:${evil}` }], total: 1 }),
      'machine.timeline': () => ({ lines: [JSON.stringify({ summary: evil })] }),
    };
    const human = await run(['timeline', 'c'], answers);
    expect(human.out).toContain('x\\u{1b}]0;owned\\u{7}\\u{202e}gnp.exe\\u{2028}\\u{d}\\u{a}\\u{9b}31m');
    expect(human.out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}]/u);
    const machine = await run(['timeline', 'c', '--json'], answers);
    expect(machine.out.trimEnd()).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}]/u);
    expect(JSON.parse(machine.out)).toEqual({ summary: evil });
  });
});

describe('escaping', () => {
  test('a lone surrogate and a format character outside the basic plane are shown by their code point', () => {
    expect(safe('a\ud800b\u{e0041}')).toBe('a\\u{d800}b\\u{e0041}');
    expect(JSON.parse(safeJson(JSON.stringify({ t: 'a\u{e0041}\ud800' })))).toEqual({ t: 'a\u{e0041}\ud800' });
  });

  test('ordinary text of any script is left alone', () => {
    expect(safe('Zoë Ærø 名前 👩 "quoted" <b>')).toBe('Zoë Ærø 名前 👩 "quoted" <b>');
  });

  test('figures are grouped and stand right', () => {
    expect(
      table(
        ['name', 'n'],
        [
          ['a', 1234567],
          ['bb', 5],
        ],
      ),
    ).toEqual(['name          n', 'a     1,234,567', 'bb            5']);
  });

  test('an error line holds no line end of the name it quotes', async () => {
    expect(safe(errorLine({ code: 'input', message: 'broken', file: 'a\nb' }))).toBe('tracewake: a\\u{a}b: broken');
  });
});

describe('suggestions', () => {
  test('come for a near word and not for a far one', () => {
    expect(nearest('expotr', ['export', 'explain'])).toBe('export');
    expect(nearest('zebra', ['export', 'explain'])).toBeUndefined();
  });
});

describe('the passphrase', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'tracewake-cli-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const terminal = (isTTY: boolean) => {
    const raw: boolean[] = [];
    const stdin = Object.assign(new PassThrough(), { isTTY, setRawMode: (on: boolean) => raw.push(on) });
    const stderr = new PassThrough();
    return { stdin, stderr, raw, input: { stdin, stderr } as unknown as Parameters<typeof passphrase>[1] };
  };

  test('comes from a file descriptor, without its last line end', async () => {
    writeFileSync(join(dir, 'p'), 'correct horse\n');
    expect(await passphrase(String(openSync(join(dir, 'p'), 'r')), terminal(false).input, false)).toBe('correct horse');
  });

  test('comes from standard input, which is all that npm run passes on, however late it is written', async () => {
    const { stdin, input, raw } = terminal(false);
    const answer = passphrase('0', input, true);
    stdin.write('correct ');
    await new Promise((resolve) => setImmediate(resolve));
    stdin.end('hörse\n');
    expect(await answer).toBe('correct hörse');
    expect(raw).toEqual([]);
  });

  test('is asked without echo where standard input is a terminal', async () => {
    const { stdin, stderr, input } = terminal(true);
    const answer = passphrase('0', input, false);
    stdin.write('hi\r');
    expect(await answer).toBe('hi');
    expect(text(stderr)).toBe('Passphrase: \n');
  });

  test('that cannot be had says the way that works through npm too', async () => {
    const advice = expect.stringContaining('--passphrase-fd 0 <FILE');
    await expect(passphrase('987', terminal(false).input, false)).rejects.toMatchObject({ data: { advice } });
    await expect(passphrase(undefined, terminal(false).input, false)).rejects.toMatchObject({ data: { advice } });
  });

  test('is refused from a descriptor that is not open, and where there is no terminal to ask on', async () => {
    await expect(passphrase('987', terminal(false).input, false)).rejects.toMatchObject({ data: { code: 'environment' } });
    await expect(passphrase('secret', terminal(false).input, false)).rejects.toMatchObject({ data: { code: 'usage' } });
    await expect(passphrase(undefined, terminal(false).input, false)).rejects.toMatchObject({ data: { code: 'usage' } });
  });

  test('is asked without echo, twice for a new key; backspace takes a whole character back', async () => {
    const { stdin, stderr, raw, input } = terminal(true);
    const answer = passphrase(undefined, input, true);
    stdin.write('hé\u007f\u007fhi\r');
    await new Promise((resolve) => setImmediate(resolve));
    stdin.write('hi\r');
    expect(await answer).toBe('hi');
    expect(text(stderr)).toBe('Passphrase: \nThe same again: \n');
    expect(raw).toEqual([true, false, true, false]);
  });

  test('Ctrl+C at the prompt is a cancel and gives the terminal back', async () => {
    const { stdin, raw, input } = terminal(true);
    const answer = passphrase(undefined, input, false);
    stdin.write('abc\u0003');
    await expect(answer).rejects.toMatchObject({ data: { code: 'cancelled' } });
    expect(raw.at(-1)).toBe(false);
  });

  test('never stands in the arguments of a command', async () => {
    const { code, err } = await run(['keygen', '--out', 'k', '--passphrase', 'secret']);
    expect(code).toBe(2);
    expect(err).not.toContain('secret');
  });
});
