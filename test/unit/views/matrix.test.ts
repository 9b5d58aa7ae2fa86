/** The stage matrix and the comparison of two analyses. */
import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../../shared/model/analysis.ts';
import { DEFAULT_POLICY, DEFAULT_POLICY_YAML, parsePolicy } from '../../../shared/policy/policy.ts';
import { gapsOf, matrixView } from '../../../shared/views/matrix.ts';
import { Comparison, turnOf, whatIfMatrix } from '../../../shared/views/whatif.ts';
import { analyse } from '../../../shared/wake/analyse.ts';
import { organisation } from '../../builders/organisation.ts';

const strip = (first: 'met' | 'late' | 'unmet' | 'unknown' | 'not-required') =>
  [first, 'met', 'met', 'met', 'not-required', 'not-required', 'met', 'met'] as const;

describe('the stage matrix', () => {
  it('counts a wake in each of its rows, and once in the row of all', () => {
    const view = matrixView(
      'team',
      [
        { strip: strip('met'), groups: ['harbour', 'platform'] },
        { strip: strip('unmet'), groups: ['harbour'] },
        { strip: strip('unknown'), groups: [''] },
      ],
      9,
    );
    expect(view.rows.map((r) => [r.label, r.wakes, r.gaps])).toEqual([
      ['harbour', 2, 1],
      ['platform', 1, 0],
      ['no owning team on record', 1, 0],
    ]);
    expect(view.all).toMatchObject({ wakes: 3, gaps: 1 });
    expect(view.shared).toBe(1);
    expect(view.of).toBe(9);
  });

  it('counts no gap where the verdict is unknown or nothing is asked', () => {
    const [row] = matrixView(
      'kind',
      [
        { strip: strip('unknown'), groups: ['a'] },
        { strip: strip('not-required'), groups: ['a'] },
      ],
      2,
    ).rows;
    expect(row?.cells[0]).toMatchObject({ unknown: 1, 'not-required': 1 });
    expect(row?.cells.map(gapsOf)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('orders months by time, whatever their gaps', () => {
    const view = matrixView(
      'month',
      [
        { strip: strip('met'), groups: ['2026-04'] },
        { strip: strip('met'), groups: ['2026-03'] },
      ],
      2,
    );
    expect(view.rows.map((r) => r.label)).toEqual(['March 2026', 'April 2026']);
  });
});

const FACTS = organisation({
  events: `
    event_id  time   kind            actor              target            outcome
    e1        10:00  password.reset  sam@ship.example   anna@ship.example  success
    e2        d5 10:00  password.reset  sam@ship.example   anna@ship.example  success`,
  notices: `
    notice_id  sent_at  channel  sender  recipients                           subject         body  status     status_at  related_id
    n1         10:20    mail     it      anna@ship.example;soc@ship.example   password reset  -     delivered  10:21      e1`,
});
const judge = (yaml: string) => {
  const policy = parsePolicy(yaml);
  if (!policy.ok) throw new Error(policy.error[0]?.message);
  return analyse(FACTS, policy.value);
};
const NONE = { wakes: [], findings: [] };
const compared = (before: Pick<Analysis, 'wakes' | 'findings'>, after: Pick<Analysis, 'wakes' | 'findings'>) => {
  const both = new Comparison();
  for (const w of before.wakes) both.wakeBefore(w);
  both.findingsBefore(before.findings);
  for (const w of after.wakes) both.wakeAfter(w);
  for (const f of after.findings) both.findingAfter(f);
  return both.result();
};

describe('the same history judged twice', () => {
  it('by the same policy changes nothing', () => {
    const a = judge(DEFAULT_POLICY_YAML);
    expect(DEFAULT_POLICY.name).toBe('default');
    expect(a.wakes.length).toBeGreaterThan(0);
    expect(compared(a, a)).toEqual({ changes: [], gained: [], lost: [] });
  });

  it('with a longer deadline loses the gap that was late, and nothing else', () => {
    const before = judge(DEFAULT_POLICY_YAML);
    const after = judge(DEFAULT_POLICY_YAML.replace('audience: [person, security], within: PT15M', 'audience: [person, security], within: PT30M'));
    const { changes, ...findings } = compared(before, after);
    expect(changes.length).toBeGreaterThan(0);
    expect(new Set(changes.map((c) => c.event)).size).toBe(1);
    expect(changes[0]).toMatchObject({ stage: 'signalled', audience: undefined, before: 'late', after: 'met' });
    for (const c of changes) expect(turnOf(c)).toBe('lost');
    expect(findings).toMatchObject({ gained: [], lost: [{ rule: 'notice.late' }] });
    // Turned round, what was lost is gained.
    expect(compared(after, before).changes.map(turnOf)).toEqual(changes.map(() => 'gained'));
  });

  it('takes an event of which only one policy asks anything as not required by the other', () => {
    const before = judge(DEFAULT_POLICY_YAML);
    const { changes } = compared(before, NONE);
    expect(changes.length).toBeGreaterThan(0);
    for (const c of changes) expect(c.after).toBe('not-required');
  });

  it('joins two matrices by row, and marks only the cells in which a verdict changed', () => {
    const one = matrixView('kind', [{ strip: strip('late'), groups: ['a'] }], 1);
    const two = matrixView(
      'kind',
      [
        { strip: strip('met'), groups: ['a'] },
        { strip: strip('met'), groups: ['b'] },
      ],
      2,
    );
    const joined = whatIfMatrix(one, two, (value, stage) => stage === 0 && (value === undefined || value === 'a'));
    expect(joined.rows.map((r) => [r.value, r.before?.wakes, r.after?.wakes, r.changed.indexOf(true)])).toEqual([
      ['a', 1, 1, 0],
      ['b', undefined, 1, -1],
    ]);
  });
});
