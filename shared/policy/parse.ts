/** Policy YAML → Policy, with every error at its line and column. */
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { type Duration, parseDuration } from '../base/instant.ts';
import { err, ok, type Result } from '../base/result.ts';
import {
  ACTIONS,
  CHANNELS,
  type Channel,
  CONFIDENCES,
  EVENT_KINDS,
  type EventKind,
  IDENTITY_KINDS,
  NOTICE_CHANNELS,
  SEVERITIES,
} from '../model/vocabulary.ts';
import { AUDIENCES, type AudienceRule, type ObligationRule, type PhraseKind, type PhraseRule, type Policy, type Within } from './types.ts';

/** 1-based line and column in the text that was given. */
export interface PolicyError {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** Thrown inside the reader at the first fault of a value; never leaves this file. */
class Fault extends Error {
  readonly node: Node | undefined;
  /** What else is wrong in the same value. */
  readonly others: readonly Fault[];
  constructor(message: string, node: Node | undefined, others: readonly Fault[] = []) {
    super(message);
    this.node = node;
    this.others = others;
  }
}

/** Reads all, also behind the first that is wrong; throws one Fault with all that were. */
function every<T>(reads: readonly (() => T)[]): T[] {
  const faults: Fault[] = [];
  const out: T[] = [];
  for (const read of reads) {
    try {
      out.push(read());
    } catch (e) {
      if (!(e instanceof Fault)) throw e;
      faults.push(e, ...e.others);
    }
  }
  const [first, ...others] = faults;
  if (first !== undefined) throw new Fault(first.message, first.node, others);
  return out;
}

/** The values of a map's keys, read as `every` reads. */
function together<T extends object>(parts: { readonly [K in keyof T]: () => T[K] }): T {
  const keys = Object.keys(parts) as (keyof T)[];
  const values = every(keys.map((key) => () => [key, parts[key]()] as const));
  return Object.fromEntries(values) as T;
}

/**
 * Reads the whole policy, or says by line and column what is wrong with it: all mistakes together.
 * With `defaults` a key of the top level that is left out keeps the value it has there; `name` and `revision` are always needed.
 */
export function parsePolicyWith(text: string, defaults: Policy | undefined): Result<Policy, readonly PolicyError[]> {
  const lines = new LineCounter();
  // Aliases could be made to unfold without end; a policy needs none.
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false, version: '1.2' });
  const at = (offset: number, message: string): PolicyError => {
    const p = lines.linePos(offset);
    return { message, line: Math.max(1, p.line), column: Math.max(1, p.col) };
  };
  if (document.errors.length > 0) return err(document.errors.map((e) => at(e.pos[0], e.message)));
  const faults: PolicyError[] = [];
  const policy = readPolicy(document.contents, defaults, (fault) => faults.push(at(fault.node?.range?.[0] ?? 0, fault.message)));
  if (policy !== undefined && faults.length === 0) return ok(policy);
  return err(faults.sort((a, b) => a.line - b.line || a.column - b.column));
}

type Fields = Map<string, { readonly key: Node; readonly value: Node | undefined }>;

/** Every part, even where another is wrong, so that whoever edits it sees all mistakes at once. */
function readPolicy(root: Node | null, defaults: Policy | undefined, report: (fault: Fault) => void): Policy | undefined {
  const guarded = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (e) {
      if (!(e instanceof Fault)) throw e;
      for (const fault of [e, ...e.others]) report(fault);
      return undefined;
    }
  };
  const f = guarded(() => fields(root ?? undefined, 'the policy', PARTS));
  if (f === undefined) return undefined;
  const part = <T>(key: string, fallback: T | undefined, read: (node: Node | undefined) => T): T | undefined =>
    guarded(() => {
      const found = f.get(key);
      if (found !== undefined) return read(found.value);
      if (fallback !== undefined) return fallback;
      throw new Fault(`the policy has no "${key}"`, root ?? undefined);
    });
  const each = <T>(node: Node | undefined, what: string, read: (node: Node) => T): T[] =>
    list(node, what).flatMap((item) => guarded(() => read(item)) ?? []);
  return whole({
    name: part('name', undefined, (n) => text(n, 'name')),
    revision: part('revision', undefined, (n) => integer(n, 'revision')),
    obligations: part('obligations', defaults?.obligations, (n) => each(n, 'obligations', readRule)),
    parties: part('parties', defaults?.parties, readParties),
    escalation: part('escalation', defaults?.escalation, (n) => strings(n, 'escalation')),
    failOpen: part('fail open', defaults?.failOpen, readFailOpen),
    monitoredQueues: part('monitored queues', defaults?.monitoredQueues, (n) => strings(n, 'monitored queues')),
    ownershipStaleAfter: part('ownership stale after', defaults?.ownershipStaleAfter, (n) => time(n, 'ownership stale after')),
    clockUncertainty: part('clock uncertainty', defaults?.clockUncertainty, (n) => time(n, 'clock uncertainty')),
    silence: part('silence', defaults?.silence, readSilence),
    duplicateWindow: part('duplicate window', defaults?.duplicateWindow, (n) => time(n, 'duplicate window')),
    deliveredAfter: part('delivered after', defaults?.deliveredAfter, (n) => time(n, 'delivered after')),
    fitting: part('fitting actions', defaults?.fitting, readFitting),
    phrases: part('phrases', defaults?.phrases, (n) => each(n, 'phrases', readPhrases)),
  });
}

