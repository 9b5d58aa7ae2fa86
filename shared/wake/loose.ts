/** Findings about records that are in no wake: undated events, and rows of actions that belong to no event. */
import { isGrantedRequest } from '../model/access-request.ts';
import type { Evidence, Finding } from '../model/analysis.ts';
import { takesAway, usedAfter, useEvidence } from './containment.ts';
import { controlEvidence, fromRow } from './controls.ts';
import { toFinding } from './judge.ts';
import { askedOf, gapsOfAction, gapsOfEvent } from './stages/recorded.ts';
import { join, length, nameOf, utc } from './words-for-people.ts';
import type { World } from './world.ts';

export function looseFindings(w: World): Finding[] {
  return [...undated(w), ...requests(w), ...looseActions(w)];
}

/** An event without a time is never placed and carries no obligations; that it has none is a gap of its record. */
function undated(w: World): Finding[] {
  const out: Finding[] = [];
  for (const event of w.facts.events) {
    if (event.time !== undefined || event.outcome === 'failure' || event.kind === 'other') continue;
    const gaps = askedOf(
      event,
      gapsOfEvent(event, w),
      w.policy.obligations.some((o) => o.kinds.includes(event.kind)),
    );
    if (gaps.length === 0) continue;
    const target = w.identity(w.registry.resolve(event.target));
    const evidence: Evidence[] = [
      { role: 'event', record: event.record, time: undefined, text: `${event.kind} on ${nameOf(target, event.target)}, without a time.` },
    ];
    out.push(
      toFinding(
        { slug: 'record.incomplete', missing: gaps, evidence, text: `The event's record lacks ${join(gaps)}.`, verdict: 'partial' },
        { wake: undefined, event: event.id, subject: target?.id ?? event.system, tier: w.tierOf(target), verdict: 'partial' },
      ),
    );
  }
  return out;
}

/** A request by which access was given has a place for who approved it and why, also where the policy asks nothing of it. */
function requests(w: World): Finding[] {
  const out: Finding[] = [];
  for (const event of w.facts.approvals ?? []) {
    if (!isGrantedRequest(event) || event.time === undefined || event.time < w.period.from || event.time >= w.period.to) continue;
    const gaps = gapsOfEvent(event, w);
    if (gaps.length === 0) continue;
    const target = w.identity(w.registry.resolve(event.target));
    const what = `The request by which ${nameOf(target, event.target)} was given ${event.access ?? 'access'}`;
    const evidence: Evidence[] = [{ role: 'event', record: event.record, time: event.time, text: `${what}, of ${utc(event.time)}.` }];
    out.push(
      toFinding(
        { slug: 'record.incomplete', missing: gaps, evidence, text: `${what} lacks ${join(gaps)}.`, verdict: 'partial' },
        { wake: undefined, event: event.id, subject: target?.id ?? event.system, tier: w.tierOf(target), verdict: 'partial' },
      ),
    );
  }
  return out;
}

/** One finding for an identity and rule, over all the rows about it. */
function looseActions(w: World): Finding[] {
  const out = new Map<string, Finding>();
  for (const a of w.loose) {
    if (a.time !== undefined && (a.time < w.period.from || a.time >= w.period.to)) continue;
    const target = w.identity(w.registry.resolve(a.identity));
    const about = {
      wake: undefined,
      event: undefined,
      subject: target?.id ?? `${a.system}/${a.actionId}`,
      tier: w.tierOf(target),
      verdict: 'partial',
    } as const;
    const row: Evidence = { role: 'action', record: a.record, time: a.time, text: `The action ${a.actionId} on ${nameOf(target, a.identity)}.` };
    const add = (f: Finding): void => {
      const known = out.get(f.id);
      out.set(
        f.id,
        known === undefined
          ? f
          : {
              ...known,
              missing: [...new Set([...known.missing, ...f.missing])],
              evidence: [...known.evidence, ...f.evidence],
              text: `${known.text} ${f.text}`,
            },
      );
    };
    const gaps = gapsOfAction(a);
    if (gaps.length > 0)
      add(
        toFinding(
          { slug: 'record.incomplete', missing: gaps, evidence: [row], text: `The action ${a.actionId} lacks ${join(gaps)}.`, verdict: 'partial' },
          about,
        ),
      );
    if ((a.incident === undefined || a.incident.trim() === '') && w.index.idsOfAction(a).length === 0)
      add(
        toFinding(
          {
            slug: 'record.uncorrelated',
            evidence: [row],
            text: `The action ${a.actionId} carries no id that ties it to an incident.`,
            verdict: 'partial',
          },
          about,
        ),
      );
    if (a.time === undefined || a.outcome === 'failure') continue;
    const control = fromRow(w, a, a.time, 'certain');
    if (!takesAway(control)) continue;
    const after = usedAfter(w, control, new Set([a.record]));
    if (after.use === undefined) continue;
    const name = nameOf(target, a.identity);
    add(
      toFinding(
        {
          slug: 'verify.ineffective',
          evidence: [controlEvidence(w, control), useEvidence(w, after.use, `${name} was used`)],
          text: `${name} was used with success at ${utc(after.use.time)}, ${length(after.use.time - a.time)} after it had been taken out of use (${a.action}).`,
          verdict: 'unmet',
        },
        about,
      ),
    );
  }
  return [...out.values()];
}
