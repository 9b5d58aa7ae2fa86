import { first } from './0010-first.ts';

/** Numbered in tens so that one can be put between two; ascending, asserted where they are applied. */
export const MIGRATIONS: readonly { readonly version: number; readonly sql: string }[] = [{ version: 10, sql: first }];

export const SCHEMA_VERSION = MIGRATIONS[MIGRATIONS.length - 1]!.version;
