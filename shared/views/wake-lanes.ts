import type { Instant } from '../base/instant.ts';
import type { Evidence, NoticeTrail, Obligation, Party, Wake } from '../model/analysis.ts';
import type { Alias, RecordRef } from '../model/ids.ts';
import { namespaceOf } from '../model/ids.ts';
import type { Stage } from '../model/vocabulary.ts';
import { type Lookup, labelFor, partyLabel } from './lookup.ts';
import { clock, cut, dayText, spanText } from './text.ts';
import type { WakeBand, WakeBranch, WakeLane, WakeMark, WakeView } from './types.ts';
import type { WakeInput } from './wake.ts';

interface LaneDraft {
  key: string;
  label: string;
  sub: string;
  group: WakeLane['group'];
  status: WakeLane['status'];
  marks: WakeMark[];
  bands: WakeBand[];
  deadlines: { at: Instant; stage: Stage }[];
}

/** The time of day, with the day where it is not that of the event. */
const when = (t: Instant, wake: Wake): string => (dayText(t) === dayText(wake.time) ? clock(t) : `${dayText(t)} ${clock(t)}`);

/** Lanes in order: the source of the event, each accountable party, then whoever took part beside them. */
export function drawLanes(input: WakeInput, who: string): Pick<WakeView, 'lanes' | 'branches'> {
  const { wake, event, lookup } = input;
  const branches: WakeBranch[] = [];
  const source = draft('source', event.system, 'source of the event', 'source');
  source.marks.push({
    time: wake.time,
    shape: 'event',
    verdict: undefined,
    label: clock(wake.time),
    detail: cut(event.summary ?? event.operation, 90),
    record: event.record,
  });
  const lanes = new Map<string, LaneDraft>([[source.key, source]]);

  for (const audience of wake.audiences) {
    const parties: readonly Party[] =
      audience.parties.length > 0 ? audience.parties : [{ key: `nobody:${audience.name}`, type: 'person', label: `No ${audience.name} on record` }];
    for (const party of parties) {
      const have = lanes.get(party.key);
      const sub =
        party.key === wake.target && audience.name === 'person'
          ? 'the person changed'
          : `${audience.name}, by ${audience.claims.length > 0 ? 'claim' : 'policy'}`;
      if (have !== undefined) {
        have.sub = `${have.sub}; ${sub}`;
        continue;
      }
      const lane = draft(party.key, party.label, sub, 'accountable');
      lanes.set(party.key, lane);
    }
    drawAudience(audience.name, parties, wake, lanes, branches);
  }
  for (const notice of wake.notices) drawNotice(notice, wake, lanes, branches, lookup);
  drawGrant(input, lanes, who);
  drawAnswers(wake, lanes, lookup, who);
  for (const e of input.findingEvidence) if (e.role === 'use') drawEvidence(e, wake, lanes, lookup, who);
  return { lanes: [...lanes.values()].map((l) => ({ ...l, marks: l.marks.sort((a, b) => a.time - b.time) })), branches };
}

const draft = (key: string, label: string, sub: string, group: WakeLane['group']): LaneDraft => ({
  key,
  label,
  sub,
  group,
  status: undefined,
  marks: [],
  bands: [],
  deadlines: [],
});

/** The lines of an audience as shapes in its parties' lanes: an absence has a shape too. */
function drawAudience(audience: string, parties: readonly Party[], wake: Wake, lanes: Map<string, LaneDraft>, branches: WakeBranch[]): void {
  const line = (stage: Stage): Obligation | undefined => wake.obligations.find((o) => o.stage === stage && o.audience === audience) ?? undefined;
  const reached = line('reached');
  const signalled = line('signalled');
  const delivered = line('delivered');
  const told = reached ?? delivered ?? signalled;
  const first = [signalled, delivered, reached].find((o) => o !== undefined && (o.verdict === 'unmet' || o.verdict === 'unknown'));
  const deadline = (first ?? signalled ?? reached)?.deadline;
  const hasCopy = (party: Party): boolean =>
    wake.notices.some((n) => n.copies.some((c) => c.party === party.key || (c.audience === audience && c.party === undefined)));
  for (const party of parties) {
    const lane = lanes.get(party.key);
    if (lane === undefined) continue;
    if (told !== undefined && lane.status === undefined) lane.status = { verdict: (first ?? told).verdict, text: statusText(first ?? told) };
    if (deadline !== undefined && lane.deadlines.length === 0) lane.deadlines.push({ at: deadline, stage: (first ?? told)?.stage ?? 'signalled' });
    if (first === undefined || deadline === undefined || hasCopy(party)) continue;
    if (first.verdict === 'unmet') {
      lane.marks.push({
        time: deadline,
        shape: 'ghost',
        verdict: 'unmet',
        label: `not told by ${when(deadline, wake)}`,
        detail: first.text,
        record: undefined,
      });
      branches.push({ sentAt: firstSent(wake), lane: lane.key, at: deadline, shape: 'dashed' });
    } else {
      lane.bands.push({ from: wake.time, to: deadline, shape: 'fog', label: 'cannot be seen: no log covers it', record: undefined });
    }
  }
  const acknowledged = wake.obligations.find((o) => o.stage === 'acknowledged' && o.audience === undefined);
  const by = acknowledged?.deadline;
  if (acknowledged === undefined || by === undefined) return;
  for (const party of parties) {
    const lane = lanes.get(party.key);
    if (lane === undefined || first !== undefined) continue;
    if (lane.bands.some((b) => b.shape === 'absence' || b.shape === 'fog')) continue;
    lane.deadlines.push({ at: by, stage: 'acknowledged' });
    if (acknowledged.verdict === 'unmet') {
      lane.bands.push({
        from: wake.time,
        to: by,
        shape: 'absence',
        label: `no acknowledgement in ${spanText(by - wake.time)}, logs complete`,
        record: undefined,
      });
    } else if (acknowledged.verdict === 'unknown') {
      lane.bands.push({ from: wake.time, to: by, shape: 'fog', label: 'cannot be seen', record: undefined });
    }
  }
}

