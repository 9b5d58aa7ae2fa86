/** A mapping proposed from the data: what each column is for, told by its name and its values, each with a reason and a confidence. */
import {
  type AliasNamespace,
  fieldOf,
  MAPPED_FIELDS,
  MAPPING_NAME,
  type MappedField,
  type MappedValue,
  type Mapping,
  type Output,
} from '../../model/mapping.ts';
import type { MappingEdits, Proposal, ProposedColumn, ProposedRole, ProposedWord } from '../../model/proposal.ts';
import type { RawRecord } from '../adapter.ts';
import { type Column, columnsOf } from './columns.ts';
import { guessWord } from './guess-words.ts';
import { guessOutput } from './names.ts';
import { MOST_WORDS, scoreOf } from './score.ts';

/** Below this a guess is worse than an empty field. */
const LEAST = 0.3;
const MOST_FIT_COLUMNS = 60;
const EXAMPLES = 4;
const SHOWN = 80;

interface Candidate {
  readonly column: Column;
  readonly field: MappedField;
  readonly score: number;
  readonly reason: string;
}

/** `name`: the member's, for the mapping's own. `taken`: names that other mappings have. */
export function propose(records: readonly RawRecord[], name: string, edits: MappingEdits = {}, taken: ReadonlySet<string> = new Set()): Proposal {
  const columns = columnsOf(records);
  const guessed = guessOutput(columns, name);
  const as = edits.as ?? guessed.as;
  const roles = assign(columns, as, edits);
  const notes: string[] = [];
  const constants = constantsOf(as, roles, columns, name, edits);
  const fields: Record<string, MappedValue> = {};
  for (const field of MAPPED_FIELDS[as]) {
    const constant = constants.find((c) => c.field === field.name);
    const own = [...roles].filter(([, r]) => r.field === field.name).map(([path]) => columns.find((c) => c.path === path)!);
    if (own.length > 0) fields[field.name] = valueOf(field, own, columns, edits, notes);
    else if (constant !== undefined && constant.value !== '') fields[field.name] = { value: constant.value };
  }
  if (!tookAwayIdentity(columns, as, edits)) shareOnlyIdentity(as, fields, notes);
  noteTimes(as, fields, columns, edits, notes);
  const mapping: Mapping = {
    name: edits.name ?? freeName(slug(name), taken),
    title: edits.title ?? titleOf(name),
    version: 1,
    fits: { columns: fitColumns(records), where: {} },
    each: undefined,
    system: edits.system ?? slug(name),
    channels: edits.channels,
    zone: edits.zone,
    read: [{ as, when: undefined, each: undefined, fields }],
  };
  return {
    records: records.length,
    as,
    why: edits.as === undefined ? guessed.why : 'chosen',
    columns: columns.map((c) => shownColumn(c, roles.get(c.path))),
    words: wordsShown(as, fields, columns),
    constants: constants.filter((c) => fields[c.field]?.value !== undefined || c.value === ''),
    notes,
    mapping,
  };
}

/** Column → role: the user's own first, then the best guesses, each column once and each field that takes one value once. */
function assign(columns: readonly Column[], as: Output, edits: MappingEdits): Map<string, ProposedRole> {
  const roles = new Map<string, ProposedRole>();
  const usedFields = new Set<string>();
  const byHand = edits.columns ?? {};
  for (const column of columns) {
    const field = byHand[column.path];
    if (field === undefined || field === '' || fieldOf(as, field) === undefined) continue;
    roles.set(column.path, { field, confidence: 1, reason: 'chosen' });
    usedFields.add(field);
  }
  const candidates: Candidate[] = [];
  for (const column of columns) {
    if (column.filled === 0 && column.words === '') continue;
    for (const field of MAPPED_FIELDS[as]) {
      const { score, reason } = scoreOf(column, field, as);
      if (score >= LEAST) candidates.push({ column, field, score, reason });
    }
  }
  // Of two that are as good the one further left: exports begin with what matters.
  const order = new Map(columns.map((c, i) => [c.path, i]));
  candidates.sort((a, b) => b.score - a.score || order.get(a.column.path)! - order.get(b.column.path)!);
  for (const { column, field, score, reason } of candidates) {
    if (roles.has(column.path) || byHand[column.path] !== undefined) continue;
    if (usedFields.has(field.name) && (!takesSeveral(field) || score < 0.6)) continue;
    if (edits.constants?.[field.name] !== undefined && edits.constants[field.name] !== '') continue;
    roles.set(column.path, { field: field.name, confidence: Math.round(Math.min(0.99, score) * 100) / 100, reason });
    usedFields.add(field.name);
  }
  return roles;
}

