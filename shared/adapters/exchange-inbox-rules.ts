/** Inbox rules as exported by `Get-InboxRule` (JSON, CSV): states without times. A rule that is switched off is none. */
import { type Alias, alias } from '../model/ids.ts';
import type { Adapter, AdapterContext, RawRecord } from './adapter.ts';
import { isGuid } from './entra-acts.ts';
import { bool, type Fields, isAddress, object, text, verbatim } from './fields.ts';
import { ruleParts } from './mailrule-parameters.ts';
import { recognition } from './recognition.ts';

const isRule = (d: Fields): boolean =>
  d.Name !== undefined &&
  (d.MailboxOwnerId !== undefined || d.RuleIdentity !== undefined || d.Mailbox !== undefined) &&
  (d.DeleteMessage !== undefined || d.MoveToFolder !== undefined || d.StopProcessingRules !== undefined || d.MarkAsRead !== undefined);

export const exchangeInboxRules: Adapter = {
  type: 'exchange-inbox-rules',
  title: 'Exchange inbox rules',
  version: 1,
  channels: [],
  system: () => 'exchange-online',
  recognise(sample) {
    return recognition(sample, (data) => isRule(data), 0.96, 'MailboxOwnerId or RuleIdentity beside the actions of an inbox rule');
  },
  read,
};

function read(record: RawRecord, context: AdapterContext): void {
  const d = record.data;
  const mailbox = owner(d);
  const rule = verbatim(d.Name);
  if (!isRule(d) || mailbox === undefined || rule === undefined) {
    context.ignore('no-rule');
    return;
  }
  if (bool(d.Enabled) === false) {
    context.ignore('rule-switched-off');
    return;
  }
  const parts = ruleParts(d);
  context.emit({
    type: 'mailrule',
    mailbox,
    rule,
    from: undefined,
    to: undefined,
    createdBy: undefined,
    conditions: [...(parts.conditional ? parts.conditions : [{ on: 'all' } as const]), ...parts.exceptions],
    actions: parts.actions,
  });
}

/** The mailbox: an address where one stands, else the last part of the directory path, else what `Identity` starts with. */
function owner(d: Fields): Alias | undefined {
  for (const value of [d.MailboxAddress, d.UserPrincipalName, d.Mailbox, d.MailboxOwnerId, d.Identity]) {
    const written = text(value) ?? text(object(value)?.Name);
    if (written === undefined) continue;
    const box =
      written
        .slice(written.lastIndexOf('/') + 1)
        .split('\\')[0]
        ?.trim() ?? '';
    if (box === '') continue;
    if (isAddress(box)) return alias('email', box);
    return alias(isGuid(box) ? 'entra-object' : 'name', box);
  }
  return undefined;
}
