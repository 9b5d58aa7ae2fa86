/** The chain of one audience from sent to reached, and what the stages up to acknowledged share about an event. */
import type { Instant } from '../base/instant.ts';
import type { Interval } from '../base/interval.ts';
import type { Evidence, NoticeTrail, Obligation, Party } from '../model/analysis.ts';
import type { Channel, Stage, Verdict } from '../model/vocabulary.ts';
import type { Expected, ExpectedAudience } from './expect.ts';
import { deadline } from './expect.ts';
import type { RuleState } from './mailrules.ts';
import type { Copy, MergedNotice } from './notices.ts';
import type { NoticeTie, Observed } from './observe.ts';
import { channels, nameOf, utc } from './words-for-people.ts';
import type { World } from './world.ts';

export interface SentCopy {
  readonly tie: NoticeTie;
  readonly copy: Copy;
}

export type CopyFate =
  | { readonly is: 'delivered'; readonly at: Instant; readonly by: 'receipt' | 'seen' | 'silence' }
  | { readonly is: 'hidden'; readonly at: Instant; readonly rule: RuleState }
  | { readonly is: 'failed'; readonly at: Instant | undefined; readonly status: string }
  | { readonly is: 'unknown'; readonly window: Interval };

export interface Chain {
  readonly audience: ExpectedAudience;
  readonly copies: readonly SentCopy[];
  /** `undefined`: this audience has no verdict at that stage, since another was told and it was not. */
  signalled: Verdict | undefined;
  delivered: Verdict | undefined;
  reached: Verdict | undefined;
  cut: boolean;
  /** The evidence of its claims, made once. */
  shown: readonly Evidence[] | undefined;
}

/** What the stages of one event work on. */
export interface Work {
  readonly w: World;
  readonly e: Expected;
  readonly o: Observed;
  readonly through: readonly Channel[];
  /** [t, t + deadline of the notice]. */
  readonly window: Interval;
  /** Tied notices through channels that the policy accepts. */
  readonly notices: readonly NoticeTie[];
  readonly chains: readonly Chain[];
  readonly fate: (c: SentCopy) => CopyFate;
}

export function work(w: World, e: Expected, o: Observed): Work {
  const notify = e.rule?.notify;
  const through = notify?.through ?? [];
  const until = notify === undefined ? e.time : deadline(e, notify.within);
  // The entry that opens a page goes to nobody by itself; its notify entries do.
  const notices = o.notices.filter((t) => through.includes(t.notice.channel) && (t.notice.channel !== 'page' || t.notice.copies.length > 0));
  if (through.includes('page') || through.includes('ticket')) notices.push(...toldByRoute(w, e, o, notices, until));
  const chains = e.audiences.map((audience) => ({
    audience,
    copies: notices.flatMap((tie) => tie.notice.copies.filter((copy) => counts(w, e, audience, tie, copy)).map((copy) => ({ tie, copy }))),
    signalled: undefined,
    delivered: undefined,
    reached: undefined,
    cut: false,
    shown: undefined,
  }));
  const fates = new Map<Copy, CopyFate>();
  return {
    w,
    e,
    o,
    through,
    window: { from: e.time, to: until },
    notices,
    chains,
    fate: (c) => {
      let f = fates.get(c.copy);
      if (f === undefined) {
        f = fateOf(w, c);
        fates.set(c.copy, f);
      }
      return f;
    },
  };
}

/**
 * A routing log's own "paged" is a record that a page went out, where no page to that party is in evidence; its
 * "assigned" that the alert was given to that party, where no ticket is either. What was handed on after the time says nothing new where something had gone out.
 */
