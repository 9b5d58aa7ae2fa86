import { useEffect, useRef, useState } from 'react';
import type { DirectoryListing } from '../../shared/views/types.ts';
import { type Choice, useChooser } from '../state/chooser.ts';
import { useRequest } from '../state/engine.ts';
import { useKeys } from '../state/keys.ts';
import { Dialog } from '../widgets/Dialog.tsx';
import { bytes } from '../widgets/format.ts';
import { Icon, type IconName } from '../widgets/Icon.tsx';
import { baseName, joinPath } from '../widgets/path.ts';
import { Fault, Loading } from '../widgets/States.tsx';
import { Text } from '../widgets/Text.tsx';
import { Windowed } from '../widgets/Windowed.tsx';

type Entry = DirectoryListing['entries'][number];

const ICONS: Record<Entry['kind'], IconName> = { directory: 'folder', file: 'file', case: 'case', package: 'package' };
const ROW = 28;

const picks = (what: Choice['what'], entry: Entry): boolean => {
  switch (what) {
    case 'sources':
      return true;
    case 'file':
      return entry.kind === 'file' || entry.kind === 'package';
    case 'package':
      return entry.kind === 'package' || entry.kind === 'file';
    case 'case':
      return entry.kind === 'case';
    case 'folder':
    case 'save':
      return false;
  }
};
const enters = (entry: Entry, what: Choice['what']): boolean => entry.kind === 'directory' || (entry.kind === 'case' && what !== 'case');

/** The engine's own listing of its machine's files: nothing is uploaded, paths are handed over. */
export function OpenChooser() {
  const open = useChooser((s) => s.open);
  return open === undefined ? null : <ChooseDialog choice={open.choice} settle={open.settle} />;
}

const dirOf = (path: string): string | undefined => {
  const cut = path.slice(0, -baseName(path).length).replace(/(?<=.)[\\/]+$/, '');
  return cut === '' ? undefined : cut;
};

