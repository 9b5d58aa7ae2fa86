/**
 * Arguments at the edge: whatever came over a socket, a window or a terminal is checked here against the request map,
 * once, before a handler sees it. A name that is not in the map, a key too many or a value of the wrong shape is a `usage` failure.
 */
import type { Duration, Instant } from '../base/instant.ts';
import type { Interval } from '../base/interval.ts';
import { type Conditions, type MappedValue, type Mapping, OUTPUTS } from '../model/mapping.ts';
import type { MappingEdits } from '../model/proposal.ts';
import {
  ALIAS_NAMESPACES,
  CHANNELS,
  DISPOSITIONS,
  EVENT_KINDS,
  IDENTITY_KINDS,
  MATRIX_BY,
  OUTCOMES,
  SEVERITIES,
  STAGES,
  TLP_LEVELS,
  VERDICTS,
} from '../model/vocabulary.ts';
import { WAYS_OUT } from '../model/ways-out.ts';
import { Failure } from './errors.ts';
import type { Args, FindingsFilter, ImportOptions, MemberSettings, RequestName, TimelineFilter, WakesFilter } from './requests.ts';

/** Gives the value back, typed, or throws a `usage` Failure that names the place. */
type Check<T> = (value: unknown, at: string) => T;

const wrong = (at: string, expected: string): never => {
  throw new Failure({ code: 'usage', message: `${at} must be ${expected}` });
};

/** Longer than any path, note or search; short of what would exhaust memory before a handler could refuse it. */
const LONGEST_TEXT = 1_000_000;

const text: Check<string> = (value, at) =>
  typeof value === 'string' && value.length <= LONGEST_TEXT ? value : wrong(at, 'text of at most a million characters');
const filled: Check<string> = (value, at) => {
  if (text(value, at).trim() !== '') return value as string;
  throw new Failure({ code: 'usage', message: `the ${fieldOf(at)} is empty` });
};
/** As a person calls it: `knownAt` of `case.owners` is the known at. */
const fieldOf = (at: string): string => at.slice(at.lastIndexOf('.') + 1).replace(/[A-Z]/g, (c) => ` ${c.toLowerCase()}`);
/** A name, or a name and a mail address in angle brackets, which then has to be one: it stands in every entry and in the seal. */
const investigator: Check<string> = (value, at) => {
  const who = filled(value, at);
  if (!/[<>]/.test(who) || /^\s*[^\s<>][^<>]*<[^\s@<>()[\]*?,;:"\\]+@[^\s@<>()[\]*?,;:"\\]+>\s*$/.test(who)) return who;
  throw new Failure({
    code: 'usage',
    message: `the investigator ${JSON.stringify(who.slice(0, 80))} is not a name with a mail address in angle brackets`,
    advice: 'Write it as in "R. Adeyemi <r.adeyemi@halden.example>".',
  });
};
const path: Check<string> = (value, at) => (filled(value, at).includes('\0') ? wrong(at, 'a path without a NUL character') : (value as string));
const flag: Check<boolean> = (value, at) => (typeof value === 'boolean' ? value : wrong(at, 'true or false'));
const whole =
  (least: number, most: number): Check<number> =>
  (value, at) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
      ? value
      : wrong(at, `a whole number from ${least} to ${most}`);
const count = whole(0, Number.MAX_SAFE_INTEGER);
const time: Check<Instant> = (value, at) =>
  typeof value === 'number' && Number.isSafeInteger(value) ? (value as Instant) : wrong(at, 'an instant in whole microseconds');
const oneOf =
  <const T extends string | number>(values: readonly T[]): Check<T> =>
  (value, at) =>
    (values as readonly unknown[]).includes(value) ? (value as T) : wrong(at, `one of ${values.join(', ')}`);
const list =
  <T>(item: Check<T>): Check<readonly T[]> =>
  (value, at) =>
    Array.isArray(value) ? value.map((v, i) => item(v, `${at}[${i}]`)) : wrong(at, 'a list');

type Optional<T> = { readonly optional: Check<T> };
const optional = <T>(check: Check<T>): Optional<T> => ({ optional: check });

