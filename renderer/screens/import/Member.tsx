import { type ReactNode, useEffect, useId, useState } from 'react';
import { formatDuration, formatInstant, parseDuration, parseInstant } from '../../../shared/base/instant.ts';
import type { MemberSettings } from '../../../shared/contract/requests.ts';
import { ADAPTER_NAMES } from '../../../shared/model/adapters.ts';
import { CHANNELS } from '../../../shared/model/vocabulary.ts';
import type { ImportPlan } from '../../../shared/views/types.ts';
import { useRequest } from '../../state/engine.ts';
import { settingsOf, useImporting } from '../../state/importing.ts';
import { interval } from '../../widgets/format.ts';
import { Text } from '../../widgets/Text.tsx';
import { Preview, SampleCounts } from './Preview.tsx';

type Planned = ImportPlan['members'][number];

/** One file of the plan: as what and why, the first records, and everything that can be set otherwise. */
export function Member({ member: m }: { readonly member: Planned }) {
  return (
    <section className="plan-member" aria-label="The chosen file">
      <div className="plan-member-read">
        <h2 className="heading break">
          <Text>{m.name}</Text>
        </h2>
        <dl className="facts">
          <dt>Read as</dt>
          <dd>{m.type === undefined ? 'not read' : <Text>{`${m.title ?? m.type} (${m.type})`}</Text>}</dd>
          <dt>Why</dt>
          <dd>
            <Text>{m.why}</Text>
          </dd>
          <dt>Covers</dt>
          <dd>
            {m.declared === undefined
              ? 'not declared; will be inferred from its records'
              : `${interval(m.declared.from, m.declared.to)} UTC, declared`}
          </dd>
          {m.setByHand.length === 0 ? null : (
            <>
              <dt>Set by you</dt>
              <dd>{m.setByHand.join(', ')}</dd>
            </>
          )}
          {m.warnings.map((w) => (
            <WarningLine key={w} text={w} />
          ))}
        </dl>
        {m.sample === undefined ? null : (
          <>
            <SampleCounts sample={m.sample} />
            <Preview sample={m.sample} label="The first records as they will be read" />
          </>
        )}
      </div>
      <Settings key={`${m.path} ${m.name}`} member={m} />
    </section>
  );
}

function WarningLine({ text }: { readonly text: string }) {
  return (
    <>
      <dt>Note</dt>
      <dd>
        <Text>{text}</Text>
      </dd>
    </>
  );
}

