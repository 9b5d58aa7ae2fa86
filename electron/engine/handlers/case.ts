import type { Pushed } from '../../../shared/contract/requests.ts';
import { DEFAULT_POLICY, parsePolicy } from '../../../shared/policy/policy.ts';
import type { CaseSummary } from '../../../shared/views/types.ts';
import type { EngineState, Handlers } from '../context.ts';
import { migrate } from '../custody/change.ts';
import { custodyHead } from '../custody/log.ts';
import { analysisInfo } from '../store/analysis.ts';
import { caseCounts, caseInfo, casePeriod } from '../store/info.ts';
import { HELD, isHeld } from '../store/lock.ts';
import { closeCase, type OpenCase, openCase } from '../store/open.ts';
import { followWriter, leaveWriter } from './beside.ts';
import { createCase, readPolicyFile } from './create.ts';
import { importingBeside, interruptedImport, noteInterruption } from './interruption.ts';
import { requireCase } from './lookup.ts';
import { closeReader } from './reader.ts';

export function summaryOf(open: OpenCase): CaseSummary {
  const info = caseInfo(open);
  const analysis = analysisInfo(open);
  const released = open.readOnly === HELD && !isHeld(open.dir);
  return {
    id: info.id,
    dir: open.dir,
    title: info.title,
    organisation: info.organisation,
    tlp: info.tlp,
    investigator: open.investigator,
    readOnly: open.readOnly !== undefined,
    readOnlyReason: released ? 'another process had it open for writing and has let it go since' : open.readOnly,
    released,
    period: casePeriod(open),
    counts: caseCounts(open),
    policy: analysis?.policy ?? policyOf(info.policyText),
    analysis: analysis === undefined ? undefined : { at: analysis.at, current: analysis.current },
    custody: custodyHead(open),
    interrupted: interruptedImport(open),
    importing: importingBeside(open),
  };
}

function policyOf(text: string | undefined): { name: string; revision: number } {
  const policy = text === undefined ? undefined : parsePolicy(text);
  const { name, revision } = policy?.ok === true ? policy.value : DEFAULT_POLICY;
  return { name, revision };
}

async function replace(state: EngineState, next: OpenCase, push: (pushed: Pushed) => void): Promise<CaseSummary> {
  await leave(state);
  state.open = next;
  followWriter(next, push);
  return summaryOf(next);
}

async function leave(state: EngineState): Promise<void> {
  const { open } = state;
  state.open = undefined;
  if (open === undefined) return;
  leaveWriter(open);
  await closeReader(open);
  closeCase(open);
}

/** Opens a case and does what is due: brings an old one up to date, says in its log where an import was broken off. */
export async function openAndTend(
  dir: string,
  options: { readonly investigator?: string | undefined; readonly readOnly?: boolean | undefined },
): Promise<OpenCase> {
  const open = openCase(dir, options);
  try {
    if (open.readOnly === undefined) {
      await migrate(open);
      open.investigator ??= caseInfo(open).investigator;
      await noteInterruption(open);
    }
    open.investigator ??= caseInfo(open).investigator;
  } catch (e) {
    closeCase(open);
    throw e;
  }
  return open;
}

export const caseHandlers = {
  async 'case.create'({ dir, title, investigator, tlp, policyFile }, { state, push }) {
    const policyText = policyFile === undefined ? undefined : readPolicyFile(policyFile);
    const summary = await replace(state, await createCase(dir, { title, investigator, tlp, policyText }), push);
    push({ type: 'caseChanged', what: ['case'] });
    return summary;
  },
  async 'case.open'({ dir, investigator, readOnly }, { state, push }) {
    // Whoever opens the case that is open would find its own lock held.
    await leave(state);
    const summary = await replace(state, await openAndTend(dir, { investigator, readOnly }), push);
    push({ type: 'caseChanged', what: ['case'] });
    return summary;
  },
  async 'case.close'(_args, { state, push }) {
    await leave(state);
    push({ type: 'caseChanged', what: ['case'] });
    return {};
  },
  'case.summary': (_args, { state }) => summaryOf(requireCase(state)),
  'case.investigator'({ investigator }, { state, push }) {
    const open = requireCase(state);
    open.investigator = investigator;
    push({ type: 'caseChanged', what: ['case'] });
    return summaryOf(open);
  },
} satisfies Partial<Handlers>;
