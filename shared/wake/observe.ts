/** Step 2: which notices, routes and acknowledgements belong to an event, how strongly, and why. */
import { type Instant, instant } from '../base/instant.ts';
import type { TieOffer } from '../model/analysis.ts';
import type { Route } from '../model/facts.ts';
import type { RecordRef } from '../model/ids.ts';
import type { Channel } from '../model/vocabulary.ts';
import type { Expected } from './expect.ts';
import { deadline } from './expect.ts';
import type { Acknowledgement, MergedNotice } from './notices.ts';
import type { World } from './world.ts';

export interface NoticeTie {
  readonly notice: MergedNotice;
  readonly sentAt: Instant;
  readonly strength: 'certain' | 'strong';
  readonly why: string;
}

export interface Observed {
  /** Ids by which observations are tied to the event with certainty. */
  readonly ids: ReadonlySet<number>;
  /** Tied notices of any channel, by the time they were sent. */
  readonly notices: readonly NoticeTie[];
  readonly routes: readonly Route[];
  readonly acknowledgements: readonly Acknowledgement[];
  readonly offers: readonly TieOffer[];
}

/** Offers are for a person to look through; a wake with more would not be read. */
const MOST_OFFERS = 12;
/** A busy team gets thousands of notices a day; the offers are the nearest. */
const MOST_LOOKED_AT = 200;

export function observe(w: World, e: Expected): Observed {
  const ids = w.index.idsOf(e.event);
  const routes: Route[] = [];
  const seenRoutes = new Set<Route>();
  for (const id of ids) {
    for (const r of w.index.routesWith(id)) {
      if (seenRoutes.has(r)) continue;
      seenRoutes.add(r);
      routes.push(r);
    }
  }
  routes.sort((a, b) => (a.time ?? Number.POSITIVE_INFINITY) - (b.time ?? Number.POSITIVE_INFINITY) || (a.record < b.record ? -1 : 1));
  const { ties, offers } = tieNotices(w, e, ids);
  return { ids, notices: ties, routes, acknowledgements: acknowledgements(w, e, ties, routes), offers };
}

/** The end of what counts at all: the window where it outlasts the period, else the period. */
export const horizon = (w: World, windowEnd: Instant): Instant => instant(Math.max(w.period.to, windowEnd));

/** What was written down just before the event by another clock may have come after it. */
export const notBefore = (w: World, e: Expected, source: string): number =>
  source === e.event.source ? e.time : e.time - w.uncertainty(e.event.source) - w.uncertainty(source);

