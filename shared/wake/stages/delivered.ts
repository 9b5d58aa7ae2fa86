/** Did it arrive, or did it bounce, or was it hidden by a mailbox rule that was active then? */
import { DAY, type Instant } from '../../base/instant.ts';
import type { Evidence } from '../../model/analysis.ts';
import { type Chain, concerned, eventEvidence, line, noticeEvidence, type SentCopy, type Work, whoAll } from '../chain.ts';
import { combine, type Hit, plain, type StageResult } from '../judge.ts';
import { channels, utc } from '../words-for-people.ts';

export function delivered(k: Work): StageResult {
  const { e, window } = k;
  if (e.rule?.notify === undefined || k.chains.length === 0)
    return plain('delivered', 'not-required', 'The policy asks for no notice of this event.');
  const anybody = k.chains.some((c) => c.copies.length > 0);
  for (const c of k.chains) {
    if (c.cut) c.delivered = 'not-reached';
    else if (c.copies.length > 0) judgeCopies(k, c);
    else c.delivered = c.signalled === 'unknown' ? 'unknown' : undefined;
  }
  const judged = k.chains.filter((c) => c.delivered !== undefined);
  // Nothing went to any audience, but something went to somebody: whether that arrived is still a fact.
  const verdict = judged.length > 0 ? combine(judged.flatMap((c) => c.delivered ?? [])) : anybody ? 'unknown' : ofOthers(k);
  const hits = [suppressed(k), undelivered(k)].flat();
  const unknown = judged.filter((c) => c.delivered === 'unknown');
  const uncovered = unknown.flatMap((c) => uncoveredOf(k, c));
  return plain('delivered', verdict, hits[0]?.text ?? describe(k, judged, verdict), {
    deadline: window.to,
    missing: hits[0]?.missing ?? [],
    evidence: k.chains.flatMap((c) => c.copies.map((x) => copyEvidence(k, x))),
    uncovered,
    hits,
    lines: judged.map((c) =>
      line('delivered', c, c.delivered ?? 'unknown', lineText(k, c), window.to, {
        evidence: c.copies.map((x) => copyEvidence(k, x)),
        uncovered: c.delivered === 'unknown' ? uncoveredOf(k, c) : [],
        rule: c.delivered === 'unmet' ? (isSuppressed(k, c) ? 'notice.suppressed' : 'notice.undelivered') : undefined,
      }),
    ),
  });
}

function judgeCopies(k: Work, c: Chain): void {
  const fates = c.copies.map(k.fate);
  const arrived = fates.flatMap((f) => (f.is === 'delivered' ? [f.at] : []));
  if (arrived.length > 0) c.delivered = Math.min(...arrived) <= k.window.to ? 'met' : 'late';
  else if (fates.some((f) => f.is === 'unknown')) c.delivered = 'unknown';
  else {
    c.delivered = 'unmet';
    c.cut = true;
  }
}

function ofOthers(k: Work): 'met' | 'late' | 'unmet' | 'unknown' | 'not-reached' {
  const fates = k.notices.flatMap((tie) => tie.notice.copies.map((copy) => k.fate({ tie, copy })));
  const arrived = fates.flatMap((f) => (f.is === 'delivered' || f.is === 'hidden' ? [f.at] : []));
  if (arrived.length > 0) return Math.min(...arrived) <= k.window.to ? 'met' : 'late';
  if (fates.length === 0 || fates.some((f) => f.is === 'unknown')) return 'unknown';
  return 'unmet';
}

const isSuppressed = (k: Work, c: Chain): boolean => c.copies.some((x) => k.fate(x).is === 'hidden');

function suppressed(k: Work): Hit[] {
  const cut = k.chains.filter((c) => c.delivered === 'unmet' && isSuppressed(k, c));
  if (cut.length === 0) return [];
  const rules = cut.flatMap((c) => c.copies.map(k.fate)).flatMap((f) => (f.is === 'hidden' ? [f.rule] : []));
  const first = rules[0];
  const fresh = rules.some((r) => r.from !== undefined && r.from <= k.e.time && k.e.time - r.from <= DAY);
  const evidence = cut.flatMap((c) => c.copies.map((x) => copyEvidence(k, x)));
  return [
    {
      slug: 'notice.suppressed',
      missing: concerned(k.e, cut),
      evidence: [eventEvidence(k.e), ...cut.flatMap((c) => c.copies.map((x) => noticeEvidence(x.tie))), ...evidence, ...rules.map(ruleEvidence)],
      text: `Every copy that arrived for ${whoAll(cut)} was hidden by the mailbox rule “${first?.name ?? ''}”${
        first?.from === undefined ? ', which was active then' : `, active since ${utc(first.from)}`
      }.`,
      severity: fresh ? 'critical' : undefined,
    },
  ];
}

