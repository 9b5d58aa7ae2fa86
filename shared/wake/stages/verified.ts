/** Is there evidence that the action held? */
import { type Instant, instant } from '../../base/instant.ts';
import type { Interval } from '../../base/interval.ts';
import type { Use } from '../../identity/uses.ts';
import type { Evidence } from '../../model/analysis.ts';
import { within } from '../../policy/policy.ts';
import { eventEvidence, type Work } from '../chain.ts';
import { asContainment, enabledAfter, takesAway, usedAfter, useEvidence } from '../containment.ts';
import { type Control, controlEvidence, fromEvent, isTicket } from '../controls.ts';
import { type Hit, plain, type StageResult } from '../judge.ts';
import { horizon } from '../observe.ts';
import { usedPast } from '../overrun.ts';
import { cannotTell, length, lookedFor, nameOf, utc } from '../words-for-people.ts';
import { type Acted, closeOf } from './acted.ts';

const CHANNELS = ['iam-audit', 'signin'] as const;

export interface Verified extends StageResult {
  /** The order of a use and the action before it lies within the uncertainty of the clocks. */
  readonly unsafe: readonly Evidence[];
  /** A ticket or message that is the only evidence. */
  readonly onlyProof: readonly Evidence[];
}

export function verified(k: Work, tied: readonly Control[], did: Acted): Verified {
  const own = asContainment(k.w, k.e);
  // A change that answers an alert is judged in the wake of that alert.
  const judgedElsewhere = own !== undefined && k.w.answers(k.e.event.record) !== undefined;
  const containments = [
    ...(own === undefined || judgedElsewhere ? [] : [own]),
    ...tied.filter((c) => c.row === undefined || k.w.belongsTo(c.row.record) === k.e.event.id),
  ];
  const broken = judgeContainments(k, containments, own);
  const asked = k.e.rule?.verify;
  const base =
    asked === undefined || !asked.kinds.includes(k.e.event.kind)
      ? undefined
      : byPolicy(k, tied, did, within(asked.within, k.e.tier, k.e.confidence), asked.mode);
  if (broken.hits.length > 0) {
    const first = broken.hits[0];
    return {
      ...plain('verified', 'unmet', first?.text ?? '', {
        evidence: broken.hits.flatMap((h) => h.evidence),
        hits: [...broken.hits, ...(base?.hits ?? [])],
        deadline: base?.deadline,
      }),
      unsafe: broken.unsafe,
      onlyProof: base?.onlyProof ?? [],
    };
  }
  return { ...(base ?? { ...plain('verified', 'not-required', 'The policy asks for no verification.'), onlyProof: [] }), unsafe: broken.unsafe };
}

function judgeContainments(k: Work, containments: readonly Control[], own: Control | undefined): { hits: Hit[]; unsafe: Evidence[] } {
  const { w, e } = k;
  const hits: Hit[] = [];
  const unsafe: Evidence[] = [];
  const except = new Set<string>([e.event.record, ...e.event.records, ...containments.map((c) => c.record)]);
  for (const c of containments) {
    if (!takesAway(c)) continue;
    const name = nameOf(c.identity, undefined);
    const done = c.event?.kind ?? c.kinds[0] ?? 'action';
    const after = usedAfter(w, c, except);
    if (after.use !== undefined) {
      hits.push({
        slug: 'verify.ineffective',
        evidence: [eventEvidence(e), controlEvidence(w, c), useEvidence(w, after.use, `${name} was used`)],
        text: `${name} was used with success at ${utc(after.use.time)}, ${length(after.use.time - c.time)} after it had been taken out of use (${done}).`,
      });
    } else if (after.unsafe !== undefined) {
      unsafe.push(controlEvidence(w, c), useEvidence(w, after.unsafe, `${name} was used, and the clocks cannot tell whether before or after`));
    }
    const again = enabledAfter(w, c);
    // Switching an account off and on is administration; after a containment it has to be explained.
    const isContainment = c !== own || c.event?.kind === 'credential.disabled' || c.event?.incident !== undefined;
    if (again !== undefined && !again.explained && isContainment) {
      hits.push({
        slug: 'verify.reenabled-unexplained',
        evidence: [
          eventEvidence(e),
          controlEvidence(w, c),
          { role: 'action', record: again.record, time: again.at, text: `${name} was enabled again at ${utc(again.at)}.` },
        ],
        text: `${name} was enabled again at ${utc(again.at)}, ${length(again.at - c.time)} after it had been taken out of use, without an approval or a reason on record.`,
      });
    }
  }
  return { hits, unsafe };
}

