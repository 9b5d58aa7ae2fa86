/**
 * What the analysis looked at for one event and what became of each thing: which claims made the accountable set and why the others did not,
 * which notices, actions and reviews were taken and which were refused, with the reason. For a person who asks why a verdict is what it is;
 * the verdicts themselves never come from here.
 */
import { DAY, type Instant } from '../base/instant.ts';
import { CLAIM_LEVELS, OWNER_ROLES, type TimedClaim } from '../identity/claims.ts';
import type { Considered, Wake } from '../model/analysis.ts';
import type { CaseEvent, CaseFacts, Certification } from '../model/facts.ts';
import type { RecordRef } from '../model/ids.ts';
import type { Policy } from '../policy/policy.ts';
import { authorityOf } from './authority.ts';
import { actsOf, type Control, controlsFor, groupsMet, isControl, isTicket, relatives } from './controls.ts';
import { deadline, type Expected, expect } from './expect.ts';
import type { MergedNotice } from './notices.ts';
import { horizon, notBefore, type Observed, observe } from './observe.ts';
import { nameOf, utc } from './words-for-people.ts';
import { buildWorld, type World } from './world.ts';

/** So many of a group are listed; a person reads no more, and a busy identity has thousands. Those that were taken come first. */
export const MOST_CONSIDERED = 60;

/** The same world that the analysis sees; building it takes as long as an analysis needs before its first wake. */
export function considered(facts: CaseFacts, policy: Policy, event: CaseEvent, wake: Wake | undefined): readonly Considered[] {
  if (facts.period === undefined || event.time === undefined) return [];
  const w = buildWorld(facts, policy, facts.period);
  const e = expect(w, event, event.time);
  const o = observe(w, e);
  const cited = new Set<RecordRef>(wake?.obligations.flatMap((x) => x.evidence.map((y) => y.record)) ?? []);
  return [...claims(w, e), ...notices(w, e, o), ...actions(w, e, o), ...reviews(w, e, cited)];
}

const cut = (list: Considered[]): Considered[] =>
  list.sort((a, b) => Number(b.used) - Number(a.used) || (a.time ?? 0) - (b.time ?? 0) || (a.record < b.record ? -1 : 1)).slice(0, MOST_CONSIDERED);

function claims(w: World, e: Expected): Considered[] {
  const used = new Set<TimedClaim>(e.audiences.flatMap((a) => a.claims));
  if (e.target === undefined) return [];
  const levels = w.claims.levels(e.target.id);
  const first = levels.findIndex((level) => level.some((c) => used.has(c)));
  return cut(
    levels.flatMap((level, i) =>
      level.map((c): Considered => {
        const { claim } = c;
        const on = CLAIM_LEVELS[i] === 'identity' ? '' : ` of its ${CLAIM_LEVELS[i] ?? ''}`;
        const status = w.claims.statusAt(c, e.time);
        const why = used.has(c)
          ? `valid at ${utc(e.time)}`
          : status !== 'valid'
            ? CLAIM_REFUSED[status](c)
            : !OWNER_ROLES.includes(c.role)
              ? `the role ${c.role} makes no owner`
              : first >= 0 && first < i
                ? `a claim on the ${CLAIM_LEVELS[first] ?? 'identity'} itself comes first`
                : 'the policy asks for no audience that it would make';
        return {
          about: 'ownership',
          record: claim.record,
          time: c.asOf ?? claim.from,
          what: `${c.system} names ${c.party.label} as ${c.role}${on}`,
          used: used.has(c),
          why,
        };
      }),
    ),
  );
}

const on = (t: Instant | undefined): string => (t === undefined ? '' : ` at ${utc(t)}`);
const CLAIM_REFUSED: Readonly<Record<'stale' | 'departed' | 'ended' | 'future', (c: TimedClaim) => string>> = {
  stale: (c) => `stale: last confirmed${on(c.asOf)}`,
  departed: (c) => `the person had left${on(c.away[0]?.from)}`,
  ended: (c) => `it had ended${on(c.claim.to)}`,
  future: (c) => `it began later${on(c.claim.from)}`,
};

