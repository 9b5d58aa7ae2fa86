import { describe, expect, test } from 'vitest';
import { instant } from '../../../shared/base/instant.ts';
import { type Asked, type OpenWake, requestCsv, requestLetter } from '../../../shared/ways-out/letter.ts';

const T = 1_772_438_400_000_000; // 2026-03-02T08:00:00Z
const HOUR = 3_600_000_000;
const line = (number: string, system: string, channel: Asked['channel'], hour: number, settles: Asked['settles']): Asked => ({
  number,
  system,
  channel,
  from: instant(T + hour * HOUR),
  to: instant(T + (hour + 1) * HOUR),
  settles,
});
const HEAD = {
  title: 'Norrvik',
  caseId: 'case-1',
  organisation: 'Norrvik AS',
  investigator: 'R <r@example.org>',
  tlp: 'AMBER',
  analysed: instant(T),
};
const LINES = [
  line('ER-01', 'exchange-online', 'mail', 0, [
    { event: 's0001:1', stage: 'signalled' },
    { event: 's0001:1', stage: 'delivered' },
    { event: 's0001:2', stage: 'signalled' },
  ]),
  line('ER-02', 'any', 'page', 1, [{ event: 's0001:3', stage: 'signalled' }]),
  line('ER-03', 'exchange-online', 'mail', 5, [{ event: 's0001:9', stage: 'signalled' }]),
];
const wake = (target: string): OpenWake => ({ kind: 'password.reset', time: instant(T), target });

describe('the letter', () => {
  const text = requestLetter(HEAD, LINES, (event) => (event === 's0001:9' ? undefined : wake('Ana')));

  test('asks once for each export, with all of its intervals', () => {
    expect(text.match(/^## .*$/gm)).toEqual(['## Mail, from exchange-online', '## Pages to people on call, from any system that keeps it']);
    expect(text).toContain(
      '| ER-01 | 2026-03-02 08:00:00 UTC | 2026-03-02 09:00:00 UTC | whether anybody was told (2), whether the notice arrived (1) |',
    );
    expect(text).toContain('| ER-03 | 2026-03-02 13:00:00 UTC | 2026-03-02 14:00:00 UTC | whether anybody was told (1) |');
  });

  test('says what it would settle in words, and by its id what it does not know', () => {
    expect(text).toContain('- password.reset of Ana, 2026-03-02 08:00:00 UTC: whether anybody was told, whether the notice arrived');
    expect(text).toContain('- event s0001:9: whether anybody was told');
  });

  test('counts what it does not write out', () => {
    const many = Array.from({ length: 12 }, (_, i) => ({ event: `s0001:${i}`, stage: 'acted' as const }));
    const long = requestLetter(HEAD, [line('ER-01', 'aws-1', 'iam-audit', 0, many)], () => wake('Ana'));
    expect(long.match(/^- password\.reset/gm)).toHaveLength(5);
    expect(long).toContain('- and 7 more');
  });

  test('text from a log stays text: no markup, no line of its own, no turned direction', () => {
    const hostile = '</td><script>x</script>\n## Pay [me](http://evil) *now* | a\u202eb';
    const out = requestLetter({ ...HEAD, title: hostile }, LINES, () => wake(hostile));
    expect(out).not.toMatch(/<script|\u202e|(?<!\\)\]\(|http:\/\/|^## Pay/m);
    expect(out).toContain('&lt;script&gt;');
    expect(out.match(/^## .*$/gm)).toHaveLength(2);
  });

  test('with nothing open says so', () => {
    expect(requestLetter(HEAD, [], () => undefined)).toContain('No question is left open');
  });
});

describe('the sheet', () => {
  test('has a row for each line, with its times, its questions and its events', () => {
    const rows = requestCsv(LINES).slice(1).trimEnd().split('\r\n');
    expect(rows).toHaveLength(4);
    expect(rows[1]).toContain('ER-01,exchange-online,mail,2026-03-02T08:00:00.000000Z,2026-03-02T09:00:00.000000Z,');
    expect(rows[1]).toMatch(/,3,"whether anybody was told \(2\), whether the notice arrived \(1\)",s0001:1 s0001:2$/);
  });

  test('a system whose name is a formula is no formula in it', () => {
    expect(requestCsv([line('ER-01', '=HYPERLINK("x")', 'mail', 0, [])])).toContain(`"'=HYPERLINK(""x"")"`);
  });
});
