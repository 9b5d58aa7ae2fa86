import { useEffect, useRef, useState } from 'react';
import { OUTPUTS } from '../../../shared/model/mapping.ts';
import type { MappingDraft } from '../../../shared/views/types.ts';
import { useAction, useRequest } from '../../state/engine.ts';
import { type Drafting, useImporting } from '../../state/importing.ts';
import { useKeys } from '../../state/keys.ts';
import { useLostFocus } from '../../widgets/focus.ts';
import { Segmented } from '../../widgets/Segmented.tsx';
import { FaultLine } from '../../widgets/States.tsx';
import { Text } from '../../widgets/Text.tsx';
import { Answer } from '../shared/Answer.tsx';
import { MappingColumns } from './MappingColumns.tsx';
import { MappingStatements } from './MappingStatements.tsx';
import { MappingWords } from './MappingWords.tsx';
import { Field } from './Member.tsx';
import { Preview, SampleCounts } from './Preview.tsx';
import './mapping.css';

const askedOf = ({ edits, text, mapping }: Drafting) => (text === undefined ? { edits } : mapping === undefined ? { text } : { text, mapping });

/** A file that no adapter knows: what each column is for, proposed and changed, beside the first records as they will be read. */
export function MappingEditor({ drafting }: { readonly drafting: Drafting }) {
  const { paths, draft, edit } = useImporting();
  const asked = useRequest('import.draft', { paths, name: drafting.name, path: drafting.path, ...askedOf(drafting) }, { keep: true });
  const shown = asked.value;
  const heading = useRef<HTMLElement>(null);
  useLostFocus(heading);
  useKeys({ Escape: () => draft(undefined) });
  return (
    <div className="mapping">
      <div className="notice-line mapping-bar">
        <b className="clip" ref={heading} tabIndex={-1}>
          <Text>{drafting.name}</Text>
        </b>
        {shown === undefined ? null : <Heads drafting={drafting} value={shown} edit={edit} />}
        <span className="grow" />
        {shown === undefined ? null : <Finish drafting={drafting} value={shown} />}
      </div>
      <Answer asked={asked} what="Looking at its columns">
        {(value) => (
          <div className="mapping-body">
            <div className="mapping-roles">
              {value.proposal !== undefined ? (
                <Roles value={value} />
              ) : drafting.asText === true || value.mapping === undefined ? (
                <TextEditor drafting={drafting} value={value} />
              ) : (
                <>
                  <Faults value={value} />
                  <MappingStatements
                    mapping={value.mapping}
                    paths={value.paths ?? []}
                    onChange={(mapping) => draft({ ...drafting, text: drafting.text ?? value.text, mapping })}
                  />
                </>
              )}
            </div>
            <section className="mapping-preview" aria-label="Preview">
              <h2 className="heading">The first records as they will be read</h2>
              {value.sample === undefined ? (
                <p className="ink-2 pad">Nothing can be shown until the mapping can be read.</p>
              ) : (
                <>
                  <SampleCounts sample={value.sample} />
                  <Preview sample={value.sample} label="The first records as they will be read" />
                </>
              )}
            </section>
          </div>
        )}
      </Answer>
    </div>
  );
}

function Heads({
  drafting,
  value,
  edit,
}: {
  readonly drafting: Drafting;
  readonly value: MappingDraft;
  readonly edit: ReturnType<typeof useImporting.getState>['edit'];
}) {
  const { draft } = useImporting();
  if (value.proposal === undefined) {
    const asText = drafting.asText === true || value.mapping === undefined;
    return (
      <>
        <Segmented
          label="How it is edited"
          value={asText ? 'text' : 'statements'}
          options={[
            { value: 'statements', label: 'Statements' },
            { value: 'text', label: 'As text' },
          ]}
          onChange={(to) => draft({ ...drafting, text: value.text, mapping: undefined, asText: to === 'text' })}
        />
        <button
          type="button"
          className="button small"
          title="Proposes a mapping from the columns again; what was changed here is given up"
          onClick={() => draft({ ...drafting, text: undefined, mapping: undefined, asText: undefined })}
        >
          Begin from the columns
        </button>
      </>
    );
  }
  return (
    <>
      <label className="row">
        <span className="ink-2">A record is</span>
        <select
          className="input"
          value={value.proposal.as}
          onChange={(event) =>
            edit({ as: OUTPUTS.find((o) => o === event.currentTarget.value), columns: undefined, words: undefined, constants: undefined })
          }
        >
          {OUTPUTS.map((o) => (
            <option key={o} value={o}>
              {o}
            </option>
          ))}
        </select>
      </label>
      <span className="ink-3 clip">{value.proposal.why}</span>
      <button
        type="button"
        className="button small"
        title="Several statements of a record, lists in it, values put together: all that a mapping can say"
        onClick={() => draft({ ...drafting, text: value.text, asText: false })}
      >
        Statements
      </button>
      <button type="button" className="button small" onClick={() => draft({ ...drafting, text: value.text, asText: true })}>
        As text
      </button>
    </>
  );
}

