/** One wake → the picture of it: who had to be told, who was, where it was cut, on which records that rests. */
import type { Duration, Instant } from '../base/instant.ts';
import { HOUR, plus } from '../base/instant.ts';
import { covers, type Interval, intersect, union } from '../base/interval.ts';
import type { CoverageLine, CutInterval, Evidence, Obligation, Wake } from '../model/analysis.ts';
import type { CaseEvent } from '../model/facts.ts';
import { CHANNELS, type Channel, type Severity, STAGES, type Stage } from '../model/vocabulary.ts';
import { barsOf, coverageView } from './coverage.ts';
import { type Lookup, labelFor } from './lookup.ts';
import { rowOf } from './rows.ts';
import { clock, dayText, identityKindWord, moment, spanText, titleOf } from './text.ts';
import type { CoverageView, FindingLine, NoteLine, RequestLine, StageCell, WakeView } from './types.ts';
import { drawLanes } from './wake-lanes.ts';

export interface WakeInput {
  readonly wake: Wake;
  readonly event: CaseEvent;
  readonly lookup: Lookup;
  readonly findings: readonly FindingLine[];
  /** What the wake's findings rest on: some of it stands in no obligation (a use after a grant was closed). */
  readonly findingEvidence: readonly Evidence[];
  readonly coverage: readonly CoverageLine[];
  readonly cuts: readonly CutInterval[];
  readonly requests: readonly RequestLine[];
  readonly notes: readonly NoteLine[];
  readonly offers: WakeView['offers'];
  readonly ties: WakeView['ties'];
  readonly neighbours: WakeView['neighbours'];
  readonly place: WakeView['place'];
}

export function wakeView(input: WakeInput): WakeView {
  const { wake, event, lookup } = input;
  const row = rowOf(event, lookup);
  const who = row.target?.label ?? row.actor?.label ?? 'an identity that the record does not name';
  const stages = STAGES.map((stage) => stageCell(stage, input));
  const { lanes, branches } = drawLanes(input, who);
  const severities: Severity[] = input.findings.map((f) => f.severity);
  const window = pictureWindow(wake, lanes);
  const channels = channelsOf(wake);
  return {
    id: wake.id,
    event: row,
    title: titleOf(event.kind, who, event.access, placeName(event, input)),
    sentence: narrative(stages),
    severity: (['critical', 'high', 'medium', 'low'] as const).find((s) => severities.includes(s)),
    facts: factsOf(event, input),
    stages,
    lanes,
    branches,
    accountableNote: accountableNote(wake),
    coverage: gathered(coverageView(input.coverage, input.cuts, window, channels), input, window),
    recordFields: recordFields(event, input.findings),
    neighbours: input.neighbours,
    place: input.place,
    findings: input.findings,
    offers: input.offers,
    ties: input.ties,
    notes: input.notes,
  };
}

function placeName(event: CaseEvent, { lookup }: WakeInput): string {
  const id = event.target === undefined ? undefined : lookup.identityOf(event.target);
  const identity = id === undefined ? undefined : lookup.identity(id);
  return identity?.application ?? identity?.service ?? event.system;
}

/** From an hour before the first thing that the picture shows to an hour past the last. */
function pictureWindow(wake: Wake, lanes: WakeView['lanes']): { from: Instant; to: Instant } {
  const times: number[] = [wake.time];
  for (const o of wake.obligations) if (o.deadline !== undefined) times.push(o.deadline);
  for (const l of lanes) {
    for (const m of l.marks) times.push(m.time);
    for (const band of l.bands) times.push(band.from, band.to);
  }
  return { from: plus(Math.min(...times) as Instant, -HOUR as Duration), to: plus(Math.max(...times) as Instant, HOUR) };
}

/** The channels that this wake's verdicts rest on, and those that its notices went through. */
function channelsOf(wake: Wake): Channel[] {
  const used = new Set<Channel>(wake.notices.map((n) => n.channel));
  for (const o of wake.obligations) for (const line of [...o.coverage, ...o.uncovered]) used.add(line.channel);
  return CHANNELS.filter((c) => used.has(c));
}

