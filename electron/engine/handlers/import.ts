import { adapterByType } from '../../../shared/adapters/registry.ts';
import { Failure } from '../../../shared/contract/errors.ts';
import type { ImportOptions } from '../../../shared/contract/requests.ts';
import type { ImportPlan } from '../../../shared/views/types.ts';
import { inspect } from '../bundle/parse.ts';
import { createSpool } from '../bundle/spool.ts';
import { type Member, walk } from '../bundle/walk.ts';
import type { HandlerContext, Handlers } from '../context.ts';
import { nameOfSource } from '../store/ids.ts';
import type { OpenCase } from '../store/open.ts';
import { checkImport, jobOf, sourceHashes } from './import-job.ts';
import { runImport } from './import-run.ts';
import { requireCase } from './lookup.ts';
import { scratchDir } from './reader.ts';

/** What an import would read, and as what. Reads the beginning of every member, writes nothing. */
async function plan(open: OpenCase, paths: readonly string[], options: ImportOptions, context: HandlerContext): Promise<ImportPlan> {
  checkImport(paths, options);
  const spool = createSpool(scratchDir());
  const known = sourceHashes(open);
  const members: ImportPlan['members'][number][] = [];
  const warnings: string[] = [];
  try {
    for await (const found of walk(paths, { spool, isAdapter: (name) => adapterByType(name) !== undefined, signal: context.signal })) {
      context.checkCancelled();
      if (found.type === 'bundle') warnings.push(...(found.declaration?.warnings ?? []));
      else if (found.type === 'note') warnings.push(found.text);
      else if (found.type === 'failure') warnings.push(`${found.name}: ${found.error.message}`);
      else members.push(await planned(found, options, known));
      context.progress({
        phase: 'reading',
        member: found.type === 'member' ? found.name : undefined,
        bytes: undefined,
        records: { done: members.length, of: undefined },
        rate: undefined,
        secondsLeft: undefined,
      });
    }
  } finally {
    await spool.close();
  }
  return { members, warnings };
}

async function planned(member: Member, options: ImportOptions, known: ReadonlyMap<string, number>): Promise<ImportPlan['members'][number]> {
  const job = jobOf(member, options, new Set());
  const base = { name: member.name, bytes: member.extent.bytes, declared: member.declared?.covers, zone: job.zone };
  try {
    const { head, sha256 } = await inspect(job);
    const n = sha256 === undefined ? undefined : known.get(sha256);
    return {
      ...base,
      type: head.adapter === 'unknown' ? undefined : head.adapter,
      title: head.adapter === 'unknown' ? undefined : head.title,
      why: head.why,
      system: head.adapter === 'unknown' ? undefined : head.system,
      channels: head.channels,
      warnings: head.warnings,
      known: n === undefined ? undefined : nameOfSource(n),
    };
  } catch (e) {
    if (!(e instanceof Failure) || e.data.code === 'cancelled') throw e;
    return {
      ...base,
      type: undefined,
      title: undefined,
      why: e.data.message,
      system: undefined,
      channels: [],
      warnings: [e.data.message],
      known: undefined,
    };
  }
}

export const importHandlers = {
  'import.plan': ({ paths, options }, context) => plan(requireCase(context.state), paths, options ?? {}, context),
  'import.run': ({ paths, options }, context) => runImport(requireCase(context.state), paths, options ?? {}, context),
} satisfies Partial<Handlers>;
