/** The bundles of one seed whose cases ask for more than findings and verdicts. */
import { Beyond, type BeyondCase } from './beyond.ts';
import { Bundle, DAY, random, styleOf } from './bundle.ts';
import { ASKED_FOR } from './cases/asked-for.ts';
import { AUDITED } from './cases/audited.ts';
import { CUT } from './cases/cut.ts';
import { DECIDED, declareAll } from './cases/decided.ts';
import { AT_THE_CONSOLE, EXCEPTED } from './cases/excepted.ts';
import { CLOCKS, ORDERED } from './cases/ordered.ts';
import { OTHER_RULES } from './cases/other-rules.ts';
import { WANTING } from './cases/wanting.ts';
import { Corner, commons } from './corner.ts';
import type { World } from './world.ts';

export interface BeyondWorld extends World {
  readonly beyond: readonly Beyond[];
}

const APART: readonly BeyondCase[] = [...ASKED_FOR, ...CUT, ...CLOCKS, ...AT_THE_CONSOLE, ...AUDITED, ...WANTING, ...OTHER_RULES];
/** Cases that do not disturb each other, in one organisation with everything declared. */
const TOGETHER: readonly (readonly [name: string, cases: readonly BeyondCase[], declare: (b: Bundle) => void])[] = [
  ['decided', DECIDED, declareAll],
  ['ordered', ORDERED, declareAll],
  ['excepted', EXCEPTED, declareAll],
];

export function drawBeyond(seed: number): BeyondWorld[] {
  const rng = random(seed * 7919 + 17);
  const start = Date.UTC(2026, 1, 1) + Math.floor(rng() * 200) * DAY;
  const style = styleOf(seed + 2, seed % 2 === 1);
  const letter = (): string => String.fromCharCode(97 + Math.floor(rng() * 26));
  const world = (name: string, cases: readonly BeyondCase[], declare?: (b: Bundle) => void): BeyondWorld => {
    const bundle = new Bundle(name, start, start + 10 * DAY);
    bundle.style = style;
    commons(bundle);
    declare?.(bundle);
    const planted = cases.map((kase, n) => {
      const tag = `${letter()}${letter()}${Math.floor(rng() * 900) + 100}${letter()}${n}`;
      const corner = new Corner(bundle, tag, start + 2 * DAY + n * 20 * 60_000 + Math.floor(rng() * 1200) * 1000);
      const b = new Beyond();
      kase.plant(corner, b);
      return { case: { ...kase, plant: () => {} }, corner, b };
    });
    // What few cases tell comes in crowds, as the cases do: whether such a log falls silent is open.
    if (cases.length > 1) planted[0]?.corner.leave('coverage.silent', '*');
    return { bundle, planted, beyond: planted.map((p) => p.b) };
  };
  return [...TOGETHER.map((t) => world(...t)), ...APART.map((kase) => world(kase.name, [kase]))];
}
