import { type FormEvent, useId, useState } from 'react';
import { useCase } from '../state/case.ts';
import { useAction, useEngine } from '../state/engine.ts';
import { say } from '../state/said.ts';
import { Dialog } from '../widgets/Dialog.tsx';
import { FaultLine } from '../widgets/States.tsx';

/** Who works here now: the name under which everything from here on goes into the custody log. */
export function InvestigatorDialog({ current, onClose }: { readonly current: string | undefined; readonly onClose: () => void }) {
  const engine = useEngine();
  const refresh = useCase((s) => s.refresh);
  const form = useId();
  const [who, setWho] = useState(current ?? '');
  const name = useAction('case.investigator');
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (who.trim() === '') return;
    if ((await name.run({ investigator: who.trim() })) === undefined) return;
    await refresh(engine);
    say(`What is done from here on is done by ${who.trim()}`);
    onClose();
  };
  return (
    <Dialog
      title="Investigator"
      onClose={onClose}
      footer={
        <>
          <span className="ink-2">What was done before keeps the name it was done under.</span>
          <span className="grow" />
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" form={form} className="button primary" disabled={who.trim() === '' || name.state.status === 'busy'}>
            Go on as this
          </button>
        </>
      }
    >
      <form id={form} className="stack" onSubmit={(event) => void submit(event)}>
        <label className="labelled">
          <span>Name and mail address</span>
          <input
            className="input"
            value={who}
            placeholder="R. Adeyemi <r.adeyemi@halden.example>"
            onChange={(event) => setWho(event.currentTarget.value)}
          />
          <span className="hint">It signs every decision and note in the custody log.</span>
        </label>
        {name.state.status === 'failed' ? <FaultLine error={name.state.error} /> : null}
      </form>
    </Dialog>
  );
}