const takesSeveral = (field: MappedField): boolean => field.type === 'aliases' || field.type === 'parties' || field.type === 'texts';

function valueOf(field: MappedField, own: readonly Column[], all: readonly Column[], edits: MappingEdits, notes: string[]): MappedValue {
  const parts = own.map((c) => partOf(field, c, all, edits, notes));
  const [one] = parts;
  if (parts.length === 1 && one !== undefined) return one;
  return takesSeveral(field) ? { all: parts } : { first: parts };
}

function partOf(field: MappedField, column: Column, all: readonly Column[], edits: MappingEdits, notes: string[]): MappedValue {
  const path = column.path;
  switch (field.type) {
    case 'time': {
      const chosen = edits.formats?.[field.name];
      const clock = column.time.part === 'date' ? all.find((c) => c.time.part === 'clock' && c.time.share >= 0.9 && c.path !== path) : undefined;
      // A clock of twelve hours beside it is the American form.
      const american = clock !== undefined && [...clock.values.keys()].some((v) => /[AP]M$/i.test(v));
      const format = chosen ?? (column.time.ambiguous && american ? 'mdy' : column.time.format);
      if (column.time.ambiguous && chosen === undefined && !american)
        notes.push(`In ${path} day and month could change places, and nothing tells; the day is taken to come first.`);
      return {
        ...(clock === undefined ? { path } : { template: `\${${path}} \${${clock.path}}` }),
        ...(format === undefined || format === 'auto' ? {} : { format }),
      };
    }
    case 'word': {
      const words = field.words ?? [];
      const table: Record<string, string[]> = {};
      const list = (word: string, value: string): void => {
        if (!words.includes(word)) return;
        const texts = table[word] ?? [];
        table[word] = texts;
        if (!texts.includes(value)) texts.push(value);
      };
      const byHand = edits.words?.[field.name] ?? {};
      for (const [value] of byCount(column).slice(0, MOST_WORDS))
        list(byHand[value] ?? guessWord(field.name, value, words, column.words) ?? '', value);
      const bits = byCount(column).flatMap(([v]) => (/^[01]$/.test(v) && byHand[v] === undefined ? [v] : []));
      if (field.name === 'outcome' && bits.some((v) => guessWord(field.name, v, words, column.words) === undefined))
        notes.push(`In ${path} nothing tells whether 1 is success or failure: its events are read as of unknown outcome until you say so.`);
      // Values beyond those that are shown, or of a pattern, that somebody wrote by hand.
      for (const [value, word] of Object.entries(byHand)) list(word, value);
      return { path, values: table };
    }
    case 'alias':
    case 'aliases':
    case 'party':
    case 'parties': {
      const namespace = edits.namespaces?.[field.name] ?? namespaceOf(column);
      return namespace === undefined ? { path } : { path, as: namespace };
    }
    default:
      return { path };
  }
}

/** Addresses and ARNs tell themselves apart; a namespace is named where the value does not show it. */
function namespaceOf(column: Column): AliasNamespace | undefined {
  const { words, share } = column;
  if (share.key >= 0.8) return 'aws-access-key';
  if (/\bupn\b|user principal name/.test(words) && share.address >= 0.5) return 'upn';
  if (/\b(?:employee|personnel|staff|worker) (?:id|no|number|nr)\b|\bhr id\b/.test(words)) return 'hr-id';
  if (/\bgithub\b/.test(words)) return 'github-login';
  if (/\bokta\b.*\bid\b/.test(words)) return 'okta-user';
  if (/\b(?:entra|azure|aad|object) .*\bid\b/.test(words) && share.guid >= 0.8) return 'entra-object';
  return undefined;
}