const PARTS = [
  'name',
  'revision',
  'obligations',
  'parties',
  'escalation',
  'fail open',
  'monitored queues',
  'ownership stale after',
  'clock uncertainty',
  'silence',
  'duplicate window',
  'delivered after',
  'fitting actions',
  'phrases',
] as const;

/** `undefined` where any part is. */
function whole(parts: { readonly [K in keyof Policy]: Policy[K] | undefined }): Policy | undefined {
  return Object.values(parts).includes(undefined) ? undefined : (parts as Policy);
}

function readFailOpen(node: Node | undefined): Policy['failOpen'] {
  const f = fields(node, 'fail open', ['parties', 'within']);
  return {
    parties: strings(required(f, 'parties', node), 'parties'),
    within: time(required(f, 'within', node), 'within'),
  };
}

function readRule(node: Node): ObligationRule {
  const f = fields(node, 'an obligation', [
    'name',
    'kinds',
    'identities',
    'severities',
    'owned identities',
    'notify',
    'acknowledge',
    'act',
    'verify',
    'certify',
  ]);
  const at = (key: string): Node | undefined => f.get(key)?.value;
  const optional = <T>(key: string, read: (node: Node) => T): T | undefined => {
    const value = at(key);
    return value === undefined ? undefined : read(value);
  };
  // A mistake in them is told once, and not again by the parts that take them over.
  let kinds: readonly EventKind[] = [];
  return together<ObligationRule>({
    name: () => text(required(f, 'name', node), 'name'),
    kinds: () => {
      kinds = readKinds(required(f, 'kinds', node));
      return kinds;
    },
    identities: () =>
      optional('identities', (n) => (isScalar(n) && n.value === 'non-human' ? 'non-human' : oneOfEach(n, IDENTITY_KINDS, 'identity kind'))),
    severities: () => optional('severities', (n) => oneOfEach(n, SEVERITIES, 'severity')),
    ownedIdentities: () => optional('owned identities', (n) => flag(n, 'owned identities')) ?? false,
    notify: () => optional('notify', readNotify),
    acknowledge: () => optional('acknowledge', readAcknowledge),
    act: () => optional('act', readAct),
    verify: () => optional('verify', (n) => readVerify(n, kinds)),
    certify: () => optional('certify', (n) => readCertify(n, kinds)),
  });
}

function readNotify(node: Node): NonNullable<ObligationRule['notify']> {
  const f = fields(node, 'notify', ['through', 'audience', 'within']);
  return together<NonNullable<ObligationRule['notify']>>({
    through: () => {
      const through = required(f, 'through', node);
      return isScalar(through) && through.value === 'any' ? NOTICE_CHANNELS : oneOfEach(through, NOTICE_CHANNELS, 'notice channel');
    },
    audience: () => every(list(required(f, 'audience', node), 'audience').map((n) => () => readAudience(n))),
    within: () => readWithin(required(f, 'within', node)),
  });
}

