import { duration } from '../../../shared/base/instant.ts';
import { Failure } from '../../../shared/contract/errors.ts';
import { DISPOSITIONS } from '../../../shared/model/vocabulary.ts';
import { clockProposal, findingDetail, findingsList } from '../../../shared/views/findings.ts';
import type { FindingDetail, FindingsList } from '../../../shared/views/types.ts';
import { RULES, referencesOf, rule } from '../../../shared/wake/rules.ts';
import type { Handlers } from '../context.ts';
import { change } from '../custody/change.ts';
import { listCoverage, listCuts } from '../store/analysis.ts';
import { addDisposition, dispositionsOf, listNotes } from '../store/annotations.ts';
import type { OpenCase } from '../store/open.ts';
import { sourceById } from '../store/sources.ts';
import { goneFailure } from './gone.ts';
import { findingLines, findingNamed, identityNamed, lookupFor, requireCase } from './lookup.ts';

function checkRule(slug: string): void {
  if (RULES.some((r) => r.slug === slug)) return;
  throw new Failure({
    code: 'usage',
    message: `there is no rule ${JSON.stringify(slug.slice(0, 60))}`,
    advice: `The rules are ${RULES.map((r) => r.slug).join(', ')}.`,
  });
}

function list(open: OpenCase, filter: Parameters<Handlers['findings.list']>[0]['filter']): FindingsList {
  for (const slug of filter?.rules ?? []) checkRule(slug);
  const { findings, lines } = findingLines(open);
  const identity = filter?.identity === undefined ? undefined : identityNamed(open, filter.identity);
  return findingsList(findings, lines, { ...filter, identity });
}

function detail(open: OpenCase, id: string): FindingDetail {
  const { findings, lines } = findingLines(open);
  const finding = findingNamed(open, id);
  const index = finding === undefined ? -1 : findings.indexOf(finding);
  const line = lines[index];
  if (finding === undefined || line === undefined) {
    throw (
      goneFailure(open, id) ??
      new Failure({ code: 'not-found', message: `no finding ${id} in this case`, advice: 'List them with: tracewake findings CASE' })
    );
  }
  return findingDetail({
    finding,
    line,
    lookup: lookupFor(open),
    rule: { ...rule(finding.rule), frameworks: referencesOf(finding.rule) },
    coverage: listCoverage(open),
    cuts: listCuts(open),
    history: dispositionsOf(open, finding.id),
    notes: listNotes(open, finding.id),
    clock: clockProposal(finding, sourceById(open, finding.subject)?.clockOffset ?? duration(0)),
  });
}

async function dispose(open: OpenCase, args: Parameters<Handlers['finding.dispose']>[0]): Promise<FindingDetail> {
  const { line } = detail(open, args.finding);
  const reason = args.reason.trim();
  if (reason === '')
    throw new Failure({ code: 'usage', message: 'a disposition needs a reason', advice: 'Say in a sentence why; it is kept in the custody log.' });
  if (!DISPOSITIONS.includes(args.as)) throw new Failure({ code: 'usage', message: `unknown disposition ${args.as}` });
  await change(
    open,
    { action: 'finding.disposed', subjects: [line.id], body: { finding: line.id, rule: line.rule, disposition: args.as, reason } },
    (tx) => addDisposition(tx, { finding: line.id, disposition: args.as, reason }),
  );
  return detail(open, line.id);
}

export const findingsHandlers = {
  'findings.list': ({ filter }, { state }) => list(requireCase(state), filter),
  'finding.detail': ({ finding }, { state }) => detail(requireCase(state), finding),
  'finding.dispose': async (args, { state, push }) => {
    const done = await dispose(requireCase(state), args);
    push({ type: 'caseChanged', what: ['annotations', 'custody'] });
    return done;
  },
} satisfies Partial<Handlers>;
