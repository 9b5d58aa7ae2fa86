import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EngineState } from '../../../electron/engine/context.ts';
import { change } from '../../../electron/engine/custody/change.ts';
import { listCustody } from '../../../electron/engine/custody/log.ts';
import { createDispatcher, type Dispatcher } from '../../../electron/engine/dispatch.ts';
import { generateKey } from '../../../electron/engine/evidence/keys.ts';
import { handlers } from '../../../electron/engine/handlers/all.ts';
import { createCase } from '../../../electron/engine/handlers/create.ts';
import { exportWithKey } from '../../../electron/engine/handlers/evidence.ts';
import { addNote } from '../../../electron/engine/store/annotations.ts';
import { closeCase, openCase } from '../../../electron/engine/store/open.ts';
import { parseInstant } from '../../../shared/base/instant.ts';
import type { RequestName, ResultOf } from '../../../shared/contract/requests.ts';

const T = parseInstant('2026-03-11T15:22:00Z')!;
const INVESTIGATOR = 'R. Adeyemi <r.adeyemi@halden.example>';
const PASSPHRASE = 'four words of yours';

let dir: string;
let state: EngineState;
let dispatcher: Dispatcher;
let n = 0;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tracewake-export-'));
  state = { open: await createCase(join(dir, 'case'), { title: 'Halden Marine, week 10', investigator: INVESTIGATOR }) };
  dispatcher = createDispatcher(handlers, () => undefined, state);
});
afterEach(() => {
  if (state.open !== undefined) closeCase(state.open);
  rmSync(dir, { recursive: true, force: true });
});

async function ask<K extends RequestName>(name: K, args: unknown): Promise<ResultOf<K>> {
  const answer = await dispatcher.request({ id: ++n, name, args });
  if (answer.type === 'result') return answer.value as ResultOf<K>;
  throw Object.assign(new Error(JSON.stringify(answer)), { answer });
}

async function refusal(name: RequestName, args: unknown): Promise<{ code: string; message: string }> {
  const answer = await dispatcher.request({ id: ++n, name, args });
  return answer.type === 'error' ? answer.error : { code: 'none', message: '' };
}

const note = (text: string) =>
  change(state.open!, { action: 'note.added', subjects: ['n'], body: { text } }, (tx) => {
    addNote(tx, { id: `n${++n}`, on: 's0001:1', text });
  });
const actions = (): string[] => listCustody(state.open!).map((e) => e.header.action);

