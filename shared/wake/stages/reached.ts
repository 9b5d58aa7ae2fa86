/** Did it reach the accountable set of that instant? */
import { plus } from '../../base/instant.ts';
import { OWNER_ROLES, type TimedClaim } from '../../identity/claims.ts';
import type { Evidence, Party } from '../../model/analysis.ts';
import {
  type Chain,
  claimEvidence,
  concerned,
  eventEvidence,
  isGenericQueue,
  isUrgentAlert,
  line,
  noticeEvidence,
  type Work,
  who,
  whoAll,
} from '../chain.ts';
import { combine, type Hit, plain, type StageResult } from '../judge.ts';
import { cannotTell, lookedFor, nameOf, utc } from '../words-for-people.ts';
import { besideReached, conflict, duplicate } from './routing.ts';

/** Why an audience was not reached; the order is the table's. */
type Cut = 'route.fail-open' | 'owner.missing' | 'route.generic-queue' | 'owner.stale' | 'route.wrong-party' | 'route.audience-missing';

export function reached(k: Work): StageResult {
  const { w, e, window } = k;
  const beside = besideReached(k);
  if (e.rule?.notify === undefined || k.chains.length === 0)
    return plain('reached', 'not-required', 'The policy asks for no notice of this event.', { hits: beside });
  const anybody = k.chains.some((c) => c.copies.length > 0);
  const isCovered = w.coverage.coversAll(k.through, window);
  const coverage = isCovered ? w.coverage.searched(k.through, window) : [];
  const uncovered = isCovered ? [] : w.coverage.uncovered(k.through, window);
  const cuts = new Map<Chain, Cut>();
  for (const c of k.chains) {
    if (c.cut) {
      c.reached = 'not-reached';
      continue;
    }
    const cut = judge(k, c, anybody, isCovered);
    if (cut === undefined) continue;
    c.reached = 'unmet';
    c.cut = true;
    cuts.set(c, cut);
  }
  const verdict = combine(k.chains.flatMap((c) => c.reached ?? []));
  const hits: Hit[] = [...new Set(cuts.values())].map((slug) => {
    const chains = k.chains.filter((c) => cuts.get(c) === slug);
    return hitFor(k, slug, chains, coverage);
  });
  hits.push(...duplicate(k), ...conflict(k), ...beside);
  const unknown = k.chains.some((c) => c.reached === 'unknown');
  const cutHit = hits.find((h) => h.slug !== 'route.unlogged' && h.slug !== 'route.context-poor');
  return plain('reached', verdict, cutHit?.text ?? k.chains.map((c) => lineText(k, c)).join(' '), {
    deadline: window.to,
    missing: cutHit?.missing ?? [],
    evidence: k.chains.flatMap((c) => claimEvidence(w, e, c)),
    coverage: cuts.size > 0 ? coverage : [],
    uncovered: unknown ? uncovered : [],
    hits,
    lines: k.chains.map((c) =>
      line('reached', c, c.reached ?? 'unknown', lineText(k, c), window.to, {
        evidence: claimEvidence(w, e, c),
        coverage: cuts.has(c) ? coverage : [],
        uncovered: c.reached === 'unknown' ? uncovered : [],
        rule: cuts.get(c),
      }),
    ),
  });
}

/** Sets the chain's verdict, or gives the rule that cuts it here. */
function judge(k: Work, c: Chain, anybody: boolean, isCovered: boolean): Cut | undefined {
  if (c.audience.parties.length === 0) {
    if (!c.audience.known) {
      c.reached = 'unknown';
      return undefined;
    }
    return k.e.event.kind === 'alert.raised' && c.audience.name === 'owner' && !escalated(k) && provesNoEscalation(k)
      ? 'route.fail-open'
      : 'owner.missing';
  }
  // Told after the time, while it lay in a queue: the queue is what it reached in time.
  if (c.delivered === 'late' && c.audience.name === 'owner' && isCovered && inGenericQueue(k)) return 'route.generic-queue';
  if (c.delivered === 'met' || c.delivered === 'late' || c.delivered === 'unknown') {
    c.reached = c.delivered;
    return undefined;
  }
  // A copy to nobody by name, or to an id that no directory explains, may have been this audience's.
  const nobodyByName = k.notices.some((t) => t.notice.copies.length === 0 || t.notice.copies.some((x) => k.w.parties.isStranger(x.party)));
  if (!isCovered || !c.audience.known || k.notices.length === 0 || nobodyByName) {
    c.reached = 'unknown';
    return undefined;
  }
  if (anybody) return inGenericQueue(k) ? 'route.generic-queue' : 'route.audience-missing';
  if (inGenericQueue(k)) return 'route.generic-queue';
  return former(k, c).length > 0 ? 'owner.stale' : 'route.wrong-party';
}

