/**
 * Imports a directory into a new case on a disk that is nearly full, then frees room and imports again; prints what happened as one line
 * of JSON. The disk is a mount of the process that calls this.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDispatcher } from '../../electron/engine/dispatch.ts';
import { handlers } from '../../electron/engine/handlers/all.ts';
import type { Args, RequestName } from '../../shared/contract/requests.ts';

const [disk = '', logs = '', ballastBytes = '0'] = process.argv.slice(2);
const ballast = join(disk, 'ballast');
const caseDir = join(disk, 'case');
let id = 0;
const dispatcher = createDispatcher(handlers, () => undefined);
const ask = async <K extends RequestName>(name: K, args: Args<K>): Promise<unknown> => {
  const answer = await dispatcher.request({ id: ++id, name, args });
  return answer.type === 'error' ? { error: answer.error } : (answer as { readonly value: unknown }).value;
};

const sources = async (): Promise<unknown> => ({ sources: ((await ask('sources.list', {})) as { readonly sources: unknown }).sources });

writeFileSync(ballast, Buffer.alloc(Number(ballastBytes)));
await ask('case.create', { dir: caseDir, title: 'full', investigator: 'A <a@example.org>' });
const importing = { paths: [logs] };
const full = await ask('import.run', importing);
const closed = await ask('case.close', {});
const opened = await ask('case.open', { dir: caseDir });
const kept = await sources();
rmSync(ballast);
const freed = await ask('import.run', importing);
const after = await sources();
await ask('case.close', {});
process.stdout.write(JSON.stringify({ full, closed, opened, kept, freed, after }));
