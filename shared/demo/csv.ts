/** One row of a CSV (RFC 4180), with its line end. */
export const gridRow = (cells: readonly string[]): string =>
  `${cells.map((c) => (/[",\n\r]/.test(c) ? `"${c.replaceAll('"', '""')}"` : c)).join(',')}\n`;
