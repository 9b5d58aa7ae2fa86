/** Enough to read that two threads share it: the case must not show that. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createDispatcher } from '../../electron/engine/dispatch.ts';
import { handlers } from '../../electron/engine/handlers/all.ts';
import type { Args, RequestName, ResultOf } from '../../shared/contract/requests.ts';

const dir = mkdtempSync(join(tmpdir(), 'tracewake-threads-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function engine() {
  const dispatcher = createDispatcher(handlers, () => undefined);
  let id = 0;
  return async <K extends RequestName>(name: K, args: Args<K>): Promise<ResultOf<K>> => {
    const answer = await dispatcher.request({ id: ++id, name, args });
    if (answer.type !== 'result') throw new Error(`${name}: ${JSON.stringify(answer)}`);
    return answer.value as ResultOf<K>;
  };
}

const record = (i: number): string =>
  JSON.stringify({
    eventVersion: '1.08',
    userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::111122223333:user/u${i % 50}`, userName: `u${i % 50}`, accountId: '111122223333' },
    eventTime: new Date(Date.UTC(2026, 2, 4) + i * 1000).toISOString(),
    eventSource: 's3.amazonaws.com',
    eventName: 'GetObject',
    awsRegion: 'us-east-1',
    sourceIPAddress: '192.0.2.1',
    requestParameters: { bucketName: `b${i % 70}`, key: `k${i}`, padding: 'x'.repeat(600) },
    eventID: `e-${i}`,
    recipientAccountId: '111122223333',
  });

async function imported(name: string, imports: readonly (readonly string[])[]) {
  const ask = engine();
  await ask('case.create', { dir: join(dir, name), title: name, investigator: 'Test <test@example.org>' });
  for (const paths of imports) {
    const report = await ask('import.run', { paths: [...paths], options: { analyse: false } });
    expect(report.failed).toEqual([]);
  }
  const sources = (await ask('sources.list', {})).sources.map((s) => ({
    source: s.source,
    name: s.name,
    read: s.read,
    accepted: s.accepted,
    duplicate: s.duplicate,
  }));
  const rows = [];
  for (let after: string | undefined; ; ) {
    const page = await ask('timeline.page', { limit: 5000, ...(after === undefined ? {} : { after }) });
    rows.push(...page.rows.map((r) => [r.id, r.time, r.actor?.label, r.nativeId, r.position]));
    after = page.next;
    if (after === undefined) break;
  }
  await ask('case.close', {});
  return { sources, rows };
}

test('a case read by two threads is the one that a single thread reads, file by file', async () => {
  // The middle one is long and comes out of turn on its thread.
  const counts = [3000, 26_000, 10, 5000];
  let first = 0;
  const files = counts.map((n, i) => {
    const file = join(dir, `${i}.json`);
    writeFileSync(file, Array.from({ length: n }, (_, j) => record(first + j)).join('\n'));
    first += n;
    return file;
  });
  const together = await imported('together', [files]);
  const apart = await imported(
    'apart',
    files.map((f) => [f]),
  );
  expect(together.rows).toHaveLength(34_010);
  expect(together.sources.map((s) => s.name)).toEqual(['0.json', '1.json', '2.json', '3.json']);
  expect(together).toEqual(apart);
});
