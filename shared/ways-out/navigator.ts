/**
 * The techniques that findings cite, as a layer of the ATT&CK Navigator (layer format 4.5). A layer tells what was found here: a
 * technique that nothing was found of is left out, and an empty layer is a layer.
 */
import type { Finding } from '../model/analysis.ts';
import { SEVERITIES } from '../model/vocabulary.ts';

/** `T1098` or `T1564.008`; the other frameworks that findings cite are none of ATT&CK's. */
const TECHNIQUE = /^T\d{4}(?:\.\d{3})?$/;
export const techniquesOf = (f: Pick<Finding, 'frameworks'>): string[] => f.frameworks.filter((id) => TECHNIQUE.test(id));

/** Findings that a comment lists; the count of the rest is given. */
const MOST_LISTED = 20;

/** The worst severity of its findings in steps of 25: the colours then mean low, medium, high, critical. */
const scoreOf = (findings: readonly Finding[]): number => Math.max(...findings.map((f) => (SEVERITIES.indexOf(f.severity) + 1) * 25));

export function navigatorLayer(findings: readonly Finding[], about: { readonly title: string; readonly caseId: string }): unknown {
  const byTechnique = new Map<string, Finding[]>();
  for (const f of findings) {
    for (const id of techniquesOf(f)) {
      const list = byTechnique.get(id);
      if (list === undefined) byTechnique.set(id, [f]);
      else list.push(f);
    }
  }
  const techniques = [...byTechnique].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    name: `${about.title}: findings`,
    versions: { navigator: '5.1.0', layer: '4.5' },
    domain: 'enterprise-attack',
    description: `Findings of the case that cite a technique; what an investigator dismissed is left out. The score is the worst severity: 25 low, 50 medium, 75 high, 100 critical.`,
    sorting: 3,
    layout: { layout: 'side', showID: true, showName: true, expandedSubtechniques: 'annotated' },
    hideDisabled: false,
    techniques: techniques.map(([techniqueID, own]) => ({
      techniqueID,
      score: scoreOf(own),
      comment: commentOf(own),
      enabled: true,
      showSubtechniques: techniqueID.includes('.'),
      metadata: [{ name: 'findings', value: String(own.length) }, ...countsByRule(own).map(([rule, n]) => ({ name: rule, value: String(n) }))],
    })),
    gradient: { colors: ['#ffe766', '#ffaf66', '#ff6666'], minValue: 25, maxValue: 100 },
    legendItems: [],
    metadata: [
      { name: 'case', value: about.caseId },
      { name: 'generator', value: 'Tracewake' },
    ],
    selectTechniquesAcrossTactics: true,
    selectSubtechniquesWithParent: false,
  };
}

function commentOf(findings: readonly Finding[]): string {
  const worst = [...findings].sort((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) || (a.id < b.id ? -1 : 1));
  const lines = worst.slice(0, MOST_LISTED).map((f) => `${f.severity} ${f.rule}: ${f.text} [${f.id}]`);
  const rest = worst.length - lines.length;
  return [...lines, ...(rest > 0 ? [`and ${rest} more`] : [])].join('\n');
}

function countsByRule(findings: readonly Finding[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const f of findings) counts.set(f.rule, (counts.get(f.rule) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}
