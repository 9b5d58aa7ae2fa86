import type { ReactNode } from 'react';
import { useCase } from '../../state/case.ts';
import { go } from '../../state/navigation.ts';
import { counted } from '../../widgets/format.ts';
import { State } from '../../widgets/States.tsx';

/**
 * Where a screen has nothing since there is no event in the case: that nothing was imported, or that nothing of it was read, and what leads on.
 * It is no statement about the evidence. Otherwise `children`, which may be one.
 */
export function NothingRead({ holds, children }: { readonly holds: string; readonly children: ReactNode }) {
  const counts = useCase((s) => s.summary?.counts);
  const importing = (
    <button type="button" className="button primary" onClick={() => go('import')}>
      Import
    </button>
  );
  if (counts === undefined || counts.events > 0) return children;
  if (counts.sources === 0) {
    return (
      <State title="Nothing was imported yet" acts={importing}>
        {holds}
      </State>
    );
  }
  return (
    <State
      title="No event was read yet"
      acts={
        <>
          <button type="button" className="button primary" onClick={() => go('sources')}>
            Look at the sources
          </button>
          <button type="button" className="button" onClick={() => go('import')}>
            Import more
          </button>
        </>
      }
    >
      {counts.sources === 1 ? 'The one source of this case gave no' : `None of the ${counted(counts.sources, 'source')} of this case gave an`} event:
      no adapter read it as a log of events. {holds}
    </State>
  );
}
