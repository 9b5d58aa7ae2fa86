// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { byTime, FindingsScreen } from '../../renderer/screens/findings/FindingsScreen.tsx';
import { useCase } from '../../renderer/state/case.ts';
import { useNavigation } from '../../renderer/state/navigation.ts';
import { useOpenRecord } from '../../renderer/state/record.ts';
import { Failure } from '../../shared/contract/errors.ts';
import type { FindingDetail, FindingsList } from '../../shared/views/types.ts';
import { draw } from './drawing.ts';
import { fixtureEngine, type Handler, type Handlers } from './fixture/engine.ts';
import { panels } from './fixture/panels.ts';

/** The answers as they are drawn, for tests that change one of them. */
const DRAWN = panels();

const EMPTY: FindingsList = { rows: [], total: 0, open: 0, facets: { severity: [], stage: [], rule: [], identityKind: [], disposition: [] } };

async function open(hash = '#findings', layer: Handlers = {}, requests = 3) {
  const engine = fixtureEngine(panels(), layer);
  const summary = await engine.request('case.summary', {});
  useCase.setState({ status: 'open', summary: { ...summary, counts: { ...summary.counts, requests } }, error: undefined });
  const drawn = await draw(engine, <FindingsScreen />, hash);
  return { engine, drawn };
}
const drawnDetail: (...how: Parameters<Handler<'finding.detail'>>) => FindingDetail = (args, how) => {
  const detail = DRAWN['finding.detail']?.(args, how);
  if (detail === undefined || detail instanceof Promise) throw new Error('the fixture answers at once');
  return detail;
};
const chosen = (): string | undefined => useNavigation.getState().params.finding;

test('j and k walk the list, and the finding stands in the address so that a reload keeps it', async () => {
  const { drawn } = await open();
  await using _ = drawn;
  await drawn.press('j');
  expect(chosen()).toBe('f-1');
  await drawn.press('j');
  await drawn.press('k');
  expect(chosen()).toBe('f-1');
  expect(location.hash).toContain('finding=f-1');
});

test('c decides, the reason takes the keyboard, and Ctrl Enter records both', async () => {
  const { engine, drawn } = await open('#findings?finding=f-5');
  await using _ = drawn;
  await drawn.press('c');
  const reason = drawn.one<HTMLTextAreaElement>('textarea[aria-label=Reason]');
  expect(document.activeElement).toBe(reason);
  await drawn.type(reason, 'Seen in the mail log.');
  await drawn.press('Enter', { ctrlKey: true });
  expect(engine.asked.find((a) => a.name === 'finding.dispose')?.args).toEqual({ finding: 'f-5', as: 'confirmed', reason: 'Seen in the mail log.' });
  expect(drawn.one('section[aria-label=Finding]').textContent).toContain('Seen in the mail log.');
});

test('the findings stand the worst first or by time, and the address keeps which', async () => {
  const { drawn } = await open();
  await using _ = drawn;
  const times = (): number[] => {
    const list = DRAWN['findings.list']?.({}, {} as never) as FindingsList;
    const byNumber = new Map(list.rows.map((r) => [r.number, r]));
    return byTime(list).rows.map((r) => byNumber.get(r.number)?.time ?? Number.POSITIVE_INFINITY);
  };
  expect(times()).toEqual([...times()].sort((a, b) => (a === b ? 0 : a - b)));
  await drawn.click([...document.querySelectorAll('.toolbar button')].find((b) => b.textContent === 'By time') as Element);
  expect(useNavigation.getState().params.order).toBe('time');
  expect(drawn.one('.findings-list [role=listbox]').getAttribute('aria-label')).toBe('Findings, by time');
  await drawn.click([...document.querySelectorAll('.toolbar button')].find((b) => b.textContent === 'Worst first') as Element);
  expect(location.hash).not.toContain('order');
});

test('a finding that a decision took away is said to be gone, and leads to the others', async () => {
  let there = true;
  const { engine, drawn } = await open('#findings?finding=f-5', {
    'finding.detail': (args, how) => {
      if (!there) throw new Failure({ code: 'not-found', message: 'no finding f-5 in this case' });
      return drawnDetail(args, how);
    },
  });
  await using _ = drawn;
  there = false;
  engine.push({ type: 'caseChanged', what: ['analysis'] });
  await drawn.settle();
  expect(drawn.text()).toContain('does not make this finding any more');
  expect(drawn.text()).not.toContain('no finding f-5');
  await drawn.click([...document.querySelectorAll('.finding-detail button')].find((b) => b.textContent === 'Show the others') as Element);
  expect(chosen()).toBeUndefined();
});

test('after a decision the list has the keyboard again, and j and k go on from there', async () => {
  const { drawn } = await open('#findings?finding=f-5');
  await using _ = drawn;
  await drawn.press('c');
  await drawn.type(drawn.one<HTMLTextAreaElement>('textarea[aria-label=Reason]'), 'Seen in the mail log.');
  await drawn.press('Enter', { ctrlKey: true });
  expect(document.activeElement).toBe(drawn.one('.findings-list [role=listbox]'));
  expect(chosen()).toBe('f-5');
  await drawn.press('j');
  const next = chosen();
  expect(next).not.toBe('f-5');
  await drawn.press('k');
  expect(chosen()).toBe('f-5');
  await drawn.press('ArrowDown');
  expect(chosen()).toBe(next);
});

