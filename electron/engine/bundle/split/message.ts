/** One message (RFC 5322 and MIME) as a record: its headers by their names in lower case, the text of its body, its attachments by name. */
import PostalMime, { type Address, type Attachment, decodeWords, type Email } from 'postal-mime';
import type { RecordData } from './records.ts';

/** Of a body's text; what is longer is a log inside a message. */
const LONGEST_BODY = 256 * 1024;
const MOST_REPORTED = 1000;
const MOST_NAMED = 1000;
/** Repeated headers that are lists of steps; of any other the list is kept as it comes. */
const ADDRESSES = ['from', 'sender', 'to', 'cc', 'bcc', 'reply-to'] as const;

/** `bytes`: from the first header on, as they were sent (no `From ` line, no quoting of an mbox). Rejects where it is no message at all. */
export async function readMessage(bytes: Buffer): Promise<RecordData> {
  // Messages inside a message are not its text: of a bounce they are what bounced.
  const mail = await PostalMime.parse(bytes, { forceRfc822Attachments: true, maxNestingDepth: 64 });
  const data: RecordData = {};
  for (const { key, value } of mail.headers) add(data, key, decodeWords(value));
  const lists: Record<(typeof ADDRESSES)[number], readonly Address[] | undefined> = {
    from: mail.from && [mail.from],
    sender: mail.sender && [mail.sender],
    to: mail.to,
    cc: mail.cc,
    bcc: mail.bcc,
    'reply-to': mail.replyTo,
  };
  // Parsed before the encoded words are read: a name may decode to a comma.
  for (const name of ADDRESSES) if (lists[name] !== undefined) data[name] = lists[name].flatMap(addressesOf);
  const body = mail.text ?? mail.html;
  if (body !== undefined) data.body = body.slice(0, LONGEST_BODY);
  if (mail.text === undefined && mail.html !== undefined) data['body-type'] = 'html';
  if (mail.attachments.length > 0) data.attachments = mail.attachments.slice(0, MOST_NAMED).map(named);
  const report = reportOf(mail);
  if (report !== undefined) data.report = report;
  return data;
}

function add(data: RecordData, key: string, value: string): void {
  const name = key.toLowerCase();
  const before = Object.hasOwn(data, name) ? data[name] : undefined;
  const next = before === undefined ? value : Array.isArray(before) ? [...(before as unknown[]), value] : [before, value];
  Object.defineProperty(data, name, { value: next, enumerable: true, configurable: true, writable: true });
}

const addressesOf = (a: Address): string[] => (a.group === undefined ? [a.address] : a.group.map((m) => m.address)).filter((x) => x !== '');

const bytesOf = (a: Attachment): Buffer =>
  typeof a.content === 'string' ? Buffer.from(a.content) : Buffer.from(a.content instanceof ArrayBuffer ? new Uint8Array(a.content) : a.content);

const named = (a: Attachment): RecordData => ({ name: a.filename ?? '', type: a.mimeType, size: bytesOf(a).length });

/** What a delivery status (RFC 3464) or a read receipt (RFC 8098) reports, and of which message. */
function reportOf(mail: Email): RecordData | undefined {
  const of = (type: string): string | undefined => {
    const part = mail.attachments.find((a) => a.mimeType === type);
    return part === undefined ? undefined : bytesOf(part).subarray(0, LONGEST_BODY).toString('utf8');
  };
  const original = fieldBlocks(of('message/rfc822') ?? of('text/rfc822-headers') ?? '')[0];
  const about = { 'message-id': original?.['message-id'], from: original?.from, subject: original?.subject && decodeWords(original.subject) };
  const status = of('message/delivery-status') ?? of('message/global-delivery-status');
  if (status !== undefined) {
    const [message, ...recipients] = fieldBlocks(status);
    // Some write the fields of the message and of the first recipient without the empty line between them.
    const each = message?.['final-recipient'] === undefined ? recipients : [message, ...recipients];
    return { type: 'delivery-status', original: about, arrived: message?.['arrival-date'], recipients: each.slice(0, MOST_REPORTED) };
  }
  const receipt = of('message/disposition-notification');
  if (receipt === undefined) return undefined;
  const fields = fieldBlocks(receipt)[0] ?? {};
  return { type: 'disposition', original: { ...about, 'message-id': fields['original-message-id'] ?? about['message-id'] }, recipients: [fields] };
}

/** Blocks of `Name: value`, folded lines joined, an empty line between two blocks. */
function fieldBlocks(text: string): Record<string, string>[] {
  const blocks: Record<string, string>[] = [];
  let block: Record<string, string> | undefined;
  let last: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === '') {
      block = last = undefined;
      if (blocks.length > MOST_REPORTED) break;
      continue;
    }
    if (block === undefined) {
      block = Object.create(null) as Record<string, string>;
      blocks.push(block);
    }
    const colon = line.indexOf(':');
    if (/^[ \t]/.test(line) && last !== undefined) block[last] += ` ${line.trim()}`;
    else if (colon > 0) {
      last = line.slice(0, colon).trim().toLowerCase();
      block[last] ??= line.slice(colon + 1).trim();
    }
  }
  return blocks;
}
