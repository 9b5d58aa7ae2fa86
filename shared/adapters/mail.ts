/**
 * The messages themselves: Microsoft Graph messages as JSON, and messages whose headers are the record's fields (`from`, `to`,
 * `subject`, `message-id` in any case, the text under `body`).
 */
import type { Adapter, AdapterContext, RawRecord } from './adapter.ts';
import { at, bareAddress, type Fields, isAddress, known, objects, text, texts } from './fields.ts';
import { recognition } from './recognition.ts';

const isGraph = (d: Fields): boolean => d.internetMessageId !== undefined && (d.toRecipients !== undefined || d.subject !== undefined);

/** A header in any case; a hostile record may have it twice, then the first counts. */
function header(d: Fields, name: string): unknown {
  if (d[name] !== undefined) return d[name];
  for (const key of Object.keys(d)) if (key.toLowerCase() === name) return d[key];
  return undefined;
}
const isHeaders = (d: Fields): boolean => header(d, 'message-id') !== undefined && header(d, 'from') !== undefined && header(d, 'date') !== undefined;

export const mail: Adapter = {
  type: 'mail',
  title: 'Mail messages',
  version: 1,
  channels: ['mail'],
  system: () => 'mail',
  recognise(sample) {
    return recognition(sample, (data) => isGraph(data) || isHeaders(data), 0.9, 'a message id beside sender, recipients and date');
  },
  read(record: RawRecord, context: AdapterContext) {
    const d = record.data;
    if (isGraph(d)) readGraph(d, context);
    else if (isHeaders(d)) readHeaders(d, context);
    else context.ignore('no-message');
  },
};

const bareId = (id: string): string => (id.startsWith('<') && id.endsWith('>') ? id.slice(1, -1) : id);
const addressed = (value: string | undefined): string | undefined => (value === undefined || !isAddress(value) ? undefined : `email:${value}`);

function readGraph(d: Fields, context: AdapterContext): void {
  const id = text(d.internetMessageId);
  if (id === undefined) {
    context.ignore('no-message-id');
    return;
  }
  const to = [...objects(d.toRecipients), ...objects(d.ccRecipients), ...objects(d.bccRecipients)];
  const receivedAt = context.time(d.receivedDateTime);
  context.emit({
    type: 'notice',
    noticeId: bareId(id),
    sentAt: context.time(d.sentDateTime) ?? receivedAt,
    channel: 'mail',
    sender: text(at(d, 'from', 'emailAddress', 'address')) ?? text(at(d, 'sender', 'emailAddress', 'address')),
    recipients: known(...to.map((r) => addressed(text(at(r, 'emailAddress', 'address'))))),
    subject: text(d.subject),
    body: plainText(text(at(d, 'body', 'content')) ?? text(d.bodyPreview), text(at(d, 'body', 'contentType'))),
    status: receivedAt === undefined ? 'sent' : 'delivered',
    statusAt: receivedAt,
    relatedIds: known(bareId(id), text(d.conversationId)),
  });
}

/** The words of an HTML body; nothing is interpreted, tags are cut out. Linear. */
function plainText(body: string | undefined, type: string | undefined): string | undefined {
  if (body === undefined || type?.toLowerCase() !== 'html') return body;
  let out = '';
  let inside = false;
  for (const c of body) {
    if (c === '<') inside = true;
    else if (c === '>') {
      inside = false;
      out += ' ';
    } else if (!inside) out += c;
  }
  return text(out.replaceAll('&nbsp;', ' ').replaceAll('&amp;', '&'));
}

/** `A <a@x>, b@y`: a comma inside quotes is part of a name. */
function addresses(value: unknown): string[] {
  const out: string[] = [];
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

function readHeaders(d: Fields, context: AdapterContext): void {
  const id = text(header(d, 'message-id'));
  if (id === undefined) {
    context.ignore('no-message-id');
    return;
  }
  const from = text(header(d, 'from'));
  context.emit({
    type: 'notice',
    noticeId: bareId(id),
    sentAt: context.time(header(d, 'date')),
    channel: 'mail',
    sender: from === undefined ? undefined : bareAddress(from),
    recipients: known(...addresses(header(d, 'to')), ...addresses(header(d, 'cc')), ...addresses(header(d, 'delivered-to'))),
    subject: text(header(d, 'subject')),
    body: text(header(d, 'body')),
    status: header(d, 'delivered-to') === undefined && header(d, 'received') === undefined ? 'sent' : 'delivered',
    statusAt: undefined,
    relatedIds: known(
      bareId(id),
      ...[text(header(d, 'in-reply-to')), text(header(d, 'x-event-id')), text(header(d, 'x-incident-id'))].map((r) =>
        r === undefined ? undefined : bareId(r),
      ),
    ),
  });
}
