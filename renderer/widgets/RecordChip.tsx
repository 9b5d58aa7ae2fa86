import { createContext, useContext } from 'react';
import { Text } from './Text.tsx';

/** Set once by the frame; so that every citation on every screen opens its record without knowing how. */
export const OpenRecord = createContext<((record: string) => void) | undefined>(undefined);

/** A citation (`s0010:412`): opens the raw record and where it lies. */
export function RecordChip({ record, children }: { readonly record: string; readonly children?: string | undefined }) {
  const open = useContext(OpenRecord);
  return (
    <button type="button" className="cite" onClick={() => open?.(record)} title={`Open record ${record}`}>
      <Text>{children ?? record}</Text>
    </button>
  );
}

/** An evidence request (`ER-01`): a record that no source has, drawn dotted. */
export function RequestChip({ number, onOpen }: { readonly number: string; readonly onOpen?: (() => void) | undefined }) {
  if (onOpen === undefined) return <span className="cite asked">{number}</span>;
  return (
    <button type="button" className="cite asked" onClick={onOpen} title={`Open evidence request ${number}`}>
      {number}
    </button>
  );
}
