import { useEffect, useState } from 'react';
import type { Conditions } from '../../../shared/model/mapping.ts';

/** A text that is taken when it is left or Enter is pressed, to the letter: a separator may be one space. */
export function Line({
  label,
  value,
  placeholder = '',
  list,
  commit,
}: {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly list?: string | undefined;
  readonly commit: (text: string) => void;
}) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const done = (): void => {
    if (typed !== value) commit(typed);
  };
  return (
    <input
      className="input"
      aria-label={label}
      value={typed}
      placeholder={placeholder}
      list={list}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={done}
      onKeyDown={(event) => {
        if (event.key === 'Enter') done();
      }}
    />
  );
}

/** Several texts, one a line. */
export function Lines({
  label,
  value,
  commit,
}: {
  readonly label: string;
  readonly value: readonly string[];
  readonly commit: (texts: readonly string[]) => void;
}) {
  const text = value.join('\n');
  const [typed, setTyped] = useState(text);
  useEffect(() => setTyped(text), [text]);
  return (
    <textarea
      className="input"
      aria-label={label}
      rows={Math.min(6, Math.max(1, typed.split('\n').length))}
      spellCheck={false}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={() => {
        if (typed !== text) commit(typed.split('\n').filter((line) => line !== ''));
      }}
    />
  );
}

/** Fields and the values that they may have; all of them must fit. */
export function ConditionsEditor({
  label,
  value,
  list,
  onChange,
}: {
  readonly label: string;
  readonly value: Conditions | undefined;
  readonly list: string;
  readonly onChange: (conditions: Conditions | undefined) => void;
}) {
  const entries = Object.entries(value ?? {});
  const set = (next: readonly (readonly [string, readonly string[]])[]): void => onChange(next.length === 0 ? undefined : Object.fromEntries(next));
  return (
    <div className="mapping-conditions">
      {entries.map(([path, values], i) => {
        const put = (entry: readonly [string, readonly string[]]): void => set(entries.map((e, k) => (k === i ? entry : e)));
        return (
          <div key={path} className="mapping-condition">
            <Line label={`${label}: field ${i + 1}`} value={path} list={list} commit={(text) => put([text, values])} />
            <span className="ink-2">is one of</span>
            <Lines
              label={`${label}: values of ${path}`}
              value={values.filter((v) => v !== '')}
              commit={(texts) => put([path, values.includes('') || texts.length === 0 ? [...texts, ''] : texts])}
            />
            <label className="check">
              <input
                type="checkbox"
                checked={values.includes('')}
                onChange={(event) => put([path, event.currentTarget.checked ? [...values, ''] : values.filter((v) => v !== '')])}
              />
              <span>or is not there</span>
            </label>
            <button type="button" className="link" aria-label={`${label}: without ${path}`} onClick={() => set(entries.filter((_, k) => k !== i))}>
              Remove
            </button>
          </div>
        );
      })}
      <AddOne
        label={`${label}: add a field`}
        placeholder="add a condition: a column or a path"
        list={list}
        add={(path) => {
          if (!entries.some(([p]) => p === path)) set([...entries, [path, ['*']]]);
        }}
      />
    </div>
  );
}

function AddOne({
  label,
  placeholder,
  list,
  add,
}: {
  readonly label: string;
  readonly placeholder: string;
  readonly list: string;
  readonly add: (text: string) => void;
}) {
  const [round, setRound] = useState(0);
  return (
    <Line
      key={round}
      label={label}
      value=""
      placeholder={placeholder}
      list={list}
      commit={(text) => {
        if (text.trim() !== '') add(text);
        setRound((r) => r + 1);
      }}
    />
  );
}