function notices(w: World, e: Expected, o: Observed): Considered[] {
  const tied = new Map(o.notices.map((t) => [t.notice.index, t]));
  const through = e.rule?.notify?.through ?? [];
  const windowEnd = e.rule?.notify === undefined ? e.time : deadline(e, e.rule.notify.within);
  const last = horizon(w, windowEnd);
  const found = new Map<number, MergedNotice>();
  const take = (indexes: readonly number[], wanted: (n: MergedNotice) => boolean): void => {
    let taken = 0;
    for (const i of indexes) {
      const n = w.index.notices[i];
      // A day before, since what came just too early is what one asks about.
      if (n === undefined || found.has(i) || (n.sentAt ?? e.time) < e.time - DAY || (n.sentAt ?? e.time) > last || !wanted(n)) continue;
      found.set(i, n);
      if (++taken >= MOST_CONSIDERED) return;
    }
  };
  for (const t of o.notices) found.set(t.notice.index, t.notice);
  for (const id of o.ids) take(w.index.noticesWith(id), () => true);
  if (e.target !== undefined) take(w.index.noticesNaming(e.target.id), () => true);
  for (const party of e.audiences.flatMap((a) => a.parties)) take(w.index.noticesTo(party.key), (n) => w.index.isAbout(n, e.event.kind));
  const rejected = new Set(w.facts.decisions.ties.filter((t) => t.event === e.event.id && !t.accept).map((t) => t.observation));
  return cut(
    [...found.values()].map((n): Considered => {
      const tie = tied.get(n.index);
      const used = tie !== undefined && (through.length === 0 || through.includes(n.channel));
      const why =
        tie !== undefined
          ? used
            ? `${tie.strength} tie: ${tie.why}`
            : `tied (${tie.why}), but the policy does not accept ${n.channel}`
          : noticeRefused(w, e, n, { rejected: n.records.some((r) => rejected.has(r)), windowEnd });
      return { about: 'notices', record: n.record, time: n.sentAt, what: noticeText(n), used, why };
    }),
  );
}

const noticeText = (n: MergedNotice): string => {
  const to = n.copies.slice(0, 3).map((c) => c.party.label);
  const more = n.copies.length > 3 ? ` and ${n.copies.length - 3} more` : '';
  return `${n.channel} notice${n.subject === undefined ? '' : ` “${(n.subject.split('\n')[0] ?? '').slice(0, 120)}”`}${to.length === 0 ? '' : ` to ${to.join(', ')}${more}`}`;
};

/** The same conditions as in `observe.ts`, in its order, each in words. */
function noticeRefused(w: World, e: Expected, n: MergedNotice, known: { readonly rejected: boolean; readonly windowEnd: Instant }): string {
  if (known.rejected) return 'the investigator rejected the tie';
  if (n.sentAt === undefined) return 'it has no time';
  if (n.sentAt < notBefore(w, e, n.source)) return 'it was sent before the event';
  const names = e.target !== undefined && w.index.noticesNaming(e.target.id).includes(n.index);
  const about = w.index.isAbout(n, e.event.kind);
  if (names && about) {
    const again = w.nextSame(e.event);
    return again !== undefined && n.sentAt > again
      ? `the same happened again at ${utc(again)}, before it was sent`
      : 'it was sent after everything that counts';
  }
  if (names)
    return n.sentAt <= known.windowEnd
      ? 'it names the target, and not what happened to it: a weak tie, offered'
      : 'it names the target, and not what happened to it';
  return 'it is about this kind of event and does not name the target: a weak tie';
}

