/**
 * A timeline that Tracewake itself handed out (for Timesketch, or as a table), read again: the same times, kinds, actors, targets,
 * outcomes and native ids. What became of the events (findings, tags) is a conclusion and is not read.
 */
import type { Instant } from '../base/instant.ts';
import { fromVisible } from '../base/visible.ts';
import type { EventEmission } from '../model/emissions.ts';
import type { Alias } from '../model/ids.ts';
import {
  ALIAS_NAMESPACES,
  EVENT_KINDS,
  type EventKind,
  IDENTITY_KINDS,
  type IdentityKind,
  OUTCOMES,
  type Outcome,
  SEVERITIES,
} from '../model/vocabulary.ts';
import type { Adapter, AdapterContext, RawRecord } from './adapter.ts';
import { bool, type Fields, number, text, texts, verbatim } from './fields.ts';
import { OCSF } from './ocsf.ts';
import { recognition } from './recognition.ts';

const KINDS: ReadonlySet<string> = new Set(EVENT_KINDS);
const IDENTITIES: ReadonlySet<string> = new Set(IDENTITY_KINDS);
const OUTCOME_WORDS: ReadonlySet<string> = new Set(OUTCOMES);
const NAMESPACES: ReadonlySet<string> = new Set(ALIAS_NAMESPACES);

/** The header's marks: the ids of our events beside the file and the records that they came from. */
const isOurs = (d: Fields): boolean => 'event_id' in d && 'kind' in d && 'operation' in d && 'source_type' in d && 'records' in d && 'datetime' in d;

export const tracewakeTimeline: Adapter = {
  type: 'tracewake-timeline',
  title: 'Tracewake timeline',
  version: 2,
  channels: ['iam-audit', 'signin'],
  system: () => 'tracewake',
  recognise: (sample) => recognition(sample, isOurs, 1, 'event_id, kind, source_type and records, as Tracewake hands a timeline out'),
  read,
};

/** Cells that a spreadsheet would run were handed out behind an apostrophe, and control characters shown (CSV only: JSON carries both as they are). */
const GUARDED = /^'+[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

function read(record: RawRecord, context: AdapterContext): void {
  const { data } = record;
  const plain = record.header === undefined;
  const cell = (name: string): string | undefined => {
    const value = verbatim(data[name]);
    return plain || value === undefined ? value : fromVisible(GUARDED.test(value) ? value.slice(1) : value);
  };
  const kind = cell('kind');
  const id = cell('event_id');
  if (kind === undefined || id === undefined) {
    context.ignore('no-event');
    return;
  }
  if (!KINDS.has(kind)) context.warn('unknown-kind', kind);
  const nativeId = cell('native_id');
  const severity = SEVERITIES.find((s) => s === text(data.severity));
  const list = (name: string): string[] => (Array.isArray(data[name]) ? [...texts(data[name])] : (cell(name)?.split('|') ?? []));
  const correlation = list('correlation');
  const summary = cell('summary');
  const known = KINDS.has(kind) ? (kind as EventKind) : 'other';
  const ocsf = OCSF[known];
  const event: EventEmission = {
    type: 'event',
    time: timeOf(data, context),
    kind: known,
    outcome: OUTCOME_WORDS.has(text(data.outcome) ?? '') ? (text(data.outcome) as Outcome) : 'unknown',
    operation: cell('operation') ?? kind,
    actor: aliasText(cell('actor')),
    actorKind: kindText(data.actor_kind),
    onBehalfOf: aliasText(cell('on_behalf_of')),
    target: aliasText(cell('target')),
    targetKind: kindText(data.target_kind),
    holder: aliasText(cell('holder')),
    credential: aliasText(cell('credential')),
    nativeId,
    // Several systems, and several events of one record, may share a native id; the id of ours tells them apart.
    key: [cell('system') ?? '', nativeId ?? '', id].join('\n'),
    correlation: correlation.length === 0 ? undefined : correlation,
    access: cell('access'),
    place: cell('place'),
    environment: cell('environment'),
    interactive: bool(data.interactive),
    summary,
    approver: aliasText(cell('approver')),
    approvedAt: context.time(data.approved_at),
    reason: cell('reason'),
    incident: cell('incident'),
    alert: kind === 'alert.raised' ? { severity, confidence: undefined, title: summary ?? '' } : undefined,
    classUid: number(data.class_uid) ?? ocsf.classUid,
    activityId: number(data.activity_id) ?? ocsf.activityId,
  };
  context.emit(event);
}

/** The microseconds where they stand, else the text: a tool on the way may have dropped one of the two. */
function timeOf(data: Fields, context: AdapterContext): Instant | undefined {
  const micro = number(data.timestamp);
  if (micro !== undefined && Number.isSafeInteger(micro)) return micro as Instant;
  return context.time(data.datetime);
}

/** An alias as it was written: nothing is guessed of it, nor trimmed from it. */
function aliasText(value: string | undefined): Alias | undefined {
  if (value === undefined) return undefined;
  const colon = value.indexOf(':');
  return (colon > 0 && NAMESPACES.has(value.slice(0, colon)) ? value : `name:${value}`) as Alias;
}

const kindText = (value: unknown): IdentityKind | undefined => {
  const word = text(value);
  return word !== undefined && IDENTITIES.has(word) ? (word as IdentityKind) : undefined;
};
