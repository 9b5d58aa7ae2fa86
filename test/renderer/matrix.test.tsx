// @vitest-environment happy-dom
import { act } from 'react';
import { beforeEach, expect, test } from 'vitest';
import { MatrixScreen } from '../../renderer/screens/matrix/MatrixScreen.tsx';
import { QuestionsScreen } from '../../renderer/screens/questions/QuestionsScreen.tsx';
import { Patience } from '../../renderer/screens/shared/Answer.tsx';
import { useJobs } from '../../renderer/state/jobs.ts';
import { useNavigation } from '../../renderer/state/navigation.ts';
import { OpenRecord } from '../../renderer/widgets/RecordChip.tsx';
import { instant } from '../../shared/base/instant.ts';
import type { MatrixCell, MatrixRow, MatrixView } from '../../shared/views/matrix.ts';
import type { QuestionAnswer } from '../../shared/views/questions.ts';
import type { WhatIfView } from '../../shared/views/whatif.ts';
import { draw } from './drawing.ts';
import { cancelled, fixtureEngine, type Handlers } from './fixture/engine.ts';
import { panels } from './fixture/panels.ts';

const cell = (some: Partial<MatrixCell>): MatrixCell => ({
  met: 0,
  late: 0,
  partial: 0,
  unmet: 0,
  unknown: 0,
  'not-reached': 0,
  'not-required': 0,
  ...some,
});
const row = (value: string, first: Partial<MatrixCell>): MatrixRow => ({
  value,
  label: value === '' ? 'All kinds' : value,
  wakes: 5,
  cells: [cell(first), cell({ met: 5 }), cell({ met: 5 }), cell({ met: 5 }), cell({}), cell({}), cell({}), cell({ met: 5 })],
  gaps: 1,
});
const VIEW: MatrixView = {
  by: 'kind',
  rows: [row('mfa.reset', { met: 3, unmet: 1, unknown: 1 }), row('role.granted', { met: 5 })],
  all: row('', { met: 8, unmet: 1, unknown: 1 }),
  shared: 0,
  of: 10,
};
const WHATIF: WhatIfView = {
  policy: {
    before: { name: 'p', revision: 1 },
    after: { name: 'p', revision: 2 },
    changes: [{ path: 'obligations / a / within', was: 'PT4H', now: 'PT8H' }],
  },
  claims: undefined,
  before: cell({ met: 8, unmet: 2 }),
  after: cell({ met: 9, unmet: 1 }),
  wakes: { before: 10, after: 10 },
  gaps: { before: 2, after: 1 },
  changed: 1,
  events: 1,
  gained: [],
  gainedTotal: 0,
  lost: [
    {
      id: 'f-1',
      rule: 'notice.missing',
      severity: 'high',
      stage: 'signalled',
      event: undefined,
      wake: undefined,
      kind: undefined,
      time: undefined,
      subject: 'svc-tide',
      text: 'x',
    },
  ],
  lostTotal: 1,
  seconds: 0.2,
};
const changed = [true, false, false, false, false, false, false, false];
const LAYER: Handlers = {
  'matrix.view': () => VIEW,
  'whatif.last': () => ({ view: undefined }),
  'whatif.matrix': () => ({
    by: 'kind',
    rows: VIEW.rows.map((r) => ({
      value: r.value,
      label: r.label,
      before: r,
      after: r,
      changed: r.value === 'mfa.reset' ? changed : changed.map(() => false),
    })),
    all: { value: '', label: 'All kinds', before: VIEW.all, after: VIEW.all, changed },
  }),
  'whatif.changes': () => ({
    rows: [
      {
        event: 's0001:1' as never,
        stage: 'signalled',
        audience: undefined,
        before: 'unmet',
        after: 'met',
        text: 'told',
        wake: 'w-s0001:1',
        kind: 'mfa.reset',
        time: instant(0),
        subject: 'anna',
        turn: 'lost',
      },
    ],
    total: 1,
  }),
};
const params = () => useNavigation.getState().params;
const open = (hash: string, layer: Handlers = {}) => draw(fixtureEngine(panels(), LAYER, layer), <MatrixScreen />, hash);
const at = (r: number, s: number): HTMLElement => {
  const found = document.querySelector<HTMLElement>(`[data-cell="${r} ${s}"]`);
  if (found === null) throw new Error(`no cell ${r} ${s}`);
  return found;
};
beforeEach(() => useJobs.setState({ job: undefined }));