/** The last instant that any line of the wake speaks of. */
const endOf = (wake: Wake): Instant =>
  Math.max(wake.time, ...wake.obligations.flatMap((o) => [o.deadline ?? 0, ...o.evidence.map((e) => e.time ?? 0)])) as Instant;

const firstSent = (wake: Wake): Instant => wake.notices.find((n) => n.sentAt !== undefined)?.sentAt ?? wake.time;

function statusText(o: Obligation): string {
  switch (o.verdict) {
    case 'met':
      return 'told';
    case 'late':
      return 'told late';
    case 'partial':
      return 'told in part';
    case 'unmet':
      return o.rule === 'notice.suppressed' ? 'told, then hidden' : o.rule === 'notice.undelivered' ? 'sent, not delivered' : 'not told';
    case 'unknown':
      return 'cannot be said';
    case 'not-reached':
      return 'not reached';
    case 'not-required':
      return 'none asked';
  }
}

function drawNotice(notice: NoticeTrail, wake: Wake, lanes: Map<string, LaneDraft>, branches: WakeBranch[], lookup: Lookup): void {
  for (const copy of notice.copies) {
    const key = copy.party ?? copy.recipient;
    let lane = lanes.get(key);
    if (lane === undefined && copy.audience !== undefined) {
      // A copy to a team's shared address stands in the lane of the audience it counts for.
      const parties = wake.audiences.find((a) => a.name === copy.audience)?.parties ?? [];
      lane = parties.map((p) => lanes.get(p.key)).find((l) => l !== undefined);
    }
    if (lane === undefined) {
      // The party has a name where the recipient is only an address or an id.
      lane = draft(key, partyLabel(lookup, copy.party ?? copy.recipient), 'told, outside the accountable set', 'outside');
      lanes.set(key, lane);
    }
    const at = copy.at ?? notice.sentAt;
    if (at === undefined) continue;
    const hidden = copy.status === 'hidden';
    const shape: WakeMark['shape'] = hidden ? 'hidden' : copy.status === 'failed' ? 'bounced' : copy.status === 'unknown' ? 'unknown' : 'notice';
    const label = hidden
      ? `delivered ${when(at, wake)}, hidden`
      : copy.status === 'failed'
        ? `not delivered ${when(at, wake)}`
        : copy.status === 'unknown'
          ? 'sent, arrival cannot be seen'
          : `${copy.status} ${when(at, wake)}`;
    lane.marks.push({
      time: at,
      shape,
      verdict: hidden || copy.status === 'failed' ? 'unmet' : undefined,
      label,
      detail: cut(`${notice.channel} of ${notice.system}${notice.subject ? `: ${notice.subject}` : ''}`, 110),
      record: copy.record,
    });
    branches.push({ sentAt: notice.sentAt ?? at, lane: lane.key, at, shape: hidden ? 'hidden' : 'solid' });
    if (copy.rule !== undefined && !lane.bands.some((b) => b.record === copy.rule?.record)) {
      const since = copy.rule.from;
      const before = since !== undefined && since < wake.time ? `, ${spanText(wake.time - since)} before the event` : '';
      lane.bands.push({
        from: since ?? wake.time,
        // Without an end it is still there when the picture ends.
        to: copy.rule.to ?? endOf(wake),
        shape: 'rule',
        label: `inbox rule “${copy.rule.name}”${since === undefined ? '' : ` active since ${when(since, wake)}`}${before}`,
        record: copy.rule.record,
      });
    }
  }
}

