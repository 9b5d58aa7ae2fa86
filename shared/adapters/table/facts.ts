/** Tables whose rows are states, notices, routes, actions and reviews, and never events. */
import type { MailAction, MailCondition } from '../../model/emissions.ts';
import { ACTIONS, CLAIM_ROLES, IDENTITY_KINDS, NOTICE_STATUSES, OUTCOMES, PARTY_TYPES, type PartyType, ROUTE_STEPS } from '../../model/vocabulary.ts';
import type { AdapterContext } from '../adapter.ts';
import type { Fields } from '../fields.ts';
import { aliasCell, aliasCells, cell, cells, channelCell, partyText, readAlias, senderText, tierCell, word } from './cells.ts';
import { decision } from './decision.ts';

export function readIdentity(row: Fields, context: AdapterContext): void {
  const aliases = aliasCells(row, 'identity', 'aliases');
  if (aliases.length === 0) {
    context.ignore('no-identity');
    return;
  }
  context.emit({
    type: 'identity',
    aliases,
    kind: word(cell(row, 'kind'), IDENTITY_KINDS),
    displayName: cell(row, 'display_name'),
    holder: aliasCell(row, 'holder'),
    application: cell(row, 'application'),
    service: cell(row, 'service'),
    environments: cells(row, 'environment')
      .flatMap((e) => e.split(/[,;]/))
      .map((e) => e.trim())
      .filter((e) => e !== ''),
    tier: tierCell(cell(row, 'privilege_tier')),
    lastRotation: context.time(row.last_rotation),
    revocationMethod: cell(row, 'revocation_method'),
    inventory: true,
  });
}

const PARTY_WORDS: readonly PartyType[] = PARTY_TYPES;

/** A party of a declared type: a person is an alias, the others are names. */
function party(row: Fields, key: string, type: PartyType | undefined): string | undefined {
  const value = cell(row, key);
  if (value === undefined) return undefined;
  if (type === 'person') return readAlias(value);
  if (type === undefined) return partyText(value);
  return value;
}

export function readClaim(row: Fields, context: AdapterContext): void {
  const subject = cell(row, 'subject');
  const partyType = word(cell(row, 'party_type'), PARTY_WORDS) ?? 'person';
  const holder = party(row, 'party', partyType);
  const role = word(cell(row, 'role'), CLAIM_ROLES);
  const subjectType = word(cell(row, 'subject_type'), ['identity', 'service', 'application'] as const) ?? 'identity';
  if (subject === undefined || holder === undefined || role === undefined) {
    context.ignore(subject === undefined ? 'no-subject' : holder === undefined ? 'no-party' : 'unknown-role');
    return;
  }
  context.emit({
    type: 'claim',
    subject: subjectType === 'identity' ? readAlias(subject) : subject,
    subjectType,
    role,
    party: holder,
    partyType,
    from: context.time(row.valid_from),
    to: context.time(row.valid_to),
    asOf: context.time(row.as_of),
    system: cell(row, 'system'),
  });
}

export function readMembership(row: Fields, context: AdapterContext): void {
  const team = cell(row, 'team');
  if (team === undefined) {
    context.ignore('no-team');
    return;
  }
  context.emit({
    type: 'membership',
    team,
    member: aliasCell(row, 'member'),
    from: context.time(row.from),
    to: context.time(row.to),
    address: aliasCell(row, 'email'),
  });
}

export function readOncall(row: Fields, context: AdapterContext): void {
  const schedule = cell(row, 'schedule');
  const person = aliasCell(row, 'person');
  if (schedule === undefined || person === undefined) {
    context.ignore(schedule === undefined ? 'no-schedule' : 'no-person');
    return;
  }
  context.emit({ type: 'oncall', schedule, person, from: context.time(row.from), to: context.time(row.to) });
}

export function readNotice(row: Fields, context: AdapterContext): void {
  const noticeId = cell(row, 'notice_id');
  const channel = channelCell(cell(row, 'channel'));
  if (noticeId === undefined || channel === undefined) {
    context.ignore(noticeId === undefined ? 'no-notice-id' : 'unknown-channel');
    return;
  }
  const sender = cell(row, 'sender');
  context.emit({
    type: 'notice',
    noticeId,
    sentAt: context.time(row.sent_at),
    channel,
    sender: sender === undefined ? undefined : senderText(sender),
    recipients: cells(row, 'recipients').map(partyText),
    subject: cell(row, 'subject'),
    body: cell(row, 'body'),
    status: word(cell(row, 'status'), NOTICE_STATUSES) ?? 'sent',
    statusAt: context.time(row.status_at),
    relatedIds: cells(row, 'related_id'),
  });
}

