/** The case as one file in the form of another tool: which events, in what order, streamed, under its name only when it is whole. */

import { createHash } from 'node:crypto';
import { basename, resolve } from 'node:path';
import { grouped } from '../../../shared/base/grouped.ts';
import { Failure } from '../../../shared/contract/errors.ts';
import type { TimelineFilter } from '../../../shared/contract/requests.ts';
import type { Finding } from '../../../shared/model/analysis.ts';
import type { CaseEvent, Notice } from '../../../shared/model/facts.ts';
import { EVENT_FORMATS, isJsonLines, type WayOut } from '../../../shared/model/ways-out.ts';
import { labelOf, shortAlias } from '../../../shared/views/text.ts';
import type { HandedOut } from '../../../shared/views/types.ts';
import { FRAMEWORKS } from '../../../shared/wake/frameworks.ts';
import { MOST_SHEET_ROWS, SHEET_HEAD, sheetLine } from '../../../shared/ways-out/csv.ts';
import { navigatorLayer, techniquesOf } from '../../../shared/ways-out/navigator.ts';
import { hasTime, ocsfOf, ocsfOfMail } from '../../../shared/ways-out/ocsf.ts';
import { flatten, type RowLookup } from '../../../shared/ways-out/row.ts';
import { stixBundle } from '../../../shared/ways-out/stix.ts';
import { isDated, TIMESKETCH_HEAD, timesketchCsv, timesketchJson } from '../../../shared/ways-out/timesketch.ts';
import type { HandlerContext, Handlers } from '../context.ts';
import { change } from '../custody/change.ts';
import { TOOL } from '../custody/line.ts';
import { FileSink } from '../evidence/file-sink.ts';
import { analysisInfo, identityOf, listFindings } from '../store/analysis.ts';
import { currentDispositions } from '../store/annotations.ts';
import { eachFact } from '../store/cursors.ts';
import { eventById, eventBySeq } from '../store/events.ts';
import { caseInfo } from '../store/info.ts';
import type { OpenCase } from '../store/open.ts';
import { selectEvents } from '../store/select.ts';
import { EventParquet } from '../ways-out/parquet.ts';
import { expandFilter, identitiesById, requireCase, sourcesByNumber } from './lookup.ts';
import { folderOf } from './target-folder.ts';

type Context = Pick<HandlerContext, 'progress' | 'checkCancelled'>;

/** Written at once: a system call a line would take most of the time. */
const CHUNK = 1 << 20;

/** The file's bytes as they are made, hashed and counted on the way. */
class Out {
  readonly #sink: FileSink;
  readonly #hash = createHash('sha256');
  #parts: string[] = [];
  #held = 0;
  bytes = 0;

  constructor(sink: FileSink) {
    this.#sink = sink;
  }

  text(part: string): Promise<void> | undefined {
    this.#parts.push(part);
    this.#held += part.length;
    return this.#held < CHUNK ? undefined : this.flush();
  }

