import { type RefObject, useEffect, useId, useState } from 'react';
import type { SearchResult } from '../../shared/views/types.ts';
import { useCase } from '../state/case.ts';
import { useRequest } from '../state/engine.ts';
import { go } from '../state/navigation.ts';
import { Icon } from '../widgets/Icon.tsx';
import { Kbd, Kbds } from '../widgets/Kbd.tsx';
import { FaultLine } from '../widgets/States.tsx';
import { Text } from '../widgets/Text.tsx';
import { commands, placeOf } from './commands.ts';

/** A search is asked when the hand rests this long; below it every keystroke would be a query. */
const REST_MS = 120;
const HITS = 30;
/** What is named stands before what merely happened: of events there are always the most. */
const ORDER: readonly SearchResult['hits'][number]['type'][] = ['identity', 'finding', 'wake', 'source', 'event'];

interface Option {
  readonly id: string;
  readonly what: string;
  readonly label: string;
  readonly sub: string;
  readonly keys: readonly string[];
  readonly run: () => void;
}

/** Whether each typed word begins a word of the label: `exp` and `signed pack` mean `Export a signed package`, `port` does not. */
const begins = (label: string, typed: string): boolean => {
  const words = label.toLowerCase().split(/\s+/);
  return typed.split(/\s+/).every((part) => words.some((word) => word.startsWith(part)));
};

/** Search or run: a combobox, so that the keyboard never leaves the field. */
export function Palette({ input }: { readonly input: RefObject<HTMLInputElement | null> }) {
  const list = useId();
  const open = useCase((s) => s.status) === 'open';
  const [text, setText] = useState('');
  const [asked, setAsked] = useState('');
  const [shown, setShown] = useState(false);
  const [at, setAt] = useState(0);

  useEffect(() => {
    const timer = setTimeout(() => setAsked(text.trim()), REST_MS);
    return () => clearTimeout(timer);
  }, [text]);

  const found = useRequest('search.all', open && shown && asked.length > 1 ? { text: asked, limit: HITS } : undefined, { keep: true });
  const words = text.trim().toLowerCase();
  const runs: Option[] = shown
    ? commands()
        .filter((c) => words === '' || begins(c.label, words) || c.label.toLowerCase().includes(words))
        .map((c) => ({ id: c.id, what: 'run', label: c.label, sub: '', keys: c.keys, run: c.run }))
    : [];
  const hits: Option[] =
    asked.length > 1 && words !== '' && found.value !== undefined
      ? found.value.hits
          .toSorted((a, b) => ORDER.indexOf(a.type) - ORDER.indexOf(b.type))
          .map((hit) => {
            const place = placeOf(hit);
            return {
              id: `${hit.type} ${hit.id}`,
              what: hit.type,
              label: hit.label,
              sub: hit.sub,
              keys: [],
              run: () => go(place.screen, place.params),
            };
          })
      : [];
  // A command that is being typed stands first, so that Enter means the same before and after the hits have come.
  const meant = runs.filter((run) => begins(run.label, words));
  const options = words === '' ? runs : [...meant, ...hits, ...runs.filter((run) => !meant.includes(run))];
  const current = Math.min(at, options.length - 1);

  const leave = (): void => {
    setShown(false);
    setText('');
    setAt(0);
    input.current?.blur();
  };
  const choose = (option: Option | undefined): void => {
    if (option === undefined) return;
    leave();
    option.run();
  };

  return (
    <search className="palette">
      <div className="field">
        <Icon name="search" />
        <input
          ref={input}
          type="text"
          role="combobox"
          aria-label="Search or run a command"
          aria-expanded={shown}
          aria-controls={list}
          aria-autocomplete="list"
          {...(shown && options.length > 0 ? { 'aria-activedescendant': `${list}-${current}` } : {})}
          placeholder="Search or run a command"
          spellCheck={false}
          autoComplete="off"
          value={text}
          onFocus={() => setShown(true)}
          onBlur={() => setShown(false)}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setAt(0);
            setShown(true);
          }}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
              event.preventDefault();
              const step = event.key === 'ArrowDown' ? 1 : -1;
              if (options.length > 0) setAt((current + step + options.length) % options.length);
            } else if (event.key === 'Enter') {
              event.preventDefault();
              choose(options[current]);
            } else if (event.key === 'Escape') {
              event.preventDefault();
              leave();
            }
          }}
        />
        <Kbd>/</Kbd>
      </div>
      {shown ? (
        <div className="palette-list">
          <div id={list} role="listbox" aria-label="Results and commands">
            {options.map((option, i) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field takes the keys
              // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field, which names the current option
              <div
                key={option.id}
                id={`${list}-${i}`}
                role="option"
                aria-selected={i === current}
                ref={i === current ? (node) => node?.scrollIntoView({ block: 'nearest' }) : undefined}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => choose(option)}
              >
                <span className="what">{option.what}</span>
                <span className="clip">
                  <Text>{option.label}</Text>
                </span>
                <span className="clip ink-3 grow">
                  <Text>{option.sub}</Text>
                </span>
                <Kbds keys={option.keys} />
              </div>
            ))}
          </div>
          {open && asked.length > 1 && words !== '' ? (
            <div className="palette-note" role="status">
              {found.status === 'failed' ? (
                <FaultLine error={found.error} />
              ) : found.status === 'loading' ? (
                'Searching'
              ) : hits.length === 0 ? (
                'No event, identity, finding, source or wake holds this text.'
              ) : (
                `${hits.length}${hits.length === HITS ? ' shown, there may be more' : ''} found in ${Math.max(1, Math.round(found.value.took))} ms`
              )}
            </div>
          ) : null}
        </div>
      ) : null}
    </search>
  );
}
