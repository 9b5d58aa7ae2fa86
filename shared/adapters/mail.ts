/**
 * The messages themselves: Microsoft Graph messages as JSON; messages whose headers are the record's fields (`from`, `to`, `subject`,
 * `message-id` in any case, the text under `body`), as the splitter of mbox and eml gives them; bounces and read receipts among them.
 */
import type { Instant } from '../base/instant.ts';
import { type Alias, alias } from '../model/ids.ts';
import type { NoticeStatus } from '../model/vocabulary.ts';
import type { Adapter, AdapterContext, RawRecord } from './adapter.ts';
import { at, bareAddress, type Fields, isAddress, known, object, objects, text, texts } from './fields.ts';
import { htmlText } from './html-text.ts';
import { recognition } from './recognition.ts';

const isGraph = (d: Fields): boolean => d.internetMessageId !== undefined && (d.toRecipients !== undefined || d.subject !== undefined);

/** A header in any case; a hostile record may have it twice, then the first counts. */
function header(d: Fields, name: string): unknown {
  if (d[name] !== undefined) return d[name];
  for (const key of Object.keys(d)) if (key.toLowerCase() === name) return d[key];
  return undefined;
}
/** A message out of a mailbox may lack any of them; that it came out of one, its `From ` line or the servers' marks show. */
const isHeaders = (d: Fields): boolean =>
  header(d, 'from') !== undefined &&
  (header(d, 'message-id') !== undefined || header(d, 'mbox-from') !== undefined || header(d, 'received') !== undefined) &&
  (header(d, 'date') !== undefined || header(d, 'received') !== undefined || header(d, 'mbox-from') !== undefined);
const isReport = (d: Fields): boolean => object(d.report) !== undefined;

export const mail: Adapter = {
  type: 'mail',
  title: 'Mail messages',
  version: 3,
  channels: ['mail'],
  system: () => 'mail',
  recognise(sample) {
    return recognition(sample, (data) => isGraph(data) || isHeaders(data) || isReport(data), 0.9, 'a message id beside sender, recipients and date');
  },
  read(record: RawRecord, context: AdapterContext) {
    const d = record.data;
    if (isGraph(d)) readGraph(d, context);
    else if (isHeaders(d) || isReport(d)) readHeaders(d, context, record.ordinal);
    else context.ignore('no-message');
  },
};

const bareId = (id: string): string => (id.startsWith('<') && id.endsWith('>') ? id.slice(1, -1) : id);
const addressed = (value: string | undefined): Alias | undefined => (value === undefined || !isAddress(value) ? undefined : alias('email', value));

function readGraph(d: Fields, context: AdapterContext): void {
  const id = text(d.internetMessageId);
  if (id === undefined) {
    context.ignore('no-message-id');
    return;
  }
  if (d.isDraft === true) {
    context.ignore('draft');
    return;
  }
  const to = [...objects(d.toRecipients), ...objects(d.ccRecipients), ...objects(d.bccRecipients)];
  const receivedAt = context.time(d.receivedDateTime);
  const sender = text(at(d, 'from', 'emailAddress', 'address')) ?? text(at(d, 'sender', 'emailAddress', 'address'));
  const shared = {
    type: 'notice',
    noticeId: bareId(id),
    sentAt: context.time(d.sentDateTime) ?? receivedAt,
    channel: 'mail',
    sender,
    subject: text(d.subject),
    body: plainText(text(at(d, 'body', 'content')) ?? text(d.bodyPreview), text(at(d, 'body', 'contentType'))),
    relatedIds: known(bareId(id), text(d.conversationId)),
  } as const;
  const named = known(...to.map((r) => addressed(text(at(r, 'emailAddress', 'address')))));
  // Graph gives a time of receipt to every message of a mailbox, also to those in its folder of sent ones, and does not say whose mailbox it is.
  const owner = mailboxInName(context.name);
  const isOwner = (a: Alias): boolean => a.toLowerCase() === owner?.toLowerCase();
  const delivered = known(addressed(sender)).some(isOwner) ? undefined : (named.find(isOwner) ?? owner);
  if (named.length > 0 || delivered === undefined) context.emit({ ...shared, recipients: named, status: 'sent', statusAt: undefined });
  if (delivered !== undefined) context.emit({ ...shared, recipients: [delivered], status: 'delivered', statusAt: receivedAt });
}

