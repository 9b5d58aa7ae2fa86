import { useId } from 'react';
import { ADAPTER_NAMES } from '../../../shared/model/adapters.ts';
import { useImporting } from '../../state/importing.ts';

export function Options() {
  const { zone, as, keep, set, plan } = useImporting();
  const names = useId();
  return (
    <section className="section stack">
      <h2 className="heading import-heading">How to read them</h2>
      <label className="labelled">
        <span>Zone of times without one</span>
        <input
          className="input"
          value={zone}
          placeholder="UTC, or Europe/Oslo"
          spellCheck={false}
          onChange={(event) => set({ zone: event.currentTarget.value })}
          onBlur={plan}
        />
        <span className="hint">bundle.yaml in a folder decides for its own files.</span>
      </label>
      <label className="labelled">
        <span>Read as</span>
        <input
          className="input mono"
          value={as}
          list={names}
          placeholder="by content"
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => {
            const name = event.currentTarget.value;
            set({ as: name });
            // A name that is whole, or taken from the list, is a question; one that is being typed is none yet.
            if (ADAPTER_NAMES.some((known) => known === name)) plan();
          }}
          onBlur={plan}
        />
        <datalist id={names}>
          {ADAPTER_NAMES.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <span className="hint">One kind of log for all chosen files: type or choose its name. Empty: each by its content.</span>
      </label>
      <fieldset className="choices">
        <legend>Original files</legend>
        <label className="choice">
          <input type="radio" name="keep" checked={keep === 'copy'} onChange={() => set({ keep: 'copy' })} />
          <span>
            <span>Keep a copy in the case</span>
            <span>by its hash, once</span>
          </span>
        </label>
        <label className="choice">
          <input type="radio" name="keep" checked={keep === 'reference'} onChange={() => set({ keep: 'reference' })} />
          <span>
            <span>Leave them where they are</span>
            <span>hashed again on every read</span>
          </span>
        </label>
      </fieldset>
    </section>
  );
}
