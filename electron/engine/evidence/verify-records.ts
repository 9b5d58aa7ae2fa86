/**
 * R: the records are those that the seal commits to. The roots are worked out again from the rows and the salt, one row at a time; a package
 * that says of itself that nothing of it is withheld must give exactly them. Whoever holds the signer's key can seal anything, but not altered
 * records under the roots of the true ones.
 */

import { canonical } from '../../../shared/base/canonical.ts';
import { grouped } from '../../../shared/base/grouped.ts';
import { MerkleRoot, RecordCommitter } from '../../../shared/evidence/commitments.ts';
import { fromHex, toHex } from '../../../shared/evidence/hashing.ts';
import { isObject, type JsonObject } from '../../../shared/evidence/json.ts';
import { COLLECTIONS, type Collection, type CollectionSchema, SCHEMAS } from '../../../shared/evidence/schemas.ts';
import { rootsOf } from '../../../shared/evidence/seal.ts';
import type { LevelCheck } from '../../../shared/evidence/verdict.ts';
import { EventIds } from './event-ids.ts';
import { nodeHashing } from './hashing.ts';

export const SALT_FILE = 'data/commitments/salt.key';
const ROOTS_FILE = 'data/commitments/roots.json';
/** Each is a folder of the package, of which a million are no package; rows can name others. */
const MOST_SOURCES = 1_000_000;
const RECORD = /^(s\d{4,10}):([1-9]\d{0,9})$/;
const EVENT = /^s\d{4,10}:[1-9]\d{0,9}(?:\.\d{1,10})?$/;
const FILE = /^data\/records\/([a-z]+)\.jsonl$/;
export const pathOf = (collection: string): string => `data/records/${collection}.jsonl`;

export const collectionOf = (path: string): Collection | undefined => {
  const name = FILE.exec(path)?.[1];
  return COLLECTIONS.find((c) => c === name);
};

interface Progress {
  readonly schema: CollectionSchema;
  readonly committer: RecordCommitter;
  readonly tree: MerkleRoot;
  readonly known: ReadonlySet<string>;
}

export class RecordsCheck {
  readonly #r: LevelCheck;
  #salt: Uint8Array | undefined;
  readonly #progress = new Map<Collection, Progress>();
  /** Collections in which something stands that no commitment can be over; said once for each. */
  readonly #unfit = new Set<Collection>();
  /** Source → the last of its records that a row rests on, and where that is said. */
  readonly #cited = new Map<string, { ordinal: number; collection: Collection }>();
  #tooManySources = false;
  /** What gives its roots, where these could be held against it. */
  #held: string | undefined;
  readonly #events = new EventIds();
  #eventsWhole = true;

  constructor(r: LevelCheck) {
    this.#r = r;
  }