function Settings({ member: m }: { readonly member: Planned }) {
  const { members, setMember, draft } = useImporting();
  const own = settingsOf(members, m);
  const set = (settings: Partial<MemberSettings>): void => setMember(m, settings);
  // Also one that the case, the user's folder or the bundle has: what is changed of it holds for this file.
  const opened = own?.mapping ?? m.mapping?.text;
  const saved = useRequest('mapping.list', {}).value?.mappings ?? [];
  const kept = [...new Set(saved.map((s) => `mapping:${s.name}`))];
  const names = useId();
  const systems = m.system ?? '';
  return (
    <div className="plan-settings stack">
      <h2 className="heading">Set otherwise</h2>
      <Field
        label="Read as"
        value={own?.as ?? ''}
        placeholder={m.type ?? 'by content'}
        list={names}
        commit={(as) => set({ as, mapping: undefined })}
      />
      <datalist id={names}>
        {[...ADAPTER_NAMES, ...kept].map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <div className="row">
        <button type="button" className="button small" onClick={() => draft({ name: m.name, path: m.path, edits: {}, text: opened })}>
          {opened === undefined ? 'Map its columns' : 'Change the mapping'}
        </button>
        {own?.mapping === undefined ? null : (
          <button type="button" className="link" onClick={() => set({ mapping: undefined })}>
            Without it
          </button>
        )}
      </div>
      <Field label="System" value={own?.system ?? ''} placeholder={systems} commit={(system) => set({ system })} />
      <Field
        label="Channels"
        value={own?.channels?.join(' ') ?? ''}
        placeholder={m.channels.join(' ') || 'none'}
        hint={CHANNELS.join(' ')}
        commit={(text) => {
          const channels = text?.split(/[\s,]+/).filter((c) => c !== '');
          if (channels === undefined) return set({ channels: undefined });
          const known = channels.flatMap((c) => CHANNELS.find((k) => k === c) ?? []);
          if (known.length !== channels.length) return 'one of these is no channel';
          return set({ channels: known });
        }}
      />
      <Field label="Zone of times without one" value={own?.zone ?? ''} placeholder={m.zone ?? 'UTC'} commit={(zone) => set({ zone })} />
      <Field
        label="Covers, from and to"
        value={own?.covers === undefined ? '' : `${formatInstant(own.covers.from)} ${formatInstant(own.covers.to)}`}
        placeholder="2026-03-01T00:00Z 2026-04-01T00:00Z"
        commit={(text) => {
          if (text === undefined) return set({ covers: undefined });
          const [from, to] = text.split(/\s+/).map((t) => parseInstant(t));
          if (from === undefined || to === undefined) return 'two times with their zone are needed';
          if (to <= from) return 'it ends before it begins';
          return set({ covers: { from, to } });
        }}
      />
      <Field
        label="Clock: offset and uncertainty"
        value={
          own?.clock === undefined
            ? ''
            : [own.clock.offset, own.clock.uncertainty].flatMap((d) => (d === undefined ? [] : formatDuration(d))).join(' ')
        }
        placeholder="PT0S PT2S"
        hint="The offset is added to every time of the file: -PT90S for a clock that was 90 seconds fast."
        commit={(text) => {
          if (text === undefined) return set({ clock: undefined });
          const [offset, uncertainty] = text.split(/\s+/).map((t) => parseDuration(t));
          if (offset === undefined || (text.split(/\s+/).length > 1 && uncertainty === undefined)) return 'durations look like PT2S or -PT1M30S';
          return set({ clock: { offset, uncertainty } });
        }}
      />
      <label className="check">
        <input type="checkbox" checked={m.leftOut} onChange={(event) => set({ leaveOut: event.currentTarget.checked ? true : undefined })} />
        <span>Leave it out</span>
      </label>
    </div>
  );
}

/** A field that is asked for when it is left or Enter is pressed; empty sets nothing. `commit` gives what is wrong with it. */
export function Field({
  label,
  value,
  placeholder,
  hint,
  list,
  commit,
}: {
  readonly label: string;
  readonly value: string;
  readonly placeholder: string;
  readonly hint?: ReactNode;
  readonly list?: string;
  readonly commit: (text: string | undefined) => unknown;
}) {
  const [typed, setTyped] = useState(value);
  const [fault, setFault] = useState<string | undefined>(undefined);
  const id = useId();
  const setWrong = useImporting((s) => s.setWrong);
  useEffect(() => setTyped(value), [value]);
  const isWrong = fault !== undefined;
  useEffect(() => {
    if (!isWrong) return undefined;
    setWrong(id, true);
    return () => setWrong(id, false);
  }, [isWrong, id, setWrong]);
  const done = (): void => {
    const text = typed.trim();
    if (text === value.trim()) {
      setFault(undefined);
      return;
    }
    const wrong = commit(text === '' ? undefined : text);
    setFault(typeof wrong === 'string' ? wrong : undefined);
  };
  return (
    <label className="labelled">
      <span>{label}</span>
      <input
        className="input"
        value={typed}
        placeholder={placeholder}
        list={list}
        spellCheck={false}
        autoComplete="off"
        aria-invalid={isWrong}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={done}
        onKeyDown={(event) => {
          if (event.key === 'Enter') done();
        }}
      />
      {fault === undefined ? null : (
        <span className="fault" role="alert">
          {fault}
        </span>
      )}
      {hint === undefined ? null : <span className="hint">{hint}</span>}
    </label>
  );
}
