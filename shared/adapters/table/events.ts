/** Tables whose rows are events (WAKES.md, "Table rows"): events, alerts, breakglass, people, scopes. */
import type { Instant } from '../../base/instant.ts';
import type { EventEmission, GrantPayload } from '../../model/emissions.ts';
import { CONFIDENCES, EVENT_KINDS, type EventKind, OUTCOMES, SEVERITIES } from '../../model/vocabulary.ts';
import type { AdapterContext } from '../adapter.ts';
import type { Fields } from '../fields.ts';
import { OCSF } from '../ocsf.ts';
import { aliasCell, aliasCells, cell, cells, tierCell, word } from './cells.ts';

const KINDS: ReadonlySet<string> = new Set(EVENT_KINDS);
const APPROVAL_AND_REASON: EventEmission['asks'] = ['approval', 'reason'];

const event = (kind: EventKind, time: Instant | undefined, rest: Partial<EventEmission>): EventEmission => ({
  type: 'event',
  time,
  kind,
  outcome: 'success',
  operation: kind,
  classUid: OCSF[kind].classUid,
  activityId: OCSF[kind].activityId,
  ...rest,
});

/** A kind of event as a table writes it; a text that is no kind is `other`, is warned of, and stays as the operation. */
function kindCell(row: Fields, context: AdapterContext): EventKind {
  const value = cell(row, 'kind')?.toLowerCase();
  if (value !== undefined && KINDS.has(value)) return value as EventKind;
  // `mfa.restet` would otherwise be an event that nobody judges and nobody misses.
  if (value !== undefined) context.warn('unknown-kind');
  return 'other';
}

export function readEvent(row: Fields, context: AdapterContext): void {
  const kind = kindCell(row, context);
  const target = aliasCell(row, 'target');
  context.emit(
    event(kind, context.time(row.time), {
      outcome: word(cell(row, 'outcome'), OUTCOMES) ?? 'unknown',
      operation: cell(row, 'kind') ?? 'event',
      actor: aliasCell(row, 'actor'),
      onBehalfOf: aliasCell(row, 'on_behalf_of'),
      target,
      targetKind: target?.startsWith('aws-access-key:') === true ? 'credential' : undefined,
      nativeId: cell(row, 'event_id'),
      access: cell(row, 'access'),
      correlation: cells(row, 'correlation'),
      approver: aliasCell(row, 'approver'),
      approvedAt: context.time(row.approved_at),
      reason: cell(row, 'reason'),
      incident: cell(row, 'incident'),
      asks: APPROVAL_AND_REASON,
    }),
  );
}

export function readAlert(row: Fields, context: AdapterContext): void {
  const severity = word(cell(row, 'severity'), SEVERITIES);
  const incident = cell(row, 'incident');
  context.emit(
    event('alert.raised', context.time(row.time), {
      operation: 'alert',
      target: aliasCell(row, 'identity'),
      nativeId: cell(row, 'alert_id'),
      summary: cell(row, 'title'),
      incident,
      alert: {
        severity,
        confidence: word(cell(row, 'confidence'), CONFIDENCES),
        title: cell(row, 'title') ?? '',
        service: cell(row, 'service'),
        application: cell(row, 'application'),
        environment: cell(row, 'environment'),
        tier: tierCell(cell(row, 'privilege_tier')),
        lastRotation: cell(row, 'last_rotation'),
        spawnedBy: cell(row, 'spawned_by'),
      },
    }),
  );
}

export function readBreakglass(row: Fields, context: AdapterContext): void {
  const grantId = cell(row, 'grant_id');
  const user = aliasCell(row, 'user');
  const closed = cell(row, 'closed_at');
  const grant: GrantPayload = {
    grantId: grantId ?? '',
    user,
    openedAt: context.time(row.opened_at),
    expiresAt: context.time(row.expires_at),
    closedAt: context.time(row.closed_at),
  };
  const shared: Partial<EventEmission> = {
    actor: user,
    target: aliasCell(row, 'identity'),
    nativeId: grantId,
    approver: aliasCell(row, 'approver'),
    approvedAt: context.time(row.approved_at),
    reason: cell(row, 'reason'),
    incident: cell(row, 'incident'),
    grant,
  };
  // The row is one act of giving: what it lacks is asked once, of the opening.
  context.emit(event('breakglass.opened', grant.openedAt, { ...shared, asks: APPROVAL_AND_REASON }));
  if (closed !== undefined) context.emit(event('breakglass.closed', grant.closedAt, shared));
}

type PersonStatus = 'active' | 'left' | 'on-leave' | 'unknown';

/** Statuses as human-resources systems write them: Active, Former employee, on leave, Terminated, Inactive … */
export function personStatus(value: string | undefined): PersonStatus {
  const status = value?.trim().toLowerCase() ?? '';
  if (status === 'active' || status === 'employed' || status === 'current' || status === 'a') return 'active';
  for (const gone of ['left', 'former', 'terminat', 'inactive', 'leaver', 'resign', 'depart', 'dismiss', 'retired', 'ended', 'deceased']) {
    if (status.includes(gone)) return 'left';
  }
  if (status.includes('leave') || status.includes('absen')) return 'on-leave';
  return status.startsWith('active') ? 'active' : 'unknown';
}

export function readPerson(row: Fields, context: AdapterContext): void {
  const own = cell(row, 'person');
  const person = aliasCell(row, 'person');
  if (own === undefined || person === undefined) {
    context.ignore('no-person');
    return;
  }
  const status = personStatus(cell(row, 'status'));
  const start = context.time(row.start);
  const end = context.time(row.end);
  const movedAt = context.time(row.moved_at);
  context.emit({
    type: 'person',
    person,
    aliases: aliasCells(row, 'person', 'aliases'),
    displayName: cell(row, 'display_name'),
    status,
    start,
    end,
    movedAt,
    team: cell(row, 'team'),
    manager: aliasCell(row, 'manager'),
  });
  const shared: Partial<EventEmission> = { target: person, targetKind: 'human', nativeId: own };
  if (start !== undefined) context.emit(event('person.joined', start, shared));
  if (movedAt !== undefined) context.emit(event('person.moved', movedAt, shared));
  if (end !== undefined && status !== 'active') context.emit(event('person.left', end, shared));
}

export function readScope(row: Fields, context: AdapterContext): void {
  const scope = cell(row, 'scope');
  const identity = aliasCell(row, 'identity');
  if (scope === undefined || identity === undefined) {
    context.ignore(scope === undefined ? 'no-scope' : 'no-identity');
    return;
  }
  const ends = context.time(row.ends);
  context.emit({ type: 'scope', scope, identity, starts: context.time(row.starts), ends });
  if (ends !== undefined) context.emit(event('scope.ended', ends, { target: identity, nativeId: scope }));
}
