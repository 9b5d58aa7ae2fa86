/** Makes a key, an import, a package and a letter where there is no room, and prints what is said of each and what is left there, as one line of JSON. */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDispatcher } from '../../electron/engine/dispatch.ts';
import { handlers } from '../../electron/engine/handlers/all.ts';
import type { Args, RequestName } from '../../shared/contract/requests.ts';

const [disk = '', elsewhere = '', logs = ''] = process.argv.slice(2);
let id = 0;
const dispatcher = createDispatcher(handlers, () => undefined);
const ask = async <K extends RequestName>(name: K, args: Args<K>): Promise<unknown> => {
  const answer = await dispatcher.request({ id: ++id, name, args });
  return answer.type === 'error' ? { error: answer.error } : (answer as { readonly value: unknown }).value;
};

/** All of it, to the last block. */
function fill(): void {
  const piece = Buffer.alloc(4096);
  for (;;) {
    try {
      writeFileSync(join(disk, 'ballast'), piece, { flag: 'a' });
    } catch {
      return;
    }
  }
}

const investigator = 'A <a@example.org>';
const key = join(elsewhere, 'key');
await ask('evidence.keygen', { file: key, passphrase: 'four words of yours' });
await ask('case.create', { dir: join(disk, 'case'), title: 'full', investigator });
await ask('case.close', {});
fill();
const keygen = await ask('evidence.keygen', { file: join(disk, 'k.key'), passphrase: 'four words of yours' });
const opened = await ask('case.open', { dir: join(disk, 'case') });
const imported = await ask('import.run', { paths: [logs] });
await ask('case.create', { dir: join(elsewhere, 'case'), title: 'room', investigator });
await ask('import.run', { paths: [logs] });
const sealing = { keyFile: key, passphrase: 'four words of yours', sources: 'include' as const };
const exported = await ask('evidence.export', { ...sealing, out: join(disk, 'p.zip') });
const handed = await ask('export.to', { format: 'csv', out: join(disk, 'events.csv') });
const left = readdirSync(disk).sort();
rmSync(join(disk, 'ballast'));
const again = {
  keygen: await ask('evidence.keygen', { file: join(disk, 'k.key'), passphrase: 'four words of yours' }),
  exported: await ask('evidence.export', { ...sealing, out: join(disk, 'p.zip') }),
};
await ask('case.close', {});
process.stdout.write(JSON.stringify({ keygen, opened, imported, exported, handed, left, again }));