type Base = StageResult & { readonly onlyProof: readonly Evidence[] };

function byPolicy(k: Work, tied: readonly Control[], did: Acted, allowed: number, mode: 'held' | 'reauthentication' | 'silence'): Base {
  switch (mode) {
    case 'held':
      return held(k, tied, did, allowed);
    case 'reauthentication':
      return { ...reauthenticated(k, tied, fromEvent(k.w, k.e.event, k.e.time, 'certain'), allowed) };
    case 'silence':
      return { ...silent(k, allowed), onlyProof: [] };
  }
}

/** After an alert: a failed use, a new authentication after a rotation, or a message that says so. */
function held(k: Work, tied: readonly Control[], did: Acted, allowed: number): Base {
  const action = did.fitting[0];
  if (action === undefined)
    return { ...plain('verified', 'not-reached', 'No fitting action was taken, so there is nothing to verify.'), onlyProof: [] };
  const window: Interval = { from: action.time, to: instant(action.time + allowed) };
  const until = window.to;
  const end = instant(horizon(k.w, until) + 1);
  const proofs: { at: Instant; evidence: Evidence; text: string; soft: boolean }[] = [];
  for (const c of did.fitting) {
    const id = c.identity?.id ?? k.e.target?.id;
    if (id === undefined) continue;
    const failed = k.w.uses.first(id, instant(c.time + 1), end, 'failure');
    if (failed !== undefined)
      proofs.push({
        at: failed.time,
        evidence: { ...useEvidence(k.w, failed, 'A later use failed'), role: 'verification' },
        text: `A use failed at ${utc(failed.time)}`,
        soft: false,
      });
    if (c.kinds.includes('rotate')) {
      const again = authenticatedAgain(k, c, end);
      if (again !== undefined)
        proofs.push({ at: again.at, evidence: again.evidence, text: `The holder authenticated again at ${utc(again.at)}`, soft: false });
    }
  }
  for (const m of messages(k, tied, action.time, end, 'verified'))
    proofs.push({ at: m.at, evidence: m.evidence, text: `A message says at ${utc(m.at)} that it held`, soft: true });
  proofs.sort((a, b) => a.at - b.at);
  const inWindow = proofs.filter((p) => p.at <= until);
  const first = inWindow[0] ?? proofs[0];
  if (first !== undefined) {
    const usable = inWindow.length > 0 ? inWindow : proofs;
    const onlyProof = usable.every((p) => p.soft) ? usable.map((p) => p.evidence) : [];
    const text = `${first.text}, ${length(first.at - action.time)} after the action.`;
    return {
      ...plain('verified', first.at <= until ? 'met' : 'late', text, { deadline: until, evidence: usable.map((p) => p.evidence) }),
      onlyProof,
    };
  }
  const rotation = did.fitting.find((c) => c.kinds.includes('rotate') && holderOf(k, c) !== undefined);
  if (rotation !== undefined) return reauthenticated(k, tied, rotation, allowed);
  const text = `Nothing in evidence shows that the action on ${nameOf(k.e.target, k.e.event.target)} held.`;
  return { ...absent(k, window, 'verify.missing', text, [controlEvidence(k.w, action)]), onlyProof: [] };
}

