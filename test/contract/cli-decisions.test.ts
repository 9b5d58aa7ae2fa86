import { describe, expect, test } from 'vitest';
import { fails, opened, run } from './run-cli.ts';

const decision = (family: string, more: object = {}) => ({
  id: `${family}-1`,
  family,
  subject: 'upn:a@x',
  object: 'upn:b@x',
  reason: 'r',
  by: 'A. Berg <a@example.org>',
  at: 1_772_600_000_000_000,
  custody: 31,
  undoneBy: undefined,
  ...more,
});
const result = (family: string, more: object = {}) => ({
  decision: decision(family, more),
  undone: [],
  gained: [{ id: 'f', rule: 'notice.missing', text: 'nobody\u001b[31m was told' }],
  lost: [],
  analysed: { events: 1, wakes: 1, findings: [], unknown: 0, requests: 0, seconds: 0 },
  changedWakes: 1234,
});
const open = { 'case.open': opened };
/** What was asked of the engine, without the opening and closing of the case. */
const sent = (asked: readonly (readonly [string, unknown])[]) => asked.filter(([name]) => !name.startsWith('case.'));

describe('what is missing or cannot be meant ends with 2, and nothing is asked', () => {
  test.each([
    [['join', 'c', '--with', 'b', '--reason', 'r'], '--identity ALIAS is missing'],
    [['join', 'c', '--identity', 'a', '--reason', 'r'], '--with ALIAS is missing'],
    [['join', 'c', '--identity', 'a', '--with', 'b'], '--reason TEXT is missing'],
    [['join', '--identity', 'a', '--with', 'b', '--reason', 'r'], 'CASE is missing'],
    [['join', 'c', '--identity', 'a', '--alias', 'b', '--reason', 'r'], 'join has no option --alias'],
    [['split', 'c', '--identity', 'a', '--reason', 'r'], '--alias ALIAS is missing'],
    [['split', 'c', '--alias', 'a', '--reason', 'r'], '--identity ALIAS is missing'],
    [['split', 'c', '--identity', 'a', '--alias', 'b'], '--reason TEXT is missing'],
    [['dismiss', 'c', '--identity', 'a', '--reason', 'r'], '--with ALIAS is missing'],
    [['dismiss', 'c', '--identity', 'a', '--with', 'b'], '--reason TEXT is missing'],
    [['suggestions', 'c', '--dismised'], 'suggestions has no option --dismised (did you mean --dismissed?)'],
    [['tie', 'c', '--event', 'e', '--accept', '--reason', 'r'], '--observation ID is missing'],
    [['tie', 'c', '--observation', 'o', '--accept', '--reason', 'r'], '--event ID is missing'],
    [['tie', 'c', '--observation', 'o', '--event', 'e', '--reason', 'r'], 'tie takes either --accept or --reject'],
    [['tie', 'c', '--observation', 'o', '--event', 'e', '--accept', '--reject', '--reason', 'r'], 'tie takes either --accept or --reject'],
    [['tie', 'c', '--observation', 'o', '--event', 'e', '--accept=yes', '--reason', 'r'], '--accept takes no value'],
    [['clock', 'c', '--offset', 'PT1S', '--reason', 'r'], '--source ID is missing'],
    [['clock', 'c', '--source', 's0001', '--reason', 'r'], '--offset DURATION is missing'],
    [['clock', 'c', '--source', 's0001', '--offset', 'soon', '--reason', 'r'], '--offset is no duration: "soon"'],
    [['clock', 'c', '--source', 's0001', '--offset', '90', '--reason', 'r'], '--offset is no duration: "90"'],
    [['clock', 'c', '--source', 's0001', '--offset', '', '--reason', 'r'], '--offset'],
    [['clock', 'c', '--source', 's0001', '--offset', '1m x', '--reason', 'r'], '--offset is no duration: "1m x"'],
  ])('%j', async (argv, said) => {
    const { code, out, err, asked } = await run(argv);
    expect({ code, out, asked: sent(asked) }).toEqual({ code: 2, out: '', asked: [] });
    expect(err).toContain(said);
  });
});