type Field = Check<unknown> | Optional<unknown>;
type Shape<F extends Record<string, Field>> = {
  [K in keyof F as F[K] extends Check<unknown> ? K : never]: F[K] extends Check<infer T> ? T : never;
} & {
  [K in keyof F as F[K] extends Optional<unknown> ? K : never]?: F[K] extends Optional<infer T> ? T | undefined : never;
};

/** Exactly these keys; `undefined` and (from JSON) `null` both stand for an absent optional one. */
function object<F extends Record<string, Field>>(fields: F): Check<Shape<F>> {
  return (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong(at, 'an object');
    const given = value as Record<string, unknown>;
    for (const key of Object.keys(given)) {
      if (!Object.hasOwn(fields, key)) throw new Failure({ code: 'usage', message: `${at} has no ${JSON.stringify(key)}` });
    }
    const out: Record<string, unknown> = {};
    for (const [key, field] of Object.entries(fields)) {
      const v = Object.hasOwn(given, key) ? given[key] : undefined;
      if (typeof field === 'function') out[key] = field(v, `${at}.${key}`);
      else if (v !== undefined && v !== null) out[key] = field.optional(v, `${at}.${key}`);
    }
    return out as Shape<F>;
  };
}

/** Any keys, values of one sort. No longer than the columns of a wide table, with a few values each. */
const MOST_ENTRIES = 5000;
const record =
  <T>(item: Check<T>): Check<Readonly<Record<string, T>>> =>
  (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong(at, 'an object');
    const entries = Object.entries(value);
    if (entries.length > MOST_ENTRIES) return wrong(at, `an object of at most ${MOST_ENTRIES} keys`);
    return Object.fromEntries(entries.map(([key, v]) => [key, item(v, `${at}[${JSON.stringify(key.slice(0, 60))}]`)]));
  };
const interval: Check<Interval> = (value, at) => {
  const { from, to } = object({ from: time, to: time })(value, at);
  return to > from ? { from, to } : wrong(at, 'an interval that ends after it begins');
};
const length: Check<Duration> = (value, at) =>
  typeof value === 'number' && Number.isSafeInteger(value) ? (value as Duration) : wrong(at, 'a duration in whole microseconds');

const nothing = object({});
const timelineFilter: Check<TimelineFilter> = object({
  from: optional(time),
  to: optional(time),
  kinds: optional(list(oneOf(EVENT_KINDS))),
  systems: optional(list(text)),
  outcomes: optional(list(oneOf(OUTCOMES))),
  identities: optional(list(text)),
  search: optional(text),
});
/** Only its shape: whether it can be meant is asked of its text, as of one that was written by hand. */
const conditions: Check<Conditions> = (value, at) => record(list(text))(value, at);
const DEEPEST_VALUE = 12;
const mappedValue =
  (depth: number): Check<MappedValue> =>
  (value, at) => {
    if (depth > DEEPEST_VALUE) return wrong(at, `nested at most ${DEEPEST_VALUE} deep`);
    return object({
      path: optional(text),
      value: optional(text),
      template: optional(text),
      first: optional(list(mappedValue(depth + 1))),
      all: optional(list(mappedValue(depth + 1))),
      when: optional(conditions),
      split: optional(text),
      after: optional(text),
      before: optional(text),
      case: optional(oneOf(['lower', 'upper'])),
      values: optional(record(list(text))),
      else: optional(text),
      as: optional(oneOf(ALIAS_NAMESPACES)),
      format: optional(text),
      zone: optional(text),
    })(value, at);
  };
