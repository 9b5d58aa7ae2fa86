/** docs/rules.md, made from the rules themselves. `node test/repo/rules-reference.ts` writes it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { STAGE_QUESTIONS, STAGES } from '../../shared/model/vocabulary.ts';
import { LABELS } from '../../shared/wake/framework-labels.ts';
import { FRAMEWORKS } from '../../shared/wake/frameworks.ts';
import { GUIDANCE } from '../../shared/wake/guidance.ts';
import { RULES, type Rule, referencesOf, rulesOf } from '../../shared/wake/rules.ts';
import { ROOT } from './tracked.ts';

const QUESTIONS: Readonly<Record<Rule['stage'], string>> = {
  ...STAGE_QUESTIONS,
  case: 'Checks over the whole case, outside any one wake.',
};

const place = (r: Rule): string => {
  if (r.stage === 'case') return 'a finding of the case';
  if (r.beside) return 'fires beside whatever else its stage found';
  const order = rulesOf(r.stage)
    .filter((x) => !x.beside)
    .indexOf(r);
  const first =
    order === 0
      ? 'tried first in its stage'
      : `tried after ${order} other${order === 1 ? '' : 's'} of its stage; the first that applies is the finding`;
  return r.cuts ? `${first}; cuts the chain of its audience, whose later stages up to acknowledged are then not reached` : first;
};

function section(r: Rule): string[] {
  const told = GUIDANCE[r.slug];
  if (told === undefined) throw new Error(`no guidance for ${r.slug}`);
  const cited = referencesOf(r.slug).map((f) => `${f.framework} ${f.id}`);
  return [
    `### \`${r.slug}\`: ${r.title.charAt(0).toLowerCase()}${r.title.slice(1)}`,
    '',
    r.meaning,
    '',
    `Severity ${r.base}; ${place(r)}.`,
    '',
    `- **It fires:** ${told.example}`,
    `- **It does not:** ${told.counter}`,
    `- **What would settle it:** ${told.settle}`,
    `- **Cited:** ${cited.length === 0 ? 'nothing, since nothing fits' : cited.join(', ')}`,
    '',
  ];
}

const row = (cells: readonly string[]): string => `| ${cells.map((c) => c.replaceAll('|', '\\|')).join(' | ')} |`;

export const rulesReference = (): string =>
  [
    '# Rules',
    '',
    'Made from the rules themselves (`shared/wake/rules.ts`, `guidance.ts`, `framework-labels.ts`) by `npm run docs:rules`.',
    '',
    'A rule fires only on a cut that the evidence shows: a finding is _unmet_, _late_ or _partial_. Where the logs would not have shown the thing,',
    'the verdict is _unknown_: it is no finding, and the gap stands in the evidence request list. The severity is raised one step where the identity',
    'is at tier 0 or 1. Within a stage the first rule that applies is the finding; some fire beside it. A rule that cuts ends the chain of the',
    'audience that it concerns: what did not arrive could not be acknowledged. Acted, verified, certified and recorded stand by themselves.',
    '',
    '| rule | stage | severity | fires when |',
    '|---|---|---|---|',
    ...RULES.map((r) => row([`[\`${r.slug}\`](#${anchor(r)})`, r.stage, r.base, r.meaning])),
    '',
    ...[...STAGES, 'case' as const].flatMap((stage) => [
      `## ${stage.charAt(0).toUpperCase()}${stage.slice(1)}`,
      '',
      QUESTIONS[stage],
      '',
      ...rulesOf(stage).flatMap(section),
    ]),
    '## Frameworks',
    '',
    'A rule cites an item only where it fits, and nothing where nothing does: no OWASP item is about notification or routing.',
    '',
    '| framework | item | its words | rules |',
    '|---|---|---|---|',
    ...Object.entries(FRAMEWORKS).map(([key, f]) =>
      row([
        f.framework,
        f.id,
        f.text,
        RULES.filter((r) => (r.frameworks as readonly string[]).includes(key))
          .map((r) => `\`${r.slug}\``)
          .join(', '),
      ]),
    ),
    '',
    '## Labels of other publications',
    '',
    'Some publications use older or looser labels for the same concerns. Findings do not cite them; this table leads from them to the rule.',
    '',
    '| label | where it was defined it means | the concern it is used for | rules |',
    '|---|---|---|---|',
    ...LABELS.map((l) => row([l.label, l.formally, l.concern, l.rules.map((s) => `\`${s}\``).join(', ')])),
    '',
  ].join('\n');

/** The anchor that a Markdown renderer gives the rule's heading. */
function anchor(r: Rule): string {
  return `${r.slug}: ${r.title}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  writeFileSync(join(ROOT, 'docs', 'rules.md'), rulesReference());
