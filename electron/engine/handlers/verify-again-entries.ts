/** The custody log of a package, entry by entry, done again. What an entry says is a stranger's word: it is looked at before it is used. */
import { createReadStream } from 'node:fs';
import { type Duration, type Instant, parseInstant } from '../../../shared/base/instant.ts';
import type { Interval } from '../../../shared/base/interval.ts';
import { assertNever } from '../../../shared/base/result.ts';
import { CUSTODY_ACTIONS, type CustodyAction, type CustodyHeader } from '../../../shared/evidence/custody.ts';
import { isObject, type JsonObject } from '../../../shared/evidence/json.ts';
import type { DeclaredPart } from '../../../shared/model/facts.ts';
import { CHANNELS, type Channel, DISPOSITIONS } from '../../../shared/model/vocabulary.ts';
import { change, type Tx } from '../custody/change.ts';
import { LineSplitter } from '../evidence/lines.ts';
import { addAnnotation, addDisposition, addNote, type DecisionFamily } from '../store/annotations.ts';
import { numberFromLast } from '../store/finding-numbers.ts';
import { sourceNumber } from '../store/ids.ts';
import { declareCase, setPolicy } from '../store/info.ts';
import { addSourceName, setClock, setDeclaredParts } from '../store/ledger.ts';
import { keepMapping } from '../store/mappings.ts';
import type { OpenCase } from '../store/open.ts';

export interface LoggedEntry {
  readonly header: CustodyHeader;
  /** Its particulars; empty where they are no object. */
  readonly body: JsonObject;
  readonly at: Instant;
}

/** The particulars of an entry are not as this version writes them. */
export class Unfit extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'Unfit';
  }
}

/** Lines of a file of JSON that has been found to be whole and canonical. */
export async function* linesIn(file: string): AsyncGenerator<string> {
  let ready: string[] = [];
  const splitter = new LineSplitter((line) => {
    if (line === undefined) throw new Unfit('a line of the custody log cannot be read');
    ready.push(line);
  });
  for await (const chunk of createReadStream(file, { highWaterMark: 256 * 1024 })) {
    splitter.add(chunk as Buffer);
    yield* ready;
    ready = [];
  }
  splitter.end();
  yield* ready;
}

/** The log and its particulars side by side. */
export async function* entriesIn(log: string, bodies: string): AsyncGenerator<LoggedEntry> {
  const particulars = linesIn(bodies);
  try {
    for await (const line of linesIn(log)) {
      const next = await particulars.next();
      const said: unknown = next.done === true ? undefined : JSON.parse(next.value);
      const header = JSON.parse(line) as CustodyHeader;
      const at = parseInstant(header.ts);
      if (at === undefined) throw new Unfit(`entry ${header.seq} has no time`);
      yield { header, at, body: isObject(said) && isObject(said.body) ? said.body : {} };
    }
  } finally {
    await particulars.return(undefined);
  }
}

export function text(of: JsonObject, key: string): string {
  const value = of[key];
  if (typeof value !== 'string') throw new Unfit(`it has no ${key}`);
  return value;
}
export const optionalText = (of: JsonObject, key: string): string | undefined =>
  of[key] === undefined || of[key] === null ? undefined : text(of, key);

export function wholeNumber(of: JsonObject, key: string): number {
  const value = of[key];
  if (!Number.isSafeInteger(value)) throw new Unfit(`its ${key} is no number`);
  return value as number;
}

export function interval(value: unknown): Interval | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw new Unfit('an interval of it is none');
  return { from: wholeNumber(value, 'from') as Instant, to: wholeNumber(value, 'to') as Instant };
}

export function channels(value: unknown): readonly Channel[] {
  if (!Array.isArray(value) || !value.every((c) => CHANNELS.some((known) => known === c)))
    throw new Unfit('a channel of it is none that this version knows');
  return value as Channel[];
}

export function parts(value: unknown): readonly DeclaredPart[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw new Unfit('what is declared in it cannot be read');
  return value.map((part: unknown) => {
    if (!isObject(part)) throw new Unfit('what is declared in it cannot be read');
    const system = optionalText(part, 'system');
    return { channels: channels(part.channels), covers: interval(part.covers), ...(system === undefined ? {} : { system }) };
  });
}

function sourceOf(id: string | undefined): number {
  const n = sourceNumber(id ?? '');
  if (n === undefined) throw new Unfit('it names no source');
  return n;
}

/** The version of a case from which on a finding keeps its number. */
const NUMBERED = 60;

const FAMILY_OF = {
  'identity.joined': 'join',
  'identity.split': 'split',
  'tie.decided': 'tie',
  'clock.set': 'clock',
  'suggestion.dismissed': 'dismissal',
} as const satisfies Partial<Record<CustodyAction, DecisionFamily>>;

