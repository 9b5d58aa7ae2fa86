import { describe, expect, test } from 'vitest';
import type { Instant } from '../../../shared/base/instant.ts';
import { buildParties } from '../../../shared/identity/parties.ts';
import { buildRegistry } from '../../../shared/identity/registry.ts';
import type { CaseFacts, MailRule, SourceFacts } from '../../../shared/model/facts.ts';
import { DEFAULT_POLICY } from '../../../shared/policy/policy.ts';
import { buildCoverage } from '../../../shared/wake/coverage.ts';
import { buildMailRules } from '../../../shared/wake/mailrules.ts';
import { at, organisation } from '../../builders/organisation.ts';

describe('coverage', () => {
  const source = (n: number, first: string, last: string, more: Partial<SourceFacts> = {}): SourceFacts => ({
    source: `s000${n}` as never,
    name: `part-${n}.json`,
    type: 'x',
    system: 'aws-1',
    channels: ['iam-audit'],
    declared: undefined,
    first: at(first),
    last: at(last),
    clockOffset: 0 as never,
    clockUncertainty: undefined,
    rejectedBlocks: [],
    ...more,
  });
  const lines = (sources: readonly SourceFacts[], times: readonly string[]): unknown[] => {
    const facts: CaseFacts = { ...organisation({}), sources, recordTimes: () => Float64Array.from(times.map(at)).sort() };
    return buildCoverage(facts, DEFAULT_POLICY).lines.map((l) => [l.basis, l.from, l.to]);
  };
  const end = (t: string): number => at(t) + 1;

  test('it is inferred from the first to the last record over all sources together', () =>
    expect(lines([source(1, 'd4 00:00', 'd4 02:00'), source(2, 'd4 03:00', 'd4 05:00')], ['d4 00:00', 'd4 02:00', 'd4 03:00', 'd4 05:00'])).toEqual([
      ['inferred', at('d4 00:00'), end('d4 05:00')],
    ]));
  test('a hole between two sources longer than the silence cuts it', () =>
    expect(lines([source(1, 'd4 00:00', 'd4 02:00'), source(2, 'd4 09:00', 'd4 10:00')], ['d4 00:00', 'd4 02:00', 'd4 09:00', 'd4 10:00'])).toEqual([
      ['inferred', at('d4 00:00'), end('d4 02:00')],
      ['inferred', at('d4 09:00'), end('d4 10:00')],
    ]));
  test('two declared sources with a hole between them leave a hole, whatever its length', () => {
    const declared = (from: string, to: string): Partial<SourceFacts> => ({ declared: { from: at(from), to: at(to) } });
    expect(
      lines(
        [source(1, 'd4 00:00', 'd4 02:00', declared('d4 00:00', 'd4 03:00')), source(2, 'd4 05:00', 'd4 06:00', declared('d4 04:00', 'd4 08:00'))],
        ['d4 00:00', 'd4 06:00'],
      ),
    ).toEqual([
      ['declared', at('d4 00:00'), at('d4 03:00')],
      ['declared', at('d4 04:00'), at('d4 08:00')],
    ]);
  });
  test('a rejected block cuts declared and inferred coverage', () => {
    const rejectedBlocks = [{ from: at('d4 01:00'), to: at('d4 02:00') }];
    expect(
      lines(
        [source(1, 'd4 00:00', 'd4 03:00', { rejectedBlocks, declared: { from: at('d4 00:00'), to: at('d4 04:00') } })],
        ['d4 00:00', 'd4 03:00'],
      ),
    ).toEqual([
      ['declared', at('d4 00:00'), at('d4 01:00')],
      ['declared', at('d4 02:00'), at('d4 04:00')],
    ]);
    expect(lines([source(1, 'd4 00:00', 'd4 03:00', { rejectedBlocks })], ['d4 00:00', 'd4 03:00'])).toEqual([
      ['inferred', at('d4 00:00'), at('d4 01:00')],
      ['inferred', at('d4 02:00'), end('d4 03:00')],
    ]);
  });
  test('a rejected block cuts between its neighbours where the newest record is the first of the file', () => {
    const declared = { from: at('d4 00:00'), to: at('d4 04:00') };
    const cut = (block: SourceFacts['rejectedBlocks'][number]): unknown[] =>
      lines([source(1, 'd4 01:00', 'd4 03:00', { rejectedBlocks: [block], declared })], ['d4 01:00', 'd4 02:00', 'd4 03:00']);
    const left = (from: string, to: string): unknown => ['declared', at(from), at(to)];
    expect(cut({ from: at('d4 03:00'), to: at('d4 02:00') })).toEqual([left('d4 00:00', 'd4 02:00'), left('d4 03:00', 'd4 04:00')]);
    // Before the newest record nothing was read of what is newer, after the oldest nothing of what is older.
    expect(cut({ from: undefined, to: at('d4 03:00') })).toEqual([left('d4 00:00', 'd4 03:00')]);
    expect(cut({ from: at('d4 01:00'), to: undefined })).toEqual([left('d4 01:00', 'd4 04:00')]);
    expect(cut({ from: undefined, to: at('d4 01:00') })).toEqual([left('d4 01:00', 'd4 04:00')]);
    expect(cut({ from: at('d4 03:00'), to: undefined })).toEqual([left('d4 00:00', 'd4 03:00')]);
    expect(cut({ from: undefined, to: undefined })).toEqual([]);
  });
  test('a source without records and without a declaration covers nothing', () =>
    expect(lines([source(1, 'd4 00:00', 'd4 00:00', { first: undefined, last: undefined })], [])).toEqual([]));
});