test('every cell says in words what it draws, and a dash that nothing is asked', async () => {
  await using _ = await open('#matrix');
  expect(at(1, 0).getAttribute('aria-label')).toBe('mfa.reset, signalled: 3 met, 1 unmet, 1 unknown');
  expect(at(1, 4).getAttribute('aria-label')).toBe('mfa.reset, acted: nothing is asked');
  expect(at(2, 0).textContent).toBe('all 5');
});

test('the table is one tab stop; the arrows go from cell to cell and choose it', async () => {
  await using drawn = await open('#matrix');
  expect(document.querySelectorAll('[data-cell][tabindex="0"]')).toHaveLength(1);
  await drawn.press('ArrowDown', { on: at(0, 0) });
  expect(params()).toMatchObject({ row: 'mfa.reset', stage: 'signalled' });
  expect(document.activeElement).toBe(at(1, 0));
  await drawn.press('ArrowRight');
  await drawn.press('ArrowUp');
  expect(params()).toMatchObject({ row: '*', stage: 'delivered' });
});

test('a chosen cell asks for its wakes by verdict, and a figure opens the list of them', async () => {
  const engine = fixtureEngine(panels(), LAYER);
  await using drawn = await draw(engine, <MatrixScreen />, '#matrix?row=mfa.reset&stage=signalled');
  const asked = engine.asked.filter((a) => a.name === 'wakes.list').map((a) => (a.args as { filter?: unknown }).filter);
  expect(asked).toContainEqual({ stage: 'signalled', verdicts: ['unmet'], groups: [{ by: 'kind', value: 'mfa.reset' }] });
  const figure = [...document.querySelectorAll('.matrix-counts .link')][1];
  if (figure === undefined) throw new Error('no figure');
  await drawn.click(figure);
  expect(useNavigation.getState()).toMatchObject({
    screen: 'wakes',
    params: { stage: 'signalled', verdicts: 'unmet', by: 'kind', value: 'mfa.reset' },
  });
});

test('a what-if tints only the cells that change, and a cell lists its changes with both verdicts', async () => {
  await using drawn = await open('#matrix?whatif=yes', { 'whatif.last': () => ({ view: WHATIF }) });
  expect(document.querySelectorAll('td.changed')).toHaveLength(2);
  expect(drawn.text()).toContain('2 gaps become 1');
  expect(drawn.text()).toContain('no finding is closed by it');
  await drawn.click(at(1, 0));
  expect(drawn.text()).toContain('unmet becomes met');
});

test('a policy with a mistake is not judged by, and says where the mistake is', async () => {
  await using drawn = await open('#matrix', {
    'policy.view': () => ({
      text: 'name: p',
      name: 'p',
      revision: 1,
      defaultText: '',
      isDefault: false,
      judgedBy: undefined,
      faults: [],
      differences: [],
      rows: [],
      dropped: [],
    }),
    'policy.check': () => ({ faults: [{ message: 'no such key', line: 3, column: 7 }], differences: [], rows: [], dropped: [] }),
  });
  await drawn.click(drawn.one('.toolbar button.button'));
  await drawn.type(drawn.one<HTMLTextAreaElement>('.whatif-text'), 'name: q');
  expect(drawn.text()).toContain('Line 3, column 7: no such key');
  expect(drawn.one<HTMLButtonElement>('dialog footer .primary').disabled).toBe(true);
});

const ANSWER: QuestionAnswer = {
  number: 4,
  question: 'Who was told, through what, and did it arrive?',
  verdict: 'partly',
  answer: 'Of 2 events: 1 told in time, 1 cannot be said.',
  lines: [{ text: 'payroll.changed of <b>anna</b>', records: ['s0001:7' as never], wake: 'w-s0001:7', state: 'gap' }],
  linesTotal: 3,
  citations: ['s0001:7' as never],
  citationsTotal: 1,
  missing: [{ system: 'exchange', channel: 'mail', from: instant(0), to: instant(10), requests: ['ER-02'], text: 'mail logs of exchange' }],
  missingTotal: 1,
};

