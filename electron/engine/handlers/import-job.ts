import { existsSync } from 'node:fs';
import { adapterByType } from '../../../shared/adapters/registry.ts';
import { zoneOf } from '../../../shared/adapters/zone.ts';
import { Failure } from '../../../shared/contract/errors.ts';
import type { ImportOptions } from '../../../shared/contract/requests.ts';
import type { ParseJob } from '../bundle/batch.ts';
import type { Member } from '../bundle/walk.ts';
import type { OpenCase } from '../store/open.ts';

/** What can be seen to be wrong before anything is touched: a path that is not there, an adapter or a zone that does not exist. */
export function checkImport(paths: readonly string[], options: ImportOptions): void {
  if (paths.length === 0) throw new Failure({ code: 'usage', message: 'there is nothing to import: no path was given' });
  for (const path of paths) {
    if (!existsSync(path)) throw new Failure({ code: 'input', message: 'there is no such file or directory', file: path });
  }
  if (options.as !== undefined && adapterByType(options.as) === undefined) {
    throw new Failure({
      code: 'usage',
      message: `there is no adapter ${JSON.stringify(options.as.slice(0, 60))}`,
      advice: 'Leave it out, and the content decides.',
    });
  }
  if (options.zone !== undefined && zoneOf(options.zone) === undefined) {
    throw new Failure({
      code: 'usage',
      message: `there is no time zone ${JSON.stringify(options.zone.slice(0, 60))}`,
      advice: 'Give an IANA name such as Europe/Stockholm, or an offset such as +02:00.',
    });
  }
}

/** What the worker is asked to read. What the user says goes before what bundle.yaml says, that before what the content says. */
export function jobOf(member: Member, options: ImportOptions, known: ReadonlySet<string>): ParseJob {
  const { declared } = member;
  return {
    name: member.name,
    extent: member.extent,
    sha256: undefined,
    known,
    adapter: options.as ?? declared?.type,
    system: declared?.system,
    channels: declared?.channels,
    zone: options.zone ?? declared?.zone,
  };
}

export const sourceHashes = (open: OpenCase): Map<string, number> =>
  new Map(open.reads.all<{ sha256: string; n: number }>('SELECT sha256, n FROM source').map((r) => [r.sha256, r.n]));
