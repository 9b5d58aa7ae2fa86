import { describe, expect, it } from 'vitest';
import { instant } from '../../../shared/base/instant.ts';
import type { CoverageLine, CutInterval } from '../../../shared/model/analysis.ts';
import { barsOf, coverageView, requestLines } from '../../../shared/views/coverage.ts';

const line = (from: number, to: number, basis: CoverageLine['basis']): CoverageLine => ({
  system: 'entra',
  channel: 'signin',
  from: instant(from),
  to: instant(to),
  basis,
});
const cut = (from: number, to: number, reason: CutInterval['reason']): CutInterval => ({
  system: 'entra',
  channel: 'signin',
  from: instant(from),
  to: instant(to),
  reason,
});
const window = { from: instant(0), to: instant(100) };

describe('coverage bars', () => {
  it('show declared over inferred and leave what nothing covers blank', () => {
    expect(barsOf([line(0, 40, 'inferred'), line(30, 60, 'declared')], [], window)).toEqual([
      { from: 0, to: 30, state: 'inferred' },
      { from: 30, to: 60, state: 'declared' },
    ]);
  });

  it('draw a silence over declared coverage, which it does not take away', () => {
    expect(barsOf([line(0, 100, 'declared')], [cut(40, 50, 'silent')], window)).toEqual([
      { from: 0, to: 100, state: 'declared' },
      { from: 40, to: 50, state: 'silent' },
    ]);
  });

  it('are clipped to the window', () => {
    expect(barsOf([line(-50, 500, 'inferred')], [], window)).toEqual([{ from: 0, to: 100, state: 'inferred' }]);
  });
});

describe('the coverage of a case', () => {
  it('has a row for a channel that no source holds, and says so', () => {
    const view = coverageView([line(0, 100, 'declared')], [], window, ['signin', 'chat']);
    expect(view.rows.map((r) => [r.channel, r.system, r.text])).toEqual([
      ['signin', 'entra', 'declared'],
      ['chat', undefined, 'no source'],
    ]);
  });
});

describe('evidence requests', () => {
  it('are numbered by how much they would settle, and ask in words', () => {
    const ask = (system: string, n: number) => ({
      system,
      channel: 'mail' as const,
      from: instant(0),
      to: instant(10),
      settles: Array.from({ length: n }, (_x, i) => ({ event: `s0001:${i}` as never, stage: 'signalled' as const })),
    });
    const lines = requestLines([ask('few', 1), ask('many', 5)]);
    expect(lines.map((l) => [l.number, l.system, l.question])).toEqual([
      ['ER-01', 'many', 'Was anybody told?'],
      ['ER-02', 'few', 'Was anybody told?'],
    ]);
  });
});