test('a finding that its decision took out of the filter leaves the walk where it stood', async () => {
  const rows = (await fixtureEngine(panels()).request('findings.list', { filter: {} })).rows.slice(0, 4);
  const [, second, third] = rows;
  if (second === undefined || third === undefined) throw new Error('the fixture has findings');
  let decided = false;
  const { drawn } = await open(`#findings?disposition=open&finding=${second.id}`, {
    'findings.list': () => ({ ...EMPTY, rows: decided ? rows.filter((row) => row !== second) : rows, total: rows.length }),
    'finding.dispose': async (args, how) => {
      decided = true;
      const disposed = await DRAWN['finding.dispose']?.(args, how);
      if (disposed === undefined) throw new Error('the fixture records decisions');
      return disposed;
    },
  });
  await using _ = drawn;
  await drawn.press('x');
  await drawn.type(drawn.one<HTMLTextAreaElement>('textarea[aria-label=Reason]'), 'A planned change.');
  await drawn.press('Enter', { ctrlKey: true });
  expect(drawn.text()).toContain('not in this filter');
  await drawn.press('j');
  expect(chosen()).toBe(third.id);
});

test('a decision without a reason is not sent, and says what is wanting', async () => {
  const { engine, drawn } = await open('#findings?finding=f-5');
  await using _ = drawn;
  await drawn.press('x');
  await drawn.press('Enter', { ctrlKey: true });
  expect(engine.asked.some((a) => a.name === 'finding.dispose')).toBe(false);
  expect(drawn.text()).toContain('A decision needs a reason');
});

test('while the next finding is on its way, nothing is recorded on the last one', async () => {
  const { engine, drawn } = await open('#findings?finding=f-5', {
    'finding.detail': (args, how) => (args.finding === 'f-5' ? drawnDetail(args, how) : new Promise(() => undefined)),
  });
  await using _ = drawn;
  await drawn.type(drawn.one<HTMLTextAreaElement>('textarea[aria-label=Reason]'), 'About f-5.');
  await drawn.press('j', { on: document.body });
  await drawn.press('c', { on: document.body });
  await drawn.press('Enter', { ctrlKey: true, on: document.body });
  expect(engine.asked.some((a) => a.name === 'finding.dispose')).toBe(false);
});

test('letters typed into the reason are text, not commands', async () => {
  const { drawn } = await open('#findings?finding=f-5');
  await using _ = drawn;
  await drawn.press('c');
  await drawn.press('j');
  expect(chosen()).toBe('f-5');
});

test('a link may name a finding by the number that people say', async () => {
  const { engine, drawn } = await open('#findings?finding=F-0006');
  await using _ = drawn;
  expect(drawn.one('[role=option][aria-selected=true]').textContent).toContain('route.audience-missing');
  await drawn.press('c');
  await drawn.type(drawn.one<HTMLTextAreaElement>('textarea[aria-label=Reason]'), 'Seen.');
  await drawn.press('Enter', { ctrlKey: true });
  expect(engine.asked.find((a) => a.name === 'finding.dispose')?.args).toMatchObject({ finding: 'f-5' });
});

test('a citation opens its record', async () => {
  const { drawn } = await open('#findings?finding=f-5');
  await using _ = drawn;
  await drawn.press('v');
  expect(useOpenRecord.getState().record).toBe('s0008:412');
  useOpenRecord.getState().close();
});

test('a filter narrows what is asked of the engine, and Shift f drops it', async () => {
  const { engine, drawn } = await open('#findings?severity=critical');
  await using _ = drawn;
  expect(engine.asked.find((a) => a.name === 'findings.list')?.args).toMatchObject({ filter: { severities: ['critical'] } });
  await drawn.press('F', { shiftKey: true });
  expect(useNavigation.getState().params.severity).toBeUndefined();
});

test('where nothing matches, the filter that excludes most is offered to be dropped', async () => {
  const { drawn } = await open('#findings?severity=critical&search=nobody-at-all');
  await using _ = drawn;
  expect(drawn.text()).toContain('No finding matches these 2 filters');
  expect(drawn.text()).toMatch(/Without text nobody-at-all there would be 1\d\d/);
});

test('no finding with evidence requests open is no all-clear', async () => {
  const { drawn } = await open('#findings', { 'findings.list': () => EMPTY });
  await using _ = drawn;
  expect(drawn.text()).toContain('Cannot be said');
});

test('no finding with nothing left to ask for says so with the policy', async () => {
  const { drawn } = await open('#findings', { 'findings.list': () => EMPTY }, 0);
  await using _ = drawn;
  expect(drawn.text()).toContain('No finding, and that is known');
});

test('markup in a log stays text', async () => {
  const { drawn } = await open('#findings?finding=f-5', {
    'finding.detail': (args, how) => {
      return { ...drawnDetail(args, how), sentence: '<img src=x onerror="globalThis.owned=true">\u202e' };
    },
  });
  await using _ = drawn;
  expect(drawn.root.querySelector('img')).toBeNull();
  expect(drawn.one('.narrative').textContent).toBe('<img src=x onerror="globalThis.owned=true">U+202E');
});

test('every verdict and severity on the screen carries its word', async () => {
  const { drawn } = await open('#findings?finding=f-5');
  await using _ = drawn;
  for (const image of drawn.root.querySelectorAll('svg[role=img]')) expect(image.getAttribute('aria-label')).toMatch(/\w/);
  for (const bars of drawn.root.querySelectorAll('.severity')) expect(bars.textContent).toMatch(/critical|high|medium|low/);
});
