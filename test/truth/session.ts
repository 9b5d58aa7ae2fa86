/** One case in the engine, from an empty directory to its machine output, as a user takes a bundle through it. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDispatcher } from '../../electron/engine/dispatch.ts';
import { handlers } from '../../electron/engine/handlers/all.ts';
import type { Bundle } from './bundle.ts';

interface Lines {
  readonly lines: readonly string[];
  readonly next?: string | undefined;
}
export interface Session {
  /** A scratch directory that goes with the case. */
  readonly dir: string;
  ask(name: string, args: unknown): Promise<unknown>;
  /** All lines of a machine output. */
  pages(name: string): Promise<unknown[]>;
}

/** The bundle imported and judged; the case is gone afterwards. */
export async function withCase<T>(bundle: Bundle, work: (s: Session) => Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), 'tracewake-truth-'));
  const engine = createDispatcher(handlers, () => {});
  let id = 0;
  const ask = async (name: string, args: unknown): Promise<unknown> => {
    id += 1;
    const answer = await engine.request({ id, name, args });
    if (answer.type === 'error') throw new Error(`${name}: ${answer.error.message}`);
    return answer.type === 'result' ? answer.value : undefined;
  };
  const pages = async (name: string): Promise<unknown[]> => {
    const all: unknown[] = [];
    let after: string | undefined;
    do {
      const page = (await ask(name, after === undefined ? {} : { after })) as Lines;
      all.push(...page.lines.map((line) => JSON.parse(line) as unknown));
      after = page.next;
    } while (after !== undefined);
    return all;
  };
  try {
    const input = join(dir, 'bundle');
    mkdirSync(input);
    bundle.write(input);
    await ask('case.create', { dir: join(dir, 'case'), title: 'truth', investigator: 'Truth <truth@corp.example>' });
    await ask('import.run', { paths: [input], options: { keep: 'reference', analyse: true } });
    return await work({ dir, ask, pages });
  } finally {
    await ask('case.close', {});
    rmSync(dir, { recursive: true, force: true });
  }
}
