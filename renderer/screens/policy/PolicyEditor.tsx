import { type RefObject, useMemo, useRef } from 'react';

/** What a line is marked with in the margin. */
export type LineMark = 'fault' | 'changed';

/** The line height of the text and of the margin beside it, in pixels; policy.css says the same. */
export const LINE = 18;

/** Plain text with line numbers; a line that differs from the built-in policy or has a mistake is marked beside its number. */
export function PolicyEditor({
  text,
  marks,
  readOnly,
  label,
  field,
  onChange,
}: {
  readonly text: string;
  readonly marks: ReadonlyMap<number, LineMark>;
  readonly readOnly: boolean;
  readonly label: string;
  readonly field?: RefObject<HTMLTextAreaElement | null>;
  readonly onChange: (text: string) => void;
}) {
  const margin = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => text.split('\n').length, [text]);
  return (
    <div className="policy-editor">
      <div className="policy-margin" aria-hidden="true">
        <div ref={margin}>
          {Array.from({ length: lines }, (_, i) => (
            <span key={i} data-mark={marks.get(i + 1)}>
              {i + 1}
            </span>
          ))}
        </div>
      </div>
      <textarea
        ref={field}
        className="mono"
        aria-label={label}
        value={text}
        readOnly={readOnly}
        spellCheck={false}
        autoComplete="off"
        wrap="off"
        onChange={(event) => onChange(event.currentTarget.value)}
        onScroll={(event) => {
          if (margin.current !== null) margin.current.style.transform = `translateY(${-event.currentTarget.scrollTop}px)`;
        }}
      />
    </div>
  );
}

/** Puts the caret on a line (1-based) and brings it into view. */
export function goToLine(field: HTMLTextAreaElement, line: number): void {
  const lines = field.value.split('\n');
  const from = lines.slice(0, line - 1).reduce((n, l) => n + l.length + 1, 0);
  field.focus();
  field.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
  field.scrollTop = Math.max(0, (line - 4) * LINE);
}