/** What an entry does beside being written down. `undefined`: this version does not know how. Throws `Unfit`. */
function workOf({ header, body }: LoggedEntry): ((tx: Tx) => void) | undefined {
  const { subjects } = header;
  const action = CUSTODY_ACTIONS.find((a) => a === header.action);
  if (action === undefined) return undefined;
  // Closed: an action that is new has to be done again too, or be said here to be of no consequence for what the case says.
  switch (action) {
    case 'case.created':
    case 'source.imported':
      throw new Unfit('it stands where none of its kind can be');
    // Until then the findings had no numbers of their own: they have them by the last analysis before it.
    case 'case.migrated':
      return typeof body.from === 'number' && body.from < NUMBERED && typeof body.to === 'number' && body.to >= NUMBERED
        ? numberFromLast
        : () => undefined;
    case 'bundle.declared':
    case 'import.failed':
    case 'import.cancelled':
    case 'import.interrupted':
    case 'package.exported':
    case 'package.verified':
    case 'case.handed-out':
    // Run where the log has it, by whoever calls.
    case 'analysis.run':
      return () => undefined;
    case 'case.changed': {
      const said = { organisation: optionalText(body, 'organisation'), period: interval(body.period) };
      return (tx) => declareCase(tx, said);
    }
    case 'policy.changed': {
      const policy = text(body, 'policy');
      return (tx) => setPolicy(tx, policy);
    }
    case 'mapping.saved': {
      const mapping = { sha256: text(body, 'sha256'), name: text(body, 'name'), title: text(body, 'title'), text: text(body, 'text') };
      return (tx) => void keepMapping(tx, mapping);
    }
    case 'source.named': {
      const [n, name, declared] = [sourceOf(subjects[0]), text(body, 'name'), parts(body.declaredParts)];
      return (tx) => {
        addSourceName(tx, n, name);
        if (declared !== undefined) setDeclaredParts(tx, n, declared);
      };
    }
    case 'note.added': {
      const note = { id: subjects.at(-1) ?? '', on: text(body, 'on'), text: text(body, 'text') };
      return (tx) => void addNote(tx, note);
    }
    case 'finding.disposed': {
      const disposition = DISPOSITIONS.find((d) => d === body.disposition);
      if (disposition === undefined) throw new Unfit('its disposition is none that this version knows');
      const line = { finding: text(body, 'finding'), disposition, reason: text(body, 'reason') };
      return (tx) => addDisposition(tx, line);
    }
    case 'identity.joined':
    case 'identity.split':
    case 'tie.decided':
    case 'clock.set':
    case 'suggestion.dismissed': {
      const { subject, ...rest } = body;
      const [id, family] = [subjects.at(-1) ?? '', FAMILY_OF[action]];
      const moved = action === 'clock.set' ? { n: sourceOf(subjects[0]), offset: wholeNumber(body, 'offset') as Duration } : undefined;
      if (typeof subject !== 'string') throw new Unfit('it has no subject');
      return (tx) => {
        if (moved !== undefined) setClock(tx, moved.n, moved.offset);
        addAnnotation(tx, { id, family, subject, body: rest });
      };
    }
    default:
      return assertNever(action);
  }
}

/** The id under which the annotation that an entry makes stands in a package. */
export function annotationOf({ header }: LoggedEntry): string | undefined {
  if (header.action === 'finding.disposed') return `d-${header.seq}`;
  return header.action === 'note.added' || Object.hasOwn(FAMILY_OF, header.action) ? header.subjects.at(-1) : undefined;
}

/** Writes the entry and does what it says, at the time that is given. False: this version does not know how. Throws `Unfit`. */
export async function redo(open: OpenCase, entry: LoggedEntry, at: Instant): Promise<boolean> {
  const work = workOf(entry);
  if (work === undefined) return false;
  await rewrite(open, entry, (tx) => {
    tx.stamp = { ...tx.stamp, at };
    work(tx);
  });
  return true;
}

/** An entry of the same action and with the same particulars. */
export function rewrite(open: OpenCase, { header, body }: LoggedEntry, work: (tx: Tx) => void): Promise<void> {
  open.investigator = header.actor === '' ? undefined : header.actor;
  return change(open, { action: header.action as CustodyAction, subjects: header.subjects, body }, work, { durable: false });
}

/** Nobody reads more, and a hostile log could name millions. */
const MOST_TOOLS = 5;

/** Which other builds had a hand in what: one line each, since a case of a hundred sources is read by one build as a rule. */
export class OtherTools {
  readonly #of = new Map<string, { readonly first: string; more: number }>();

  add(tool: string, what: string): void {
    const known = this.#of.get(tool);
    if (known !== undefined) known.more++;
    else if (this.#of.size < MOST_TOOLS) this.#of.set(tool, { first: what, more: 0 });
  }

  /** `s0001 was`, `s0001 and 35 more were` */
  each(): readonly (readonly [tool: string, of: string])[] {
    return [...this.#of].map(([tool, { first, more }]) => [tool, more === 0 ? `${first} was` : `${first} and ${more} more were`]);
  }
}
