/**
 * A kill leaves no time to write a custody entry. So an import leaves a line in a small file while it runs; whoever opens the case
 * next finds it and writes the entry: what was being imported, and that nothing of the source in work is in the case.
 */
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { instant, parseInstant } from '../../../shared/base/instant.ts';
import type { CaseSummary } from '../../../shared/views/types.ts';
import { change } from '../custody/change.ts';
import { lastOf } from '../custody/log.ts';
import { asFailure } from '../store/failures.ts';
import { isHeld } from '../store/lock.ts';
import { type OpenCase, vaultDir } from '../store/open.ts';
import { listContainers } from '../store/sources.ts';

const fileOf = (open: OpenCase): string => join(open.dir, 'importing.json');

export function markImporting(open: OpenCase, what: { readonly paths: readonly string[]; readonly member: string | undefined }): void {
  try {
    writeFileSync(fileOf(open), JSON.stringify({ ...what, by: open.investigator ?? '' }));
  } catch (e) {
    // A full disk leaves it empty: the import that it speaks of has not begun.
    rmSync(fileOf(open), { force: true });
    throw asFailure(e, open.dir);
  }
}

export const isMarked = (open: OpenCase): boolean => existsSync(fileOf(open));

export function unmarkImporting(open: OpenCase): void {
  rmSync(fileOf(open), { force: true });
}

function read(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // Broken off while this very file was written: then there is no more to say.
    return {};
  }
}

/** Writes the entry that an import broken off could not write, and removes what it left in the vault. */
export async function noteInterruption(open: OpenCase): Promise<void> {
  if (!existsSync(fileOf(open))) return;
  await change(open, { action: 'import.interrupted', subjects: [], body: read(fileOf(open)) }, () => undefined);
  sweepVault(open);
  unmarkImporting(open);
}

/** What another process is taking in at this moment. */
export function importingBeside(open: OpenCase): CaseSummary['importing'] {
  if (open.readOnly === undefined || !isMarked(open) || !isHeld(open.dir)) return undefined;
  return { paths: pathsOf(read(fileOf(open))) };
}

/** The last import, where it did not come to its end and nothing has been imported since. */
export function interruptedImport(open: OpenCase): CaseSummary['interrupted'] {
  // For who may not write, nobody has written it down yet. While somebody else may, it is no interruption but that one's work.
  if (open.readOnly !== undefined && isMarked(open))
    return isHeld(open.dir) ? undefined : { at: instant(Math.floor(statSync(fileOf(open)).mtimeMs * 1000)), paths: pathsOf(read(fileOf(open))) };
  const last = open.cached('any', 'interrupted', () => lastOf(open, ['import.interrupted', 'import.cancelled', 'source.imported']));
  const at = last?.header.action === 'import.interrupted' ? parseInstant(last.header.ts) : undefined;
  return at === undefined ? undefined : { at, paths: pathsOf(JSON.parse(last!.body)) };
}

function pathsOf(said: unknown): readonly string[] {
  const paths = typeof said === 'object' && said !== null && 'paths' in said ? said.paths : undefined;
  return Array.isArray(paths) ? paths.filter((p): p is string => typeof p === 'string') : [];
}

/** Removes whatever no source refers to. */
export function sweepVault(open: OpenCase): void {
  const vault = vaultDir(open.dir);
  const kept = new Set(listContainers(open).map((c) => c.path));
  for (const entry of readdirSync(vault, { withFileTypes: true })) {
    if (entry.name === 'incoming') rmSync(join(vault, entry.name), { recursive: true, force: true });
    else if (entry.isDirectory() && /^[0-9a-f]{2}$/.test(entry.name)) {
      for (const file of readdirSync(join(vault, entry.name))) {
        if (!kept.has(`${entry.name}/${file}`)) rmSync(join(vault, entry.name, file), { force: true });
      }
    }
  }
}
