import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDispatcher } from '../../electron/engine/dispatch.ts';
import { handlers } from '../../electron/engine/handlers/all.ts';
import { eachWake, listFindings, listRequests } from '../../electron/engine/store/analysis.ts';
import { loadFacts } from '../../electron/engine/store/facts.ts';
import { closeCase, openCase } from '../../electron/engine/store/open.ts';
import { packRequests, packWakes, unpackRequests, unpackWakes } from '../../electron/engine/store/wake-blocks.ts';
import type { Args, RequestName, ResultOf } from '../../shared/contract/requests.ts';
import { DEFAULT_POLICY } from '../../shared/policy/policy.ts';
import { analyse } from '../../shared/wake/analyse.ts';

const root = mkdtempSync(join(tmpdir(), 'tracewake-again-'));
let dir = '';
const dispatcher = createDispatcher(handlers, () => undefined);
let id = 0;
async function ask<K extends RequestName>(name: K, args: Args<K>): Promise<ResultOf<K>> {
  const answer = await dispatcher.request({ id: ++id, name, args });
  if (answer.type !== 'result') throw new Error(`${name}: ${JSON.stringify(answer)}`);
  return answer.value as ResultOf<K>;
}

beforeAll(async () => {
  dir = (await ask('demo.run', { dir: join(root, 'sample') })).caseDir ?? '';
});
afterAll(async () => {
  await ask('case.close', {});
  rmSync(root, { recursive: true, force: true });
});

const stored = (): string => {
  const open = openCase(dir, { readOnly: true });
  try {
    return JSON.stringify([[...eachWake(open)], listFindings(open), listRequests(open)]);
  } finally {
    closeCase(open);
  }
};

describe('conclusions in the case', () => {
  test('wakes and requests come back from their blocks as they were', () => {
    const open = openCase(dir, { readOnly: true });
    try {
      const { wakes, requests } = analyse(loadFacts(open), DEFAULT_POLICY);
      expect(wakes.length).toBeGreaterThan(10);
      expect(unpackWakes(JSON.parse(JSON.stringify(packWakes(wakes))))).toEqual(wakes);
      expect(unpackRequests(JSON.parse(JSON.stringify(packRequests(requests))))).toEqual(requests);
      expect(unpackWakes(wakes)).toEqual(wakes);
    } finally {
      closeCase(open);
    }
  });

  test('a case that is analysed again and again says the same, from the memory too', async () => {
    const first = stored();
    for (let n = 0; n < 3; n++) {
      await ask('analysis.run', {});
      expect(stored()).toBe(first);
    }
  });
});