  /** The bytes of salt.key; `undefined` where they are not here. Comes before the rows. */
  salt(bytes: Uint8Array | undefined): void {
    const text = bytes === undefined ? '' : Buffer.from(bytes).toString('latin1');
    this.#salt = /^[0-9a-f]{64}\n$/.test(text) ? fromHex(text.trimEnd()) : undefined;
    if (this.#salt === undefined) this.#r.open('the roots: the salt of the commitments is not here, or is none');
  }

  /** `value`: a line's, `undefined` where it is not canonical JSON. The events come before what names them. */
  row(collection: Collection, value: unknown, line: number): void {
    if (isObject(value)) this.#cite(collection, value, line);
    else if (collection === 'events') this.#eventsWhole = false;
    if (this.#salt === undefined || this.#unfit.has(collection)) return;
    const { schema, committer, tree, known } = this.#of(collection, this.#salt);
    if (!isObject(value)) {
      this.#unfit.add(collection);
      this.#r.open(`the root of the ${collection}: line ${line} is no row in canonical JSON`);
      return;
    }
    const stranger = Object.keys(value).find((key) => !known.has(key));
    if (stranger !== undefined) {
      this.#unfit.add(collection);
      this.#r.problem('E_ROOT_MISMATCH', pathOf(collection), `line ${line} has the field ${stranger}, which no commitment is over`);
      return;
    }
    tree.add(
      committer.record(
        tree.size,
        schema.fields.map((name) => (Object.hasOwn(value, name) ? canonical(value[name]) : undefined)),
      ),
    );
  }

  #of(collection: Collection, salt: Uint8Array): Progress {
    let progress = this.#progress.get(collection);
    if (progress === undefined) {
      const schema = SCHEMAS[collection];
      const committer = new RecordCommitter(nodeHashing, salt, schema);
      progress = { schema, committer, tree: new MerkleRoot(nodeHashing), known: new Set(schema.fields) };
      this.#progress.set(collection, progress);
    }
    return progress;
  }

  #cite(collection: Collection, row: JsonObject, line: number): void {
    if (collection === 'events') {
      this.#events.add(row.id, row.records);
      if (this.#events.isFull) this.#eventsWhole = false;
    } else if (this.#eventsWhole) this.#nameEvents(collection, row, line);
    const of = (list: unknown, key: string): unknown[] =>
      Array.isArray(list) ? list.map((e: unknown) => (isObject(e) ? (e[key] ?? null) : null)) : [];
    // Why an identity is what it is need not stand in a record.
    const reasons = of(row.why, 'record').filter((ref) => ref !== null);
    for (const ref of [row.record, ...(Array.isArray(row.records) ? row.records : []), ...of(row.evidence, 'record'), ...reasons]) {
      if (ref !== undefined && !this.#citeRecord(collection, ref))
        this.#r.problem(
          'E_FILE_MISSING',
          pathOf(collection),
          `line ${line} rests on what is the name of no record: ${JSON.stringify(ref).slice(0, 60)}`,
        );
    }
    // A note may be on a record, and on much else.
    if (collection === 'annotations') this.#citeRecord(collection, row.on);
  }

  #citeRecord(collection: Collection, ref: unknown): boolean {
    const m = typeof ref === 'string' ? RECORD.exec(ref) : null;
    if (m === null) return false;
    const ordinal = Number(m[2]);
    if (this.#cited.size >= MOST_SOURCES && !this.#cited.has(m[1]!)) {
      this.#tooManySources = true;
      return true;
    }
    if ((this.#cited.get(m[1]!)?.ordinal ?? 0) < ordinal) this.#cited.set(m[1]!, { ordinal, collection });
    return true;
  }

  /** Findings and obligations are of events and their wakes; notes and decisions are on them, or on findings that are. */
  #nameEvents(collection: Collection, row: JsonObject, line: number): void {
    if (collection !== 'findings' && collection !== 'obligations' && collection !== 'annotations') return;
    for (const [name, prefix] of [
      [row.event, ''],
      [row.wake, 'w-'],
    ] as const) {
      const isNone = name !== undefined && !(typeof name === 'string' && name.startsWith(prefix) && EVENT.test(name.slice(prefix.length)));
      if (isNone && collection !== 'annotations')
        this.#r.problem(
          'E_FILE_MISSING',
          pathOf(collection),
          `line ${line} is of what is the name of no event: ${JSON.stringify(name).slice(0, 60)}`,
        );
    }
    const decided = isObject(row.decision) ? row.decision.event : undefined;
    // What is on `s0001:12` may be on the record, which is cited below.
    const on = typeof row.on === 'string' && !/^s\d+:\d+$/.test(row.on) ? row.on : undefined;
    for (const name of [row.event, row.wake, decided, on]) {
      const event = typeof name === 'string' ? /^(?:w-|f-)?(s\d+:\d+(?:\.\d+)?)(?:-|$)/.exec(name)?.[1] : undefined;
      if (event !== undefined && !this.#events.has(event))
        this.#r.problem('E_FILE_MISSING', pathOf(collection), `line ${line} names the event ${event}, which is not among those of the package`);
    }
  }

  /** `roots`: what roots.json holds; `metas`: meta.json of each source, by its id. */
  finish(roots: JsonObject | undefined, metas: ReadonlyMap<string, JsonObject | undefined>): void {
    this.#checkCited(metas);
    if (this.#tooManySources) this.#r.open(`whether the records that rows rest on are here: they are of more sources than ${MOST_SOURCES}`);
    if (!this.#eventsWhole) this.#r.open('whether the events that rows name are among those of the package: not every event can be read');
    const given = roots === undefined ? undefined : rootsOf(roots);
    if (given === undefined) this.#r.open('the roots: roots.json is not here, or of a form that this version does not know');
    if (given === undefined || this.#salt === undefined) return;
    let rows = 0;
    let held = 0;
    for (const collection of COLLECTIONS) {
      const line = given[collection];
      if (line !== undefined && line.schema !== SCHEMAS[collection].schema) {
        this.#r.problem('E_VERSION', ROOTS_FILE, `records of a form that this version does not know: ${line.schema}`);
        continue;
      }
      if (this.#unfit.has(collection)) continue;
      const { tree } = this.#of(collection, this.#salt);
      if (line === undefined || line.size !== tree.size || line.root !== toHex(tree.root())) {
        this.#r.problem('E_ROOT_MISMATCH', pathOf(collection), 'its rows are not those that the commitments are over');
        continue;
      }
      rows += tree.size;
      held++;
    }
    for (const collection of Object.keys(given)) {
      if (!COLLECTIONS.some((c) => c === collection))
        this.#r.problem('E_VERSION', ROOTS_FILE, `a collection that this version does not know: ${collection}`);
    }
    const of = held === COLLECTIONS.length ? `${held} collections` : `${held} of ${COLLECTIONS.length} collections`;
    this.#held = `${grouped(rows)} rows of ${of}`;
  }

  /** `sealed`: a seal that verifies is over roots.json. */
  end(sealed: boolean): void {
    if (this.#held === undefined) return;
    // What holds is said beside what does not: the rest of the records is not in doubt with it.
    if (sealed) this.#r.checked(`${this.#held} give the roots that the seal is over; nothing of them is withheld`);
    else {
      this.#r.checked(`${this.#held} give the roots that lie beside them`);
      this.#r.open('whether a seal is over these roots: none here verifies');
    }
    if (this.#r.failed || this.#unfit.size > 0 || !this.#eventsWhole || this.#tooManySources) return;
    this.#r.checked('every record that a row rests on is one of a source here, and every event that it names is among the events');
  }

  #checkCited(metas: ReadonlyMap<string, JsonObject | undefined>): void {
    for (const [source, { ordinal, collection }] of this.#cited) {
      const counts = metas.get(source)?.counts;
      const read = isObject(counts) && typeof counts.read === 'number' ? counts.read : undefined;
      if (!metas.has(source))
        this.#r.problem('E_FILE_MISSING', pathOf(collection), `it rests on ${source}:${ordinal}, and there is no source ${source}`);
      else if (read === undefined) this.#r.open(`whether ${source} has the records that rows rest on: its meta.json does not say how many it has`);
      else if (ordinal > read)
        this.#r.problem('E_FILE_MISSING', pathOf(collection), `it rests on ${source}:${ordinal}, and ${source} has ${read} records`);
    }
  }
}