const byCount = (column: Column): [string, number][] => [...column.values].toSorted((a, b) => b[1] - a[1]);

function wordsShown(as: Output, fields: Readonly<Record<string, MappedValue>>, columns: readonly Column[]): Proposal['words'] {
  const out: { field: string; path: string; values: ProposedWord[]; more: number }[] = [];
  for (const field of MAPPED_FIELDS[as]) {
    const value = fields[field.name];
    const column = columns.find((c) => c.path === value?.path);
    if (field.type !== 'word' || value?.values === undefined || column === undefined) continue;
    const wordOf = new Map(Object.entries(value.values).flatMap(([word, texts]) => texts.map((t) => [t, word] as const)));
    const all = byCount(column);
    out.push({
      field: field.name,
      path: column.path,
      values: all.slice(0, MOST_WORDS).map(([text, count]) => ({ value: text, count, word: wordOf.get(text) })),
      more: Math.max(0, all.length - MOST_WORDS),
    });
  }
  return out;
}

/** What no column says, and what the export as a whole usually does. */
function constantsOf(
  as: Output,
  roles: ReadonlyMap<string, ProposedRole>,
  columns: readonly Column[],
  name: string,
  edits: MappingEdits,
): Proposal['constants'] {
  const filled = new Set([...roles.values()].map((r) => r.field));
  const out: { field: string; value: string; reason: string }[] = [];
  const add = (field: string, value: string, reason: string): void => {
    if (!filled.has(field) && edits.constants?.[field] === undefined) out.push({ field, value, reason });
  };
  if (as === 'event') {
    add('outcome', 'success', 'no column says whether it succeeded; a log of changes lists those that were made');
    add('kind', 'other', 'no column says what happened');
  }
  if (as === 'notice') add('channel', channelOf(name, columns), 'told by the names');
  if (as === 'claim') {
    const owner = [...roles].find(([, r]) => r.field === 'party')?.[0] ?? '';
    const subject = [...roles].find(([, r]) => r.field === 'subject')?.[0] ?? '';
    add(
      'role',
      /secur/i.test(owner)
        ? 'security'
        : /approv/i.test(owner)
          ? 'approver'
          : /tech/i.test(owner)
            ? 'technical-owner'
            : /business/i.test(owner)
              ? 'business-owner'
              : 'owner',
      'told by the name of the column',
    );
    add(
      'subject_type',
      /service/i.test(subject) && !/account/i.test(subject) ? 'service' : /app|system|product|asset/i.test(subject) ? 'application' : 'identity',
      'told by the name of the column',
    );
    add('party_type', /team|group/i.test(owner) ? 'team' : /queue/i.test(owner) ? 'queue' : 'person', 'told by the name of the column');
  }
  if (as === 'route') add('step', 'assigned', 'no column says what was done');
  if (as === 'action') add('action', 'disable', 'no column says what was done');
  for (const [field, value] of Object.entries(edits.constants ?? {}))
    if (fieldOf(as, field) !== undefined && !filled.has(field)) out.push({ field, value, reason: 'chosen' });
  return out;
}

const channelOf = (name: string, columns: readonly Column[]): string => {
  const text = `${name} ${columns.map((c) => c.words).join(' ')}`.toLowerCase();
  return /slack|teams|chat/.test(text) ? 'chat' : /pag(?:er|e)|sms|phone|push/.test(text) ? 'page' : /ticket|case/.test(text) ? 'ticket' : 'mail';
};

