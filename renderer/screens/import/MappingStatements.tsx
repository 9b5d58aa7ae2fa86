import { useId } from 'react';
import { fieldOf, MAPPED_FIELDS, type MappedOutput, type Mapping, OUTPUTS, type Output } from '../../../shared/model/mapping.ts';
import { CHANNELS } from '../../../shared/model/vocabulary.ts';
import { ConditionsEditor, Line, Lines } from './Inputs.tsx';
import { ValueEditor } from './MappingValue.tsx';
import { Field } from './Member.tsx';

/** The whole of a mapping: its head, and the statements that are made of a record. Whatever the text can say is edited here. */
export function MappingStatements({
  mapping,
  paths,
  onChange,
}: {
  readonly mapping: Mapping;
  readonly paths: readonly string[];
  readonly onChange: (mapping: Mapping) => void;
}) {
  const list = useId();
  const set = (parts: Partial<Mapping>): void => onChange({ ...mapping, ...parts });
  const setStatement = (i: number, next: MappedOutput): void => set({ read: mapping.read.map((o, k) => (k === i ? next : o)) });
  return (
    <>
      <datalist id={list}>
        {paths.map((path) => (
          <option key={path} value={path} />
        ))}
      </datalist>
      <Head mapping={mapping} list={list} set={set} />
      {mapping.read.map((output, i) => (
        <Statement
          key={i}
          n={i + 1}
          output={output}
          list={list}
          onChange={(next) => setStatement(i, next)}
          onRemove={mapping.read.length < 2 ? undefined : () => set({ read: mapping.read.filter((_, k) => k !== i) })}
        />
      ))}
      <p className="pad">
        <button
          type="button"
          className="button small"
          onClick={() => set({ read: [...mapping.read, { as: 'event', when: undefined, each: undefined, fields: withRequired('event', {}) }] })}
        >
          One more statement
        </button>
      </p>
    </>
  );
}

/** What a statement cannot do without stands there to be filled in. */
const withRequired = (as: Output, fields: MappedOutput['fields']): MappedOutput['fields'] =>
  Object.fromEntries(
    MAPPED_FIELDS[as].flatMap((f) => {
      const value = fields[f.name] ?? (f.required === true ? { path: '' } : undefined);
      return value === undefined ? [] : [[f.name, value]];
    }),
  );

function Head({ mapping, list, set }: { readonly mapping: Mapping; readonly list: string; readonly set: (parts: Partial<Mapping>) => void }) {
  return (
    <div className="mapping-fields">
      <Field label="Name of the mapping" value={mapping.name} placeholder="" commit={(name) => set({ name: name ?? '' })} />
      <Field label="Title" value={mapping.title} placeholder={mapping.name} commit={(title) => set({ title: title ?? mapping.name })} />
      <Field
        label="Version"
        value={String(mapping.version)}
        placeholder="1"
        commit={(text) => {
          const n = Number(text ?? '1');
          if (!Number.isInteger(n) || n < 1) return 'a whole number from 1';
          return set({ version: n });
        }}
      />
      <Field label="System" value={mapping.system ?? ''} placeholder={mapping.name} commit={(system) => set({ system })} />
      <Field
        label="Channels"
        value={mapping.channels?.join(' ') ?? ''}
        placeholder="those of its statements"
        commit={(text) => {
          const words = text?.split(/[\s,]+/).filter((c) => c !== '');
          const channels = words?.flatMap((c) => CHANNELS.find((k) => k === c) ?? []);
          if (channels?.length !== words?.length) return `channels are ${CHANNELS.join(' ')}`;
          return set({ channels });
        }}
      />
      <Field label="Zone of its times" value={mapping.zone ?? ''} placeholder="UTC, or Europe/Oslo" commit={(zone) => set({ zone })} />
      <div className="labelled">
        <span>The records lie in a list</span>
        <Line
          label="The records lie in a list"
          value={mapping.each ?? ''}
          placeholder="no: each record is one"
          list={list}
          commit={(each) => set({ each: each === '' ? undefined : each })}
        />
      </div>
      <div className="labelled">
        <span>It fits records with these columns</span>
        <Lines
          label="It fits records with these columns"
          value={mapping.fits.columns}
          commit={(columns) => set({ fits: { ...mapping.fits, columns } })}
        />
      </div>
      <div className="labelled mapping-fits">
        <span>and with these values</span>
        <ConditionsEditor
          label="It fits where"
          value={mapping.fits.where}
          list={list}
          onChange={(where) => set({ fits: { ...mapping.fits, where: where ?? {} } })}
        />
      </div>
    </div>
  );
}

