import { Text } from './Text.tsx';

/** As many characters as tell one export of a series from the next: a date, an ordinal, an extension. */
const TAIL = 18;

/** A name on one line of which both ends stay in sight: what is cut is cut in the middle. */
export function Ends({ children }: { readonly children: string }) {
  if (children.length <= TAIL * 2) return <Text>{children}</Text>;
  return (
    <span className="ends" title={children}>
      <span className="clip">
        <Text>{children.slice(0, -TAIL)}</Text>
      </span>
      <span>
        <Text>{children.slice(-TAIL)}</Text>
      </span>
    </span>
  );
}
