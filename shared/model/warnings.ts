/** The named warnings of a source in words for a person. A name that is not listed is shown as it is. */
const WORDS: Readonly<Record<string, string>> = {
  'zone-assumed-utc': 'times without a zone; UTC is assumed',
  'unreadable-time': 'times that cannot be read; kept undated',
  'ambiguous-time': 'dates whose day and month could be either, and nothing in the file tells; kept undated',
  'date-order-assumed': 'dates read with the month first on account of their 12-hour clock; nothing in the file tells',
  'clock-shown-twice': 'times that the clock of the zone showed twice, when it was set back; read as the earlier',
  'clock-skipped': 'times that the clock of the zone jumped over, when it was set forward; read by the offset before',
  'windows-1252-assumed': 'the text is no UTF-8 and was read as Windows-1252',
  'not-utf-8': 'bytes that are no letters of the encoding; they read as replacement characters',
  'error-in-a-cell': 'cells that hold an error such as #REF!; read as empty',
  'short-row': 'rows with fewer cells than the header',
  'unknown-kind': 'kinds of events that there are not; kept as other',
};

export const warningWords = (slug: string): string => (Object.hasOwn(WORDS, slug) ? WORDS[slug]! : slug);
