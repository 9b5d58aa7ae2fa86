/** Takes a bundle through the product as a user does: a new case, an import, and the machine output that others rely on. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDispatcher } from '../../electron/engine/dispatch.ts';
import { handlers } from '../../electron/engine/handlers/all.ts';
import type { Bundle } from './bundle.ts';

export interface MachineFinding {
  readonly rule: string;
  readonly severity: string;
  readonly verdict: string;
  readonly stage: string;
  readonly subject: { readonly id: string; readonly aliases: readonly string[] };
  readonly event?: { readonly nativeId?: string; readonly kind: string };
  readonly missing: readonly string[];
}
export interface MachineWake {
  readonly event: { readonly nativeId?: string };
  readonly obligations: readonly { readonly stage: string; readonly verdict: string; readonly audience?: string }[];
}
export interface MachineMoment {
  readonly nativeId?: string;
  readonly kind: string;
  readonly actor?: string;
  readonly target?: string;
  readonly outcome?: string;
  readonly time?: string;
}
export interface MachineIdentity {
  readonly id: string;
  readonly kind: string;
  readonly tier: string;
  readonly holder?: string;
  readonly aliases: readonly string[];
}
export interface MachineSource {
  readonly name: string;
  readonly type?: string;
  readonly ignored: number;
  readonly rejected: number;
  readonly duplicate: number;
}
export interface Judged {
  readonly findings: readonly MachineFinding[];
  readonly wakes: readonly MachineWake[];
  /** Asked for where a case says what the records of a system say. */
  readonly read?: {
    readonly timeline: readonly MachineMoment[];
    readonly identities: readonly MachineIdentity[];
    readonly sources: readonly MachineSource[];
  };
}

interface Lines {
  readonly lines: readonly string[];
  readonly next?: string | undefined;
}

export async function judge(bundle: Bundle, closely = false): Promise<Judged> {
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
      const page = (await ask(name, { after })) as Lines;
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
    const judged = { findings: (await pages('machine.findings')) as MachineFinding[], wakes: (await pages('machine.wakes')) as MachineWake[] };
    if (!closely) return judged;
    const read = {
      timeline: (await pages('machine.timeline')) as MachineMoment[],
      identities: (await pages('machine.identities')) as MachineIdentity[],
      sources: ((await ask('machine.sources', {})) as Lines).lines.map((line) => JSON.parse(line) as MachineSource),
    };
    return { ...judged, read };
  } finally {
    await ask('case.close', {});
    rmSync(dir, { recursive: true, force: true });
  }
}
