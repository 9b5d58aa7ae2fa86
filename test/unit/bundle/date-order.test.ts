import { describe, expect, test } from 'vitest';
import { DateOrders } from '../../../shared/adapters/date-order.ts';
import { mappingAdapter } from '../../../shared/adapters/mapping/adapter.ts';
import { parseMapping } from '../../../shared/adapters/mapping/parse.ts';
import { formatInstant, type Instant } from '../../../shared/base/instant.ts';
import { readBytes } from './reading.ts';

/** What the system writes is American, what people typed in is not. */
const TWO_ORDERS = [
  'ref,created,due,approved',
  'A,3/27/2026 10:00,27/3/2026,3/4/2026 09:00',
  'B,3/4/2026 11:00,3/4/2026,5/6/2026 09:00',
  'C,3/9/2026 11:00,3/9/2026,5/6/2026 09:00',
].join('\n');

/** The times of events that a mapping reads from a file, in its order. */
async function times(text: string, time: string): Promise<(string | undefined)[]> {
  const parsed = parseMapping(`mapping: acme\nread:\n  - {as: event, kind: {value: password.reset}, time: ${time}}\n`);
  if (!parsed.ok) throw new Error(parsed.error[0]?.message);
  const { events } = await readBytes(text, { adapter: 'mapping:acme', zone: 'UTC' }, [mappingAdapter(parsed.value)]);
  return events.map((e) => (Number.isNaN(e.time) ? undefined : formatInstant(e.time as Instant)));
}

describe('the order of day and month', () => {
  test('is that of the column: two columns of one file may differ', async () => {
    expect((await times(TWO_ORDERS, 'created'))[1]).toBe('2026-03-04T11:00:00.000000Z');
    expect((await times(TWO_ORDERS, 'due'))[1]).toBe('2026-04-03T00:00:00.000000Z');
  });

  test('is told by the rest of the file only where the column itself does not tell and the others agree', () => {
    const orders = (rows: readonly object[], whole: 'dmy' | 'mdy' | undefined) => new DateOrders(rows, whole);
    const rows = [
      { a: '3/27/2026', b: '1/2/2026' },
      { a: '3/4/2026', b: '1/2/2026' },
    ];
    expect(orders(rows, 'mdy').of('1/2/2026', rows[1])).toBe('mdy');
    expect(orders(rows, undefined).of('1/2/2026', rows[1])).toBeUndefined();
  });

  test('a column that contradicts itself tells nothing, whatever the others say', () => {
    const rows = [{ a: '27/3/2026' }, { a: '3/27/2026' }, { b: '28/3/2026' }, { a: '3/4/2026' }];
    expect(new DateOrders(rows, 'dmy').of('3/4/2026', rows[3])).toBeUndefined();
  });

  test('the same date in two columns that differ tells nothing', () => {
    const rows = [
      { a: '27/3/2026', b: '3/27/2026' },
      { a: '3/4/2026', b: '3/4/2026' },
    ];
    expect(new DateOrders(rows, undefined).of('3/4/2026', rows[1])).toBeUndefined();
  });

  test('a date put together from a column of dates and one of clocks has the order of the first', async () => {
    const text = ['ref,day,clock,typed', 'A,27/3/2026,10:00,3/28/2026', 'B,3/4/2026,11:00,3/29/2026'].join('\n');
    expect((await times(text, `{template: "\${day} \${clock}"}`))[1]).toBe('2026-04-03T11:00:00.000000Z');
  });

  test('holds for a field with a zone of its own, too', async () => {
    expect((await times(TWO_ORDERS, '{path: due, zone: "+02:00"}'))[1]).toBe('2026-04-02T22:00:00.000000Z');
  });

  test('is told of fields deep in a record, and items of a list are one column', () => {
    const rows = [{ x: { d: ['27/3/2026'] } }, { x: { d: ['1/5/2026', '3/4/2026'] } }];
    expect(new DateOrders(rows, 'mdy').of('3/4/2026', rows[1])).toBe('dmy');
  });

  test('a record nested without end is no trouble', () => {
    let deep: unknown = '27/3/2026';
    for (let i = 0; i < 20_000; i++) deep = { a: deep };
    expect(new DateOrders([deep], undefined).of('3/4/2026', deep)).toBeUndefined();
  });
});
