import { first } from './0010-first.ts';
import { declaredParts } from './0020-declared-parts.ts';
import { clockDecisions } from './0030-clock-decisions.ts';
import { mappings } from './0040-mappings.ts';
import { dismissals } from './0050-dismissals.ts';
import { findingNumbers } from './0060-finding-numbers.ts';

/** Numbered in tens so that one can be put between two; ascending, asserted where they are applied. */
export const MIGRATIONS: readonly { readonly version: number; readonly sql: string }[] = [
  { version: 10, sql: first },
  { version: 20, sql: declaredParts },
  { version: 30, sql: clockDecisions },
  { version: 40, sql: mappings },
  { version: 50, sql: dismissals },
  { version: 60, sql: findingNumbers },
];

export const SCHEMA_VERSION = MIGRATIONS[MIGRATIONS.length - 1]!.version;
