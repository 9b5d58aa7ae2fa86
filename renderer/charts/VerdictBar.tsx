import { type BarSegment, barSegments, type Counts } from './verdict-bar.ts';

/** Met is a tint on a solid base line, late ruled, partial half filled, unmet hollow and hatched, unknown stippled. The textures are those of <Patterns/>. */
export function VerdictBar({ counts, width, height = 9 }: { readonly counts: Counts; readonly width: number; readonly height?: number }) {
  return (
    <svg className="verdict-bar" width={width} height={height} aria-hidden="true">
      {barSegments(counts, width).map((s) => (
        <Segment key={s.verdict} segment={s} height={height} />
      ))}
    </svg>
  );
}

function Segment({ segment: { verdict, x, width }, height: h }: { readonly segment: BarSegment; readonly height: number }) {
  const inner = { x: x + 0.5, y: 0.5, width: Math.max(1, width - 1), height: h - 1 };
  switch (verdict) {
    case 'met':
      return (
        <>
          <rect x={x} width={width} height={h} fill="var(--met-soft)" />
          <rect x={x} y={h - 2} width={width} height={2} fill="var(--met)" />
        </>
      );
    case 'late':
      return <rect x={x} width={width} height={h} fill="url(#tex-late)" />;
    case 'partial':
      return (
        <>
          <rect {...inner} fill="none" stroke="var(--partial)" />
          <rect x={x} y={h / 2} width={width} height={h / 2} fill="var(--partial)" />
        </>
      );
    case 'unmet':
      return (
        <>
          <rect {...inner} fill="var(--surface)" />
          <rect {...inner} fill="url(#tex-gap)" stroke="var(--unmet)" />
        </>
      );
    case 'unknown':
      return <rect x={x} width={width} height={h} fill="url(#tex-unknown)" />;
  }
}
