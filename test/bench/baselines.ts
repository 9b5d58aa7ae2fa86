/** What the same machine does without the design: the ratios of the table are against these, measured in the same run. */
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { gunzipSync } from 'node:zlib';
import Database from 'better-sqlite3';

interface Raw {
  readonly eventTime?: string;
  readonly eventName?: string;
  readonly eventSource?: string;
  readonly eventID?: string;
  readonly requestID?: string;
  readonly errorCode?: string;
  readonly sourceIPAddress?: string;
  readonly awsRegion?: string;
  readonly userIdentity?: { readonly arn?: string; readonly userName?: string; readonly accessKeyId?: string; readonly type?: string };
}

export interface Measured {
  readonly events: number;
  readonly seconds: number;
  readonly bytes: number;
  readonly maxRss: number;
  /** Seconds of processor time, all threads. On a machine that others use, a steadier measure than the clock. */
  readonly cpu: number;
}

function* recordsOf(dir: string, limit: number): Iterable<Raw> {
  let n = 0;
  for (const file of readdirSync(join(dir, 'logs')).sort()) {
    const { Records } = JSON.parse(gunzipSync(readFileSync(join(dir, 'logs', file))).toString()) as { Records: Raw[] };
    for (const record of Records) {
      if (n++ >= limit) return;
      yield record;
    }
  }
}

const COLUMNS = ['time', 'name', 'source', 'native', 'request', 'error', 'ip', 'region', 'arn', 'user', 'key', 'type'];
const valuesOf = (e: Raw): (string | null)[] =>
  [
    e.eventTime,
    e.eventName,
    e.eventSource,
    e.eventID,
    e.requestID,
    e.errorCode,
    e.sourceIPAddress,
    e.awsRegion,
    e.userIdentity?.arn,
    e.userIdentity?.userName,
    e.userIdentity?.accessKeyId,
    e.userIdentity?.type,
  ].map((v) => v ?? null);

/** As most tools of the field do it: a row with the raw text, five indexes and a full-text row for every event. */
export function naive(dir: string, limit: number): Measured {
  const file = join(dir, 'naive.db');
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.exec(`CREATE TABLE event (id INTEGER PRIMARY KEY, ${COLUMNS.map((c) => `${c} TEXT`).join(', ')}, raw TEXT)`);
  for (const c of ['time', 'name', 'arn', 'native', 'ip']) db.exec(`CREATE INDEX event_${c} ON event (${c})`);
  db.exec('CREATE VIRTUAL TABLE text USING fts5 (name, source, arn, "user", ip, error)');
  const insert = db.prepare(`INSERT INTO event (${COLUMNS.join(', ')}, raw) VALUES (${COLUMNS.map(() => '?').join(', ')}, ?)`);
  const index = db.prepare('INSERT INTO text (rowid, name, source, arn, "user", ip, error) VALUES (?, ?, ?, ?, ?, ?, ?)');
  return timed(file, db, (count) => {
    for (const e of recordsOf(dir, limit)) {
      const v = valuesOf(e);
      const { lastInsertRowid } = insert.run(...v, JSON.stringify(e));
      index.run(lastInsertRowid, v[1], v[2], v[8], v[9], v[6], v[5]);
      count();
    }
  });
}

/** The floor of one thread: gunzip, JSON.parse, one row of text columns, no index. */
export function floor(dir: string, limit: number): Measured {
  const file = join(dir, 'floor.db');
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.exec(`CREATE TABLE event (id INTEGER PRIMARY KEY, ${COLUMNS.map((c) => `${c} TEXT`).join(', ')})`);
  const insert = db.prepare(`INSERT INTO event (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')})`);
  return timed(file, db, (count) => {
    for (const e of recordsOf(dir, limit)) {
      insert.run(...valuesOf(e));
      count();
    }
  });
}

function timed(file: string, db: Database.Database, work: (count: () => void) => void): Measured {
  let events = 0;
  const before = process.cpuUsage();
  const started = performance.now();
  db.exec('BEGIN');
  work(() => {
    // A commit now and then, as an importer that must not lose everything does.
    if (++events % 10_000 === 0) db.exec('COMMIT; BEGIN');
  });
  db.exec('COMMIT');
  db.pragma('wal_checkpoint(TRUNCATE)');
  const seconds = (performance.now() - started) / 1000;
  const cpu = process.cpuUsage(before);
  db.close();
  const bytes = statSync(file).size;
  rmSync(file);
  return { events, seconds, bytes, maxRss: process.resourceUsage().maxRSS * 1024, cpu: (cpu.user + cpu.system) / 1e6 };
}