/** From three systems on, a channel's logs stand in one row: what counts is whether any of them would have shown it. */
function gathered(view: CoverageView, { coverage, cuts }: WakeInput, window: Interval): CoverageView {
  const channels = [...new Set(view.rows.map((r) => r.channel))];
  const rows = channels.flatMap((channel): CoverageView['rows'] => {
    const own = view.rows.filter((r) => r.channel === channel);
    if (own.length < 3) return own;
    const lines = coverage.filter((c) => c.channel === channel);
    const all = union(lines);
    // A silence of one log is no hole while another covers the channel.
    const bare = cuts.filter((c) => c.channel === channel && !covers(all, c));
    return [{ channel, system: `${own.length} systems`, bars: barsOf(lines, bare, window), text: own.map((r) => r.system).join(', ') }];
  });
  return { ...view, rows };
}

const WORDS: Record<Stage, string> = {
  signalled: 'signalled',
  delivered: 'delivered',
  reached: 'reached the accountable',
  acknowledged: 'acknowledged',
  acted: 'acted on',
  verified: 'verified',
  certified: 'certified again',
  recorded: 'fully recorded',
};

/** What the picture shows, in two or three sentences: the cuts, else that there are none. */
function narrative(stages: readonly StageCell[]): string {
  const cuts = stages.filter((s) => s.verdict === 'unmet' || s.verdict === 'partial' || s.verdict === 'late');
  const unknown = stages.filter((s) => s.verdict === 'unknown');
  const sentences = cuts.slice(0, 3).map((s) => s.text);
  if (cuts.length === 0)
    sentences.push(unknown.length === 0 ? 'Everything that the policy asks for was met.' : 'Nothing that the logs show was missed.');
  if (unknown.length > 0)
    sentences.push(`Whether it was ${unknown.map((s) => WORDS[s.stage]).join(' or ')} cannot be said: the logs do not cover it.`);
  return sentences.map((s) => (/[.!?]$/.test(s) ? s : `${s}.`)).join(' ');
}

function stageCell(stage: Stage, input: WakeInput): StageCell {
  const { wake } = input;
  const all = wake.obligations.filter((o) => o.stage === stage);
  const own = all.find((o) => o.audience === undefined);
  const verdict = wake.strip[STAGES.indexOf(stage)] ?? 'not-required';
  const deadline = own?.deadline ?? all.find((o) => o.deadline !== undefined)?.deadline;
  const rules = input.findings.filter((f) => f.stage === stage).map((f) => f.rule);
  const records = [...new Set((own !== undefined && own.evidence.length > 0 ? [own] : all).flatMap((o) => o.evidence.map((e) => e.record)))];
  return {
    stage,
    verdict,
    deadline,
    label: deadlineLabel(wake.time, deadline, stage === 'signalled'),
    rule: own?.rule ?? rules[0],
    rules,
    text: headline(own?.text ?? all[0]?.text ?? (verdict === 'not-required' ? 'The policy asks for none.' : '')),
    records,
    tie: stage === 'signalled' ? tieText(wake) : undefined,
    searched: searchedOf(own === undefined ? all : [own], wake.time, deadline),
    request: requestFor(stage, input),
    perAudience: all.flatMap((o) => (o.audience === undefined ? [] : [{ audience: o.audience, verdict: o.verdict, text: o.text }])),
  };
}

/** What was searched stands beside the text as bars; repeating it in words buries what happened. `explain` has the whole. */
function headline(text: string): string {
  const at = text.indexOf(' Absence was looked for');
  return at < 0 ? text : text.slice(0, at);
}

function deadlineLabel(event: Instant, deadline: Instant | undefined, asSpan: boolean): string {
  if (deadline === undefined) return '';
  if (asSpan) return `within ${spanText(deadline - event)}`;
  return dayText(event) === dayText(deadline) ? `due ${clock(deadline)}` : `due ${dayText(deadline)} ${clock(deadline)}`;
}

function tieText(wake: Wake): string | undefined {
  const [first] = wake.notices;
  return first === undefined ? undefined : `tie: ${first.strength}, ${first.why}`;
}

/** How much of the window [event, deadline] each channel's logs cover, over all systems. */
function searchedOf(obligations: readonly Obligation[], event: Instant, deadline: Instant | undefined): StageCell['searched'] {
  if (deadline === undefined || deadline <= event) return [];
  const window = { from: event, to: deadline };
  const lines = obligations.flatMap((o) => [...o.coverage, ...o.uncovered.map((u) => ({ ...u, basis: undefined }))]);
  const channels = [...new Set(lines.map((l) => l.channel))];
  return channels.map((channel: Channel) => {
    const covered = union(obligations.flatMap((o) => o.coverage.filter((c) => c.channel === channel).flatMap((c) => intersect(c, window) ?? [])));
    return { channel, covered: covered.reduce((sum, i) => sum + (i.to - i.from), 0) as Duration, of: (deadline - event) as Duration };
  });
}

