// @vitest-environment happy-dom
import { act } from 'react';
import { expect, test } from 'vitest';
import { layoutOwnerLanes } from '../../renderer/charts/owner-lanes-layout.ts';
import { OwnersInTime } from '../../renderer/screens/identities/OwnersInTime.tsx';
import { useNavigation } from '../../renderer/state/navigation.ts';
import type { Instant } from '../../shared/base/instant.ts';
import type { OwnerLane, OwnerLanesView } from '../../shared/views/decisions.ts';
import type { OwnersView } from '../../shared/views/types.ts';
import { draw } from './drawing.ts';
import { at, FROM, record, TO } from './fixture/drawn.ts';
import { fixtureEngine, type Handlers } from './fixture/engine.ts';
import { panels } from './fixture/panels.ts';

const label = { id: 'i1', label: 'svc-<b>pay</b>', kind: 'service', tier: 0 } as unknown as OwnerLanesView['identity'];
const lane = (system: string, party: string, more: Partial<OwnerLane> = {}): OwnerLane =>
  ({
    level: 'identity',
    role: 'owner',
    party,
    partyType: 'team',
    system,
    source: 's0001',
    record: record(`s0001:${party}`),
    asOf: at('03-03 00:00:00'),
    from: FROM,
    to: undefined,
    known: true,
    segments: [{ from: FROM, to: TO, status: 'valid' }],
    conflicts: [],
    left: undefined,
    moved: undefined,
    ...more,
  }) as OwnerLane;
const VIEW: OwnerLanesView = {
  identity: label,
  from: FROM,
  to: TO,
  period: { from: at('03-03 00:00:00'), to: at('03-08 00:00:00') },
  at: at('03-04 12:00:00'),
  knownAt: undefined,
  lanes: [
    lane('CMDB', 'Payroll', {
      segments: [
        { from: FROM, to: at('03-05 00:00:00'), status: 'valid' },
        { from: at('03-05 00:00:00'), to: TO, status: 'stale' },
      ],
      conflicts: [{ from: at('03-04 00:00:00'), to: at('03-06 00:00:00') }],
    }),
    lane('CMDB', 'Treasury', { asOf: undefined, segments: [{ from: FROM, to: FROM, status: 'departed' }], left: at('03-04 00:00:00') }),
    lane('IGA', 'Platform'),
  ],
  accountable: ['Payroll'],
  believed: ['Platform'],
};
const LINES: OwnersView = {
  identity: label,
  at: VIEW.at,
  accountable: ['Payroll'],
  lines: [
    { ...VIEW.lanes[0]!, status: 'valid', conflict: true },
    { ...VIEW.lanes[2]!, level: 'service', status: 'stale', conflict: false, asOf: undefined },
  ] as unknown as OwnersView['lines'],
};

async function open(hash: string, view: OwnerLanesView = VIEW, layer: Handlers = {}) {
  const engine = fixtureEngine(panels(), { 'owners.lanes': ({ knownAt }) => ({ ...view, knownAt }), 'owners.list': () => LINES }, layer);
  return { engine, drawn: await draw(engine, <OwnersInTime id="i1" />, hash) };
}
const slide = (label_: string, to: number): Promise<void> =>
  act(async () => {
    const slider = document.querySelector<HTMLInputElement>(`input[aria-label="${label_}"]`)!;
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(slider, String(to));
    slider.dispatchEvent(new Event('input', { bubbles: true }));
  });

test('who was accountable and who was believed to be stand in a sentence, and every claim in a table', async () => {
  const { drawn } = await open('#identities?identity=i1&owners=lanes');
  await using _ = drawn;
  expect(drawn.one('.owners-say').textContent).toBe('Accountable: Payroll. Believed then: Platform.');
  expect(drawn.text()).toContain('svc-<b>pay</b>');
  const rows = [...document.querySelectorAll('.owners-table tbody tr')].map((r) => [...r.children].map((c) => c.textContent));
  expect(rows[0]).toMatchObject({ 0: 'CMDB', 1: 'Payroll', 2: 'owner', 4: 'open', 6: 'valid, contradicted', 7: 's0001:Payroll' });
  expect(rows[1]).toMatchObject({ 0: 'IGA', 2: 'owner, of its service', 5: 'not dated', 6: 'stale' });
});

test('the two cursors ask the engine: about an instant, and about what was known by then', async () => {
  const { engine, drawn } = await open('#identities?identity=i1&owners=lanes');
  await using _ = drawn;
  await slide('At', at('03-06 00:00:00'));
  await drawn.settle();
  await slide('Known at', at('03-05 00:00:00'));
  await drawn.settle();
  const args = engine.asked.findLast((a) => a.name === 'owners.lanes')?.args as { at: Instant; knownAt: Instant };
  const step = (TO - FROM) / 400;
  expect(Math.abs(args.at - at('03-06 00:00:00'))).toBeLessThanOrEqual(step);
  expect(Math.abs(args.knownAt - at('03-05 00:00:00'))).toBeLessThanOrEqual(step);
  expect(drawn.one('.owners-say').textContent).toContain('By what was known on');
  await drawn.click([...document.querySelectorAll('button')].find((b) => b.textContent === 'everything') as Element);
  expect(useNavigation.getState().params.known).toBeUndefined();
  expect(drawn.one('.owners-say').textContent).toContain('Believed then');
});

test('an identity of which no source claims an owner says so, and nobody accountable is said as nobody', async () => {
  {
    const { drawn } = await open('#identities?identity=i1&owners=lanes', { ...VIEW, lanes: [] });
    await using _ = drawn;
    expect(drawn.text()).toContain('No source claims an owner');
  }
  const { drawn } = await open('#identities?identity=i1&owners=lanes', { ...VIEW, accountable: [], believed: [] });
  await using _ = drawn;
  expect(drawn.one('.owners-say').textContent).toBe('Accountable: nobody. Believed then: nobody.');
});

test('a system is named once above its claims, each claim has a lane, and the shortest bar is still seen', () => {
  const laid = layoutOwnerLanes(VIEW, 900);
  expect(laid.groups.map((g) => g.system)).toEqual(['CMDB', 'IGA']);
  const ys = laid.lanes.map((l) => l.y);
  expect(ys).toEqual(ys.toSorted((a, b) => a - b));
  expect(new Set(ys).size).toBe(3);
  expect(laid.lanes[1]?.bars[0]?.width).toBeGreaterThanOrEqual(3);
  expect(laid.lanes[1]).toMatchObject({ saidAt: undefined, leaves: [{ word: 'left' }] });
  const [valid, stale] = laid.lanes[0]!.bars;
  expect(valid!.x + valid!.width).toBeCloseTo(stale!.x, 5);
  expect(laid.height).toBeGreaterThan(Math.max(...ys));
});

test('what lies outside of the window is held at its edge', () => {
  const laid = layoutOwnerLanes({ ...VIEW, at: (TO + 1e12) as Instant }, 900);
  expect(laid.cursor((TO + 1e12) as Instant)).toBe(laid.cursor(TO));
  expect(laid.cursor((FROM - 1e12) as Instant)).toBe(laid.cursor(FROM));
});