const SHAPES: Partial<Record<Evidence['role'], WakeMark['shape']>> = {
  acknowledgement: 'acknowledged',
  action: 'action',
  exception: 'ticket',
  verification: 'use',
  use: 'use',
  certification: 'certification',
};
const WORD: Partial<Record<WakeMark['shape'], string>> = {
  acknowledged: 'acknowledged',
  action: 'acted',
  ticket: 'exception',
  use: 'used',
  certification: 'certified',
};

/** Acknowledgements, actions, uses and reviews: each in the lane of who did it. */
function drawAnswers(wake: Wake, lanes: Map<string, LaneDraft>, lookup: Lookup, who: string): void {
  for (const o of wake.obligations) {
    for (const e of o.evidence) {
      const lane = drawEvidence(e, wake, lanes, lookup, who);
      if (lane !== undefined && e.time !== undefined && o.deadline !== undefined && e.time > o.deadline && o.verdict === 'late') {
        lane.bands.push({ from: o.deadline, to: e.time, shape: 'late', label: `late ${spanText(e.time - o.deadline)}`, record: e.record });
      }
    }
  }
}

/** Gives the lane into which the mark went; `undefined` where there is nothing to draw or it stands there already. */
function drawEvidence(e: Evidence, wake: Wake, lanes: Map<string, LaneDraft>, lookup: Lookup, who: string): LaneDraft | undefined {
  const shape = SHAPES[e.role];
  if (shape === undefined || e.time === undefined) return undefined;
  for (const l of lanes.values()) if (l.marks.some((m) => m.record === e.record && m.shape === shape)) return undefined;
  const lane = laneFor({ doer: doerOf(e.record, e.role, lookup), at: e.time }, shape, lanes, wake, lookup, who);
  lane.marks.push({
    time: e.time,
    shape,
    verdict: e.role === 'use' ? 'unmet' : undefined,
    label: `${WORD[shape] ?? shape} ${when(e.time, wake)}`,
    detail: cut(e.text, 110),
    record: e.record,
  });
  return lane;
}

/** The life of an emergency grant, in the lane of the account that it opens. */
function drawGrant({ event, wake }: WakeInput, lanes: Map<string, LaneDraft>, who: string): void {
  const { grant } = event;
  const to = grant?.closedAt ?? grant?.expiresAt;
  if (grant === undefined || to === undefined) return;
  const key = wake.target ?? 'target';
  const lane = lanes.get(key) ?? put(lanes, draft(key, who, 'the identity itself', 'outside'));
  const label = grant.closedAt === undefined ? `grant, expires ${when(to, wake)}, never closed` : `grant, closed ${when(to, wake)}`;
  lane.bands.push({ from: grant.openedAt ?? wake.time, to, shape: 'grant', label, record: event.record });
}

/** Who did what the record tells, as an identity id, else the alias or bare name that it gives. */
function doerOf(record: RecordRef, role: Evidence['role'], lookup: Lookup): string | undefined {
  for (const fact of lookup.factsOf(record)) {
    if (fact.type === 'action' && fact.actor !== undefined) return fact.actor;
    if (fact.type === 'certification' && fact.reviewer !== undefined) return fact.reviewer;
    if (fact.type === 'route' && fact.party !== undefined) return fact.party;
    if (fact.type === 'notice' && role === 'acknowledgement')
      return fact.resolvedBy ?? (fact.recipients.length === 1 ? fact.recipients[0] : undefined);
  }
  return lookup.eventsOf(record)[0]?.actor;
}

function laneFor(
  { doer, at }: { readonly doer: string | undefined; readonly at: Instant },
  shape: WakeMark['shape'],
  lanes: Map<string, LaneDraft>,
  wake: Wake,
  lookup: Lookup,
  who: string,
): LaneDraft {
  const source = lanes.get('source') as LaneDraft;
  if (shape === 'use') {
    const key = wake.target ?? 'target';
    return lanes.get(key) ?? put(lanes, draft(key, who, 'the identity itself', 'outside'));
  }
  if (doer === undefined) return source;
  const id = lookup.identityOf(doer) ?? doer;
  // Whoever answers for a team stands in the team's lane.
  const keys = [id, `team:${doer}`, `schedule:${doer}`, `queue:${doer}`, ...lookup.teamsOf(id, at)];
  const have = keys.map((k) => lanes.get(k)).find((l) => l !== undefined);
  if (have !== undefined) return have;
  const label = namespaceOf(doer as Alias) === '' ? doer : (labelFor(lookup, doer as Alias)?.label ?? doer);
  const sub = shape === 'certification' ? 'reviewed the access' : shape === 'action' ? 'acted' : 'took part, outside the accountable set';
  return put(lanes, draft(id, label, sub, 'outside'));
}

function put(lanes: Map<string, LaneDraft>, lane: LaneDraft): LaneDraft {
  lanes.set(lane.key, lane);
  return lane;
}
