import { expect, test } from 'vitest';
import { bytes, clockLeft, datedTime, days, interval, period, span, tableTime, visible, visibleParts } from '../../renderer/widgets/format.ts';
import { baseName, folderOf, joinPath, slug } from '../../renderer/widgets/path.ts';
import { duration, instant } from '../../shared/base/instant.ts';
import { at } from './fixture/drawn.ts';

test('a bidi control in a name is named, and no longer turns the text around it', () => {
  expect(visible('invoice\u202egnp.exe')).toBe('invoice⟨U+202E⟩gnp.exe');
  expect(visibleParts('a\u202eb')).toEqual([
    { text: 'a', control: false },
    { text: 'U+202E', control: true },
    { text: 'b', control: false },
  ]);
});

test.each([
  ['a zero-width space', '\u200b', 'U+200B'],
  ['an escape', '\u001b', 'U+001B'],
  ['a C1 control', '\u009b', 'U+009B'],
  ['a filler that is drawn as nothing', '\u3164', 'U+3164'],
  ['a tag character outside the first plane', '\u{e0041}', 'U+E0041'],
  ['a line separator', '\u2028', 'U+2028'],
])('%s is shown by its code point', (_, character, code) => {
  expect(visible(`x${character}y`)).toBe(`x⟨${code}⟩y`);
});

test('layout, letters with marks and other scripts are left as they are', () => {
  for (const text of ['a\tb\nc', 'Ærlig Ödegård', 'e\u0301', 'שלום', '漢字', '']) expect(visible(text)).toBe(text);
});

test('an instant keeps its microseconds where it has some, and shows milliseconds where it has none', () => {
  const t = at('03-04 07:41:26.207');
  expect(tableTime(t)).toBe('03-04 07:41:26.207');
  expect(tableTime(instant(t + 5))).toBe('03-04 07:41:26.207005');
});

test('a time before 1970 is written like any other', () => {
  expect(tableTime(instant(-1))).toBe('12-31 23:59:59.999999');
});

test('intervals name the second day only where there is one', () => {
  expect(interval(at('03-05 13:10:00'), at('03-05 21:40:00'))).toBe('5 Mar 13:10 to 21:40');
  expect(interval(at('03-05 13:10:00'), at('03-06 01:00:00'))).toBe('5 Mar 13:10 to 6 Mar 01:00');
  expect(period(at('03-02 00:00:00'), at('03-09 00:00:00'))).toBe('2 Mar 00:00 to 9 Mar 00:00 2026');
});

test.each([
  [6 * 3600e6 + 39 * 60e6 + 59e6, '6 h 39 min'],
  [41e6, '41 s'],
  [-41e6, '−41 s'],
  [250e3, '250 ms'],
  [3, '3 µs'],
  [86_400e6, '1 d'],
  [0, '0 s'],
])('a length of %d µs is %s', (length, text) => expect(span(duration(length))).toBe(text));

test.each([
  [999, '999 B'],
  [1000, '1 kB'],
  [38_000_000, '38 MB'],
  [999_999_999, '1 GB'],
  [1_510_000_000, '1.5 GB'],
])('%d bytes are %s', (n, text) => expect(bytes(n)).toBe(text));

test('time left is counted down to zero and not below', () => {
  expect([clockLeft(12), clockLeft(3849), clockLeft(-4)]).toEqual(['0:12', '1:04:09', '0:00']);
});

test('paths are put together in the way of the machine that they are on', () => {
  expect(joinPath('/home/r/', 'out', 'a.zip')).toBe('/home/r/out/a.zip');
  expect(joinPath('C:\\Cases', 'out')).toBe('C:\\Cases\\out');
  expect(joinPath('/', 'x')).toBe('/x');
  expect(joinPath(folderOf('C:\\Cases\\TW'), 'signing.key')).toBe('C:\\Cases\\signing.key');
  expect(['/cases/TW/', '/TW', '/', 'C:\\TW', 'C:\\', 'TW'].map(folderOf)).toEqual(['/cases/', '/', '/', 'C:\\', 'C:\\', '.']);
  expect(baseName('C:\\Cases\\out\\a.zip')).toBe('a.zip');
  expect(slug('Hälsa: week 10 / “payroll”')).toBe('ha-lsa-week-10-payroll');
});

test('what reaches over years says its year, and a midnight is a day', () => {
  expect(datedTime(instant(Date.UTC(2025, 4, 1) * 1000))).toBe('1 May 2025');
  expect(datedTime(instant(Date.UTC(2026, 1, 27, 6, 0) * 1000))).toBe('27 Feb 2026 06:00');
});

test('a period of one day says its times, a longer one its days', () => {
  expect(days(at('03-04 07:41:26'), at('03-04 11:41:00'))).toBe('4 Mar 07:41 to 11:41');
  expect(days(at('03-02 00:00:00'), at('03-09 00:00:00'))).toBe('2 Mar to 9 Mar');
});
