import { describe, expect, test } from 'vitest';
import { dateOrderOf } from '../../../shared/adapters/date-order.ts';
import { timeReader } from '../../../shared/adapters/time.ts';
import { zoneOf } from '../../../shared/adapters/zone.ts';
import { formatInstant } from '../../../shared/base/instant.ts';

function read(value: unknown, zone?: string, order?: 'mdy' | 'dmy'): { text: string | undefined; warned: string[] } {
  const warned: string[] = [];
  const t = timeReader({ zone, order, warn: (slug) => warned.push(slug) }).read(value);
  return { text: t === undefined ? undefined : formatInstant(t), warned };
}
const utc = (value: unknown): string | undefined => read(value, 'UTC').text;

describe('a time with a zone', () => {
  test.each([
    ['2026-03-04T07:41:26Z', '2026-03-04T07:41:26.000000Z'],
    ['1999-12-31T23:59:59Z', '1999-12-31T23:59:59.000000Z'],
    ['2026-03-04T07:41:26.2Z', '2026-03-04T07:41:26.200000Z'],
    ['2026-03-04T07:41:26.2070001Z', '2026-03-04T07:41:26.207000Z'],
    ['2026-03-04T07:41:26.123456789Z', '2026-03-04T07:41:26.123456Z'],
    ['2024-02-29T24:00:00Z', '2024-03-01T00:00:00.000000Z'],
    ['2026-03-04T07:41:26,5+00:00', '2026-03-04T07:41:26.500000Z'],
    ['2026-03-04T02:41:26-05:00', '2026-03-04T07:41:26.000000Z'],
    ['2026-03-04 07:41:26 UTC', '2026-03-04T07:41:26.000000Z'],
    ['2026-03-04 08:41:26.000+0100', '2026-03-04T07:41:26.000000Z'],
    ['2026-03-04t07:41z', '2026-03-04T07:41:00.000000Z'],
    ['20260304T074126Z', '2026-03-04T07:41:26.000000Z'],
    ['20260304074126.0Z', '2026-03-04T07:41:26.000000Z'],
    ['Wed, 04 Mar 2026 07:41:26 +0000 (UTC)', '2026-03-04T07:41:26.000000Z'],
    ['4 Mar 2026 07:41:26 GMT', '2026-03-04T07:41:26.000000Z'],
    ['Wed, 04 Mar 26 02:41:26 EST', '2026-03-04T07:41:26.000000Z'],
    ['Fri, 4 Mar 94 07:41 UT', '1994-03-04T07:41:00.000000Z'],
    ['Wed Mar  4 08:41:26 CET 2026', '2026-03-04T07:41:26.000000Z'],
    ['Wed Mar 04 07:41:26 +0000 2026', '2026-03-04T07:41:26.000000Z'],
    ['04/Mar/2026:08:41:26 +0100', '2026-03-04T07:41:26.000000Z'],
    ['2026-03-04 07:41:26.207 +0000 UTC', '2026-03-04T07:41:26.207000Z'],
  ])('%s is read without a warning', (text, expected) => {
    expect(read(text)).toEqual({ text: expected, warned: [] });
  });

  test('the fast path agrees with Date on every day of four centuries', () => {
    const reader = timeReader({ zone: 'UTC', order: undefined, warn: () => undefined });
    for (let ms = Date.UTC(1900, 0, 1, 13, 7, 9); ms < Date.UTC(2255, 0, 1); ms += 86_400_000) {
      expect(reader.read(`${new Date(ms).toISOString().slice(0, 19)}Z`)).toBe(ms * 1000);
    }
  });
});

describe('an epoch', () => {
  test.each([
    [1772610086, '2026-03-04T07:41:26.000000Z'],
    [1772610086.207, '2026-03-04T07:41:26.207000Z'],
    [1772610086207, '2026-03-04T07:41:26.207000Z'],
    [1772610086207123, '2026-03-04T07:41:26.207123Z'],
    ['1772610086207', '2026-03-04T07:41:26.207000Z'],
    ['1.772610086207e12', '2026-03-04T07:41:26.207000Z'],
    ['1.772610086207E+12', '2026-03-04T07:41:26.207000Z'],
    ['1772610086', '2026-03-04T07:41:26.000000Z'],
    ['1772610086207123000', '2026-03-04T07:41:26.207123Z'],
    ['/Date(1772610086207)/', '2026-03-04T07:41:26.207000Z'],
    ['\\/Date(1772610086207+0100)\\/', '2026-03-04T07:41:26.207000Z'],
  ])('%s', (value, expected) => {
    expect(read(value)).toEqual({ text: expected, warned: [] });
  });
});

