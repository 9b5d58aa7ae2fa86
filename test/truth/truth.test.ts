import { describe, expect, test } from 'vitest';
import { compare, newScore } from './compare.ts';
import { judge } from './pipeline.ts';
import { draw, isClose } from './world.ts';

describe('the analysis answers as the specification does', () => {
  test.each([11, 12, 13])('over an organisation drawn from seed %i', async (seed) => {
    const score = newScore();
    for (const world of draw(seed)) compare(world, await judge(world.bundle, isClose(world)), score);
    expect(score.disagreements).toEqual([]);
    expect(score.rules.size).toBeGreaterThan(40);
  });
});
