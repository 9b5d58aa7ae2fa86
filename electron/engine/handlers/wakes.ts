import { Failure } from '../../../shared/contract/errors.ts';
import type { WakesFilter } from '../../../shared/contract/requests.ts';
import type { Considered } from '../../../shared/model/analysis.ts';
import type { CaseEvent } from '../../../shared/model/facts.ts';
import { STAGES, type Verdict } from '../../../shared/model/vocabulary.ts';
import { DEFAULT_POLICY_YAML, parsePolicy } from '../../../shared/policy/policy.ts';
import { requestLines } from '../../../shared/views/coverage.ts';
import { rowOf } from '../../../shared/views/rows.ts';
import type { ExplainView, Facet, WakesList, WakeView } from '../../../shared/views/types.ts';
import { explainLines, wakeView } from '../../../shared/views/wake.ts';
import { considered } from '../../../shared/wake/considered.ts';
import type { Handlers } from '../context.ts';
import { analysisInfo, listCoverage, listCuts, listRequests, listWakes, loadWake, type WakeRow } from '../store/analysis.ts';
import { listNotes } from '../store/annotations.ts';
import { eventById, eventByNativeId } from '../store/events.ts';
import { loadFacts } from '../store/facts.ts';
import { caseInfo } from '../store/info.ts';
import type { OpenCase } from '../store/open.ts';
import { goneFailure } from './gone.ts';
import { identitiesOf } from './identities.ts';
import { findingLines, findingNamed, identityNamed, lookupFor, requireCase, wakeLine } from './lookup.ts';
import { decidedOffers, tiesOf } from './offers.ts';
import { groupsOf } from './wake-groups.ts';

const isCutRow = (w: WakeRow): boolean => w.strip.some((v) => v === 'unmet' || v === 'partial' || v === 'late');

/** Wakes that a filter leaves, the worst first. An event may be named by its native id, an identity by any alias. */
export function filterWakes(open: OpenCase, filter: WakesFilter | undefined): readonly WakeRow[] {
  const all = listWakes(open);
  if (filter === undefined) return all;
  const event = filter.event === undefined ? undefined : eventNamed(open, filter.event).id;
  const identity = filter.identity === undefined ? undefined : identityNamed(open, filter.identity);
  const search = filter.search?.trim().toLowerCase() ?? '';
  const found = search === '' ? undefined : new Set<string>(identitiesOf(open, search).map((i) => i.id));
  const fits = (w: WakeRow): boolean =>
    found === undefined ||
    w.kind.includes(search) ||
    (w.target !== undefined && found.has(w.target)) ||
    (w.actor !== undefined && found.has(w.actor));
  return all.filter(
    (w) =>
      (filter.event === undefined || w.event === event) &&
      (identity === undefined || w.target === identity || w.actor === identity) &&
      (filter.kinds === undefined || filter.kinds.length === 0 || filter.kinds.includes(w.kind)) &&
      atStage(w.strip, filter) &&
      fits(w) &&
      (filter.groups ?? []).every((g) => groupsOf(open, g.by, w).includes(g.value)),
  );
}

/** By Tracewake's id or the log's own. That there is none is no empty list: "no wake" of a typing error would be read as "nothing to be done". */
function eventNamed(open: OpenCase, name: string): CaseEvent {
  const event = eventById(open, name) ?? eventByNativeId(open, name);
  if (event !== undefined) return event;
  throw new Failure({
    code: 'not-found',
    message: `no event ${JSON.stringify(name.slice(0, 80))} in this case`,
    advice: 'List them with: tracewake timeline CASE',
  });
}

function atStage(strip: readonly Verdict[], { stage, verdict, verdicts }: WakesFilter): boolean {
  const looked = stage === undefined ? strip : strip.filter((_v, i) => STAGES[i] === stage);
  return (
    (verdict === undefined || looked.includes(verdict)) &&
    (verdicts === undefined || verdicts.length === 0 || looked.some((v) => verdicts.includes(v)))
  );
}

/** How many wakes there are of each kind, whatever is filtered. */
const kindCounts = (open: OpenCase): readonly Facet[] =>
  open.cached('analysis', 'wakeKinds', () => {
    const counts = new Map<string, number>();
    for (const w of listWakes(open)) counts.set(w.kind, (counts.get(w.kind) ?? 0) + 1);
    return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  });

function list(open: OpenCase, { filter, order, offset, limit }: Parameters<Handlers['wakes.list']>[0]): WakesList {
  const filtered = filterWakes(open, filter);
  const rows = order === 'time' ? [...filtered].sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1)) : filtered;
  const lookup = lookupFor(open);
  return {
    rows: rows.slice(offset, offset + limit).map((w) => wakeLine(w, lookup)),
    total: rows.length,
    cut: rows.filter(isCutRow).length,
    kinds: kindCounts(open),
  };
}

