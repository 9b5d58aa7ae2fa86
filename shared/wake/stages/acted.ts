/** Did somebody with authority take the action that fits this kind of identity, in time? */
import type { Instant } from '../../base/instant.ts';
import type { Interval } from '../../base/interval.ts';
import type { CaseEvent } from '../../model/facts.ts';
import { authorityOf } from '../authority.ts';
import { eventEvidence, type Work } from '../chain.ts';
import { type Control, controlEvidence, groupCount, groupsMet, invalidates, isControl, isTicket } from '../controls.ts';
import { deadline } from '../expect.ts';
import { type Hit, plain, type StageResult } from '../judge.ts';
import { cannotTell, join, length, lookedFor, nameOf, utc } from '../words-for-people.ts';

export interface Acted extends StageResult {
  /** The controls that fit, by time; what verified looks after. */
  readonly fitting: readonly Control[];
}

export function acted(k: Work, controls: readonly Control[]): Acted {
  const asked = k.e.rule?.act;
  if (asked === undefined)
    return { ...plain('acted', 'not-required', 'The policy asks for no action.'), fitting: controls.filter((c) => fits(k, c)) };
  const until = deadline(k.e, asked.within);
  return asked.mode === 'close' ? closed(k, until) : contained(k, controls, until);
}

const fits = (k: Work, c: Control): boolean => isControl(c) && groupsMet(k.w, k.e.target, c).length > 0;

function contained(k: Work, tied: readonly Control[], until: Instant): Acted {
  const { w, e } = k;
  const window: Interval = { from: e.time, to: until };
  const controls = tied.filter(isControl);
  const fitting = controls.filter((c) => fits(k, c));
  const evidence = tied.map((c) => controlEvidence(w, c));
  const target = nameOf(e.target, e.event.target);
  const result = (verdict: StageResult['verdict'], text: string, hits: Hit[] = [], more: Partial<StageResult> = {}): Acted => ({
    ...plain('acted', verdict, text, { deadline: until, evidence, hits, ...more }),
    fitting,
  });
  const hit = (slug: string, text: string, about: readonly Control[], more: Partial<Hit> = {}): Hit => ({
    slug,
    text,
    evidence: [eventEvidence(e), ...about.map((c) => controlEvidence(w, c))],
    ...more,
  });

  if (fitting.length > 0) {
    const authority = fitting.map((c) => authorityOf(w, e, c));
    if (authority.every((a) => a === 'no')) {
      const names = join([...new Set(fitting.map((c) => nameOf(w.identity(w.registry.resolve(c.actor)), c.actor)))]);
      const text = `${names} acted on ${target} without being accountable for it, listed for escalation, or approved beforehand.`;
      return result('unmet', text, [hit('action.unauthorised', text, fitting)]);
    }
    const left = leftOut(k, fitting);
    if (left.length > 0) {
      const text = `The action on ${target} was limited to ${join([...new Set(fitting.flatMap((c) => c.scope ?? []))])}; ${join(left)} ${left.length === 1 ? 'uses' : 'use'} it too.`;
      return result('partial', text, [hit('action.partial', text, fitting, { verdict: 'partial' })]);
    }
    const done = completion(
      k,
      fitting.filter((_, i) => authority[i] !== 'no'),
    );
    if (done === undefined) return result('partial', `Not every action that fits ${target} was taken.`);
    const known = fitting.some((c, i) => c.time <= done && authority[i] === 'yes');
    if (done <= until) {
      if (!known) return result('unknown', `${target} was acted on at ${utc(done)}; whether by somebody with authority is not in evidence.`);
      return result('met', `${target} was acted on at ${utc(done)}, ${length(done - e.time)} after the event.`);
    }
    const text = `The first fitting action on ${target} came at ${utc(done)}, ${length(done - until)} after the deadline of ${utc(until)}.`;
    return result('late', text, [hit('action.late', text, fitting)]);
  }
  const exception = tied.find((c) => isException(c, window));
  if (exception !== undefined) return result('met', `An exception was approved at ${utc(exception.approvedAt ?? exception.time)}.`);
  if (controls.length > 0) {
    if (controls.every((c) => invalidates(c) && c.identity?.id === e.target?.id))
      return result('partial', `${target} was acted on in a way that the policy does not list for its kind.`);
    const text = `What was done (${join([...new Set(controls.flatMap((c) => c.event?.kind ?? c.kinds))])}) does not fit a ${e.target?.kind ?? 'identity'} and leaves the credential valid.`;
    return absence(k, window, text, 'action.mismatched', controls, result, hit);
  }
  const ticketNotices = k.o.notices.filter((t) => t.notice.channel === 'ticket');
  const tickets = tied.filter(isTicket);
  if (tickets.length > 0 || ticketNotices.length > 0)
    return absence(
      k,
      window,
      `A ticket was opened, and no action was taken on ${target}.`,
      'action.ticket-only',
      tickets,
      result,
      (s, t, about, more) => {
        const made = hit(s, t, about, more);
        return {
          ...made,
          evidence: [
            ...made.evidence,
            ...ticketNotices.map((x) => ({
              role: 'notice' as const,
              record: x.notice.record,
              time: x.sentAt,
              text: `The ticket ${x.notice.noticeId}.`,
              strength: x.strength,
            })),
          ],
        };
      },
    );
  return absence(k, window, `No action on ${target}, no ticket and no exception is in evidence.`, 'action.missing', [], result, hit);
}