function undelivered(k: Work): Hit[] {
  const cut = k.chains.filter((c) => c.delivered === 'unmet' && !isSuppressed(k, c));
  if (cut.length === 0) return [];
  return [
    {
      slug: 'notice.undelivered',
      missing: concerned(k.e, cut),
      evidence: [eventEvidence(k.e), ...cut.flatMap((c) => c.copies.flatMap((x) => [noticeEvidence(x.tie), copyEvidence(k, x)]))],
      text: `No notice to ${whoAll(cut)} arrived: each ended as ${[...new Set(cut.flatMap((c) => c.copies.map((x) => x.copy.failedStatus ?? 'lost')))].join(' or ')}.`,
    },
  ];
}

const ruleEvidence = (r: { record: Evidence['record']; from: Evidence['time']; name: string }): Evidence => ({
  role: 'mailrule',
  record: r.record,
  time: r.from,
  text: `The mailbox rule “${r.name}”${r.from === undefined ? '' : `, in force from ${utc(r.from)}`}.`,
});

function copyEvidence(k: Work, x: SentCopy): Evidence {
  const f = k.fate(x);
  const to = x.copy.party.label;
  const base = {
    role: 'delivery',
    record: x.copy.failedRecord ?? x.copy.deliveredRecord ?? x.copy.seenRecord ?? x.copy.record,
    strength: x.tie.strength,
  } as const;
  switch (f.is) {
    case 'delivered':
      return {
        ...base,
        time: f.by === 'seen' ? x.copy.seenAt : f.at,
        text: arrival(x, f.by, f.at),
      };
    case 'hidden':
      return { ...base, time: f.at, text: `Arrived for ${to} at ${utc(f.at)} and was hidden by the mailbox rule “${f.rule.name}”.` };
    case 'failed':
      return { ...base, time: f.at, text: `The copy to ${to} was ${f.status}.` };
    case 'unknown':
      return { ...base, time: x.tie.sentAt, text: `Whether it arrived for ${to} is not in evidence.` };
  }
}

function arrival(x: SentCopy, by: 'receipt' | 'seen' | 'silence', at: Instant): string {
  const to = x.copy.party.label;
  if (by === 'receipt') return `Delivered to ${to} at ${utc(at)}.`;
  if (by === 'seen') return `Seen by ${to} at ${utc(x.copy.seenAt ?? at)}: it had arrived.`;
  return `No receipt and no failure for ${to} in the first hour, while the log of ${channels([x.tie.notice.channel])} covers it: it counts as delivered.`;
}

const uncoveredOf = (k: Work, c: Chain): ReturnType<Work['w']['coverage']['uncovered']> =>
  c.copies.length === 0
    ? k.w.coverage.uncovered(k.through, k.window)
    : c.copies.flatMap((x) => {
        const f = k.fate(x);
        return f.is === 'unknown' ? k.w.coverage.uncovered([x.tie.notice.channel], f.window) : [];
      });

function lineText(k: Work, c: Chain): string {
  switch (c.delivered) {
    case 'met':
    case 'late':
      return `It arrived for ${whoAll([c])}.`;
    case 'unmet':
      return isSuppressed(k, c) ? `A mailbox rule hid every copy for ${whoAll([c])}.` : `Nothing that was sent to ${whoAll([c])} arrived.`;
    case 'not-reached':
      return 'Nothing was sent.';
    default:
      return `Whether anything arrived for ${whoAll([c])} is not in evidence.`;
  }
}

function describe(k: Work, judged: readonly Chain[], verdict: string): string {
  if (judged.length === 0)
    return verdict === 'met' ? 'It arrived, and not at any audience that had to be told.' : 'Nothing went to any audience that had to be told.';
  return judged.map((c) => lineText(k, c)).join(' ');
}
