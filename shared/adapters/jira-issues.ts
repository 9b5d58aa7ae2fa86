/** Jira issues: tickets to their assignee; who moved one to a done state, by its changelog or its resolution. */
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
  version: 2,
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
  const comments = objects(at(fields, 'comment', 'comments')).map((c) => plain(c.body));
  const body = known(plain(fields.description), ...comments);
  context.emit({
    type: 'notice',
    noticeId: key,
    sentAt: createdAt,
    channel: 'ticket',
    sender: jiraUser(fields.reporter) ?? jiraUser(fields.creator),
    recipients: known(jiraUser(fields.assignee)),
    subject: text(fields.summary),
    body: body.length === 0 ? undefined : body.join('\n'),
    status: 'delivered',
    statusAt: assignedAt(issue, object(fields.assignee), context) ?? createdAt,
    relatedIds: known(key, text(issue.id), ...texts(fields.labels), text(at(fields, 'parent', 'key'))),
    resolvedBy: done?.by,
    resolvedAt: done?.at,
  });
  return 1;
}

/** When the issue first came to its assignee; `undefined` where the history is not there or says nothing of it: it was made with that assignee. */
function assignedAt(issue: Fields, assignee: Fields | undefined, context: AdapterContext): Instant | undefined {
  const ids = known(text(assignee?.accountId), text(assignee?.name), text(assignee?.key));
  const shown = text(assignee?.displayName);
  let first: Instant | undefined;
  for (const h of objects(at(issue, 'changelog', 'histories'))) {
    for (const i of objects(h.items)) {
      if (text(i.field) !== 'assignee') continue;
      const to = text(i.to);
      if (to === undefined ? shown === undefined || text(at(i, 'toString')) !== shown : !ids.includes(to)) continue;
      const time = context.time(h.created);
      if (time !== undefined && (first === undefined || time < first)) first = time;
    }
  }
  return first;
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
