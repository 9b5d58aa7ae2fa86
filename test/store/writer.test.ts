import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { change } from '../../electron/engine/custody/change.ts';
import { createCase } from '../../electron/engine/handlers/create.ts';
import { loadColumns } from '../../electron/engine/store/columns.ts';
import { eachEvent } from '../../electron/engine/store/cursors.ts';
import { eventById, eventByNativeId, eventsOfRecord } from '../../electron/engine/store/events.ts';
import { loadFacts } from '../../electron/engine/store/facts.ts';
import { ensureContainer, insertSource, nextSource, setClock } from '../../electron/engine/store/ledger.ts';
import { closeCase, type OpenCase } from '../../electron/engine/store/open.ts';
import { listExceptions, recordFate, recordPosition } from '../../electron/engine/store/records.ts';
import { pageEvents, searchEvents, selectEvents } from '../../electron/engine/store/select.ts';
import { sourceLines } from '../../electron/engine/store/sources.ts';
import { ImportSession, type Ledger, SourceWriter } from '../../electron/engine/store/writer.ts';
import { duration, type Instant } from '../../shared/base/instant.ts';
import type { TimelineFilter } from '../../shared/contract/requests.ts';
import { type DrawnRecord, drawBatch } from './draw.ts';

let dir: string;
let open: OpenCase;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tracewake-'));
  open = await createCase(join(dir, 'case'), { title: 'a case', investigator: 'A <a@example.org>' });
});
afterEach(() => {
  closeCase(open);
  rmSync(dir, { recursive: true });
});

/** Imports drawn records as one source, in batches of `size`. */
async function importDrawn(
  records: readonly DrawnRecord[],
  options: { system?: string; size?: number; session?: ImportSession } = {},
): Promise<Ledger> {
  const session = options.session ?? new ImportSession();
  const system = options.system ?? 'aws-1';
  let ledger: Ledger | undefined;
  await change(open, { action: 'source.imported', subjects: [], body: {} }, (tx) => {
    const n = nextSource(tx);
    const writer = new SourceWriter(tx, session, n, system, 'aws-cloudtrail');
    const dictionary: string[] = [];
    const size = options.size ?? 1000;
    for (let i = 0; i < records.length; i += size) writer.take(drawBatch(records.slice(i, i + size), i + 1, dictionary));
    writer.finish();
    ledger = writer.ledger;
    const container = ensureContainer(tx, { sha256: `hash of ${n}`, bytes: 1, kept: 'copy', path: `${n}` });
    insertSource(tx, {
      n,
      name: `source ${n}`,
      sha256: `hash of ${n}`,
      bytes: 1,
      container,
      location: null,
      type: 'aws-cloudtrail',
      typeTitle: 'CloudTrail',
      typeWhy: 'declared',
      adapterVersion: 1,
      system,
      channels: ['iam-audit'],
      declared: undefined,
      zone: undefined,
      clockOffset: duration(0),
      clockUncertainty: undefined,
      encoding: 'utf-8',
      format: 'ndjson',
      ledger: writer.ledger,
      first: undefined,
      last: undefined,
      ignoredReasons: [],
      warnings: [],
      rejectedBlocks: [],
      eventFirst: writer.eventFirst,
      eventCount: writer.eventCount,
    });
  });
  return ledger!;
}

const many = (n: number, from = 0): DrawnRecord[] =>
  Array.from({ length: n }, (_, i) => ({
    events: [
      {
        // Out of order, as deliveries are.
        time: 1_000_000 * (((from + i) * 7919) % 100_003),
        native: `id-${from + i}`,
        actor: `aws-user:u${(from + i) % 50}`,
        target: `aws-user:t${(from + i) % 11}`,
        kind: (from + i) % 3 === 0 ? 'role.granted' : 'other',
        correlation: [`req-${from + i}`],
      },
    ],
  }));
const ids = (filter?: TimelineFilter): string[] => {
  const s = selectEvents(open, filter);
  return Array.from({ length: s.length }, (_, i) => s.columns.id(s.at(i)));
};

