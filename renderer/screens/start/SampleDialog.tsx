import { type FormEvent, useId, useState } from 'react';
import { useEngine, useRequest } from '../../state/engine.ts';
import { useJobs } from '../../state/jobs.ts';
import { openSample } from '../../state/sample.ts';
import { Dialog } from '../../widgets/Dialog.tsx';
import { joinPath } from '../../widgets/path.ts';
import { PathField } from '../shared/PathField.tsx';

/** Asks where the sample may be written, and runs it from the raw files to the verified package. */
export function SampleDialog({ onClose }: { readonly onClose: () => void }) {
  const engine = useEngine();
  const form = useId();
  const run = useJobs((s) => s.run);
  const home = useRequest('files.list', {}).value?.dir;
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const dir = typed ?? (home === undefined ? '' : joinPath(home, 'tracewake', 'sample'));

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (dir.trim() === '') return;
    onClose();
    const result = await run(engine, 'demo.run', { dir: dir.trim() }, 'The sample incident');
    if (result !== undefined) await openSample(engine, result);
  };

  return (
    <Dialog
      title="The sample incident"
      onClose={onClose}
      footer={
        <>
          <span className="ink-2">Nothing outside this directory is touched.</span>
          <span className="grow" />
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" form={form} className="button primary" disabled={dir.trim() === ''}>
            Write and open it
          </button>
        </>
      }
    >
      <form id={form} className="stack" onSubmit={(event) => void submit(event)}>
        <PathField
          label="Directory"
          required
          hint="The raw files, the case and its package are written here."
          value={dir}
          onChange={setTyped}
          choice={{ what: 'save', title: 'Where the sample will lie', suggested: dir }}
        />
      </form>
    </Dialog>
  );
}