describe('a judged finding that an analysis no longer finds is named', () => {
  const gone = [{ id: 'f-1', number: 'F-0001', rule: 'notice.missing', text: 'F-0001 notice.missing, confirmed by A\u001b[2J, is no longer found' }];
  const analysed = { events: 1, wakes: 1, findings: [], unknown: 0, requests: 0, seconds: 0, gone };
  const said = 'F-0001 notice.missing, confirmed by A\\u{1b}[2J, is no longer found.\n';
  test.each([
    [['tie', 'c', '--observation', 'o', '--event', 'e', '--accept', '--reason', 'r'], { 'tie.decide': () => ({ ...result('tie'), analysed }) }],
    [['join', 'c', '--identity', 'a', '--with', 'b', '--reason', 'r'], { 'identity.join': () => ({ ...result('join'), analysed }) }],
    [
      ['clock', 'c', '--source', 's0001', '--offset', '1s', '--reason', 'r'],
      { 'clock.set': () => ({ ...result('clock', { offset: 1 }), analysed }) },
    ],
    [['analyse', 'c'], { 'analysis.run': () => analysed }],
    [
      ['import', 'c', 'x'],
      { 'import.run': () => ({ sources: [], alreadyKnown: [], failed: [], warnings: [], cancelled: false, analysed, seconds: 0 }) },
    ],
  ])('%j', async (argv, answers) => {
    const { code, out } = await run(argv, { ...open, ...answers });
    expect(code).toBe(0);
    expect(out).toContain(said);
    const machine = await run([...argv, '--json'], { ...open, ...answers });
    expect(machine.out).toContain('"number":"F-0001"');
  });
});