/** An ownerless alert was brought before security or platform in time. */
function escalated(k: Work): boolean {
  const { w, e } = k;
  const until = plus(e.time, w.policy.failOpen.within);
  const enders = w.policy.failOpen.parties.map((p) => w.parties.team(p));
  const heard = k.o.routes.some(
    (r) =>
      r.step !== 'resolved' &&
      r.time !== undefined &&
      r.time <= until &&
      r.party !== undefined &&
      enders.some((p) => w.parties.belongs(w.parties.resolve(r.party ?? '', r.partyType), p, e.time)),
  );
  return (
    heard || k.o.notices.some((t) => t.sentAt <= until && t.notice.copies.some((x) => enders.some((p) => w.parties.belongs(x.party, p, e.time))))
  );
}

const provesNoEscalation = (k: Work): boolean =>
  !k.o.notices.some((t) => t.notice.copies.some((x) => k.w.parties.isStranger(x.party))) &&
  k.w.coverage.coversAll(k.through, { from: k.e.time, to: plus(k.e.time, k.w.policy.failOpen.within) });

/** A critical or high alert that was left in a generic queue, and with no named party in time: where the queue came late, before it. */
function inGenericQueue(k: Work): boolean {
  const { w, e, window } = k;
  if (!isUrgentAlert(e)) return false;
  const assigned = k.o.routes.flatMap((r) =>
    (r.step === 'assigned' || r.step === 'paged' || r.step === 'escalated') && r.time !== undefined && r.party !== undefined && r.party !== ''
      ? [{ at: r.time, party: w.parties.resolve(r.party, r.partyType) }]
      : [],
  );
  // A copy to a mailbox that no directory knows, the queue's own for one, names nobody.
  const isNamed = (p: Party): boolean => p.type !== 'person' || w.registry.persons.has(p.key) || w.registry.byId.get(p.key)?.inventoried === true;
  const told = k.o.notices.flatMap((t) => t.notice.copies.flatMap((x) => (isNamed(x.party) ? [{ at: t.sentAt, party: x.party }] : [])));
  const all = [...assigned, ...told];
  const queued = Math.min(...all.flatMap((x) => (isGenericQueue(w, x.party) ? [x.at] : [])));
  const until = Math.max(window.to, queued);
  return Number.isFinite(queued) && all.every((x) => x.at > until || x.party.type === 'queue');
}

/** Recipients that held the role before the event and no longer then, with the claim that says so. */
function former(k: Work, c: Chain): { readonly label: string; readonly claim: TimedClaim | undefined }[] {
  const { w, e } = k;
  const recipients = k.notices.flatMap((t) => t.notice.copies.map((x) => x.party));
  const out: { label: string; claim: TimedClaim | undefined }[] = [];
  const roles = c.audience.name === 'owner' || c.audience.name === 'person' ? OWNER_ROLES : [c.audience.name];
  for (const claim of e.target === undefined ? [] : w.claims.levels(e.target.id).flat()) {
    const status = w.claims.statusAt(claim, e.time);
    if (status === 'valid' || status === 'future' || !(roles as readonly string[]).includes(claim.role)) continue;
    const hit = recipients.find((r) => w.parties.belongs(r, claim.party, e.time));
    if (hit !== undefined) out.push({ label: hit.label, claim });
  }
  for (const p of c.audience.parties) {
    const hit = recipients.find((r) => r.type === 'person' && w.parties.wasMember(p, r.key, e.time));
    if (hit !== undefined) out.push({ label: hit.label, claim: undefined });
  }
  return out;
}

