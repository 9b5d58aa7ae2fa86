import { expect, test } from 'vitest';
import { EngineClient } from '../../renderer/transport/client.ts';
import type { Progress, ToEngine } from '../../shared/contract/requests.ts';

function wired(): { client: EngineClient; sent: ToEngine[] } {
  const sent: ToEngine[] = [];
  return { client: new EngineClient((m) => sent.push(m), 100), sent };
}
const progress = (request: number): Progress => ({
  request,
  phase: 'reading',
  member: 'a.json',
  bytes: undefined,
  records: { done: 5, of: undefined },
  rate: undefined,
  secondsLeft: undefined,
});

test('answers find their questions in whatever order they come', async () => {
  const { client } = wired();
  const first = client.request('requests.list', {});
  const second = client.request('evidence.packages', {});
  client.receive({ type: 'result', id: 101, value: ['second'] });
  client.receive({ type: 'result', id: 100, value: ['first'] });
  expect([await first, await second]).toEqual([['first'], ['second']]);
});

test('a failure arrives as what the engine said of it', async () => {
  const { client } = wired();
  const asked = client.request('case.open', { dir: '/nowhere' });
  client.receive({ type: 'error', id: 100, error: { code: 'not-found', message: 'there is no case here', file: '/nowhere' } });
  await expect(asked).rejects.toMatchObject({ data: { code: 'not-found', file: '/nowhere' } });
});

test('progress goes to the request it belongs to, and to who listens to everything', async () => {
  const { client } = wired();
  const own: Progress[] = [];
  const all: string[] = [];
  client.subscribe((p) => all.push(p.type));
  const asked = client.request('import.run', { paths: ['a'] }, { onProgress: (p) => own.push(p) });
  client.receive({ type: 'pushed', pushed: { type: 'progress', progress: progress(100) } });
  client.receive({ type: 'pushed', pushed: { type: 'progress', progress: progress(999) } });
  client.receive({ type: 'pushed', pushed: { type: 'caseChanged', what: ['sources'] } });
  client.receive({ type: 'result', id: 100, value: {} });
  await asked;
  expect(own).toHaveLength(1);
  expect(all).toEqual(['progress', 'progress', 'caseChanged']);
});

test('cancel is sent once, while the request runs, and its answer is still waited for', async () => {
  const { client, sent } = wired();
  const abort = new AbortController();
  const asked = client.request('import.run', { paths: ['a'] }, { signal: abort.signal });
  abort.abort();
  expect(sent.at(-1)).toEqual({ type: 'cancel', id: 100 });
  client.receive({ type: 'error', id: 100, error: { code: 'cancelled', message: 'cancelled' } });
  await expect(asked).rejects.toMatchObject({ data: { code: 'cancelled' } });
});

test('what was cancelled before it began is never sent', async () => {
  const { client, sent } = wired();
  const abort = new AbortController();
  abort.abort();
  await expect(client.request('requests.list', {}, { signal: abort.signal })).rejects.toMatchObject({ data: { code: 'cancelled' } });
  expect(sent).toEqual([]);
});

test('a late cancel of an answered request says nothing', async () => {
  const { client, sent } = wired();
  const abort = new AbortController();
  const asked = client.request('requests.list', {}, { signal: abort.signal });
  client.receive({ type: 'result', id: 100, value: [] });
  await asked;
  abort.abort();
  expect(sent.filter((m) => m.type === 'cancel')).toEqual([]);
});

test('when the host goes, nobody waits for ever', async () => {
  const { client } = wired();
  const asked = client.request('requests.list', {});
  client.lose({ code: 'environment', message: 'the engine has stopped' });
  await expect(asked).rejects.toMatchObject({ data: { message: 'the engine has stopped' } });
});
