/** The textures of the grammar, once for each picture: absence is hatched, unknown is fog, silence is hatched in ink, late is ruled. */
export function Patterns() {
  return (
    <defs>
      <pattern id="tex-absence" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <path d="M0 0V7" stroke="var(--unmet)" strokeWidth="1.1" strokeOpacity="0.55" />
      </pattern>
      <pattern id="tex-gap" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="6" height="6" fill="var(--unmet-soft)" fillOpacity="0.5" />
        <path d="M0 0V6" stroke="var(--unmet)" strokeWidth="1.1" strokeOpacity="0.75" />
      </pattern>
      <pattern id="tex-fog" width="5" height="5" patternUnits="userSpaceOnUse">
        <circle cx="1.25" cy="1.25" r="0.85" fill="var(--unknown)" fillOpacity="0.8" />
        <circle cx="3.75" cy="3.75" r="0.85" fill="var(--unknown)" fillOpacity="0.8" />
      </pattern>
      <pattern id="tex-unknown" width="4" height="4" patternUnits="userSpaceOnUse">
        <rect width="4" height="4" fill="var(--unknown-soft)" />
        <circle cx="1" cy="1" r="0.8" fill="var(--unknown)" />
        <circle cx="3" cy="3" r="0.8" fill="var(--unknown)" />
      </pattern>
      <pattern id="tex-silent" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="4" height="4" fill="var(--surface)" />
        <path d="M0 0V4" stroke="var(--ink-3)" strokeWidth="1.6" />
      </pattern>
      <pattern id="tex-late" width="4" height="8" patternUnits="userSpaceOnUse">
        <rect width="4" height="8" fill="var(--late)" />
        <rect x="2.8" width="1.2" height="8" fill="var(--surface)" />
      </pattern>
    </defs>
  );
}
