/** Does the record carry actor, target, approval, time, reason and outcome, tied to one incident? */
import type { Instant } from '../../base/instant.ts';
import type { Evidence } from '../../model/analysis.ts';
import type { Action, CaseEvent } from '../../model/facts.ts';
import type { EventKind } from '../../model/vocabulary.ts';
import { eventEvidence, type Work } from '../chain.ts';
import { useEvidence } from '../containment.ts';
import { type Hit, plain, type StageResult } from '../judge.ts';
import { type UsedPast, usedPast } from '../overrun.ts';
import { join, nameOf, utc } from '../words-for-people.ts';
import type { World } from '../world.ts';
import type { Verified } from './verified.ts';

/** The fields of a complete record, in the order of the specification. */
const FIELDS = ['actor', 'target', 'approval', 'time', 'reason', 'outcome'] as const;
type Field = (typeof FIELDS)[number];

export function recorded(k: Work, verification: Verified): StageResult {
  const rows = k.w.actionsOfEvent(k.e.event.id);
  const hits = [...incomplete(k, rows), ...uncorrelated(k, rows), ...emergency(k), ...orderUnsafe(k, verification), ...mutableProof(k, verification)];
  const worst = hits.some((h) => h.verdict === 'unmet') ? 'unmet' : hits.length > 0 ? 'partial' : 'met';
  const missing = hits.find((h) => h.slug === 'record.incomplete')?.missing ?? [];
  const text = hits.length === 0 ? 'Nothing that the record has to carry is missing.' : hits.map((h) => h.text).join(' ');
  return plain('recorded', worst, text, { missing, evidence: [eventEvidence(k.e)], hits });
}

const empty = (text: string | undefined): boolean => text === undefined || text.trim() === '';
/** What tables state without an actor and an outcome of their own. */
const isStatement = (kind: EventKind): boolean => kind === 'alert.raised' || kind === 'scope.ended' || kind.startsWith('person.');

/**
 * What the record of an event lacks. Approval and reason are asked only where the record has the columns; an approval that a record of its own
 * holds (of the request, of the ticket that the event names) is one.
 */
export function gapsOfEvent(event: CaseEvent, w: Pick<World, 'approvalOf'>): Field[] {
  const gaps = new Set<Field>();
  if (!isStatement(event.kind)) {
    if (empty(event.actor) && empty(event.onBehalfOf)) gaps.add('actor');
    // A row of emergency access has no column for an outcome.
    if (event.outcome === 'unknown' && event.grant === undefined) gaps.add('outcome');
  }
  // The target is the identity that changed; where a log is turned off none did.
  if (empty(event.target) && !event.kind.startsWith('logging.')) gaps.add('target');
  if (event.time === undefined) gaps.add('time');
  if (event.asks !== undefined) {
    const elsewhere = empty(event.approver) ? w.approvalOf(event) : undefined;
    if (event.asks.includes('approval') && empty(event.approver) && elsewhere === undefined) gaps.add('approval');
    if (event.asks.includes('reason') && empty(event.reason)) gaps.add('reason');
  }
  return FIELDS.filter((f) => gaps.has(f));
}

/** Approval and reason are asked only of a kind that has obligations; who, whom, when and how it went of every change. */
export function askedOf(event: CaseEvent, gaps: readonly Field[], hasObligations: boolean): Field[] {
  if (hasObligations) return [...gaps];
  // The end of a grant is told by the row of the grant, whose gaps are found where it was opened.
  return event.kind === 'breakglass.closed' ? [] : gaps.filter((f) => f !== 'approval' && f !== 'reason');
}

export function gapsOfAction(a: Action): Field[] {
  const has: Record<Field, boolean> = {
    actor: !empty(a.actor),
    target: !empty(a.identity),
    approval: !empty(a.approver),
    time: a.time !== undefined,
    reason: !empty(a.reason),
    outcome: a.outcome !== 'unknown',
  };
  return FIELDS.filter((f) => !has[f]);
}

function incomplete(k: Work, rows: readonly Action[]): Hit[] {
  const own = askedOf(k.e.event, gapsOfEvent(k.e.event, k.w), k.e.rule !== undefined);
  const poor = rows.map((a) => ({ a, gaps: gapsOfAction(a) })).filter((x) => x.gaps.length > 0);
  const all = new Set<Field>([...own, ...poor.flatMap((x) => x.gaps)]);
  if (all.size === 0) return [];
  const missing = FIELDS.filter((f) => all.has(f));
  const evidence: Evidence[] = [
    eventEvidence(k.e),
    ...poor.map(
      ({ a, gaps }): Evidence => ({
        role: 'action',
        record: a.record,
        time: a.time,
        text: `The row of the action ${a.actionId} lacks ${join(gaps)}.`,
      }),
    ),
  ];
  const parts = [
    own.length > 0 ? `The event's record lacks ${join(own)}.` : '',
    ...poor.map(({ a, gaps }) => `The action ${a.actionId} lacks ${join(gaps)}.`),
  ];
  return [{ slug: 'record.incomplete', missing, evidence, text: parts.filter((p) => p !== '').join(' '), verdict: 'partial' }];
}

