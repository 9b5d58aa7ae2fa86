/**
 * A mailbox rule from the parameters of Exchange's cmdlets, as the unified audit log and `Get-InboxRule` name them.
 * What a rule matches on and cannot be shown by a subject, a sender or "all" (a body, a header, a size) gives no condition.
 */
import type { MailAction, MailCondition } from '../model/emissions.ts';
import { bareAddress, bool, type Fields, text, texts } from './fields.ts';

export interface RuleParts {
  readonly conditions: MailCondition[];
  /** What is taken out of it, of what can be shown. */
  readonly exceptions: MailCondition[];
  readonly actions: MailAction[];
  /** Whether the parameters name any condition at all, showable or not. */
  readonly conditional: boolean;
}

/** Parameters that say what a rule does or how it is kept, not when it matches. */
const NOT_CONDITIONS: ReadonlySet<string> = new Set(
  `alwaysdeleteoutlookrulesblob applycategory applysystemcategory clientrequestid confirm copytofolder debug deletemessage
   deletesystemcategory description domaincontroller enabled erroraction errors force forwardasattachmentto forwardto identity
   inerror ismailboxrule isvalid legacy linkedwith mailbox mailboxownerid markasread markimportance movetofolder name objectstate
   originatingserver pinmessage priority provider pscomputername psshowcomputername redirectto resetpasswordonnextlogon rulecondition
   ruleid ruleidentity runspaceid sendtextmessagenotificationto sessionid softdeletemessage stopprocessingrules supportedbytask
   targetobject verbose warningaction warnings whatif organization`
    .split(/\s+/)
    .filter((n) => n !== ''),
);

/** The values of a parameter: a list, or a text with `;` or `,` between them. */
function values(value: unknown, separators: string): string[] {
  if (Array.isArray(value)) return texts(value).flatMap((v) => values(v, separators));
  const whole = text(value);
  if (whole === undefined) return [];
  const out: string[] = [];
  let part = '';
  for (const c of unbraced(whole)) {
    if (separators.includes(c)) {
      if (part.trim() !== '') out.push(unquoted(part.trim()));
      part = '';
    } else part += c;
  }
  if (part.trim() !== '') out.push(unquoted(part.trim()));
  return out;
}

const unbraced = (v: string): string => (v.startsWith('{') && v.endsWith('}') ? v.slice(1, -1) : v);
const unquoted = (v: string): string => (v.length > 1 && v.startsWith('"') && v.endsWith('"') ? v.slice(1, -1) : v);

/** `"Alice" [SMTP:alice@a.example]`, `Alice <alice@a.example>`, `alice@a.example`: the bare address. */
export function recipientAddress(value: string): string {
  const open = value.lastIndexOf('[');
  const close = value.lastIndexOf(']');
  return bareAddress(open >= 0 && close > open ? value.slice(open + 1, close) : value);
}

/** Whether a switch or a text parameter is set: `True`, a folder, an address; not `False`, not an empty text. */
const set = (value: unknown): boolean => bool(value) ?? (Array.isArray(value) ? value.length > 0 : text(value) !== undefined && text(value) !== '{}');

/** A folder's last part: `mailbox:\Archive\Old`, `\Archive`, `Archive`. */
export function folderName(value: string): string {
  const bare = value.slice(Math.max(value.lastIndexOf('\\'), value.lastIndexOf('/')) + 1).trim();
  return bare === '' ? value : bare;
}

