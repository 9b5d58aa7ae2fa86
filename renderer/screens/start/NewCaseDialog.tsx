import { type FormEvent, useId, useState } from 'react';
import { TLP_LEVELS, type TlpLevel } from '../../../shared/model/vocabulary.ts';
import { useCase } from '../../state/case.ts';
import { useEngine, useRequest } from '../../state/engine.ts';
import { go } from '../../state/navigation.ts';
import { Dialog } from '../../widgets/Dialog.tsx';
import { joinPath, slug } from '../../widgets/path.ts';
import { FaultLine } from '../../widgets/States.tsx';
import { PathField } from '../shared/PathField.tsx';

export function NewCaseDialog({ onClose }: { readonly onClose: () => void }) {
  const engine = useEngine();
  const form = useId();
  const create = useCase((s) => s.create);
  const error = useCase((s) => s.error);
  const home = useRequest('files.list', {}).value?.dir;
  const [title, setTitle] = useState('');
  const [typedDir, setTypedDir] = useState<string | undefined>(undefined);
  const [name, setName] = useState('');
  const [mail, setMail] = useState('');
  const [tlp, setTlp] = useState<TlpLevel>('AMBER');
  const [policyFile, setPolicyFile] = useState('');
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const suggested = home === undefined ? '' : joinPath(home, 'tracewake', `${slug(title)}.case`);
  const dir = typedDir ?? suggested;
  const ready = title.trim() !== '' && dir.trim() !== '' && name.trim() !== '';

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (!ready || busy) return;
    setBusy(true);
    const investigator = mail.trim() === '' ? name.trim() : `${name.trim()} <${mail.trim()}>`;
    const made = await create(engine, {
      dir: dir.trim(),
      title: title.trim(),
      investigator,
      tlp,
      policyFile: policyFile.trim() === '' ? undefined : policyFile.trim(),
    });
    setBusy(false);
    if (made) {
      onClose();
      go('import');
    }
  };

  return (
    <Dialog
      title="New case"
      onClose={onClose}
      footer={
        <>
          <span className="ink-2">
            {tried && !ready ? 'A title, a directory and a name are needed.' : 'Its making is the first entry of the custody log.'}
          </span>
          <span className="grow" />
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" form={form} className="button primary" disabled={busy}>
            Make the case
          </button>
        </>
      }
    >
      <form id={form} className="stack" onSubmit={(event) => void submit(event)}>
        <label className="labelled">
          <span>Title</span>
          <input
            className="input"
            value={title}
            aria-required="true"
            aria-invalid={tried && title.trim() === ''}
            placeholder="Payroll diversion, week 10"
            onChange={(event) => setTitle(event.currentTarget.value)}
          />
        </label>
        <PathField
          label="Directory"
          required
          hint="It is made, or has to be empty."
          value={dir}
          onChange={setTypedDir}
          choice={{ what: 'save', title: 'Where the case will lie', suggested }}
        />
        <div className="pair">
          <label className="labelled">
            <span>Investigator</span>
            <input
              className="input"
              value={name}
              aria-required="true"
              aria-invalid={tried && name.trim() === ''}
              autoComplete="name"
              onChange={(event) => setName(event.currentTarget.value)}
            />
          </label>
          <label className="labelled">
            <span>
              Mail address<span className="ink-3 optional"> optional</span>
            </span>
            <input className="input" value={mail} autoComplete="email" onChange={(event) => setMail(event.currentTarget.value)} />
          </label>
        </div>
        <label className="labelled">
          <span>Marking</span>
          <select className="input" value={tlp} onChange={(event) => setTlp(TLP_LEVELS.find((l) => l === event.currentTarget.value) ?? 'AMBER')}>
            {TLP_LEVELS.map((level) => (
              <option key={level} value={level}>
                TLP:{level}
              </option>
            ))}
          </select>
        </label>
        <PathField
          label="Policy"
          hint="Without one the default policy judges."
          value={policyFile}
          onChange={setPolicyFile}
          choice={{ what: 'file', title: 'Policy file' }}
        />
        {error === undefined ? null : <FaultLine error={error} />}
      </form>
    </Dialog>
  );
}
