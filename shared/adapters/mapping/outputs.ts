/** From the fields of one record to what it states. All but events go the way of the plain tables: one set of rules for both. */

import type { Output } from '../../model/mapping.ts';
import { EVENT_KINDS, type EventKind, IDENTITY_KINDS, OUTCOMES } from '../../model/vocabulary.ts';
import type { AdapterContext } from '../adapter.ts';
import { eventOf } from '../emit.ts';
import { bool, type Fields } from '../fields.ts';
import { heldBy } from '../memo.ts';
import { aliasCell, cell, cells, word } from '../table/cells.ts';
import { readAlert, readBreakglass, readPerson, readScope } from '../table/events.ts';
import {
  readAction,
  readCertification,
  readClaim,
  readIdentity,
  readMailrule,
  readMembership,
  readNotice,
  readOncall,
  readRoute,
} from '../table/facts.ts';

/** `asks`: which of approval and reason the mapping has a field for at all. */
export type Reader = (row: Fields, context: AdapterContext, asks: readonly ('approval' | 'reason')[]) => void;

const KINDS: ReadonlySet<string> = new Set(EVENT_KINDS);

function readEvent(row: Fields, context: AdapterContext, asks: readonly ('approval' | 'reason')[]): void {
  const written = cell(row, 'kind')?.toLowerCase();
  const kind: EventKind = written !== undefined && KINDS.has(written) ? (written as EventKind) : 'other';
  if (written !== undefined && kind === 'other' && written !== 'other') context.warn('unknown-kind', written.slice(0, 40));
  const target = aliasCell(row, 'target');
  const holder = aliasCell(row, 'holder');
  if (target !== undefined && holder !== undefined) heldBy(context, target, holder, 'credential');
  context.emit(
    eventOf(kind, context.time(row.time), {
      outcome: word(cell(row, 'outcome'), OUTCOMES) ?? 'unknown',
      operation: cell(row, 'operation') ?? written ?? 'event',
      actor: aliasCell(row, 'actor'),
      onBehalfOf: aliasCell(row, 'on_behalf_of'),
      target,
      holder,
      targetKind:
        word(cell(row, 'target_kind'), IDENTITY_KINDS) ??
        (target?.startsWith('aws-access-key:') === true || holder !== undefined ? 'credential' : undefined),
      actorKind: word(cell(row, 'actor_kind'), IDENTITY_KINDS),
      credential: aliasCell(row, 'credential'),
      nativeId: cell(row, 'event_id'),
      access: cell(row, 'access'),
      correlation: cells(row, 'correlation'),
      place: cell(row, 'place'),
      environment: cell(row, 'environment'),
      interactive: bool(row.interactive),
      summary: cell(row, 'summary'),
      approver: aliasCell(row, 'approver'),
      approvedAt: context.time(row.approved_at),
      reason: cell(row, 'reason'),
      incident: cell(row, 'incident'),
      asks,
    }),
  );
}

/** Two fields of a notice that the plain table has no column for. */
function readMappedNotice(row: Fields, context: AdapterContext): void {
  const about = cell(row, 'about')?.toLowerCase();
  const names = cells(row, 'names').flatMap((n) => aliasCell({ n }, 'n') ?? []);
  if (about === undefined && names.length === 0) {
    readNotice(row, context);
    return;
  }
  readNotice(row, {
    ...context,
    emit: (e) =>
      context.emit(
        e.type === 'notice'
          ? { ...e, about: about !== undefined && KINDS.has(about) ? (about as EventKind) : undefined, names: names.length === 0 ? undefined : names }
          : e,
      ),
  });
}

export const READERS: Readonly<Record<Output, Reader>> = {
  event: readEvent,
  alert: readAlert,
  notice: readMappedNotice,
  route: readRoute,
  action: readAction,
  certification: readCertification,
  identity: readIdentity,
  claim: readClaim,
  person: readPerson,
  membership: readMembership,
  oncall: readOncall,
  breakglass: readBreakglass,
  scope: readScope,
  mailrule: readMailrule,
};
