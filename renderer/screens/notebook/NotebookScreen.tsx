import { useState } from 'react';
import type { NoteLine } from '../../../shared/views/types.ts';
import { useCase } from '../../state/case.ts';
import { useRequest } from '../../state/engine.ts';
import { useKeys } from '../../state/keys.ts';
import { go, useNavigation } from '../../state/navigation.ts';
import { count, counted, longTime, shortTime } from '../../widgets/format.ts';
import { Kbd } from '../../widgets/Kbd.tsx';
import { State } from '../../widgets/States.tsx';
import { Text } from '../../widgets/Text.tsx';
import { type Column, WindowedTable } from '../../widgets/WindowedTable.tsx';
import { Answer } from '../shared/Answer.tsx';
import { NoteDialog } from '../shared/NoteDialog.tsx';
import { nameOfPerson } from '../shared/places.ts';
import { Subject } from '../shared/Subject.tsx';
import { Tabs } from './Tabs.tsx';
import './notebook.css';

/** What the investigators wrote: append-only, each in the custody log. `write` opens a note on that id, or on the `case`. */
export function NotebookScreen() {
  const summary = useCase((s) => s.summary);
  const params = useNavigation((s) => s.params);
  const set = useNavigation((s) => s.set);
  const asked = useRequest('notes.list', {}, { on: ['annotations'] });
  const writable = summary?.readOnly === false;
  const write = writable ? (): void => set({ write: 'case' }) : undefined;
  useKeys({ n: write });
  const on = params.write === 'case' ? summary?.id : params.write;
  return (
    <>
      <div className="toolbar">
        <h1>Notebook</h1>
        <Tabs here="notebook" />
        <span className="sum clip">
          {asked.value === undefined ? '' : `${counted(asked.value.length, 'note')}, append-only, each in the custody log`}
        </span>
        <span className="grow" />
        <button type="button" className="button" disabled={!writable} onClick={write}>
          Note on the case <Kbd>n</Kbd>
        </button>
      </div>
      <Answer asked={asked} what="Reading the notes">
        {(notes) =>
          notes.length === 0 ? (
            <State
              title="No notes yet"
              acts={
                <button type="button" className="button primary" disabled={!writable} onClick={write}>
                  Write a note <Kbd>n</Kbd>
                </button>
              }
            >
              What an investigator knows and no log shows belongs here: a call that was made, a person who was asked. Notes stand on the case, a
              finding, a wake or an event, and are never edited.
            </State>
          ) : (
            <Notes notes={notes} />
          )
        }
      </Answer>
      {on !== undefined && writable ? (
        <NoteDialog on={on} label={params.write === 'case' ? 'on the case' : `on ${on}`} onClose={() => set({ write: undefined })} />
      ) : null}
    </>
  );
}

function Notes({ notes }: { readonly notes: readonly NoteLine[] }) {
  const caseId = useCase((s) => s.summary?.id);
  const [chosen, setChosen] = useState<string | undefined>(undefined);
  // The latest first: what was written last is what one comes back for.
  const lines = notes.toReversed();
  const at = lines.findIndex((n) => n.id === chosen);
  const move = (to: number): void => setChosen(lines[Math.max(0, Math.min(lines.length - 1, to))]?.id);
  useKeys({ j: () => move(at + 1), k: () => move(at < 0 ? 0 : at - 1), Escape: () => setChosen(undefined) });
  const columns: readonly Column[] = [
    { key: 'when', head: 'When, UTC', cell: (i) => <span className="mono">{shortTime(lines[i]!.at)}</span> },
    {
      key: 'text',
      head: 'Text',
      className: 'note-text',
      cell: (i) => <Text>{(lines[i]?.text ?? '').replace(/\s+/g, ' ')}</Text>,
    },
    { key: 'on', head: 'On', cell: (i) => <On id={lines[i]?.on ?? ''} caseId={caseId} /> },
    { key: 'who', head: 'Who', className: 'ink-2', cell: (i) => <Text>{nameOfPerson(lines[i]?.by ?? '')}</Text> },
    {
      key: 'custody',
      head: 'Custody',
      num: true,
      className: 'wide-only',
      cell: (i) => (
        <button type="button" className="link" onClick={() => go('custody', { entry: String(lines[i]?.custody) })}>
          {count(lines[i]?.custody ?? 0)}
        </button>
      ),
    },
  ];
  const note = lines[at];
  return (
    <>
      <WindowedTable
        label="Notes, the latest first"
        columns={columns}
        length={lines.length}
        rowHeight={32}
        current={at < 0 ? undefined : at}
        onMove={move}
      />
      {note === undefined ? null : (
        <section className="note-whole" aria-label="The chosen note">
          <p className="note-body">
            <Text>{note.text}</Text>
          </p>
          <p className="ink-3 row">
            <Text>{note.by}</Text> {longTime(note.at)} UTC, custody entry {count(note.custody)}, on <On id={note.on} caseId={caseId} />
          </p>
        </section>
      )}
    </>
  );
}

function On({ id, caseId }: { readonly id: string; readonly caseId: string | undefined }) {
  return <Subject id={id} label={id === caseId ? 'the case' : id} />;
}