function Roles({ value }: { readonly value: MappingDraft }) {
  const { drafting, edit } = useImporting();
  const proposal = value.proposal;
  if (proposal === undefined) return null;
  const { mapping } = proposal;
  return (
    <>
      {proposal.notes.map((note) => (
        <p key={note} className="notice-line plan-warning">
          <b>Note</b>
          <Text>{note}</Text>
        </p>
      ))}
      <div className="mapping-fields">
        <Field label="Name of the mapping" value={mapping.name} placeholder="" commit={(name) => edit({ name })} />
        <Field label="System" value={mapping.system ?? ''} placeholder={mapping.name} commit={(system) => edit({ system })} />
        <Field label="Zone of its times" value={drafting?.edits.zone ?? ''} placeholder="UTC, or Europe/Oslo" commit={(zone) => edit({ zone })} />
      </div>
      <Faults value={value} />
      <MappingColumns proposal={proposal} />
      <MappingWords proposal={proposal} />
    </>
  );
}

function Faults({ value }: { readonly value: MappingDraft }) {
  return value.faults.map((f) => (
    <p key={`${f.line}:${f.column}`} className="notice-line" role="alert">
      {value.proposal === undefined ? (
        <b>
          line {f.line}, column {f.column}
        </b>
      ) : null}
      <Text>{f.message}</Text>
      {f.advice === undefined ? null : <Text>{f.advice}</Text>}
      {value.proposal === undefined && value.mapping !== undefined ? (
        <span className="mono ink-3 clip">
          <Text>{value.text.split('\n')[f.line - 1]?.trim() ?? ''}</Text>
        </span>
      ) : null}
    </p>
  ));
}

function TextEditor({ drafting, value }: { readonly drafting: Drafting; readonly value: MappingDraft }) {
  const { draft } = useImporting();
  const [typed, setTyped] = useState(drafting.text ?? '');
  useEffect(() => setTyped(drafting.text ?? ''), [drafting.text]);
  return (
    <>
      <label className="labelled mapping-text">
        <span>Mapping, as docs/mappings.md describes it</span>
        <textarea
          className="input mono"
          aria-label="The mapping as text"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onBlur={() => draft({ ...drafting, text: typed })}
        />
      </label>
      <Faults value={value} />
    </>
  );
}

/** The mapping holds for this file at once; it goes into the case with the import, and into the user's own folder only where that is asked for. */
function Finish({ drafting, value }: { readonly drafting: Drafting; readonly value: MappingDraft }) {
  const { setMember, draft } = useImporting();
  const [keep, setKeep] = useState(false);
  const save = useAction('mapping.save');
  const known = useRequest('mapping.list', {});
  const folder = known.value?.folder;
  const ready = value.faults.length === 0 && value.name !== undefined;
  const use = async (): Promise<void> => {
    if (!ready) return;
    if (keep && (await save.run({ text: value.text, to: 'folder', replace: true })) === undefined) return;
    setMember({ name: drafting.name, path: drafting.path }, { mapping: value.text, as: undefined, leaveOut: undefined });
    draft(undefined);
  };
  return (
    <>
      {save.state.status === 'failed' ? <FaultLine error={save.state.error} /> : null}
      {folder === undefined ? null : (
        <label className="row" title={`${folder}/${value.name ?? ''}.yaml`}>
          <input type="checkbox" checked={keep} onChange={(event) => setKeep(event.currentTarget.checked)} />
          <span>Keep for next time</span>
        </label>
      )}
      <button type="button" className="button" onClick={() => draft(undefined)}>
        Cancel
      </button>
      <button type="button" className="button primary" disabled={!ready || save.state.status === 'busy'} onClick={() => void use()}>
        Use this mapping
      </button>
    </>
  );
}
