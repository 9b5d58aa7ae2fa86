/** 16 px line icons, drawn on a 16 × 16 box with 1.4 px strokes. Always decorative: the word stands beside it or in the label. */
const PATHS = {
  sources:
    'M2.5 4.25C2.5 3.3 5 2.5 8 2.5s5.5.8 5.5 1.75S11 6 8 6 2.5 5.2 2.5 4.25zm0 0v7.5c0 .95 2.5 1.75 5.5 1.75s5.5-.8 5.5-1.75v-7.5M2.5 8c0 .95 2.5 1.75 5.5 1.75S13.5 8.95 13.5 8',
  timeline: 'M2 4h5.5M10 4h4M2 8h8.5M13 8h1M2 12h2.5M7 12h7',
  wakes: 'M2.5 3l4 5-4 5M6.5 3l4 5-4 5M10.5 3l4 5-4 5',
  findings: 'M3.5 14V2.5M3.5 3h8.5l-2 3 2 3H3.5',
  identities: 'M5.3 5.5a2.7 2.7 0 1 0 5.4 0a2.7 2.7 0 1 0-5.4 0zM2.8 13.5c.5-2.7 2.5-4 5.2-4s4.7 1.3 5.2 4',
  graph:
    'M2 8a1.6 1.6 0 1 0 3.2 0A1.6 1.6 0 1 0 2 8zM10.8 3.7a1.6 1.6 0 1 0 3.2 0a1.6 1.6 0 1 0-3.2 0zM10.8 12.3a1.6 1.6 0 1 0 3.2 0a1.6 1.6 0 1 0-3.2 0zM5.2 7.6c3 0 2.6-3.9 5.6-3.9M5.2 8.4c3 0 2.6 3.9 5.6 3.9',
  notebook: 'M4 2.5h9v11H4zM2.5 5H4M2.5 8H4M2.5 11H4M6.5 5.5h4M6.5 8h4',
  evidence: 'M8 1.8l5 1.7v4.3c0 3.2-2.1 5.2-5 6.4-2.9-1.2-5-3.2-5-6.4V3.5zM5.7 7.9l1.7 1.7 3-3.3',
  policy: 'M2.5 4l1.3 1.3L6.2 2.8M2.5 9l1.3 1.3 2.4-2.5M8.5 4.2h5M8.5 9.2h5M2.8 13.3h10.7',
  matrix: 'M2.5 2.5h11v11h-11zM2.5 6.2h11M2.5 9.8h11M6.2 2.5v11M9.8 2.5v11',
  questions: 'M2.5 3h11v8h-6l-3 2.7V11h-2zM6.4 5.9C6.4 5.1 7.1 4.6 8 4.6s1.6.5 1.6 1.3c0 .9-1.6 1-1.6 1.9M8 9.3v.1',
  search: 'M2.8 7a4.2 4.2 0 1 0 8.4 0a4.2 4.2 0 1 0-8.4 0zM10.2 10.2L14 14',
  theme: 'M2.5 8a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0-11 0zM8 2.5v11M10 3.2v9.6M12 4.5v7',
  offline: 'M2 2l12 12M5.2 8.8A4 4 0 0 1 8 7.7M10.3 8.3l.8.6M2.8 6.3A7.5 7.5 0 0 1 5 4.9M7.2 4.3a7.5 7.5 0 0 1 6 2M7.6 12h.8',
  help: 'M2.3 8a5.7 5.7 0 1 0 11.4 0a5.7 5.7 0 1 0-11.4 0zM6.5 6.4C6.5 5.5 7.15 4.9 8 4.9s1.5.6 1.5 1.4c0 1-1.5 1.1-1.5 2.1M8 10.7v.1',
  close: 'M4 4l8 8M12 4l-8 8',
  folder: 'M2 4.5c0-.6.4-1 1-1h3.2l1.5 1.7H13c.6 0 1 .4 1 1v5.8c0 .6-.4 1-1 1H3c-.6 0-1-.4-1-1z',
  file: 'M4 2h5l3 3v9H4zM9 2v3h3',
  package: 'M2.5 5L8 2.2 13.5 5v6L8 13.8 2.5 11zM2.5 5L8 7.8 13.5 5M8 7.8v6',
  case: 'M2.5 5.5h11v8h-11zM6 5.5v-2h4v2M2.5 9h11',
  up: 'M8 13V3.5M4 7.2L8 3.3l4 3.9',
  lock: 'M3.5 7.5h9v6h-9zM5.5 7.5v-2a2.5 2.5 0 0 1 5 0v2',
  check: 'M3 8.5l3.3 3.3L13 4.8',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  plus: 'M8 3v10M3 8h10',
  chevron: 'M6 3.5L10.5 8 6 12.5',
} as const;
export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.4}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The mark: three bow waves, the last one broken. */
export function Mark({ size = 20 }: { readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="var(--accent)"
      strokeLinejoin="round"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <path d="M2 4l5 6-5 6" strokeWidth={2.2} stroke="var(--ink-1)" />
      <path d="M7.5 4l5 6-5 6" strokeWidth={2} />
      <path d="M13 4l5 6-5 6" strokeWidth={1.6} strokeDasharray="2.6 2.6" />
    </svg>
  );
}
