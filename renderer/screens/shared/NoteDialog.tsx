import { useState } from 'react';
import { useAction } from '../../state/engine.ts';
import { useKeys } from '../../state/keys.ts';
import { say } from '../../state/said.ts';
import { Dialog } from '../../widgets/Dialog.tsx';
import { count } from '../../widgets/format.ts';
import { Kbd } from '../../widgets/Kbd.tsx';
import { FaultLine } from '../../widgets/States.tsx';

/** Writes a note on anything that has an id. Notes are appended, never edited: the dialog says so before, not after. */
export function NoteDialog({ on, label, onClose }: { readonly on: string; readonly label: string; readonly onClose: () => void }) {
  const [text, setText] = useState('');
  const add = useAction('notes.add');
  const record = async (): Promise<void> => {
    if (text.trim() === '' || add.state.status === 'busy') return;
    const note = await add.run({ on, text: text.trim() });
    if (note === undefined) return;
    say(`Noted as custody entry ${count(note.custody)}`);
    onClose();
  };
  useKeys({ 'Mod+Enter': () => void record() }, { modal: true });
  return (
    <Dialog
      title="Note"
      sub={<span className="mono ink-3 clip">{label}</span>}
      onClose={onClose}
      footer={
        <>
          <span className="ink-2">Kept in the custody log; it cannot be edited later.</span>
          <span className="grow" />
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="button" className="button primary" disabled={text.trim() === '' || add.state.status === 'busy'} onClick={() => void record()}>
            Record <Kbd>Ctrl ↵</Kbd>
          </button>
        </>
      }
    >
      <label className="labelled">
        <span>Text</span>
        <textarea className="input" rows={6} value={text} onChange={(event) => setText(event.currentTarget.value)} />
      </label>
      {add.state.status === 'failed' ? <FaultLine error={add.state.error} /> : null}
    </Dialog>
  );
}