describe('a time without a zone', () => {
  test('is taken as UTC and counted where no zone is declared', () => {
    expect(read('2026-03-04T07:41:26')).toEqual({ text: '2026-03-04T07:41:26.000000Z', warned: ['zone-assumed-utc'] });
  });
  test('is read in the declared zone, summer and winter', () => {
    expect(read('2026-07-01 09:00:00', 'Europe/Stockholm').text).toBe('2026-07-01T07:00:00.000000Z');
    expect(read('2026-01-01 09:00:00.5', 'Europe/Stockholm').text).toBe('2026-01-01T08:00:00.500000Z');
    expect(read('2026-01-01 09:00', '+05:30').text).toBe('2026-01-01T03:30:00.000000Z');
    expect(read('2026-01-01 09:00', 'America/New_York').text).toBe('2026-01-01T14:00:00.000000Z');
  });
  test('that the clock shows twice is the earlier one and is counted; one that it jumps over goes on by the old offset', () => {
    expect(read('2026-10-25 02:30', 'Europe/Stockholm')).toEqual({ text: '2026-10-25T00:30:00.000000Z', warned: ['clock-shown-twice'] });
    expect(read('2026-03-29 02:30', 'Europe/Stockholm')).toEqual({ text: '2026-03-29T01:30:00.000000Z', warned: ['clock-skipped'] });
    expect(read('2026-11-01 01:30', 'America/New_York')).toEqual({ text: '2026-11-01T05:30:00.000000Z', warned: ['clock-shown-twice'] });
    expect(read('2026-03-08 02:30', 'America/New_York')).toEqual({ text: '2026-03-08T07:30:00.000000Z', warned: ['clock-skipped'] });
    expect(read('2026-03-08 03:00', 'America/New_York')).toEqual({ text: '2026-03-08T07:00:00.000000Z', warned: [] });
  });
  test('what else such a reading could be is told, to the microsecond', () => {
    const doubts: string[] = [];
    const reader = timeReader({
      zone: 'Europe/Stockholm',
      order: undefined,
      warn: () => undefined,
      doubt: (time, other) => doubts.push(`${formatInstant(time)} or ${formatInstant(other)}`),
    });
    for (const text of ['2026-10-25 02:30:00.1234567', '2026-03-29 02:30', '2026-03-29 03:30', '2026-10-25T02:30:00Z']) reader.read(text);
    expect(doubts).toEqual([
      '2026-10-25T00:30:00.123456Z or 2026-10-25T01:30:00.123456Z',
      '2026-03-29T01:30:00.000000Z or 2026-03-29T00:30:00.000000Z',
    ]);
  });
  test('keeps its own offset whatever is declared', () => {
    expect(read('2026-07-01T09:00:00Z', 'Europe/Stockholm').text).toBe('2026-07-01T09:00:00.000000Z');
  });
});

describe('day and month', () => {
  test('twelve-hour American times of the unified audit log', () => {
    expect(utc('3/4/2026 7:41:26 AM')).toBe('2026-03-04T07:41:26.000000Z');
    expect(utc('12/31/2026 12:00:01 AM')).toBe('2026-12-31T00:00:01.000000Z');
    expect(utc('3/4/2026 12:15:00\u202fPM')).toBe('2026-03-04T12:15:00.000000Z');
    expect(utc('3/4/2026 13:15:00 PM')).toBeUndefined();
  });
  test('a twelve-hour clock is taken for American where nothing tells, and that is said', () => {
    expect(read('3/4/2026 7:41:26 AM', 'UTC').warned).toEqual(['date-order-assumed']);
    expect(read('3/4/2026 7:41:26 AM', 'UTC', 'dmy')).toEqual({ text: '2026-04-03T07:41:26.000000Z', warned: [] });
  });
  test('a day past twelve tells the order by itself', () => {
    expect(utc('29/2/2016 01:16')).toBe('2016-02-29T01:16:00.000000Z');
    expect(utc('2/29/2016 01:16')).toBe('2016-02-29T01:16:00.000000Z');
    expect(utc('30/2/2016 01:16')).toBeUndefined();
  });
  test('otherwise the rest of the source tells, and if nothing does the time is no time', () => {
    expect(read('3/4/2016 01:16', 'UTC', 'dmy').text).toBe('2016-04-03T01:16:00.000000Z');
    expect(read('3/4/2016 01:16', 'UTC', 'mdy').text).toBe('2016-03-04T01:16:00.000000Z');
    expect(read('3/4/2016 01:16', 'UTC')).toEqual({ text: undefined, warned: ['ambiguous-time'] });
    expect(dateOrderOf('a,29/2/2016 01:16\nb,1/3/2016')).toBe('dmy');
    expect(dateOrderOf('a,2/29/2016 01:16\nb,1/3/2016')).toBe('mdy');
    expect(dateOrderOf('a,2/29/2016\nb,29/2/2016')).toBeUndefined();
    expect(dateOrderOf('a,1/2/2016')).toBeUndefined();
  });
  test('dots are written between day and month', () => {
    expect(utc('04.03.2026 07:41')).toBe('2026-03-04T07:41:00.000000Z');
  });
  test('a month in letters', () => {
    expect(utc('Mar 4, 2026, 7:41:26 AM')).toBe('2026-03-04T07:41:26.000000Z');
    expect(utc('4-Mar-2026 07:41')).toBe('2026-03-04T07:41:00.000000Z');
    expect(utc('04-MAR-26 07.41.26.207000 PM')).toBe('2026-03-04T19:41:26.207000Z');
    expect(utc('Mar  4 2026 07:41:26:207AM')).toBe('2026-03-04T07:41:26.207000Z');
    expect(utc('Wed Mar  4 07:41:26 2026')).toBe('2026-03-04T07:41:26.000000Z');
  });
});

describe('no time at all', () => {
  test.each([
    '',
    '?',
    'N/A',
    'never',
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-03-04T25:00:00Z',
    '2026-03-04T07:60:00Z',
    '0001-01-01T00:00:00Z',
    '1601-01-01T00:00:00Z',
    '1970-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '12',
    '2026-03-04T07:41:26X',
    '2026-3a-04T07:41:26Z',
    'x'.repeat(10_000),
    0,
    5,
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    null,
    undefined,
    {},
    [],
    true,
  ])('%j', (value) => {
    expect(read(value)).toEqual({ text: undefined, warned: [] });
  });
});

test('a zone that does not exist is refused', () => {
  for (const name of ['Europe/Atlantis', '', '+25:00', '+01:75', 'x'.repeat(500), '../etc/passwd', '__proto__']) expect(zoneOf(name)).toBeUndefined();
  for (const name of ['UTC', 'Z', 'Europe/Stockholm', '+02:00', '-0530', 'UTC+2', 'America/Argentina/Buenos_Aires'])
    expect(zoneOf(name)?.name).toBe(name);
});
