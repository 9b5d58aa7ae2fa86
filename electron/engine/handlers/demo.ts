/** The sample incident from nothing to a verified package: what a new user sees first, and what the journeys walk through. */
import { readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Failure } from '../../../shared/contract/errors.ts';
import { drawSample } from '../../../shared/demo/bundle.ts';
import { HIGHLIGHTS } from '../../../shared/demo/story.ts';
import type { DemoResult } from '../../../shared/views/types.ts';
import type { HandlerContext, Handlers } from '../context.ts';
import { generateKey } from '../evidence/keys.ts';
import { closeCase, type OpenCase } from '../store/open.ts';
import { makeDirectory } from '../system/directories.ts';
import { writeNewFile } from '../system/new-file.ts';
import { createCase } from './create.ts';
import { evidenceHandlers, exportWithKey } from './evidence.ts';
import { runImport } from './import-run.ts';
import { findingLines } from './lookup.ts';

const INVESTIGATOR = 'Sample Investigator <investigator@norrvik.example>';

/** Makes the directory, which must not exist or be empty: the sample never lands among somebody's own files. */
function emptyDirectory(dir: string): string {
  const at = resolve(dir);
  try {
    makeDirectory(at);
    if (readdirSync(at).length > 0) {
      throw new Failure({ code: 'environment', message: 'the directory is not empty', file: dir, advice: 'Name one that does not exist yet.' });
    }
  } catch (e) {
    if (e instanceof Error && 'code' in e && (e.code === 'ENOTDIR' || e.code === 'EEXIST')) {
      throw new Failure({ code: 'environment', message: 'there is a file of that name already', file: dir });
    }
    throw e;
  }
  return at;
}

function writeBundle(dir: string): number {
  const at = emptyDirectory(dir);
  const files = drawSample();
  for (const file of files) {
    const path = join(at, ...file.path.split('/'));
    makeDirectory(dirname(path));
    writeNewFile(path, file.gzip ? gzipSync(file.text) : file.text);
  }
  return files.length;
}

function highlights(open: OpenCase): DemoResult['highlights'] {
  const { lines } = findingLines(open);
  return HIGHLIGHTS.flatMap((h) => {
    const line = lines.find((l) => l.rule === h.rule && l.subject.includes(h.subject));
    return line === undefined ? [] : [{ finding: line.number, text: `${h.rule}: ${h.text}` }];
  });
}

async function runDemo(dir: string, context: HandlerContext): Promise<DemoResult> {
  const at = emptyDirectory(dir);
  const bundle = join(at, 'bundle');
  const files = writeBundle(bundle);
  if (context.state.open !== undefined) closeCase(context.state.open);
  context.state.open = undefined;
  const open = await createCase(join(at, 'norrvik.case'), { title: 'Norrvik Ferries, March 2026', investigator: INVESTIGATOR });
  context.state.open = open;
  const report = await runImport(open, [bundle], { analyse: true }, context);
  context.checkCancelled();
  // The key lives in this process and nowhere else: the sample shows how a package is made, it proves nobody's word.
  const made = await exportWithKey(open, generateKey(), { out: at, sources: 'include' }, context);
  const signers = join(at, 'allowed_signers');
  writeNewFile(signers, `${made.allowedSigners}\n`);
  const verification = await evidenceHandlers['evidence.verify']({ file: made.file, signers }, context);
  return {
    dir: bundle,
    files,
    records: report.sources.reduce((n, s) => n + s.read, 0),
    caseDir: open.dir,
    packageFile: made.file,
    verification,
    highlights: highlights(open),
  };
}

export const demoHandlers = {
  'demo.bundle': ({ dir }) => ({
    dir: resolve(dir),
    files: writeBundle(dir),
    records: undefined,
    caseDir: undefined,
    packageFile: undefined,
    verification: undefined,
    highlights: [],
  }),
  'demo.run': async ({ dir }, context) => {
    const done = await runDemo(dir, context);
    context.push({ type: 'caseChanged', what: ['case', 'sources', 'analysis', 'custody'] });
    return done;
  },
} satisfies Partial<Handlers>;
