/** Takes a bundle through the product and through what comes after the first analysis: decisions, answers, the request list, a what-if. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Beyond, WhatIf } from './beyond.ts';
import { type Bundle, HEADERS } from './bundle.ts';
import type { Judged, MachineFinding, MachineWake } from './pipeline.ts';
import { type Session, withCase } from './session.ts';

export interface MachineRequest {
  readonly system: string;
  readonly channel: string;
  readonly from: string;
  readonly to: string;
  readonly settles: readonly { readonly event: string; readonly stage: string }[];
}
export interface MachineAnswer {
  readonly number: number;
  readonly verdict: string;
  readonly answer: string;
  readonly citations: readonly { readonly record: string }[];
  readonly missing: readonly { readonly system: string; readonly channel: string }[];
  readonly lines: readonly { readonly text: string }[];
}
export interface MachineChange {
  readonly event: string;
  readonly stage: string;
  readonly audience?: string;
  readonly before: string;
  readonly after: string;
}
interface NamedFinding {
  readonly id: string;
  readonly rule: string;
  readonly event?: string;
}
export interface JudgedOther {
  readonly changes: readonly MachineChange[];
  readonly gained: readonly NamedFinding[];
  readonly lost: readonly NamedFinding[];
  readonly subjects: ReadonlyMap<string, readonly string[]>;
  /** The case is as it was before. */
  readonly untouched: boolean;
}
export interface JudgedBeyond extends Judged {
  readonly requests: readonly MachineRequest[];
  readonly answers: readonly MachineAnswer[];
  readonly other: JudgedOther | undefined;
}

async function decide({ ask, pages }: Session, decided: Beyond['decided']): Promise<void> {
  for (const d of decided) {
    if ('tie' in d) {
      await ask('tie.decide', { observation: d.tie, event: d.event, accept: d.accept, reason: 'as the case says' });
      continue;
    }
    const sources = (await pages('machine.sources')) as readonly { readonly source: string; readonly name: string }[];
    const source = sources.find((s) => s.name.replace('.jsonl', '.csv') === d.clockOf)?.source;
    await ask('clock.set', { source, offset: d.seconds * 1_000_000, reason: 'as the case says' });
  }
}

async function judgeOther({ dir, ask, pages }: Session, whatIf: WhatIf): Promise<JudgedOther> {
  const state = async () => JSON.stringify([await pages('machine.findings'), await pages('machine.wakes')]);
  const before = await state();
  let policyText: string | undefined;
  if (whatIf.policy !== undefined) {
    policyText = ((await ask('policy.default', {})) as { text: string }).text;
    for (const [was, now] of whatIf.policy) {
      if (!policyText.includes(was)) throw new Error(`the built-in policy does not say ${was}`);
      policyText = policyText.replace(was, now);
    }
  }
  let claimsFile: string | undefined;
  if (whatIf.claims !== undefined) {
    claimsFile = join(dir, 'claims.csv');
    const columns = HEADERS.claims.split(',');
    writeFileSync(claimsFile, [HEADERS.claims, ...whatIf.claims.map((row) => columns.map((c) => row[c] ?? '').join(','))].join('\n').concat('\n'));
  }
  const view = (await ask('whatif.run', { policyText, claimsFile })) as { gained: readonly NamedFinding[]; lost: readonly NamedFinding[] };
  const changes = (await pages('machine.whatIf')) as MachineChange[];
  const identities = (await pages('machine.identities')) as { readonly id: string; readonly aliases: readonly string[] }[];
  return {
    changes,
    gained: view.gained,
    lost: view.lost,
    subjects: new Map(identities.map((i) => [i.id, i.aliases])),
    untouched: before === (await state()),
  };
}

export const judgeBeyond = (bundle: Bundle, of: readonly Beyond[]): Promise<JudgedBeyond> =>
  withCase(bundle, async (s) => {
    for (const b of of) await decide(s, b.decided);
    const judged = {
      findings: (await s.pages('machine.findings')) as MachineFinding[],
      wakes: (await s.pages('machine.wakes')) as MachineWake[],
      requests: (await s.pages('machine.requests')) as MachineRequest[],
    };
    const answers = of.some((b) => b.answers.length > 0) ? ((await s.pages('machine.questions')) as MachineAnswer[]) : [];
    const whatIf = of.find((b) => b.whatIf !== undefined)?.whatIf;
    return { ...judged, answers, other: whatIf === undefined ? undefined : await judgeOther(s, whatIf) };
  });
