/** Questions 1, 2, 3 and 10: what was changed, who approved it, what was outside policy, which records are incomplete. */
import type { Instant } from '../../base/instant.ts';
import { isGrantedRequest } from '../../model/access-request.ts';
import type { Finding, Wake } from '../../model/analysis.ts';
import type { CaseEvent } from '../../model/facts.ts';
import type { RecordRef } from '../../model/ids.ts';
import type { EventKind } from '../../model/vocabulary.ts';
import type { Asked, QuestionInput } from '../questions.ts';
import { moment } from '../text.ts';
import { channelWords, Lines, listed, Missing, nameOf, number, own, plural, sentence, stateOf, wakeTitle } from './collect.ts';

/** Not changes of an identity: what others say about it, or what happened to the log. */
const NO_CHANGE: ReadonlySet<EventKind> = new Set([
  'other',
  'secret.read',
  'session.started',
  'session.failed',
  'session.assumed',
  'session.ended',
  'logging.disabled',
  'logging.enabled',
  'alert.raised',
  'person.joined',
  'person.moved',
  'person.left',
  'scope.ended',
]);

/** A successful change inside the period. */
function isChange(input: QuestionInput, e: CaseEvent): boolean {
  const { period } = input;
  return (
    e.outcome === 'success' && !NO_CHANGE.has(e.kind) && e.time !== undefined && period !== undefined && e.time >= period.from && e.time <= period.to
  );
}

/** Access that was given on request is a change that somebody approved or nobody did, whatever the log of the system calls it. */
const isRequestInPeriod = (input: QuestionInput, e: CaseEvent): boolean =>
  isGrantedRequest(e) && e.time !== undefined && input.period !== undefined && e.time >= input.period.from && e.time <= input.period.to;

interface Changed {
  count: number;
  readonly by: Map<string, number>;
  readonly behalf: Set<string>;
  readonly kinds: Set<string>;
  first: Instant;
  last: Instant;
  readonly records: RecordRef[];
  gap: boolean;
}

export function changes(input: QuestionInput): Asked {
  const targets = new Map<string, Changed>();
  const actors = new Set<string>();
  let total = 0;
  let behalf = 0;
  let noActor = 0;
  let noTarget = 0;
  const idOf = (alias: string): string => input.lookup.identityOf(alias) ?? alias;
  return {
    event(e) {
      if (!isChange(input, e) || e.time === undefined) return;
      total++;
      const actor = e.actor === undefined ? undefined : idOf(e.actor);
      if (actor === undefined) noActor++;
      else actors.add(actor);
      if (e.onBehalfOf !== undefined) behalf++;
      const key = e.target === undefined ? '' : idOf(e.target);
      if (key === '') noTarget++;
      let t = targets.get(key);
      if (t === undefined) {
        t = { count: 0, by: new Map(), behalf: new Set(), kinds: new Set(), first: e.time, last: e.time, records: [], gap: false };
        targets.set(key, t);
      }
      t.count++;
      t.kinds.add(e.kind);
      t.last = e.time;
      if (actor === undefined) t.gap = true;
      else t.by.set(actor, (t.by.get(actor) ?? 0) + 1);
      if (e.onBehalfOf !== undefined) t.behalf.add(idOf(e.onBehalfOf));
      t.records.push(e.record);
    },
    finish() {
      const lines = new Lines();
      const missing = new Missing(input);
      missing.channel('iam-audit');
      const sorted = [...targets].sort(([a, x], [b, y]) => y.count - x.count || (a < b ? -1 : 1));
      for (const [id, t] of sorted) {
        const text = (): string => {
          const whoActed = new Set(t.by.keys());
          const by = [...t.by].sort((a, b) => b[1] - a[1]).map(([who]) => nameOf(input, who) ?? who);
          const actor = by.length === 0 ? 'by nobody whom the record names' : `by ${listed(by, 4)}`;
          const whose = [...t.behalf].every((b) => whoActed.has(b))
            ? ''
            : `, on behalf of ${listed(
                [...t.behalf].map((b) => nameOf(input, b) ?? b),
                3,
              )}`;
          const when = t.count === 1 ? `at ${moment(t.first)}` : `${moment(t.first)} to ${moment(t.last)}`;
          return `${id === '' ? 'An identity that the record does not name' : (nameOf(input, id) ?? id)}: ${plural(t.count, 'change')} (${listed([...t.kinds], 4)}) ${actor}${whose}, ${when}.`;
        };
        lines.add(t.gap || id === '' ? 'gap' : 'shown', text, t.records);
      }
      const named = targets.size - (targets.has('') ? 1 : 0);
      const answer =
        total === 0
          ? 'No change of an identity is on record in the period.'
          : sentence([
              `${plural(total, 'change')} of ${plural(named, 'identity', 'identities')} by ${plural(actors.size, 'actor')}.`,
              behalf > 0 ? `${plural(behalf, 'change was', 'changes were')} made on behalf of somebody else.` : '',
              noActor > 0 ? `${plural(noActor, 'record names', 'records name')} no actor.` : '',
              noTarget > 0 ? `${plural(noTarget, 'record does', 'records do')} not name the identity.` : '',
              missing.empty ? 'The audit logs cover the whole period.' : 'Where the audit logs have holes, a change would not be seen.',
            ]);
      return lines.finish(
        total === 0 && !missing.empty ? 'cannot be answered' : missing.empty && noActor + noTarget === 0 ? 'answered' : 'partly',
        answer,
        missing,
      );
    },
  };
}