/** Folders of Graph that hold what their owner wrote. */
const OWN_FOLDERS: ReadonlySet<string> = new Set(['sentitems', 'sent items', 'drafts', 'outbox']);

/** The owner of the mailbox in `users/ADDRESS/messages.json`, `users/ADDRESS/mailFolders/inbox/messages-2.json`: as the address of the call has it. */
function mailboxInName(name: string): Alias | undefined {
  const parts = name.split('/');
  const users = parts.findIndex((p) => p.toLowerCase() === 'users');
  const owner = users < 0 ? undefined : addressed(parts[users + 1]);
  if (owner === undefined || parts.slice(users + 2).some((p) => OWN_FOLDERS.has(p.toLowerCase()))) return undefined;
  return owner;
}

const plainText = (body: string | undefined, type: string | undefined): string | undefined =>
  body !== undefined && type?.toLowerCase() === 'html' ? htmlText(body) : body;

/** `A <a@x>, b@y`: a comma inside quotes is part of a name. */
function addresses(value: unknown): Alias[] {
  const out: Alias[] = [];
  for (const whole of texts(value)) {
    let part = '';
    let quoted = false;
    for (const c of `${whole},`) {
      if (c === '"') quoted = !quoted;
      if (c === ',' && !quoted) {
        const a = addressed(bareAddress(part));
        if (a !== undefined) out.push(a);
        part = '';
      } else part += c;
    }
  }
  return out;
}

/** Fields that whoever puts a message into a mailbox adds, and nobody before: whose mailbox it was. */
const DELIVERED_TO = ['delivered-to', 'x-delivered-to', 'x-original-to', 'envelope-to'] as const;
/** Ids that systems write into a message's header, so that it can be tied to what it is about. */
const RELATED = [
  'in-reply-to',
  'references',
  'x-event-id',
  'x-incident-id',
  'x-alert-id',
  'x-correlation-id',
  'x-ticket-id',
  'thread-index',
] as const;
const MOST_RELATED = 20;

function readHeaders(d: Fields, context: AdapterContext, ordinal: number): void {
  const report = object(d.report);
  if (report !== undefined) {
    readReport(d, report, context);
    return;
  }
  const written = text(header(d, 'message-id'));
  if (written === undefined && header(d, 'mbox-from') === undefined && header(d, 'received') === undefined) {
    context.ignore('no-message-id');
    return;
  }
  // A message need not have an id (RFC 5322, 3.6.4). It is then a notice of its own, named by where it stands.
  const noticeId = written === undefined ? `${context.name} message ${ordinal}` : bareId(written);
  const failed = addresses(header(d, 'x-failed-recipients'));
  const answers = ids(header(d, 'in-reply-to')).concat(ids(header(d, 'references')));
  if (failed.length > 0) {
    // A bounce in a form of its own (Exim, Gmail): it names who was not reached, and answers the message that was for them.
    const original = answers[0];
    if (original === undefined) context.ignore('bounce-of-an-unknown-message');
    else stage(context, original, failed, 'failed', context.time(header(d, 'date')), undefined);
    return;
  }
  const from = texts(header(d, 'from'))[0];
  const received = receivedTimes(d, context);
  const shared = {
    type: 'notice',
    noticeId,
    // The first server's time where the message itself has none that can be read.
    sentAt: context.time(header(d, 'date')) ?? received.first,
    channel: 'mail',
    sender: from === undefined ? undefined : bareAddress(from),
    subject: text(header(d, 'subject')),
    body: plainText(text(header(d, 'body')), text(header(d, 'body-type'))),
    relatedIds: known(written === undefined ? undefined : noticeId, ...relatedOf(d)),
  } as const;
  const named = known(...addresses(header(d, 'to')), ...addresses(header(d, 'cc')), ...addresses(header(d, 'bcc')));
  const delivered = known(...DELIVERED_TO.flatMap((name) => addresses(header(d, name))));
  // A copy shows that it was written to these. That it came into a mailbox is shown only by what that mailbox's server added, and only for
  // its owner; a copy without that may be one from the folder of sent messages, or from an archive.
  if (named.length > 0 || delivered.length === 0) context.emit({ ...shared, recipients: named, status: 'sent', statusAt: undefined });
  if (delivered.length > 0)
    context.emit({ ...shared, recipients: delivered, status: 'delivered', statusAt: context.time(header(d, 'delivery-date')) ?? received.last });
}

