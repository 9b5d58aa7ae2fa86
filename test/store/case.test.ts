import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { change } from '../../electron/engine/custody/change.ts';
import { TOOL, toolOfEntry } from '../../electron/engine/custody/line.ts';
import { custodyHead, listCustody } from '../../electron/engine/custody/log.ts';
import { openAndTend } from '../../electron/engine/handlers/case.ts';
import { createCase } from '../../electron/engine/handlers/create.ts';
import { addDisposition, addNote, currentDispositions, dispositionsOf, listNotes } from '../../electron/engine/store/annotations.ts';
import { caseInfo, setPolicy } from '../../electron/engine/store/info.ts';
import { MIGRATIONS, SCHEMA_VERSION } from '../../electron/engine/store/migrations/index.ts';
import { closeCase, databaseFile, type OpenCase, openCase } from '../../electron/engine/store/open.ts';
import type { Tx } from '../../electron/engine/store/writable.ts';
import { Failure } from '../../shared/contract/errors.ts';

let dir: string;
let at: string;
const opened: OpenCase[] = [];
const keep = (open: OpenCase): OpenCase => {
  opened.push(open);
  return open;
};
const make = async (): Promise<OpenCase> => keep(await createCase(at, { title: 'a case', investigator: 'A. Berg <a@example.org>' }));
const shut = (open: OpenCase): void => {
  opened.splice(opened.indexOf(open), 1);
  closeCase(open);
};
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tracewake-'));
  at = join(dir, 'case');
});
afterEach(() => {
  for (const open of opened.splice(0)) closeCase(open);
  rmSync(dir, { recursive: true });
});

const note = (open: OpenCase, text: string) =>
  change(open, { action: 'note.added', subjects: ['case'], body: { text } }, (tx) => addNote(tx, { id: `n-${text}`, on: 'case', text }));

/** The failure that something ends in; anything else fails the test. */
async function failure(work: () => unknown): Promise<Failure['data']> {
  try {
    await work();
  } catch (e) {
    if (e instanceof Failure) return e.data;
    throw e;
  }
  throw new Error('no failure');
}