function toldByRoute(w: World, e: Expected, o: Observed, notices: readonly NoticeTie[], until: Instant): NoticeTie[] {
  const out: NoticeTie[] = [];
  const first = Math.min(...notices.map((t) => t.sentAt), ...o.routes.flatMap((r) => (r.step === 'assigned' ? (r.time ?? []) : [])));
  for (const r of o.routes) {
    if (r.step !== 'paged' && r.step !== 'escalated' && r.step !== 'assigned') continue;
    if (r.time === undefined || r.party === undefined || r.party === '' || r.time < e.time) continue;
    // Handed on after the time: that is routing, and no second first notice.
    if (r.step === 'assigned' && r.time > until && first <= until) continue;
    const party = w.parties.resolve(r.party, r.partyType);
    const isShown = notices.some(
      (t) =>
        (t.notice.channel === 'page' || (t.notice.channel === 'ticket' && r.step === 'assigned')) &&
        t.notice.copies.some((c) => c.party.key === party.key || w.parties.belongs(c.party, party, e.time)),
    );
    if (isShown) continue;
    const copy: Copy = {
      recipient: r.party,
      party,
      deliveredAt: undefined,
      deliveredRecord: undefined,
      seenAt: undefined,
      seenRecord: undefined,
      failedAt: undefined,
      failedStatus: undefined,
      failedRecord: undefined,
      record: r.record,
    };
    const notice: MergedNotice = {
      index: -1,
      noticeId: r.key ?? r.record,
      system: r.system,
      source: r.source,
      channel: 'page',
      sender: undefined,
      subject: undefined,
      body: undefined,
      sentAt: r.time,
      record: r.record,
      records: [r.record],
      copies: [copy],
      acknowledgements: [],
      relatedIds: r.relatedIds,
      names: [],
      about: [],
      said: undefined,
    };
    out.push({ notice, sentAt: r.time, strength: 'certain', why: `the routing log says that it was ${r.step}` });
  }
  return out;
}

/** Whether a copy to this recipient is a copy to the audience. */
function counts(w: World, e: Expected, audience: ExpectedAudience, tie: NoticeTie, copy: Copy): boolean {
  if (isGenericQueue(w, copy.party) && isUrgentAlert(e)) return false;
  return audience.parties.some(
    (p) =>
      w.parties.belongs(copy.party, p, e.time) ||
      // A list or a team's room is read by its members.
      (p.type === 'person' && copy.party.type === 'team' && w.parties.isMember(copy.party, p.key, tie.sentAt)) ||
      (copy.party.type === 'schedule' && w.parties.belongs(copy.party, p, tie.sentAt)),
  );
}

export const isGenericQueue = (w: World, p: Party): boolean =>
  p.type === 'queue' && !w.policy.monitoredQueues.some((q) => q.trim().toLowerCase() === p.label.trim().toLowerCase());

export const isUrgentAlert = (e: Expected): boolean =>
  e.event.kind === 'alert.raised' && (e.event.alert?.severity === 'critical' || e.event.alert?.severity === 'high');

function fateOf(w: World, c: SentCopy): CopyFate {
  const { copy, tie } = c;
  const arrived = copy.deliveredAt ?? copy.seenAt;
  if (arrived === undefined && copy.failedRecord !== undefined) return { is: 'failed', at: copy.failedAt, status: copy.failedStatus ?? 'failed' };
  const hour = { from: tie.sentAt, to: (tie.sentAt + w.policy.deliveredAfter) as Instant };
  const at = arrived ?? tie.sentAt;
  const hidden = tie.notice.channel === 'mail' ? w.mailrules.hiding(copy.party.key, at, tie.notice.subject, tie.notice.sender) : undefined;
  if (arrived === undefined && !w.coverage.covered(tie.notice.channel, hour)) return { is: 'unknown', window: hour };
  if (hidden !== undefined) return { is: 'hidden', at, rule: hidden };
  // Who opens a notice an hour later did not get it an hour later: like one without a receipt it counts from when it was sent.
  if (copy.deliveredAt !== undefined) return { is: 'delivered', at: copy.deliveredAt, by: 'receipt' };
  return { is: 'delivered', at: tie.sentAt, by: copy.seenAt === undefined ? 'silence' : 'seen' };
}

