/** Findings that somebody decided on or wrote a note on, and that the last analysis found no more. */
import { Failure } from '../../../shared/contract/errors.ts';
import type { Disposition } from '../../../shared/model/vocabulary.ts';
import { findingNumber, numberOfFinding } from '../../../shared/views/findings.ts';
import { labelOf } from '../../../shared/views/text.ts';
import type { GoneFinding } from '../../../shared/views/types.ts';
import { loadIdentity } from '../store/analysis.ts';
import { dispositionsOf, listNotes } from '../store/annotations.ts';
import { judgedAndGone, type NumberedFinding, numberedFinding } from '../store/finding-numbers.ts';
import type { OpenCase } from '../store/open.ts';

/** `since`: only those that the analysis of this custody entry was the first not to find. */
export function goneFindings(open: OpenCase, since?: number): readonly GoneFinding[] {
  return judgedAndGone(open)
    .filter((f) => since === undefined || f.gone === since)
    .map((f) => goneFinding(open, f));
}

function goneFinding(open: OpenCase, f: NumberedFinding): GoneFinding {
  const identity = loadIdentity(open, f.subject);
  const decision = dispositionsOf(open, f.id).at(-1);
  const notes = listNotes(open, f.id).map(({ text, by, at }) => ({ text, by, at }));
  const number = findingNumber(f.number);
  return {
    id: f.id,
    number,
    rule: f.rule,
    subject: identity === undefined ? f.subject : labelOf(identity),
    decision,
    notes,
    custody: f.gone ?? 0,
    text: [`${number} ${f.rule}`, ...judgedBy(decision, notes.length), 'is no longer found'].join(', '),
  };
}

const DECIDED: Readonly<Record<Disposition, string>> = {
  confirmed: 'confirmed by',
  dismissed: 'dismissed by',
  'needs-evidence': 'marked as needing evidence by',
  open: 'opened again by',
};

function judgedBy(decision: { readonly disposition: Disposition; readonly by: string } | undefined, notes: number): string[] {
  const noted = notes === 0 ? [] : [notes === 1 ? 'with a note' : `with ${notes} notes`];
  return decision === undefined ? noted : [`${DECIDED[decision.disposition]} ${decision.by}`, ...noted];
}

/** One that was judged and gone before the case kept numbers: its decisions and notes are all that is left of it. */
function goneUnnumbered(open: OpenCase, id: string): Failure | undefined {
  const said = id.startsWith('f-') ? judgedBy(dispositionsOf(open, id).at(-1), listNotes(open, id).length) : [];
  if (said.length === 0) return undefined;
  return new Failure({
    code: 'not-found',
    message: [id, ...said, 'is no longer found'].join(', '),
    advice: 'What was decided on it: tracewake custody CASE',
  });
}

/** What became of a finding that is named and not found: `undefined` where no analysis ever found it. */
export function goneFailure(open: OpenCase, name: string): Failure | undefined {
  const f = numberedFinding(open, numberOfFinding(name) ?? name);
  if (f === undefined) return goneUnnumbered(open, name);
  if (f.gone === undefined) return undefined;
  const { text } = goneFinding(open, f);
  return new Failure({
    code: 'not-found',
    message: `${text} since the analysis of custody entry ${f.gone}`,
    advice: `What was decided before it: tracewake custody CASE${f.event === undefined ? '' : `; how its event is judged now: tracewake explain CASE --event ${f.event}`}`,
  });
}
