import { describe, expect, it } from 'vitest';
import { instant } from '../../../shared/base/instant.ts';
import { type Act, ENTRA, sameActs, UNIFIED } from '../../../shared/identity/same-act.ts';
import type { EventId } from '../../../shared/model/ids.ts';

const act = (id: string, type: Act['type'], seconds: number, more: Partial<Act> = {}): Act => ({
  id: id as EventId,
  type,
  time: instant(seconds * 1_000_000),
  kind: 'role.granted',
  outcome: 'success',
  target: 'iupn:ana',
  access: 'Reader',
  correlation: ['c-1'],
  ...more,
});
const merged = (acts: readonly Act[]) => sameActs(acts).map((s) => `${s.event}>${s.into}`);

describe('the same act in two logs', () => {
  it('is the event that Entra tells of, whichever log came first', () => {
    expect(merged([act('s0001:1', UNIFIED, 100), act('s0002:1', ENTRA, 100.4)])).toEqual(['s0001:1>s0002:1']);
  });

  it('stands in eight records of the unified audit log and is one event', () => {
    const eight = Array.from({ length: 8 }, (_x, i) => act(`s0001:${i + 1}`, UNIFIED, 100));
    expect(merged(eight)).toEqual(Array.from({ length: 7 }, (_x, i) => `s0001:${i + 2}>s0001:1`));
    expect(merged([...eight].reverse())).toEqual(merged(eight));
  });

  it('is not another target, another kind, another outcome or another correlation', () => {
    const entra = act('s0002:1', ENTRA, 100);
    expect(merged([entra, act('s0001:1', UNIFIED, 100, { target: 'iupn:bo' })])).toEqual([]);
    expect(merged([entra, act('s0001:1', UNIFIED, 100, { kind: 'group.added' })])).toEqual([]);
    expect(merged([entra, act('s0001:1', UNIFIED, 100, { outcome: 'failure' })])).toEqual([]);
    expect(merged([entra, act('s0001:1', UNIFIED, 100, { correlation: ['c-2'] })])).toEqual([]);
  });

  it('is not the same grant made again a minute later under the same correlation', () => {
    const told = [act('s0002:1', ENTRA, 100), act('s0001:1', UNIFIED, 100)];
    expect(merged([...told, act('s0001:2', UNIFIED, 161)])).toEqual(['s0001:1>s0002:1']);
    expect(merged([...told, act('s0002:2', ENTRA, 161)])).toEqual(['s0001:1>s0002:1']);
  });

  it('is the same by clocks that are minutes apart, where each log has one alone', () => {
    expect(merged([act('s0002:1', ENTRA, 100), act('s0001:1', UNIFIED, 400)])).toEqual(['s0001:1>s0002:1']);
    expect(merged([act('s0002:1', ENTRA, 100), act('s0001:1', UNIFIED, 400), act('s0001:2', UNIFIED, 400)])).toEqual([
      's0001:1>s0002:1',
      's0001:2>s0002:1',
    ]);
    expect(merged([act('s0002:1', ENTRA, 100), act('s0001:1', UNIFIED, 400), act('s0001:2', UNIFIED, 500)])).toEqual([]);
    expect(merged([act('s0002:1', ENTRA, 100), act('s0001:1', UNIFIED, 100 + 2 * 86_400)])).toEqual([]);
  });

  it('is not two records of Entra: there each is an act of its own', () => {
    expect(merged([act('s0002:1', ENTRA, 100), act('s0002:2', ENTRA, 100)])).toEqual([]);
  });

  it('is not two roles granted in one second', () => {
    expect(merged([act('s0001:1', UNIFIED, 100), act('s0001:2', UNIFIED, 100, { access: 'Owner' })])).toEqual([]);
  });

  it('needs a correlation id', () => {
    expect(merged([act('s0002:1', ENTRA, 100, { correlation: [] }), act('s0001:1', UNIFIED, 100, { correlation: [] })])).toEqual([]);
  });
});