describe('events', () => {
  test('what went in by the thousand comes out with every field, across blocks and batches', async () => {
    await importDrawn(many(5000), { size: 700 });
    const columns = loadColumns(open);
    expect(columns.length).toBe(5000);
    expect([...columns.time].every((t, i) => i === 0 || t >= columns.time[i - 1]!)).toBe(true);
    const event = eventById(open, 's0001:4321');
    expect(event).toMatchObject({
      id: 's0001:4321',
      record: 's0001:4321',
      records: ['s0001:4321'],
      nativeId: 'id-4320',
      correlation: ['req-4320'],
      actor: 'aws-user:u20',
      target: 'aws-user:t8',
      kind: 'role.granted',
      system: 'aws-1',
      time: 1_000_000 * ((4320 * 7919) % 100_003),
    });
    expect(eventByNativeId(open, 'id-4320')?.id).toBe('s0001:4321');
    expect(recordPosition(open, 's0001:4321')).toEqual({ ordinal: 4321, line: 4321, offset: 432_000, length: expect.any(Number) });
    expect([...eachEvent(open)].map((e) => e.ordinal)).toEqual(Array.from({ length: 5000 }, (_, i) => i + 1));
  });

  test('an undated event is kept and found, and stands at no time', async () => {
    await importDrawn([{ events: [{ native: 'x', actor: 'name:Nobody' }] }, { events: [{ native: 'y', time: 5 }] }]);
    expect(loadColumns(open).length).toBe(1);
    expect(eventById(open, 's0001:1')?.time).toBeUndefined();
    expect(searchEvents(open, 'nobody', 10).map((e) => e.id)).toEqual(['s0001:1']);
    expect(pageEvents(open, { limit: 10 }).events.map((e) => e.id)).toEqual(['s0001:2', 's0001:1']);
    expect(pageEvents(open, { filter: { from: 0 as Instant }, limit: 10 }).total).toBe(1);
    expect(sourceLines(open)[0]?.undated).toBe(1);
  });

  test('several events of one record are told apart by k', async () => {
    await importDrawn([
      {
        events: [
          { native: 'a', time: 1, actor: 'name:A' },
          { native: 'a', time: 1, actor: 'name:B' },
        ],
      },
    ]);
    expect(eventById(open, 's0001:1.2')?.actor).toBe('name:B');
    expect(eventById(open, 's0001:1')).toBeUndefined();
    expect(eventsOfRecord(open, 's0001:1').map((e) => e.id)).toEqual(['s0001:1.1', 's0001:1.2']);
  });

  test("a source's clock offset moves its events, their payload and nothing that is stored", async () => {
    await importDrawn([
      { events: [{ native: 'a', time: 100, extra: { approvedAt: 50, grant: { grantId: 'g', openedAt: 60 } } }] },
      { events: [{ native: 'b', time: 105 }] },
    ]);
    await importDrawn([{ events: [{ native: 'c', time: 102 }] }], { system: 'okta' });
    await change(open, { action: 'clock.set', subjects: ['s0002'], body: { offset: 10 } }, (tx) => setClock(tx, 2, duration(10)));
    expect(ids()).toEqual(['s0001:1', 's0001:2', 's0002:1']);
    expect(eventById(open, 's0002:1')?.time).toBe(112);
    await change(open, { action: 'clock.set', subjects: ['s0001'], body: { offset: -7 } }, (tx) => setClock(tx, 1, duration(-7)));
    expect(eventById(open, 's0001:1')).toMatchObject({ time: 93, approvedAt: 43, grant: { openedAt: 53 } });
    await change(open, { action: 'clock.set', subjects: ['s0001'], body: { offset: 0 } }, (tx) => setClock(tx, 1, duration(0)));
    expect(eventById(open, 's0001:1')?.time).toBe(100);
  });

  test('those whose kind is not bulk come as objects, by time, to the analysis', async () => {
    await importDrawn(many(300));
    const { events } = loadFacts(open);
    expect(events).toHaveLength(100);
    expect(events.every((e) => e.kind === 'role.granted')).toBe(true);
    expect(events.map((e) => e.time)).toEqual(events.map((e) => e.time).sort((a, b) => (a ?? 0) - (b ?? 0)));
  });
});

