import { performance } from 'node:perf_hooks';
import { instant } from '../../../shared/base/instant.ts';
import type { Interval } from '../../../shared/base/interval.ts';
import { Failure } from '../../../shared/contract/errors.ts';
import type { TimelineFilter } from '../../../shared/contract/requests.ts';
import { chainKind } from '../../../shared/identity/chains.ts';
import { recordOfEvent } from '../../../shared/model/ids.ts';
import { type LanePlan, lanesOf, planByColumn, planIdentityLanes } from '../../../shared/views/lanes.ts';
import { rowOf } from '../../../shared/views/rows.ts';
import { cut, moment, titleOf } from '../../../shared/views/text.ts';
import { overview } from '../../../shared/views/timeline.ts';
import type { EventDetail, LaneView, TimelineOverview, TimelinePage, TimelineRow } from '../../../shared/views/types.ts';
import type { Handlers } from '../context.ts';
import { identityOf, listCoverage, listCuts, listIdentities, listWakes } from '../store/analysis.ts';
import { listNotes } from '../store/annotations.ts';
import { loadColumns } from '../store/columns.ts';
import { eventById, eventByNativeId } from '../store/events.ts';
import { loadFacts } from '../store/facts.ts';
import { casePeriod } from '../store/info.ts';
import type { OpenCase } from '../store/open.ts';
import { pageEvents, type Selection, selectEvents } from '../store/select.ts';
import { channelsOfSystem, expandFilter, lookupFor, requireCase, severityOfRank, systemsBySource, wakeMarks } from './lookup.ts';
import { rawOf } from './records.ts';

const isWide = (filter: TimelineFilter | undefined): boolean =>
  filter === undefined || Object.values(filter).every((v) => v === undefined || (Array.isArray(v) && v.length === 0) || v === '');

/** `undefined` where the filter leaves everything: the views then walk the columns themselves. */
function selected(open: OpenCase, filter: TimelineFilter | undefined): Selection | undefined {
  return isWide(filter) ? undefined : selectEvents(open, expandFilter(open, filter));
}

/**
 * The window of the overview: the filter's, else the case's period. What lies outside it (somebody who joined years ago, by the people
 * system) is in the table and in a search; it would otherwise press two weeks into a corner.
 */
function windowOf(open: OpenCase, filter: TimelineFilter | undefined): Interval {
  const columns = loadColumns(open);
  const period = casePeriod(open);
  const from = filter?.from ?? period?.from ?? instant(columns.length > 0 ? (columns.time[0] as number) : 0);
  const to = filter?.to ?? period?.to ?? instant(columns.length > 0 ? (columns.time[columns.length - 1] as number) + 1 : 1);
  return { from, to: instant(Math.max(to, from + 1)) };
}

function overviewOf(open: OpenCase, filter: TimelineFilter | undefined, bins: number): TimelineOverview {
  const columns = loadColumns(open);
  const selection = selected(open, filter);
  return overview({
    columns,
    selected: selection,
    window: windowOf(open, filter),
    bins,
    undated: columns.undated.length,
    wakes: wakeMarks(open),
    lines: listCoverage(open),
    cuts: listCuts(open),
    systemOf: systemsBySource(open),
  });
}

/** A plan holds the time of every event it shows, so only the last few filters keep theirs. */
const PLANS = 4;

/** The plan of lanes outlives a frame: it is worked out once for a filter and a state of the analysis. */
function planOf(open: OpenCase, by: 'identity' | 'system' | 'kind', limit: number, filter: TimelineFilter): LanePlan {
  const plans = open.cached('analysis', 'lanePlans', () => new Map<string, LanePlan>());
  const key = JSON.stringify([by, limit, filter]);
  const plan = plans.get(key) ?? makePlan(open, by, limit, filter);
  plans.delete(key);
  plans.set(key, plan);
  for (const oldest of plans.keys()) {
    if (plans.size <= PLANS) break;
    plans.delete(oldest);
  }
  return plan;
}

function makePlan(open: OpenCase, by: 'identity' | 'system' | 'kind', limit: number, filter: TimelineFilter): LanePlan {
  const common = { columns: loadColumns(open), selected: selected(open, filter), wakes: wakeMarks(open), limit };
  if (by !== 'identity') return planByColumn({ ...common, by, systemOf: systemsBySource(open), channelsOf: channelsOfSystem(open) });
  return planIdentityLanes({ ...common, identities: listIdentities(open), identityOf: (alias) => identityOf(open, alias) });
}

/** Emergency grants and mailbox rules as spans in the lane of their identity. */
const spansOf = (open: OpenCase) =>
  open.cached('analysis', 'laneSpans', () => {
    const facts = loadFacts(open);
    const end = facts.period?.to;
    const grants = facts.events.flatMap((e) => {
      const grant = e.kind === 'breakglass.opened' ? e.grant : undefined;
      const identity = e.target === undefined ? undefined : identityOf(open, e.target);
      const to = grant?.closedAt ?? grant?.expiresAt ?? end;
      return grant?.openedAt === undefined || identity === undefined || to === undefined
        ? []
        : [{ identity, from: grant.openedAt, to, label: 'grant' }];
    });
    const rules = facts.mailrules.flatMap((r) => {
      const identity = identityOf(open, r.mailbox);
      const to = r.to ?? end;
      return identity === undefined || r.from === undefined || to === undefined
        ? []
        : [{ identity, from: r.from, to, label: `inbox rule “${cut(r.rule, 20)}”` }];
    });
    return [...grants, ...rules];
  });