interface Approval {
  readonly by: string;
  readonly at: Instant | undefined;
  readonly record: RecordRef;
}

export function approvals(input: QuestionInput): Asked {
  const events: CaseEvent[] = [];
  const byKey = new Map<string, Approval>();
  const keep = (keys: readonly (string | undefined)[], a: Approval): void => {
    for (const k of keys) {
      const was = k === undefined ? undefined : byKey.get(k);
      // The first approval counts: what came after it changed nothing.
      if (k !== undefined && (was === undefined || (a.at !== undefined && (was.at === undefined || a.at < was.at)))) byKey.set(k, a);
    }
  };
  const keysOf = (e: CaseEvent): (string | undefined)[] => [e.nativeId, e.incident, ...(e.correlation ?? [])];
  for (const a of input.actions) if (a.approver !== undefined) keep([a.incident, a.actionId], { by: a.approver, at: a.approvedAt, record: a.record });
  return {
    event(e) {
      if (e.approver !== undefined) keep(keysOf(e), { by: e.approver, at: e.approvedAt, record: e.record });
      if (isChange(input, e) || isRequestInPeriod(input, e)) events.push(e);
    },
    finish() {
      const lines = new Lines();
      const missing = new Missing(input);
      const n = { before: 0, after: 0, undated: 0, none: 0, silent: 0 };
      const systems = new Map<string, number>();
      for (const e of events) {
        const at = e.time as Instant;
        const own: Approval | undefined = e.approver === undefined ? undefined : { by: e.approver, at: e.approvedAt, record: e.record };
        const found =
          own ??
          keysOf(e)
            .map((k) => (k === undefined ? undefined : byKey.get(k)))
            .find((a) => a !== undefined);
        const what = (): string =>
          `${e.kind === 'other' ? `${e.operation}${e.access === undefined ? '' : ` (${e.access})`}` : e.kind} of ${nameOf(input, e.target) ?? 'an identity that is not named'}, ${moment(at)}`;
        if (found !== undefined) {
          const records = [e.record, found.record];
          const by = (): string => nameOf(input, found.by) ?? found.by;
          if (found.at === undefined) {
            n.undated++;
            lines.add('gap', () => `${what()}: approved by ${by()}; the record does not say when.`, records);
          } else if (found.at <= at) {
            n.before++;
            lines.add('shown', () => `${what()}: approved by ${by()} before it, ${moment(found.at as Instant, at)}.`, records);
          } else {
            n.after++;
            lines.add('gap', () => `${what()}: approved by ${by()} only after it, ${moment(found.at as Instant, at)}.`, records);
          }
        } else if (e.asks?.includes('approval') === true) {
          n.none++;
          lines.add('gap', () => `${what()}: the record has a place for an approval, and it is empty.`, [e.record]);
        } else {
          n.silent++;
          systems.set(e.system, (systems.get(e.system) ?? 0) + 1);
          lines.add('unknown', () => `${what()}: the log of ${e.system} carries no approvals, and no request or ticket is tied to it.`, [e.record]);
        }
      }
      const { period } = input;
      if (period !== undefined)
        for (const [system, count] of systems)
          missing.add(
            system,
            'ticket',
            period,
            `the access requests or change tickets behind ${plural(count, 'change')} there; its log carries no approvals`,
          );
      const known = events.length - n.silent;
      const answer =
        events.length === 0
          ? 'No change of an identity is on record in the period.'
          : sentence([
              `${number(n.before)} of ${plural(events.length, 'change')} approved before, ${number(n.after)} after.`,
              n.undated > 0 ? `${number(n.undated)} approved without a time.` : '',
              n.none > 0 ? `${number(n.none)} without an approval although the record has a place for one.` : '',
              n.silent > 0 ? `For ${number(n.silent)} it cannot be said: the logs of ${listed([...systems.keys()])} carry no approvals.` : '',
            ]);
      return lines.finish(events.length === 0 || n.silent === 0 ? 'answered' : known === 0 ? 'cannot be answered' : 'partly', answer, missing);
    },
  };
}

