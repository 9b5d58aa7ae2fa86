import { SEVERITIES, type Severity } from '../../shared/model/vocabulary.ts';

/** One to four ink bars: severity is never a colour. The word is always there for a reader, drawn or not. */
export function SeverityBars({ severity, word = true }: { readonly severity: Severity; readonly word?: boolean }) {
  const level = SEVERITIES.indexOf(severity) + 1;
  return (
    <span className="severity" title={word ? undefined : severity}>
      <svg width="14" height="10" viewBox="0 0 14 10" aria-hidden="true">
        {SEVERITIES.map((s, i) => (
          <rect
            key={s}
            x={i * 3.5}
            y={10 - 2.4 * (i + 1)}
            width={2.5}
            height={2.4 * (i + 1)}
            fill={i < level ? 'var(--ink-1)' : 'var(--line-strong)'}
          />
        ))}
      </svg>
      <span className={word ? undefined : 'unseen'}>{severity}</span>
    </span>
  );
}
