import { expect, test } from 'vitest';
import { parseDuration, parseInstant } from '../../../shared/base/instant.ts';
import { durationInWords, timesInWords } from '../../../shared/base/spoken.ts';

test.each([
  ['PT0S', '0 s'],
  ['-PT1M30S', '-1 min 30 s'],
  ['PT0.000001S', '0.000001 s'],
  ['P1DT2H', '1 d 2 h'],
  ['PT90M', '1 h 30 min'],
])('%s is %s', (iso, words) => expect(durationInWords(parseDuration(iso)!)).toBe(words));

test('the times of a body are said in words, wherever they stand in it', () => {
  const [from, to] = [parseInstant('2026-03-01T00:00:00Z'), parseInstant('2026-03-02T00:00:00.5Z')];
  expect(timesInWords('{"before":0,"offset":-90000000,"reason":"as seen"}')).toBe('before 0 s, offset -1 min 30 s');
  expect(
    timesInWords(JSON.stringify({ clock: { offset: 0, uncertainty: null }, declaredParts: [{ channels: ['mail'], covers: { from, to } }] })),
  ).toBe('clock offset 0 s, declaredParts covers from 2026-03-01T00:00:00Z, declaredParts covers to 2026-03-02T00:00:00.500000Z');
});

test('what is no time is not taken for one, and of many the first are said', () => {
  expect(timesInWords('{"at":7,"bytes":90000000,"from":"2026","offset":0.5,"to":null}')).toBeUndefined();
  expect(timesInWords('"a text"')).toBeUndefined();
  expect(timesInWords(JSON.stringify(Array.from({ length: 9 }, () => ({ offset: 1_000_000 }))))?.split(', ')).toHaveLength(9);
  expect(timesInWords(JSON.stringify(Array.from({ length: 9 }, () => ({ offset: 1_000_000 }))))).toMatch(/, …$/);
});
