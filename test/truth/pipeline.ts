/** Takes a bundle through the product as a user does: a new case, an import, and the machine output that others rely on. */
import type { Bundle } from './bundle.ts';
import { withCase } from './session.ts';

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
}

export const judge = (bundle: Bundle, closely = false): Promise<Judged> =>
  withCase(bundle, async ({ ask, pages }) => {
    const judged = { findings: (await pages('machine.findings')) as MachineFinding[], wakes: (await pages('machine.wakes')) as MachineWake[] };
    if (!closely) return judged;
    const read = {
      timeline: (await pages('machine.timeline')) as MachineMoment[],
      identities: (await pages('machine.identities')) as MachineIdentity[],
      sources: ((await ask('machine.sources', {})) as Lines).lines.map((line) => JSON.parse(line) as MachineSource),
    };
    return { ...judged, read };
  });