/** Reads the parameters, whose names are met in any case. `restated` only: nothing is inferred from what is absent. */
export function ruleParts(parameters: Fields): RuleParts {
  const conditions: MailCondition[] = [];
  const exceptions: MailCondition[] = [];
  const actions: MailAction[] = [];
  let conditional = false;
  let unshowable = false;
  for (const written of Object.keys(parameters)) {
    const name = written.toLowerCase();
    const value = parameters[written];
    switch (name) {
      case 'subjectcontainswords':
      case 'subjectorbodycontainswords':
        for (const v of values(value, ';,')) conditions.push({ on: 'subject-contains', value: v });
        if (set(value)) conditional = true;
        break;
      case 'from':
        for (const v of values(value, ';,')) conditions.push({ on: 'from', value: recipientAddress(v) });
        if (set(value)) conditional = true;
        break;
      case 'fromaddresscontainswords':
        for (const v of values(value, ';,')) conditions.push({ on: 'sender-contains', value: v });
        if (set(value)) conditional = true;
        break;
      case 'exceptifsubjectcontainswords':
      case 'exceptifsubjectorbodycontainswords':
        for (const v of values(value, ';,')) exceptions.push({ on: 'not-subject-contains', value: v });
        break;
      case 'exceptiffrom':
        for (const v of values(value, ';,')) exceptions.push({ on: 'not-from', value: recipientAddress(v) });
        break;
      case 'exceptiffromaddresscontainswords':
        for (const v of values(value, ';,')) exceptions.push({ on: 'not-sender-contains', value: v });
        break;
      case 'deletemessage':
      case 'softdeletemessage':
        if (set(value) && !actions.some((a) => a.do === 'delete')) actions.push({ do: 'delete' });
        break;
      case 'markasread':
        if (set(value)) actions.push({ do: 'mark-read' });
        break;
      case 'movetofolder': {
        const folder = text(value);
        if (folder !== undefined) actions.push({ do: 'move', folder: folderName(folder) });
        break;
      }
      case 'redirectto':
        for (const v of values(value, ';')) actions.push({ do: 'redirect', to: recipientAddress(v) });
        break;
      case 'forwardto':
      case 'forwardasattachmentto':
        for (const v of values(value, ';')) actions.push({ do: 'forward', to: recipientAddress(v) });
        break;
      default:
        if (!NOT_CONDITIONS.has(name) && !name.startsWith('exceptif') && set(value)) unshowable = true;
    }
  }
  // All conditions must hold: one that cannot be shown leaves a match unproven, whatever the others say.
  return { conditions: unshowable ? [] : conditions, exceptions: unshowable ? [] : exceptions, actions, conditional: conditional || unshowable };
}

/**
 * The conditions and actions of Outlook's `UpdateInboxRules`: a restriction in MAPI's notation and actions as JSON.
 * `(SubString IgnoreCase(SubjectProperty)=WORD)` and `(SenderSearchKey Equal SMTP:ADDRESS)` are what can be shown.
 */
export function outlookCondition(restriction: string): RuleParts['conditions'] {
  const out: MailCondition[] = [];
  collect(restriction, '(SubjectProperty)=', (v) => out.push({ on: 'subject-contains', value: v }));
  collect(restriction, 'SenderSearchKey Equal SMTP:', (v) => out.push({ on: 'from', value: v.toLowerCase() }));
  return out;
}

/** No rule of a mailbox has more parts; a longer text is hostile. */
const MOST_PARTS = 100;

function collect(restriction: string, mark: string, take: (value: string) => void): void {
  let from = restriction.indexOf(mark);
  for (let n = 0; from >= 0 && n < MOST_PARTS; n++) {
    const start = from + mark.length;
    const end = restriction.indexOf(')', start);
    const value = restriction.slice(start, end < 0 ? undefined : end).trim();
    if (value !== '') take(value);
    from = restriction.indexOf(mark, start);
  }
}

export function outlookActions(actions: readonly Fields[]): MailAction[] {
  const out: MailAction[] = [];
  for (const a of actions) {
    const type = text(a.ActionType)?.toLowerCase() ?? '';
    const to = texts(a.Recipients).map(recipientAddress);
    if (type === 'delete' || type === 'permanentdelete') out.push({ do: 'delete' });
    else if (type === 'markasread') out.push({ do: 'mark-read' });
    else if (type === 'move') out.push({ do: 'move', folder: folderName(text(a.DestinationFolder) ?? text(a.FolderName) ?? text(a.Folder) ?? '?') });
    else if (type === 'forward') for (const v of to) out.push({ do: 'forward', to: v });
    else if (type === 'delegate' || type === 'redirect') for (const v of to) out.push({ do: 'redirect', to: v });
  }
  return out;
}