/** `missing` names audiences only where the policy asks for more than one. */
export const concerned = (e: Expected, chains: readonly Chain[]): string[] =>
  e.audiences.length > 1 ? [...new Set(chains.map((c) => c.audience.name))] : [];

/** `the person (Anna Berg)`, `security (security)`, `the owner of svc-a (harbour)`. */
export function who(c: Chain): string {
  const label = c.audience.label.replace('-', ' ');
  const name = c.audience.name === 'security' ? label : `the ${label}`;
  return c.audience.parties.length === 0 ? name : `${name} (${c.audience.parties.map((p) => p.label).join(', ')})`;
}

export const whoAll = (list: readonly Chain[]): string => {
  const names = list.map(who);
  return names.length <= 1 ? (names[0] ?? 'nobody') : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
};

/** One object for each thing shown: a wake cites the same record in many places. */
function once<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const made = new WeakMap<K, V>();
  return (key) => {
    let v = made.get(key);
    if (v === undefined) {
      v = make(key);
      made.set(key, v);
    }
    return v;
  };
}

export const eventEvidence = once(
  (e: Expected): Evidence => ({
    role: 'event',
    record: e.event.record,
    time: e.time,
    text: `${e.event.kind} on ${nameOf(e.target, e.event.target)} at ${utc(e.time)}${e.event.actor === undefined ? '' : ` by ${nameOf(e.actor, e.event.actor)}`}.`,
  }),
);

export const noticeEvidence = once(
  (t: NoticeTie): Evidence => ({
    role: 'notice',
    record: t.notice.record,
    time: t.sentAt,
    text: `Sent through ${channels([t.notice.channel])} at ${utc(t.sentAt)} to ${t.notice.copies.map((c) => c.party.label).join(', ') || 'nobody by name'}; tied because ${t.why}.`,
    strength: t.strength,
  }),
);

export function claimEvidence(w: World, e: Expected, c: Chain): readonly Evidence[] {
  c.shown ??= c.audience.claims.map((x) => ({
    role: 'claim',
    record: x.claim.record,
    time: x.asOf,
    text: `${x.system} names ${x.party.label} as ${x.role}; the claim was ${w.claims.statusAt(x, e.time)} at ${utc(e.time)}.`,
  }));
  return c.shown;
}

export function line(stage: Stage, chain: Chain, verdict: Verdict, text: string, until: Instant, more: Partial<Obligation> = {}): Obligation {
  return {
    stage,
    audience: chain.audience.label,
    verdict,
    deadline: until,
    missing: [],
    evidence: [],
    coverage: [],
    uncovered: [],
    rule: undefined,
    text,
    ...more,
  };
}

/** How each tied notice ran, copy by copy, for the picture of the wake. */
export function trails(k: Work): NoticeTrail[] {
  return k.notices.map((tie) => ({
    noticeId: tie.notice.noticeId,
    channel: tie.notice.channel,
    system: tie.notice.system,
    sentAt: tie.sentAt,
    subject: tie.notice.subject,
    record: tie.notice.record,
    strength: tie.strength,
    why: tie.why,
    copies: tie.notice.copies.map((copy) => {
      const f = k.fate({ tie, copy });
      const chain = k.chains.find((c) => c.copies.some((x) => x.copy === copy));
      return {
        recipient: copy.recipient,
        audience: chain?.audience.label,
        party: copy.party.key,
        status: f.is === 'delivered' && f.by === 'silence' ? 'sent' : f.is,
        at: f.is === 'unknown' ? tie.sentAt : f.is === 'delivered' && f.by === 'seen' ? copy.seenAt : f.at,
        record: copy.failedRecord ?? copy.deliveredRecord ?? copy.seenRecord ?? copy.record,
        rule: f.is === 'hidden' ? { record: f.rule.record, name: f.rule.name, from: f.rule.from, to: f.rule.to } : undefined,
      };
    }),
  }));
}
