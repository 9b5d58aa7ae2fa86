/** How much of a whole is done; `of` undefined says that the whole is not known, and the bar does not pretend. */
export function ProgressBar({
  label,
  done,
  of,
  width = 150,
}: {
  readonly label: string;
  readonly done: number;
  readonly of: number | undefined;
  readonly width?: number | string;
}) {
  const percent = of === undefined || of <= 0 ? undefined : Math.min(100, Math.floor((done / of) * 100));
  return (
    <span
      className={`progress ${percent === undefined ? 'open' : ''}`}
      style={{ width }}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <i style={percent === undefined ? undefined : { width: `${percent}%` }} />
    </span>
  );
}
