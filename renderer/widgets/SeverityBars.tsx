import { SEVERITIES, type Severity } from '../../shared/model/vocabulary.ts';

/** One to four ink bars: severity is never a colour. */
export function SeverityBars({ severity, word = true }: { readonly severity: Severity; readonly word?: boolean }) {
  const level = SEVERITIES.indexOf(severity) + 1;
  return (
    <span className="severity">
      <svg width="14" height="10" viewBox="0 0 14 10" {...(word ? { 'aria-hidden': true } : { role: 'img', 'aria-label': severity })}>
        {word ? null : <title>{severity}</title>}
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
      {word ? <span>{severity}</span> : null}
    </span>
  );
}
