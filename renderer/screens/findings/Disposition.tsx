import { type RefObject, useRef, useState } from 'react';
import type { Disposition as Decision } from '../../../shared/model/vocabulary.ts';
import { DISPOSITION_WORDS } from '../../../shared/model/words.ts';
import type { FindingDetail } from '../../../shared/views/types.ts';
import { useCase } from '../../state/case.ts';
import { useAction } from '../../state/engine.ts';
import { say } from '../../state/said.ts';
import { count } from '../../widgets/format.ts';
import { Kbd } from '../../widgets/Kbd.tsx';
import { Segmented } from '../../widgets/Segmented.tsx';
import { FaultLine } from '../../widgets/States.tsx';
import { nameOfPerson } from '../shared/places.ts';

const CHOICES: readonly { readonly value: Decision; readonly label: string }[] = [
  { value: 'open', label: 'Open' },
  { value: 'confirmed', label: 'Confirmed' },
  { value: 'dismissed', label: 'Dismissed' },
  { value: 'needs-evidence', label: 'Needs evidence' },
];

/**
 * The decision on a finding, always with a reason. The draft is the caller's, since `c`, `x` and `e` set it from the list;
 * `record` is handed up so that Ctrl ↵ works from anywhere on the screen.
 */
export function Disposition({
  detail,
  draft,
  onDraft,
  reason,
  recorder,
  onRecorded,
}: {
  readonly detail: FindingDetail;
  readonly draft: Decision;
  readonly onDraft: (as: Decision) => void;
  readonly reason: RefObject<HTMLTextAreaElement | null>;
  readonly recorder: RefObject<(() => void) | undefined>;
  /** The decision is on record, and the keyboard was still here: it is the caller's again. */
  readonly onRecorded: () => void;
}) {
  const section = useRef<HTMLElement>(null);
  const summary = useCase((s) => s.summary);
  const dispose = useAction('finding.dispose');
  const [text, setText] = useState('');
  const [asked, setAsked] = useState(false);
  const readOnly = summary?.readOnly === true;

  const record = async (): Promise<void> => {
    if (readOnly || dispose.state.status === 'busy') return;
    if (text.trim() === '') {
      // Asked for only once somebody tries without: an empty field is no error before.
      setAsked(true);
      reason.current?.focus();
      return;
    }
    const after = await dispose.run({ finding: detail.line.id, as: draft, reason: text.trim() });
    if (after === undefined) return;
    setText('');
    setAsked(false);
    // A button that is busy loses the keyboard to the page; who has meanwhile gone elsewhere is left there.
    const at = document.activeElement;
    if (at === null || at === document.body || section.current?.contains(at) === true) onRecorded();
    const entry = after.history.at(-1)?.custody;
    say(`${detail.line.number} ${DISPOSITION_WORDS[draft]}${entry === undefined ? '' : `, custody entry ${count(entry)}`}`);
  };
  recorder.current = () => void record();
  const by = summary?.investigator === undefined ? 'nobody yet' : nameOfPerson(summary.investigator);
  const becomes = readOnly ? 'The case is open for reading only' : `Custody entry ${count((summary?.custody.entries ?? 0) + 1)}, by ${by}`;

  return (
    <section ref={section} className="disposition" aria-label="Disposition">
      <div className="row">
        <b>Disposition</b>
        <Segmented label="Disposition" value={draft} options={CHOICES} onChange={onDraft} />
        <span className="grow" />
        <span className="ink-3 clip wide-only" title={becomes}>
          {becomes}
        </span>
      </div>
      <div className="row">
        <textarea
          ref={reason}
          className="input"
          aria-label="Reason"
          aria-required="true"
          aria-invalid={asked && text.trim() === ''}
          placeholder="Reason, required. It is kept in the custody log and cannot be edited later."
          disabled={readOnly}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <button type="button" className="button primary" disabled={readOnly || dispose.state.status === 'busy'} onClick={() => void record()}>
          Record <Kbd>Ctrl ↵</Kbd>
        </button>
      </div>
      {asked && text.trim() === '' ? (
        <p className="ink-2" role="alert">
          A decision needs a reason. One sentence is enough.
        </p>
      ) : null}
      {dispose.state.status === 'failed' ? <FaultLine error={dispose.state.error} /> : null}
    </section>
  );
}