describe('a case', () => {
  test('is there with its first entry, or not at all', async () => {
    const open = await make();
    expect(caseInfo(open)).toMatchObject({ title: 'a case', tlp: 'AMBER', investigator: 'A. Berg <a@example.org>' });
    expect(custodyHead(open).entries).toBe(1);
    expect(listCustody(open)[0]?.header).toMatchObject({ action: 'case.created', seq: 1, actor: 'A. Berg <a@example.org>', case: open.id });
    expect(statSync(join(at, 'vault')).isDirectory()).toBe(true);
  });

  test('is not made over another one, nor among strangers’ files', async () => {
    shut(await make());
    expect((await failure(() => createCase(at, { title: 'b' }))).code).toBe('environment');
    mkdirSync(join(dir, 'other'));
    writeFileSync(join(dir, 'other', 'thesis.txt'), '');
    expect((await failure(() => createCase(join(dir, 'other'), { title: 'b' }))).message).toMatch(/not empty/);
  });

  test('that is not there, is empty, is damaged or newer, each says so', async () => {
    expect((await failure(() => openCase(join(dir, 'nothing')))).code).toBe('not-found');
    mkdirSync(join(dir, 'folder'));
    expect((await failure(() => openCase(join(dir, 'folder')))).code).toBe('not-found');
    writeFileSync(join(dir, 'folder', 'case.db'), '');
    expect((await failure(() => openCase(join(dir, 'folder')))).code).toBe('input');
    writeFileSync(join(dir, 'folder', 'case.db'), 'not a database at all, but long enough to look at it'.repeat(100));
    expect((await failure(() => openCase(join(dir, 'folder')))).code).toBe('input');

    shut(await make());
    const db = new Database(databaseFile(at));
    db.pragma(`user_version = ${SCHEMA_VERSION + 10}`);
    db.close();
    const before = readFileSync(databaseFile(at));
    expect((await failure(() => openCase(at))).code).toBe('newer');
    expect(readFileSync(databaseFile(at)).equals(before)).toBe(true);
  });

  test('is one file and free once it is closed, and reads from where nothing can be written', async () => {
    const open = await make();
    await note(open, 'one');
    shut(open);
    expect(readdirSync(at).sort()).toEqual(['case.db', 'lock', 'vault']);
    cpSync(at, join(dir, 'copy'), { recursive: true });
    const copy = keep(openCase(join(dir, 'copy'), { readOnly: true }));
    expect(listNotes(copy).map((n) => n.text)).toEqual(['one']);
  });

  test('opened a second time is read-only with the reason, and writing there fails so', async () => {
    const open = await make();
    const second = keep(openCase(at));
    expect(second.readOnly).toBe('another process has it open for writing');
    expect((await failure(() => note(second, 'x'))).code).toBe('read-only');
    await note(open, 'seen by both');
    expect(listNotes(second).map((n) => n.text)).toEqual(['seen by both']);
    shut(second);
    shut(open);
    const third = keep(openCase(at));
    expect(third.readOnly).toBeUndefined();
  });

  test('whose directory nobody may write is read-only with the reason', async () => {
    shut(await make());
    chmodSync(at, 0o555);
    chmodSync(join(at, 'lock'), 0o444);
    chmodSync(databaseFile(at), 0o444);
    try {
      const open = keep(openCase(at));
      // The administrator may write anywhere.
      if (process.getuid?.() === 0) expect(open.readOnly).toBeUndefined();
      else expect(open.readOnly).toBe('its directory cannot be written');
      expect(caseInfo(open).title).toBe('a case');
      shut(open);
    } finally {
      chmodSync(at, 0o755);
    }
  });

  test('the lock dies with the process that holds it', async () => {
    shut(await make());
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'hold.ts'), at], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const ended = new Promise((done) => child.once('exit', done));
    try {
      const said = await new Promise((done) => child.stdout.once('data', done));
      expect(String(said)).toBe('held');
      const meanwhile = openCase(at);
      expect(meanwhile.readOnly).toBe('another process has it open for writing');
      closeCase(meanwhile);
    } finally {
      child.kill('SIGKILL');
      await ended;
    }
    expect(keep(openCase(at)).readOnly).toBeUndefined();
  });

  test.each(MIGRATIONS.slice(0, -1))('of schema $version is brought up to date when it is opened, and its log says so', async ({ version }) => {
    mkdirSync(join(at, 'vault'), { recursive: true });
    const db = new Database(databaseFile(at));
    for (const m of MIGRATIONS) if (m.version <= version) db.exec(m.sql);
    db.exec(
      `INSERT INTO case_info (one, id, title, tlp, created, investigator, salt) VALUES (1, 'case-1', 'old', 'RED', 5, 'O <o@example.org>', zeroblob(32))`,
    );
    db.exec(`INSERT INTO custody (seq, line, hash) VALUES (1, '{}', 'aa')`);
    db.pragma(`user_version = ${version}`);
    db.close();
    // Looking alone changes nothing.
    expect((await failure(() => openCase(at, { readOnly: true }))).code).toBe('read-only');
    const open = keep(await openAndTend(at, {}));
    expect(caseInfo(open)).toMatchObject({ title: 'old', tlp: 'RED' });
    expect(Number(open.reads.value('SELECT user_version FROM pragma_user_version'))).toBe(SCHEMA_VERSION);
    expect(listCustody(open).at(-1)?.header).toMatchObject({
      seq: 2,
      action: 'case.migrated',
      prev: 'aa',
      actor: 'O <o@example.org>',
      case: 'case-1',
    });
  });

  test('migrations are numbered in tens, ascending', () => {
    expect(MIGRATIONS.every((m, i) => m.version % 10 === 0 && m.version > (MIGRATIONS[i - 1]?.version ?? 0))).toBe(true);
  });

  test('every table is strict', async () => {
    await make();
    const db = new Database(databaseFile(at), { readonly: true });
    const tables = db.prepare("SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%'").all();
    db.close();
    expect(tables.length).toBeGreaterThan(20);
    expect(tables.filter((t) => (t as { strict: number }).strict !== 1)).toEqual([]);
  });
});

