/**
 * What the custody log says of the things that a package's files speak of: the bodies of its entries, followed from the first to the last,
 * so that the files can be held against them (agreement.ts). A body that does not say a thing leaves it unsaid; nothing is guessed.
 */
import { canonical } from '../base/canonical.ts';
import { type Duration, formatDuration, formatInstant, type Instant, MINUTE, minus, parseInstant } from '../base/instant.ts';
import type { CustodyHeader } from './custody.ts';
import { type Hashing, isSha256Hex, toHex } from './hashing.ts';
import { isObject, type JsonObject } from './json.ts';

/** A statement of the log, and the number of the entry that made it. `value` undefined: the entry says that there is none. */
export interface Said {
  readonly seq: number;
  readonly value: string | undefined;
}

export type Statements = Map<string, Said>;

/** A value as it is kept and compared: its canonical text, or where that is long its length and hash. */
export function brief(h: Hashing, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  const text = canonical(value);
  return text.length <= 400 ? text : `a text of ${text.length} characters with the hash ${toHex(h.sha256(h.utf8(text))).slice(0, 16)}`;
}

/** What an entry needs to be understood beside its body. */
export type EntryHead = Pick<CustodyHeader, 'seq' | 'case' | 'ts' | 'actor' | 'action' | 'subjects'> & {
  /** `ts` of the entry before; `undefined` where the clock was set back in between, so that it bounds nothing. */
  readonly after: string | undefined;
};

/**
 * When what an entry tells of was done: between the entry before and its own writing. The one before may be by another process, and the
 * machine's clock set back a little in between, by less than the work took.
 */
export type Between = Pick<EntryHead, 'ts' | 'after'>;
const LEEWAY = MINUTE;
export function isBetween({ after, ts }: Between, at: string): boolean {
  const [from, time] = [parseInstant(after ?? ''), parseInstant(at)];
  return time !== undefined && at <= ts && (from === undefined || time >= minus(from, LEEWAY));
}

/** An entry that made a row of `annotations.jsonl`. */
export interface AnnotationEntry extends Between {
  readonly type: string;
  readonly statements: Statements;
  readonly by: string;
}

export interface AnalysisEntry extends Between {
  readonly seq: number;
  readonly statements: Statements;
  /** SHA-256 (hex) of the policy that it judged by; `undefined` where the log does not say. */
  readonly policySha256: Said | undefined;
  /** The first entry after it that an analysis would see. */
  outdatedBy: number | undefined;
}

const DECISIONS: Readonly<Record<string, string>> = {
  'tie.decided': 'tie',
  'identity.joined': 'join',
  'identity.split': 'split',
  'clock.set': 'clock',
  'suggestion.dismissed': 'dismissal',
};
/** After any of these an analysis is old: each raises the generation of the case (electron/engine/store). */
const OUTDATES: ReadonlySet<string> = new Set([
  'source.imported',
  'policy.changed',
  'case.changed',
  'clock.set',
  'tie.decided',
  'identity.joined',
  'identity.split',
]);
const OTHERS: ReadonlySet<string> = new Set([
  'case.created',
  'bundle.declared',
  'source.named',
  'analysis.run',
  'note.added',
  'finding.disposed',
  'package.exported',
]);

/** Whether an entry's body bears on a file of the package. */
export const isOfFiles = (action: string): boolean => OUTDATES.has(action) || OTHERS.has(action) || DECISIONS[action] !== undefined;

const timeText = (v: unknown): string | undefined => (Number.isSafeInteger(v) ? formatInstant(v as Instant) : undefined);
const durationText = (v: unknown): string | undefined => (Number.isSafeInteger(v) ? formatDuration(v as Duration) : undefined);

/** `{from, to}` in microseconds as a file has it. */
function spanOf(v: unknown): JsonObject | undefined {
  if (!isObject(v)) return undefined;
  const [from, to] = [timeText(v.from), timeText(v.to)];
  return from === undefined || to === undefined ? undefined : { from, to };
}