function readAudience(node: Node): AudienceRule {
  if (isScalar(node)) return { name: oneOf(node, AUDIENCES, 'audience') };
  const f = fields(node, 'an audience', ['name', 'tiers', 'identities']);
  const tiers = f.get('tiers')?.value;
  const identities = f.get('identities')?.value;
  return together<AudienceRule>({
    name: () => oneOf(required(f, 'name', node), AUDIENCES, 'audience'),
    tiers: () => (tiers === undefined ? undefined : every(list(tiers, 'tiers').map((n) => () => readTier(n)))),
    identities: () => (identities === undefined ? undefined : oneOfEach(identities, IDENTITY_KINDS, 'identity kind')),
  });
}

function readTier(node: Node): 0 | 1 | 2 {
  const v = isScalar(node) ? node.value : undefined;
  if (v === 0 || v === 1 || v === 2) return v;
  throw new Fault('a tier is 0, 1 or 2', node);
}

function readAcknowledge(node: Node): NonNullable<ObligationRule['acknowledge']> {
  const f = fields(node, 'acknowledge', ['within', 'by']);
  const by = f.get('by')?.value;
  return together<NonNullable<ObligationRule['acknowledge']>>({
    within: () => readWithin(required(f, 'within', node)),
    by: () => (by === undefined ? undefined : oneOf(by, AUDIENCES, 'audience')),
  });
}

function readAct(node: Node): NonNullable<ObligationRule['act']> {
  const f = fields(node, 'act', ['within', 'mode']);
  const mode = f.get('mode')?.value;
  return together<NonNullable<ObligationRule['act']>>({
    within: () => readWithin(required(f, 'within', node)),
    mode: () => (mode === undefined ? 'contain' : oneOf(mode, ['contain', 'close'] as const, 'mode')),
  });
}

function readVerify(node: Node, kinds: readonly EventKind[]): NonNullable<ObligationRule['verify']> {
  const f = fields(node, 'verify', ['within', 'mode', 'kinds']);
  const own = f.get('kinds')?.value;
  return together<NonNullable<ObligationRule['verify']>>({
    within: () => readWithin(required(f, 'within', node)),
    mode: () => oneOf(required(f, 'mode', node), ['held', 'reauthentication', 'silence'] as const, 'mode'),
    kinds: () => (own === undefined ? kinds : readKinds(own)),
  });
}

function readCertify(node: Node, kinds: readonly EventKind[]): NonNullable<ObligationRule['certify']> {
  const f = fields(node, 'certify', ['within', 'kinds']);
  const own = f.get('kinds')?.value;
  return together<NonNullable<ObligationRule['certify']>>({
    within: () => readWithin(required(f, 'within', node)),
    kinds: () => (own === undefined ? kinds : readKinds(own)),
  });
}

function readWithin(node: Node): Within {
  if (isScalar(node)) return { else: time(node, 'within') };
  const f = fields(node, 'within', ['else', 'tier 0', 'tier 1', 'tier 2', ...CONFIDENCES]);
  const tiers: Partial<Record<0 | 1 | 2, Duration>> = {};
  const confidence: Partial<Record<(typeof CONFIDENCES)[number], Duration>> = {};
  for (const tier of [0, 1, 2] as const) {
    const v = f.get(`tier ${tier}`)?.value;
    if (v !== undefined) tiers[tier] = time(v, `tier ${tier}`);
  }
  for (const c of CONFIDENCES) {
    const v = f.get(c)?.value;
    if (v !== undefined) confidence[c] = time(v, c);
  }
  return { else: time(required(f, 'else', node), 'else'), tiers, confidence };
}

function readParties(node: Node | undefined): Policy['parties'] {
  const f = fields(node, 'parties', AUDIENCES);
  const out: Partial<Record<(typeof AUDIENCES)[number], readonly string[]>> = {};
  for (const name of AUDIENCES) {
    const v = f.get(name)?.value;
    if (v !== undefined) out[name] = strings(v, name);
  }
  return out;
}

function readSilence(node: Node | undefined): Policy['silence'] {
  const f = fields(node, 'silence', ['else', ...CHANNELS]);
  const other = time(required(f, 'else', node), 'else');
  const out: Partial<Record<Channel, Duration>> = {};
  for (const c of CHANNELS) {
    const v = f.get(c)?.value;
    out[c] = v === undefined ? other : time(v, c);
  }
  return out as Record<Channel, Duration>;
}

