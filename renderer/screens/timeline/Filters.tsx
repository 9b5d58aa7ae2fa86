import { type RefObject, useEffect, useRef, useState } from 'react';
import { OUTCOMES } from '../../../shared/model/vocabulary.ts';
import { useRequest } from '../../state/engine.ts';
import { useKeys } from '../../state/keys.ts';
import { useNavigation } from '../../state/navigation.ts';
import { count } from '../../widgets/format.ts';
import { Icon } from '../../widgets/Icon.tsx';
import { Kbd } from '../../widgets/Kbd.tsx';
import { Text } from '../../widgets/Text.tsx';
import { active, chosen, type ListName, toggled } from './filter.ts';

/** The chips of what is filtered, and the chip that opens the choice. `f` opens it, Shift+f drops the last. */
export function Filters() {
  const params = useNavigation((s) => s.params);
  const set = useNavigation((s) => s.set);
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const filters = active(params);
  useKeys({
    f: () => setOpen(true),
    'Shift+f': () => {
      const last = filters.at(-1);
      if (last !== undefined) set({ [last.key]: undefined });
    },
  });
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <>
      {filters.map((f) => (
        <button
          key={f.key}
          type="button"
          className="chip tl-chip"
          title={`Drop the filter: ${f.name} ${f.value}`}
          onClick={() => set({ [f.key]: undefined })}
        >
          {f.name}{' '}
          <b className="clip">
            <Text>{f.value}</Text>
          </b>{' '}
          <Icon name="close" size={10} />
        </button>
      ))}
      <span className="tl-filter">
        <button ref={button} type="button" className="chip dashed" aria-expanded={open} onClick={() => setOpen(!open)}>
          Filter <Kbd>f</Kbd>
        </button>
        {open ? <Choice onClose={close} button={button} /> : null}
      </span>
    </>
  );
}

function Choice({ onClose, button }: { readonly onClose: () => void; readonly button: RefObject<HTMLElement | null> }) {
  const params = useNavigation((s) => s.params);
  const set = useNavigation((s) => s.set);
  const box = useRef<HTMLDivElement>(null);
  // Of the whole case: what is offered must not vanish because something else was chosen.
  const all = useRequest('timeline.overview', { bins: 1 }, { on: ['sources'] });
  useKeys({ Escape: onClose });
  useEffect(() => {
    box.current?.querySelector('input')?.focus();
    const away = (event: PointerEvent): void => {
      if (event.target instanceof Node && box.current?.contains(event.target) !== true && button.current?.contains(event.target) !== true) onClose();
    };
    document.addEventListener('pointerdown', away);
    return () => document.removeEventListener('pointerdown', away);
  }, [onClose, button]);
  const ticks = (title: string, name: ListName, values: readonly { readonly value: string; readonly count: number | undefined }[]) => {
    const on = chosen(params, name);
    return (
      <fieldset className="tl-ticks">
        <legend>{title}</legend>
        <div>
          {values.map((v) => (
            <label key={v.value}>
              <input type="checkbox" checked={on.includes(v.value)} onChange={() => set({ [name]: toggled(params, name, v.value) })} />
              <span className="clip">
                <Text>{v.value}</Text>
              </span>
              {v.count === undefined ? null : <span className="ink-3">{count(v.count)}</span>}
            </label>
          ))}
        </div>
      </fieldset>
    );
  };
  const text = (name: 'search' | 'identity', label: string, hint: string) => (
    <label className="labelled">
      <span>{label}</span>
      <input
        className="input"
        defaultValue={params[name] ?? ''}
        placeholder={hint}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onClose();
          if (event.key !== 'Enter') return;
          set({ [name]: event.currentTarget.value.trim() || undefined });
          onClose();
        }}
        onBlur={(event) => {
          const value = event.currentTarget.value.trim() || undefined;
          if (value !== params[name]) set({ [name]: value });
        }}
      />
    </label>
  );
  return (
    <div ref={box} className="tl-choice" role="dialog" aria-label="Filter the timeline">
      {text('search', 'Text', 'in names, operations, ids, places')}
      {text('identity', 'Identity', 'id or alias: upn:…, email:…')}
      {ticks(
        'Outcome',
        'outcomes',
        OUTCOMES.map((value) => ({ value, count: undefined })),
      )}
      {ticks('System', 'systems', all.value?.systems.map((s) => ({ value: s.system, count: s.count })) ?? [])}
      {ticks('Kind', 'kinds', all.value?.kinds.map((k) => ({ value: k.kind, count: k.count })) ?? [])}
    </div>
  );
}