/** An absence of fitting actions counts only where the audit log would have shown one. */
function absence(
  k: Work,
  window: Interval,
  text: string,
  slug: string,
  about: readonly Control[],
  result: (verdict: StageResult['verdict'], text: string, hits?: Hit[], more?: Partial<StageResult>) => Acted,
  hit: (slug: string, text: string, about: readonly Control[], more?: Partial<Hit>) => Hit,
): Acted {
  const { coverage } = k.w;
  if (!coverage.coversAll(['iam-audit'], window)) {
    const uncovered = coverage.uncovered(['iam-audit'], window);
    return result('unknown', cannotTell(uncovered), [], { uncovered });
  }
  const lines = coverage.searched(['iam-audit'], window);
  const whole = `${text} ${lookedFor(window, ['iam-audit'], lines)}`;
  return result('unmet', whole, [hit(slug, whole, about, { coverage: lines })], { coverage: lines });
}

const isException = (c: Control, window: Interval): boolean =>
  isTicket(c) &&
  /\bexception\b/i.test(c.reason ?? '') &&
  c.approver !== undefined &&
  c.approvedAt !== undefined &&
  c.approvedAt >= window.from &&
  c.approvedAt <= window.to;

/** When the last group of actions that the policy asks for this kind had its first action. */
function completion(k: Work, fitting: readonly Control[]): Instant | undefined {
  let done: number = k.e.time;
  for (let g = 0; g < groupCount(k.w, k.e.target); g++) {
    const first = fitting.find((c) => groupsMet(k.w, k.e.target, c).includes(g));
    if (first === undefined) return undefined;
    done = Math.max(done, first.time);
  }
  return done as Instant;
}

/** Known consumers of a shared account or credential that no action names, where every action was limited. */
function leftOut(k: Work, fitting: readonly Control[]): string[] {
  const { target } = k.e;
  if (target === undefined || (target.kind !== 'shared-account' && target.kind !== 'credential')) return [];
  if (fitting.some((c) => c.scope === undefined || c.scope.trim() === '')) return [];
  const named = new Set(fitting.flatMap((c) => (c.scope ?? '').split('|').map((s) => s.trim().toLowerCase())));
  const consumers = new Map<string, string>();
  const add = (name: string | undefined): void => {
    if (name !== undefined && name.trim() !== '' && !isAddress(name)) consumers.set(name.trim().toLowerCase(), name.trim());
  };
  for (const x of target.environments) add(x);
  k.w.uses.each(target.id, k.w.period.from, k.w.period.to, 'success', (u) => {
    add(u.place);
    return true;
  });
  return [...consumers].filter(([key]) => !named.has(key)).map(([, name]) => name);
}

/** A network address tells where a record came from, not which consumer made it. */
const isAddress = (text: string): boolean => /^\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?$/.test(text.trim()) || /^[0-9a-f]*:[0-9a-f:]+$/i.test(text.trim());

/** The close of this grant: two grants may share an incident, and the end of the other is none of this one. */
export const closeOf = (k: Work): CaseEvent | undefined =>
  [...k.o.ids]
    .flatMap((id) => k.w.index.eventsWith(id))
    .find(
      (x) =>
        x.kind === 'breakglass.closed' &&
        x.time !== undefined &&
        x.time >= k.e.time &&
        (x.grant !== undefined && k.e.event.grant !== undefined
          ? x.nativeId === k.e.event.nativeId
          : x.target === undefined || k.w.registry.resolve(x.target) === k.e.target?.id),
    );

/** Emergency access is ended by its close. */
function closed(k: Work, until: Instant): Acted {
  const { w, e } = k;
  const window: Interval = { from: e.time, to: until };
  const event = closeOf(k);
  const at = e.event.grant?.closedAt ?? event?.time;
  const name = nameOf(e.target, e.event.target);
  const evidence =
    at === undefined
      ? [eventEvidence(e)]
      : [eventEvidence(e), { role: 'grant' as const, record: event?.record ?? e.event.record, time: at, text: `Closed at ${utc(at)}.` }];
  const make = (verdict: StageResult['verdict'], text: string, more: Partial<StageResult> = {}): Acted => ({
    ...plain('acted', verdict, text, { deadline: until, evidence, ...more }),
    fitting: [],
  });
  if (at !== undefined && at <= until) return make('met', `The emergency access to ${name} was closed at ${utc(at)}.`);
  if (at !== undefined) {
    const text = `The emergency access to ${name} was closed at ${utc(at)}, ${length(at - until)} after the deadline of ${utc(until)}.`;
    return make('late', text, { hits: [{ slug: 'action.late', text, evidence }] });
  }
  if (!w.coverage.coversAll(['iam-audit'], window)) {
    const uncovered = w.coverage.uncovered(['iam-audit'], window);
    return make('unknown', cannotTell(uncovered), { uncovered });
  }
  const coverage = w.coverage.searched(['iam-audit'], window);
  const text = `The emergency access to ${name} was never closed. ${lookedFor(window, ['iam-audit'], coverage)}`;
  return make('unmet', text, { coverage, hits: [{ slug: 'action.missing', text, evidence, coverage }] });
}
