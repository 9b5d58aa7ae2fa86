import { useId } from 'react';
import { type Choice, choose } from '../../state/chooser.ts';
import { useHost } from '../../state/engine.ts';

/** A path to type or to choose. */
export function PathField({
  label,
  hint,
  value,
  onChange,
  onDone,
  choice,
  required = false,
}: {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly value: string;
  readonly onChange: (path: string) => void;
  /** The path is whole: it was chosen, or the field was left. */
  readonly onDone?: ((path: string) => void) | undefined;
  readonly choice: Choice;
  readonly required?: boolean;
}) {
  const host = useHost();
  const id = useId();
  const pick = async (): Promise<void> => {
    const [path] = await choose(host, { ...choice, suggested: choice.what === 'save' && value !== '' ? value : choice.suggested });
    if (path === undefined) return;
    onChange(path);
    onDone?.(path);
  };
  return (
    <div className="labelled">
      <label htmlFor={id} className="strong">
        {label}
        {required ? '' : <span className="ink-3 optional"> optional</span>}
      </label>
      <span className="row">
        <input
          id={id}
          className="input mono"
          value={value}
          spellCheck={false}
          autoComplete="off"
          aria-required={required}
          aria-describedby={hint === undefined ? undefined : `${id}-hint`}
          onChange={(event) => onChange(event.currentTarget.value)}
          onBlur={(event) => onDone?.(event.currentTarget.value)}
        />
        <button type="button" className="button" onClick={() => void pick()}>
          Choose
        </button>
      </span>
      {hint === undefined ? null : (
        <span id={`${id}-hint`} className="hint">
          {hint}
        </span>
      )}
    </div>
  );
}
