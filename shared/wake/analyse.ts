/** The one entry of the analysis: expect, observe, coverage, judge, over every event of the case. */
import type { Interval } from '../base/interval.ts';
import { caseChecks } from '../checks/checks.ts';
import type { Analysis, Audience, Finding, Obligation, Wake } from '../model/analysis.ts';
import type { CaseEvent, CaseFacts } from '../model/facts.ts';
import type { EventId } from '../model/ids.ts';
import type { Policy } from '../policy/policy.ts';
import type { Memory, Session } from './again.ts';
import { inPeriod } from './belonging.ts';
import { type Chain, trails, work } from './chain.ts';
import { controlsFor } from './controls.ts';
import { deadline, expect } from './expect.ts';
import { choose, type Hit, type StageResult, toFinding } from './judge.ts';
import { looseFindings } from './loose.ts';
import { observe } from './observe.ts';
import { Requests } from './requests.ts';
import { acknowledged } from './stages/acknowledged.ts';
import { acted } from './stages/acted.ts';
import { certified } from './stages/certified.ts';
import { delivered } from './stages/delivered.ts';
import { reached } from './stages/reached.ts';
import { recorded } from './stages/recorded.ts';
import { signalled } from './stages/signalled.ts';
import { verified } from './stages/verified.ts';
import { buildWorld, type World } from './world.ts';

/** Reports how far the analysis is; returning false cancels it (throws `Cancelled`). */
export type AnalysisProgress = (done: number, of: number) => boolean;

/** Thrown where the progress callback asked to stop. Nothing was changed. */
export class Cancelled extends Error {
  constructor() {
    super('the analysis was cancelled');
    this.name = 'Cancelled';
  }
}

/** A wake with the findings that its event gave. */
export interface Judged {
  readonly wake: Wake;
  readonly findings: readonly Finding[];
}

/** What an analysis concludes beside its wakes. */
export interface CaseConclusions extends Omit<Analysis, 'wakes' | 'findings'> {
  /** Of no wake: records in no wake, and what the checks of the whole case found. They follow those of the wakes. */
  readonly findings: readonly Finding[];
}

/** The analysis before this one, of which what still holds is taken over. */
export interface LastAnalysis {
  /** Of the analyses of this one case; an empty one remembers this analysis for the next. */
  readonly memory: Memory;
  /** What that analysis concluded of the event. `undefined` where it is not at hand: then it is judged again. */
  readonly of: (event: EventId) => Judged | undefined;
}

/** Deterministic: same facts and policy, same result in the same order. */
export function analyse(facts: CaseFacts, policy: Policy, progress?: AnalysisProgress): Analysis {
  const wakes: Wake[] = [];
  const findings: Finding[] = [];
  const rest = analyseEach(
    facts,
    policy,
    (made) => {
      wakes.push(made.wake);
      findings.push(...made.findings);
    },
    progress,
  );
  return { ...rest, wakes, findings: [...findings, ...rest.findings] };
}

/**
 * The same, each wake handed over as soon as it is judged, in the order of events: fifty thousand of them need not be held at once.
 * Where it throws (`Cancelled`, or whatever `each` throws), what was handed over concludes nothing. With `last`, the result is the same
 * to the letter, and wakes on which nothing changed are not judged again.
 */