describe('a case through the contract', () => {
  test('a key is made, a package sealed with it, and the package verifies', async () => {
    const key = await ask('evidence.keygen', { file: join(dir, 'key.pem'), passphrase: PASSPHRASE });
    expect(await ask('evidence.key', { file: join(dir, 'key.pem') })).toEqual(key);
    const made = await ask('evidence.export', {
      out: join(dir, 'out.zip'),
      keyFile: join(dir, 'key.pem'),
      passphrase: PASSPHRASE,
      sources: 'include',
    });
    expect(made.name).toBe('halden-marine-week-10-r01');
    expect(made.fingerprint).toBe(key.fingerprint);
    writeFileSync(join(dir, 'allowed_signers'), `${made.allowedSigners}\n`);
    const verified = await ask('evidence.verify', { file: made.file, signers: join(dir, 'allowed_signers') });
    const byLine = await ask('evidence.verify', { file: made.file, signersText: made.allowedSigners });
    expect(byLine.seals.map((seal) => seal.trusted)).toEqual(verified.seals.map((seal) => seal.trusted));
    expect(byLine.result).toBe(verified.result);
    expect(verified.sentence).toBe('Everything that was asked was checked and holds: L0, L1, L2, L3, L4, R.');
    expect(verified.exitCode).toBe(0);
    expect(verified.commands).toEqual(made.commands);
  });

  test('the log says so afterwards, and the next package holds the one before as an anchor', async () => {
    const key = generateKey();
    const context = { progress: () => undefined, checkCancelled: () => undefined };
    const first = await exportWithKey(state.open!, key, { out: dir, sources: 'include' }, context);
    expect(actions()).toEqual(['case.created', 'package.exported']);
    await note('after the first');
    const second = await exportWithKey(state.open!, key, { out: dir, sources: 'include' }, context);
    expect([first.name, second.name]).toEqual(['halden-marine-week-10-r01', 'halden-marine-week-10-r02']);
    expect((await ask('evidence.packages', {})).map((p) => p.revision)).toEqual([1, 2]);
    const verified = await ask('evidence.verify', { file: second.file, previous: first.file });
    expect(verified.levels.find((l) => l.level === 'L4')?.result).toBe('PASSED');
    expect(actions().at(-1)).toBe('package.verified');
  });

  test('the same case at the same head and time gives the same bytes', async () => {
    const key = generateKey();
    const context = { progress: () => undefined, checkCancelled: () => undefined };
    await note('one');
    closeCase(state.open!);
    cpSync(join(dir, 'case'), join(dir, 'copy'), { recursive: true });
    const made: Buffer[] = [];
    for (const name of ['case', 'copy']) {
      const open = openCase(join(dir, name), { investigator: INVESTIGATOR });
      const { file } = await exportWithKey(open, key, { out: join(dir, `${name}.zip`), sources: 'include', time: T }, context);
      made.push(readFileSync(file));
      closeCase(open);
    }
    state.open = undefined;
    expect(made[0]!.equals(made[1]!)).toBe(true);
  });

  test('a cancelled export leaves no file and no entry', async () => {
    const context = {
      progress: () => undefined,
      checkCancelled() {
        throw new Error('cancelled');
      },
    };
    await expect(exportWithKey(state.open!, generateKey(), { out: join(dir, 'x.zip'), sources: 'include' }, context)).rejects.toThrow('cancelled');
    expect(readdirSync(dir)).toEqual(['case']);
    expect(actions()).toEqual(['case.created']);
  });

  test('a wrong passphrase, a key that is none and a file in the way each have their own error', async () => {
    await ask('evidence.keygen', { file: join(dir, 'key.pem'), passphrase: PASSPHRASE });
    const args = { out: join(dir, 'x.zip'), keyFile: join(dir, 'key.pem'), passphrase: 'wrong', sources: 'hash' };
    expect((await refusal('evidence.export', args)).code).toBe('passphrase');
    writeFileSync(join(dir, 'noise.pem'), 'noise');
    expect(await refusal('evidence.export', { ...args, keyFile: join(dir, 'noise.pem') })).toMatchObject({ code: 'input' });
    expect(await refusal('evidence.export', { ...args, keyFile: join(dir, 'nothing.pem') })).toMatchObject({ code: 'input' });
    writeFileSync(join(dir, 'taken.zip'), '');
    expect(await refusal('evidence.export', { ...args, passphrase: PASSPHRASE, out: join(dir, 'taken.zip') })).toMatchObject({ code: 'environment' });
    expect(await refusal('evidence.export', { ...args, passphrase: PASSPHRASE, out: join(dir, 'nope', 'x.zip') })).toMatchObject({
      code: 'environment',
      file: join(dir, 'nope'),
    });
    expect(existsSync(join(dir, 'nope'))).toBe(false);
    expect(await refusal('evidence.keygen', { file: join(dir, 'key.pem'), passphrase: PASSPHRASE })).toMatchObject({ code: 'environment' });
    expect(existsSync(join(dir, 'k2.pem'))).toBe(false);
    expect(await refusal('evidence.keygen', { file: join(dir, 'k2.pem'), passphrase: '' })).toMatchObject({ code: 'usage' });
    expect(await refusal('evidence.export', { ...args, passphrase: PASSPHRASE, role: 'Not A Role' })).toMatchObject({ code: 'usage' });
    expect(actions()).toEqual(['case.created']);
  });

  test('verification needs no case and writes nothing without one', async () => {
    const made = await exportWithKey(
      state.open!,
      generateKey(),
      { out: dir, sources: 'hash' },
      { progress: () => undefined, checkCancelled: () => undefined },
    );
    closeCase(state.open!);
    state.open = undefined;
    const verified = await ask('evidence.verify', { file: made.file });
    expect(verified.result).toBe('INDETERMINATE');
    expect(verified.exitCode).toBe(3);
    expect((await refusal('evidence.verify', { file: join(dir, 'nothing.zip') })).code).toBe('input');
  });
});
