import { useState } from 'react';
import { shortPassphrase } from '../../../shared/contract/passphrase.ts';
import type { KeyInfo } from '../../../shared/views/types.ts';
import { useAction, useRequest } from '../../state/engine.ts';
import { folderOf, joinPath } from '../../widgets/path.ts';
import { Segmented } from '../../widgets/Segmented.tsx';
import { FaultLine } from '../../widgets/States.tsx';
import { PathField } from '../shared/PathField.tsx';

/** The signer's key: one that there is, or a new one. */
export function KeyField({
  keyFile,
  onKeyFile,
  passphrase,
  onPassphrase,
  caseDir,
}: {
  readonly keyFile: string;
  readonly onKeyFile: (file: string) => void;
  readonly passphrase: string;
  readonly onPassphrase: (text: string) => void;
  readonly caseDir: string;
}) {
  // A path that is being typed is no question yet.
  const [looked, setLooked] = useState(keyFile);
  const [mode, setMode] = useState<'existing' | 'new'>('existing');
  return (
    <section className="stack">
      <div className="row">
        <h3>Signer</h3>
        <span className="grow" />
        <Segmented
          label="Key"
          value={mode}
          options={[
            { value: 'existing', label: 'A key you have' },
            { value: 'new', label: 'Make a key' },
          ]}
          onChange={setMode}
        />
      </div>
      {mode === 'existing' ? (
        <>
          <PathField
            label="Key file"
            required
            hint="Ed25519, PKCS#8 or OpenSSH."
            value={keyFile}
            onChange={onKeyFile}
            onDone={setLooked}
            choice={{ what: 'file', title: 'Key file' }}
          />
          {looked.trim() === '' || looked !== keyFile ? null : <Looked file={looked.trim()} />}
          <label className="labelled">
            <span>Passphrase</span>
            <input
              className="input"
              type="password"
              autoComplete="off"
              value={passphrase}
              onChange={(event) => onPassphrase(event.currentTarget.value)}
            />
            <span className="hint">Asked for each seal; kept nowhere.</span>
          </label>
        </>
      ) : (
        <NewKey
          suggested={joinPath(folderOf(caseDir), 'signing.key')}
          onMade={(info, secret) => {
            onKeyFile(info.file);
            setLooked(info.file);
            onPassphrase(secret);
            setMode('existing');
          }}
        />
      )}
    </section>
  );
}

function Looked({ file }: { readonly file: string }) {
  const asked = useRequest('evidence.key', { file });
  if (asked.status === 'failed') return <FaultLine error={asked.error} />;
  if (asked.value === undefined) return null;
  return (
    <p className="key-card">
      <span>{asked.value.encrypted ? 'Ed25519, encrypted' : 'Ed25519, not encrypted'}</span>
      <span className="mono break">{asked.value.fingerprint}</span>
    </p>
  );
}

function NewKey({ suggested, onMade }: { readonly suggested: string; readonly onMade: (info: KeyInfo, passphrase: string) => void }) {
  const [file, setFile] = useState(suggested);
  const [first, setFirst] = useState('');
  const [second, setSecond] = useState('');
  const make = useAction('evidence.keygen');
  const differ = second !== '' && first !== second;
  const short = shortPassphrase(first);
  const ready = file.trim() !== '' && first !== '' && first === second && make.state.status !== 'busy';
  return (
    <>
      <PathField
        label="New key file"
        required
        value={file}
        onChange={setFile}
        choice={{ what: 'save', title: 'Where the key is written', suggested: file }}
      />
      <div className="pair">
        <label className="labelled">
          <span>Passphrase</span>
          <input
            className="input"
            type="password"
            autoComplete="new-password"
            value={first}
            onChange={(event) => setFirst(event.currentTarget.value)}
          />
        </label>
        <label className="labelled">
          <span>Once more</span>
          <input
            className="input"
            type="password"
            autoComplete="new-password"
            aria-invalid={differ}
            value={second}
            onChange={(event) => setSecond(event.currentTarget.value)}
          />
        </label>
      </div>
      {short === undefined ? null : <p className="ink-3">{`${short.charAt(0).toUpperCase()}${short.slice(1)}.`}</p>}
      {differ ? (
        <p className="ink-2" role="alert">
          The two are not the same.
        </p>
      ) : null}
      <p className="ink-3">The key is written encrypted. Keep it apart from the case: who holds both can seal anything in your name.</p>
      {make.state.status === 'failed' ? <FaultLine error={make.state.error} /> : null}
      <div>
        <button
          type="button"
          className="button"
          disabled={!ready}
          onClick={() =>
            void make.run({ file: file.trim(), passphrase: first }).then((info) => {
              if (info !== undefined) onMade(info, first);
            })
          }
        >
          Make the key
        </button>
      </div>
    </>
  );
}
