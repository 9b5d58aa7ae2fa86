/**
 * `npm run ocsf -- DIR`: reads every published pair of a raw event and its OCSF form below DIR, takes the raw event through the product,
 * and prints how often our form agrees on class, activity, time, actor and target, and each disagreement with its explanation.
 * Exit code 1 where one has none. Without DIR, or where it is not there, it says so and does nothing.
 */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createDispatcher } from '../../electron/engine/dispatch.ts';
import { handlers } from '../../electron/engine/handlers/all.ts';
import { keepStripped } from '../../electron/stripped.ts';
import { disagreements, FIELDS } from './compare.ts';
import { explain } from './explained.ts';
import { type Obj, type Pair, pairsIn } from './pairs.ts';

keepStripped();
const print = (line: string): boolean => process.stdout.write(`${line}\n`);
const dir = process.argv[2];
if (dir === undefined || !existsSync(dir)) {
  print(`skipped: ${dir === undefined ? 'no folder of published pairs was named' : `${dir} is not there`}`);
} else {
  process.exitCode = await compareAll(resolve(dir));
}

async function compareAll(folder: string): Promise<number> {
  const { pairs, left } = pairsIn(folder);
  const wrong = new Map(FIELDS.map((f) => [f, 0]));
  let unexplained = 0;
  let whole = 0;
  for (const pair of pairs) {
    const found = disagreements(pair.published, await oursOf(pair));
    if (found.length === 0) whole++;
    for (const d of found) {
      wrong.set(d.field, (wrong.get(d.field) ?? 0) + 1);
      const why = explain(pair, d);
      if (why === undefined) unexplained++;
      print(`${pair.name}\n  ${d.field}: published ${d.published}, ours ${d.ours}\n  ${why ?? 'UNEXPLAINED'}`);
    }
  }
  print('');
  for (const { name, why } of left) print(`left out: ${name}: ${why}`);
  print('');
  const share = (n: number): string => `${((100 * n) / pairs.length).toFixed(1).padStart(5)} %  ${n} of ${pairs.length}`;
  for (const field of FIELDS) print(`${field.padEnd(9)} ${share(pairs.length - (wrong.get(field) ?? 0))}`);
  print(`${'all five'.padEnd(9)} ${share(whole)}`);
  print(`${unexplained} disagreements without an explanation`);
  return unexplained === 0 ? 0 : 1;
}

/** The event as the product hands it out; `undefined` where it does not read it as an event. */
async function oursOf(pair: Pair): Promise<Obj | undefined> {
  const scratch = mkdtempSync(join(tmpdir(), 'tracewake-ocsf-'));
  const engine = createDispatcher(handlers, () => undefined);
  let id = 0;
  const ask = async (name: string, args: unknown): Promise<void> => {
    const answer = await engine.request({ id: ++id, name, args });
    if (answer.type === 'error') throw new Error(`${pair.name}: ${answer.error.message}`);
  };
  try {
    mkdirSync(join(scratch, 'in'));
    copyFileSync(pair.raw, join(scratch, 'in', 'event.json'));
    await ask('case.create', { dir: join(scratch, 'case'), title: 'pair', investigator: 'Pairs <pairs@corp.example>' });
    await ask('import.run', { paths: [join(scratch, 'in')], options: { keep: 'reference' } });
    const out = join(scratch, 'events.jsonl');
    await ask('export.to', { format: 'ocsf', out });
    const [first] = readFileSync(out, 'utf8').split('\n');
    return first === undefined || first === '' ? undefined : (JSON.parse(first) as Obj);
  } finally {
    await ask('case.close', {});
    rmSync(scratch, { recursive: true, force: true });
  }
}