function uncorrelated(k: Work, rows: readonly Action[]): Hit[] {
  const loose = rows.filter((a) => empty(a.incident) && k.w.index.idsOfAction(a).length === 0);
  if (loose.length === 0) return [];
  return [
    {
      slug: 'record.uncorrelated',
      evidence: [
        eventEvidence(k.e),
        ...loose.map(
          (a): Evidence => ({ role: 'action', record: a.record, time: a.time, text: `The action ${a.actionId} carries no id of an incident.` }),
        ),
      ],
      text: `${loose.length === 1 ? `The action ${loose[0]?.actionId ?? ''} carries` : `${loose.length} actions carry`} no id that ties it to an incident.`,
      verdict: 'partial',
    },
  ];
}

function mutableProof(k: Work, verification: Verified): Hit[] {
  if (verification.onlyProof.length === 0) return [];
  return [
    {
      slug: 'record.mutable-proof',
      evidence: [eventEvidence(k.e), ...verification.onlyProof],
      text: 'The only evidence for its verification is a ticket or a message, which anybody with access to it could have written later.',
      verdict: 'partial',
    },
  ];
}

function orderUnsafe(k: Work, verification: Verified): Hit[] {
  const overrun = overrunOf(k);
  const evidence = [
    ...verification.unsafe,
    ...(overrun?.unsafe === undefined ? [] : [useEvidence(k.w, overrun.unsafe, 'It was used around the end of the grant')]),
  ];
  if (evidence.length === 0) return [];
  return [
    {
      slug: 'record.order-unsafe',
      evidence: [eventEvidence(k.e), ...evidence],
      text: 'A use and the end of the access lie closer together than the clocks of their sources allow to order.',
      verdict: 'partial',
    },
  ];
}

function emergency(k: Work): Hit[] {
  const { e, w } = k;
  if (e.event.kind !== 'breakglass.opened') return [];
  const { grant } = e.event;
  const hits: Hit[] = [];
  const grantEvidence: Evidence = { role: 'grant', record: e.event.record, time: e.time, text: `The grant was opened at ${utc(e.time)}.` };
  const name = nameOf(e.target, e.event.target);
  if (grant !== undefined && grant.expiresAt === undefined)
    hits.push({
      slug: 'breakglass.unbounded',
      evidence: [grantEvidence],
      text: `The emergency access to ${name} was opened without an expiry.`,
      verdict: 'partial',
    });

  const overrun = overrunOf(k);
  if (overrun?.use !== undefined && overrun.end !== undefined) {
    hits.push({
      slug: 'breakglass.overrun',
      evidence: [grantEvidence, useEvidence(w, overrun.use, `${name} was used`)],
      text: `The emergency access to ${name} ended at ${utc(overrun.end)} and was used at ${utc(overrun.use.time)}.`,
      verdict: 'unmet',
    });
  }
  if (grant !== undefined || e.event.asks?.includes('approval') === true) {
    const user = w.registry.resolve(grant?.user ?? e.event.actor);
    const approver = w.registry.resolve(e.event.approver);
    const why =
      approver === undefined
        ? 'no approver is on record'
        : user !== undefined && w.parties.personOf(approver) === w.parties.personOf(user)
          ? 'its user approved it'
          : e.event.approvedAt !== undefined && e.event.approvedAt > e.time
            ? `it was approved at ${utc(e.event.approvedAt)}, after it had been opened`
            : undefined;
    if (why !== undefined)
      hits.push({
        slug: 'breakglass.unapproved',
        evidence: [grantEvidence],
        text: `The emergency access to ${name} was not approved as it should be: ${why}.`,
        verdict: 'partial',
      });
  }
  return hits;
}

/** The first use after the expiry or the close, until the next grant; and one that the clocks cannot place. */
function overrunOf(k: Work): (UsedPast & { end: Instant }) | undefined {
  const { grant } = k.e.event;
  if (k.e.event.kind !== 'breakglass.opened' || grant === undefined) return undefined;
  const ends = [grant.expiresAt, grant.closedAt].filter((t): t is Instant => t !== undefined);
  if (ends.length === 0) return undefined;
  const end = Math.min(...ends) as Instant;
  const past = usedPast(k, end, end === grant.closedAt);
  return past === undefined ? undefined : { end, ...past };
}