function requestFor(stage: Stage, { wake, requests }: WakeInput): string | undefined {
  return requests.find((r) => r.settles.some((s) => s.event === wake.event && s.stage === stage))?.number;
}

function accountableNote(wake: Wake): string {
  const names = wake.audiences.map((a) => a.name);
  if (names.length === 0) return 'the policy asks for nobody';
  const claims = [...new Set(wake.audiences.flatMap((a) => a.claims))];
  const shown = claims.slice(0, 3).join(', ');
  const rest = claims.length > 3 ? ` and ${claims.length - 3} more` : '';
  return `policy: ${names.join(', ')}${claims.length === 0 ? '' : `; claims ${shown}${rest}`}`;
}

function factsOf(event: CaseEvent, { lookup, findings }: WakeInput): WakeView['facts'] {
  const actor = labelFor(lookup, event.actor);
  const behalf = labelFor(lookup, event.onBehalfOf);
  const target = labelFor(lookup, event.target);
  const facts: { name: string; value: string; mono: boolean }[] = [{ name: 'Actor', value: actor?.label ?? 'not in the record', mono: false }];
  if (behalf !== undefined) facts.push({ name: 'On behalf of', value: behalf.label, mono: false });
  if (target !== undefined) {
    const tier = target.tier === undefined ? '' : `, tier ${target.tier}`;
    facts.push({ name: 'Identity', value: `${target.label}, ${identityKindWord(target.kind)}${tier}`, mono: false });
  }
  if (event.place !== undefined) facts.push({ name: 'From', value: event.place, mono: true });
  if (event.access !== undefined && event.access !== '') facts.push({ name: 'Access', value: event.access, mono: true });
  facts.push({ name: 'Operation', value: event.operation, mono: true });
  if (event.nativeId !== undefined) facts.push({ name: 'Native id', value: event.nativeId, mono: true });
  facts.push({
    name: 'Findings',
    value: findings.length === 0 ? 'none' : `${findings.length}, ${findings.filter((f) => f.disposition === 'open').length} open`,
    mono: false,
  });
  return facts;
}

function recordFields(event: CaseEvent, findings: readonly FindingLine[]): WakeView['recordFields'] {
  const missing = new Set(findings.filter((f) => f.rule === 'record.incomplete').flatMap((f) => f.missing));
  // Nobody does an alert, a move or an end of a contract, and none of them succeeds or fails.
  const happens = event.kind === 'alert.raised' || event.kind === 'scope.ended' || event.kind.startsWith('person.');
  const fields = happens ? ['target', 'time'] : ['actor', 'target', 'time', 'outcome'];
  if (event.asks?.includes('approval')) fields.push('approval');
  if (event.asks?.includes('reason')) fields.push('reason');
  const has: Record<string, boolean> = {
    actor: event.actor !== undefined,
    target: event.target !== undefined,
    time: event.time !== undefined,
    outcome: event.outcome !== 'unknown',
    approval: event.approver !== undefined && event.approvedAt !== undefined,
    reason: event.reason !== undefined && event.reason !== '',
  };
  return fields.map((name) => ({ name, present: !missing.has(name) && has[name] === true }));
}

export interface ExplainLineInput {
  readonly wake: Wake;
  readonly stage?: Stage | undefined;
}
/** Every line of a wake in words: what was looked at, what was searched, what no log covers. */
export function explainLines({ wake, stage }: ExplainLineInput): {
  stage: Stage;
  audience: string | undefined;
  verdict: Obligation['verdict'];
  text: string;
  evidence: Obligation['evidence'];
  searched: string[];
  uncovered: string[];
}[] {
  return wake.obligations
    .filter((o) => stage === undefined || o.stage === stage)
    .map((o) => ({
      stage: o.stage,
      audience: o.audience,
      verdict: o.verdict,
      text: o.text,
      evidence: o.evidence,
      searched: o.coverage.map((c) => `${c.channel} of ${c.system}, ${moment(c.from)} to ${moment(c.to)}, ${c.basis}`),
      uncovered: o.uncovered.map((c) => `${c.channel} of ${c.system === 'any' ? 'any system' : c.system}, ${moment(c.from)} to ${moment(c.to)}`),
    }));
}
