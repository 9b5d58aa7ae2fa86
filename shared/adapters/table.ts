/** The plain tables of FORMATS.md, as CSV or as JSONL with the same keys; which one it is, the header says. */
import { type Channel, NOTICE_CHANNELS } from '../model/vocabulary.ts';
import type { Adapter, AdapterContext, RawRecord } from './adapter.ts';
import type { Fields } from './fields.ts';
import { perSource } from './memo.ts';
import { readAlert, readBreakglass, readEvent, readPerson, readScope } from './table/events.ts';
import {
  readAction,
  readCertification,
  readClaim,
  readIdentity,
  readMailrule,
  readMembership,
  readNotice,
  readOncall,
  readRoute,
} from './table/facts.ts';

interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  /** The columns without which it is not this table. */
  readonly needs: readonly string[];
  readonly channels: readonly Channel[];
  readonly read: (row: Fields, context: AdapterContext) => void;
}

const t = (name: string, header: string, needs: string, channels: readonly Channel[], read: Table['read']): Table => ({
  name,
  columns: header.split(','),
  needs: needs.split(','),
  channels,
  read,
});

/** The fourteen tables; of two that fit a header, the one with more of its columns there is it. */
const TABLES: readonly Table[] = [
  t(
    'identities',
    'identity,kind,display_name,holder,application,service,environment,privilege_tier,last_rotation,revocation_method,aliases',
    'identity,kind',
    ['ownership'],
    readIdentity,
  ),
  t(
    'events',
    'event_id,time,kind,actor,on_behalf_of,target,outcome,access,correlation,approver,approved_at,reason,incident',
    'event_id,time,kind',
    ['iam-audit'],
    readEvent,
  ),
  t('claims', 'subject,subject_type,role,party,party_type,valid_from,valid_to,as_of,system', 'subject,role,party', ['ownership'], readClaim),
  t('people', 'person,display_name,status,start,end,moved_at,team,manager,aliases', 'person,status', ['hr'], readPerson),
  t('teams', 'team,member,from,to,email', 'team,member', ['ownership'], readMembership),
  t('oncall', 'schedule,person,from,to', 'schedule,person', ['oncall'], readOncall),
  // Which of these channels it bears on, its rows say one by one: whoever infers coverage counts a notice for its own channel only.
  t(
    'notices',
    'notice_id,sent_at,channel,sender,recipients,subject,body,status,status_at,related_id',
    'notice_id,channel',
    NOTICE_CHANNELS,
    readNotice,
  ),
  t(
    'alerts',
    'alert_id,time,severity,confidence,title,identity,service,application,environment,privilege_tier,last_rotation,spawned_by,incident',
    'alert_id,time,severity',
    [],
    readAlert,
  ),
  t('routes', 'alert_id,time,step,party,party_type,decided_by,key', 'alert_id,step', [], readRoute),
  t(
    'actions',
    'action_id,time,actor,identity,action,approver,approved_at,reason,incident,outcome,scope',
    'action_id,action',
    ['iam-audit'],
    readAction,
  ),
  t(
    'certifications',
    'item_id,identity,access,reviewer,decision,decided_at,applied_at,campaign,trigger',
    'item_id,decision',
    ['certification'],
    readCertification,
  ),
  t(
    'breakglass',
    'grant_id,identity,user,opened_at,expires_at,closed_at,approver,approved_at,reason,incident',
    'grant_id,opened_at',
    ['iam-audit'],
    readBreakglass,
  ),
  t('scopes', 'scope,identity,starts,ends', 'scope,identity', [], readScope),
  t('mailrules', 'mailbox,rule,enabled_from,enabled_to,created_by,conditions,actions', 'mailbox,rule', [], readMailrule),
];

/** How much of its columns a header must have beside foreign ones: a table may lack a few and have any number more. */
const ENOUGH = 0.4;

interface Fit {
  readonly table: Table;
  readonly share: number;
}

/** The table of a header, by the columns that are there. Whoever says that it is a table needs to show the needed ones only. */
function fit(keys: ReadonlySet<string>, isShown: (table: Table, share: number) => boolean = () => true): Fit | undefined {
  let best: Fit | undefined;
  for (const table of TABLES) {
    if (!table.needs.every((k) => keys.has(k))) continue;
    const there = table.columns.filter((k) => keys.has(k)).length;
    const share = there / table.columns.length;
    if (!isShown(table, share)) continue;
    if (best === undefined || there > best.table.columns.filter((k) => keys.has(k)).length) best = { table, share };
  }
  return best;
}

/** The keys of a sample: a CSV's header; for JSONL every key that some row has, since empty ones are often left out. */
function keysOf(sample: readonly RawRecord[]): Set<string> {
  const keys = new Set<string>();
  for (const record of sample) {
    for (const key of record.header ?? Object.keys(record.data)) keys.add(key.trim().toLowerCase());
  }
  return keys;
}

/** A row under the names of the table: headers are met in any case and with spaces around them. */
function rowOf(record: RawRecord): Fields {
  const data = record.data;
  let plain = true;
  for (const key in data) {
    if (key !== key.trim().toLowerCase()) {
      plain = false;
      break;
    }
  }
  if (plain) return data;
  const row: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const key of Object.keys(data)) row[key.trim().toLowerCase()] = data[key];
  return row;
}

interface State {
  table: Table | undefined;
}
const stateOf = perSource<State>(() => ({ table: undefined }));

/** The file's name without its folders; a sheet's with its workbook's, since every workbook has a `Sheet1`. */
function fileName(name: string): string {
  const cut = (until: number): number => Math.max(name.lastIndexOf('/', until), name.lastIndexOf('\\', until), name.lastIndexOf('!', until));
  const at = cut(name.length);
  const before = at < 1 ? -1 : cut(at - 1);
  return /\.xls[xm]$/i.test(name.slice(before + 1, Math.max(0, at))) ? name.slice(before + 1) : name.slice(at + 1);
}

export const table: Adapter = {
  type: 'table',
  title: 'Plain table',
  titleOf(sample) {
    const found = fit(keysOf(sample))?.table;
    return found === undefined ? 'Plain table' : `Plain table: ${found.name}`;
  },
  version: 1,
  channels(sample) {
    const found = fit(keysOf(sample))?.table;
    return found === undefined ? [] : found.channels;
  },
  system: (_first, name) => fileName(name),
  recognise(sample, name) {
    if (sample.length === 0) return { score: 0, why: '' };
    const keys = keysOf(sample);
    const file = fileName(name).toLowerCase();
    // Rows of JSON leave out what is empty: a few keys tell where no other is there, or where the file is named after the table.
    const found = fit(keys, (table, share) => share >= ENOUGH || file.startsWith(table.name) || [...keys].every((k) => table.columns.includes(k)));
    if (found === undefined) return { score: 0, why: '' };
    return { score: found.share === 1 ? 1 : 0.5 + 0.4 * found.share, why: `the header of ${found.table.name}.csv` };
  },
  read(record, context) {
    const row = rowOf(record);
    const state = stateOf(context);
    // The header is looked at once; a JSONL row may leave out what is empty, so what the rows before it showed still holds.
    const before = state.table;
    const found = before?.needs.every((k) => row[k] !== undefined) === true ? before : (fit(keysOf([record]))?.table ?? before);
    if (found === undefined) {
      context.ignore('no-such-table');
      return;
    }
    state.table ??= found;
    found.read(row, context);
  },
};
