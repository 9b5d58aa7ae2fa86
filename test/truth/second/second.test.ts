import { expect, test } from 'vitest';
import { Bundle, DAY } from '../bundle.ts';
import { verdictOf } from '../compare.ts';
import { commons } from '../corner.ts';
import { judge, type MachineFinding } from '../pipeline.ts';
import { drawCoverage, drawIncidents } from './draw.ts';
import { read } from './read.ts';

/** The rules of the stages that the second reading knows; what a record lacks, and cases over many events, it leaves out. */
const KNOWN = /^(?:notice|ack|cert)\.|^owner\.(?:missing|stale)$|^route\.(?:fail-open|wrong-party|audience-missing)$/;
const line = (f: MachineFinding): string => `${f.rule} ${f.severity} ${f.verdict} [${[...f.missing].sort().join(' ')}]`;

test.each([
  [1, false],
  [2, false],
  [3, true],
  [4, true],
])(
  'a second reading of the specification comes to the same, over incidents drawn from seed %i (with holes in what is covered: %s)',
  async (seed, holes) => {
    const from = Date.UTC(2026, 2, 1);
    const bundle = new Bundle('second', from, from + 60 * DAY);
    commons(bundle);
    const covers = drawCoverage(bundle, seed, holes);
    const incidents = drawIncidents(bundle, seed, 250);
    const { findings, wakes } = await judge(bundle);
    const product = incidents.map(({ id }) => ({
      id,
      findings: findings
        .filter((f) => f.event?.nativeId === id && KNOWN.test(f.rule))
        .map(line)
        .sort(),
      wake: wakes.find((w) => w.event.nativeId === id),
    }));
    const differ = incidents.flatMap((x, i) => {
      const expected = read(x, bundle.to, covers);
      const stages = Object.fromEntries(Object.keys(expected.stages).map((stage) => [stage, verdictOf(product[i]?.wake, stage)]));
      const same = JSON.stringify([product[i]?.findings, stages]) === JSON.stringify([expected.findings, expected.stages]);
      return same ? [] : [{ incident: x, expected, found: { findings: product[i]?.findings, stages } }];
    });
    expect(differ).toEqual([]);
    expect(new Set(findings.map((f) => f.rule)).size).toBeGreaterThan(15);
  },
);
