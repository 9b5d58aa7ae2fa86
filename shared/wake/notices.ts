/** Notices put together from their stages, with one copy a recipient, and looked up by id, by whom they name, by whom they went to. */
import type { Instant } from '../base/instant.ts';
import type { Parties } from '../identity/parties.ts';
import type { Party } from '../model/analysis.ts';
import type { CaseFacts, Notice } from '../model/facts.ts';
import type { RecordRef } from '../model/ids.ts';
import type { Channel, EventKind } from '../model/vocabulary.ts';

export interface Acknowledgement {
  readonly who: Party;
  readonly at: Instant;
  readonly record: RecordRef;
  readonly how: 'acknowledged' | 'seen' | 'resolved' | 'routed';
}

export interface Copy {
  readonly recipient: string;
  readonly party: Party;
  deliveredAt: Instant | undefined;
  deliveredRecord: RecordRef | undefined;
  /** It was seen or acknowledged then: it had arrived before, and nothing says when. */
  seenAt: Instant | undefined;
  seenRecord: RecordRef | undefined;
  failedAt: Instant | undefined;
  failedStatus: string | undefined;
  failedRecord: RecordRef | undefined;
  readonly record: RecordRef;
}

/** What one stage of a notice added to its text, and when: a comment, the notes on closing it. */
export interface Said {
  readonly at: Instant;
  readonly text: string;
  readonly record: RecordRef;
}

export interface MergedNotice {
  readonly index: number;
  readonly noticeId: string;
  readonly system: string;
  readonly source: string;
  readonly channel: Channel;
  readonly sender: string | undefined;
  readonly subject: string | undefined;
  readonly body: string | undefined;
  readonly sentAt: Instant | undefined;
  readonly record: RecordRef;
  readonly records: readonly RecordRef[];
  readonly copies: readonly Copy[];
  readonly acknowledgements: readonly Acknowledgement[];
  readonly relatedIds: readonly string[];
  readonly names: readonly string[];
  readonly about: readonly EventKind[];
  /** Its texts by the time of each, where its stages do not all say the same; else all that it says was said when it was sent. */
  readonly said: readonly Said[] | undefined;
}

/** What the stages of one notice share. A Message-ID is one mail in every log that tells of it: the trace has its delivery, the mailbox its body. */
export const noticeKey = (n: Notice): string =>
  n.channel === 'mail' && n.noticeId.includes('@') ? `mail\n${n.noticeId}` : `${n.system}\n${n.noticeId}`;

export function mergeNotices(facts: CaseFacts, parties: Parties): MergedNotice[] {
  const groups = new Map<string, Notice[]>();
  for (const n of facts.notices) {
    const key = noticeKey(n);
    const list = groups.get(key);
    if (list === undefined) groups.set(key, [n]);
    else list.push(n);
  }
  return [...groups.values()].map((rows, index) => mergeOne(rows, index, parties));
}

