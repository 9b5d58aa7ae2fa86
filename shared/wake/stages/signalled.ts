/** Was any notice emitted, in time, and did it say what happened? */
import type { Instant } from '../../base/instant.ts';
import { type Chain, claimEvidence, concerned, eventEvidence, line, noticeEvidence, type Work, whoAll } from '../chain.ts';
import { combine, type Hit, plain, type StageResult } from '../judge.ts';
import { namesAllFour } from '../naming.ts';
import { cannotTell, length, lookedFor, utc } from '../words-for-people.ts';

export function signalled(k: Work): StageResult {
  const { w, e, window } = k;
  if (e.rule?.notify === undefined || k.chains.length === 0)
    return plain('signalled', 'not-required', 'The policy asks for no notice of this event.');
  const anybody = k.chains.some((c) => c.copies.length > 0);
  const firstOfAll = k.notices[0];
  const isCovered = w.coverage.coversAll(k.through, window);
  for (const c of k.chains) {
    const first = earliest(c);
    if (first !== undefined) c.signalled = first <= window.to ? 'met' : 'late';
    else if (anybody) c.signalled = undefined;
    else if (firstOfAll !== undefined) c.signalled = firstOfAll.sentAt <= window.to ? 'met' : 'late';
    else c.signalled = isCovered ? 'unmet' : 'unknown';
    if (c.signalled === 'unmet') c.cut = true;
  }
  const judged = k.chains.filter((c) => c.signalled !== undefined);
  let verdict = combine(judged.flatMap((c) => c.signalled ?? []));
  const hits: Hit[] = [];
  const event = eventEvidence(e);
  const coverage = isCovered ? w.coverage.searched(k.through, window) : [];
  const uncovered = isCovered ? [] : w.coverage.uncovered(k.through, window);

  const unmet = judged.filter((c) => c.signalled === 'unmet');
  if (unmet.length > 0) {
    hits.push({
      slug: 'notice.missing',
      missing: concerned(e, unmet),
      evidence: [event, ...unmet.flatMap((c) => claimEvidence(w, e, c))],
      coverage,
      text: `No notice of it was ever sent to ${whoAll(unmet)}. ${lookedFor(window, k.through, coverage)}`,
    });
  }
  const late = judged.filter((c) => c.signalled === 'late');
  if (late.length > 0) {
    const sent = late.map((c) => earliest(c) ?? firstOfAll?.sentAt).find((t) => t !== undefined) ?? window.to;
    hits.push({
      slug: 'notice.late',
      missing: concerned(e, late),
      evidence: [event, ...k.notices.filter((t) => t.sentAt === sent).map(noticeEvidence)],
      text: `The first notice to ${whoAll(late)} left at ${utc(sent)}, ${length(sent - window.to)} after the deadline of ${utc(window.to)}.`,
    });
  }
  const tied = k.o.notices.filter((t) => k.through.includes(t.notice.channel));
  const withBody = k.notices.length > 0 && tied.some((t) => t.notice.body !== undefined && t.notice.body !== '');
  if (hits.length === 0 && withBody) {
    const gaps = namesAllFour(w, e, tied);
    if (gaps.length > 0) {
      hits.push({
        slug: 'notice.ambiguous',
        evidence: [event, ...k.notices.map(noticeEvidence)],
        text: `No notice says all of time, actor, target and type; the clearest leaves out ${gaps.join(' and ')}.`,
      });
      if (verdict === 'met') verdict = 'partial';
    }
  }
  return plain('signalled', verdict, hits[0]?.text ?? describe(k, judged, uncovered.length > 0), {
    deadline: window.to,
    missing: hits[0]?.missing ?? [],
    evidence: [event, ...k.notices.map(noticeEvidence)],
    coverage: verdict === 'unmet' ? coverage : [],
    uncovered: judged.some((c) => c.signalled === 'unknown') ? uncovered : [],
    hits,
    lines: judged.map((c) =>
      line('signalled', c, c.signalled ?? 'unknown', lineText(k, c), window.to, {
        evidence: c.copies.map((x) => noticeEvidence(x.tie)),
        coverage: c.signalled === 'unmet' ? coverage : [],
        uncovered: c.signalled === 'unknown' ? uncovered : [],
        rule: c.signalled === 'unmet' ? 'notice.missing' : c.signalled === 'late' ? 'notice.late' : undefined,
      }),
    ),
  });
}

function earliest(c: Chain): Instant | undefined {
  return c.copies[0]?.tie.sentAt;
}

function lineText(k: Work, c: Chain): string {
  const first = earliest(c);
  if (first !== undefined) return `The first notice to ${whoAll([c])} left at ${utc(first)}.`;
  if (c.signalled === 'unmet') return `No notice was ever sent to ${whoAll([c])}.`;
  if (c.signalled === 'unknown') return cannotTell(k.w.coverage.uncovered(k.through, k.window));
  return `A notice left at ${utc(k.notices[0]?.sentAt ?? k.e.time)}, and not to ${whoAll([c])}.`;
}

function describe(k: Work, judged: readonly Chain[], hasHoles: boolean): string {
  const first = k.notices[0];
  if (first !== undefined) return `The first notice left at ${utc(first.sentAt)}, ${length(first.sentAt - k.e.time)} after the event.`;
  return hasHoles ? cannotTell(k.w.coverage.uncovered(k.through, k.window)) : `No notice was sent to ${whoAll(judged)}.`;
}
