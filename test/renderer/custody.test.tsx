// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { CustodyScreen } from '../../renderer/screens/custody/CustodyScreen.tsx';
import { draw } from './drawing.ts';
import { fixtureEngine } from './fixture/engine.ts';

test('the chosen entry shows its body as it is stored, and its times as a person reads them', async () => {
  const body = '{"before":0,"offset":-90000000,"reason":"slow"}';
  const entry = { seq: 1, at: 1_772_610_086_207_001, actor: 'A', action: 'clock.set', subjects: ['s0001'], body, hash: '0'.repeat(64) };
  const engine = fixtureEngine({ 'custody.list': () => ({ entries: [entry], total: 1, head: entry.hash }) } as never);
  await using drawn = await draw(engine, <CustodyScreen />, '#custody?entry=1');
  const text = drawn.one('section.note-whole').textContent;
  expect(text).toContain(body);
  expect(text).toContain('before 0 s, offset -1 min 30 s');
});
