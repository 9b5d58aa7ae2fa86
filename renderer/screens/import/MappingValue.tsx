import { useState } from 'react';
import { type MappedField, type MappedValue, namespaces, TIME_FORMATS } from '../../../shared/model/mapping.ts';
import { ConditionsEditor, Line, Lines } from './Inputs.tsx';

const SOURCES = { path: 'column', value: 'always', template: 'text with columns', first: 'the first of', all: 'all of' } as const;
type Source = keyof typeof SOURCES;

const sourceOf = (v: MappedValue): Source =>
  v.first !== undefined ? 'first' : v.all !== undefined ? 'all' : v.template !== undefined ? 'template' : v.value !== undefined ? 'value' : 'path';
const isAlias = (f: MappedField): boolean => ['alias', 'aliases', 'party', 'parties'].includes(f.type);
const takesSeveral = (f: MappedField): boolean => ['aliases', 'parties', 'texts'].includes(f.type);

/** Without the keys that are not set: what is absent is said by absence. */
function withParts(value: MappedValue, parts: Partial<Record<keyof MappedValue, unknown>>): MappedValue {
  return Object.fromEntries(Object.entries({ ...value, ...parts }).filter(([, v]) => v !== undefined)) as MappedValue;
}

/** The same value from elsewhere; what is done with it stays. */
function fromSource(value: MappedValue, source: Source): MappedValue {
  const { path, value: constant, template, first, all, ...rest } = value;
  const one = path ?? constant ?? template ?? '';
  const parts = first ?? all ?? [{ path: one }];
  switch (source) {
    case 'first':
      return { ...rest, first: parts };
    case 'all':
      return { ...rest, all: parts };
    case 'path':
      return { ...rest, path: one === '' ? (parts[0]?.path ?? '') : one };
    case 'value':
      return { ...rest, value: one };
    case 'template':
      return { ...rest, template: template ?? (one === '' ? '' : `\${${one}}`) };
  }
}

/** One value of a statement: where it comes from, and what is done with it. Values of values are edited alike. */
export function ValueEditor({
  field,
  value,
  label,
  list,
  onChange,
  onRemove,
}: {
  readonly field: MappedField;
  readonly value: MappedValue;
  readonly label: string;
  /** The datalist of columns. */
  readonly list: string;
  readonly onChange: (value: MappedValue) => void;
  readonly onRemove: () => void;
}) {
  const set = (parts: Partial<Record<keyof MappedValue, unknown>>): void => onChange(withParts(value, parts));
  const source = sourceOf(value);
  const done = doneWith(value);
  const [open, setOpen] = useState(false);
  const items = value.first ?? value.all;
  const setItems = (next: readonly MappedValue[]): void => set(source === 'first' ? { first: next } : { all: next });
  return (
    <div className="mapping-value">
      <div className="mapping-source">
        <select
          className="input"
          aria-label={`${label} comes from`}
          value={source}
          onChange={(event) => onChange(fromSource(value, event.currentTarget.value as Source))}
        >
          {(Object.keys(SOURCES) as Source[])
            .filter((s) => s !== 'all' || takesSeveral(field) || source === 'all')
            .map((s) => (
              <option key={s} value={s}>
                {SOURCES[s]}
              </option>
            ))}
        </select>
        {source === 'path' ? (
          <Line label={label} value={value.path ?? ''} list={list} placeholder="a column or a path" commit={(path) => set({ path })} />
        ) : source === 'template' ? (
          <Line label={label} value={value.template ?? ''} placeholder={`\${Date} \${Time}`} commit={(template) => set({ template })} />
        ) : source === 'value' ? (
          field.words === undefined ? (
            <Line label={label} value={value.value ?? ''} commit={(text) => set({ value: text })} />
          ) : (
            <Words label={label} words={field.words} value={value.value ?? ''} onChange={(word) => set({ value: word })} />
          )
        ) : (
          <span className="ink-2">{items?.length ?? 0} values, below</span>
        )}
        <button type="button" className="link" aria-expanded={open} aria-label={`What is done with ${label}`} onClick={() => setOpen(!open)}>
          {done === '' ? 'more' : done}
        </button>
        <button type="button" className="link" aria-label={`Without ${label}`} onClick={onRemove}>
          Remove
        </button>
      </div>
      {items === undefined ? null : (
        <div className="mapping-items">
          {items.map((item, i) => (
            <ValueEditor
              key={i}
              field={field}
              value={item}
              label={`${label} ${i + 1}`}
              list={list}
              onChange={(next) => setItems(items.map((v, k) => (k === i ? next : v)))}
              onRemove={() => setItems(items.filter((_, k) => k !== i))}
            />
          ))}
          <button type="button" className="link" aria-label={`One more for ${label}`} onClick={() => setItems([...items, { path: '' }])}>
            One more
          </button>
        </div>
      )}
      {open ? <Done field={field} value={value} label={label} list={list} set={set} /> : null}
    </div>
  );
}

/** In a few words, so that nothing is hidden by being folded. */
function doneWith(v: MappedValue): string {
  const said = [
    v.as === undefined ? '' : `as ${v.as}`,
    v.format === undefined ? '' : v.format,
    v.zone === undefined ? '' : v.zone,
    v.split === undefined ? '' : `split at ${JSON.stringify(v.split)}`,
    v.after === undefined ? '' : `after ${JSON.stringify(v.after)}`,
    v.before === undefined ? '' : `before ${JSON.stringify(v.before)}`,
    v.case ?? '',
    v.values === undefined ? '' : `${Object.keys(v.values).length} words`,
    v.else === undefined ? '' : `else ${v.else}`,
    v.when === undefined ? '' : `where ${Object.keys(v.when).join(', ')}`,
  ];
  return said.filter((s) => s !== '').join(', ');
}