describe('what is decided is asked of the engine as it was said', () => {
  test('a join, with whoever does it', async () => {
    const argv = ['join', 'c', '--identity', 'upn:a@x', '--with', '--alias', '--reason', 'r'];
    expect((await run(argv, open)).code).toBe(2);
    const { code, asked } = await run(
      ['join', 'c', '--identity', 'upn:a@x', '--with', 'upn:b@x', '--reason', 'one person', '--investigator', 'B. Falk <b@x.example>'],
      { ...open, 'identity.join': () => result('join') },
    );
    expect(code).toBe(0);
    expect(asked[0]).toEqual(['case.open', expect.objectContaining({ dir: '/caller/c', investigator: 'B. Falk <b@x.example>' })]);
    expect(sent(asked)).toEqual([['identity.join', { identity: 'upn:a@x', with: 'upn:b@x', reason: 'one person' }]]);
  });

  test('a split says what it undoes', async () => {
    const { out, asked } = await run(['split', 'c', '--identity', 'upn:a@x', '--alias', 'upn:b@x', '--reason', 'two'], {
      ...open,
      'identity.split': () => ({ ...result('split'), undone: [decision('join')] }),
    });
    expect(sent(asked)).toEqual([['identity.split', { identity: 'upn:a@x', alias: 'upn:b@x', reason: 'two' }]]);
    expect(out).toContain('Decided: upn:b@x is not upn:a@x; custody entry 31.');
    expect(out).toContain('This undoes: upn:a@x and upn:b@x are one (');
    expect(out).toContain('1,234 wakes are judged otherwise, 1 finding more, 0 fewer.');
    expect(out).not.toContain('\u001b');
  });

  test.each([
    ['--accept', true, 'belongs'],
    ['--reject', false, 'does not belong'],
  ])('a tie: %s', async (flag, accept, said) => {
    const { code, out, asked } = await run(['tie', 'c', '--observation', 's0003:12', '--event', 'E1', flag, '--reason', 'r'], {
      ...open,
      'tie.decide': () => result('tie', { accept }),
    });
    expect(code).toBe(0);
    expect(sent(asked)).toEqual([['tie.decide', { observation: 's0003:12', event: 'E1', accept, reason: 'r' }]]);
    expect(out).toContain(said);
  });

  test.each([
    ['PT90S', 90e6],
    ['-PT2M', -120e6],
    ['-1m30s', -90e6],
    ['+90 s', 90e6],
    ['1h 2min 3.5s', 3723.5e6],
    ['250ms', 250_000],
    ['1d', 86_400e6],
    ['PT0S', 0],
  ])('a clock: %s', async (offset, micros) => {
    const { code, asked } = await run(['clock', 'c', '--source', 's0003', `--offset=${offset}`, '--reason', 'r'], {
      ...open,
      'clock.set': () => result('clock', { offset: micros, before: 0 }),
    });
    expect(code).toBe(0);
    expect(sent(asked)).toEqual([['clock.set', { source: 's0003', offset: micros, reason: 'r' }]]);
  });

  test('a clock as JSON has durations and instants, not numbers', async () => {
    const { out } = await run(['clock', 'c', '--source', 's0003', '--offset', '-PT90S', '--reason', 'r', '--json'], {
      ...open,
      'clock.set': () => result('clock', { subject: 's0003', object: '', offset: -90e6, before: 0 }),
    });
    expect(JSON.parse(out)).toMatchObject({ family: 'clock', subject: 's0003', offset: '-PT1M30S', before: 'PT0S', changedWakes: 1234 });
    expect(out).toMatch(/"at":"2026-/);
  });

  test('a dismissal, and its undoing', async () => {
    const answers = { ...open, 'suggestion.dismiss': () => ({ decision: decision('dismissal', { dismissed: true }), undone: [] }) };
    const argv = ['dismiss', 'c', '--identity', 'upn:a@x', '--with', 'upn:b@x', '--reason', 'a namesake'];
    const first = await run(argv, answers);
    expect(sent(first.asked)).toEqual([['suggestion.dismiss', { identity: 'upn:a@x', with: 'upn:b@x', dismissed: true, reason: 'a namesake' }]]);
    expect(first.out).toBe('Decided: upn:a@x and upn:b@x are not offered as one any more; custody entry 31.\n');
    const again = await run([...argv, '--undo', '--json'], {
      ...open,
      'suggestion.dismiss': () => ({ decision: decision('dismissal', { dismissed: false }), undone: [decision('dismissal')] }),
    });
    expect(sent(again.asked)).toEqual([['suggestion.dismiss', expect.objectContaining({ dismissed: false })]]);
    expect(JSON.parse(again.out)).toMatchObject({ dismissed: false, undone: [{ family: 'dismissal' }] });
  });

  test('suggestions are listed page by page, the dismissed with their reason', async () => {
    const row = (i: number) => ({
      identity: 'i',
      alias: `upn:${i}@x`,
      with: 'name:a',
      withIdentity: 'j',
      why: 'the same login',
      label: '',
      withLabel: '',
    });
    const paged = await run(['suggestions', 'c'], {
      ...open,
      'identities.suggestions': (args) => {
        const { offset } = args as { offset: number };
        const rows = Array.from({ length: offset === 0 ? 1000 : 200 }, (_, i) => ({ ...row(offset + i), dismissal: undefined }));
        return { rows, total: 1200, offered: 1200, dismissed: 0 };
      },
    });
    expect(paged.out.split('\n').filter((l) => l.includes('the same login'))).toHaveLength(1200);
    expect(paged.out).toContain('1,200 pairs are offered, 0 were dismissed.');
    expect(sent(paged.asked).map(([, args]) => (args as { offset: number }).offset)).toEqual([0, 1000]);
    const dismissed = await run(['suggestions', 'c', '--dismissed'], {
      ...open,
      'identities.suggestions': () => ({
        rows: [{ ...row(1), dismissal: decision('dismissal', { reason: 'a namesake' }) }],
        total: 1,
        offered: 3,
        dismissed: 1,
      }),
    });
    expect(sent(dismissed.asked)).toEqual([['identities.suggestions', { which: 'dismissed', offset: 0, limit: 1000 }]]);
    expect(dismissed.out).toContain('a namesake (A. Berg <a@example.org>');
    expect(dismissed.out).toContain('3 pairs are offered, 1 was dismissed.');
  });

  test('what the engine refuses ends with its own code', async () => {
    const { code, err } = await run(['join', 'c', '--identity', 'a', '--with', 'b', '--reason', 'r'], {
      ...open,
      'identity.join': fails({ code: 'not-found', message: 'no identity "b" in this case', advice: 'list them' }),
    });
    expect({ code, err }).toEqual({ code: 2, err: 'tracewake: no identity "b" in this case (list them)\n' });
  });

  test.each(['join', 'split', 'tie', 'clock', 'dismiss'])('%s refuses a case that another process holds', async (name) => {
    const argv: Record<string, string[]> = {
      join: ['--identity', 'a', '--with', 'b'],
      split: ['--identity', 'a', '--alias', 'b'],
      tie: ['--observation', 'o', '--event', 'e', '--accept'],
      clock: ['--source', 's0001', '--offset', 'PT1S'],
      dismiss: ['--identity', 'a', '--with', 'b'],
    };
    const { code, asked } = await run([name, 'c', ...argv[name]!, '--reason', 'r'], {
      'case.open': () => ({ dir: '/caller/c', readOnly: true, readOnlyReason: 'process 12 has it open' }),
    });
    expect({ code, asked: sent(asked) }).toEqual({ code: 4, asked: [] });
  });
});