function Statement({
  n,
  output,
  list,
  onChange,
  onRemove,
}: {
  readonly n: number;
  readonly output: MappedOutput;
  readonly list: string;
  readonly onChange: (output: MappedOutput) => void;
  readonly onRemove: (() => void) | undefined;
}) {
  const setField = (name: string, value: MappedOutput['fields'][string] | undefined): void => {
    const { [name]: _old, ...others } = output.fields;
    onChange({ ...output, fields: value === undefined ? others : { ...output.fields, [name]: value } });
  };
  const rest = MAPPED_FIELDS[output.as].filter((f) => output.fields[f.name] === undefined);
  return (
    <section className="mapping-statement" aria-label={`Statement ${n}`}>
      <div className="mapping-statement-head">
        <label className="row">
          <b>{n}. A record is</b>
          <select
            className="input"
            aria-label={`Statement ${n} is`}
            value={output.as}
            onChange={(event) => {
              const as = OUTPUTS.find((o) => o === event.currentTarget.value) ?? output.as;
              const kept = Object.fromEntries(Object.entries(output.fields).filter(([name]) => fieldOf(as, name) !== undefined));
              onChange({ ...output, as, fields: withRequired(as, kept) });
            }}
          >
            {OUTPUTS.map((o) => (
              <option key={o} value={o}>
                {o}
              </option>
            ))}
          </select>
        </label>
        <span className="row mapping-each">
          <span className="ink-2">for each item of</span>
          <Line
            label={`Statement ${n} for each item of`}
            value={output.each ?? ''}
            placeholder="the record as a whole"
            list={list}
            commit={(each) => onChange({ ...output, each: each === '' ? undefined : each })}
          />
        </span>
        {onRemove === undefined ? null : (
          <button type="button" className="link" onClick={onRemove} aria-label={`Without statement ${n}`}>
            Remove
          </button>
        )}
      </div>
      <div className="mapping-statement-when">
        <span className="ink-2">only where</span>
        <ConditionsEditor label={`Statement ${n} only where`} value={output.when} list={list} onChange={(when) => onChange({ ...output, when })} />
      </div>
      <dl className="mapping-statement-fields">
        {MAPPED_FIELDS[output.as].map((field) => {
          const value = output.fields[field.name];
          if (value === undefined) return null;
          return (
            <div key={field.name}>
              <dt title={field.label}>
                <b>{field.name}</b> <span className="ink-3">{field.label}</span>
              </dt>
              <dd>
                <ValueEditor
                  field={field}
                  value={value}
                  label={`${n} ${field.name}`}
                  list={list}
                  onChange={(next) => setField(field.name, next)}
                  onRemove={() => setField(field.name, undefined)}
                />
              </dd>
            </div>
          );
        })}
      </dl>
      <select
        className="input mapping-add"
        aria-label={`Statement ${n}: add a field`}
        value=""
        onChange={(event) => setField(event.currentTarget.value, { path: '' })}
      >
        <option value="">add a field</option>
        {rest.map((f) => (
          <option key={f.name} value={f.name}>
            {`${f.name}: ${f.label}`}
          </option>
        ))}
      </select>
    </section>
  );
}