function hitFor(k: Work, slug: Cut, chains: readonly Chain[], coverage: StageResult['coverage']): Hit {
  const { e } = k;
  const target = nameOf(e.target, e.event.target);
  const evidence: Evidence[] = [eventEvidence(e), ...k.notices.map(noticeEvidence), ...chains.flatMap((c) => claimEvidence(k.w, e, c))];
  const base = { slug, missing: concerned(e, chains), coverage };
  const sentTo = [...new Set(k.notices.flatMap((t) => t.notice.copies.map((x) => x.party.label)))].join(', ');
  switch (slug) {
    case 'route.fail-open':
      return {
        ...base,
        evidence: [...evidence, ...oldClaims(k)],
        text: `Nobody owned ${target} at ${utc(e.time)}, and the alert was not escalated to ${k.w.policy.failOpen.parties.join(' or ')} in time.`,
      };
    case 'owner.missing':
      return {
        ...base,
        coverage: [],
        evidence: [...evidence, ...oldClaims(k)],
        text: `By the claims that were valid at ${utc(e.time)}, nobody was accountable for ${target}.`,
      };
    case 'route.generic-queue':
      return {
        ...base,
        evidence: [...evidence, ...routeEvidence(k)],
        text: 'The alert was assigned to a generic queue and to no named party in time.',
      };
    case 'owner.stale': {
      const gone = chains.flatMap((c) => former(k, c));
      const claims = gone.flatMap((g) => (g.claim === undefined ? [] : [oldClaim(k, g.claim)]));
      return {
        ...base,
        evidence: [...evidence, ...claims],
        text: `It went to ${[...new Set(gone.map((g) => g.label))].join(', ')}, who no longer held the role at ${utc(e.time)}, and not to ${whoAll(chains)}.`,
      };
    }
    case 'route.wrong-party':
      return { ...base, evidence, text: `It went to ${sentTo}, and ${whoAll(chains)} was sent nothing. ${lookedFor(k.window, k.through, coverage)}` };
    case 'route.audience-missing':
      return {
        ...base,
        // What is missing is named here even where the policy asks for one audience only.
        missing: [...new Set(chains.map((c) => c.audience.name))],
        evidence,
        text: `${whoAll(chains)} was never sent a notice, while ${whoAll(k.chains.filter((c) => c.copies.length > 0))} was. ${lookedFor(k.window, k.through, coverage)}`,
      };
  }
}

const oldClaim = (k: Work, c: TimedClaim): Evidence => ({
  role: 'claim',
  record: c.claim.record,
  time: c.asOf,
  text: `${c.system} names ${c.party.label} as ${c.role}; the claim was ${k.w.claims.statusAt(c, k.e.time)} at ${utc(k.e.time)}.`,
});

const oldClaims = (k: Work): Evidence[] =>
  k.e.target === undefined
    ? []
    : k.w.claims
        .levels(k.e.target.id)
        .flat()
        .slice(0, 20)
        .map((c) => oldClaim(k, c));

const routeEvidence = (k: Work): Evidence[] =>
  k.o.routes.map((r) => ({
    role: 'route',
    record: r.record,
    time: r.time,
    text: `${r.step} ${r.party ?? 'nobody'}${r.time === undefined ? '' : ` at ${utc(r.time)}`}.`,
  }));

function lineText(k: Work, c: Chain): string {
  switch (c.reached) {
    case 'met':
    case 'late':
      return `It reached ${who(c)}${c.reached === 'late' ? ', late' : ''}.`;
    case 'unmet':
      return c.audience.parties.length === 0 ? `Nobody stands as the ${c.audience.label}.` : `It never reached ${who(c)}.`;
    case 'not-reached':
      return `The way to ${who(c)} was cut before.`;
    default:
      if (c.audience.parties.length === 0) return `The case has nothing that says who the ${c.audience.label} is.`;
      if (!c.audience.known) return `Who belongs to ${who(c)} is not in evidence.`;
      return k.w.coverage.coversAll(k.through, k.window)
        ? `Whether it reached ${who(c)} is not in evidence.`
        : cannotTell(k.w.coverage.uncovered(k.through, k.window));
  }
}
