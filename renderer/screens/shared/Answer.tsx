import { type ReactNode, useEffect, useState } from 'react';
import type { Progress } from '../../../shared/contract/requests.ts';
import type { Asked } from '../../state/engine.ts';
import { Fault, FaultLine, Loading } from '../../widgets/States.tsx';

/** An answer that comes sooner than this is drawn at once; outlines that flash say nothing. */
const PATIENCE_MS = 150;

function Patient({ what, progress, onCancel }: { readonly what: string; readonly progress: Progress | undefined; readonly onCancel: () => void }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return late ? <Loading what={what} progress={progress} onCancel={onCancel} /> : <span aria-busy="true" />;
}

/** Draws what was asked for in each of its states; `what` names it while it is waited for. */
export function Answer<T>({
  asked,
  what,
  children,
}: {
  readonly asked: Asked<T> & { readonly again: () => void; readonly cancel: () => void };
  readonly what: string;
  readonly children: (value: T) => ReactNode;
}) {
  const again = (
    <button type="button" className="button" onClick={asked.again}>
      Try again
    </button>
  );
  if (asked.value === undefined) {
    if (asked.status === 'failed') return <Fault error={asked.error} acts={again} />;
    return <Patient what={what} progress={asked.status === 'loading' ? asked.progress : undefined} onCancel={asked.cancel} />;
  }
  return (
    <>
      {asked.status === 'failed' ? (
        <div className="notice-line">
          <FaultLine error={asked.error} />
          <span>What is drawn is from before.</span>
          {again}
        </div>
      ) : null}
      {children(asked.value)}
    </>
  );
}
