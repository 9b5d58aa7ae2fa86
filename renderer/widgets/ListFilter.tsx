import type { Ref } from 'react';
import { Icon } from './Icon.tsx';
import { Kbd } from './Kbd.tsx';

/** The text that a list is narrowed by, above it; `f` leads there, Escape out of it. */
export function ListFilter({
  ref,
  label,
  placeholder,
  value,
  onChange,
}: {
  readonly ref: Ref<HTMLInputElement>;
  readonly label: string;
  readonly placeholder: string;
  readonly value: string | undefined;
  /** `undefined`: nothing stands in it. */
  readonly onChange: (text: string | undefined) => void;
}) {
  return (
    <label className="field list-filter">
      <Icon name="search" size={14} />
      <input
        ref={ref}
        type="search"
        aria-label={label}
        placeholder={placeholder}
        value={value ?? ''}
        onChange={(event) => onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
      <Kbd>f</Kbd>
    </label>
  );
}