const PLAIN = ['name', 'sha256', 'bytes', 'type', 'adapterVersion', 'system', 'channels', 'zone'] as const;
const COUNTS = ['read', 'accepted', 'ignored', 'rejected', 'duplicate', 'undated'] as const;

interface Decision {
  readonly seq: number;
  readonly family: string;
  readonly subject: string;
  readonly body: JsonObject;
  readonly by: string;
  undone: boolean;
}

export class CustodyFacts {
  readonly #h: Hashing;
  /** Of `meta.json`, under the names that it has them by: `sha256`, `clock.offset`, `mapping.sha256`. */
  readonly sources = new Map<
    string,
    { readonly seq: number; readonly names: Map<string, number>; allNames: boolean; readonly statements: Statements }
  >();
  /** Of `case.json`. */
  readonly case: Statements = new Map();
  /** Of annotations, by the number of the entry. */
  readonly annotations = new Map<number, AnnotationEntry>();
  /** Finding → the disposition that holds. */
  readonly dispositions: Statements = new Map();
  /** Whether what is not among them is open. */
  dispositionsWhole = true;
  analysis: AnalysisEntry | undefined;
  /** SHA-256 (hex) of the policy of the case; `value` undefined where it is the built-in one. */
  policy: Said | undefined;
  /** What the log says of itself and does not hold, as sentences. */
  readonly contradictions: string[] = [];
  /** Events of all imported sources, less those that are shown as another one; `undefined` where an entry does not say. */
  events: number | undefined = 0;
  /** The entry of the last import. */
  lastImport = 0;
  #merged = 0;
  readonly #decisions: Decision[] = [];
  /** By their ids, and ties by what they tie. */
  readonly #named = new Map<string, Decision>();
  #decisionsWhole = true;
  readonly #bundles = new Set<string>();
  readonly #declaredIn = new Map<string, number>();

  constructor(h: Hashing) {
    this.#h = h;
  }