describe('the custody log', () => {
  test('is a chain: each line holds the hash of the one before, and its commitment opens with its body', async () => {
    const open = await make();
    await note(open, 'one');
    await note(open, 'two');
    const entries = listCustody(open);
    expect(entries.map((e) => e.seq)).toEqual([1, 2, 3]);
    const sha = (text: string) => createHash('sha256').update(text).digest('hex');
    expect(entries[0]?.header.prev).toMatch(/^[0-9a-f]{64}$/);
    expect(entries[1]?.header.prev).toBe(sha(entries[0]!.line));
    expect(entries[2]?.header.prev).toBe(sha(entries[1]!.line));
    expect(custodyHead(open)).toEqual({ entries: 3, head: sha(entries[2]!.line) });
    const lp = (bytes: Buffer) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return Buffer.concat([length, bytes]);
    };
    const { salt, body, header } = entries[1]!;
    const committed = createHash('sha256')
      .update(lp(Buffer.from('tracewake/v1/custody-body')))
      .update(lp(Buffer.from(salt, 'hex')))
      .update(lp(Buffer.from(body)));
    expect(header.body).toBe(committed.digest('hex'));
    expect(header.tool).toBe(toolOfEntry());
  });

  test('a change that fails leaves neither the change nor an entry', async () => {
    const open = await make();
    await expect(
      change(open, { action: 'note.added', subjects: [], body: null }, (tx) => {
        addNote(tx, { id: 'n-1', on: 'case', text: 'half' });
        throw new Error('in the middle');
      }),
    ).rejects.toThrow('in the middle');
    expect(listNotes(open)).toEqual([]);
    expect(custodyHead(open).entries).toBe(1);
  });

  test('cannot be rewritten through the database that holds it', async () => {
    const open = await make();
    shut(open);
    const db = new Database(databaseFile(at));
    expect(() => db.exec('DELETE FROM custody')).toThrow(/only grows/);
    expect(() => db.exec("UPDATE custody SET line = ''")).toThrow(/only grows/);
    db.close();
  });

  test('changes that are asked for at once are made one after another, each with its entry', async () => {
    const open = await make();
    await Promise.all(['a', 'b', 'c', 'd'].map((text) => note(open, text)));
    expect(listNotes(open).map((n) => [n.text, n.custody])).toEqual([
      ['a', 2],
      ['b', 3],
      ['c', 4],
      ['d', 5],
    ]);
  });

  test('a handle kept beyond its transaction writes nothing', async () => {
    const open = await make();
    let kept: Tx | undefined;
    await change(open, { action: 'policy.changed', subjects: [], body: null }, (tx) => {
      kept = tx;
    });
    expect(() => setPolicy(kept!, 'name: other')).toThrow(/after its end/);
    expect(caseInfo(open).policyText).toBeUndefined();
  });

  test('a reading handle refuses to write', async () => {
    const open = await make();
    expect(() => open.reads.all("UPDATE case_info SET title = 'x' RETURNING title")).toThrow();
    expect(() => open.reads.get('DELETE FROM custody')).toThrow();
    expect(caseInfo(open).title).toBe('a case');
  });

  test('no other path leads to a writable database', () => {
    const engine = join(import.meta.dirname, '../../electron');
    const files = readdirSync(engine, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.ts'));
    const importers = (of: RegExp) => files.filter((f) => of.test(readFileSync(join(engine, f), 'utf8'))).sort();
    // Whoever can make a database handle …
    expect(importers(/^import (?!type).*'better-sqlite3'/m)).toEqual(['engine/store/lock.ts', 'engine/store/open.ts']);
    // … and whoever can get at the one that writes. Types of it anyone may name.
    expect(importers(/^import (?!type)[^;]*\btransact\b[^;]*store\/writable\.ts'/m)).toEqual(['engine/custody/change.ts']);
    expect(importers(/\bdropWriter\b|\bkeepWriter\b/)).toEqual(['engine/store/open.ts', 'engine/store/writable.ts']);
  });

  test('dispositions and notes carry who, when and under which entry', async () => {
    const open = await make();
    open.investigator = 'B. Ask <b@example.org>';
    await change(open, { action: 'finding.disposed', subjects: ['f-1'], body: {} }, (tx) =>
      addDisposition(tx, { finding: 'f-1', disposition: 'confirmed', reason: 'seen' }),
    );
    await change(open, { action: 'finding.disposed', subjects: ['f-1'], body: {} }, (tx) =>
      addDisposition(tx, { finding: 'f-1', disposition: 'dismissed', reason: 'not so' }),
    );
    expect(currentDispositions(open).get('f-1')).toBe('dismissed');
    expect(dispositionsOf(open, 'f-1').map((d) => [d.disposition, d.by, d.custody])).toEqual([
      ['confirmed', 'B. Ask <b@example.org>', 2],
      ['dismissed', 'B. Ask <b@example.org>', 3],
    ]);
    expect(existsSync(join(at, 'case.db'))).toBe(true);
  });

  test('the tool names the version that it is', () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as { version: string };
    expect(TOOL).toBe(`tracewake/${version}`);
    expect(toolOfEntry()).toMatch(new RegExp(`^tracewake/${version}\\+[0-9a-f]{16}$`));
  });
});
