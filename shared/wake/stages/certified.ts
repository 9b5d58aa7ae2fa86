/** Was the access reviewed again after this change? */
import { DAY, type Instant } from '../../base/instant.ts';
import type { Interval } from '../../base/interval.ts';
import { departureOf, isAway } from '../../identity/claims.ts';
import type { Evidence } from '../../model/analysis.ts';
import type { CaseEvent, Certification } from '../../model/facts.ts';
import { eventEvidence, type Work } from '../chain.ts';
import { useEvidence } from '../containment.ts';
import { deadline } from '../expect.ts';
import { combine, type Hit, plain, type StageResult } from '../judge.ts';
import { horizon } from '../observe.ts';
import { cannotTell, join, length, lookedFor, nameOf, utc } from '../words-for-people.ts';

type Fault = 'cert.unenforced' | 'cert.self' | 'cert.reviewer-gone';

/** A review that was decided, with what is wrong with it. */
interface Review {
  readonly row: Certification;
  readonly at: Instant;
  readonly fault: Fault | undefined;
  readonly faultText: string;
  readonly evidence: readonly Evidence[];
}

export function certified(k: Work): StageResult {
  const asked = k.e.rule?.certify;
  const wanted = asked?.kinds.includes(k.e.event.kind) === true ? asked : undefined;
  if (wanted !== undefined && k.e.rule?.ownedIdentities === true) return reviewOfEach(k, deadline(k.e, wanted.within));
  const target = k.e.target?.id;
  const reviews =
    target === undefined
      ? []
      : reviewsAfter(k, target, accessOf(k.w, k.e.event), wanted === undefined, wanted === undefined ? k.e.time : deadline(k.e, wanted.within));
  if (wanted === undefined) return unasked(reviews, k);
  const until = deadline(k.e, wanted.within);
  if (target === undefined)
    return plain('certified', 'unknown', 'The record names no identity whose access could have been reviewed.', { deadline: until });
  return judge(k, target, accessOf(k.w, k.e.event), reviews, until);
}

/** The access that the event is about: the policy, role or group; the credential; else any. */
function accessOf(w: Work['w'], event: CaseEvent): string {
  const named = event.access?.trim() ?? '';
  if (!event.kind.startsWith('credential.')) return named === '' ? '*' : named;
  // Where the account itself is what was changed, its record may name the credential beside it.
  const isAccount = named !== '' && w.identity(w.registry.resolve(event.target))?.kind !== 'credential';
  return isAccount ? named : (event.target ?? '*');
}

function judge(k: Work, target: string, access: string, reviews: readonly Review[], until: Instant): StageResult {
  const { w, e } = k;
  const window: Interval = { from: e.time, to: until };
  const name = nameOf(e.target, e.event.target);
  const good = reviews.find((r) => r.fault === undefined);
  const evidence = reviews.flatMap((r) => r.evidence);
  const base = { deadline: until, evidence };
  const faulty = reviews.filter((r) => r.fault !== undefined);
  const unenforced = faulty.filter((r) => r.fault === 'cert.unenforced');
  // A decision to revoke that nobody carried out stands, however many reviews went well.
  if (unenforced.length > 0 || (good === undefined && faulty.length > 0)) {
    const hits = (unenforced.length > 0 ? unenforced : faulty).flatMap((r) => hitOf(k, r));
    return plain('certified', 'unmet', hits[0]?.text ?? '', { ...base, hits });
  }
  if (good !== undefined && good.at <= until)
    return plain('certified', 'met', `The access of ${name} was reviewed at ${utc(good.at)}, ${length(good.at - e.time)} after the change.`, base);
  if (good !== undefined) {
    const text = `The access of ${name} was reviewed at ${utc(good.at)}, ${length(good.at - until)} after the deadline of ${utc(until)}.`;
    return plain('certified', 'late', text, { ...base, hits: [{ slug: 'cert.late', text, evidence: [eventEvidence(e), ...good.evidence] }] });
  }
  if (!w.coverage.coversAll(['certification'], window)) {
    const uncovered = w.coverage.uncovered(['certification'], window);
    return plain('certified', 'unknown', cannotTell(uncovered), { ...base, uncovered });
  }
  const coverage = w.coverage.searched(['certification'], window);
  const before = reviewBefore(k, target, access);
  const searched = lookedFor(window, ['certification'], coverage);
  if (before !== undefined) {
    const text = `The access of ${name} was last reviewed at ${utc(before.at)}, before this change, and never after it. ${searched}`;
    return plain('certified', 'unmet', text, {
      ...base,
      coverage,
      hits: [{ slug: 'cert.once-only', text, coverage, evidence: [eventEvidence(e), reviewEvidence(k, before.row, before.at)] }],
    });
  }
  const text = `The access of ${name} was never reviewed after this change. ${searched}`;
  return plain('certified', 'unmet', text, { ...base, coverage, hits: [{ slug: 'cert.missing', text, coverage, evidence: [eventEvidence(e)] }] });
}

