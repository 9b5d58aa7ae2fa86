import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import type { Asked } from '../../state/engine.ts';
import { ProgressBar } from '../../widgets/ProgressBar.tsx';
import { Fault, FaultLine, Loading, progressText, State, shareOf } from '../../widgets/States.tsx';

/** An answer that comes sooner than these milliseconds is drawn at once; outlines that flash say nothing. */
export const Patience = createContext(150);

/** Beside an answer that can be read meanwhile, a line that comes and goes would only push it about. */
const RENEWED = 6;

function useLate(times = 1): boolean {
  const patience = useContext(Patience) * times;
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), patience);
    return () => clearTimeout(timer);
  }, [patience]);
  return late;
}

type Waited = Asked<unknown> & { readonly cancel: () => void };
const progressOf = (asked: Waited) => (asked.status === 'loading' ? asked.progress : undefined);

function Patient({ what, asked }: { readonly what: string; readonly asked: Waited }) {
  return useLate() ? <Loading what={what} progress={progressOf(asked)} onCancel={asked.cancel} /> : <span aria-busy="true" />;
}

/** Over the last answer, which can still be read while the next one is worked out. */
function Renewed({ what, asked }: { readonly what: string; readonly asked: Waited }) {
  const progress = progressOf(asked);
  return useLate(RENEWED) ? (
    <div className="notice-line" aria-busy="true">
      <span>{what} anew. What is drawn is from before.</span>
      {progress === undefined ? null : (
        <>
          <ProgressBar label={what} width={120} {...shareOf(progress)} />
          <span className="wide-only">{progressText(progress)}</span>
        </>
      )}
      <button type="button" className="button small" onClick={asked.cancel}>
        Cancel
      </button>
    </div>
  ) : null;
}

/** Draws what was asked for in each of its states; `what` names it while it is waited for. */
export function Answer<T>({
  asked,
  what,
  otherwise,
  gone,
  children,
}: {
  readonly asked: Asked<T> & { readonly again: () => void; readonly cancel: () => void };
  readonly what: string;
  /** Where else to go when it cannot be had: beside "Try again", which helps nobody who followed a link to what is not there. */
  readonly otherwise?: ReactNode;
  /** Said where it was there before and is not any more, in place of the failure: a decision may take away what it was about. */
  readonly gone?: string | undefined;
  readonly children: (value: T) => ReactNode;
}) {
  const again = (
    <button type="button" className="button" onClick={asked.again}>
      Try again
    </button>
  );
  const stopped = asked.status === 'failed' && asked.error.code === 'cancelled';
  if (asked.value === undefined) {
    if (stopped)
      return (
        <State title={`${what} was stopped`} acts={again}>
          Nothing in the case has changed.
        </State>
      );
    if (asked.status === 'failed')
      return (
        <Fault
          error={asked.error}
          acts={
            <>
              {again}
              {otherwise}
            </>
          }
        />
      );
    return <Patient what={what} asked={asked} />;
  }
  return (
    <>
      {asked.status === 'failed' ? (
        <div className="notice-line">
          {stopped ? (
            <span>{what} was stopped.</span>
          ) : gone !== undefined && asked.error.code === 'not-found' ? (
            <span role="status">{gone}</span>
          ) : (
            <FaultLine error={asked.error} />
          )}
          <span>What is drawn is from before.</span>
          {gone !== undefined && asked.error.code === 'not-found' ? otherwise : again}
        </div>
      ) : null}
      {asked.status === 'loading' ? <Renewed what={what} asked={asked} /> : null}
      {children(asked.value)}
    </>
  );
}