describe('mailbox rules from a log', () => {
  const state = (more: Partial<MailRule>): MailRule => ({
    type: 'mailrule',
    mailbox: 'email:anna@ship.example' as never,
    rule: '.',
    from: undefined,
    to: undefined,
    createdBy: undefined,
    conditions: [],
    actions: [],
    source: 's0001' as never,
    ordinal: 1,
    record: 's0001:1' as never,
    system: 'm365',
    ...more,
  });
  const made = state({ from: at('10:00'), conditions: [{ on: 'subject-contains', value: 'bank' }], actions: [{ do: 'move', folder: 'RSS Feeds' }] });
  const removed = state({ to: at('12:00') });
  const hides = (rules: readonly MailRule[], t: string, subject = 'Your BANK account', sender = 'hr@ship.example'): boolean => {
    const facts: CaseFacts = { ...organisation({}), mailrules: rules };
    const registry = buildRegistry(facts);
    return (
      buildMailRules(facts, buildParties(facts, registry)).hiding(
        registry.resolve('email:anna@ship.example') ?? '',
        at(t) as Instant,
        subject,
        sender,
      ) !== undefined
    );
  };

  test('a rule holds from its making to its removal, whichever record comes first', () => {
    for (const order of [
      [made, removed],
      [removed, made],
    ])
      expect(['09:59', '10:00', '11:59', '12:00'].map((t) => hides(order, t))).toEqual([false, true, true, false]);
  });
  test('made again after its removal it holds again', () => expect(hides([made, removed, { ...made, from: at('13:00') }], '14:00')).toBe(true));
  test('a partial change keeps what it does not say', () => {
    const partial = state({ from: at('11:00'), partial: true, actions: [{ do: 'delete' }] });
    expect(hides([made, partial], '11:30')).toBe(true);
    expect(hides([made, partial], '11:30', 'hello')).toBe(false);
  });
  test('a change that ends the hiding ends it', () =>
    expect(
      hides(
        [made, state({ from: at('11:00'), partial: false, conditions: [{ on: 'all' }], actions: [{ do: 'forward', to: 'x@y.example' }] })],
        '11:30',
      ),
    ).toBe(false));
  test('two rows of a table are two states, also where they share a name', () => {
    const other = state({ from: at('11:00'), conditions: [{ on: 'subject-contains', value: 'invoice' }], actions: [{ do: 'delete' }] });
    expect(hides([made, other], '11:30')).toBe(true);
    expect(hides([{ ...made, to: at('10:30') as Instant }, other], '11:30')).toBe(false);
  });
  test('an export without times holds always, unless a log tells when the rule came', () => {
    const exported = state({ conditions: [{ on: 'all' }], actions: [{ do: 'delete' }] });
    expect(hides([exported], '09:00')).toBe(true);
    expect(hides([exported, made], '09:00')).toBe(false);
  });
  test('a rule whose conditions nothing tells matches nothing', () =>
    expect(hides([state({ from: at('10:00'), actions: [{ do: 'delete' }] })], '11:00')).toBe(false));
  test('conditions of two sorts must both hold', () => {
    const both = state({
      from: at('10:00'),
      conditions: [
        { on: 'subject-contains', value: 'bank' },
        { on: 'from', value: 'hr@ship.example' },
      ],
      actions: [{ do: 'delete' }],
    });
    expect(hides([both], '11:00')).toBe(true);
    expect(hides([both], '11:00', 'bank', 'it@ship.example')).toBe(false);
  });
  test('an exception takes a message out, and part of an address is enough where the rule asks for a part', () => {
    const deletes = (...conditions: MailRule['conditions']): MailRule => state({ from: at('10:00'), conditions, actions: [{ do: 'delete' }] });
    const but = deletes({ on: 'all' }, { on: 'not-subject-contains', value: 'Bank' });
    expect(hides([but], '11:00')).toBe(false);
    expect(hides([but], '11:00', 'hello')).toBe(true);
    expect(hides([deletes({ on: 'all' }, { on: 'not-from', value: 'hr@ship.example' })], '11:00')).toBe(false);
    expect(hides([deletes({ on: 'not-from', value: 'it@ship.example' })], '11:00')).toBe(false);
    expect(hides([deletes({ on: 'sender-contains', value: 'HR@' })], '11:00')).toBe(true);
    expect(hides([deletes({ on: 'from', value: 'HR@' })], '11:00')).toBe(false);
    // What a change says of exceptions leaves what it matches as it was.
    const changed = state({ from: at('10:30'), partial: true, conditions: [{ on: 'not-subject-contains', value: 'zebra' }] });
    expect(hides([but, changed], '11:00')).toBe(true);
    expect(hides([but, changed], '11:00', 'zebra')).toBe(false);
  });
  test('the sender is compared as a bare address', () => {
    const rule = state({ from: at('10:00'), conditions: [{ on: 'from', value: 'HR@ship.example' }], actions: [{ do: 'delete' }] });
    expect(hides([rule], '11:00', 'x', '"HR Desk" <hr@ship.example>')).toBe(true);
    expect(hides([rule], '11:00', 'x', 'other-hr@ship.example')).toBe(false);
  });
});