function actions(w: World, e: Expected, o: Observed): Considered[] {
  if (e.rule?.act === undefined && e.rule?.verify === undefined) return [];
  const until = e.rule.act === undefined ? e.time : deadline(e, e.rule.act.within);
  const taken = new Map(controlsFor(w, e, o, until).map((c) => [c.record as string, c]));
  const out = new Map<string, Considered>();
  for (const c of taken.values()) out.set(c.record, { about: 'actions', record: c.record, time: c.time, what: controlText(w, c), ...fits(w, e, c) });
  const last = horizon(w, until);
  for (const identity of relatives(w, e.target)) {
    for (const a of w.index.actionsOn(identity)) {
      if (out.has(a.record) || (a.time ?? e.time) < e.time - DAY || (a.time ?? e.time) > last) continue;
      const why = refusedByTime(w, e, a.time, a.source) ?? (a.outcome === 'failure' ? 'it failed' : 'the same happened again before it');
      out.set(a.record, {
        about: 'actions',
        record: a.record,
        time: a.time,
        what: `${a.action} on ${nameOf(w.identity(identity), a.identity)}`,
        used: false,
        why,
      });
    }
    for (const x of w.eventsOnFrom(identity, e.time - DAY)) {
      if ((x.time ?? 0) > last || out.size >= 4 * MOST_CONSIDERED) break;
      if (out.has(x.record) || x.id === e.event.id || actsOf(x.kind).length === 0) continue;
      const why =
        refusedByTime(w, e, x.time, x.source) ??
        (x.outcome === 'failure'
          ? 'it failed'
          : e.rule.act === undefined
            ? 'the policy asks for no action'
            : 'it answers another event, or is the doing of the one suspected');
      out.set(x.record, {
        about: 'actions',
        record: x.record,
        time: x.time,
        what: `${x.kind} on ${nameOf(w.identity(identity), x.target)}`,
        used: false,
        why,
      });
    }
  }
  return cut([...out.values()]);
}

const refusedByTime = (w: World, e: Expected, t: Instant | undefined, source: string): string | undefined =>
  t === undefined ? 'it has no time' : t < notBefore(w, e, source) ? 'it came before the event' : undefined;

const controlText = (w: World, c: Control): string =>
  `${c.event?.kind ?? c.kinds[0] ?? 'action'} on ${nameOf(c.identity, undefined)} by ${nameOf(w.identity(w.registry.resolve(c.actor)), c.actor)}`;

function fits(w: World, e: Expected, c: Control): { readonly used: boolean; readonly why: string } {
  const tie = `${c.strength} tie`;
  if (isTicket(c)) return { used: true, why: `${tie}; a ticket is no action on the identity` };
  if (!isControl(c)) return { used: true, why: `${tie}; it ends a containment` };
  if (e.rule?.act?.mode === 'contain' && groupsMet(w, e.target, c).length === 0)
    return { used: false, why: `${tie}, but it does not fit an identity of kind ${e.target?.kind ?? 'unknown'}` };
  const authority = authorityOf(w, e, c);
  return {
    used: true,
    why: `${tie}; ${authority === 'yes' ? 'by a party with authority' : authority === 'no' ? 'by a party without authority' : 'whether its party had authority is not known'}`,
  };
}

function reviews(w: World, e: Expected, cited: ReadonlySet<RecordRef>): Considered[] {
  const ids = e.owned.length > 0 ? e.owned : e.target === undefined ? [] : [e.target.id];
  const native = e.event.nativeId;
  const of = (c: Certification): boolean =>
    ids.includes(w.registry.resolve(c.identity) ?? '') || (native !== undefined && c.trigger?.trim() === native);
  return cut(
    w.facts.certifications.filter(of).map((c): Considered => {
      const used = cited.has(c.record);
      const why = used
        ? 'it stands for this event'
        : c.decision === 'none' || c.decidedAt === undefined
          ? 'it was never decided'
          : c.decidedAt < e.time
            ? 'it was decided before the change'
            : e.rule?.certify?.kinds.includes(e.event.kind) !== true
              ? 'the policy asks for no review of this change'
              : c.trigger !== undefined && c.trigger.trim() !== '' && c.trigger.trim() !== native
                ? `it names another event (${c.trigger.trim()})`
                : 'it is of another access, or an earlier review settles it';
      const who = nameOf(w.identity(w.registry.resolve(c.reviewer)), c.reviewer);
      return {
        about: 'reviews',
        record: c.record,
        time: c.decidedAt,
        what: `review by ${who}: ${c.decision}${c.access === undefined || c.access === '' ? '' : ` on ${c.access}`}`,
        used,
        why,
      };
    }),
  );
}
