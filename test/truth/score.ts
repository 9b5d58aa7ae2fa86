/**
 * Scores the analysis against the truth set: `npm run score -- [SEEDS] [FIRST]` draws so many organisations (3, from seed 1),
 * judges each through the product and prints precision and recall by rule and stage, and every disagreement.
 * Exit code 1 where anything disagrees.
 */
import { keepStripped } from '../../electron/stripped.ts';
import { compareBeyond } from './beyond-compare.ts';
import { judgeBeyond } from './beyond-pipeline.ts';
import { drawBeyond } from './beyond-world.ts';
import { type Count, compare, newScore } from './compare.ts';
import { judge } from './pipeline.ts';
import { draw, isClose } from './world.ts';

keepStripped();
const [seeds, first] = [Number(process.argv[2] ?? 3), Number(process.argv[3] ?? 1)];
const score = newScore();
for (let seed = first; seed < first + seeds; seed += 1) {
  for (const world of draw(seed)) compare(world, await judge(world.bundle, isClose(world)), score);
  for (const world of drawBeyond(seed)) compareBeyond(world, await judgeBeyond(world.bundle, world.beyond), score);
}

const share = (a: number, b: number): string => (a + b === 0 ? '-' : (a / (a + b)).toFixed(3));
const print = (title: string, of: ReadonlyMap<string, Count>): void => {
  process.stdout.write(`${title.padEnd(34)} precision  recall  right wrong missed\n`);
  for (const [name, c] of [...of].sort(([a], [b]) => a.localeCompare(b))) {
    const cells = [share(c.right, c.wrong).padStart(9), share(c.right, c.missed).padStart(7), c.right, c.wrong, c.missed];
    process.stdout.write(`${name.padEnd(34)} ${cells.map((x) => String(x).padStart(6)).join(' ')}\n`);
  }
};
print('rule', score.rules);
print('stage', score.stages);
print('words of', score.words);
const lines = new Map<string, number>();
for (const d of score.disagreements) lines.set(d, (lines.get(d) ?? 0) + 1);
for (const [line, times] of lines) process.stdout.write(`${times > 1 ? `${times}× ` : ''}${line}\n`);
process.stdout.write(`${score.disagreements.length} disagreements over ${seeds} seeds\n`);
process.exitCode = score.disagreements.length === 0 ? 0 : 1;
