import { useState } from 'react';
import { type Duration, formatDuration, parseDuration } from '../../../shared/base/instant.ts';
import { span } from '../../widgets/format.ts';
import { DecisionDialog } from './DecisionDialog.tsx';

/** Sets the clock of a source: `proposed` is filled in, the user's word holds. Seconds, or an ISO 8601 duration. */
export function ClockDialog({
  source,
  current,
  proposed,
  because,
  onClose,
}: {
  readonly source: string;
  readonly current: Duration;
  readonly proposed: Duration;
  readonly because: string;
  readonly onClose: () => void;
}) {
  const [text, setText] = useState(String(proposed / 1e6));
  const offset = offsetOf(text);
  return (
    <DecisionDialog
      title={`Clock of ${source}`}
      say={`Its times are read with this offset added. What is stored stays as it is. Now: ${current === 0 ? 'no offset' : span(current)}.`}
      deed={offset === undefined ? undefined : { name: 'clock.set', args: { source, offset } }}
      suggestedReason={because}
      onClose={onClose}
    >
      <label className="labelled">
        <span>Offset, in seconds</span>
        <input className="input mono" value={text} spellCheck={false} onChange={(event) => setText(event.currentTarget.value)} />
        <span className="hint" aria-live="polite">
          {offset === undefined
            ? 'Seconds, as in -90 or 12.5, or a duration, as in -PT2M.'
            : offset === 0
              ? 'No offset.'
              : `Its times become ${span(Math.abs(offset) as Duration)} ${offset > 0 ? 'later' : 'earlier'} (${formatDuration(offset)}).`}
        </span>
      </label>
    </DecisionDialog>
  );
}

function offsetOf(text: string): Duration | undefined {
  const plain = text.trim().replace('−', '-');
  if (/^[+-]?\d+(\.\d+)?$/.test(plain)) return Math.round(Number(plain) * 1e6) as Duration;
  return parseDuration(plain);
}