/** Whoever says that a column is not the actor or the target after all means what is left. */
function tookAwayIdentity(columns: readonly Column[], as: Output, edits: MappingEdits): boolean {
  const byHand = edits.columns;
  if (byHand === undefined) return false;
  return [...assign(columns, as, {})].some(
    ([path, r]) => (r.field === 'actor' || r.field === 'target') && byHand[path] !== undefined && byHand[path] !== r.field,
  );
}

/** One identity in a record acts on itself: who signed in, who changed the own password. */
function shareOnlyIdentity(as: Output, fields: Record<string, MappedValue>, notes: string[]): void {
  if (as !== 'event') return;
  const { actor, target } = fields;
  const only = actor ?? target;
  if (only === undefined || (actor !== undefined && target !== undefined)) return;
  fields.actor = only;
  fields.target = only;
  notes.push(`Only ${only.path ?? 'one column'} names an identity: it is taken as who acted and as what changed.`);
}

function noteTimes(
  as: Output,
  fields: Readonly<Record<string, MappedValue>>,
  columns: readonly Column[],
  edits: MappingEdits,
  notes: string[],
): void {
  const times = MAPPED_FIELDS[as].filter((f) => f.type === 'time');
  const needed = times.find((f) => f.required === true) ?? times[0];
  if (needed !== undefined && fields[needed.name] === undefined)
    notes.push(`No column is known for ${needed.name} (${needed.label}): choose one, or the records stay undated.`);
  const own = columns.filter((c) => times.some((f) => usesPath(fields[f.name], c.path)) && c.time.share > 0);
  if (own.length > 0 && own.some((c) => !c.time.zoned && c.time.part !== 'date') && edits.zone === undefined)
    notes.push('The times carry no zone: name the zone of the system, or UTC is assumed.');
  const kinds = fields.kind;
  if (as === 'event' && kinds?.values !== undefined && Object.keys(kinds.values).length === 0)
    notes.push('None of the values of kind is a known word: give those that matter a kind; the others are kept as other.');
}

const usesPath = (value: MappedValue | undefined, path: string): boolean =>
  value !== undefined &&
  (value.path === path || value.template?.includes(`\${${path}}`) === true || value.first?.some((v) => usesPath(v, path)) === true);

function shownColumn(c: Column, role: ProposedRole | undefined): ProposedColumn {
  const examples = byCount(c)
    .slice(0, EXAMPLES)
    .map(([v]) => (v.length > SHOWN ? `${v.slice(0, SHOWN)}…` : v));
  return { path: c.path, filled: c.filled, distinct: c.values.size, examples, looks: c.looks, role };
}

/** What the records of this sort have in common: the header of a table, the keys that all records of a log have. */
function fitColumns(records: readonly RawRecord[]): string[] {
  const header = records[0]?.header;
  if (header !== undefined) return header.filter((h) => h.trim() !== '').slice(0, MOST_FIT_COLUMNS);
  let common: string[] | undefined;
  for (const { data } of records)
    common = common === undefined ? Object.keys(data) : common.filter((k) => Object.hasOwn(data, k) && data[k] !== null);
  return (common ?? []).slice(0, MOST_FIT_COLUMNS);
}

const baseOf = (name: string): string =>
  name
    .slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\'), name.lastIndexOf('!')) + 1)
    .replace(/(?:\.(?:csv|tsv|json|jsonl|ndjson|txt|log|gz|xlsx))+$/i, '');

/** Without the dates and numbers that make a file's name new every month. */
function slug(name: string): string {
  const base = baseOf(name)
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/\d{4}[-_.]?\d{2}(?:[-_.]?\d{2})?/g, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/(?:^-+|-+$|-(?:\d{1,4}|export|extract)(?=-|$))/g, '')
    .slice(0, 50)
    .replaceAll(/^-+|-+$/g, '');
  return MAPPING_NAME.test(base) ? base : 'own-mapping';
}
function titleOf(name: string): string {
  const words = slug(name).replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  let n = 2;
  while (taken.has(`${name}-${n}`)) n++;
  return `${name}-${n}`;
}