const mapping: Check<Mapping> = object({
  name: text,
  title: text,
  version: count,
  fits: object({ columns: list(text), where: conditions }),
  each: optional(text),
  system: optional(text),
  channels: optional(list(oneOf(CHANNELS))),
  zone: optional(text),
  read: list(object({ as: oneOf(OUTPUTS), when: optional(conditions), each: optional(text), fields: record(mappedValue(0)) })),
});
const mappingEdits: Check<MappingEdits> = object({
  as: optional(oneOf(OUTPUTS)),
  name: optional(filled),
  title: optional(text),
  system: optional(filled),
  channels: optional(list(oneOf(CHANNELS))),
  zone: optional(filled),
  columns: optional(record(text)),
  words: optional(record(record(text))),
  constants: optional(record(text)),
  namespaces: optional(record(oneOf(ALIAS_NAMESPACES))),
  formats: optional(record(filled)),
});
const memberSettings: Check<MemberSettings> = object({
  name: filled,
  path: optional(path),
  as: optional(filled),
  mapping: optional(filled),
  system: optional(filled),
  channels: optional(list(oneOf(CHANNELS))),
  zone: optional(filled),
  covers: optional(interval),
  clock: optional(object({ offset: length, uncertainty: optional(length) })),
  leaveOut: optional(flag),
});
const importOptions: Check<ImportOptions> = object({
  as: optional(filled),
  zone: optional(filled),
  keep: optional(oneOf(['copy', 'reference'])),
  analyse: optional(flag),
  mapping: optional(path),
  members: optional(list(memberSettings)),
});
const matrixGroup = object({ by: oneOf(MATRIX_BY), value: text });
const wakesFilter: Check<WakesFilter> = object({
  event: optional(filled),
  identity: optional(filled),
  kinds: optional(list(oneOf(EVENT_KINDS))),
  verdict: optional(oneOf(VERDICTS)),
  stage: optional(oneOf(STAGES)),
  verdicts: optional(list(oneOf(VERDICTS))),
  groups: optional(list(matrixGroup)),
  search: optional(text),
});
const findingsFilter: Check<FindingsFilter> = object({
  rules: optional(list(text)),
  severities: optional(list(oneOf(SEVERITIES))),
  stages: optional(list(oneOf([...STAGES, 'case']))),
  dispositions: optional(list(oneOf(DISPOSITIONS))),
  identityKinds: optional(list(text)),
  identity: optional(filled),
  wake: optional(filled),
  search: optional(text),
});
const page = whole(1, 10_000);
const bins = whole(1, 20_000);
const tiers = optional(list(oneOf([0, 1, 2])));
const recordStatus = oneOf(['rejected', 'ignored', 'duplicate']);
const owners = object({ identity: filled, at: optional(time), knownAt: optional(time) });
const importArgs = object({ paths: list(path), options: optional(importOptions) });