describe('repetitions', () => {
  test('the same native id again, in the same system, is a duplicate: openable, and a further record of its event', async () => {
    await importDrawn(many(3000));
    const again = await importDrawn([...many(10, 2995), ...many(2, 0)], { size: 5 });
    expect(again).toEqual({ read: 12, accepted: 5, ignored: 0, rejected: 0, duplicate: 7, undated: 0 });
    expect(loadColumns(open).length).toBe(3005);
    expect(eventById(open, 's0001:1')?.records).toEqual(['s0001:1', 's0002:11']);
    expect(eventsOfRecord(open, 's0002:11').map((e) => e.id)).toEqual(['s0001:1']);
    expect(recordFate(open, 's0002:11')?.status).toBe('duplicate');
    expect(recordPosition(open, 's0002:11')?.line).toBe(11);
  });

  test('inside one file, inside one batch, each repetition counts', async () => {
    const ledger = await importDrawn([...many(5), ...many(5), ...many(1)]);
    expect(ledger).toMatchObject({ read: 11, accepted: 5, duplicate: 6 });
    expect(eventById(open, 's0001:1')?.records).toEqual(['s0001:1', 's0001:6', 's0001:11']);
  });

  test('the order of two files that overlap does not change the counts', async () => {
    const one = many(2500);
    const two = many(2500, 1500);
    const a = [await importDrawn(one, { system: 'a' }), await importDrawn(two, { system: 'a' })];
    const b = [await importDrawn(two, { system: 'b' }), await importDrawn(one, { system: 'b' })];
    const sum = (l: Ledger[]) => l.map((x) => x.accepted).reduce((x, y) => x + y);
    expect(sum(a)).toBe(4000);
    expect(sum(b)).toBe(4000);
  });

  test('the same id in another system, or of another kind, is another event', async () => {
    await importDrawn([{ events: [{ native: 'p', time: 1, kind: 'person.joined' }] }]);
    expect((await importDrawn([{ events: [{ native: 'p', time: 2, kind: 'person.left' }] }])).duplicate).toBe(0);
    expect((await importDrawn([{ events: [{ native: 'p', time: 1, kind: 'person.joined' }] }], { system: 'other' })).duplicate).toBe(0);
  });

  test('equal hashes are believed only after the records have been compared', async () => {
    await importDrawn([{ bytes: 'same', events: [{ time: 1, actor: 'name:A' }] }]);
    expect((await importDrawn([{ bytes: 'same', events: [{ time: 1, actor: 'name:B' }] }])).duplicate).toBe(0);
    expect((await importDrawn([{ bytes: 'same', events: [{ time: 1, actor: 'name:B' }] }])).duplicate).toBe(1);
  });

  test('a row that states more about the same id is no duplicate: its event is one, its statement is kept', async () => {
    const row = (status: string): DrawnRecord => ({
      events: [{ native: 'hr-id:7', time: 1, kind: 'person.joined' }],
      facts: [{ family: 'person', time: undefined, body: JSON.stringify({ person: 'hr-id:7', status }) }],
    });
    await importDrawn([row('active')], { system: 'people' });
    expect(await importDrawn([row('left')], { system: 'people' })).toMatchObject({ accepted: 1, duplicate: 0 });
    expect(loadFacts(open).persons.map((p) => p.status)).toEqual(['active', 'left']);
    expect(eventById(open, 's0001:1')?.records).toEqual(['s0001:1', 's0002:1']);
    expect(await importDrawn([row('left')], { system: 'people' })).toMatchObject({ accepted: 0, duplicate: 1 });
  });

  test('records without native ids repeat by their bytes, and what logs say in passing is kept once', async () => {
    const notice = (id: string): DrawnRecord => ({
      facts: [{ family: 'notice', time: 9 as Instant, body: JSON.stringify({ noticeId: id, channel: 'mail' }) }],
    });
    const passing: DrawnRecord = {
      events: [{ native: 'e1', time: 1 }],
      facts: [{ family: 'identity', time: undefined, body: '{"aliases":["a:b"],"inventory":false}' }],
    };
    expect(await importDrawn([notice('1'), notice('2'), notice('1'), passing, { ...passing, events: [{ native: 'e2', time: 2 }] }])).toMatchObject({
      accepted: 4,
      duplicate: 1,
    });
    expect(loadFacts(open).identities).toHaveLength(1);
    expect([...loadFacts(open).recordTimes('aws-1', 'mail')]).toEqual([9, 9]);
    expect([...loadFacts(open).recordTimes('aws-1', 'iam-audit')]).toEqual([1, 2]);
  });
});