/** After a rotation: the holder comes back with another credential, or a ticket says why not. */
function reauthenticated(k: Work, tied: readonly Control[], rotation: Control, allowed: number): Base {
  const window: Interval = { from: rotation.time, to: instant(rotation.time + allowed) };
  const until = window.to;
  const holder = holderOf(k, rotation);
  const end = instant(horizon(k.w, until) + 1);
  const again = authenticatedAgain(k, rotation, end);
  const why = messages(k, tied, rotation.time, end, 'idle')[0];
  if (again !== undefined && (again.at <= until || why === undefined || why.at > until)) {
    const text = `The holder authenticated again at ${utc(again.at)}, ${length(again.at - rotation.time)} after the rotation.`;
    const isMet = again.at <= until;
    // It came back, and not within the time: the rule asks for the window, and speaks only where the whole window would have shown it.
    const isShown = !isMet && why === undefined && k.w.coverage.coversAll(CHANNELS, window);
    const evidence = [eventEvidence(k.e), controlEvidence(k.w, rotation), again.evidence];
    const coverage = isShown ? k.w.coverage.searched(CHANNELS, window) : [];
    const hits: Hit[] = isShown ? [{ slug: 'verify.no-reauthentication', text, evidence, coverage }] : [];
    return { ...plain('verified', isMet ? 'met' : 'late', text, { deadline: until, evidence: [again.evidence], coverage, hits }), onlyProof: [] };
  }
  if (why !== undefined) {
    const text = `A ticket of ${utc(why.at)} says why the holder did not authenticate again.`;
    return { ...plain('verified', why.at <= until ? 'met' : 'late', text, { deadline: until, evidence: [why.evidence] }), onlyProof: [why.evidence] };
  }
  if (holder === undefined) {
    return {
      ...plain('verified', 'unknown', 'Who holds the credential is not in evidence, so nobody can be looked for.', { deadline: until }),
      onlyProof: [],
    };
  }
  const text = `${nameOf(k.w.identity(holder), undefined)} did not authenticate again after the rotation at ${utc(rotation.time)}, and no ticket says why.`;
  return { ...absent(k, window, 'verify.no-reauthentication', text, [controlEvidence(k.w, rotation)]), onlyProof: [] };
}

/** Who has to come back: the holder of a credential, or the service account or workload itself. */
function holderOf(k: Work, rotation: Control): string | undefined {
  const identity = rotation.identity ?? k.e.target;
  if (identity?.kind === 'credential') return identity.holder;
  return identity?.kind === 'service-account' || identity?.kind === 'workload' ? identity.id : undefined;
}

function authenticatedAgain(k: Work, rotation: Control, end: Instant): { at: Instant; evidence: Evidence } | undefined {
  const identity = rotation.identity ?? k.e.target;
  const holder = holderOf(k, rotation) ?? (identity?.kind === 'credential' ? undefined : identity?.id);
  if (holder === undefined) return undefined;
  const old = identity?.kind === 'credential' ? identity.id : undefined;
  const from = instant(rotation.time + 1);
  const isAgain = (x: Use): boolean =>
    x.record !== rotation.record &&
    x.record !== k.e.event.record &&
    (old === undefined || (k.w.registry.resolve(x.credential) !== old && k.w.registry.resolve(x.actor) !== old));
  // Some logs name the credential that was used, and not who holds it.
  const others = old === undefined ? [] : k.w.credentialsOf(holder).filter((id) => id !== old);
  const u = [holder, ...others]
    .flatMap((id) => k.w.uses.first(id, from, end, 'success', isAgain) ?? [])
    .reduce<Use | undefined>((a, b) => (a === undefined || b.time < a.time ? b : a), undefined);
  return u === undefined ? undefined : { at: u.time, evidence: { ...useEvidence(k.w, u, 'The holder authenticated again'), role: 'verification' } };
}

