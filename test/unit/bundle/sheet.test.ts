import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { BrokenStream, bytesOf } from '../../../electron/engine/bundle/bytes.ts';
import { wholeFile } from '../../../electron/engine/bundle/location.ts';
import { formatOf, numberText } from '../../../electron/engine/bundle/sheet/number-format.ts';
import { createSpool, locate } from '../../../electron/engine/bundle/spool.ts';
import { type Found, type Member, walk } from '../../../electron/engine/bundle/walk.ts';
import { ADAPTERS } from '../../../shared/adapters/registry.ts';
import { formatInstant, type Instant } from '../../../shared/base/instant.ts';
import { zip } from './archives.ts';
import { fileOf, readBytes, scratchDir } from './reading.ts';
import { AMERICAN, CLOCK, DATE, DATE_TIME, DURATION, escaped, FIVE_DIGITS, QUOTED, workbook } from './workbook.ts';

const spool = createSpool(join(scratchDir, 'sheets'));
afterAll(() => spool.close());

let count = 0;
async function found(bytes: Buffer, name = `book-${++count}.xlsx`): Promise<Found[]> {
  const out: Found[] = [];
  for await (const f of walk([fileOf(bytes, name)], { spool, isAdapter: () => true })) out.push(f);
  return out;
}
const members = (list: readonly Found[]): Member[] => list.filter((f) => f.type === 'member');
const failures = (list: readonly Found[]): string[] => list.flatMap((f) => (f.type === 'failure' ? [f.error.message] : []));
const notes = (list: readonly Found[]): string[] => list.flatMap((f) => (f.type === 'note' ? [f.text] : []));

async function textOf(m: Pick<Member, 'extent'>): Promise<string> {
  const parts: Buffer[] = [];
  try {
    for await (const chunk of bytesOf(m.extent)) parts.push(chunk);
  } catch (e) {
    if (!(e instanceof BrokenStream)) throw e;
    parts.push(Buffer.from(`… ${e.error.message}`));
  }
  return Buffer.concat(parts).toString();
}
/** The lines of the only sheet; read once more by way of what is kept about it. */
async function lines(bytes: Buffer): Promise<string[]> {
  const [member] = members(await found(bytes));
  if (member === undefined) throw new Error('no sheet');
  const text = await textOf(member);
  const other = createSpool(join(scratchDir, 'again'));
  const again = await locate(wholeFile(member.container.path, member.container.bytes), JSON.parse(JSON.stringify(member.location)), other);
  expect(await textOf({ extent: again })).toBe(text);
  await other.close();
  return text.split('\n');
}
const one = (rows: Parameters<typeof workbook>[0][number]['rows'], merges?: readonly string[]): Buffer =>
  workbook([{ name: 'Sheet1', rows, ...(merges && { merges }) }]);

describe('the sheets of a workbook', () => {
  test('are members under its name, hidden ones too; charts and links to other files are left out and named', async () => {
    const bytes = workbook(
      [
        { name: 'Notices', rows: [['a', 'b']] },
        { name: 'a/b\\c', rows: [['x', 'y']], hidden: true },
        { name: 'a_b_c', rows: [['z', 'y']] },
      ],
      {
        moreSheets: '<sheet name="Chart" sheetId="8" r:id="c1"/><sheet name="Elsewhere" sheetId="9" r:id="e1"/>',
        moreRelations:
          '<Relationship Id="c1" Type="x/chartsheet" Target="chartsheets/sheet1.xml"/><Relationship Id="e1" Type="x/worksheet" TargetMode="External" Target="file:///etc/passwd"/>',
      },
    );
    const list = await found(bytes, 'three.xlsx');
    expect(members(list).map((m) => m.name)).toEqual(['three.xlsx/Notices', 'three.xlsx/a_b_c', 'three.xlsx/a_b_c (2)']);
    expect(notes(list)).toEqual([
      '`three.xlsx`: `Chart`, `Elsewhere` left out: no sheet of cells (a chart, a dialog, a link to another file)',
      '`three.xlsx/a_b_c` is hidden in the workbook; it is read all the same',
    ]);
  });

  test('are found in an archive, and by the pattern of the archive or of the workbook', async () => {
    const inner = one([
      ['a', 'b'],
      ['1', '2'],
    ]);
    const list = await found(
      zip([
        { name: 'bundle.yaml', data: 'sources:\n  - {match: tables/*.xlsx, system: crm}\n' },
        { name: 'tables/x.xlsx', data: inner },
      ]),
      'outer.zip',
    );
    expect(members(list).map((m) => [m.name, m.declared?.system])).toEqual([['tables/x.xlsx/Sheet1', 'crm']]);
    expect(await textOf(members(list)[0]!)).toBe('# header ["a","b"]\n{"a":"1","b":"2"}\n');
  });
});

