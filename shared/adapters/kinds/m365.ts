import { type KindRows, kindTable } from './table.ts';

/**
 * Operations of the unified audit log beyond Entra's. `Set-Mailbox`, `Set-AdminAuditLogConfig` and
 * `Set-MailboxAuditBypassAssociation` depend on their parameters: the adapter decides.
 */
const ROWS: KindRows = [
  ['mailrule.created', 'New-InboxRule'],
  ['mailrule.changed', 'Set-InboxRule UpdateInboxRules Enable-InboxRule'],
  ['mailrule.removed', 'Remove-InboxRule Disable-InboxRule'],
  ['forwarding.enabled', 'Set-Mailbox'],
  ['delegation.granted', 'Add-MailboxPermission Add-RecipientPermission AddFolderPermissions'],
  ['session.started', 'UserLoggedIn'],
  ['session.failed', 'UserLoginFailed'],
  ['logging.disabled', 'Set-AdminAuditLogConfig Set-MailboxAuditBypassAssociation'],
];

export const M365_KINDS = kindTable(ROWS);
