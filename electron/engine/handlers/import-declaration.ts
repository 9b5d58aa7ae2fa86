/**
 * The plan of an import as a bundle.yaml: what was found out and what was set in it is written down, so that it can be looked at, changed,
 * and kept with the bundle, which is then read the same way again.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { formatDuration, formatInstant, type Instant } from '../../../shared/base/instant.ts';
import { Failure } from '../../../shared/contract/errors.ts';
import type { ImportPlan } from '../../../shared/views/types.ts';
import { asFileFailure } from '../bundle/bytes.ts';
import { makeDirectory } from '../system/directories.ts';
import { writeNewFile } from '../system/new-file.ts';

const HEAD = `# What each file of this bundle is, as Tracewake would read it. Lay it at the top of the bundle as bundle.yaml and change what is wrong.
# \`covers\` is the period for which an export was asked; where it stands, silence is evidence. Take the # away and fill it in.
# A channel that the organisation does not have (no pager, no chat) is not asked for by a policy that does not name it.
`;

type Member = ImportPlan['members'][number];

export interface WrittenDeclaration {
  readonly text: string;
  /** What it names and does not lie in the bundle yet; `file` is relative to it. */
  readonly mappings: readonly { readonly file: string; readonly text: string }[];
}

/** A name so written that it means itself. Braces cannot be, and any character stands for them. */
const literal = (name: string): string => name.replaceAll(/[*?[]/g, '[$&]').replaceAll(/[{}]/g, '?');

/** What lies in an archive that was given by itself is named without it, and with it where the archive lies beside bundle.yaml. */
function patternOf(m: Member): string {
  const archive = m.path.slice(Math.max(m.path.lastIndexOf('/'), m.path.lastIndexOf('\\')) + 1);
  const isInside = archive !== '' && !m.name.includes(archive);
  return isInside && !/[{},]/.test(archive) ? `{${literal(archive)}/,}${literal(m.name)}` : literal(m.name);
}

const plain = (text: string): string =>
  /^[A-Za-z][\w./+-]*$/.test(text) && !/^(?:true|false|yes|no|null|on|off)$/i.test(text) ? text : JSON.stringify(text);
const interval = ({ from, to }: { readonly from: Instant; readonly to: Instant }): string =>
  `{from: ${formatInstant(from)}, to: ${formatInstant(to)}}`;

/** `dir`: where it is to lie, if that is known; a mapping that lies there already under its name is not written again. */
export function declarationOf(plan: ImportPlan, dir: string | undefined): WrittenDeclaration {
  const { bundle } = plan;
  const mappings = new Mappings(dir);
  const entries: string[] = [];
  const late: string[] = [];
  const seen = new Set<string>();
  for (const m of plan.members) {
    const pattern = patternOf(m);
    if (seen.has(m.name)) {
      entries.push(`  # There is a second file of the name ${comment(JSON.stringify(m.name))}: its folder needs a bundle.yaml of its own.\n`);
      continue;
    }
    seen.add(m.name);
    // The first entry that matches holds, so one that could match another name too comes last.
    (/[{}]/.test(m.name) ? late : entries).push(entryOf(m, JSON.stringify(pattern), mappings));
  }
  const head = [
    ...(bundle?.organisation === undefined ? [] : [`organisation: ${plain(bundle.organisation)}\n`]),
    ...(bundle?.period === undefined ? [] : [`period: ${interval(bundle.period)}\n`]),
  ];
  return { text: [HEAD, ...head, 'sources:\n', ...entries, ...late].join(''), mappings: mappings.written };
}

function entryOf(m: Member, match: string, mappings: Mappings): string {
  const lines = [`  - match: ${match}\n`];
  if (m.leftOut) return `${lines.join('')}    leave out: true\n`;
  if (m.type === undefined) lines.push('    # no adapter knows it: name a type, or a mapping (mapping: FILE.yaml)\n');
  else if (m.mapping !== undefined) lines.push(`    type: ${JSON.stringify(`mapping: ${mappings.fileOf(m.mapping)}`)}    # ${comment(m.why)}\n`);
  else lines.push(`    type: ${plain(m.type)}    # ${comment(m.why)}\n`);
  if (m.system !== undefined) lines.push(`    system: ${plain(m.system)}\n`);
  const parts = m.parts ?? [];
  const channels = parts[0]?.channels ?? m.channels;
  if (channels.length > 0) lines.push(`    channels: [${channels.join(', ')}]\n`);
  if (m.zone !== undefined) lines.push(`    zone: ${plain(m.zone)}\n`);
  if (m.clock !== undefined) {
    const { offset, uncertainty } = m.clock;
    const of = uncertainty === undefined ? '' : `, uncertainty: ${formatDuration(uncertainty)}`;
    lines.push(`    clock: {offset: ${formatDuration(offset)}${of}}\n`);
  }
  const inferred = m.sample?.first === undefined || m.sample.last === undefined ? undefined : { from: m.sample.first, to: m.sample.last };
  const declared = parts.length > 0 ? parts[0]?.covers : m.declared;
  if (declared !== undefined) lines.push(`    covers: ${interval(declared)}\n`);
  else if (inferred !== undefined && parts.length === 0) lines.push(`    # covers: ${interval(inferred)}\n`);
  // Further entries of the same pattern say what is covered of the other channels.
  for (const part of parts.slice(1)) {
    lines.push(`  - match: ${match}\n`);
    if (part.channels.length > 0) lines.push(`    channels: [${part.channels.join(', ')}]\n`);
    if (part.covers !== undefined) lines.push(`    covers: ${interval(part.covers)}\n`);
  }
  return lines.join('');
}

/** The files of the mappings that an import would read by. A bundle that is handed on takes them along. */
class Mappings {
  readonly #dir: string | undefined;
  readonly #files = new Map<string, string>();
  readonly written: { file: string; text: string }[] = [];

  constructor(dir: string | undefined) {
    this.#dir = dir;
  }

  fileOf({ name, text, file }: NonNullable<Member['mapping']>): string {
    if (file !== undefined) return file;
    for (let n = 1; ; n++) {
      const own = `maps/${n === 1 ? name : `${name}-${n}`}.yaml`;
      const there = this.#files.get(own) ?? this.#onDisk(own);
      if (there !== undefined && there !== text) continue;
      if (there === undefined) this.written.push({ file: own, text });
      this.#files.set(own, text);
      return own;
    }
  }

  #onDisk(file: string): string | undefined {
    if (this.#dir === undefined) return undefined;
    try {
      return readFileSync(join(this.#dir, file), 'utf8');
    } catch {
      return undefined;
    }
  }
}

const comment = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, 120);

/** Never over a file that is there. */
export function writeDeclaration(file: string, { text, mappings }: WrittenDeclaration): string {
  write(file, text);
  if (mappings.length > 0) makeDirectory(join(dirname(file), 'maps'));
  for (const m of mappings) write(join(dirname(file), m.file), m.text);
  return file;
}

function write(file: string, text: string): void {
  try {
    writeNewFile(file, text);
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === 'EEXIST')
      throw new Failure({ code: 'environment', message: 'the file is there already and was not written over', file, advice: 'Give another name.' });
    throw asFileFailure(e, file);
  }
}
