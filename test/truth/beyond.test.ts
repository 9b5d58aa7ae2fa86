import { describe, expect, test } from 'vitest';
import { compareBeyond } from './beyond-compare.ts';
import { judgeBeyond } from './beyond-pipeline.ts';
import { drawBeyond } from './beyond-world.ts';
import { newScore } from './compare.ts';

describe('the request list, the answers, the decisions and the what-if are as the specification says', () => {
  test('over bundles drawn from seed 11', async () => {
    const score = newScore();
    for (const world of drawBeyond(11)) compareBeyond(world, await judgeBeyond(world.bundle, world.beyond), score);
    expect(score.disagreements).toEqual([]);
    expect(score.stages.get('requests')?.right).toBeGreaterThan(30);
  });
});