describe('pages and filters', () => {
  test('paging forward and back by keyset meets every row once', async () => {
    await importDrawn(many(1000));
    const filter: TimelineFilter = { kinds: ['role.granted'] };
    const expected = ids(filter);
    const forward: string[] = [];
    let page = pageEvents(open, { filter, limit: 47 });
    for (;;) {
      expect(page.first).toBe(forward.length);
      forward.push(...page.events.map((e) => e.id));
      if (page.next === undefined) break;
      page = pageEvents(open, { filter, after: page.next, limit: 47 });
    }
    expect(forward).toEqual(expected);
    const back: string[] = page.events.map((e) => e.id);
    while (page.previous !== undefined) {
      page = pageEvents(open, { filter, before: page.previous, limit: 47 });
      back.unshift(...page.events.map((e) => e.id));
    }
    expect(back).toEqual(expected);
  });

  test('each part of a filter narrows', async () => {
    await importDrawn(many(200));
    await importDrawn([{ events: [{ native: 'Zz', time: 3_000_000, place: 'Gate-7', outcome: 'failure' }] }], { system: 'okta' });
    expect(ids({ systems: ['okta'] })).toEqual(['s0002:1']);
    expect(ids({ outcomes: ['failure'] })).toEqual(['s0002:1']);
    expect(ids({ search: 'gAtE' })).toEqual(['s0002:1']);
    expect(ids({ search: 'zZ' })).toEqual(['s0002:1']);
    expect(ids({ search: 'req-13' }).sort()).toEqual(
      [
        's0001:131',
        's0001:132',
        's0001:133',
        's0001:134',
        's0001:135',
        's0001:136',
        's0001:137',
        's0001:138',
        's0001:139',
        's0001:14',
        's0001:140',
      ].sort(),
    );
    expect(ids({ identities: ['aws-user:u3'] })).toHaveLength(4);
    expect(ids({ from: 3_000_000 as Instant, to: 3_000_001 as Instant })).toContain('s0002:1');
    expect(pageEvents(open, { at: 3_000_000 as Instant, limit: 1 }).events[0]?.time).toBe(3_000_000);
  });

  test('ids are found in whatever letters, and no text that only two of them side by side make', async () => {
    await importDrawn(
      ['Ab1', 'cD2', 'ÄÖ-ſ', undefined, '2cd'].map((native, i) => ({ events: [{ ...(native === undefined ? {} : { native }), time: i }] })),
    );
    await importDrawn(['Xy', '1Z', 'ab1'].map((native, i) => ({ events: [{ native, time: 10 + i }] })));
    expect(ids({ search: 'b1c' })).toEqual([]);
    expect(ids({ search: 'y1' })).toEqual([]);
    expect(ids({ search: 'AB1' })).toEqual(['s0001:1', 's0002:3']);
    expect(ids({ search: 'äö' })).toEqual(['s0001:3']);
    expect(ids({ search: 'cd' })).toEqual(['s0001:2', 's0001:5']);
    expect(eventByNativeId(open, 'ab1')?.id).toBe('s0002:3');
  });

  test('text that means something to SQL or to a regular expression is only text', async () => {
    const hostile = `'; DROP TABLE custody; -- .*%_\u0000<b>`;
    await importDrawn([{ events: [{ native: hostile, time: 1, actor: `name:${hostile}` }] }]);
    expect(ids({ search: hostile })).toEqual(['s0001:1']);
    expect(eventByNativeId(open, hostile)?.actor).toBe(`name:${hostile}`);
    expect(ids({ search: '.*' })).toEqual(['s0001:1']);
    expect(ids({ search: '%' })).toEqual(['s0001:1']);
    expect(ids({ search: 'nothing like it' })).toEqual([]);
  });
});

describe('exceptions', () => {
  test('every rejected, ignored and duplicate record can be listed, page by page, with its place', async () => {
    const records: DrawnRecord[] = Array.from({ length: 5000 }, (_, i) =>
      i % 100 === 7 ? { status: 2, reason: 'cut off' } : i % 100 === 8 ? { status: 1, reason: 'heartbeat' } : many(1, i % 1000)[0]!,
    );
    const ledger = await importDrawn(records);
    expect(ledger.read).toBe(ledger.accepted + ledger.ignored + ledger.rejected + ledger.duplicate);
    expect(ledger).toMatchObject({ ignored: 50, rejected: 50 });
    const seen: string[] = [];
    let after: number | undefined;
    do {
      const page = listExceptions(open, { after, limit: 333 });
      expect(page.total).toBe(100 + ledger.duplicate);
      seen.push(...page.rows.map((r) => r.record));
      after = page.next;
    } while (after !== undefined);
    expect(seen).toHaveLength(100 + ledger.duplicate);
    expect(new Set(seen).size).toBe(seen.length);
    expect(listExceptions(open, { status: 'rejected', source: 1, limit: 1 }).rows).toEqual([
      { record: 's0001:8', status: 'rejected', reason: 'cut off', position: { ordinal: 8, line: 8, offset: 700, length: expect.any(Number) } },
    ]);
  });
});