function relatedOf(d: Fields): string[] {
  const out: string[] = [];
  for (const name of RELATED) for (const id of ids(header(d, name))) if (out.length < MOST_RELATED) out.push(id);
  return out;
}

/** The ids of a field: `<a@x> <b@y>` are two, a bare word is one. */
function ids(value: unknown): string[] {
  const out: string[] = [];
  for (const whole of texts(value)) for (const part of whole.split(/[\s,]+/)) if (part !== '') out.push(bareId(part));
  return out;
}

/** `from a by b; DATE`: each server sets its line above those before, so the top one is the last. */
function receivedTimes(d: Fields, context: AdapterContext): { readonly first: Instant | undefined; readonly last: Instant | undefined } {
  const steps = texts(header(d, 'received'));
  const time = (step: string | undefined): Instant | undefined =>
    step === undefined ? undefined : context.time(step.slice(step.lastIndexOf(';') + 1).trim());
  return { first: time(steps[steps.length - 1]), last: time(steps[0]) };
}

function stage(
  context: AdapterContext,
  original: string,
  recipients: readonly Alias[],
  status: NoticeStatus,
  statusAt: Instant | undefined,
  about: Fields | undefined,
): void {
  const from = text(about?.from);
  context.emit({
    type: 'notice',
    noticeId: original,
    sentAt: undefined,
    channel: 'mail',
    sender: from === undefined ? undefined : bareAddress(from),
    recipients,
    subject: text(about?.subject),
    body: undefined,
    status,
    statusAt,
    relatedIds: [original],
  });
}

const ACTIONS: ReadonlyMap<string, NoticeStatus> = new Map<string, NoticeStatus>([
  ['failed', 'failed'],
  ['delivered', 'delivered'],
]);

/**
 * A delivery status (RFC 3464) or a read receipt (RFC 8098) is no notice itself: it says what became of one. `delayed`, `relayed` and `expanded`
 * say nothing final.
 */
function readReport(d: Fields, report: Fields, context: AdapterContext): void {
  const about = object(report.original);
  const original = ids(about?.['message-id'])[0] ?? ids(header(d, 'in-reply-to'))[0];
  if (original === undefined) {
    context.ignore('report-on-an-unknown-message');
    return;
  }
  const isReceipt = report.type === 'disposition';
  let said = 0;
  for (const r of objects(report.recipients)) {
    const to = reported(text(r['original-recipient'])) ?? reported(text(r['final-recipient']));
    const status = isReceipt
      ? text(r.disposition)?.toLowerCase().includes('displayed') === true
        ? 'seen'
        : undefined
      : ACTIONS.get(text(r.action)?.toLowerCase() ?? '');
    if (status === undefined || to === undefined) continue;
    const at = context.time(text(r['last-attempt-date'])) ?? context.time(header(d, 'date'));
    stage(context, original, [to], status, at, about);
    said++;
  }
  if (said === 0) context.ignore('report-without-an-outcome');
}

/** `rfc822; a@b.example`. */
function reported(value: string | undefined): Alias | undefined {
  if (value === undefined) return undefined;
  return addressed(bareAddress(value.slice(value.indexOf(';') + 1).trim()));
}