/** Tied tickets and notices, and ticket rows, that say it held, or why nobody came back. */
function messages(k: Work, tied: readonly Control[], from: Instant, end: Instant, about: 'verified' | 'idle'): { at: Instant; evidence: Evidence }[] {
  const out: { at: Instant; evidence: Evidence }[] = [];
  for (const t of k.o.notices) {
    if (about === 'idle' && t.notice.channel !== 'ticket') continue;
    if (!k.w.index.hasPhraseOf(t.notice, 'verified') && !(about === 'idle' && k.w.index.hasPhraseOf(t.notice, 'idle'))) continue;
    // A ticket that told of the alert is closed after the action: what its later comments say was said then.
    const said = t.notice.said?.find((x) => x.at >= from && x.at < end && isSaid(k, x.text, about));
    const when = t.notice.said === undefined ? t.sentAt : said?.at;
    if (when === undefined || when < from || when >= end) continue;
    out.push({
      at: when,
      evidence: {
        role: 'verification',
        record: said?.record ?? t.notice.record,
        time: when,
        text: `The ${t.notice.channel} ${t.notice.noticeId} says so.`,
        strength: t.strength,
      },
    });
  }
  for (const c of tied) {
    if (!isTicket(c) || c.time < from || c.time >= end || c.reason === undefined || c.reason.trim() === '') continue;
    // Any reason that a ticket row gives says why nobody came back.
    if (about === 'verified' && !k.w.index.textIsAbout(c.reason, 'verified')) continue;
    out.push({ at: c.time, evidence: { ...controlEvidence(k.w, c), role: 'verification' } });
  }
  return out.sort((a, b) => a.at - b.at);
}

const isSaid = (k: Work, text: string, about: 'verified' | 'idle'): boolean =>
  k.w.index.textIsAbout(text, 'verified') || (about === 'idle' && k.w.index.textIsAbout(text, 'idle'));

/** Emergency access: silence over covered logs after the close is the evidence. */
function silent(k: Work, allowed: number): StageResult {
  const { w, e } = k;
  const closed = e.event.grant?.closedAt ?? closeOf(k)?.time;
  if (closed === undefined) return plain('verified', 'not-reached', 'It was not closed, so there is nothing to verify.');
  const window: Interval = { from: closed, to: instant(closed + allowed) };
  // Use ends with the close, and not for an hour only.
  const past = usedPast(k, closed, true);
  const use = past?.use;
  const base = { deadline: window.to };
  // The finding for such a use is breakglass.overrun, in the stage of the record.
  if (use !== undefined)
    return plain('verified', 'unmet', `It was used at ${utc(use.time)}, after its close.`, {
      ...base,
      evidence: [useEvidence(w, use, 'It was used after its close')],
    });
  if (past?.unsafe !== undefined)
    return plain('verified', 'unknown', 'Whether it was used before or after its close, the clocks cannot tell.', {
      ...base,
      evidence: [useEvidence(w, past.unsafe, 'It was used around its close')],
    });
  if (!w.coverage.coversAll(CHANNELS, window)) {
    const uncovered = w.coverage.uncovered(CHANNELS, window);
    return plain('verified', 'unknown', cannotTell(uncovered), { ...base, uncovered });
  }
  const coverage = w.coverage.searched(CHANNELS, window);
  return plain('verified', 'met', `No use after the close. ${lookedFor(window, CHANNELS, coverage)}`, { ...base, coverage });
}

function absent(k: Work, window: Interval, slug: string, text: string, evidence: readonly Evidence[]): StageResult {
  const { coverage } = k.w;
  if (!coverage.coversAll(CHANNELS, window)) {
    const uncovered = coverage.uncovered(CHANNELS, window);
    return plain('verified', 'unknown', cannotTell(uncovered), { deadline: window.to, uncovered });
  }
  const lines = coverage.searched(CHANNELS, window);
  const whole = `${text} ${lookedFor(window, CHANNELS, lines)}`;
  return plain('verified', 'unmet', whole, {
    deadline: window.to,
    coverage: lines,
    evidence,
    hits: [{ slug, text: whole, coverage: lines, evidence: [eventEvidence(k.e), ...evidence] }],
  });
}
