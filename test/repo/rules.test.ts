/** docs/rules.md is the rules. */
import { describe, expect, test } from 'vitest';
import { LABELS } from '../../shared/wake/framework-labels.ts';
import { GUIDANCE } from '../../shared/wake/guidance.ts';
import { RULES } from '../../shared/wake/rules.ts';
import { policySchema } from './policy-schema.ts';
import { rulesReference } from './rules-reference.ts';
import { textOf } from './tracked.ts';

const slugs = RULES.map((r) => r.slug);

describe('the rules', () => {
  test('are documented as they are: docs/rules.md is what npm run docs:rules writes', () => {
    expect(textOf('docs/rules.md')).toBe(rulesReference());
  });

  test('each have guidance, and no guidance stands for a rule that is none', () => {
    expect(Object.keys(GUIDANCE).sort()).toEqual([...slugs].sort());
  });

  test('are those that the labels of other publications lead to', () => {
    expect(LABELS.flatMap((l) => l.rules).filter((slug) => !slugs.includes(slug))).toEqual([]);
    expect(new Set(LABELS.map((l) => l.label)).size).toBe(LABELS.length);
  });
});

test('docs/policy.schema.json is what npm run docs:rules writes', () => expect(textOf('docs/policy.schema.json')).toBe(policySchema()));
