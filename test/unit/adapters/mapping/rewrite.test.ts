import { describe, expect, test } from 'vitest';
import { parseMapping } from '../../../../shared/adapters/mapping/parse.ts';
import { rewriteMapping, writeMapping } from '../../../../shared/adapters/mapping/write.ts';
import type { MappedValue, Mapping } from '../../../../shared/model/mapping.ts';

const WHOLE = `# who made it, and when
mapping: all-of-it
title: "Everything: a mapping can say"
version: 3
fits:
  columns: [When, "a.b", 007]   # as the export of March has them
  where: {product: "Acme*", Deleted: ""}
each: entries
system: acme
channel: iam-audit
zone: Europe/Oslo
read:
  # first the events
  - as: event
    when: {Type: [user, role], Deleted: null}
    each: targets
    time: {first: [{path: at, format: "DD.MM.YYYY HH:mm"}, {path: $.logged, zone: "+02:00"}, stamp]}
    kind:
      path: Action
      # a pattern after the exact one
      values: {password.reset: [Reset, "pw-*"], role.granted: ["*"]}
      else: ignore
    outcome: {value: success}
    actor: {path: by, as: okta-user, after: "x:", before: "@", case: lower}
    target: {path: "@.id", as: upn, when: {"@.kind": user}}
    summary: {template: "\${Action} of \${@.id}"}
    correlation: [Request, {path: Ids, split: ", "}, {all: [a, {first: [b, c]}]}]
  - as: notice   # and what was sent
    notice_id: {template: "n-\${id}"}
    channel: {value: mail}
    recipients: {path: to, split: ";", as: email}
    status: {path: s, values: {delivered: [OK, 1], failed: ["no"]}, else: sent}
`;
const parse = (text: string): Mapping => {
  const parsed = parseMapping(text);
  if (!parsed.ok) throw new Error(parsed.error.map((e) => `${e.line}: ${e.message}`).join('; '));
  return parsed.value;
};
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
/** The mapping with one field of one statement otherwise. */
const withField = (m: Mapping, statement: number, name: string, value: MappedValue | undefined): Mapping => ({
  ...m,
  read: m.read.map((o, i) => {
    if (i !== statement) return o;
    const { [name]: _old, ...fields } = o.fields;
    return { ...o, fields: value === undefined ? fields : { ...fields, [name]: value } };
  }),
});

describe('a mapping that is opened, changed and saved', () => {
  test('says everything that it said, written anew', () => {
    expect(plain(parse(writeMapping(parse(WHOLE))))).toEqual(plain(parse(WHOLE)));
  });

  test('is the same text, to the letter, where nothing was changed', () => {
    expect(rewriteMapping(WHOLE, parse(WHOLE))).toBe(WHOLE);
    // What crossed a socket has its keys in another order.
    expect(rewriteMapping(WHOLE, plain(parse(WHOLE)) as Mapping)).toBe(WHOLE);
  });

  test('keeps every comment and every other value where one is changed', () => {
    const changed = withField(parse(WHOLE), 1, 'recipients', { path: 'cc', as: 'upn' });
    const text = rewriteMapping(WHOLE, changed);
    expect(plain(parse(text))).toEqual(plain(changed));
    for (const said of [
      '# who made it, and when',
      '# as the export of March has them',
      '# first the events',
      '# a pattern after',
      '# and what was sent',
    ])
      expect(text).toContain(said);
    expect(text).toContain('correlation: [Request,');
  });

  test.each([
    ['the head', (m: Mapping): Mapping => ({ ...m, name: 'other', title: 'Other', version: 4, zone: undefined, system: 'b', each: undefined })],
    ['the channels', (m: Mapping): Mapping => ({ ...m, channels: ['mail', 'page'] })],
    ['what it fits', (m: Mapping): Mapping => ({ ...m, fits: { columns: ['x: y', '#z'], where: {} } })],
    ['the order of statements', (m: Mapping): Mapping => ({ ...m, read: m.read.toReversed() })],
    ['one statement less', (m: Mapping): Mapping => ({ ...m, read: m.read.slice(1) })],
    [
      'one statement more',
      (m: Mapping): Mapping => ({ ...m, read: [...m.read, { as: 'scope', fields: { scope: { path: 's' }, identity: { path: 'i' } } }] }),
    ],
    [
      'a table of words in another order',
      (m: Mapping) => withField(m, 0, 'kind', { ...m.read[0]?.fields.kind, values: { 'role.granted': ['*'], 'password.reset': ['Reset'] } }),
    ],
    ['a field taken away', (m: Mapping) => withField(m, 0, 'summary', undefined)],
    ['texts that YAML would read as something else', (m: Mapping) => withField(m, 0, 'access', { value: 'no' })],
    ['a separator of one space', (m: Mapping) => withField(m, 0, 'access', { path: 'null', split: ' ', after: ': ', before: '#' })],
  ] as const)('says what was asked for: %s', (_what, change) => {
    const changed = change(parse(WHOLE));
    expect(plain(parse(rewriteMapping(WHOLE, changed)))).toEqual(plain(changed));
  });

  test('a text that cannot be read is written anew, and one that comes out faulty is shown as it is', () => {
    expect(plain(parse(rewriteMapping('mapping: [', parse(WHOLE))))).toEqual(plain(parse(WHOLE)));
    const faulty = withField(parse(WHOLE), 0, 'kind', undefined);
    const text = rewriteMapping(WHOLE, faulty);
    expect(parseMapping(text).ok).toBe(false);
    expect(text).toContain('# first the events');
  });
});