function readFitting(node: Node | undefined): Policy['fitting'] {
  const f = fields(node, 'fitting actions', IDENTITY_KINDS);
  const out: Partial<Record<(typeof IDENTITY_KINDS)[number], readonly (readonly (typeof ACTIONS)[number][])[]>> = {};
  for (const kind of IDENTITY_KINDS) {
    const v = f.get(kind)?.value;
    if (v !== undefined) out[kind] = list(v, kind).map((group) => oneOfEach(group, ACTIONS, 'action'));
  }
  return out;
}

function readPhrases(node: Node): PhraseRule {
  const f = fields(node, 'a list of phrases', ['kinds', 'phrases']);
  const kinds: PhraseKind[] = [];
  for (const k of list(required(f, 'kinds', node), 'kinds')) {
    if (isScalar(k) && (k.value === 'verified' || k.value === 'idle')) kinds.push(k.value);
    else kinds.push(...kindsOf(k));
  }
  return { kinds, phrases: strings(required(f, 'phrases', node), 'phrases') };
}

const readKinds = (node: Node): EventKind[] => every(list(node, 'kinds').map((n) => () => kindsOf(n))).flat();

/** `mfa.*` is every kind of that family. */
function kindsOf(node: Node): EventKind[] {
  const name = text(node, 'kind');
  if (name.endsWith('.*')) {
    const family = EVENT_KINDS.filter((k) => k.startsWith(name.slice(0, -1)));
    if (family.length === 0) throw new Fault(`no kind of event begins with "${name.slice(0, -1)}"`, node);
    return family;
  }
  return [oneOf(node, EVENT_KINDS, 'kind of event')];
}

function fields(node: Node | undefined, what: string, known: readonly string[]): Fields {
  if (!isMap(node)) throw new Fault(`${what} must be a map of keys and values`, node);
  const out: Fields = new Map();
  for (const pair of node.items) {
    const key = pair.key as Node;
    const name = isScalar(key) ? String(key.value) : '';
    if (!known.includes(name)) throw new Fault(`${what} has no key "${name}"; known are ${known.join(', ')}`, key);
    out.set(name, { key, value: (pair.value as Node | null) ?? undefined });
  }
  return out;
}

function required(f: Fields, key: string, node: Node | undefined): Node {
  const found = f.get(key);
  if (found === undefined) throw new Fault(`"${key}" is missing here`, node);
  if (found.value === undefined) throw new Fault(`"${key}" is empty`, found.key);
  return found.value;
}

function list(node: Node | undefined, what: string): Node[] {
  if (!isSeq(node)) throw new Fault(`${what} must be a list`, node);
  return node.items as Node[];
}

function text(node: Node | undefined, what: string): string {
  const v = isScalar(node) ? node.value : undefined;
  if (typeof v === 'string' && v !== '') return v;
  if (typeof v === 'number') return String(v);
  throw new Fault(`${what} must be a text`, node);
}

const strings = (node: Node | undefined, what: string): string[] => every(list(node, what).map((n) => () => text(n, what)));

function integer(node: Node | undefined, what: string): number {
  const v = isScalar(node) ? node.value : undefined;
  if (typeof v === 'number' && Number.isSafeInteger(v) && v >= 0) return v;
  throw new Fault(`${what} must be a whole number`, node);
}

function flag(node: Node, what: string): boolean {
  if (isScalar(node) && typeof node.value === 'boolean') return node.value;
  throw new Fault(`${what} must be true or false`, node);
}

function time(node: Node | undefined, what: string): Duration {
  const v = isScalar(node) && typeof node.value === 'string' ? parseDuration(node.value) : undefined;
  if (v === undefined || v < 0) throw new Fault(`${what} must be an ISO 8601 duration such as PT15M or P7D`, node);
  return v;
}

function oneOf<T extends string>(node: Node | undefined, known: readonly T[], what: string): T {
  const v = isScalar(node) ? node.value : undefined;
  const found = known.find((k) => k === v);
  if (found === undefined) throw new Fault(`"${String(v)}" is no ${what}; known are ${known.join(', ')}`, node);
  return found;
}

const oneOfEach = <T extends string>(node: Node | undefined, known: readonly T[], what: string): T[] =>
  every(list(node, what).map((n) => () => oneOf(n, known, what)));
