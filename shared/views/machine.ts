/**
 * Machine output: the JSON lines that `--json` prints and that other programs rely on. Keys are never renamed or dropped; more may come.
 * Times are ISO 8601 UTC with microseconds; what is not known is left out.
 */
import { formatDuration, formatInstant, type Instant } from '../base/instant.ts';
import type { CoverageLine, Evidence, EvidenceRequest, Finding, Identity, Obligation, OwnerLine, Wake } from '../model/analysis.ts';
import type { CaseEvent } from '../model/facts.ts';
import type { EventId, RecordRef } from '../model/ids.ts';
import type { Disposition } from '../model/vocabulary.ts';
import type { QuestionAnswer } from './questions.ts';
import type { RecordPosition, RejectsList, SourceLine, Suggestion, TieOfferView, TimelineRow } from './types.ts';
import type { VerdictChange } from './whatif.ts';

export interface MachineLines {
  /** Each is one JSON object, without a line end. */
  readonly lines: readonly string[];
  /** Where the next page begins; `undefined` after the last. */
  readonly next: string | undefined;
}

/** What a line needs to know of the rest of the case. */
export interface MachineLookup {
  position(record: RecordRef): RecordPosition | undefined;
  event(id: EventId): CaseEvent | undefined;
  identity(id: string): Identity | undefined;
  disposition(finding: string): Disposition;
}

const iso = (t: Instant | undefined): string | undefined => (t === undefined ? undefined : formatInstant(t));
const sourceOf = (record: RecordRef): string => record.slice(0, record.indexOf(':'));

const subjectOf = (id: string, look: MachineLookup) => {
  const identity = look.identity(id);
  return { id, kind: identity?.kind ?? 'unknown', aliases: identity?.aliases ?? [] };
};
const eventOf = (id: EventId, look: MachineLookup) => {
  const e = look.event(id);
  return e && { id: e.id, kind: e.kind, time: iso(e.time), source: e.source, position: look.position(e.record), nativeId: e.nativeId };
};
const evidenceOf = (e: Evidence, look: MachineLookup) => ({
  record: e.record,
  source: sourceOf(e.record),
  position: look.position(e.record),
  role: e.role,
  time: iso(e.time),
  text: e.text,
  strength: e.strength,
});
const intervalOf = <T extends { readonly from: Instant; readonly to: Instant }>(c: T) => ({ ...c, from: iso(c.from), to: iso(c.to) });

export const findingMachine = (f: Finding, look: MachineLookup): string =>
  JSON.stringify({
    id: f.id,
    rule: f.rule,
    severity: f.severity,
    verdict: f.verdict,
    stage: f.stage,
    subject: subjectOf(f.subject, look),
    event: f.event === undefined ? undefined : eventOf(f.event, look),
    missing: f.missing,
    evidence: f.evidence.map((e) => evidenceOf(e, look)),
    coverage: f.coverage.map(intervalOf),
    confidence: f.confidence,
    disposition: look.disposition(f.id),
    frameworks: f.frameworks,
    wake: f.wake,
    text: f.text,
  });

const obligationOf = (o: Obligation, look: MachineLookup) => ({
  stage: o.stage,
  verdict: o.verdict,
  deadline: iso(o.deadline),
  audience: o.audience,
  missing: o.missing,
  evidence: o.evidence.map((e) => evidenceOf(e, look)),
  coverage: o.coverage.map(intervalOf),
  uncovered: o.uncovered.map(intervalOf),
  rule: o.rule,
  text: o.text,
});

export const wakeMachine = (w: Omit<Wake, 'offers'> & { readonly offers: readonly TieOfferView[] }, look: MachineLookup): string =>
  JSON.stringify({
    id: w.id,
    event: eventOf(w.event, look),
    target: w.target === undefined ? undefined : subjectOf(w.target, look),
    obligations: w.obligations.map((o) => obligationOf(o, look)),
    findings: w.findings,
    offers: w.offers.map(({ decision: d, ...o }) => ({
      ...o,
      decision: d === undefined ? undefined : { id: d.id, by: d.by, at: iso(d.at), reason: d.reason },
    })),
  });

export const requestMachine = (r: EvidenceRequest): string => JSON.stringify({ ...intervalOf(r), settles: r.settles });
export const coverageMachine = (c: CoverageLine): string => JSON.stringify(intervalOf(c));

export const sourceMachine = (s: SourceLine): string =>
  JSON.stringify({
    ...s,
    first: iso(s.first),
    last: iso(s.last),
    declared: s.declared && intervalOf(s.declared),
    clock: { offset: formatDuration(s.clock.offset), uncertainty: formatDuration(s.clock.uncertainty) },
  });

export const rejectMachine = (r: RejectsList['rows'][number]): string => JSON.stringify(r);

export const timelineMachine = (r: TimelineRow): string =>
  JSON.stringify({
    id: r.id,
    time: iso(r.time),
    kind: r.kind,
    actor: r.actorAlias,
    target: r.targetAlias,
    outcome: r.outcome,
    source: r.source,
    position: r.position,
    nativeId: r.nativeId,
    summary: r.summary,
    operation: r.operation,
    system: r.system,
  });

export const identityMachine = (i: Identity, suggested: readonly Suggestion[] = []): string =>
  JSON.stringify({
    id: i.id,
    kind: i.kind,
    tier: i.tier ?? 'unknown',
    aliases: i.aliases,
    holder: i.holder,
    application: i.application,
    service: i.service,
    environment: i.environments.length > 0 ? i.environments.join(', ') : undefined,
    firstSeen: iso(i.firstSeen),
    lastSeen: iso(i.lastSeen),
    why: i.why.map((w) => w.text),
    name: i.displayName,
    lastRotation: iso(i.lastRotation),
    revocationMethod: i.revocationMethod,
    inventoried: i.inventoried,
    suggestions: suggested.map((s) => ({ alias: s.alias, with: s.with, identity: s.withIdentity, why: s.why })),
  });

export const ownerMachine = (o: OwnerLine, position: RecordPosition | undefined): string =>
  JSON.stringify({ ...o, from: iso(o.from), to: iso(o.to), asOf: iso(o.asOf), position });

export const whatIfMachine = (c: VerdictChange): string =>
  JSON.stringify({ event: c.event, stage: c.stage, audience: c.audience, before: c.before, after: c.after, text: c.text });

/** A citation has the keys of an evidence, so that whoever reads the one reads the other. */
export const questionMachine = (q: QuestionAnswer, look: Pick<MachineLookup, 'position'>): string =>
  JSON.stringify({
    number: q.number,
    question: q.question,
    verdict: q.verdict,
    answer: q.answer,
    citations: q.citations.map((record) => ({ record, source: sourceOf(record), position: look.position(record) })),
    missing: q.missing.map(intervalOf),
    lines: q.lines,
    linesTotal: q.linesTotal,
    citationsTotal: q.citationsTotal,
    missingTotal: q.missingTotal,
  });