export function analyseEach(
  facts: CaseFacts,
  policy: Policy,
  each: (made: Judged) => void,
  progress?: AnalysisProgress,
  last?: LastAnalysis,
): CaseConclusions {
  const period: Interval | undefined = facts.period;
  if (period === undefined) return { identities: [], identityOf: new Map(), coverage: [], cuts: [], findings: [], requests: [] };
  if (progress?.(0, facts.events.length) === false) throw new Cancelled();
  const w = buildWorld(facts, policy, period);
  const session = last?.memory.begin(w);
  const requests = new Requests();
  const total = facts.events.length;
  for (const [i, event] of facts.events.entries()) {
    if (progress !== undefined && i % 256 === 0 && !progress(i, total)) throw new Cancelled();
    if (!inPeriod(w, event)) continue;
    const made = session === undefined ? wakeOf(w, event) : wakeAgain(session, event, last);
    if (made === undefined) continue;
    requests.add(made.wake);
    each(made);
  }
  const findings = [
    ...looseFindings(w),
    ...caseChecks(w, (hit, about) => toFinding(hit, { ...about, wake: undefined, event: undefined, verdict: 'unmet' })),
  ];
  session?.end();
  progress?.(total, total);
  return {
    identities: w.registry.identities,
    identityOf: w.registry.identityOf,
    coverage: w.coverage.lines,
    cuts: w.coverage.cuts,
    findings,
    requests: requests.lines(),
  };
}

/** The same as `wakeOf`, from the last analysis where everything that the wake asked is answered as it was. */
function wakeAgain(session: Session, event: CaseEvent, last: LastAnalysis | undefined): Judged | undefined {
  const held = session.held(event);
  const old = held === 'wake' ? last?.of(event.id) : undefined;
  if (held === 'none' || old !== undefined) {
    session.keep(event);
    return old;
  }
  return session.judge(event, () => wakeOf(session.world, event));
}

/** The wake of an event: `undefined` where the policy asks for nothing and nothing is wrong with its record. */
function wakeOf(w: World, event: CaseEvent): Judged | undefined {
  if (event.time === undefined || event.kind === 'other') return undefined;
  const e = expect(w, event, event.time);
  const o = observe(w, e);
  const k = work(w, e, o);
  const until = e.rule?.act === undefined ? e.time : deadline(e, e.rule.act.within);
  const controls = controlsFor(w, e, o, until);

  // The order is the wake's own: each stage sees what the stages before it cut.
  const signalledResult = signalled(k);
  const deliveredResult = delivered(k);
  const reachedResult = reached(k);
  const acknowledgedResult = acknowledged(k);
  const actedResult = acted(k, controls);
  const verifiedResult = verified(k, controls, actedResult);
  const certifiedResult = certified(k);
  const recordedResult = recorded(k, verifiedResult);
  const results: StageResult[] = [
    signalledResult,
    deliveredResult,
    reachedResult,
    acknowledgedResult,
    actedResult,
    verifiedResult,
    certifiedResult,
    recordedResult,
  ];
  if (e.rule === undefined && results.every((r) => r.hits.length === 0)) return undefined;

  const findings: Finding[] = [];
  const obligations: Obligation[] = [];
  const subject = e.target?.id ?? e.actor?.id ?? event.system;
  for (const r of results) {
    const chosen = choose(r.stage, r.hits);
    obligations.push(obligationOf(r, chosen), ...r.lines);
    for (const hit of chosen) findings.push(toFinding(hit, { wake: `w-${event.id}`, event: event.id, subject, tier: e.tier, verdict: r.verdict }));
  }
  const wake: Wake = {
    id: `w-${event.id}`,
    event: event.id,
    kind: event.kind,
    time: event.time,
    target: e.target?.id,
    actor: e.actor?.id,
    tier: e.tier,
    strip: results.map((r) => r.verdict),
    obligations,
    audiences: k.chains.map(audienceOf),
    notices: trails(k),
    offers: o.offers,
    findings: findings.map((f) => f.id),
  };
  return { wake, findings };
}

const obligationOf = (r: StageResult, chosen: readonly Hit[]): Obligation => ({
  stage: r.stage,
  audience: undefined,
  verdict: r.verdict,
  deadline: r.deadline,
  missing: r.missing,
  evidence: r.evidence,
  coverage: r.coverage,
  uncovered: r.uncovered,
  rule: chosen[0]?.slug,
  text: r.text,
});

const audienceOf = (c: Chain): Audience => ({
  name: c.audience.label,
  parties: c.audience.parties,
  claims: c.audience.claims.map((x) => x.claim.record),
});
