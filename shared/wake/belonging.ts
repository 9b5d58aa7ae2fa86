/** To which event an action belongs: the alert that it answers (a shared incident), else the change itself. */
import type { Action, CaseEvent } from '../model/facts.ts';
import type { EventId } from '../model/ids.ts';
import { actsOf, relatives } from './controls.ts';
import type { World } from './world.ts';

/** Everything of the world but what is built here. */
type Ground = Omit<World, keyof Belonging>;

export interface Belonging {
  /** The alert that a change in an audit log answers, by the change's record. */
  answers(record: string): EventId | undefined;
  /** The event to which a row of an action table belongs, by the row's record. */
  belongsTo(record: string): EventId | undefined;
  /** The rows that belong to an event. */
  actionsOfEvent(event: EventId): readonly Action[];
  /** Rows that belong to no event of the case. */
  readonly loose: readonly Action[];
}

/** An action answers what happened up to a day before, where no id says so. */
const REACH = 24 * 3_600_000_000;

export function buildBelonging(w: Ground): Belonging {
  const alertsById = new Map<number, CaseEvent[]>();
  for (const e of w.facts.events) {
    if (e.kind !== 'alert.raised' || !inPeriod(w, e)) continue;
    for (const id of w.index.idsOf(e)) {
      const list = alertsById.get(id);
      if (list === undefined) alertsById.set(id, [e]);
      else list.push(e);
    }
  }
  const answers = new Map<string, EventId>();
  if (alertsById.size > 0) {
    for (const e of w.facts.events) {
      if (actsOf(e.kind).length === 0 || !inPeriod(w, e)) continue;
      const target = w.registry.resolve(e.target);
      const alert = [...w.index.idsOf(e)]
        .flatMap((id) => alertsById.get(id) ?? [])
        .find(
          (a) => (a.time ?? 0) <= (e.time ?? 0) && target !== undefined && relatives(w, w.identity(w.registry.resolve(a.target))).includes(target),
        );
      if (alert !== undefined) answers.set(e.record, alert.id);
    }
  }
  const belongs = new Map<string, EventId>();
  const rows = new Map<EventId, Action[]>();
  const loose: Action[] = [];
  for (const a of w.facts.actions) {
    const identity = w.registry.resolve(a.identity);
    const about = (e: CaseEvent): boolean => identity !== undefined && relatives(w, w.identity(w.registry.resolve(e.target))).includes(identity);
    const before = (e: CaseEvent): boolean =>
      e.time !== undefined && (a.time === undefined || e.time <= a.time + w.uncertainty(e.source) + w.uncertainty(a.source));
    const ids = w.index.idsOfAction(a);
    const alerts = ids.flatMap((id) => alertsById.get(id) ?? []).filter(before);
    const changes = ids.flatMap((id) => [...w.index.eventsWith(id)]).filter((e) => inPeriod(w, e) && before(e));
    const certain = alerts.find(about) ?? changes.find(about) ?? (ids.length > 0 ? (alerts[0] ?? changes[0]) : undefined);
    const found = certain ?? (a.time === undefined ? undefined : nearest(w, identity, a.time + w.uncertainty(a.source) + w.policy.clockUncertainty));
    if (found === undefined) {
      loose.push(a);
      continue;
    }
    belongs.set(a.record, found.id);
    const list = rows.get(found.id);
    if (list === undefined) rows.set(found.id, [a]);
    else list.push(a);
  }
  return {
    answers: (record) => answers.get(record),
    belongsTo: (record) => belongs.get(record),
    actionsOfEvent: (event) => rows.get(event) ?? [],
    loose,
  };
}

function within(list: Iterable<CaseEvent>, until: number): CaseEvent[] {
  const out: CaseEvent[] = [];
  for (const e of list) {
    if (e.time === undefined || e.time > until) break;
    out.push(e);
  }
  return out;
}

/**
 * Without an id: the latest alert on the identity, else the latest change of it, within reach; else the latest alert that asks for an
 * action, however late it came, since that is the one to which the action is tied as a late one.
 */
function nearest(w: Ground, identity: string | undefined, until: number): CaseEvent | undefined {
  if (identity === undefined) return undefined;
  const near = relatives(w, w.identity(identity))
    .flatMap((id) => within(w.eventsOnFrom(id, until - REACH), until))
    .filter((e) => inPeriod(w, e) && e.time !== undefined && e.time <= until && e.time > until - REACH)
    .sort((a, b) => (b.time ?? 0) - (a.time ?? 0));
  return (
    near.find((e) => e.kind === 'alert.raised') ??
    near.find((e) => w.policy.obligations.some((o) => o.kinds.includes(e.kind)) || actsOf(e.kind).length > 0) ??
    relatives(w, w.identity(identity))
      .flatMap((id) => within(w.eventsOnFrom(id, w.period.from), until))
      .filter((e) => inPeriod(w, e) && asksForAction(w, e))
      .reduce<CaseEvent | undefined>((a, b) => (a !== undefined && (a.time ?? 0) >= (b.time ?? 0) ? a : b), undefined)
  );
}

const asksForAction = (w: Ground, e: CaseEvent): boolean =>
  e.kind === 'alert.raised' &&
  w.policy.obligations.find(
    (o) => o.kinds.includes(e.kind) && (o.severities === undefined || (e.alert?.severity !== undefined && o.severities.includes(e.alert.severity))),
  )?.act !== undefined;

export const inPeriod = (w: Pick<World, 'period'>, e: CaseEvent): boolean =>
  e.time !== undefined && e.time >= w.period.from && e.time < w.period.to && e.outcome !== 'failure';