describe('rows', () => {
  test('line N is row N; empty rows are empty lines; a row without a cell has it empty', async () => {
    const rows = new Map([
      [3, ['id', 'why', 'note']],
      [4, ['1', 'two\nlines "quoted"', undefined]],
      [7, [undefined, 'å€😀']],
    ]);
    expect(await lines(one(rows))).toEqual([
      '',
      '',
      '# header ["id","why","note"]',
      '{"id":"1","why":"two\\nlines \\"quoted\\"","note":""}',
      '',
      '',
      '{"id":"","why":"å€😀","note":""}',
      '',
    ]);
  });

  test('a title and what a report says about itself stand above the header', async () => {
    const text = await lines(
      one(
        [['Access report'], ['Exported by', 'Ada'], [], ['event_id', 'time', 'kind', 'actor'], ['1', '2026-03-04', 'role.granted', 'ada']],
        ['A1:D1'],
      ),
    );
    expect(text.slice(0, 5)).toEqual([
      '# above ["Access report","Access report","Access report","Access report"]',
      '# above ["Exported by","Ada"]',
      '',
      '# header ["event_id","time","kind","actor"]',
      '{"event_id":"1","time":"2026-03-04","kind":"role.granted","actor":"ada"}',
    ]);
  });

  test('columns without a name, and with one twice, keep their cells', async () => {
    expect(
      await lines(
        one([
          ['a', '', 'a', '__proto__'],
          ['1', '2', '3', '4', '5'],
        ]),
      ),
    ).toEqual(['# header ["a","","a","__proto__"]', '{"a":"1","column 2":"2","a (2)":"3","__proto__":"4","column 5":"5"}', '']);
  });

  test('merged cells stand in every row that has something of its own, and across the columns', async () => {
    const rows = [['owner', 'identity', 'env'], ['ada', 'svc-1', 'prod'], [undefined, 'svc-2', undefined], [], ['bo', 'svc-3', undefined]];
    expect((await lines(one(rows, ['A2:A4', 'B5:C5']))).slice(1)).toEqual([
      '{"owner":"ada","identity":"svc-1","env":"prod"}',
      '{"owner":"ada","identity":"svc-2","env":""}',
      '',
      '{"owner":"bo","identity":"svc-3","env":"svc-3"}',
      '',
    ]);
  });

  test('formulas are never worked out: what they came to when the workbook was saved is read', async () => {
    const rows = [
      ['a', 'b', 'c'],
      [
        { xml: '<c r="@"><f>1+1</f><v>2</v></c>' },
        { xml: '<c r="@" t="str"><f>HYPERLINK("http://evil.example")</f><v>click</v></c>' },
        { xml: '<c r="@"><f>NOW()</f></c>' },
      ],
    ];
    expect((await lines(one(rows)))[1]).toBe('{"a":"2","b":"click","c":""}');
  });

  test('texts in line, in runs, with a phonetic hint, and with characters that XML cannot hold', async () => {
    const rows = [
      ['a', 'b', 'c'],
      [
        { xml: '<c r="@" t="inlineStr"><is><t>in line</t></is></c>' },
        { xml: '<c r="@" t="inlineStr"><is><r><t>two </t></r><r><t>runs</t></r><rPh sb="0" eb="1"><t>hint</t></rPh></is></c>' },
        { xml: '<c t="inlineStr"><is><t>x_x000D_y &lt;b&gt;</t></is></c>' },
      ],
    ];
    expect((await lines(one(rows)))[1]).toBe('{"a":"in line","b":"two runs","c":"x\\ry <b>"}');
  });

  test('an error is no value to an adapter, is warned of, and stays in the record', async () => {
    const rows = [
      ['n', 'why'],
      ['1', { xml: '<c r="@" t="e"><v>#REF!</v></c>' }],
      ['2', 'fine'],
    ];
    const read = await readBytes((await lines(one(rows))).join('\n'));
    expect(read.head.format).toBe('sheet');
    expect(read.head.header).toEqual(['n', 'why']);
    expect(read.texts[0]).toBe('{"n":"1","why":"#REF!"}');
    expect(read.events.map((e) => e.extra)).toEqual(['{"reason":""}', '{"reason":"fine"}']);
    expect(read.end.warnings).toContainEqual({ slug: 'error-in-a-cell', count: 1 });
    expect(read.rows.map((r) => r.line)).toEqual([2, 3]);
  });
});

