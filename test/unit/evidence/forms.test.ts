/** The small forms that the package is made of: paths, manifests, JSON, SSH, allowed_signers, custody lines. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { composeLine } from '../../../electron/engine/custody/line.ts';
import { nodeHashing } from '../../../electron/engine/evidence/hashing.ts';
import { generateKey } from '../../../electron/engine/evidence/keys.ts';
import { LineSplitter } from '../../../electron/engine/evidence/lines.ts';
import { RecordsCheck } from '../../../electron/engine/evidence/verify-records.ts';
import { principalOf, revisionSalt } from '../../../electron/engine/handlers/evidence-input.ts';
import { canonical } from '../../../shared/base/canonical.ts';
import type { Instant } from '../../../shared/base/instant.ts';
import { fromBase64, toBase64 } from '../../../shared/evidence/base64.ts';
import { shellWord } from '../../../shared/evidence/commands.ts';
import { bodyMatches, CUSTODY_ACTIONS, CustodyChain, type CustodyHeader } from '../../../shared/evidence/custody.ts';
import { parseCanonical } from '../../../shared/evidence/json.ts';
import { packageRoot, parseManifest, pathProblem, signaturePlace, slug } from '../../../shared/evidence/paths.ts';
import { matchesList, matchesPattern, parseAllowedSigners } from '../../../shared/evidence/signers.ts';
import { decodeSshSignature, encodeSshSignature } from '../../../shared/evidence/ssh.ts';
import { LevelCheck } from '../../../shared/evidence/verdict.ts';
import { TOOL } from '../../../shared/evidence/version.ts';
import { at, drawCustody } from './draw.ts';

const utc = (y: number, mo: number, d: number, h: number, mi: number, s: number): Instant => (Date.UTC(y, mo - 1, d, h, mi, s) * 1000) as Instant;

describe('names', () => {
  test('a title becomes a folder’s name', () => {
    expect(packageRoot(slug('Halden Marine, week 10', 'x'), 3)).toBe('halden-marine-week-10-r03');
    expect(slug('Überfall Ærø', 'x')).toBe('uberfall-r');
    expect(slug('銀行', 'case-1')).toBe('case-1');
    expect(slug('CON', 'case-1')).toBe('case-1');
    for (const title of ['../..', 'a'.repeat(300), '...', 'x\0y', 'A\\B:C']) expect(pathProblem(slug(title, 'case'))).toBeUndefined();
  });
  test('only the signatures’ own grammar is outside the manifests', () => {
    expect(signaturePlace('signatures/02-reviewer/seal.tsr')).toEqual({
      number: 2,
      role: 'reviewer',
      file: 'seal.tsr',
      dir: 'signatures/02-reviewer',
    });
    for (const p of [
      'signatures/2-reviewer/seal.json',
      'signatures/02-Reviewer/seal.json',
      'signatures/02-reviewer/seal.json.bak',
      'signatures/02-reviewer/x/seal.json',
      'signatures/seal.json',
      'signatures/00-x/seal.json',
      'x/signatures/02-x/seal.json',
    ]) {
      expect([p, signaturePlace(p)]).toEqual([p, undefined]);
    }
  });
  test('a signer is the mail of the investigator, or a form of the name', () => {
    expect(principalOf('R. Adeyemi <r.adeyemi@halden.example>')).toBe('r.adeyemi@halden.example');
    expect(principalOf('r.adeyemi@halden.example')).toBe('r.adeyemi@halden.example');
    expect(principalOf('Rósa Adeyemi')).toBe('rosa-adeyemi');
    expect(principalOf('X <a@b;$(touch x)>')).toBe('x-a-b-touch-x');
  });
  test('a shell reads a word as one word whatever is in it', () => {
    expect(shellWord('r.adeyemi@halden.example')).toBe('r.adeyemi@halden.example');
    expect(shellWord(`a'b; $(x)`)).toBe(`'a'\\''b; $(x)'`);
  });
  test('a revision’s salt follows from the case, the revision and the head, and from each of them', () => {
    const secret = Buffer.alloc(32, 1);
    const salts = [
      revisionSalt(secret, 1, 'aa'),
      revisionSalt(secret, 2, 'aa'),
      revisionSalt(secret, 1, 'ab'),
      revisionSalt(Buffer.alloc(32, 2), 1, 'aa'),
    ];
    expect(new Set(salts.map((s) => Buffer.from(s).toString('hex'))).size).toBe(4);
    expect(revisionSalt(secret, 1, 'aa')).toEqual(salts[0]);
  });
  test('the tool is the one of package.json', () => {
    const { name, version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
      name: string;
      version: string;
    };
    expect(TOOL).toEqual({ name, version });
  });
});

describe('a manifest', () => {
  const line = `${'0'.repeat(64)}  data/a\n`;
  test.each([
    ['a hash in capitals', `${'A'.repeat(64)}  data/a\n`],
    ['one space', `${'0'.repeat(64)} data/a\n`],
    ['a binary mark', `${'0'.repeat(64)} *data/a\n`],
    ['CRLF', line.replace('\n', '\r\n')],
    ['no last line feed', line.trimEnd()],
    ['a file twice', line + line],
    ['a way out', `${'0'.repeat(64)}  data/../a\n`],
    ['an escape as sha256sum writes it', `\\${'0'.repeat(64)}  data/a\n`],
    ['an empty line', `${line}\n`],
  ])('with %s is none', (_, text) => expect(typeof parseManifest(text)).toBe('string'));
  test('is read otherwise', () => expect(parseManifest(line)).toEqual(new Map([['data/a', '0'.repeat(64)]])));
});

describe('canonical JSON', () => {
  test.each([
    '{"b":1,"a":2}',
    '{"a":1,"a":1}',
    '[1.0]',
    '[9007199254740993]',
    '[9007199254740992]',
    '["\\ud800"]',
    '[-0]',
    '[1e2]',
    ' []',
    '[]\n',
    '{"9":1,"10":2}',
    '[0x1]',
    '',
    '{'.repeat(100_000),
  ])('%.40s is not', (text) => expect(parseCanonical(text)).toBeUndefined());
  test.each(['{"10":2,"9":1}', '{"a":{"b":[1,"\\\\ud800"],"c":null}}', '[1.5]', '"é銀"', '["\\u0000\\n"]', '[9007199254740991]'])('%s is', (text) =>
    expect(parseCanonical(text)).toBeDefined(),
  );
});

describe('lines', () => {
  test('come whole however the bytes are cut', () => {
    const text = 'äb\n\nlonger line 銀\nlast\n';
    const bytes = Buffer.from(text);
    for (let size = 1; size <= bytes.length; size++) {
      const got: (string | undefined)[] = [];
      const splitter = new LineSplitter((l) => got.push(l));
      for (let i = 0; i < bytes.length; i += size) splitter.add(bytes.subarray(i, i + size));
      splitter.end();
      expect(got).toEqual(['äb', '', 'longer line 銀', 'last']);
    }
  });
});

describe('base 64 and SSH', () => {
  test('round trips, and refuses what has a second spelling', () => {
    for (let n = 0; n < 40; n++) {
      const bytes = Uint8Array.from({ length: n }, (_, i) => (i * 37 + n) & 255);
      expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
      expect(fromBase64(toBase64(bytes))).toEqual(bytes);
    }
    for (const text of ['QQ', 'QR==', 'Q===', 'QQ==\n', 'Q Q=']) expect(fromBase64(text)).toBeUndefined();
  });
  test('a signature is read in its one form only', () => {
    const key = generateKey();
    const text = encodeSshSignature({ publicKey: key.publicKey, namespace: 'seal@tracewake', hash: 'sha512', signature: new Uint8Array(64) });
    expect(decodeSshSignature(text)).toMatchObject({ namespace: 'seal@tracewake' });
    for (const other of [text.replaceAll('\n', '\r\n'), `\n${text}`, `${text}x`, text.replace('U1NI', 'U1NJ'), text.replace(/\n([^-\n])/, '$1')]) {
      expect(decodeSshSignature(other)).toHaveProperty('error');
    }
  });
});

describe('what would take far more memory than it is long', () => {
  test('a JSON text of more values than any file or row has is not read; one of as many signs in a text is', () => {
    const many = `[${'{},'.repeat(4_000_001)}{}]`;
    expect(parseCanonical(many)).toBeUndefined();
    expect(parseCanonical(many.replaceAll('{},', '{}'))).toBeUndefined();
    expect(parseCanonical('['.repeat(9_000_000))).toBeUndefined();
    const mail = canonical({ body: `\\",[{`.repeat(1_500_000) });
    expect(mail.length).toBeGreaterThan(9_000_000);
    expect(parseCanonical(mail)).toBeDefined();
  });
  test('values in each other deeper than anything in a package are not read, in order or not', () => {
    for (const depth of [201, 3000]) {
      expect(parseCanonical('['.repeat(depth) + ']'.repeat(depth))).toBeUndefined();
      expect(parseCanonical(`{"b":1,"a":${'['.repeat(depth)}${']'.repeat(depth)}}`)).toBeUndefined();
    }
    expect(parseCanonical('['.repeat(200) + ']'.repeat(200))).toBeDefined();
  });
  test('a manifest of nothing but line ends is read no further than its first', () => {
    expect(parseManifest('\n'.repeat(1_000_000))).toBe('line 1 is no hash and path');
  });
  test('rows that each name a source of their own are given up on, and that is said', () => {
    const level = new LevelCheck('R');
    const check = new RecordsCheck(level);
    for (let i = 1; i <= 1_000_100; i++) check.row('events', { id: `s${i + 10_000}:1`, record: `s${i + 10_000}:1` }, i);
    check.finish(undefined, new Map());
    const open = level.report().notChecked.join('; ');
    expect(open).toContain('whether the records that rows rest on are here: they are of more sources than 1000000');
    expect(open).toContain('whether the events that rows name are among those of the package');
  });
});

describe('allowed_signers', () => {
  const key = generateKey().publicKeySsh;
  test('reads principals, options and comments, and says which lines it cannot use', () => {
    const parsed = parseAllowedSigners(
      [
        '# comment',
        '',
        `a@x,b@x namespaces="seal@*,!seal@other",valid-after="20260101",valid-before="20270101Z" ${key} a comment`,
        `*@x cert-authority ${key}`,
        `c@x ssh-rsa AAAAB3NzaC1yc2E= old`,
        `"d@x" ${key}`,
        `@revoked e@x ${key}`,
        `f@x valid-after="20261399" ${key}`,
        `g@x namespaces="open ${key}`,
      ].join('\r\n'),
      utc,
    );
    expect(parsed.signers.map((s) => [s.line, s.principals, s.revoked])).toEqual([
      [3, ['a@x', 'b@x'], false],
      [6, ['d@x'], false],
      [7, ['e@x'], true],
    ]);
    expect(parsed.signers[0]).toMatchObject({
      namespaces: ['seal@*', '!seal@other'],
      validAfter: at('2026-01-01T00:00:00Z'),
      validBefore: at('2027-01-01T00:00:00Z'),
    });
    expect(parsed.unused.map((u) => u.line)).toEqual([4, 5, 8, 9]);
  });
  test('patterns match as in ssh_config, in bounded time', () => {
    expect(matchesPattern('a@x.example', '*@?.example')).toBe(true);
    expect(matchesPattern('a@xy.example', '*@?.example')).toBe(false);
    expect(matchesPattern('', '*')).toBe(true);
    expect(matchesList('seal@tracewake', ['seal@*', '!seal@tracewake'])).toBe(false);
    expect(matchesPattern('a'.repeat(5000), `${'*a'.repeat(200)}b`)).toBe(false);
  });
});

describe('the custody log', () => {
  test('as the case writes it is as the package checks it', () => {
    const first = composeLine(
      { seq: 1, case: 'c', prev: '0'.repeat(64), at: at('2026-01-01T00:00:00Z'), actor: 'A <a@x>' },
      { action: 'case.created', subjects: ['c'], body: { title: 'half \ud800' } },
    );
    const second = composeLine(
      { seq: 2, case: 'c', prev: first.hash, at: at('2026-01-01T00:00:01Z'), actor: 'A <a@x>' },
      { action: 'note.added', subjects: [], body: null },
    );
    const chain = new CustodyChain(nodeHashing);
    for (const l of [first, second]) {
      const result = chain.add(l.line);
      expect(result).toHaveProperty('header');
      const header = (result as { header: CustodyHeader }).header;
      expect(bodyMatches(nodeHashing, header, { seq: header.seq, salt: l.salt.toString('hex'), body: JSON.parse(l.body) })).toBe(true);
      expect(bodyMatches(nodeHashing, header, { seq: header.seq, salt: '0'.repeat(64), body: JSON.parse(l.body) })).toBe(false);
    }
    expect([chain.entries, chain.head, chain.broken]).toEqual([2, second.hash, false]);
  });
  test('a clock that was set back is remarked on and breaks nothing', () => {
    const a = composeLine(
      { seq: 1, case: 'c', prev: '0'.repeat(64), at: at('2026-01-02T00:00:00Z'), actor: '' },
      { action: 'case.created', subjects: [], body: null },
    );
    const b = composeLine(
      { seq: 2, case: 'c', prev: a.hash, at: at('2026-01-01T00:00:00Z'), actor: '' },
      { action: 'note.added', subjects: [], body: null },
    );
    const chain = new CustodyChain(nodeHashing);
    chain.add(a.line);
    chain.add(b.line);
    expect([chain.clockSetBack, chain.broken]).toEqual([[2], false]);
  });
  test('its actions are a closed list without repetition', () => expect(new Set(CUSTODY_ACTIONS).size).toBe(CUSTODY_ACTIONS.length));
  test('a drawn log follows from its arguments alone', () => {
    expect(drawCustody(4)).toEqual(drawCustody(4));
    expect(canonical(JSON.parse(drawCustody(4).lines[2]!.line))).toBe(drawCustody(4).lines[2]!.line);
  });
});
