import { go } from '../../state/navigation.ts';
import { Segmented } from '../../widgets/Segmented.tsx';

/** Two lists of one kind: what was written, and everything that was done. */
export function Tabs({ here }: { readonly here: 'notebook' | 'custody' }) {
  return (
    <Segmented
      label="Which list"
      value={here}
      options={[
        { value: 'notebook', label: 'Notes' },
        { value: 'custody', label: 'Custody log' },
      ]}
      onChange={(value) => go(value)}
    />
  );
}
