import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { DEFAULT_POLICY, DEFAULT_POLICY_YAML, POLICY_SCHEMA, parsePolicy, policyChanges } from '../../../shared/policy/policy.ts';
import { droppedRules, policyRows } from '../../../shared/views/policy.ts';

const valid = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(POLICY_SCHEMA);
const edited = (from: string, to: string): string => {
  expect(DEFAULT_POLICY_YAML).toContain(from);
  return DEFAULT_POLICY_YAML.replace(from, to);
};

describe('a policy that says only what is different', () => {
  const short = parsePolicy('name: short\nrevision: 3\nclock uncertainty: PT5S\n');

  test('keeps the default of every part that it leaves out', () => {
    expect(short.ok && short.value).toEqual({ ...DEFAULT_POLICY, name: 'short', revision: 3, clockUncertainty: 5_000_000 });
  });

  test('needs a name and a revision', () => {
    const nameless = parsePolicy('clock uncertainty: PT5S\n');
    expect(nameless.ok ? [] : nameless.error.map((e) => e.message)).toEqual(['the policy has no "name"', 'the policy has no "revision"']);
  });

  test('differs from the default in what it says, and in nothing that it leaves out', () => {
    expect(policyChanges('name: short\nrevision: 1\nclock uncertainty: PT5S\n', DEFAULT_POLICY_YAML)).toMatchObject([
      { path: 'name', was: 'default', now: 'short', line: 1 },
      { path: 'clock uncertainty', was: 'PT2S', now: 'PT5S', line: 3 },
    ]);
  });
});

describe('the mistakes of a policy', () => {
  test('are all shown, each at its line and column', () => {
    const parsed = parsePolicy('name: x\nrevision: one\nobligations:\n  - {name: a, kinds: [nothing]}\n  - {name: b}\nduplicate window: 5\n');
    expect(parsed.ok ? [] : parsed.error).toEqual([
      { line: 2, column: 11, message: 'revision must be a whole number' },
      expect.objectContaining({ line: 4, column: 23, message: expect.stringContaining('"nothing" is no kind of event') }),
      { line: 5, column: 5, message: '"kinds" is missing here' },
      expect.objectContaining({ line: 6, column: 19 }),
    ]);
  });
});

describe('the changes of a policy', () => {
  test('of the default against itself are none', () => expect(policyChanges(DEFAULT_POLICY_YAML, DEFAULT_POLICY_YAML)).toEqual([]));

  test('name the place, both values and both lines, and the range where another value can be put', () => {
    const text = edited('act: {mode: close, within: PT4H}', 'act: {mode: close, within: PT2H}');
    const [change, ...others] = policyChanges(text, DEFAULT_POLICY_YAML);
    expect(others).toEqual([]);
    expect(change).toMatchObject({ path: 'obligations / emergency access / act / within', was: 'PT4H', now: 'PT2H' });
    expect(change?.line).toBe(change?.wasLine);
    const [from, to] = change?.range ?? [0, 0];
    expect(`${text.slice(0, from)}${change?.wasWritten}${text.slice(to)}`).toBe(DEFAULT_POLICY_YAML);
  });

  test('a list is put back as it was written', () => {
    const text = edited('audience: [person, security]', 'audience: [person]');
    const [change] = policyChanges(text, DEFAULT_POLICY_YAML);
    expect(change).toMatchObject({ was: 'person, security', now: 'person', wasWritten: '[person, security]' });
    expect(`${text.slice(0, change?.range?.[0])}${change?.wasWritten}${text.slice(change?.range?.[1])}`).toBe(DEFAULT_POLICY_YAML);
  });

  test('an entry that moved is no change, one that is gone is one line', () => {
    const text = edited('  - name: other alerts\n    kinds: [alert.raised]\n    notify: {through: any, audience: [owner], within: P1D}\n', '');
    expect(policyChanges(text, DEFAULT_POLICY_YAML)).toMatchObject([{ path: 'obligations / other alerts', was: '5 settings', now: undefined }]);
  });

  test('a text that is no YAML has none', () => expect(policyChanges('{', DEFAULT_POLICY_YAML)).toEqual([]));
});

describe('the table of obligations', () => {
  test('says the default in words', () => {
    const rows = policyRows(DEFAULT_POLICY, DEFAULT_POLICY, () => 1);
    const access = rows.find((r) => r.name === 'access and accounts');
    expect(access?.deadline.text).toBe('15 min at tier 0, tier 1, else 1 d');
    expect(access?.notify.text).toBe('any');
    expect(rows.find((r) => r.name === "changes to a person's account")?.kinds.text).toContain('mfa.*');
    expect(rows.find((r) => r.name === 'credentials of non-human identities')?.verify.text).toBe(
      'credential.rotated: authenticates again within 1 h',
    );
    expect(rows.flatMap((r) => [r.notify.was, r.deadline.was, r.added]).every((x) => x === undefined || x === false)).toBe(true);
  });

  test('marks the cell that changed with what it was, an entry that is new, and names one that is gone', () => {
    const parsed = parsePolicy(
      edited('within: PT15M}\n    acknowledge: {within: PT30M}', 'within: PT5M}\n    acknowledge: {within: PT30M}').replace(
        'name: ended scopes',
        'name: scopes',
      ),
    );
    if (!parsed.ok) throw new Error('it was not read');
    const rows = policyRows(parsed.value, DEFAULT_POLICY, () => undefined);
    expect(rows.find((r) => r.name === 'emergency access')?.deadline).toEqual({ text: '5 min', was: '15 min' });
    expect(rows.filter((r) => r.added).map((r) => r.name)).toEqual(['scopes']);
    expect(droppedRules(parsed.value, DEFAULT_POLICY)).toEqual(['ended scopes']);
  });
});

describe('the JSON schema', () => {
  test('takes the default policy and a short one', () => {
    expect(valid(parse(DEFAULT_POLICY_YAML)) ? [] : valid.errors).toEqual([]);
    expect(valid({ name: 'short', revision: 1 })).toBe(true);
  });

  test('refuses what the reader refuses', () => {
    for (const [from, to] of [
      ['audience: [person, security]', 'audience: [person, sekurity]'],
      ['kinds: [scope.ended]', 'kinds: [scop.*]'],
      ['acknowledge: {within: PT4H, by: security}', 'acknowledge: {withn: PT4H, by: security}'],
      ['duplicate window: PT30M', 'duplicate window: 30 minutes'],
      ['duplicate window: PT30M', 'duplicate window: PT'],
      ['[[suspend, revoke]]', '[[suspend, forget]]'],
      ['revision: 1', 'revision: first'],
      ['monitored queues: []', 'monitored queues: nothing'],
    ] as const) {
      const text = edited(from, to);
      expect([from, parsePolicy(text).ok]).toEqual([from, false]);
      expect([from, valid(parse(text))]).toEqual([from, false]);
    }
  });
});
