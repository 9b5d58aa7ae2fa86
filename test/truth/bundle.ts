/** Plain tables and raw files of one drawn organisation, as the bundle of FORMATS: a folder with a bundle.yaml at its top. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const HEADERS = {
  identities: 'identity,kind,display_name,holder,application,service,environment,privilege_tier,last_rotation,revocation_method,aliases',
  events: 'event_id,time,kind,actor,on_behalf_of,target,outcome,access,correlation,approver,approved_at,reason,incident',
  claims: 'subject,subject_type,role,party,party_type,valid_from,valid_to,as_of,system',
  people: 'person,display_name,status,start,end,moved_at,team,manager,aliases',
  teams: 'team,member,from,to,email',
  oncall: 'schedule,person,from,to',
  notices: 'notice_id,sent_at,channel,sender,recipients,subject,body,status,status_at,related_id',
  alerts: 'alert_id,time,severity,confidence,title,identity,service,application,environment,privilege_tier,last_rotation,spawned_by,incident',
  routes: 'alert_id,time,step,party,party_type,decided_by,key',
  actions: 'action_id,time,actor,identity,action,approver,approved_at,reason,incident,outcome,scope',
  certifications: 'item_id,identity,access,reviewer,decision,decided_at,applied_at,campaign,trigger',
  breakglass: 'grant_id,identity,user,opened_at,expires_at,closed_at,approver,approved_at,reason,incident',
  scopes: 'scope,identity,starts,ends',
  mailrules: 'mailbox,rule,enabled_from,enabled_to,created_by,conditions,actions',
} as const;
export type Table = keyof typeof HEADERS;
export type Row = Readonly<Record<string, string | undefined>>;

/** Milliseconds since 1970; the truth set has no need of finer instants. */
export type Time = number;
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const iso = (t: Time): string => new Date(t).toISOString();

export interface Covered {
  readonly match: string;
  readonly system: string;
  readonly channels: readonly string[];
  /** Left out together: the records show what is covered. */
  readonly from?: Time;
  readonly to?: Time;
  readonly type?: string;
  /** IANA name or fixed offset. */
  readonly zone?: string;
  /** Of the source's clock, in seconds. */
  readonly uncertainty?: number;
}

export interface Style {
  readonly as: 'csv' | 'spreadsheet' | 'lines' | 'sparse-lines';
  readonly bare: boolean;
}
const isLines = (style: Style): boolean => style.as === 'lines' || style.as === 'sparse-lines';
/** Whatever the style, the same is said. */
export const styleOf = (seed: number, bare: boolean): Style => ({
  as: seed % 3 === 0 ? (seed % 2 === 0 ? 'sparse-lines' : 'lines') : seed % 3 === 1 ? 'csv' : 'spreadsheet',
  bare,
});

export class Bundle {
  readonly #rows = new Map<string, { table: Table; rows: Row[] }>();
  readonly #raw = new Map<string, string>();
  readonly covers: Covered[] = [];
  readonly name: string;
  /**
   * How the tables are written: as JSON lines, which may leave out what is unknown; as a spreadsheet program saves them, the columns the
   * other way round; with mail addresses bare.
   */
  style: Style = { as: 'csv', bare: false };
  /** Whether there is a bundle.yaml at all. */
  yaml = true;
  readonly from: Time;
  readonly to: Time;

  constructor(name: string, from: Time, to: Time) {
    this.name = name;
    this.from = from;
    this.to = to;
  }

  /** Where set, dated tables are two files: what lies before this instant, and the rest. */
  split: Time | undefined;

  #fileOf(table: Table, row: Row): string {
    const dated = { events: 'time', notices: 'sent_at', certifications: 'decided_at' }[table as string];
    if (this.split === undefined || dated === undefined) return `${table}.csv`;
    return Date.parse(row[dated] ?? '') >= this.split ? `${table}-b.csv` : `${table}-a.csv`;
  }

  add(table: Table, row: Row, file = this.#fileOf(table, row)): void {
    const known = HEADERS[table].split(',');
    for (const key of Object.keys(row)) if (!known.includes(key)) throw new Error(`${table} has no column ${key}`);
    const of = this.#rows.get(file) ?? { table, rows: [] };
    if (!this.#rows.has(file)) this.#rows.set(file, of);
    of.rows.push(row);
  }

  /** A table that was asked for and came back empty. */
  empty(table: Table, file = `${table}.csv`): void {
    if (!this.#rows.has(file)) this.#rows.set(file, { table, rows: [] });
  }

  /** Hands every row of a table to the taker; those that it takes are no longer in the table. */
  take(table: Table, taker: (row: Row) => boolean): void {
    for (const of of this.#rows.values()) if (of.table === table) of.rows = of.rows.filter((row) => !taker(row));
  }

  #named(file: string): string {
    const rows = this.#rows.get(file)?.rows.length ?? 0;
    return isLines(this.style) && rows > 0 ? file.replace('.csv', '.jsonl') : file;
  }

  raw(file: string, text: string): void {
    this.#raw.set(file, text);
  }

  write(dir: string): void {
    const put = (file: string, text: string) => {
      const path = join(dir, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    };
    for (const [file, { table, rows }] of this.#rows) {
      const columns = HEADERS[table].split(',');
      const said = (text: string): string => (this.style.bare ? text.replaceAll('email:', '') : text);
      const cells = (row: Row): string[] => columns.map((c) => said(row[c] ?? ''));
      // A file of JSON lines has no header: an empty one says nothing of what it is.
      if (isLines(this.style) && rows.length > 0) {
        const isWritten = (value: string): boolean => this.style.as === 'lines' || value !== '';
        const line = (row: Row): string => {
          const of = cells(row);
          return JSON.stringify(Object.fromEntries(columns.flatMap((c, i) => (isWritten(of[i] ?? '') ? [[c, of[i] ?? '']] : []))));
        };
        put(this.#named(file), rows.map((row) => `${line(row)}\n`).join(''));
      } else {
        const all = [columns, ...rows.map(cells)];
        if (this.style.as === 'spreadsheet') put(file, `\ufeff${all.map((r) => `${r.map(cell).reverse().join(';')}\r\n`).join('')}`);
        else put(file, all.map((r) => `${r.map(cell).join(',')}\n`).join(''));
      }
    }
    for (const [file, text] of this.#raw) put(file, text);
    if (!this.yaml) return;
    const sources = this.covers.map((c) =>
      [
        `  - match: ${JSON.stringify(this.#named(c.match))}`,
        ...(c.type === undefined ? [] : [`    type: ${c.type}`]),
        `    system: ${c.system}`,
        `    channel: [${c.channels.join(', ')}]`,
        ...(c.from === undefined || c.to === undefined ? [] : [`    covers: {from: ${iso(c.from)}, to: ${iso(c.to)}}`]),
        ...(c.zone === undefined ? [] : [`    zone: ${c.zone}`]),
        ...(c.uncertainty === undefined ? [] : [`    clock: {offset: PT0S, uncertainty: PT${c.uncertainty}S}`]),
      ].join('\n'),
    );
    const head = `organisation: Example Ltd\nperiod: {from: ${iso(this.from)}, to: ${iso(this.to)}}\n`;
    put('bundle.yaml', sources.length === 0 ? head : `${head}sources:\n${sources.join('\n')}\n`);
  }
}

const cell = (text: string): string => (/[",\n;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Small and repeatable; quality matters little, the seed only moves names and minutes about. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
