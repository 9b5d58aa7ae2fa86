/** The policy of a case through the engine: viewed, checked, saved; in the custody log like every change. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDispatcher } from '../../electron/engine/dispatch.ts';
import { handlers } from '../../electron/engine/handlers/all.ts';
import type { Args, RequestName, ResultOf } from '../../shared/contract/requests.ts';
import { DEFAULT_POLICY_YAML } from '../../shared/policy/policy.ts';

let dir: string;
let ask: <K extends RequestName>(name: K, args: Args<K>) => Promise<ResultOf<K>>;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tracewake-policy-'));
  const { request } = createDispatcher(handlers, () => undefined, { open: undefined });
  ask = async (name, args) => {
    const answer = await request({ id: 1, name, args });
    if (answer.type !== 'result') throw new Error(answer.type === 'error' ? `${answer.error.position ?? ''} ${answer.error.message}` : answer.type);
    return answer.value as never;
  };
  await ask('case.create', { dir: join(dir, 'a.case'), title: 'A', investigator: 'R <r@example.org>' });
});
afterEach(async () => {
  await ask('case.close', {});
  rmSync(dir, { recursive: true });
});

test('a new case has the built-in policy, and says that nothing is judged yet', async () => {
  expect(await ask('policy.view', {})).toMatchObject({
    isDefault: true,
    differences: [],
    faults: [],
    text: DEFAULT_POLICY_YAML,
    judgedBy: undefined,
  });
});

test('a saved policy is the case’s, is in the custody log, and what was judged before it is known to be old', async () => {
  await ask('analysis.run', {});
  const text = DEFAULT_POLICY_YAML.replace('revision: 1', 'revision: 2').replace('clock uncertainty: PT2S', 'clock uncertainty: PT5S');
  expect(await ask('policy.save', { text })).toMatchObject({ revision: 2, isDefault: false, judgedBy: { revision: 1, same: false } });
  const log = await ask('custody.list', {});
  expect(log.entries.filter((e) => e.action === 'policy.changed')).toHaveLength(1);
  await ask('analysis.run', {});
  expect((await ask('policy.view', {})).judgedBy).toEqual({ name: 'default', revision: 2, same: true });
});

test('saving the same text again changes nothing', async () => {
  const before = await ask('custody.list', {});
  await ask('policy.save', { text: DEFAULT_POLICY_YAML });
  expect((await ask('custody.list', {})).head).toBe(before.head);
});

test('a text with a mistake is refused at its place, and the case keeps its policy', async () => {
  await expect(ask('policy.save', { text: 'name: x\nrevision: 1\nsilence: 3\n' })).rejects.toThrow('line 3, column 10');
  expect((await ask('policy.view', {})).isDefault).toBe(true);
});

test('a policy file is read whatever is in it, but not one of megabytes', async () => {
  const file = join(dir, 'p.yaml');
  writeFileSync(file, 'name: [');
  expect(await ask('policy.read', { file })).toEqual({ text: 'name: [' });
  writeFileSync(file, 'x'.repeat(1_000_001));
  await expect(ask('policy.read', { file })).rejects.toThrow('longer than a million bytes');
});