export function readRoute(row: Fields, context: AdapterContext): void {
  const step = word(cell(row, 'step'), ROUTE_STEPS);
  if (step === undefined) {
    context.ignore('unknown-step');
    return;
  }
  const partyType = word(cell(row, 'party_type'), PARTY_WORDS);
  const decidedBy = cell(row, 'decided_by');
  context.emit({
    type: 'route',
    relatedIds: cells(row, 'alert_id'),
    time: context.time(row.time),
    step,
    party: party(row, 'party', partyType),
    partyType,
    decidedBy: decidedBy === undefined ? undefined : partyText(decidedBy),
    key: cell(row, 'key'),
  });
}

export function readAction(row: Fields, context: AdapterContext): void {
  const actionId = cell(row, 'action_id');
  const action = word(cell(row, 'action'), ACTIONS);
  if (actionId === undefined || action === undefined) {
    context.ignore(actionId === undefined ? 'no-action-id' : 'unknown-action');
    return;
  }
  context.emit({
    type: 'action',
    actionId,
    time: context.time(row.time),
    actor: aliasCell(row, 'actor'),
    identity: aliasCell(row, 'identity'),
    action,
    approver: aliasCell(row, 'approver'),
    approvedAt: context.time(row.approved_at),
    reason: cell(row, 'reason'),
    incident: cell(row, 'incident'),
    outcome: word(cell(row, 'outcome'), OUTCOMES) ?? 'unknown',
    scope: cell(row, 'scope'),
  });
}

export function readCertification(row: Fields, context: AdapterContext): void {
  const itemId = cell(row, 'item_id');
  if (itemId === undefined) {
    context.ignore('no-item-id');
    return;
  }
  context.emit({
    type: 'certification',
    itemId,
    identity: aliasCell(row, 'identity'),
    access: cell(row, 'access'),
    reviewer: aliasCell(row, 'reviewer'),
    decision: decision(cell(row, 'decision')),
    decidedAt: context.time(row.decided_at),
    appliedAt: context.time(row.applied_at),
    campaign: cell(row, 'campaign'),
    trigger: cell(row, 'trigger'),
  });
}

/** The parts of a rule's cell: `|`, and `;` only where a new condition or action starts after it (a subject may hold one). */
function ruleParts(row: Fields, key: string, starts: readonly string[]): string[] {
  const out: string[] = [];
  for (const part of cells(row, key)) {
    let open = '';
    for (const piece of part.split(';')) {
      const begins = starts.some((s) => piece.trim().toLowerCase().startsWith(s));
      if (open !== '' && !begins) {
        open += `;${piece}`;
        continue;
      }
      if (open !== '') out.push(open.trim());
      open = piece;
    }
    if (open.trim() !== '') out.push(open.trim());
  }
  return out;
}

function condition(part: string): MailCondition | undefined {
  const folded = part.toLowerCase();
  if (folded === 'all') return { on: 'all' };
  const equals = part.indexOf('=');
  const value = part.slice(equals + 1).trim();
  if (equals < 0 || value === '') return undefined;
  if (folded.startsWith('subject-contains')) return { on: 'subject-contains', value };
  if (folded.startsWith('from')) return { on: 'from', value: senderText(value) };
  return undefined;
}

function action(part: string): MailAction | undefined {
  const folded = part.toLowerCase();
  if (folded === 'delete') return { do: 'delete' };
  if (folded === 'mark-read') return { do: 'mark-read' };
  const equals = part.indexOf('=');
  const value = part.slice(equals + 1).trim();
  if (equals < 0 || value === '') return undefined;
  if (folded.startsWith('move')) return { do: 'move', folder: value };
  if (folded.startsWith('redirect')) return { do: 'redirect', to: senderText(value) };
  if (folded.startsWith('forward')) return { do: 'forward', to: senderText(value) };
  return undefined;
}

export function readMailrule(row: Fields, context: AdapterContext): void {
  const mailbox = aliasCell(row, 'mailbox');
  if (mailbox === undefined) {
    context.ignore('no-mailbox');
    return;
  }
  context.emit({
    type: 'mailrule',
    mailbox,
    // A rule's name may be one space or one dot: it is kept as it is.
    rule: typeof row.rule === 'string' ? row.rule : (cell(row, 'rule') ?? ''),
    from: context.time(row.enabled_from),
    to: context.time(row.enabled_to),
    createdBy: aliasCell(row, 'created_by'),
    conditions: ruleParts(row, 'conditions', ['subject-contains', 'from', 'all']).flatMap((p) => condition(p) ?? []),
    actions: ruleParts(row, 'actions', ['delete', 'move', 'mark-read', 'redirect', 'forward']).flatMap((p) => action(p) ?? []),
  });
}
