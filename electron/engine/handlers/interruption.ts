/**
 * A kill leaves no time to write a custody entry. So an import leaves a line in a small file while it runs; whoever opens the case
 * next finds it and writes the entry: what was being imported, and that nothing of the source in work is in the case.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { change } from '../custody/change.ts';
import { type OpenCase, vaultDir } from '../store/open.ts';
import { listContainers } from '../store/sources.ts';

const fileOf = (open: OpenCase): string => join(open.dir, 'importing.json');

export function markImporting(open: OpenCase, what: { readonly paths: readonly string[]; readonly member: string | undefined }): void {
  writeFileSync(fileOf(open), JSON.stringify({ ...what, by: open.investigator ?? '' }));
}

export function unmarkImporting(open: OpenCase): void {
  rmSync(fileOf(open), { force: true });
}

/** Writes the entry that an import broken off could not write, and removes what it left in the vault. */
export async function noteInterruption(open: OpenCase): Promise<void> {
  if (!existsSync(fileOf(open))) return;
  let said: unknown;
  try {
    said = JSON.parse(readFileSync(fileOf(open), 'utf8'));
  } catch {
    // Broken off while this very file was written: then there is no more to say.
    said = {};
  }
  await change(open, { action: 'import.interrupted', subjects: [], body: said }, () => undefined);
  sweepVault(open);
  unmarkImporting(open);
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