function mergeOne(rows: readonly Notice[], index: number, parties: Parties): MergedNotice {
  const first = rows[0];
  if (first === undefined) throw new Error('a notice without rows');
  let sentAt: Instant | undefined;
  // A stage that is dated was sent by then, where nothing says when.
  for (const r of rows) if (r.sentAt !== undefined && (sentAt === undefined || r.sentAt < sentAt)) sentAt = r.sentAt;
  if (sentAt === undefined) for (const r of rows) if (r.statusAt !== undefined && (sentAt === undefined || r.statusAt < sentAt)) sentAt = r.statusAt;
  const copies = new Map<string, Copy>();
  const acknowledgements: Acknowledgement[] = [];
  for (const r of rows) {
    for (const recipient of r.recipients) {
      const party = parties.resolve(recipient);
      if (!copies.has(party.key)) {
        copies.set(party.key, {
          recipient,
          party,
          deliveredAt: undefined,
          deliveredRecord: undefined,
          seenAt: undefined,
          seenRecord: undefined,
          failedAt: undefined,
          failedStatus: undefined,
          failedRecord: undefined,
          record: r.record,
        });
      }
    }
  }
  for (const r of rows) {
    const concerned = r.recipients.length === 0 ? [...copies.values()] : r.recipients.flatMap((x) => copies.get(parties.resolve(x).key) ?? []);
    applyStatus(r, concerned, acknowledgements);
  }
  const texts = (pick: (n: Notice) => string | undefined): string | undefined => {
    const distinct = [...new Set(rows.flatMap((r) => pick(r) ?? []))];
    return distinct.length === 0 ? undefined : distinct.join('\n');
  };
  return {
    index,
    noticeId: first.noticeId,
    system: first.system,
    source: first.source,
    channel: first.channel,
    sender: rows.find((r) => r.sender !== undefined)?.sender,
    subject: texts((r) => r.subject),
    body: texts((r) => r.body),
    sentAt,
    record: first.record,
    records: rows.map((r) => r.record),
    copies: [...copies.values()],
    acknowledgements: acknowledgements.concat(resolutions(rows, parties)).sort((a, b) => a.at - b.at),
    relatedIds: [...new Set(rows.flatMap((r) => r.relatedIds))],
    names: [...new Set(rows.flatMap((r) => r.names ?? []))],
    about: [...new Set(rows.flatMap((r) => r.about ?? []))],
    said: saidBy(rows),
  };
}

/** A stage says its text when it came about; the first, when the notice was sent. What was said before is not said again. */
function saidBy(rows: readonly Notice[]): Said[] | undefined {
  const textOf = (r: Notice): string => [r.subject, r.body].filter((x) => x !== undefined).join('\n');
  if (new Set(rows.map(textOf)).size < 2) return undefined;
  const stages = rows.map((r) => ({ text: textOf(r), record: r.record, sentAt: r.sentAt, at: r.statusAt ?? r.sentAt }));
  stages.sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
  const heard = new Set<string>();
  const out: Said[] = [];
  for (const { text, record, at, sentAt } of stages) {
    const when = out.length === 0 ? (sentAt ?? at) : at;
    if (text === '' || when === undefined || heard.has(text)) continue;
    heard.add(text);
    out.push({ at: when, text, record });
  }
  return out;
}

function applyStatus(r: Notice, concerned: readonly Copy[], acknowledgements: Acknowledgement[]): void {
  const at = r.statusAt ?? r.sentAt;
  switch (r.status) {
    case 'sent':
      return;
    case 'delivered':
      for (const c of concerned) {
        if (at !== undefined && (c.deliveredAt === undefined || at < c.deliveredAt)) {
          c.deliveredAt = at;
          c.deliveredRecord = r.record;
        }
      }
      return;
    case 'seen':
    case 'acknowledged':
      for (const c of concerned) {
        if (at !== undefined && (c.seenAt === undefined || at < c.seenAt)) {
          c.seenAt = at;
          c.seenRecord = r.record;
        }
      }
      // Of several recipients nobody can tell who saw it.
      // A stage that names nobody is of the notice's one recipient.
      if (r.recipients.length <= 1 && concerned.length === 1 && r.statusAt !== undefined) {
        const who = concerned[0]?.party;
        if (who !== undefined) acknowledgements.push({ who, at: r.statusAt, record: r.record, how: r.status });
      }
      return;
    case 'bounced':
    case 'failed':
    case 'quarantined':
    case 'filtered':
      for (const c of concerned) {
        if (c.failedRecord === undefined) {
          c.failedAt = at;
          c.failedStatus = r.status;
          c.failedRecord = r.record;
        }
      }
  }
}

function resolutions(rows: readonly Notice[], parties: Parties): Acknowledgement[] {
  const out: Acknowledgement[] = [];
  for (const r of rows) {
    if (r.resolvedBy === undefined || r.resolvedAt === undefined) continue;
    const who = parties.resolve(r.resolvedBy);
    if (!out.some((a) => a.at === r.resolvedAt && a.who.key === who.key)) out.push({ who, at: r.resolvedAt, record: r.record, how: 'resolved' });
  }
  return out;
}
