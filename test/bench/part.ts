/** One measurement in a process of its own, so that its peak of memory is its own. Prints JSON. */
import { floor, naive } from './baselines.ts';
import { measureAnalysis, measureImport, measureQueries } from './engine.ts';

const [what, dir, limit] = process.argv.slice(2);
const parts: Readonly<Record<string, () => unknown>> = {
  naive: () => naive(dir!, Number(limit)),
  floor: () => floor(dir!, Number(limit)),
  import: () => measureImport(dir!),
  analysis: () => measureAnalysis(dir!),
  queries: () => measureQueries(dir!),
};
process.stdout.write(JSON.stringify(await parts[what!]!()));