  async flush(): Promise<void> {
    if (this.#parts.length === 0) return;
    const bytes = Buffer.from(this.#parts.join(''), 'utf8');
    this.#parts = [];
    this.#held = 0;
    await this.raw(bytes);
  }

  async raw(bytes: Uint8Array): Promise<void> {
    this.#hash.update(bytes);
    this.bytes += bytes.length;
    await this.#sink.write(bytes);
  }

  sha256(): string {
    return this.#hash.digest('hex');
  }
}

async function handOut(
  open: OpenCase,
  args: { format: WayOut; out: string; overwrite?: boolean | undefined; filter?: TimelineFilter | undefined },
  context: Context,
): Promise<HandedOut> {
  const started = performance.now();
  if (open.readOnly !== undefined) {
    throw new Failure({
      code: 'read-only',
      message: `what is handed out is entered in the case's custody log, and the case is open for reading only: ${open.readOnly}`,
      file: open.dir,
      advice: 'Close it where it is open for writing, then try again.',
    });
  }
  const { format } = args;
  if (args.filter !== undefined && !EVENT_FORMATS.has(format)) {
    throw new Failure({ code: 'usage', message: `${format} is made of the findings: a filter of the timeline does not apply to it` });
  }
  const file = resolve(args.out);
  await folderOf(open, file);
  const sink = await FileSink.create(file, {
    replace: args.overwrite === true,
    advice: 'Choose another name, or say that it is to be overwritten: --overwrite.',
  });
  try {
    const out = new Out(sink);
    const made = await (EVENT_FORMATS.has(format) ? writeEvents(open, args, file, out, context) : writeFindings(open, format, out));
    await out.flush();
    await sink.settle();
    context.checkCancelled();
    const sha256 = out.sha256();
    const body = { format, file: basename(file), bytes: out.bytes, sha256, rows: made.rows, filter: args.filter ?? null };
    await change(open, { action: 'case.handed-out', subjects: [basename(file)], body }, () => sink.publish());
    return { file, format, bytes: out.bytes, sha256, ...made, seconds: (performance.now() - started) / 1000 };
  } catch (e) {
    await sink.discard();
    throw e;
  }
}

interface Made {
  readonly rows: number;
  readonly notes: readonly string[];
}

/** By time, the undated last; what a format has no place for is counted. */
async function writeEvents(
  open: OpenCase,
  args: { readonly format: WayOut; readonly filter?: TimelineFilter | undefined },
  file: string,
  out: Out,
  context: Context,
): Promise<Made> {
  const lookup = rowLookup(open);
  const write = writerOf(args.format, file, lookup, out, caseInfo(open).id);
  await write.head?.();
  const selection = selectEvents(open, expandFilter(open, args.filter));
  const total = selection.length + selection.undated.length;
  let rows = 0;
  let undated = 0;
  for (let i = 0; i < total; i++) {
    if (i % 2048 === 0) {
      context.checkCancelled();
      context.progress({
        phase: 'writing',
        member: basename(file),
        bytes: undefined,
        records: { done: i, of: total },
        rate: undefined,
        secondsLeft: undefined,
      });
    }
    const seq = i < selection.length ? selection.columns.seq[selection.at(i)]! : selection.undated[i - selection.length]!;
    const written = write.event(eventBySeq(open, seq));
    if (written === false) undated++;
    else {
      rows++;
      if (written !== undefined) await written;
    }
  }
  const notes: string[] = [];
  if (undated > 0) notes.push(`${undated} ${undated === 1 ? 'event has' : 'events have'} no time, and no place in this format: left out`);
  if (args.format === 'ocsf' && args.filter === undefined) {
    const mail = await writeMail(open, lookup, out, context);
    rows += mail;
    if (mail > 0) notes.push(`${grouped(mail)} of the lines are messages of the mail logs (Email Activity)`);
  }
  if (args.format === 'csv' && rows > MOST_SHEET_ROWS)
    notes.push(`a sheet holds ${grouped(MOST_SHEET_ROWS)} rows: a spreadsheet will not show all ${grouped(rows)}`);
  await write.end?.();
  return { rows, notes };
}

interface EventWriter {
  head?(): Promise<void> | undefined;
  /** `false`: the event has no place in this format. */
  event(e: CaseEvent): Promise<void> | undefined | false;
  end?(): Promise<void>;
}

function writerOf(format: WayOut, file: string, lookup: RowLookup, out: Out, caseId: string): EventWriter {
  switch (format) {
    case 'timesketch': {
      const json = isJsonLines(file);
      return {
        head: () => (json ? undefined : out.text(TIMESKETCH_HEAD)),
        event(e) {
          const row = flatten(e, lookup);
          return isDated(row) && out.text(json ? timesketchJson(row) : timesketchCsv(row));
        },
      };
    }
    case 'csv':
      return { head: () => out.text(SHEET_HEAD), event: (e) => out.text(sheetLine(flatten(e, lookup))) };
    case 'ocsf':
      return { event: (e) => hasTime(e) && out.text(`${JSON.stringify(ocsfOf(e, lookup))}\n`) };
    case 'parquet': {
      const parquet = new EventParquet({ caseId, tool: TOOL });
      return {
        event(e) {
          const group = parquet.add(flatten(e, lookup));
          return group === undefined ? undefined : out.raw(group);
        },
        end: () => out.raw(parquet.end()),
      };
    }
    case 'navigator':
    case 'stix':
      throw new Error(`${format} is not made of events`);
  }
}

/** Mail logs are notices and not events; OCSF has a class for them. */
async function writeMail(open: OpenCase, lookup: RowLookup, out: Out, context: Context): Promise<number> {
  let n = 0;
  for (const fact of eachFact(open, 'notice')) {
    const notice = fact as Notice;
    const { sentAt } = notice;
    if (notice.channel !== 'mail' || sentAt === undefined) continue;
    if (n % 2048 === 0) context.checkCancelled();
    await out.text(`${JSON.stringify(ocsfOfMail({ ...notice, sentAt }, lookup))}\n`);
    n++;
  }
  return n;
}

function rowLookup(open: OpenCase): RowLookup {
  const sources = sourcesByNumber(open);
  const identities = identitiesById(open);
  const rules = new Map<string, string[]>();
  for (const f of standing(open)) {
    if (f.event === undefined) continue;
    const list = rules.get(f.event);
    if (list === undefined) rules.set(f.event, [f.rule]);
    else list.push(f.rule);
  }
  const identity = (alias: string) => identities.get(identityOf(open, alias) ?? '');
  return {
    sourceOf(source) {
      const s = sources.get(Number(source.slice(1)));
      return { name: s?.name ?? source, type: s?.type ?? 'unknown', title: s?.typeTitle ?? 'unknown' };
    },
    rulesOf: (event) => rules.get(event) ?? [],
    labelOf(alias) {
      const known = identity(alias);
      return known === undefined ? shortAlias(alias as Parameters<typeof shortAlias>[0]) : labelOf(known);
    },
    kindOf: (alias) => identity(alias)?.kind ?? 'unknown',
  };
}

/** The findings that nobody dismissed. */
function standing(open: OpenCase): Finding[] {
  const dispositions = currentDispositions(open);
  return listFindings(open).filter((f) => dispositions.get(f.id) !== 'dismissed');
}

async function writeFindings(open: OpenCase, format: WayOut, out: Out): Promise<Made> {
  const analysis = analysisInfo(open);
  if (analysis === undefined) {
    throw new Failure({ code: 'not-found', message: 'the case has no findings yet: it was not analysed', advice: 'Run: tracewake analyse CASE' });
  }
  const findings = standing(open);
  const info = caseInfo(open);
  const notes = analysis.current ? [] : ['the findings are those of the last analysis; the case has changed since'];
  if (format === 'navigator') {
    await out.text(`${JSON.stringify(navigatorLayer(findings, { title: info.title, caseId: info.id }), null, 2)}\n`);
    const rows = new Set(findings.flatMap(techniquesOf)).size;
    return { rows, notes: rows === 0 ? [...notes, 'no finding cites a technique of ATT&CK: the layer is empty'] : notes };
  }
  const identities = identitiesById(open);
  const bundle = stixBundle({
    caseId: info.id,
    title: info.title,
    investigator: open.investigator,
    organisation: info.organisation,
    tlp: info.tlp,
    created: info.created,
    judged: analysis.at,
    findings,
    event: (id) => eventById(open, id),
    identity: (id) => identities.get(id),
    identityOf: (alias) => identityOf(open, alias),
    labelOf,
    techniqueName: (id) => Object.values(FRAMEWORKS).find((item) => item.id === id)?.text ?? id,
    sha1: (bytes) => createHash('sha1').update(bytes).digest(),
    utf8: (text) => Buffer.from(text, 'utf8'),
  });
  await out.text(`${JSON.stringify(bundle, null, 2)}\n`);
  return { rows: bundle.objects.length, notes };
}

export const waysOutHandlers = {
  async 'export.to'(args, context) {
    const result = await handOut(requireCase(context.state), args, context);
    context.push({ type: 'caseChanged', what: ['custody'] });
    return result;
  },
} satisfies Partial<Handlers>;