/** The policy asks for no review; what is wrong with one that was made for this event is wrong all the same. */
function unasked(reviews: readonly Review[], k: Work): StageResult {
  const faulty = reviews.some((r) => r.fault === undefined)
    ? reviews.filter((r) => r.fault === 'cert.unenforced')
    : reviews.filter((r) => r.fault !== undefined);
  if (faulty.length === 0) return plain('certified', 'not-required', 'The policy asks for no review of this change.');
  const hits = faulty.flatMap((r) => hitOf(k, r));
  return plain('certified', 'unmet', hits[0]?.text ?? '', { evidence: faulty.flatMap((r) => r.evidence), hits });
}

const hitOf = (k: Work, r: Review): Hit[] =>
  r.fault === undefined ? [] : [{ slug: r.fault, text: r.faultText, evidence: [eventEvidence(k.e), ...r.evidence] }];

/** For a mover or leaver: each non-human identity that the person owned. */
function reviewOfEach(k: Work, until: Instant): StageResult {
  const { w, e } = k;
  if (e.owned.length === 0) return plain('certified', 'not-required', 'The person owned no non-human identity.');
  const each = e.owned.map((id) => ({
    id,
    result: judge({ ...k, e: { ...e, target: w.identity(id) } }, id, '*', reviewsAfter(k, id, '*', false, until), until),
  }));
  const verdict = combine(each.map((x) => x.result.verdict));
  const name = (id: string): string => nameOf(w.identity(id), undefined);
  const text = each.map((x) => `${name(x.id)}: ${x.result.text}`).join(' ');
  const open = each.filter((x) => x.result.hits.length > 0);
  const hits = open.flatMap((x) => x.result.hits.map((h): Hit => ({ ...h, text: `${name(x.id)}: ${h.text}` })));
  return plain('certified', verdict, hits.length > 0 ? `Not reviewed as asked: ${join(open.map((x) => name(x.id)))}. ${text}` : text, {
    deadline: until,
    evidence: each.flatMap((x) => x.result.evidence),
    coverage: each.flatMap((x) => x.result.coverage),
    uncovered: each.flatMap((x) => x.result.uncovered),
    hits,
  });
}

/**
 * Reviews decided after the event that stand for it, up to and with the first that is sound: what came later reviewed something else.
 * `triggeredOnly`: those alone that name the event.
 */
function reviewsAfter(k: Work, target: string, access: string, triggeredOnly: boolean, until: Instant): Review[] {
  const { w, e } = k;
  const last = horizon(w, until);
  // A row that names the event needs no identity; where several identities are asked for, each needs a row of its own.
  const named = e.event.nativeId === undefined || e.owned.length > 0 ? [] : w.certificationsTriggeredBy(e.event.nativeId);
  const own = triggeredOnly ? [] : decidedFrom(w.certificationsOf(target), e.time);
  const held = triggeredOnly ? [] : underHolder(w, target);
  const rows =
    named.length + held.length === 0
      ? own
      : [...new Set([...own, ...held, ...named])].sort((a, b) => (a.decidedAt ?? 0) - (b.decidedAt ?? 0) || (a.record < b.record ? -1 : 1));
  const out: Review[] = [];
  for (const row of rows) {
    const at = row.decidedAt;
    if (row.decision === 'none' || at === undefined || at < e.time) continue;
    if (at > last) break;
    const triggered = triggers(k, row, access);
    if (triggered === 'elsewhere' || (triggered === 'none' && !held.includes(row) && !sameAccess(w, access, row.access))) continue;
    const review = assess(k, row, at, target, triggered === 'this');
    out.push(review);
    if (review.fault === undefined) break;
  }
  return out;
}