function ChooseDialog({ choice, settle }: { readonly choice: Choice; readonly settle: (paths: readonly string[]) => void }) {
  const { what, title, suggested } = choice;
  const [dir, setDir] = useState<string | undefined>(suggested === undefined ? undefined : what === 'save' ? dirOf(suggested) : suggested);
  const [typed, setTyped] = useState('');
  const [name, setName] = useState(what === 'save' && suggested !== undefined ? baseName(suggested) : '');
  const [current, setCurrent] = useState<number | undefined>(undefined);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const listing = useRequest('files.list', { dir }, { keep: true });
  const value = listing.value;
  const entries = value?.entries ?? [];
  const at = current === undefined ? undefined : entries[current];

  // A place that was only suggested need not be there yet; a place that was typed is answered with what is wrong with it.
  const suggestedDir = useRef(dir);
  useEffect(() => {
    if (listing.status === 'failed' && dir !== undefined && dir === suggestedDir.current) setDir(undefined);
    suggestedDir.current = listing.status === 'loading' ? suggestedDir.current : undefined;
  }, [listing.status, dir]);

  // The keyboard begins in the list, as soon as there is one.
  const list = useRef<HTMLDivElement>(null);
  const listed = entries.length > 0;
  useEffect(() => {
    if (listed && what !== 'save') list.current?.querySelector<HTMLElement>('[role=listbox]')?.focus();
  }, [listed, what]);

  // What is ticked is ticked here: entries of a folder that was left are not carried along unseen.
  useEffect(() => {
    if (value === undefined) return;
    setTyped(value.dir);
    setCurrent(undefined);
    setTicked(new Set());
  }, [value]);

  const tick = (entry: Entry | undefined): void => {
    if (entry === undefined || !picks(what, entry)) return;
    const next = new Set(ticked);
    if (!next.delete(entry.path)) next.add(entry.path);
    setTicked(next);
  };
  const open = (entry: Entry | undefined): void => {
    if (entry === undefined || !entry.readable) return;
    if (enters(entry, what)) setDir(entry.path);
    else if (picks(what, entry)) settle([entry.path]);
  };
  const up = (): void => {
    if (value?.parent !== undefined) setDir(value.parent);
  };
  useKeys(
    {
      Backspace: up,
      'Alt+ArrowUp': up,
      ' ': what === 'sources' ? () => tick(at) : undefined,
    },
    { modal: true },
  );

  const chosen: readonly string[] =
    what === 'sources' && ticked.size > 0
      ? [...ticked]
      : what === 'save'
        ? value !== undefined && name.trim() !== ''
          ? [joinPath(value.dir, name.trim())]
          : []
        : at !== undefined && picks(what, at)
          ? [at.path]
          : what === 'case' && value?.isCase === true
            ? [value.dir]
            : [];

  return (
    <Dialog
      title={title}
      width={640}
      className="chooser"
      onClose={() => settle([])}
      footer={
        <>
          {what === 'folder' || what === 'sources' ? (
            <button type="button" className="button" disabled={value === undefined} onClick={() => value !== undefined && settle([value.dir])}>
              Choose this folder
            </button>
          ) : null}
          <span className="grow" />
          <button type="button" className="button" onClick={() => settle([])}>
            Cancel
          </button>
          {what === 'folder' ? null : (
            <button type="button" className="button primary" disabled={chosen.length === 0} onClick={() => settle(chosen)}>
              {what === 'save' ? 'Choose this name' : chosen.length > 1 ? `Choose ${chosen.length}` : 'Choose'}
            </button>
          )}
        </>
      }
    >
      <form
        className="row chooser-path"
        onSubmit={(event) => {
          event.preventDefault();
          setDir(typed.trim() === '' ? undefined : typed.trim());
        }}
      >
        <button type="button" className="iconbutton" aria-label="To the folder above" disabled={value?.parent === undefined} onClick={up}>
          <Icon name="up" />
        </button>
        <input
          className="input mono"
          aria-label="Folder"
          value={typed}
          spellCheck={false}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <button type="submit" className="button">
          Go
        </button>
      </form>
      {what === 'case' && value?.isCase === true && listing.status !== 'failed' ? (
        <p className="notice-line" role="status">
          <span>
            <b>
              <Text>{baseName(value.dir)}</Text>
            </b>{' '}
            is a case, and this is what lies in it. <i>Choose</i> opens it.
          </span>
        </p>
      ) : null}
      {listing.status === 'failed' ? (
        <Fault
          error={listing.error}
          acts={
            <button type="button" className="button" onClick={() => setDir(undefined)}>
              To the home directory
            </button>
          }
        />
      ) : value === undefined ? (
        <Loading what="Reading the folder" />
      ) : entries.length === 0 ? (
        <p className="chooser-none ink-2">This folder is empty.</p>
      ) : (
        <div className="chooser-list" ref={list}>
          <Windowed
            label={`Entries of ${value.dir}`}
            length={entries.length}
            rowHeight={ROW}
            current={current}
            onMove={(i) => {
              setCurrent(i);
              const entry = entries[i];
              if (what === 'save' && entry?.kind === 'file') setName(entry.name);
            }}
            onOpen={(i) => open(entries[i])}
            rowClass={() => 'chooser-row'}
            row={(i) => {
              const entry = entries[i];
              if (entry === undefined) return null;
              return (
                <>
                  {what === 'sources' ? (
                    <input
                      type="checkbox"
                      tabIndex={-1}
                      aria-label={entry.name}
                      checked={ticked.has(entry.path)}
                      disabled={!entry.readable}
                      onChange={() => tick(entry)}
                    />
                  ) : null}
                  <Icon name={ICONS[entry.kind]} size={14} />
                  <span className={`clip grow ${entry.readable ? '' : 'ink-3'}`}>
                    <Text>{entry.name}</Text>
                    {entry.readable ? null : ' (cannot be read)'}
                  </span>
                  <span className="ink-3 num">{entry.kind === 'directory' ? '' : entry.bytes === undefined ? entry.kind : bytes(entry.bytes)}</span>
                </>
              );
            }}
          />
        </div>
      )}
      {what === 'save' ? (
        <label className="row chooser-name">
          <b>Name</b>
          <input className="input" value={name} spellCheck={false} onChange={(event) => setName(event.currentTarget.value)} />
        </label>
      ) : null}
    </Dialog>
  );
}