const countBy = (all: readonly Finding[], key: (f: Finding) => string): string[] => {
  const counts = new Map<string, number>();
  for (const f of all) counts.set(key(f), (counts.get(key(f)) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([k, n]) => `${k} (${number(n)})`);
};

export function outsidePolicy(input: QuestionInput): Asked {
  const lines = new Lines();
  const missing = new Missing(input);
  let wakes = 0;
  let outside = 0;
  let open = 0;
  const byWake = new Map<string, Finding[]>();
  for (const f of input.findings) {
    if (f.wake === undefined) continue;
    const of = byWake.get(f.wake);
    if (of === undefined) byWake.set(f.wake, [f]);
    else of.push(f);
  }
  return {
    wake(w: Wake) {
      wakes++;
      const found = byWake.get(w.id) ?? [];
      const state = found.length > 0 ? 'gap' : stateOf(w.strip.filter((v) => v === 'unknown'));
      if (state === 'gap') outside++;
      if (w.strip.includes('unknown')) {
        if (state === 'unknown') open++;
        for (const o of w.obligations) if (o.verdict === 'unknown') missing.of(o);
      }
      if (state === 'shown') return;
      const text = (): string =>
        state === 'gap'
          ? `${wakeTitle(input, w)}: ${found.map((f) => f.rule).join(', ')}. ${found[0]?.text ?? ''}`
          : `${wakeTitle(input, w)}: nothing is shown to be wrong, and ${plural(w.strip.filter((v) => v === 'unknown').length, 'stage')} cannot be judged.`;
      lines.add(
        state,
        text,
        state === 'gap' ? found.flatMap((f) => f.evidence.map((e) => e.record)) : (own(w, 'recorded')?.evidence.map((e) => e.record) ?? []),
        w.id,
      );
    },
    finish() {
      const alone = input.findings.filter((f) => f.wake === undefined);
      for (const f of alone)
        lines.add(
          'gap',
          () => `${f.rule}: ${f.text}`,
          f.evidence.map((e) => e.record),
        );
      const answer =
        wakes === 0 && alone.length === 0
          ? 'No event in the period is of a kind for which the policy asks anything.'
          : sentence([
              `${number(outside)} of ${plural(wakes, 'event')} for which the policy asks something or whose record is faulty, by ${plural(input.findings.length, 'finding')}: ${
                listed(
                  countBy(input.findings, (f) => f.rule),
                  8,
                ) || 'none'
              }.`,
              alone.length > 0 ? `${plural(alone.length, 'finding concerns', 'findings concern')} the case as a whole.` : '',
              open > 0 ? `For ${number(open)} more it cannot be said, for want of a log.` : '',
            ]);
      return lines.finish(
        missing.empty ? 'answered' : outside === 0 && open === wakes && wakes > 0 ? 'cannot be answered' : 'partly',
        answer,
        missing,
      );
    },
  };
}

export function incomplete(input: QuestionInput): Asked {
  return {
    finish() {
      const lines = new Lines();
      const found = input.findings.filter((f) => f.rule === 'record.incomplete');
      const fields = new Map<string, number>();
      for (const f of found) {
        for (const m of f.missing) fields.set(m, (fields.get(m) ?? 0) + 1);
        lines.add(
          'gap',
          () => `Without ${listed(f.missing)}: ${f.text}`,
          f.evidence.map((e) => e.record),
          f.wake,
        );
      }
      const others = input.findings.filter((f) => f.stage === 'recorded' && f.rule !== 'record.incomplete');
      for (const f of others)
        lines.add(
          'gap',
          () => `${f.rule}: ${f.text}`,
          f.evidence.map((e) => e.record),
          f.wake,
        );
      const unread = input.sources.filter((s) => s.rejected > 0);
      const undated = input.sources.filter((s) => s.undated > 0);
      for (const s of unread)
        lines.add(
          'gap',
          () => `${s.source} (${s.name}, ${listed(s.channels.map(channelWords))}): ${plural(s.rejected, 'record')} could not be read at all.`,
          [],
        );
      for (const s of undated)
        lines.add('gap', () => `${s.source} (${s.name}): ${plural(s.undated, 'record carries', 'records carry')} no readable time.`, []);
      const sum = (of: typeof unread, key: 'rejected' | 'undated'): number => of.reduce((n, s) => n + s[key], 0);
      const words = [...fields].sort((a, b) => b[1] - a[1]).map(([f, n]) => `${f} (${number(n)})`);
      const answer = sentence([
        found.length === 0
          ? 'No event lacks a field that its record should carry.'
          : `${plural(found.length, 'event lacks', 'events lack')} a field: ${listed(words)}.`,
        others.length > 0 ? `Also on the record: ${listed(countBy(others, (f) => f.rule))}.` : '',
        unread.length > 0 ? `${plural(sum(unread, 'rejected'), 'record')} of ${plural(unread.length, 'source')} could not be read.` : '',
        undated.length > 0 ? `${plural(sum(undated, 'undated'), 'record carries', 'records carry')} no readable time and met no obligation.` : '',
      ]);
      return lines.finish('answered', answer, new Missing(input));
    },
  };
}
