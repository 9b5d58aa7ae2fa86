/** Workbooks and mailboxes with damage anywhere: an error that is named or a ledger that adds up, and never a crash. */
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { BrokenStream, bytesOf } from '../../electron/engine/bundle/bytes.ts';
import { createSpool } from '../../electron/engine/bundle/spool.ts';
import { walk } from '../../electron/engine/bundle/walk.ts';
import { ADAPTERS } from '../../shared/adapters/registry.ts';
import { fileOf, readBytes, scratchDir } from '../unit/bundle/reading.ts';
import { DATE_TIME, workbook } from '../unit/bundle/workbook.ts';

/** mulberry32: the same numbers on every machine. */
function random(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function damaged(r: () => number, text: string, pieces: readonly string[]): string {
  let out = text;
  for (let n = 1 + Math.floor(r() * 4); n > 0; n--) {
    const at = Math.floor(r() * out.length);
    const piece = pieces[Math.floor(r() * pieces.length)]!;
    const kind = Math.floor(r() * 4);
    out =
      kind === 0
        ? out.slice(0, at)
        : kind === 1
          ? out.slice(0, at) + out.slice(at + 1 + Math.floor(r() * 30))
          : out.slice(0, at) + piece + out.slice(at);
  }
  return out;
}

const spool = createSpool(join(scratchDir, 'fuzz-sheets'));
afterAll(() => spool.close());

const PARTS: Readonly<Record<string, string>> = {
  'xl/worksheets/sheet1.xml':
    '<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>n</v></c><c r="B1" t="str"><v>time</v></c></row><row r="2"><c r="A2"><v>1</v></c><c r="B2" s="1"><v>46085.3</v></c></row></sheetData><mergeCells><mergeCell ref="A2:A4"/></mergeCells></worksheet>',
  'xl/workbook.xml':
    '<workbook xmlns:r="x"><workbookPr date1904="0"/><sheets><sheet name="s" sheetId="1" r:id="rId1"/><sheet name="t" sheetId="2" r:id="rId2"/></sheets></workbook>',
  'xl/styles.xml':
    '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy-mm-dd"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>',
  'xl/sharedStrings.xml': '<sst><si><t>a</t></si><si><r><t>b</t></r><rPh><t>c</t></rPh></si></sst>',
};
const XML = [
  '<',
  '>',
  '</row>',
  '<row r="7">',
  '<c t="s"><v>99999999</v></c>',
  '<c r="XFD1"><v>1e308</v></c>',
  '&amp;',
  '&x;',
  '<!--',
  ']]>',
  '<!DOCTYPE x>',
  '\u0000',
  '"',
  '_x0041_',
];

test('workbooks', async () => {
  for (let seed = 1; seed <= 150; seed++) {
    const r = random(seed * 104_729);
    const names = Object.keys(PARTS);
    const name = names[Math.floor(r() * names.length)]!;
    const bytes = workbook(
      [
        {
          name: 's',
          rows: [
            ['n', 'time'],
            ['1', { number: 46085.3, style: DATE_TIME }],
          ],
        },
      ],
      {
        parts: { [name]: damaged(r, PARTS[name]!, XML) },
      },
    );
    for await (const f of walk([fileOf(bytes, `fuzz-${seed}.xlsx`)], { spool, isAdapter: () => true })) {
      if (f.type === 'failure') expect(f.error.code, `seed ${seed}`).toBe('input');
      if (f.type !== 'member') continue;
      const parts: Buffer[] = [];
      try {
        for await (const chunk of bytesOf(f.extent)) parts.push(chunk);
      } catch (e) {
        if (!(e instanceof BrokenStream)) throw e;
      }
      const read = await readBytes(Buffer.concat(parts), {}, ADAPTERS);
      if (read.end.read > 0) expect(read.head.format, `seed ${seed}`).toBe('sheet');
    }
  }
});

const BOX = `From a@b.example Wed Mar  4 07:41:26 2026
From: "=?utf-8?q?A?=" <a@b.example>
To: c@d.example
Date: Wed, 4 Mar 2026 07:41:26 +0000
Message-ID: <1@b.example>
Content-Type: multipart/report; boundary=x

--x
Content-Transfer-Encoding: base64

YWJj
--x
Content-Type: message/delivery-status

Final-Recipient: rfc822; c@d.example
Action: failed

--x--

From a@b.example Wed Mar  4 07:42:26 2026
From: a@b.example
Message-ID: <2@b.example>
Date: x

>From here
`;
const LINES = [
  '\n\nFrom x Wed Mar  4 07:41:26 2026\nA: b\n\n',
  '\r\n',
  '\n--x--\n',
  '\n--x\n',
  'Content-Length: 99999\n',
  '=?utf-8?b?///?=',
  '\u0000',
  '\u00ff',
  '(((',
  '"',
  ':;,<>@',
];

test('mailboxes', async () => {
  for (let seed = 1; seed <= 250; seed++) {
    const r = random(seed * 15_485_863);
    await readBytes(Buffer.from(damaged(r, BOX, LINES), 'latin1'), {}, ADAPTERS);
  }
});
