/** One event as a flat row: what every table of events is made of. */
import { formatInstant, type Instant } from '../base/instant.ts';
import type { CaseEvent } from '../model/facts.ts';
import type { EventKind, IdentityKind, Outcome } from '../model/vocabulary.ts';

/** What a row needs to know of the rest of the case. */
export interface RowLookup {
  sourceOf(source: string): { readonly name: string; readonly type: string; readonly title: string };
  /** The rules of the findings about the event that nobody dismissed, the worst first. */
  rulesOf(event: string): readonly string[];
  /** How a person calls the identity with this alias. */
  labelOf(alias: string): string;
  kindOf(alias: string): IdentityKind;
}

/** Aliases are written `namespace:value`, as everywhere in Tracewake. `undefined` is unknown. */
export interface FlatEvent {
  readonly event_id: string;
  readonly time: Instant | undefined;
  readonly message: string;
  readonly native_id: string | undefined;
  readonly kind: EventKind;
  readonly outcome: Outcome;
  readonly operation: string;
  readonly actor: string | undefined;
  readonly actor_kind: IdentityKind | undefined;
  readonly on_behalf_of: string | undefined;
  readonly target: string | undefined;
  readonly target_kind: IdentityKind | undefined;
  readonly holder: string | undefined;
  readonly credential: string | undefined;
  readonly access: string | undefined;
  readonly place: string | undefined;
  readonly environment: string | undefined;
  readonly interactive: boolean | undefined;
  readonly correlation: readonly string[];
  readonly approver: string | undefined;
  readonly approved_at: Instant | undefined;
  readonly reason: string | undefined;
  readonly incident: string | undefined;
  readonly summary: string | undefined;
  readonly severity: string | undefined;
  readonly class_uid: number | undefined;
  readonly activity_id: number | undefined;
  readonly system: string;
  readonly source_file: string;
  readonly source_type: string;
  readonly records: readonly string[];
  readonly findings: readonly string[];
}

export function flatten(e: CaseEvent, lookup: RowLookup): FlatEvent {
  const source = lookup.sourceOf(e.source);
  return {
    event_id: e.id,
    time: e.time,
    message: messageOf(e, lookup),
    native_id: e.nativeId,
    kind: e.kind,
    outcome: e.outcome,
    operation: e.operation,
    actor: e.actor,
    actor_kind: e.actorKind,
    on_behalf_of: e.onBehalfOf,
    target: e.target,
    target_kind: e.targetKind,
    holder: e.holder,
    credential: e.credential,
    access: e.access,
    place: e.place,
    environment: e.environment,
    interactive: e.interactive,
    correlation: e.correlation ?? [],
    approver: e.approver,
    approved_at: e.approvedAt,
    reason: e.reason,
    incident: e.incident,
    summary: e.summary,
    severity: e.alert?.severity,
    class_uid: e.classUid,
    activity_id: e.activityId,
    system: e.system,
    source_file: source.name,
    source_type: source.type,
    records: e.records,
    findings: lookup.rulesOf(e.id),
  };
}

/** `role.granted by deploy-bot to reports (AdministratorAccess), failed: AttachUserPolicy in aws-111122223333`. */
export function messageOf(e: CaseEvent, lookup: RowLookup): string {
  const by = e.actor === undefined ? '' : ` by ${lookup.labelOf(e.actor)}`;
  const on = e.target === undefined ? '' : ` on ${lookup.labelOf(e.target)}`;
  const access = e.access === undefined || e.access === '*' ? '' : ` (${e.access})`;
  const failed = e.outcome === 'failure' ? ', failed' : '';
  const more = e.summary !== undefined && e.summary !== e.operation ? `: ${e.summary}` : '';
  return `${e.kind}${by}${on}${access}${failed}, ${e.operation} in ${e.system}${more}`;
}

export const isoOf = (t: Instant | undefined): string | undefined => (t === undefined ? undefined : formatInstant(t));

/** The columns of a table of events, in order, each with its cell as text. `undefined` is an empty cell. */
export const COLUMNS: readonly (readonly [name: string, cell: (row: FlatEvent) => string | undefined])[] = [
  ['event_id', (r) => r.event_id],
  ['native_id', (r) => r.native_id],
  ['kind', (r) => r.kind],
  ['outcome', (r) => r.outcome],
  ['operation', (r) => r.operation],
  ['actor', (r) => r.actor],
  ['actor_kind', (r) => r.actor_kind],
  ['on_behalf_of', (r) => r.on_behalf_of],
  ['target', (r) => r.target],
  ['target_kind', (r) => r.target_kind],
  ['holder', (r) => r.holder],
  ['credential', (r) => r.credential],
  ['access', (r) => r.access],
  ['place', (r) => r.place],
  ['environment', (r) => r.environment],
  ['interactive', (r) => (r.interactive === undefined ? undefined : String(r.interactive))],
  ['correlation', (r) => listed(r.correlation)],
  ['approver', (r) => r.approver],
  ['approved_at', (r) => isoOf(r.approved_at)],
  ['reason', (r) => r.reason],
  ['incident', (r) => r.incident],
  ['summary', (r) => r.summary],
  ['severity', (r) => r.severity],
  ['class_uid', (r) => numbered(r.class_uid)],
  ['activity_id', (r) => numbered(r.activity_id)],
  ['system', (r) => r.system],
  ['source_file', (r) => r.source_file],
  ['source_type', (r) => r.source_type],
  ['records', (r) => listed(r.records)],
  ['findings', (r) => listed(r.findings)],
];

const listed = (values: readonly string[]): string | undefined => (values.length === 0 ? undefined : values.join('|'));
const numbered = (value: number | undefined): string | undefined => (value === undefined ? undefined : String(value));