test('a question opens to its lines, a citation opens its record, and what is missing names its request', async () => {
  const opened: string[] = [];
  const engine = fixtureEngine(panels(), { 'questions.list': () => [ANSWER] });
  await using drawn = await draw(
    engine,
    <OpenRecord value={(r) => void opened.push(r)}>
      <QuestionsScreen />
    </OpenRecord>,
    '#questions',
  );
  expect(drawn.text()).toContain('answered in part');
  await drawn.click(drawn.one('#question-4'));
  expect(params().question).toBe('4');
  // What a log says stays text.
  expect(drawn.text()).toContain('<b>anna</b>');
  await drawn.click(drawn.one('.question-lines .cite'));
  expect(opened).toEqual(['s0001:7']);
  expect(drawn.text()).toContain('1 of 3 are listed');
  await drawn.click(drawn.one('.question-missing .cite'));
  expect(useNavigation.getState()).toMatchObject({ screen: 'sources', params: { request: 'ER-02' } });
});

test('of the requests beside an answer a few are named, in order, and all of them once it is opened', async () => {
  const missing = Array.from({ length: 20 }, (_x, i) => ({
    ...ANSWER.missing[0]!,
    from: instant(i),
    requests: [`ER-${String(20 - i).padStart(2, '0')}`],
  }));
  const engine = fixtureEngine(panels(), { 'questions.list': () => [{ ...ANSWER, missing, missingTotal: 20 }] });
  await using drawn = await draw(engine, <QuestionsScreen />, '#questions');
  const named = (): (string | null)[] => [...document.querySelectorAll('.question-answer .cite')].map((c) => c.textContent);
  expect(named()).toEqual(['ER-01', 'ER-02', 'ER-03', 'ER-04', 'ER-05', 'ER-06']);
  await drawn.click([...document.querySelectorAll('.question-answer button')].find((b) => b.textContent === '14 more') as Element);
  expect(named()).toHaveLength(20);
});

test('while the questions are answered the screen says how far it is; Cancel stops it, and they can be asked again', async () => {
  let stop: (() => void) | undefined;
  const slow: Handlers = {
    'questions.list': (_args, { onProgress, signal }) =>
      new Promise((resolve, reject) => {
        onProgress({
          request: 1,
          phase: 'reading',
          member: undefined,
          bytes: undefined,
          records: { done: 600, of: 2400 },
          rate: 100,
          secondsLeft: 18,
        });
        signal?.addEventListener('abort', () => reject(cancelled()));
        stop = () => resolve([ANSWER]);
      }),
  };
  const engine = fixtureEngine(panels(), slow);
  await using drawn = await draw(
    engine,
    <Patience value={0}>
      <QuestionsScreen />
    </Patience>,
  );
  expect(drawn.one('[role=progressbar]').getAttribute('aria-valuenow')).toBe('25');
  expect(drawn.text()).toContain('600 of 2,400 records, 100 a second, 0:18 left');
  const button = (name: string): Element => [...document.querySelectorAll('button')].find((b) => b.textContent === name) as Element;
  await drawn.click(button('Cancel'));
  expect(drawn.text()).toContain('Answering the questions was stopped');
  expect(document.querySelector('[role=alert]')).toBeNull();
  await drawn.click(button('Try again'));
  stop?.();
  await drawn.settle();
  expect(drawn.text()).toContain(ANSWER.answer);

  // Asked anew after an analysis: what is there stays to be read.
  await act(async () => engine.push({ type: 'caseChanged', what: ['analysis'] }));
  await drawn.settle();
  expect(drawn.text()).toContain(ANSWER.answer);
  expect(drawn.text()).toContain('What is drawn is from before.');
  await drawn.click(button('Cancel'));
  expect(drawn.text()).toContain(ANSWER.answer);
  expect(drawn.text()).toContain('Answering the questions was stopped');
});
