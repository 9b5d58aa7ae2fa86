/** What the report of a package says, composed from the case. */
import type { Instant } from '../../../shared/base/instant.ts';
import { MOST_FINDINGS, MOST_UNKNOWN, type ReportFinding, type ReportModel, type ReportUnknown } from '../../../shared/evidence/report/model.ts';
import { SEVERITIES } from '../../../shared/model/vocabulary.ts';
import { labelOf } from '../../../shared/views/text.ts';
import { referencesOf } from '../../../shared/wake/rules.ts';
import { analysisInfo, loadIdentity } from '../store/analysis.ts';
import { dispositionsOf, listNotes } from '../store/annotations.ts';
import { eachWake } from '../store/cursors.ts';
import { caseCounts, caseInfo, casePeriod } from '../store/info.ts';
import type { OpenCase } from '../store/open.ts';
import { sourceLines } from '../store/sources.ts';
import { coverageOf, requestsOf } from './coverage.ts';
import { goneFindings } from './gone.ts';
import { findingLines } from './lookup.ts';
import { questionsOf } from './questions.ts';

export interface ReportFrame {
  readonly revision: number;
  readonly investigator: string;
  readonly exportedAt: Instant;
  readonly custody: { readonly entries: number; readonly head: string };
  readonly sources: 'include' | 'hash';
}

export function composeReport(open: OpenCase, frame: ReportFrame): ReportModel {
  const info = caseInfo(open);
  const counts = caseCounts(open);
  const analysis = analysisInfo(open);
  const { lines } = findingLines(open);
  const unknown = unknownOf(open);
  return {
    caseId: open.id,
    title: info.title,
    organisation: info.organisation,
    tlp: info.tlp,
    revision: frame.revision,
    investigator: frame.investigator,
    exportedAt: frame.exportedAt,
    period: casePeriod(open),
    policy: analysis?.policy,
    analysedAt: analysis?.at,
    analysisCurrent: analysis?.current ?? true,
    totals: {
      records: counts.records,
      events: counts.events,
      wakes: counts.wakes,
      cutWakes: counts.cutWakes,
      findings: {
        low: lines.filter((l) => l.severity === 'low').length,
        medium: lines.filter((l) => l.severity === 'medium').length,
        high: lines.filter((l) => l.severity === 'high').length,
        critical: lines.filter((l) => l.severity === 'critical').length,
      },
      confirmed: lines.filter((l) => l.disposition === 'confirmed').length,
      dismissed: lines.filter((l) => l.disposition === 'dismissed').length,
      unknown: unknown.total,
    },
    findings: findingsOf(open),
    gone: goneFindings(open),
    coverage: coverageOf(open).rows,
    requests: requestsOf(open).map((r) => ({ ...r, settles: r.settles.length })),
    unknown: unknown.first,
    questions: questionsOf(open),
    sources: sourceLines(open).map((s) => ({
      id: s.source,
      name: s.name,
      type: s.typeTitle,
      sha256: s.sha256,
      bytes: s.bytes,
      read: s.read,
      accepted: s.accepted,
      ignored: s.ignored,
      rejected: s.rejected,
      duplicate: s.duplicate,
      included: frame.sources === 'include',
    })),
    custody: frame.custody,
  };
}

/** The gravest first; within a severity in the order of the list. */
function findingsOf(open: OpenCase): ReportFinding[] {
  const { findings, lines } = findingLines(open);
  const places = lines.map((line, i) => ({ line, finding: findings[i]!, i }));
  places.sort((a, b) => SEVERITIES.indexOf(b.line.severity) - SEVERITIES.indexOf(a.line.severity) || a.i - b.i);
  return places.slice(0, MOST_FINDINGS).map(({ line, finding }): ReportFinding => {
    const decision = dispositionsOf(open, finding.id).at(-1);
    return {
      number: line.number,
      id: line.id,
      rule: line.rule,
      severity: line.severity,
      verdict: line.verdict,
      stage: line.stage,
      confidence: finding.confidence,
      subject: line.subject,
      kind: line.kind,
      time: line.time,
      strip: line.strip,
      sentence: finding.text,
      evidence: finding.evidence,
      searched: finding.coverage,
      references: referencesOf(finding.rule).map((r) => `${r.framework} ${r.id}, ${r.text}`),
      disposition: line.disposition,
      decision: decision === undefined ? undefined : { reason: decision.reason, by: decision.by, at: decision.at },
      notes: listNotes(open, finding.id).map(({ text, by, at }) => ({ text, by, at })),
    };
  });
}

function unknownOf(open: OpenCase): { total: number; first: ReportUnknown[] } {
  const first: ReportUnknown[] = [];
  let total = 0;
  for (const w of eachWake(open)) {
    for (const o of w.obligations) {
      if (o.verdict !== 'unknown' || o.audience !== undefined) continue;
      total++;
      if (first.length >= MOST_UNKNOWN) continue;
      const identity = w.target === undefined ? undefined : loadIdentity(open, w.target);
      first.push({
        event: w.event,
        kind: w.kind,
        time: w.time,
        subject: identity === undefined ? (w.target ?? 'no identity named') : labelOf(identity),
        stage: o.stage,
        text: o.text,
      });
    }
  }
  return { total, first };
}
