import { describe, expect, test } from 'vitest';
import { isId, isTelling, Words } from '../../../shared/wake/words.ts';

const find = (patterns: readonly string[], text: string, strict = true): string[] => {
  const words = new Words<string>();
  for (const p of patterns) words.add(p, p, strict);
  const out = new Set<string>();
  words.scan(text, (p) => out.add(p));
  return [...out].sort();
};

describe('whole words', () => {
  test('ids are found in sentences, brackets, quotes and addresses', () => {
    for (const text of [
      'see EV-1.',
      '[ev-1]',
      '“EV-1”',
      'https://x.example/events/EV-1?x',
      'id=EV-1',
      'EV-1',
      'a\nEV-1\tb',
      'EV-1, EV-2',
      '🔒EV-1',
      'EV-1…',
      '–EV-1–',
    ])
      expect(find(['EV-1'], text)).toEqual(['EV-1']);
  });
  test('not inside longer ones', () => {
    for (const text of ['EV-10', 'EV-1-2', 'XEV-1', 'x-EV-1', 'EV-1.2', 'EV-1@x', 'DEV-1']) expect(find(['EV-1'], text)).toEqual([]);
  });
  test('names and addresses', () => {
    expect(find(['anna'], 'anna@x.example signed in')).toEqual([]);
    expect(find(['anna@x.example'], 'mail:anna@x.example, thanks')).toEqual(['anna@x.example']);
    expect(find(['anna@x.example'], 'joanna@x.example')).toEqual([]);
    expect(find(['anna@x.example'], 'anna@x.example.org')).toEqual([]);
    expect(find(['anna@x.example'], 'Write to Anna@X.example.')).toEqual(['anna@x.example']);
    expect(find(['svc-a'], 'svc-a-deploy')).toEqual([]);
    expect(find(['arn:aws:iam::1:user/svc-a'], 'the user arn:aws:iam::1:user/svc-a was changed')).toEqual(['arn:aws:iam::1:user/svc-a']);
  });
  test('phrases hold to plain word boundaries, over line breaks, in any script', () => {
    expect(find(['access key'], 'new Access\n  Key-pair', false)).toEqual(['access key']);
    expect(find(['MFA'], 'MFA-reset', false)).toEqual(['MFA']);
    expect(find(['mover'], 'the removers', false)).toEqual([]);
    expect(find(['zurückgesetzt'], 'Passwort ZURÜCKGESETZT.', false)).toEqual(['zurückgesetzt']);
    expect(find(['重置密码'], '您的重置密码通知', false)).toEqual(['重置密码']);
  });
  test('patterns that are regular expressions are text like any other', () => {
    expect(find(['a.*b', '$(x)', '[z]'], 'a.*b and $(x) and [z]')).toEqual(['$(x)', '[z]', 'a.*b']);
    expect(find(['a.*b'], 'axxb')).toEqual([]);
    expect(find(['***', ''], '*** nothing')).toEqual([]);
  });
  test('a million words take no more than a moment', () => {
    const patterns = Array.from({ length: 20_000 }, (_, i) => `EV-${i}`);
    expect(find(patterns, 'EV-7 and so on '.repeat(50_000))).toEqual(['EV-7']);
  });
  test('placeholders are no ids, and some ids tell nothing in running text', () => {
    expect(['unknown', '', ' ', '-', 'N/A', '00000000-0000-0000-0000-000000000000'].filter(isId)).toEqual([]);
    expect(['EV-1', '42', 'falcon', 'it', '10342', 'a1'].filter(isTelling)).toEqual(['EV-1', 'falcon', '10342', 'a1']);
  });
});
