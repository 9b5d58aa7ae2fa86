import { expect, test } from 'vitest';
import { parseMapping } from '../../shared/adapters/mapping/parse.ts';
import { MAPPED_FIELDS, OUTPUTS } from '../../shared/model/mapping.ts';
import { mappingSchemaText } from './mapping-schema.ts';
import { textOf } from './tracked.ts';

test('docs/mapping.schema.json is what test/repo/mapping-schema.ts writes', () =>
  expect(textOf('docs/mapping.schema.json')).toBe(mappingSchemaText()));

test('docs/mappings.md names every statement, and its examples are mappings', () => {
  const text = textOf('docs/mappings.md');
  for (const as of OUTPUTS) expect(text).toContain(`\`${as}\``);
  const examples = [...text.matchAll(/```yaml\n(.*?)```/gs)].map((m) => m[1] ?? '');
  const whole = examples.filter((e) => e.startsWith('mapping:'));
  expect(whole.length).toBeGreaterThan(0);
  const others = examples.filter((e) => !e.startsWith('mapping:')).map((e) => `mapping: m\nread:\n${e}`);
  for (const example of [...whole, ...others]) expect(parseMapping(example)).toMatchObject({ ok: true });
});

test('docs/mappings.md names what each statement needs', () => {
  const text = textOf('docs/mappings.md');
  const needs = text.slice(text.indexOf('Required are:'), text.indexOf('Events have further fields'));
  for (const as of OUTPUTS) for (const f of MAPPED_FIELDS[as]) if (f.required === true) expect(needs).toContain(`\`${f.name}\``);
});
