/** The states of SCREENS: nothing is shown by a blank. */
import type { ReactNode } from 'react';
import type { TracewakeError } from '../../shared/contract/errors.ts';
import type { Progress } from '../../shared/contract/requests.ts';
import { bytes, clockLeft, count } from './format.ts';
import { ProgressBar } from './ProgressBar.tsx';
import { Text } from './Text.tsx';
import { VerdictGlyph } from './VerdictGlyph.tsx';

/** Empty, or no match, or none known: a sentence, what it means, and what to do. */
export function State({ title, children, acts }: { readonly title: string; readonly children?: ReactNode; readonly acts?: ReactNode }) {
  return (
    <section className="state">
      <h2>{title}</h2>
      {children === undefined ? null : <p>{children}</p>}
      {acts === undefined ? null : <div className="acts">{acts}</div>}
    </section>
  );
}

/** None, unknown: never a zero. */
export function CannotBeSaid({ children, acts }: { readonly children: ReactNode; readonly acts?: ReactNode }) {
  return (
    <section className="state">
      <h2 className="v-unknown">
        <VerdictGlyph verdict="unknown" decorative /> Cannot be said
      </h2>
      <p>{children}</p>
      {acts === undefined ? null : <div className="acts">{acts}</div>}
    </section>
  );
}

const PHASES: Record<Progress['phase'], string> = {
  reading: 'Reading',
  indexing: 'Indexing',
  analysing: 'Judging',
  hashing: 'Hashing',
  packing: 'Packing',
  verifying: 'Verifying',
  writing: 'Writing',
};

/** `1,402,118 records, 0.92 of 1.51 GB, 74,300 a second, 0:12 left`: only what is known. */
export function progressText(p: Progress): string {
  const parts: string[] = [];
  if (p.records !== undefined) parts.push(`${count(p.records.done)}${p.records.of === undefined ? '' : ` of ${count(p.records.of)}`} records`);
  if (p.bytes !== undefined) parts.push(`${bytes(p.bytes.done)}${p.bytes.of === undefined ? '' : ` of ${bytes(p.bytes.of)}`}`);
  if (p.rate !== undefined) parts.push(`${count(Math.round(p.rate))} a second`);
  if (p.secondsLeft !== undefined) parts.push(`${clockLeft(p.secondsLeft)} left`);
  return parts.length === 0 ? PHASES[p.phase] : parts.join(', ');
}

/** What a bar is drawn by: bytes where their whole is known, else records. */
export function shareOf(p: Progress): { readonly done: number; readonly of: number | undefined } {
  if (p.bytes?.of !== undefined) return p.bytes;
  return p.records ?? p.bytes ?? { done: 0, of: undefined };
}

export const phaseWord = (p: Progress): string => PHASES[p.phase];

/** Outlines stand for what is still to come. */
export function Loading({
  what,
  progress,
  onCancel,
}: {
  readonly what: string;
  readonly progress?: Progress | undefined;
  readonly onCancel?: (() => void) | undefined;
}) {
  return (
    <section className="state" aria-busy="true">
      <h2>{what}</h2>
      {progress === undefined ? null : (
        <p className="row">
          <ProgressBar label={what} {...shareOf(progress)} />
          <span>{progressText(progress)}</span>
        </p>
      )}
      <Outlines />
      {onCancel === undefined ? null : (
        <div className="acts">
          <button type="button" className="button small" onClick={onCancel}>
            Cancel
          </button>
        </div>
      )}
    </section>
  );
}

// Widths of outlined rows; uneven, so that nobody takes them for a table that has come.
const WIDTHS = [220, 300, 180, 340, 260, 200] as const;
export function Outlines() {
  return (
    <span className="outlines" aria-hidden="true">
      {WIDTHS.map((w) => (
        <i key={w} style={{ width: w }} />
      ))}
    </span>
  );
}

/** Failures are written without a capital and a full stop, since a terminal shows them behind a colon. */
const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
const whereOf = (error: TracewakeError): string | undefined =>
  error.file === undefined ? error.position : error.position === undefined ? error.file : `${error.file}, ${error.position}`;

/** What happened, at which file and position, and what to do. */
export function Fault({ error, acts }: { readonly error: TracewakeError; readonly acts?: ReactNode }) {
  const where = whereOf(error);
  return (
    <section className="state" role="alert">
      <h2 className="v-unmet">
        <VerdictGlyph verdict="unmet" decorative />
        <Text>{sentence(error.message)}</Text>
      </h2>
      {where === undefined ? null : (
        <p className="mono break">
          <Text>{where}</Text>
        </p>
      )}
      {error.advice === undefined ? null : (
        <p>
          <Text>{sentence(error.advice)}</Text>
        </p>
      )}
      {acts === undefined ? null : <div className="acts">{acts}</div>}
    </section>
  );
}

/** The same on one line, under the control that failed. */
export function FaultLine({ error }: { readonly error: TracewakeError }) {
  const where = whereOf(error);
  return (
    <p className="error-line" role="alert">
      <VerdictGlyph verdict="unmet" size={11} decorative />
      <span>
        <Text>{sentence(error.message)}</Text>
        {where === undefined ? null : (
          <>
            {' '}
            <span className="mono">
              <Text>{where}</Text>
            </span>
          </>
        )}
        {error.advice === undefined ? null : (
          <span className="advice">
            {' '}
            <Text>{sentence(error.advice)}</Text>
          </span>
        )}
      </span>
    </p>
  );
}
