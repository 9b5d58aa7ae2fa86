/**
 * Exchange message trace (Get-MessageTrace, Get-MessageTraceV2 and the historical search): one row a message and recipient.
 * A row is one stage of one notice; rows of one message share its `MessageId`.
 */
import type { NoticeStatus } from '../model/vocabulary.ts';
import type { Adapter, AdapterContext, RawRecord } from './adapter.ts';
import { bareAddress, type Fields, known, text, texts } from './fields.ts';
import { recognition } from './recognition.ts';

const STATUS: ReadonlyMap<string, NoticeStatus> = new Map<string, NoticeStatus>([
  ['delivered', 'delivered'],
  ['failed', 'failed'],
  ['quarantined', 'quarantined'],
  ['filteredasspam', 'filtered'],
  // Still under way, or handed on to the members of a list, whose own rows say what became of it.
  ['pending', 'sent'],
  ['gettingstatus', 'sent'],
  ['getting', 'sent'],
  ['expanded', 'sent'],
  ['resolved', 'sent'],
  ['none', 'sent'],
]);

/** A column in the spelling of the cmdlets (`SenderAddress`) or of the historical search (`sender_address`). */
function column(row: Fields, name: string): unknown {
  if (row[name] !== undefined) return row[name];
  let snake = '';
  for (const c of name) snake += c >= 'A' && c <= 'Z' ? `${snake === '' ? '' : '_'}${c.toLowerCase()}` : c;
  return row[snake];
}

export const exchangeMessageTrace: Adapter = {
  type: 'exchange-message-trace',
  title: 'Exchange message trace',
  version: 1,
  channels: ['mail'],
  system: () => 'exchange-online',
  recognise(sample) {
    return recognition(
      sample,
      (data) => {
        const sender = column(data, 'SenderAddress') !== undefined;
        const recipient = data.RecipientAddress !== undefined || data.recipient_status !== undefined || data.recipient_address !== undefined;
        return sender && recipient && (column(data, 'MessageId') !== undefined || column(data, 'MessageTraceId') !== undefined);
      },
      0.97,
      'SenderAddress and RecipientAddress beside MessageId or MessageTraceId',
    );
  },
  read,
};

const bare = (id: string): string => (id.startsWith('<') && id.endsWith('>') ? id.slice(1, -1) : id);

function read(record: RawRecord, context: AdapterContext): void {
  const row = record.data;
  const messageId = text(column(row, 'MessageId'));
  const traceId = text(column(row, 'MessageTraceId')) ?? text(row.network_message_id);
  const noticeId = messageId === undefined ? traceId : bare(messageId);
  if (noticeId === undefined) {
    context.ignore('no-message-id');
    return;
  }
  const at = context.time(row.Received ?? row.received ?? row.origin_timestamp_utc ?? row.date_time_utc ?? row['Received (UTC)']);
  const sender = text(column(row, 'SenderAddress'));
  const subject = text(row.Subject ?? row.subject ?? row.message_subject);
  for (const to of recipientsOf(row)) {
    context.emit({
      type: 'notice',
      noticeId,
      sentAt: at,
      channel: 'mail',
      sender: sender === undefined ? undefined : bareAddress(sender),
      recipients: to.address === undefined ? [] : [`email:${to.address}`],
      subject,
      body: undefined,
      status: to.status,
      // The trace has one time a row. Where something became of the message, that is when.
      statusAt: to.status === 'sent' ? undefined : at,
      relatedIds: known(traceId),
    });
  }
}

interface Recipient {
  readonly address: string | undefined;
  readonly status: NoticeStatus;
}

function recipientsOf(row: Fields): readonly Recipient[] {
  const combined = text(row.recipient_status) ?? text(row.RecipientStatus);
  if (combined !== undefined) return combined.split(';').map(historical);
  const status = statusOf(text(row.Status) ?? text(row.status));
  const all = texts(row.RecipientAddress ?? row.recipient_address).flatMap((r) => r.split(';'));
  if (all.length === 0) return [{ address: undefined, status }];
  return all.map((r) => ({ address: bareAddress(r), status }));
}

const statusOf = (written: string | undefined): NoticeStatus => STATUS.get((written ?? '').toLowerCase().replaceAll(' ', '')) ?? 'sent';

/** `a@b.example##Receive, Deliver`: the last of the steps is what became of it. */
function historical(part: string): Recipient {
  const [address, steps] = part.split('##');
  const last = (steps ?? '').split(',').pop()?.trim().toLowerCase() ?? '';
  const status: NoticeStatus =
    last === 'deliver'
      ? 'delivered'
      : last === 'fail'
        ? 'failed'
        : last.includes('quarantine')
          ? 'quarantined'
          : last.includes('spam')
            ? 'filtered'
            : 'sent';
  return { address: address === undefined || address.trim() === '' ? undefined : bareAddress(address), status };
}
