import { useState } from 'react';
import { Icon } from './Icon.tsx';

/** Copies text; says so in its own word, since nothing else on the screen changes. */
export function Copy({ text, label = 'Copy' }: { readonly text: string; readonly label?: string }) {
  const [done, setDone] = useState<boolean | undefined>(undefined);
  return (
    <button
      type="button"
      className="button small"
      onBlur={() => setDone(undefined)}
      onClick={() =>
        void navigator.clipboard.writeText(text).then(
          () => setDone(true),
          () => setDone(false),
        )
      }
    >
      <Icon name={done === true ? 'check' : 'copy'} size={14} />
      <span aria-live="polite">{done === undefined ? label : done ? 'Copied' : 'The system refused the clipboard'}</span>
    </button>
  );
}
