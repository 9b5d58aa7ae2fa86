import type { WakeMark } from '../../shared/views/types.ts';

/** The shapes of a wake's marks, centred on the origin, inside 20 × 16. Ink unless the verdict colours them (`currentColor`). */
export function MarkShape({ shape, count }: { readonly shape: WakeMark['shape']; readonly count: number }) {
  const line = { fill: 'var(--surface)', stroke: 'currentColor', strokeWidth: 1.3, strokeLinejoin: 'round' as const };
  const envelope = (
    <>
      {count > 1 ? <rect x={-6} y={-9} width={18} height={12} rx={1.5} {...line} /> : null}
      <rect x={-9} y={-6.5} width={18} height={13} rx={1.5} {...line} />
      <path d="M-8.5 -5.5L0 1.2L8.5 -5.5" {...line} fill="none" />
    </>
  );
  switch (shape) {
    case 'event':
      return (
        <>
          <circle r={8.5} fill="var(--surface)" stroke="currentColor" strokeWidth={1.5} />
          <circle r={4.6} fill="currentColor" />
        </>
      );
    case 'notice':
      return envelope;
    case 'hidden':
      return (
        <>
          {envelope}
          <path d="M-11 8L11 -8" stroke="var(--surface)" strokeWidth={4} />
          <path d="M-11 8L11 -8" stroke="currentColor" strokeWidth={1.8} />
        </>
      );
    case 'bounced':
      return (
        <>
          {envelope}
          <path d="M4 -9L11 -2M11 -9L4 -2" stroke="var(--surface)" strokeWidth={5} />
          <path d="M4.5 -8.5L10.5 -2.5M10.5 -8.5L4.5 -2.5" stroke="currentColor" strokeWidth={1.8} strokeLinecap="round" />
        </>
      );
    case 'ghost':
      return (
        <rect x={-9} y={-6.5} width={18} height={13} rx={1.5} fill="var(--surface)" stroke="currentColor" strokeWidth={1.5} strokeDasharray="3 2" />
      );
    case 'seen':
      return (
        <>
          <path d="M-9 0C-5.5 -6 5.5 -6 9 0C5.5 6 -5.5 6 -9 0z" {...line} />
          <circle r={2.6} fill="currentColor" />
        </>
      );
    case 'acknowledged':
      return (
        <>
          <circle r={7.5} {...line} />
          <path d="M-3.6 0.2L-0.9 3L3.8 -2.9" {...line} fill="none" strokeWidth={1.7} />
        </>
      );
    case 'action':
      return <rect x={-5.5} y={-5.5} width={11} height={11} rx={1} fill="currentColor" />;
    case 'ticket':
      return (
        <>
          <rect x={-6} y={-7.5} width={12} height={15} rx={1.5} {...line} />
          <path d="M-3 -2.5H3M-3 1.5H3" {...line} />
        </>
      );
    case 'certification':
      return (
        <>
          <path d="M0 -8L6.5 -5.5V-0.5C6.5 3.5 3.8 6.2 0 7.8C-3.8 6.2 -6.5 3.5 -6.5 -0.5V-5.5z" {...line} />
          <path d="M-2.8 -0.3L-0.7 1.9L3 -2.6" {...line} fill="none" strokeWidth={1.5} />
        </>
      );
    case 'use':
      return <path d="M0 -7V7" stroke="currentColor" strokeWidth={2} />;
    case 'unknown':
      return (
        <>
          <rect x={-9} y={-7.5} width={18} height={15} rx={2} fill="var(--surface)" stroke="currentColor" strokeWidth={1.3} strokeDasharray="1.3 2" />
          <path
            d="M-2.2 -2.2C-2.2 -3.7 -1.2 -4.6 0 -4.6S2.2 -3.7 2.2 -2.4C2.2 -0.7 0 -0.5 0 1.4"
            fill="none"
            stroke="currentColor"
            strokeWidth={1.4}
          />
          <circle cy={4} r={0.95} fill="currentColor" />
        </>
      );
  }
}
