import { type FormEvent, useId, useState } from 'react';
import { useNavigation } from '../../state/navigation.ts';
import { Dialog } from '../../widgets/Dialog.tsx';
import { PathField } from '../shared/PathField.tsx';

/** Which package, and what the auditor holds apart from it: the signers they trust, an earlier package. */
export function VerifyDialog({ onClose }: { readonly onClose: () => void }) {
  const form = useId();
  const set = useNavigation((s) => s.set);
  const [file, setFile] = useState('');
  const [signers, setSigners] = useState('');
  const [previous, setPrevious] = useState('');
  const [again, setAgain] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (file.trim() === '') return;
    const given = (text: string): string | undefined => (text.trim() === '' ? undefined : text.trim());
    set({ verify: file.trim(), signers: given(signers), previous: given(previous), again: again ? 'yes' : undefined, package: undefined });
  };
  return (
    <Dialog
      title="Verify a package"
      onClose={onClose}
      footer={
        <>
          <span className="ink-2">Nothing is written to the package.</span>
          <span className="grow" />
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" form={form} className="button primary" disabled={file.trim() === ''}>
            Verify
          </button>
        </>
      }
    >
      <form id={form} className="stack" onSubmit={submit}>
        <PathField label="Package" required value={file} onChange={setFile} choice={{ what: 'package', title: 'Package to verify' }} />
        <PathField
          label="Signers you trust"
          hint="Your own allowed_signers file. It never comes from the package; without it nobody can say whose key it is."
          value={signers}
          onChange={setSigners}
          choice={{ what: 'file', title: 'allowed_signers' }}
        />
        <PathField
          label="Earlier package of the same case"
          hint="Its custody log has to be the beginning of this one's."
          value={previous}
          onChange={setPrevious}
          choice={{ what: 'package', title: 'Earlier package' }}
        />
        <label className="row">
          <input type="checkbox" checked={again} onChange={(event) => setAgain(event.currentTarget.checked)} />
          <span>
            Parse the sources again <span className="ink-3">and compare every record; takes as long as the import did</span>
          </span>
        </label>
      </form>
    </Dialog>
  );
}