/** Reviews of the holder of a credential that name the credential as the access: many campaigns list an account with its keys. */
function underHolder(w: Work['w'], target: string): Certification[] {
  const identity = w.identity(target);
  if (identity?.kind !== 'credential' || identity.holder === undefined) return [];
  const ids = new Set(identity.aliases.flatMap((a) => [a.toLowerCase(), a.slice(a.indexOf(':') + 1).toLowerCase()]));
  return w.certificationsOf(identity.holder).filter((row) => row.access !== undefined && ids.has(row.access.trim().toLowerCase()));
}

/** The part of a list sorted by decision that is not before t. */
function* decidedFrom(list: readonly Certification[], t: number): Generator<Certification> {
  let lo = 0;
  let hi = list.length;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if ((list[mid]?.decidedAt ?? 0) < t) lo = mid + 1;
    else hi = mid;
  }
  for (; lo < list.length; lo++) {
    const row = list[lo];
    if (row !== undefined) yield row;
  }
}

/**
 * A row that names an event stands for it and for every earlier event of the same identity and access, and for no later one.
 * The access is the named event's, whatever the row itself says of it.
 */
function triggers(k: Work, row: Certification, access: string): 'this' | 'earlier' | 'none' | 'elsewhere' {
  if (row.trigger === undefined || row.trigger.trim() === '') return 'none';
  const trigger = row.trigger.trim();
  if (trigger === k.e.event.nativeId) return 'this';
  const named = k.w.eventByNativeId(trigger);
  if (named?.time === undefined) return 'none';
  if (k.e.time > named.time) return 'elsewhere';
  const sameIdentity = k.e.target !== undefined && k.w.registry.resolve(named.target) === k.e.target.id;
  return sameIdentity && sameAccess(k.w, access, accessOf(k.w, named)) ? 'earlier' : 'none';
}

function sameAccess(w: Work['w'], access: string, reviewed: string | undefined): boolean {
  if (access === '*' || reviewed === undefined || reviewed.trim() === '' || reviewed.trim() === '*') return true;
  const a = access.trim().toLowerCase();
  const b = reviewed.trim().toLowerCase();
  if (a === b) return true;
  // A credential may be written with or without its namespace.
  const ia = w.registry.resolve(access);
  return (ia !== undefined && ia === w.registry.resolve(reviewed)) || a.slice(a.indexOf(':') + 1) === b || lastOfArn(a) === lastOfArn(b);
}

/** A policy stands in a log by its ARN and in a review by its name. */
const lastOfArn = (access: string): string => (access.startsWith('arn:') ? access.slice(access.lastIndexOf('/') + 1) : access);

function reviewBefore(k: Work, target: string, access: string): { row: Certification; at: Instant } | undefined {
  let best: { row: Certification; at: Instant } | undefined;
  const held = underHolder(k.w, target);
  for (const row of [...k.w.certificationsOf(target), ...held]) {
    const at = row.decidedAt;
    if (row.decision === 'none' || at === undefined || at >= k.e.time || !(held.includes(row) || sameAccess(k.w, access, row.access))) continue;
    if (best === undefined || at > best.at) best = { row, at };
  }
  return best;
}