  add(entry: EntryHead, given: unknown): void {
    const body = isObject(given) ? given : {};
    if (OUTDATES.has(entry.action) && this.analysis !== undefined) this.analysis.outdatedBy ??= entry.seq;
    switch (entry.action) {
      case 'case.created':
        this.#created(entry, body);
        break;
      case 'case.changed':
        this.#changed(entry, body);
        break;
      case 'policy.changed':
        this.policy = { seq: entry.seq, value: typeof body.policy === 'string' ? this.#hash(body.policy) : undefined };
        break;
      case 'analysis.run':
        this.#analysed(entry, body);
        break;
      case 'bundle.declared':
        this.#declared(entry, body);
        break;
      case 'source.imported':
        this.#imported(entry, body);
        break;
      case 'source.named':
        this.#names(entry, body.name);
        this.#sameBytes(entry, body.sha256);
        break;
      case 'clock.set':
        this.#clock(entry, body.offset);
        this.#decided(entry, body);
        break;
      case 'package.exported':
        // Each export is entered after it, so that this package is the one that follows.
        if (Number.isSafeInteger(body.revision)) this.#put(this.case, entry.seq, 'revision', (body.revision as number) + 1);
        else this.case.delete('revision');
        break;
      case 'note.added':
        this.#annotated(entry, 'note', { on: body.on, text: body.text });
        break;
      case 'finding.disposed':
        this.#annotated(entry, 'disposition', { on: body.finding, disposition: body.disposition, reason: body.reason });
        if (typeof body.finding === 'string') this.dispositions.set(body.finding, { seq: entry.seq, value: brief(this.#h, body.disposition) });
        else this.dispositionsWhole = false;
        break;
      default:
        if (DECISIONS[entry.action] !== undefined) this.#decided(entry, body);
    }
  }

  /** After the last entry. */
  end(): void {
    for (const [sha256, seq] of this.#declaredIn) {
      if (!this.#bundles.has(sha256))
        this.contradictions.push(
          `entry ${seq} says that its source was declared in the bundle.yaml ${sha256.slice(0, 16)}…, and no entry holds that`,
        );
    }
    if (this.events !== undefined) this.events -= this.#merged;
    for (const { names, allNames, statements } of this.sources.values()) {
      const last = [...names.values()].at(-1);
      if (last !== undefined && allNames) this.#put(statements, last, 'names', [...names.keys()]);
    }
    this.#decisionsHeld();
  }

  /** Which decisions hold, as the case works it out: a later tie of the same two takes the place of the earlier, and others name what they undo. */
  #decisionsHeld(): void {
    if (!this.#decisionsWhole) return;
    const created = this.case.get('id');
    const held = (family: string) => this.#decisions.filter((d) => d.family === family && !d.undone);
    const put = (key: string, list: readonly unknown[]): void => {
      const last = this.#decisions.at(-1)?.seq ?? created?.seq;
      if (last !== undefined) this.#put(this.case, last, key, list);
    };
    put(
      'ties',
      held('tie').map((d) => ({ observation: d.subject, event: d.body.event, accept: d.body.accept === true })),
    );
    put(
      'joins',
      held('join').map((d) => ({ a: d.subject, b: d.body.with, reason: d.body.reason, by: d.by })),
    );
    put(
      'splits',
      held('split')
        .filter((d) => d.body.cuts !== false)
        .map((d) => ({ identity: d.subject, alias: d.body.alias })),
    );
  }

  #hash(text: string): string {
    return toHex(this.#h.sha256(this.#h.utf8(text)));
  }

  #clock(entry: EntryHead, offset: unknown): void {
    const statements = this.sources.get(entry.subjects[0] ?? '')?.statements;
    const text = durationText(offset);
    if (text === undefined) statements?.delete('clock.offset');
    else if (statements !== undefined) this.#put(statements, entry.seq, 'clock.offset', text);
  }

  #put(into: Statements, seq: number, key: string, value: unknown): void {
    into.set(key, { seq, value: brief(this.#h, value) });
  }

  #created(entry: EntryHead, body: JsonObject): void {
    this.#put(this.case, entry.seq, 'id', entry.case);
    this.#put(this.case, entry.seq, 'created', entry.ts);
    for (const key of ['title', 'tlp'] as const) if (body[key] !== undefined) this.#put(this.case, entry.seq, key, body[key]);
    // Nobody has declared them yet.
    this.#put(this.case, entry.seq, 'organisation', undefined);
    this.#put(this.case, entry.seq, 'periodDeclared', false);
    if (body.policy !== undefined) this.policy = { seq: entry.seq, value: typeof body.policy === 'string' ? this.#hash(body.policy) : undefined };
  }

  #changed(entry: EntryHead, body: JsonObject): void {
    if (typeof body.organisation === 'string') this.#put(this.case, entry.seq, 'organisation', body.organisation);
    const period = spanOf(body.period);
    if (period !== undefined) {
      this.#put(this.case, entry.seq, 'period', period);
      this.#put(this.case, entry.seq, 'periodDeclared', true);
    }
    if (Number.isSafeInteger(body.sameActs)) this.#merged = body.sameActs as number;
    // Whatever it was that changed, what was said before need not hold.
    else if (body.organisation === undefined && period === undefined)
      for (const key of ['organisation', 'period', 'periodDeclared']) this.case.delete(key);
  }

  #analysed(entry: EntryHead, body: JsonObject): void {
    const statements: Statements = new Map();
    for (const [key, name] of [
      ['policy', 'policy.name'],
      ['revision', 'policy.revision'],
      ['findings', 'findings'],
      ['identities', 'identities'],
    ] as const)
      if (body[key] !== undefined) this.#put(statements, entry.seq, name, body[key]);
    const said = isSha256Hex(body.policySha256) ? { seq: entry.seq, value: body.policySha256 } : this.policy;
    this.analysis = {
      seq: entry.seq,
      ts: entry.ts,
      after: entry.after,
      statements,
      policySha256: said?.value === undefined ? undefined : said,
      outdatedBy: undefined,
    };
  }

  #declared(entry: EntryHead, body: JsonObject): void {
    if (typeof body.text !== 'string' || !isSha256Hex(body.sha256)) return;
    this.#bundles.add(body.sha256);
    if (this.#hash(body.text) !== body.sha256)
      this.contradictions.push(`entry ${entry.seq} holds the text of a bundle.yaml and another hash than it has`);
  }

  #imported(entry: EntryHead, body: JsonObject): void {
    const source = entry.subjects[0];
    if (source === undefined) return;
    const statements: Statements = new Map();
    const put = (key: string, value: unknown): void => this.#put(statements, entry.seq, key, value);
    put('id', source);
    put('custody', entry.seq);
    for (const key of PLAIN) if (body[key] !== undefined) put(key, body[key]);
    if (body.declared !== undefined) put('covers', spanOf(body.declared));
    // What was not set by hand, and read by no mapping, says nothing of it; so did every entry before there were either.
    put('setByHand', body.setByHand);
    const mapping = isObject(body.mapping) ? body.mapping : undefined;
    for (const key of ['name', 'sha256'] as const) put(`mapping.${key}`, mapping?.[key]);
    if (isObject(body.clock)) {
      put('clock.offset', durationText(body.clock.offset));
      put('clock.uncertainty', durationText(body.clock.uncertainty));
    }
    const ledger = isObject(body.ledger) ? body.ledger : {};
    for (const key of COUNTS) if (ledger[key] !== undefined) put(`counts.${key}`, ledger[key]);
    // A source of which nothing could be read may be imported once more: the second entry takes the place of the first, and the names stay.
    const before = this.sources.get(source);
    this.sources.set(source, { seq: entry.seq, names: before?.names ?? new Map(), allNames: before?.allNames ?? true, statements });
    this.lastImport = entry.seq;
    this.events = this.events !== undefined && Number.isSafeInteger(body.events) ? this.events + (body.events as number) : undefined;
    // Whatever is no hash is the hash of none either.
    const declaredIn = body.declaredIn === undefined || body.declaredIn === null ? undefined : String(body.declaredIn);
    if (declaredIn !== undefined && !this.#declaredIn.has(declaredIn)) this.#declaredIn.set(declaredIn, entry.seq);
    this.#names(entry, body.name);
  }

  /** A further name is one of the same bytes. */
  #sameBytes(entry: EntryHead, sha256: unknown): void {
    const [source = ''] = entry.subjects;
    const imported = this.sources.get(source)?.statements.get('sha256');
    if (sha256 !== undefined && imported !== undefined && imported.value !== brief(this.#h, sha256))
      this.contradictions.push(`entry ${entry.seq} gives ${source} a further name for other bytes than entry ${imported.seq} imported`);
  }

  #names(entry: EntryHead, name: unknown): void {
    const source = this.sources.get(entry.subjects[0] ?? '');
    if (source === undefined) return;
    if (typeof name !== 'string') source.allNames = false;
    else source.names.set(name, source.names.get(name) ?? entry.seq);
  }

  #decided(entry: EntryHead, body: JsonObject): void {
    const family = DECISIONS[entry.action]!;
    const { subject, reason, text: _, ...decision } = body;
    this.#annotated(entry, family, { on: subject, reason, decision: Object.keys(decision).length > 0 ? decision : undefined });
    if (family === 'clock' || family === 'dismissal') return;
    if (typeof subject !== 'string') {
      this.#decisionsWhole = false;
      return;
    }
    const made: Decision = { seq: entry.seq, family, subject, body, by: entry.actor, undone: false };
    const undone = Array.isArray(body.undoes) ? body.undoes.map(String) : [];
    if (family === 'tie') undone.push(`${subject} ${String(body.event)}`);
    for (const name of undone) {
      const earlier = this.#named.get(name);
      if (earlier !== undefined) earlier.undone = true;
    }
    for (const name of [entry.subjects.at(-1), family === 'tie' ? undone.at(-1) : undefined]) if (name !== undefined) this.#named.set(name, made);
    this.#decisions.push(made);
  }

  #annotated(entry: EntryHead, type: string, said: JsonObject): void {
    const statements: Statements = new Map();
    for (const [key, value] of Object.entries(said)) if (value !== undefined) this.#put(statements, entry.seq, key, value);
    this.annotations.set(entry.seq, { type, statements, by: entry.actor, ts: entry.ts, after: entry.after });
  }
}
