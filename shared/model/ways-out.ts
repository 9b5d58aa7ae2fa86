/** The formats that a case can be handed out in. */

export const WAYS_OUT = ['timesketch', 'ocsf', 'parquet', 'csv', 'navigator', 'stix'] as const;
export type WayOut = (typeof WAYS_OUT)[number];

/** Those that hold a line for each event, so that a filter of the timeline applies; the others are made of the findings. */
export const EVENT_FORMATS: ReadonlySet<WayOut> = new Set<WayOut>(['timesketch', 'ocsf', 'parquet', 'csv']);

/** Timesketch takes both; what the file is called says which. */
export const isJsonLines = (file: string): boolean => /\.(jsonl|ndjson)$/i.test(file);
