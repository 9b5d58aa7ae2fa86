import { describe, expect, test } from 'vitest';
import { clockOf } from '../../../electron/engine/custody/change.ts';

const HOUR = 3_600_000;

describe('the clock of the custody log', () => {
  const machine = { wall: 1_772_600_000_000, steady: 500.25 };
  const now = clockOf(
    () => Math.floor(machine.wall),
    () => machine.steady,
  );
  const pass = (ms: number): void => {
    machine.wall += ms;
    machine.steady += ms;
  };

  test('has microseconds, and goes on as the steady clock does', () => {
    const first = now();
    pass(0.125);
    expect(now() - first).toBe(125);
    pass(12.5);
    expect(now() - first).toBe(12_625);
  });
  test('is not behind by the time that the machine slept', () => {
    machine.wall += 8 * HOUR;
    expect(Math.abs(now() / 1000 - machine.wall)).toBeLessThanOrEqual(1);
  });
  test('does not go back where the clock is only corrected', () => {
    const before = now();
    machine.wall -= 300;
    expect(now()).toBe(before);
    pass(400);
    expect(now() - before).toBeGreaterThan(0);
    expect(Math.abs(now() / 1000 - machine.wall)).toBeLessThanOrEqual(1);
  });
  test('follows a clock that is set back: what it shows is what is entered', () => {
    machine.wall -= 3 * HOUR;
    expect(Math.abs(now() / 1000 - machine.wall)).toBeLessThanOrEqual(1);
    pass(0.5);
    expect(Math.abs(now() / 1000 - machine.wall)).toBeLessThanOrEqual(1.5);
  });
});