describe('numbers', () => {
  const serial = 46085.32043981482; // 2026-03-04 07:41:26
  const cells = (is1904: boolean): Buffer =>
    workbook(
      [
        {
          name: 's',
          rows: [
            ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'],
            [
              { number: serial, style: DATE_TIME },
              { number: 46085, style: DATE },
              { number: 1.5, style: DURATION },
              { number: 417, style: FIVE_DIGITS },
              { number: 0.5, style: CLOCK },
              { number: 5, style: QUOTED },
              { number: serial, style: AMERICAN },
              { number: '1.7726E+12', style: 0 },
            ],
          ],
        },
      ],
      { is1904 },
    );
  test('are dates where their format says so, numbers of a width where it says that, and else plain', async () => {
    expect((await lines(cells(false)))[1]).toBe(
      '{"a":"2026-03-04T07:41:26","b":"2026-03-04","c":"1.5","d":"00417","e":"12:00:00","f":"5","g":"2026-03-04T07:41:26","h":"1772600000000"}',
    );
  });
  test('count from 1904 in a workbook that says so', async () => {
    expect((await lines(cells(true)))[1]).toMatch(/^\{"a":"2030-03-05T07:41:26","b":"2030-03-05"/);
  });
  test.each([
    ['yyyy-mm-dd', 'date'],
    ['General', 'number'],
    ['#,##0.00', 'number'],
    ['[Red]0.0;[Blue]-0.0', 'number'],
    ['"year "0', 'number'],
    ['mmm', 'date'],
    ['mm:ss.000', 'date'],
    ['[mm]:ss', 'number'],
    ['[$-F800]dddd, mmmm dd, yyyy', 'date'],
    ['0\\d', 'number'],
    ['0000', 'digits'],
  ])('the format %s is a %s', (code, as) => expect(formatOf(code).as).toBe(as));
  test('the day that never was, and dates beyond the calendar', () => {
    const date = { as: 'date', date: true, clock: false } as const;
    expect(numberText('1', date, false)).toBe('1900-01-01');
    expect(numberText('61', date, false)).toBe('1900-03-01');
    expect(numberText('1e9', date, false)).toBe('1e9');
    expect(numberText('-1', date, false)).toBe('-1');
  });
});

describe('as a source', () => {
  test('a plain table in a sheet is read as its CSV would be: notices, with dates by their format', async () => {
    const header = ['notice_id', 'sent_at', 'channel', 'sender', 'recipients', 'subject', 'body', 'status', 'status_at', 'related_id'];
    const rows = [header, ...[1, 2, 3, 4, 5].map((n) => [`n${n}`, { number: 46085 + n, style: DATE_TIME }, 'mail', 'iam@a.example', 'bo@a.example'])];
    const [member] = members(await found(one(rows), 'told.xlsx'));
    const text = await textOf(member!);
    const read = await readBytes(text, { name: member!.name, zone: 'Europe/Stockholm' }, ADAPTERS);
    expect(read.head).toMatchObject({ adapter: 'table', system: 'told.xlsx/Sheet1', header });
    expect(read.end).toMatchObject({ read: 5, accepted: 5, facts: 5 });
    expect(read.facts.map((f) => formatInstant(f.time as Instant))[0]).toBe('2026-03-04T23:00:00.000000Z');
  });
  test('a header without rows is still known by its header', async () => {
    const [member] = members(await found(one([['schedule', 'person', 'from', 'to']])));
    const read = await readBytes(await textOf(member!), {}, ADAPTERS);
    expect(read.head.adapter).toBe('table');
    expect(read.end.read).toBe(0);
  });
});

describe('hostile workbooks', () => {
  const broken = async (parts: Record<string, string | Buffer>): Promise<string[]> =>
    failures(await found(workbook([{ name: 's', rows: [['a', 'b']] }], { parts })));

  test('a document type is refused, whatever it declares', async () => {
    const bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]><sst><si><t>&a;&b;</t></si></sst>';
    expect(await broken({ 'xl/sharedStrings.xml': bomb })).toEqual([
      'a part of the spreadsheet is damaged: it declares a document type, as no spreadsheet program writes',
    ]);
  });
  test('a small text that many cells refer to does not fill the disk', async () => {
    const rows = Array.from({ length: 430 }, () => `<row>${'<c t="s"><v>0</v></c>'.repeat(20)}</row>`).join('');
    const parts = {
      'xl/sharedStrings.xml': `<sst><si><t>${'x'.repeat(32_000)}</t></si></sst>`,
      'xl/worksheets/sheet1.xml': `<worksheet><sheetData><row><c t="s"><v>0</v></c></row>${rows}</sheetData></worksheet>`,
    };
    expect(await broken(parts)).toEqual(['the sheet holds more than 200 times its size, as no export does: made to fill the disk']);
    // A quarter of a gigabyte is written out before it is refused, on a machine that may be busy.
  });
  test('a row number beyond any sheet, columns beyond any, references that are none', async () => {
    expect(
      (
        await lines(
          workbook([{ name: 's', rows: [] }], {
            parts: {
              'xl/worksheets/sheet1.xml':
                '<worksheet><sheetData><row r="1"><c r="ZZZZZZ1"><v>1</v></c><c r="!"><v>2</v></c></row><row r="x"><c r="A2"><v>3</v></c></row><row r="99999999"/></sheetData></worksheet>',
            },
          }),
        )
      ).join('\n'),
    ).toBe('# header ["1","2"]\n{"1":"3","2":""}\n… the sheet names a row 99999999, which no spreadsheet has');
  });
  test('a sheet that is cut off keeps the rows before the cut', async () => {
    const text = await lines(
      workbook([{ name: 's', rows: [] }], {
        parts: {
          'xl/worksheets/sheet1.xml':
            '<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>a</v></c></row><row r="2"><c r="A2"><v>1</v></c></row><row r="3"><c',
        },
      }),
    );
    expect(text.slice(0, 2)).toEqual(['# header ["a"]', '{"a":"1"}']);
    expect(text[2]).toContain('damaged');
  });
  test('missing parts, parts that are no XML, and noise end in an error and never in a crash', async () => {
    expect(await broken({ 'xl/workbook.xml': 'no xml' })).toHaveLength(1);
    expect(await broken({ 'xl/workbook.xml': '<workbook><sheets>' })).toHaveLength(1);
    expect(await broken({ 'xl/styles.xml': randomBytes(2000) })).toHaveLength(1);
    expect(failures(await found(workbook([], {})))).toEqual([]);
  });
  test.each([
    ['a binary spreadsheet (XLSB)', ['[Content_Types].xml', 'xl/workbook.bin']],
    ['a text document (DOCX)', ['[Content_Types].xml', 'word/document.xml']],
    ['an OpenDocument file', ['mimetype', 'content.xml', 'META-INF/manifest.xml']],
  ])('%s is named for what it is', async (what, names) => {
    expect(failures(await found(zip(names.map((name) => ({ name, data: 'x' })))))).toEqual([`it is ${what}, which Tracewake does not read`]);
  });
  test('a name with markup is only a name', async () => {
    const [member] = members(
      await found(
        workbook([
          {
            name: '<img src=x onerror=alert(1)>',
            rows: [
              ['a', '=cmd()'],
              ['1', '2'],
            ],
          },
        ]),
      ),
    );
    expect(member!.name).toContain(escaped('').concat('<img src=x onerror=alert(1)>'));
  });
});
