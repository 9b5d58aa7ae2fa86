import { bytes as bytesText } from './format.ts';
import { Text } from './Text.tsx';

/** A record as it stands in its source. `bytes`: its length there, which the text's length is not. */
export function RawText({ text, truncated, bytes }: { readonly text: string; readonly truncated: boolean; readonly bytes: number }) {
  return (
    <section>
      <h3 className="heading">
        Raw record
        <span className="end">
          {truncated ? 'verbatim, cut here' : 'verbatim'}, {bytesText(bytes)}
        </span>
      </h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long record scrolls, and scrolling needs the focus */}
      <pre className="raw" tabIndex={0}>
        <Text>{text}</Text>
      </pre>
    </section>
  );
}
