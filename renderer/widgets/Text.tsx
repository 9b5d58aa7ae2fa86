import { visibleParts } from './format.ts';

/**
 * Text that came out of a log. It stays text (React escapes it), it cannot turn the direction of its neighbours (bdi),
 * and characters that would deceive the reader are named instead of obeyed.
 */
export function Text({ children }: { readonly children: string }) {
  const parts = visibleParts(children);
  return (
    <bdi>
      {parts.map((part, i) =>
        part.control ? (
          <span className="control" key={i}>
            {part.text}
          </span>
        ) : (
          part.text
        ),
      )}
    </bdi>
  );
}
