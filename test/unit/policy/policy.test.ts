import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../../shared/base/instant.ts';
import { DEFAULT_POLICY, DEFAULT_POLICY_YAML, parsePolicy, within } from '../../../shared/policy/policy.ts';
import { RULES, referencesOf, rulesOf } from '../../../shared/wake/rules.ts';

const broken = (from: string, to: string): { message: string; line: number; column: number } => {
  expect(DEFAULT_POLICY_YAML).toContain(from);
  const text = DEFAULT_POLICY_YAML.replace(from, to);
  const parsed = parsePolicy(text);
  if (parsed.ok) throw new Error('it was read');
  const [error] = parsed.error;
  if (error === undefined) throw new Error('no error');
  return error;
};

describe('the policy', () => {
  test('the default reads back as the default', () => {
    const parsed = parsePolicy(DEFAULT_POLICY_YAML);
    expect(parsed.ok && parsed.value).toEqual(DEFAULT_POLICY);
  });

  test('a family stands for its kinds, "any" for every notice channel', () => {
    const person = DEFAULT_POLICY.obligations[0];
    expect(person?.kinds).toEqual(expect.arrayContaining(['mfa.enrolled', 'mfa.removed', 'mfa.reset']));
    const access = DEFAULT_POLICY.obligations.find((o) => o.kinds.includes('role.granted'));
    expect(access?.notify?.through).toEqual(['mail', 'page', 'chat', 'ticket', 'siem']);
  });

  test('a deadline follows the tier or the confidence', () => {
    const access = DEFAULT_POLICY.obligations.find((o) => o.kinds.includes('role.granted'))?.notify?.within;
    const act = DEFAULT_POLICY.obligations.find((o) => o.act?.mode === 'contain')?.act?.within;
    if (access === undefined || act === undefined) throw new Error('the default policy lacks them');
    expect(within(access, 0, undefined)).toBe(15 * MINUTE);
    expect(within(access, 2, undefined)).toBe(24 * HOUR);
    expect(within(access, undefined, undefined)).toBe(24 * HOUR);
    expect(within(act, undefined, 'confirmed')).toBe(HOUR);
    expect(within(act, undefined, 'medium')).toBe(24 * HOUR);
  });

  test('every kind of the default table has its obligations once', () => {
    const kinds = DEFAULT_POLICY.obligations.filter((o) => !o.kinds.includes('alert.raised')).flatMap((o) => o.kinds);
    expect(new Set(kinds).size).toBe(kinds.length);
    for (const none of ['logging.disabled', 'person.joined', 'account.disabled', 'account.deleted']) expect(kinds).not.toContain(none);
  });

  const line = (text: string): number => DEFAULT_POLICY_YAML.slice(0, DEFAULT_POLICY_YAML.indexOf(text)).split('\n').length;
  test('an unknown audience is shown at its place', () => {
    const e = broken('audience: [person, security]', 'audience: [person, sekurity]');
    expect(e.message).toContain('"sekurity" is no audience');
    expect(e.line).toBe(line('audience: [person, security]'));
    expect(e.column).toBe((DEFAULT_POLICY_YAML.split('\n')[e.line - 1]?.replace('security', 'sekurity').indexOf('sekurity') as number) + 1);
  });
  test('an unknown kind, key, channel, duration, family, action: each has its own message', () => {
    expect(broken('kinds: [scope.ended]', 'kinds: [scope.endet]').message).toContain('is no kind of event');
    expect(broken('kinds: [scope.ended]', 'kinds: [scop.*]').message).toContain('no kind of event begins with "scop."');
    expect(broken('acknowledge: {within: PT4H, by: security}', 'acknowledge: {withn: PT4H, by: security}').message).toContain('has no key "withn"');
    expect(broken('through: [mail, page, ticket],', 'through: [mail, pager, ticket],').message).toContain('"pager" is no notice channel');
    expect(broken('duplicate window: PT30M', 'duplicate window: 30 minutes').message).toContain('ISO 8601 duration');
    expect(broken('[[suspend, revoke]]', '[[suspend, forget]]').message).toContain('"forget" is no action');
    expect(broken('revision: 1', 'revision: first').message).toContain('whole number');
    expect(broken('monitored queues: []', 'monitored queues: nothing').message).toContain('must be a list');
  });
  test('what is missing is named', () => expect(broken('revision: 1\n', '').message).toContain('no "revision"'));
  test('YAML that is none is an error with a line', () => {
    const e = broken('silence: {iam-audit', 'silence: {{iam-audit');
    expect(e.line).toBeGreaterThan(1);
  });
  test('a key twice, an alias, and text of another kind altogether are refused', () => {
    expect(parsePolicy('name: a\nname: b').ok).toBe(false);
    expect(parsePolicy('name: &x a\nrevision: *x').ok).toBe(false);
    for (const text of ['', '42', '[]', 'null', '\u0000', '!!js/function "x"']) expect(parsePolicy(text).ok).toBe(false);
  });
});