function assess(k: Work, row: Certification, at: Instant, target: string, isThis: boolean): Review {
  const { w, e } = k;
  const evidence = [reviewEvidence(k, row, at)];
  const reviewer = w.registry.resolve(row.reviewer);
  const who = nameOf(w.identity(reviewer), row.reviewer);
  const review = (fault: Fault | undefined, faultText: string, more: readonly Evidence[] = []): Review => ({
    row,
    at,
    fault,
    faultText,
    evidence: [...evidence, ...more],
  });

  const still = row.decision === 'revoke' ? stillThere(k, row, at, target) : undefined;
  if (still !== undefined)
    return review('cert.unenforced', `The review decided at ${utc(at)} to revoke the access, and ${still.text}.`, still.evidence);
  if (reviewer === undefined) return review(undefined, '');
  const identity = w.identity(target);
  const judgedHere = isThis || row.trigger === undefined || row.trigger.trim() === '';
  const same = (id: string | undefined): boolean => id !== undefined && (reviewer === id || w.parties.personOf(reviewer) === w.parties.personOf(id));
  if (judgedHere && (same(target) || same(identity?.holder) || same(e.actor?.id)))
    return review(
      'cert.self',
      `${who} reviewed the access at ${utc(at)} and is ${same(target) ? 'the identity' : same(identity?.holder) ? 'its holder' : 'the actor of the change'}.`,
    );
  const departure = departureOf(w.registry, reviewer);
  const gone = isAway(departure.away, at)?.from ?? (departure.moved !== undefined && departure.moved <= at ? departure.moved : undefined);
  if (gone !== undefined) {
    const hr = (w.registry.persons.get(reviewer) ?? []).map(
      (p): Evidence => ({ role: 'person', record: p.record, time: gone, text: `${who} had left or moved at ${utc(gone)}.` }),
    );
    return review('cert.reviewer-gone', `${who} reviewed the access at ${utc(at)}, having left or moved at ${utc(gone)}.`, hr);
  }
  return review(undefined, '');
}

/** A day after the decision the access was still there, or was used. */
function stillThere(k: Work, row: Certification, at: Instant, target: string): { text: string; evidence: Evidence[] } | undefined {
  const { w } = k;
  const due = (at + DAY) as Instant;
  const access = row.access?.trim() ?? '';
  const whole = access === '' || access === '*' || w.registry.resolve(access) === target || w.identity(target)?.kind === 'credential';
  const credential = w.registry.resolve(access);
  const subject = credential !== undefined && w.identity(credential)?.kind === 'credential' ? credential : whole ? target : undefined;
  const use = subject === undefined ? undefined : w.uses.first(subject, (due + 1) as Instant, Number.MAX_SAFE_INTEGER as Instant, 'success');
  if (use !== undefined) return { text: `it was used at ${utc(use.time)}`, evidence: [useEvidence(w, use, 'It was used')] };
  if (row.appliedAt !== undefined)
    return row.appliedAt > due ? { text: `it was carried out at ${utc(row.appliedAt)} only`, evidence: [] } : undefined;
  // That another role was taken away leaves this one where it is.
  const isOfIt = (x: CaseEvent): boolean =>
    !OF_ONE_ACCESS.has(x.kind) || x.access === undefined || x.access.trim() === '' || sameAccess(w, x.access, row.access);
  const removal = [target, ...(subject === undefined ? [] : [subject])].some((id) =>
    [...w.eventsOnFrom(id, at)].some((x) => x.time !== undefined && x.time <= due && x.outcome !== 'failure' && REMOVALS.has(x.kind) && isOfIt(x)),
  );
  const acted = w.index
    .actionsOn(target)
    .some((a) => a.time !== undefined && a.time >= at && a.time <= due && (a.action === 'revoke' || a.action === 'disable'));
  if (removal || acted || !w.coverage.covered('iam-audit', { from: at, to: due })) return undefined;
  return { text: 'a day later nothing had been done about it', evidence: [] };
}

const REMOVALS: ReadonlySet<CaseEvent['kind']> = new Set([
  'role.revoked',
  'group.removed',
  'permission.changed',
  'consent.revoked',
  'credential.disabled',
  'credential.deleted',
  'account.disabled',
  'account.deleted',
]);

/** Of these the record names which role or group was taken away. */
const OF_ONE_ACCESS: ReadonlySet<CaseEvent['kind']> = new Set(['role.revoked', 'group.removed']);

const reviewEvidence = (k: Work, row: Certification, at: Instant): Evidence => ({
  role: 'certification',
  record: row.record,
  time: at,
  text: `${nameOf(k.w.identity(k.w.registry.resolve(row.reviewer)), row.reviewer)} decided ${row.decision} at ${utc(at)}${row.access === undefined ? '' : ` on ${row.access}`}.`,
});