function Done({
  field,
  value,
  label,
  list,
  set,
}: {
  readonly field: MappedField;
  readonly value: MappedValue;
  readonly label: string;
  readonly list: string;
  readonly set: (parts: Partial<Record<keyof MappedValue, unknown>>) => void;
}) {
  const some = (text: string): string | undefined => (text === '' ? undefined : text);
  return (
    <div className="mapping-done">
      {isAlias(field) || value.as !== undefined ? (
        <label className="labelled">
          <span>Namespace of its ids</span>
          <select
            className="input"
            aria-label={`${label}: namespace`}
            value={value.as ?? ''}
            onChange={(event) => set({ as: some(event.currentTarget.value) })}
          >
            <option value="">told by the value itself</option>
            {namespaces.map((n) => (
              <option key={n} value={n}>
                {n}
              </option>
            ))}
          </select>
        </label>
      ) : null}
      {field.type === 'time' ? (
        <>
          <span className="labelled">
            <span>Format</span>
            <Line
              label={`${label}: format`}
              value={value.format ?? ''}
              placeholder={`${TIME_FORMATS.slice(0, 3).join(', ')}, DD.MM.YYYY HH:mm`}
              commit={(text) => set({ format: some(text) })}
            />
          </span>
          <span className="labelled">
            <span>Zone</span>
            <Line label={`${label}: zone`} value={value.zone ?? ''} placeholder="that of the source" commit={(text) => set({ zone: some(text) })} />
          </span>
        </>
      ) : null}
      {(['split', 'after', 'before'] as const).map((part) => (
        <span key={part} className="labelled">
          <span>{part === 'split' ? 'Split at' : part === 'after' ? 'What stands after' : 'What stands before'}</span>
          <Line label={`${label}: ${part}`} value={value[part] ?? ''} placeholder="nothing" commit={(text) => set({ [part]: some(text) })} />
        </span>
      ))}
      <label className="labelled">
        <span>Letters</span>
        <select
          className="input"
          aria-label={`${label}: letters`}
          value={value.case ?? ''}
          onChange={(event) => set({ case: some(event.currentTarget.value) })}
        >
          <option value="">as they are</option>
          <option value="lower">lower</option>
          <option value="upper">upper</option>
        </select>
      </label>
      {field.words === undefined ? null : <WordTable field={field} value={value} label={label} set={set} />}
      <div className="mapping-done-wide">
        <span className="strong">Only where</span>
        <ConditionsEditor label={`${label} only where`} value={value.when} list={list} onChange={(when) => set({ when })} />
      </div>
    </div>
  );
}

/** The words of a closed list, each with the values that stand for it, one a line; * stands for anything. */
function WordTable({
  field,
  value,
  label,
  set,
}: {
  readonly field: MappedField;
  readonly value: MappedValue;
  readonly label: string;
  readonly set: (parts: Partial<Record<keyof MappedValue, unknown>>) => void;
}) {
  const words = field.words ?? [];
  const table = value.values;
  const entries = Object.entries(table ?? {});
  const setEntries = (next: readonly (readonly [string, readonly string[]])[]): void =>
    set(next.length === 0 && value.else === undefined ? { values: undefined } : { values: Object.fromEntries(next) });
  return (
    <div className="mapping-done-wide">
      <span className="strong">Words, and the values that stand for them, one a line; * is anything</span>
      {entries.map(([word, texts], i) => (
        <div key={word} className="mapping-condition">
          <Words
            label={`${label}: word ${i + 1}`}
            words={words.filter((w) => w === word || table?.[w] === undefined)}
            value={word}
            onChange={(next) => setEntries(entries.map((e, k) => (k === i ? [next, texts] : e)))}
          />
          <Lines
            label={`${label}: values for ${word}`}
            value={texts}
            commit={(next) => setEntries(entries.map((e, k) => (k === i ? [word, next] : e)))}
          />
          <button
            type="button"
            className="link"
            aria-label={`${label}: without ${word}`}
            onClick={() => setEntries(entries.filter((_, k) => k !== i))}
          >
            Remove
          </button>
        </div>
      ))}
      <div className="row">
        <select
          className="input"
          aria-label={`${label}: add a word`}
          value=""
          onChange={(event) => setEntries([...entries, [event.currentTarget.value, []]])}
        >
          <option value="">add a word</option>
          {words
            .filter((w) => table?.[w] === undefined)
            .map((w) => (
              <option key={w} value={w}>
                {w}
              </option>
            ))}
        </select>
        {table === undefined ? null : (
          <label className="row">
            <span className="ink-2">every other value</span>
            <select
              className="input"
              aria-label={`${label}: every other value`}
              value={value.else ?? ''}
              onChange={(event) => set({ else: event.currentTarget.value === '' ? undefined : event.currentTarget.value })}
            >
              <option value="">is not known, and counted</option>
              <option value="ignore">leaves the record out</option>
              {words.map((w) => (
                <option key={w} value={w}>
                  {w}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
    </div>
  );
}

function Words({
  label,
  words,
  value,
  onChange,
}: {
  readonly label: string;
  readonly words: readonly string[];
  readonly value: string;
  readonly onChange: (word: string) => void;
}) {
  return (
    <select className="input" aria-label={label} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
      {words.includes(value) ? null : <option value={value}>{value === '' ? 'choose a word' : value}</option>}
      {words.map((w) => (
        <option key={w} value={w}>
          {w}
        </option>
      ))}
    </select>
  );
}
