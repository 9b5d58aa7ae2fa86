/** The mappings that an import may read by: of its options, of the case, of the user's own folder. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LARGEST_MAPPING, parseMapping } from '../../../shared/adapters/mapping/parse.ts';
import { adapterByType } from '../../../shared/adapters/registry.ts';
import { Failure } from '../../../shared/contract/errors.ts';
import type { ImportOptions } from '../../../shared/contract/requests.ts';
import { MAPPING_TYPE, type Mapping } from '../../../shared/model/mapping.ts';
import type { MappingsView } from '../../../shared/views/types.ts';
import { asFileFailure } from '../bundle/bytes.ts';
import { badMapping } from '../bundle/declaration.ts';
import type { EngineState, Handlers } from '../context.ts';
import { change } from '../custody/change.ts';
import { keepMapping, listMappings } from '../store/mappings.ts';
import type { OpenCase } from '../store/open.ts';
import { makeDirectory } from '../system/directories.ts';
import { requireCase } from './lookup.ts';

export interface KnownMapping {
  readonly mapping: Mapping;
  readonly text: string;
  readonly sha256: string;
  readonly where: 'option' | 'case' | 'folder' | 'bundle' | 'hand';
  readonly file: string | undefined;
}

/** Far more than a person keeps. */
const MOST_IN_FOLDER = 500;
const FILE = /\.ya?ml$/i;

export const hashOfMapping = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** Throws a Failure `input` with line and column where the text is no mapping. */
export function knownMapping(text: string, where: KnownMapping['where'], file: string | undefined): KnownMapping {
  const parsed = parseMapping(text);
  if (!parsed.ok) throw badMapping(parsed.error, file ?? 'the mapping');
  return { mapping: parsed.value, text, sha256: hashOfMapping(text), where, file };
}

function textOf(file: string): string {
  try {
    const { size } = statSync(file);
    if (size > LARGEST_MAPPING) throw new Failure({ code: 'input', message: 'it is too large to be a mapping', file });
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (e) {
    throw e instanceof Failure ? e : asFileFailure(e, file);
  }
}

export const mappingFromFile = (file: string, where: KnownMapping['where']): KnownMapping => knownMapping(textOf(file), where, file);

export class Mappings {
  /** By name; of two of one name the nearer holds: the option, then the case, then the folder. */
  readonly #byName = new Map<string, KnownMapping>();
  readonly warnings: string[] = [];
  readonly option: KnownMapping | undefined;

  constructor(open: OpenCase, state: EngineState, options: Pick<ImportOptions, 'mapping'>) {
    this.option = options.mapping === undefined ? undefined : mappingFromFile(options.mapping, 'option');
    if (this.option !== undefined) this.#byName.set(this.option.mapping.name, this.option);
    for (const known of ofCase(open)) if (!this.#byName.has(known.mapping.name)) this.#byName.set(known.mapping.name, known);
    for (const known of ofFolder(state.mappings, this.warnings))
      if (!this.#byName.has(known.mapping.name)) this.#byName.set(known.mapping.name, known);
  }

  get all(): readonly KnownMapping[] {
    return [...this.#byName.values()];
  }

  /** That of `mapping:NAME`. */
  byType(type: string | undefined): KnownMapping | undefined {
    return type?.startsWith(MAPPING_TYPE) === true ? this.#byName.get(type.slice(MAPPING_TYPE.length)) : undefined;
  }

  isType(type: string): boolean {
    return adapterByType(type) !== undefined || this.byType(type) !== undefined;
  }
}

function ofCase(open: OpenCase): KnownMapping[] {
  // A mapping of an earlier version may no longer be one; the case keeps its text all the same.
  return listMappings(open).flatMap((m) => {
    const parsed = parseMapping(m.text);
    return parsed.ok ? [{ mapping: parsed.value, text: m.text, sha256: m.sha256, where: 'case' as const, file: undefined }] : [];
  });
}

function ofFolder(folder: string | undefined, warnings: string[]): KnownMapping[] {
  if (folder === undefined) return [];
  let names: string[];
  try {
    names = readdirSync(folder)
      .filter((n) => FILE.test(n))
      .sort();
  } catch {
    return [];
  }
  if (names.length > MOST_IN_FOLDER) warnings.push(`of the ${names.length} files in ${folder} only the first ${MOST_IN_FOLDER} are looked at`);
  const out: KnownMapping[] = [];
  for (const name of names.slice(0, MOST_IN_FOLDER)) {
    const file = join(folder, name);
    try {
      out.push(mappingFromFile(file, 'folder'));
    } catch (e) {
      if (!(e instanceof Failure)) throw e;
      warnings.push(`${file} is left out: ${e.data.message}${e.data.position === undefined ? '' : ` (${e.data.position})`}`);
    }
  }
  return out;
}

function saveToFolder(folder: string | undefined, known: KnownMapping, replace: boolean): string {
  if (folder === undefined) {
    throw new Failure({ code: 'environment', message: 'this host gives no folder for mappings of your own', advice: 'Save it in the case.' });
  }
  const file = join(folder, `${known.mapping.name}.yaml`);
  try {
    makeDirectory(folder, { mode: 0o700 });
    writeFileSync(file, known.text, { flag: replace ? 'w' : 'wx', mode: 0o600 });
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code !== 'EEXIST') throw asFileFailure(e, file);
    if (textOf(file) === known.text) return file;
    throw new Failure({
      code: 'usage',
      message: `there is another mapping named ${known.mapping.name} in your folder`,
      file,
      advice: 'Give this one another name, or replace that one.',
    });
  }
  return file;
}

export const mappingHandlers = {
  'mapping.list'(_args, { state }): MappingsView {
    const warnings: string[] = [];
    const of = (k: KnownMapping, where: 'case' | 'folder') => ({
      name: k.mapping.name,
      title: k.mapping.title,
      where,
      file: k.file,
      text: k.text,
      sha256: k.sha256,
    });
    return {
      folder: state.mappings,
      mappings: [
        ...(state.open === undefined ? [] : ofCase(state.open).map((k) => of(k, 'case'))),
        ...ofFolder(state.mappings, warnings).map((k) => of(k, 'folder')),
      ],
      warnings,
    };
  },
  async 'mapping.save'({ text, to, replace }, { state, push }) {
    const known = knownMapping(text, 'hand', undefined);
    const { name, title } = known.mapping;
    if (to === 'folder') return { name, file: saveToFolder(state.mappings, known, replace === true) };
    const open = requireCase(state);
    const has = listMappings(open).find((m) => m.name === name);
    if (has !== undefined && has.sha256 !== known.sha256 && replace !== true) {
      throw new Failure({
        code: 'usage',
        message: `the case has another mapping named ${name}`,
        advice: 'Give this one another name, or replace that one.',
      });
    }
    if (has?.sha256 !== known.sha256) {
      await change(open, { action: 'mapping.saved', subjects: [open.id], body: { name, title, sha256: known.sha256, text } }, (tx) =>
        keepMapping(tx, { sha256: known.sha256, name, title, text }),
      );
      push({ type: 'caseChanged', what: ['custody'] });
    }
    return { name, file: undefined };
  },
} satisfies Partial<Handlers>;