function view(open: OpenCase, id: string): WakeView {
  const wake = loadWake(open, id) ?? loadWake(open, `w-${id}`);
  const event = wake === undefined ? undefined : eventById(open, wake.event);
  if (wake === undefined || event === undefined) {
    throw new Failure({
      code: 'not-found',
      message: `no wake ${id} in this case`,
      advice: 'A wake belongs to an event for which the policy asks something.',
    });
  }
  const all = listWakes(open);
  const cuts = all.filter(isCutRow);
  const walk = cuts.some((w) => w.id === wake.id) ? cuts : all;
  const index = walk.findIndex((w) => w.id === wake.id);
  const near = wake.target === undefined ? [] : all.filter((w) => w.target === wake.target).sort((a, b) => a.time - b.time);
  const { findings, lines } = findingLines(open);
  return wakeView({
    wake,
    event,
    lookup: lookupFor(open),
    findings: lines.filter((l) => l.wake === wake.id),
    findingEvidence: findings.filter((f) => f.wake === wake.id).flatMap((f) => f.evidence),
    coverage: listCoverage(open),
    cuts: listCuts(open),
    requests: requestLines(listRequests(open)),
    notes: [...listNotes(open, wake.id), ...listNotes(open, wake.event)],
    offers: decidedOffers(open, wake.offers),
    ties: tiesOf(wake),
    neighbours: around(
      near,
      near.findIndex((w) => w.id === wake.id),
    ).map((w) => ({ wake: w.id, kind: w.kind, time: w.time, strip: w.strip, current: w.id === wake.id })),
    place: { index, of: walk.length, previous: walk[index - 1]?.id, next: walk[index + 1]?.id },
  });
}

/** At most seven, the current one among them. */
function around<T>(all: readonly T[], at: number): readonly T[] {
  const from = Math.max(0, Math.min(at - 3, all.length - 7));
  return all.slice(from, from + 7);
}

function explain(open: OpenCase, args: Parameters<Handlers['explain']>[0]): ExplainView {
  const finding = args.finding === undefined ? undefined : findingNamed(open, args.finding);
  if (args.finding !== undefined && finding === undefined)
    throw goneFailure(open, args.finding) ?? new Failure({ code: 'not-found', message: `no finding ${args.finding} in this case` });
  const named = finding?.event ?? args.event;
  if (named === undefined && finding === undefined) throw new Failure({ code: 'usage', message: 'explain needs a finding or an event' });
  const event = named === undefined ? undefined : eventNamed(open, named);
  const wake = event === undefined ? undefined : loadWake(open, `w-${event.id}`);
  const stage = args.stage ?? (finding === undefined || finding.stage === 'case' ? undefined : finding.stage);
  const lookup = lookupFor(open);
  const lines = wake === undefined ? [] : explainLines({ wake, stage });
  // A finding tells its own line too: a case finding has no wake, and some rules stand beside their stage's verdict.
  const own: ExplainView['lines'] =
    finding === undefined
      ? []
      : [
          {
            stage: finding.stage === 'case' ? 'recorded' : finding.stage,
            audience: undefined,
            verdict: finding.verdict,
            text: finding.text,
            evidence: finding.evidence,
            searched: finding.coverage.map((c) => `${c.channel} of ${c.system}, ${c.basis}`),
            uncovered: [],
          },
        ];
  const offers = wake === undefined ? [] : decidedOffers(open, wake.offers);
  return { event: event === undefined ? undefined : rowOf(event, lookup), offers, lines: [...own, ...lines] };
}

function lookedAt(open: OpenCase, named: string): readonly Considered[] {
  const event = eventById(open, named) ?? eventByNativeId(open, named);
  if (event === undefined) throw new Failure({ code: 'not-found', message: `no event ${named} in this case` });
  const policy = parsePolicy(analysisInfo(open)?.policyText ?? caseInfo(open).policyText ?? DEFAULT_POLICY_YAML);
  if (!policy.ok) throw new Failure({ code: 'input', message: "the case's policy cannot be used", advice: 'Correct it on the policy screen.' });
  return considered(loadFacts(open), policy.value, event, loadWake(open, `w-${event.id}`));
}

export const wakesHandlers = {
  'wakes.list': (args, { state }) => list(requireCase(state), args),
  'wake.view': ({ wake }, { state }) => view(requireCase(state), wake),
  'explain.considered': ({ event }, { state }) => lookedAt(requireCase(state), event),
  explain: (args, { state }) => explain(requireCase(state), args),
} satisfies Partial<Handlers>;