describe('the table of rules', () => {
  test('has every rule of the specification once, in its order', () => {
    expect(RULES.map((r) => r.slug)).toEqual([
      ...['notice.missing', 'notice.late', 'notice.ambiguous', 'notice.suppressed', 'notice.undelivered'],
      ...[
        'route.fail-open',
        'owner.missing',
        'route.generic-queue',
        'owner.stale',
        'route.wrong-party',
        'route.audience-missing',
        'route.duplicate',
        'owner.conflict',
        'route.unlogged',
        'route.context-poor',
      ],
      ...['ack.by-actor', 'ack.by-outsider', 'ack.late', 'ack.missing'],
      ...['action.unauthorised', 'action.partial', 'action.mismatched', 'action.ticket-only', 'action.late', 'action.missing'],
      ...['verify.ineffective', 'verify.reenabled-unexplained', 'verify.no-reauthentication', 'verify.missing'],
      ...['cert.unenforced', 'cert.self', 'cert.reviewer-gone', 'cert.late', 'cert.once-only', 'cert.missing'],
      ...[
        'record.incomplete',
        'record.uncorrelated',
        'record.order-unsafe',
        'record.mutable-proof',
        'breakglass.unbounded',
        'breakglass.overrun',
        'breakglass.unapproved',
      ],
      ...[
        'identity.orphaned',
        'identity.outlives-scope',
        'identity.shared',
        'identity.human-use',
        'coverage.silent',
        'coverage.logging-disabled',
        'coverage.clock-skew',
      ],
    ]);
  });
  test('no rule about notices or routes cites OWASP', () => {
    for (const r of [...rulesOf('signalled'), ...rulesOf('delivered'), ...rulesOf('reached'), ...rulesOf('acknowledged')])
      for (const ref of referencesOf(r.slug)) expect(ref.framework).not.toContain('OWASP');
  });
  test('all of recorded, and two of reached, fire beside the others', () => {
    expect(RULES.filter((r) => r.beside && r.stage !== 'recorded').map((r) => r.slug)).toEqual(['route.unlogged', 'route.context-poor']);
    expect(rulesOf('recorded').every((r) => r.beside)).toBe(true);
  });
});

test('every mistake of one value is told, each where it stands', () => {
  const text = [
    'name: mine',
    'revision: 1',
    'obligations:',
    '  - name: all',
    '    kinds: [pasword.reset, password.reset, payroll.chnged]',
    '    acknowledge: {within: 4 hours, by: sekurity}',
    '    severities: [hi, low, lo]',
  ].join('\n');
  const parsed = parsePolicy(text);
  expect(parsed.ok ? [] : parsed.error.map((e) => `${e.line}:${e.column}`)).toEqual(['5:13', '5:44', '6:27', '6:40', '7:18', '7:27']);
});