function tieNotices(w: World, e: Expected, ids: ReadonlySet<number>): { ties: NoticeTie[]; offers: TieOffer[] } {
  const decided = decisionsOn(w, e);
  const ties = new Map<number, NoticeTie>();
  const notify = e.rule?.notify;
  const acknowledge = e.rule?.acknowledge;
  const windowEnd = notify === undefined ? e.time : deadline(e, notify.within);
  const last = horizon(w, instant(Math.max(windowEnd, acknowledge === undefined ? 0 : deadline(e, acknowledge.within))));
  const decisionOn = (n: MergedNotice): boolean | undefined => {
    for (const r of n.records) if (decided.has(r)) return decided.get(r);
    return undefined;
  };
  const rejected = (n: MergedNotice): boolean => decided.size > 0 && decisionOn(n) === false;
  const offers: TieOffer[] = [];
  const offer = (n: MergedNotice, why: string): void => {
    if (offers.some((o) => o.observation === n.record)) return;
    const accepted = decided.size > 0 ? decisionOn(n) : undefined;
    const state = accepted === undefined ? 'offered' : accepted ? 'accepted' : 'rejected';
    // What was decided is shown, however much else there is.
    if (state !== 'offered' || offers.length < MOST_OFFERS) offers.push({ observation: n.record, event: e.event.id, why, state });
  };
  const inTime = (n: MergedNotice, to: number): n is MergedNotice & { sentAt: Instant } =>
    n.sentAt !== undefined && n.sentAt >= notBefore(w, e, n.source) && n.sentAt <= to;

  // That a SIEM raised an alert which it handed to nobody tells nobody of the alert: it is the event itself.
  const isItself = (n: MergedNotice): boolean => n.copies.length === 0 && n.records.every((r) => e.event.records.includes(r));

  for (const id of ids) {
    for (const i of w.index.noticesWith(id)) {
      const n = w.index.notices[i];
      if (n === undefined || ties.has(i) || !inTime(n, last) || isItself(n)) continue;
      if (rejected(n)) {
        offer(n, `it carries ${w.index.idText(id)}, an id of the event`);
        continue;
      }
      ties.set(i, { notice: n, sentAt: n.sentAt, strength: 'certain', why: `it carries ${w.index.idText(id)}, an id of the event` });
    }
  }
  // A strong tie holds inside the window, and after it until the same thing happens to the same target again.
  const strongEnd = Math.max(windowEnd, Math.min(w.period.to, w.nextSame(e.event) ?? w.period.to));
  if (e.target !== undefined) {
    for (const n of between(w, w.index.noticesNaming(e.target.id), e.time - 1e9, strongEnd)) {
      if (ties.has(n.index) || !inTime(n, strongEnd) || isItself(n)) continue;
      const isAbout = w.index.isAbout(n, e.event.kind);
      if (rejected(n)) offer(n, isAbout ? 'it names the target and is about this kind of event' : 'it names the target');
      else if (isAbout)
        ties.set(n.index, { notice: n, sentAt: n.sentAt, strength: 'strong', why: 'it names the target and is about this kind of event' });
      else if (n.sentAt <= windowEnd) offer(n, 'it names the target, and not what happened to it');
    }
  }
  if (notify !== undefined) {
    for (const party of e.audiences.flatMap((a) => a.parties)) {
      if (offers.length >= MOST_OFFERS) break;
      let looked = 0;
      for (const n of between(w, w.index.noticesTo(party.key), e.time, windowEnd)) {
        if (++looked > MOST_LOOKED_AT) break;
        if (!ties.has(n.index) && w.index.isAbout(n, e.event.kind))
          offer(n, `it is about this kind of event and went to ${party.label}, and does not name the target`);
      }
    }
  }
  for (const [record, accept] of decided) {
    const n = w.index.notices.find((x) => x.records.includes(record));
    if (n === undefined) {
      // An action: its part in the wake is judged with the controls.
      const why = accept ? 'an action that the investigator tied to it' : 'an action that the investigator took out of it';
      offers.push({ observation: record, event: e.event.id, why, state: accept ? 'accepted' : 'rejected' });
      continue;
    }
    offer(n, 'neither an id nor its text ties it');
    if (!accept || n.sentAt === undefined || ties.has(n.index)) continue;
    ties.set(n.index, { notice: n, sentAt: n.sentAt, strength: 'strong', why: 'the investigator accepted the tie' });
  }
  const sorted = [...ties.values()].sort((a, b) => a.sentAt - b.sentAt || a.notice.index - b.notice.index);
  return { ties: sorted, offers };
}

const NOTHING_DECIDED: ReadonlyMap<RecordRef, boolean> = new Map();

/** What was decided of the ties of an event: the observation's record, accepted or rejected. */
export function decisionsOn(w: World, e: Expected): ReadonlyMap<RecordRef, boolean> {
  if (w.facts.decisions.ties.length === 0) return NOTHING_DECIDED;
  const out = new Map<RecordRef, boolean>();
  for (const t of w.facts.decisions.ties) if (t.event === e.event.id) out.set(t.observation, t.accept);
  return out;
}

/** The notices of a list sorted by time that were sent in [from, to]. */
function* between(w: World, list: readonly number[], from: number, to: number): Generator<MergedNotice> {
  let lo = 0;
  let hi = list.length;
  const sentAt = (i: number): number => w.index.notices[list[i] ?? -1]?.sentAt ?? Number.POSITIVE_INFINITY;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if (sentAt(mid) < from) lo = mid + 1;
    else hi = mid;
  }
  for (; lo < list.length && sentAt(lo) <= to; lo++) {
    const n = w.index.notices[list[lo] ?? -1];
    if (n !== undefined) yield n;
  }
}

function acknowledgements(w: World, e: Expected, ties: readonly NoticeTie[], routes: readonly Route[]): Acknowledgement[] {
  const through: readonly Channel[] = e.rule?.notify?.through ?? [];
  const out: Acknowledgement[] = [];
  for (const t of ties) if (through.includes(t.notice.channel)) out.push(...t.notice.acknowledgements);
  for (const r of routes) {
    if (r.step !== 'acknowledged' || r.time === undefined || r.party === undefined || r.party === '') continue;
    out.push({ who: w.parties.resolve(r.party, r.partyType), at: r.time, record: r.record, how: 'routed' });
  }
  const first = new Map<string, Acknowledgement>();
  for (const a of out.sort((x, y) => x.at - y.at || (x.record < y.record ? -1 : 1))) {
    // A ticket's resolution is the acknowledgement of last resort: anything earlier counts instead.
    const key = `${a.who.key}\n${a.at}\n${a.how}`;
    if (a.at >= e.time - w.uncertainty(e.event.source) && !first.has(key)) first.set(key, a);
  }
  return [...first.values()];
}