const checks: { readonly [K in RequestName]: Check<Args<K>> } = {
  'files.list': object({ dir: optional(path) }),
  'work.list': nothing,
  'work.join': object({ work: count }),
  'case.create': object({
    dir: path,
    title: filled,
    investigator: optional(investigator),
    tlp: optional(oneOf(TLP_LEVELS)),
    policyFile: optional(path),
  }),
  'case.open': object({ dir: path, investigator: optional(investigator), readOnly: optional(flag) }),
  'case.close': nothing,
  'case.summary': nothing,
  'case.investigator': object({ investigator }),
  'import.plan': importArgs,
  'import.run': importArgs,
  'import.draft': object({
    paths: list(path),
    name: filled,
    path: optional(path),
    edits: optional(mappingEdits),
    text: optional(text),
    mapping: optional(mapping),
  }),
  'import.declaration': object({ paths: list(path), options: optional(importOptions), file: optional(path) }),
  'mapping.list': nothing,
  'mapping.save': object({ text: filled, to: oneOf(['case', 'folder']), replace: optional(flag) }),
  'sources.list': nothing,
  'rejects.list': object({
    source: optional(filled),
    status: optional(recordStatus),
    after: optional(count),
    limit: optional(page),
  }),
  'record.raw': object({ record: filled }),
  'policy.default': nothing,
  'policy.view': nothing,
  'policy.check': object({ text }),
  'policy.read': object({ file: path }),
  'policy.save': object({ text }),
  'analysis.run': object({ policyFile: optional(path) }),
  'timeline.overview': object({ filter: optional(timelineFilter), bins }),
  'timeline.lanes': object({
    from: time,
    to: time,
    bins,
    by: oneOf(['identity', 'system', 'kind']),
    limit: page,
    filter: optional(timelineFilter),
  }),
  'timeline.page': object({
    filter: optional(timelineFilter),
    after: optional(filled),
    before: optional(filled),
    at: optional(time),
    limit: page,
  }),
  'event.detail': object({ event: filled }),
  'search.all': object({ text, limit: page }),
  'wakes.list': object({ filter: optional(wakesFilter), order: optional(oneOf(['worst', 'time'])), offset: count, limit: page }),
  'wake.view': object({ wake: filled }),
  'findings.list': object({ filter: optional(findingsFilter) }),
  'finding.detail': object({ finding: filled }),
  'finding.dispose': object({ finding: filled, as: oneOf(DISPOSITIONS), reason: filled }),
  'explain.considered': object({ event: filled }),
  explain: object({ finding: optional(filled), event: optional(filled), stage: optional(oneOf(STAGES)) }),
  'graph.view': object({ kinds: optional(list(oneOf(EVENT_KINDS))), tiers, onlyGaps: optional(flag), minimum: optional(count) }),
  'graph.edge': object({ edge: filled, kinds: optional(list(oneOf(EVENT_KINDS))), tiers }),
  'identities.list': object({ search: optional(text), kinds: optional(list(oneOf(IDENTITY_KINDS))), offset: count, limit: page }),
  'owners.list': owners,
  'coverage.list': nothing,
  'requests.list': nothing,
  'questions.list': nothing,
  'matrix.view': object({ by: oneOf(MATRIX_BY), filter: optional(wakesFilter) }),
  'whatif.run': object({ policyFile: optional(path), policyText: optional(text), claimsFile: optional(path) }),
  'whatif.last': nothing,
  'whatif.matrix': object({ by: oneOf(MATRIX_BY) }),
  'whatif.changes': object({
    filter: optional(object({ stage: optional(oneOf(STAGES)), turn: optional(oneOf(['gained', 'lost', 'other'])), group: optional(matrixGroup) })),
    offset: count,
    limit: page,
  }),
  'whatif.discard': nothing,
  'requests.letter': object({ format: oneOf(['markdown', 'csv']), file: optional(path) }),
  'decisions.list': object({ on: optional(filled) }),
  'identity.join': object({ identity: filled, with: filled, reason: filled }),
  'identity.split': object({ identity: filled, alias: filled, reason: filled }),
  'tie.decide': object({ observation: filled, event: filled, accept: flag, reason: filled }),
  'clock.set': object({ source: filled, offset: length, reason: filled }),
  'identity.view': object({ identity: filled }),
  'suggestion.dismiss': object({ identity: filled, with: filled, dismissed: flag, reason: filled }),
  'identities.suggestions': object({ which: optional(oneOf(['offered', 'dismissed'])), offset: count, limit: page }),
  'owners.lanes': owners,
  'notes.list': object({ on: optional(filled) }),
  'notes.add': object({ on: filled, text: filled }),
  'custody.list': object({ after: optional(count), limit: optional(page) }),
  'evidence.keygen': object({ file: path, passphrase: text }),
  'evidence.key': object({ file: path }),
  'evidence.packages': nothing,
  'evidence.export': object({
    out: path,
    keyFile: path,
    passphrase: text,
    role: optional(filled),
    sources: oneOf(['include', 'hash']),
    time: optional(time),
  }),
  'export.to': object({ format: oneOf(WAYS_OUT), out: path, overwrite: optional(flag), filter: optional(timelineFilter) }),
  'evidence.verify': object({
    file: path,
    signers: optional(path),
    signersText: optional(filled),
    previous: optional(path),
    level: optional(whole(0, 5)),
  }),
  'machine.findings': object({ filter: optional(findingsFilter), after: optional(filled) }),
  'machine.wakes': object({ filter: optional(wakesFilter), after: optional(filled) }),
  'machine.timeline': object({ filter: optional(timelineFilter), after: optional(filled) }),
  'machine.sources': nothing,
  'machine.rejects': object({ source: optional(filled), status: optional(recordStatus), after: optional(filled) }),
  'machine.identities': object({ search: optional(text), after: optional(filled) }),
  'machine.owners': owners,
  'machine.coverage': nothing,
  'machine.requests': nothing,
  'machine.questions': nothing,
  'machine.whatIf': object({ after: optional(filled) }),
  'demo.bundle': object({ dir: path }),
  'demo.run': object({ dir: path }),
};

export const REQUEST_NAMES = Object.keys(checks) as readonly RequestName[];
export const isRequestName = (name: unknown): name is RequestName => typeof name === 'string' && Object.hasOwn(checks, name);

/** The arguments of a request, checked. Throws a `usage` Failure. */
export function checkArgs<K extends RequestName>(name: K, args: unknown): Args<K> {
  return checks[name](args ?? {}, name);
}
