/** Jira issues: tickets to each assignee in turn; who moved one to a done state, by its changelog or its resolution. */
import type { Instant } from '../base/instant.ts';
import { type Alias, alias } from '../model/ids.ts';
import type { Adapter, AdapterContext } from './adapter.ts';
import { itemsOf } from './envelope.ts';
import { at, type Fields, isAddress, known, object, objects, text, texts } from './fields.ts';
import { recognition } from './recognition.ts';

const isIssue = (d: Fields): boolean =>
  d.key !== undefined && object(d.fields) !== undefined && (at(d, 'fields', 'summary') !== undefined || at(d, 'fields', 'status') !== undefined);

export const jiraIssues: Adapter = {
  type: 'jira-issues',
  title: 'Jira issues',
  version: 4,
  channels: ['ticket'],
  system: () => 'jira',
  recognise(sample) {
    return recognition(sample, (data) => itemsOf(data, ['issues'], isIssue).some(isIssue), 0.95, 'key beside fields.summary and fields.status');
  },
  read(record, context) {
    let said = 0;
    for (const issue of itemsOf(record.data, ['issues'], isIssue)) said += isIssue(issue) ? readIssue(issue, context) : 0;
    if (said === 0) context.ignore('no-issue');
  },
};

/** A user by address; without one (privacy settings) by the account's id, which no other export shares. */
function jiraUser(value: unknown): Alias | undefined {
  const u = object(value);
  const email = text(u?.emailAddress);
  if (email !== undefined && isAddress(email)) return alias('email', email);
  const id = text(u?.accountId) ?? text(u?.name) ?? text(u?.displayName);
  return id === undefined ? undefined : alias('name', id);
}

function readIssue(issue: Fields, context: AdapterContext): number {
  const fields = object(issue.fields) ?? {};
  const key = text(issue.key);
  if (key === undefined) return 0;
  const createdAt = context.time(fields.created);
  const done = resolution(issue, fields, context);
  // A comment says what it says when it is written, not when the issue was made.
  const comments = objects(at(fields, 'comment', 'comments')).map((c) => ({ text: plain(c.body), at: context.time(c.created) }));
  const isDated = (c: { readonly at: Instant | undefined }): boolean => c.at !== undefined && createdAt !== undefined;
  const body = known(plain(fields.description), ...comments.filter((c) => !isDated(c)).map((c) => c.text));
  const [first, ...later] = assignments(issue, fields, createdAt, context);
  const ticket = (noticeId: string, sentAt: Instant | undefined, to: Alias | undefined) =>
    ({
      type: 'notice',
      noticeId,
      sentAt,
      channel: 'ticket',
      sender: jiraUser(fields.reporter) ?? jiraUser(fields.creator),
      recipients: known(to),
      subject: text(fields.summary),
      body: body.length === 0 ? undefined : body.join('\n'),
      status: 'delivered',
      statusAt: sentAt,
      relatedIds: known(key, text(issue.id), ...texts(fields.labels), text(at(fields, 'parent', 'key'))),
    }) as const;
  context.emit({ ...ticket(key, first?.at ?? createdAt, first?.to), resolvedBy: done?.by, resolvedAt: done?.at });
  for (const c of comments)
    if (isDated(c) && c.text !== undefined)
      context.emit({
        ...ticket(key, first?.at ?? createdAt, undefined),
        recipients: [],
        subject: undefined,
        body: c.text,
        status: 'sent',
        statusAt: c.at,
        relatedIds: [],
      });
  // Whoever it was handed to later was told then, and by a notice of its own.
  for (const { to, at: when } of later) context.emit(ticket(`${key}/${to}`, when, to));
  return 1;
}

interface Assignment {
  readonly to: Alias;
  readonly at: Instant | undefined;
}

/** Who had the issue, and from when: the history where it is there, else whoever has it now since it was made. Each person once. */
function assignments(issue: Fields, fields: Fields, createdAt: Instant | undefined, context: AdapterContext): readonly Assignment[] {
  const histories = objects(at(issue, 'changelog', 'histories'));
  const changes = histories
    .flatMap((h) => objects(h.items).flatMap((i) => (text(i.field) === 'assignee' ? [{ item: i, at: context.time(h.created) }] : [])))
    .sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
  const now = jiraUser(fields.assignee);
  const [first] = changes;
  if (first === undefined) return now === undefined ? [] : [{ to: now, at: createdAt }];
  const people = [fields.assignee, fields.reporter, fields.creator, ...histories.map((h) => h.author)].map(object);
  /** A history names users by account and by what is shown; the address stands where the same user stands in full. */
  const person = (id: unknown, shown: unknown): Alias | undefined => {
    const [account, name] = [text(id), text(shown)];
    const isOne = (p: Fields | undefined): boolean =>
      account === undefined ? name !== undefined && text(p?.displayName) === name : [p?.accountId, p?.name, p?.key].some((x) => text(x) === account);
    const full = jiraUser(people.find(isOne));
    const other = account ?? name;
    return full ?? (other === undefined ? undefined : alias('name', other));
  };
  const all = [
    { to: person(first.item.from, at(first.item, 'fromString')), at: createdAt },
    ...changes.map((c) => ({ to: person(c.item.to, at(c.item, 'toString')), at: c.at })),
  ];
  const out: Assignment[] = [];
  for (const { to, at: when } of all) if (to !== undefined && !out.some((o) => o.to === to)) out.push({ to, at: when });
  return out;
}

function resolution(issue: Fields, fields: Fields, context: AdapterContext): { by: Alias | undefined; at: Instant | undefined } | undefined {
  for (const h of objects(at(issue, 'changelog', 'histories')).toReversed()) {
    if (objects(h.items).some((i) => text(i.field) === 'resolution' && text(at(i, 'toString')) !== undefined))
      return { by: jiraUser(h.author), at: context.time(h.created) };
  }
  const at_ = context.time(fields.resolutiondate);
  return at_ === undefined ? undefined : { by: undefined, at: at_ };
}

/** The deepest document that is read; a deeper one is hostile. */
const DEEPEST = 20;

/** A text, or the text nodes of an Atlassian document. */
function plain(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'string') return text(value);
  const node = object(value);
  if (node === undefined || depth > DEEPEST) return undefined;
  const own = text(node.text);
  const inner = objects(node.content).map((c) => plain(c, depth + 1));
  const all = known(own, ...inner);
  return all.length === 0 ? undefined : all.join(' ');
}