function lanes(
  open: OpenCase,
  args: {
    from: Interval['from'];
    to: Interval['to'];
    bins: number;
    by: 'identity' | 'system' | 'kind';
    limit: number;
    filter?: TimelineFilter | undefined;
  },
): LaneView {
  const began = performance.now();
  if (args.to <= args.from) throw new Failure({ code: 'usage', message: 'the window of the lanes is empty' });
  // The window is the frame's own; as a part of the filter it would make a new selection for every pan.
  const { from: _from, to: _to, ...rest } = args.filter ?? {};
  const view = lanesOf({
    plan: planOf(open, args.by, args.limit, rest),
    window: { from: args.from, to: args.to },
    bins: args.bins,
    lines: listCoverage(open),
    cuts: listCuts(open),
    spans: spansOf(open),
  });
  return { ...view, took: performance.now() - began };
}

function page(open: OpenCase, args: Parameters<Handlers['timeline.page']>[0]): TimelinePage {
  const lookup = lookupFor(open);
  const { filter, ...rest } = args;
  const got = pageEvents(open, { ...rest, filter: expandFilter(open, filter) });
  return { rows: got.events.map((e): TimelineRow => rowOf(e, lookup)), total: got.total, first: got.first, next: got.next, previous: got.previous };
}

async function detail(open: OpenCase, id: string): Promise<EventDetail> {
  const event = eventById(open, id) ?? eventByNativeId(open, id);
  if (event === undefined) throw new Failure({ code: 'not-found', message: `no event ${id} in this case` });
  const lookup = lookupFor(open);
  const row = rowOf(event, lookup);
  const wake = listWakes(open).find((w) => w.event === event.id);
  const who = row.target?.label ?? row.actor?.label ?? 'an unnamed identity';
  const shown = (value: string | undefined, note?: string): { value: string | undefined; note: string | undefined } => ({ value, note });
  const fields = [
    ...(event.otherTime === undefined
      ? []
      : [{ name: 'Time', ...shown(`or ${moment(event.otherTime)}`, 'the clock of its zone was changed: it showed this reading twice, or never') }]),
    { name: 'Target', ...shown(event.target, row.target?.label) },
    { name: 'Actor', ...shown(event.actor, row.actor?.label) },
    {
      name: 'On behalf of',
      ...shown(event.onBehalfOf, event.onBehalfOf === undefined || event.actor === undefined ? undefined : chainKind(event.actor)),
    },
    { name: 'Spawned by', ...shown(event.alert?.spawnedBy) },
    { name: 'Credential', ...shown(event.credential) },
    { name: 'Operation', ...shown(event.operation) },
    { name: 'Outcome', ...shown(event.outcome) },
    { name: 'Access', ...shown(event.access) },
    { name: 'From', ...shown(event.place) },
    { name: 'Native id', ...shown(event.nativeId) },
    { name: 'Correlation', ...shown(event.correlation?.join(', ')) },
    ...(event.asks?.includes('approval')
      ? [{ name: 'Approval', ...shown(event.approver, event.approvedAt === undefined ? undefined : moment(event.approvedAt)) }]
      : []),
    ...(event.asks?.includes('reason') ? [{ name: 'Reason', ...shown(event.reason) }] : []),
    ...(event.classUid === undefined ? [] : [{ name: 'OCSF', ...shown(`class ${event.classUid}, activity ${event.activityId ?? 99}`) }]),
  ].filter((f) => f.value !== undefined || ['Target', 'Actor', 'Approval', 'Reason'].includes(f.name));
  return {
    row,
    severity: severityOfRank(wake?.worst ?? 0),
    sentence: `${titleOf(event.kind, who, event.access, event.system)}.`,
    fields,
    wake:
      wake === undefined
        ? undefined
        : {
            id: wake.id,
            strip: wake.strip,
            text: wake.findings === 0 ? 'No finding.' : `${wake.findings} ${wake.findings === 1 ? 'finding' : 'findings'}.`,
          },
    raw: await rawOf(open, recordOfEvent(event.id)),
    otherRecords: event.records.filter((r) => r !== event.record),
    notes: listNotes(open, event.id),
  };
}

export const timelineHandlers = {
  'timeline.overview': ({ filter, bins }, { state }) => overviewOf(requireCase(state), filter, bins),
  'timeline.lanes': (args, { state }) => lanes(requireCase(state), args),
  'timeline.page': (args, { state }) => page(requireCase(state), args),
  'event.detail': ({ event }, { state }) => detail(requireCase(state), event),
} satisfies Partial<Handlers>;
