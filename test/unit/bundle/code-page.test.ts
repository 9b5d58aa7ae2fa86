import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readBytes } from './reading.ts';

/** As Windows writes it: the euro and the dash are not in Latin 1. */
const windows = (text: string): Buffer => Buffer.from(Array.from(text, (c) => (c === '€' ? 0x80 : c === '–' ? 0x96 : (c.codePointAt(0) ?? 0))));
const ROWS = 'n;time;why\n1;2026-03-04T07:41:26Z;Gehaltskonto geändert – 5 €\n2;2026-03-04T07:41:27Z;Zugriff für Åsa\n';

describe('text in Windows-1252', () => {
  test('is read by its letters, said, cited by its own bytes, and opened as it stands', async () => {
    const read = await readBytes(windows(ROWS));
    expect(read.head.encoding).toBe('windows-1252');
    expect(read.end).toMatchObject({ encoding: 'windows-1252', unpackedBytes: windows(ROWS).length });
    expect(read.end.warnings).toContainEqual({ slug: 'windows-1252-assumed', count: 1 });
    expect(read.events.map((e) => JSON.parse(e.extra).reason)).toEqual(['Gehaltskonto geändert – 5 €', 'Zugriff für Åsa']);
    expect(read.texts).toEqual(ROWS.trimEnd().split('\n').slice(1));
    expect(read.rows[1]).toMatchObject({ offset: windows(ROWS).indexOf('2;2026-03-04T07:41:27'), line: 3 });
  });
  test('is found out where the first letter comes behind megabytes of ASCII', async () => {
    const before = Array.from({ length: 40_000 }, (_, i) => `${i + 10};2026-03-04T07:41:26Z;plain text`).join('\n');
    const bytes = windows(ROWS.replace('why\n', `why\n${before}\n`));
    // A small file is looked at whole, a packed one only at its beginning.
    for (const [file, encoding] of [
      [bytes, 'windows-1252'],
      [gzipSync(bytes), 'utf-8'],
    ] as const) {
      const read = await readBytes(file);
      expect(read.head.encoding).toBe(encoding);
      expect(read.end).toMatchObject({ encoding: 'windows-1252', read: 40_002, rejected: 0 });
      expect(JSON.parse(read.events.at(-1)!.extra).reason).toBe('Zugriff für Åsa');
      expect(read.rows.at(-1)!.offset).toBe(bytes.indexOf('2;2026-03-04T07:41:27'));
    }
  });
  test('a JSON log in it is read as well', async () => {
    const read = await readBytes(windows('{"n":1,"why":"für Åsa"}\n{"n":2,"why":"é"}\n'));
    expect(read.events.map((e) => JSON.parse(e.extra).reason)).toEqual(['für Åsa', 'é']);
  });
});

describe('what is not Windows-1252', () => {
  test('UTF-8 stays UTF-8; one letter of it that is damaged is said, and reads as a replacement character', async () => {
    const sound = await readBytes(ROWS);
    expect(sound.end).toMatchObject({ encoding: 'utf-8', warnings: [] });
    const bytes = Buffer.from(ROWS.replace('Åsa', '#sa Åäö'));
    bytes[bytes.indexOf('#')] = 0xe5;
    const damaged = await readBytes(bytes);
    expect(damaged.end.encoding).toBe('utf-8');
    expect(damaged.end.warnings).toContainEqual({ slug: 'not-utf-8', count: 1 });
  });
});

describe('a time that the clock showed twice', () => {
  test('is marked on its event with what else it could be, and counted with an example', async () => {
    const read = await readBytes('n,time\n1,2026-10-25 02:30:00\n2,2026-10-25 04:30:00\n3,2026-03-29 02:30:00\n', { zone: 'Europe/Stockholm' });
    const at = (text: string): number => Date.parse(text) * 1000;
    expect(read.events.map((e) => e.time)).toEqual([at('2026-10-25T00:30:00Z'), at('2026-10-25T03:30:00Z'), at('2026-03-29T01:30:00Z')]);
    expect(read.events.map((e) => e.extra)).toEqual([
      JSON.stringify({ otherTime: at('2026-10-25T01:30:00Z') }),
      '',
      JSON.stringify({ otherTime: at('2026-03-29T00:30:00Z') }),
    ]);
    expect(read.end.warnings).toEqual([
      { slug: 'clock-shown-twice', count: 1, example: '2026-10-25 02:30:00' },
      { slug: 'clock-skipped', count: 1, example: '2026-03-29 02:30:00' },
    ]);
  });
});
