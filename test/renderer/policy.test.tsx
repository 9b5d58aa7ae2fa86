// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest';
import { PolicyScreen } from '../../renderer/screens/policy/PolicyScreen.tsx';
import { useCase } from '../../renderer/state/case.ts';
import { useJobs } from '../../renderer/state/jobs.ts';
import { usePolicyDraft } from '../../renderer/state/policy-draft.ts';
import { DEFAULT_POLICY, DEFAULT_POLICY_YAML, parsePolicy, policyChanges } from '../../shared/policy/policy.ts';
import { droppedRules, type PolicyCheck, type PolicyView, policyRows } from '../../shared/views/policy.ts';
import { draw } from './drawing.ts';
import { fixtureEngine, type Handlers } from './fixture/engine.ts';
import { panels } from './fixture/panels.ts';

beforeEach(() => {
  useJobs.setState({ job: undefined });
  usePolicyDraft.setState({ drafts: {} });
});

function check(text: string): PolicyCheck {
  const parsed = parsePolicy(text);
  const differences = policyChanges(text, DEFAULT_POLICY_YAML);
  if (!parsed.ok) return { faults: parsed.error, differences, rows: [], dropped: [] };
  return { faults: [], differences, rows: policyRows(parsed.value, DEFAULT_POLICY, () => 1), dropped: droppedRules(parsed.value, DEFAULT_POLICY) };
}

async function open() {
  let kept = DEFAULT_POLICY_YAML;
  const view = (): PolicyView => ({
    ...check(kept),
    name: 'default',
    revision: 1,
    text: kept,
    defaultText: DEFAULT_POLICY_YAML,
    isDefault: kept === DEFAULT_POLICY_YAML,
    judgedBy: { name: 'default', revision: 1, same: kept === DEFAULT_POLICY_YAML },
  });
  const answers: Handlers = {
    'policy.view': view,
    'policy.check': ({ text }) => check(text),
    'policy.save': ({ text }) => {
      kept = text;
      return view();
    },
    'analysis.run': () => ({ events: 1, wakes: 1, findings: [], unknown: 0, requests: 0, seconds: 1 }),
  };
  const engine = fixtureEngine(panels(), answers);
  useCase.setState({ status: 'open', summary: await engine.request('case.summary', {}), error: undefined });
  return { engine, drawn: await draw(engine, <PolicyScreen />, '#policy') };
}
const edit = (from: string, to: string): string => {
  expect(DEFAULT_POLICY_YAML).toContain(from);
  return DEFAULT_POLICY_YAML.replace(from, to);
};

test('an edit marks the cell and the line that changed, beside what was built in, and can be put back', async () => {
  const { drawn } = await open();
  await using _ = drawn;
  const field = drawn.one<HTMLTextAreaElement>('textarea');
  await drawn.type(field, edit('act: {mode: close, within: PT4H}', 'act: {mode: close, within: PT2H}'));
  expect(drawn.one('.policy-changed').textContent).toBe('closed within 2 hclosed within 4 h');
  expect(drawn.root.querySelectorAll('.policy-margin [data-mark="changed"]')).toHaveLength(1);
  await drawn.click(drawn.one('.policy-back'));
  expect(field.value).toBe(DEFAULT_POLICY_YAML);
  expect(drawn.root.querySelector('.policy-changed')).toBeNull();
});

test('a mistake is shown at its line, and such a text cannot be saved', async () => {
  const { engine, drawn } = await open();
  await using _ = drawn;
  await drawn.type(drawn.one<HTMLTextAreaElement>('textarea'), edit('duplicate window: PT30M', 'duplicate window: soon'));
  expect(drawn.one('[role="alert"]').textContent).toContain('ISO 8601');
  expect(drawn.one('.policy-margin [data-mark="fault"]').textContent).toBe(
    String(DEFAULT_POLICY_YAML.slice(0, DEFAULT_POLICY_YAML.indexOf('duplicate window')).split('\n').length),
  );
  const save = drawn.one<HTMLButtonElement>('.button.primary');
  expect(save.disabled).toBe(true);
  await drawn.click(save);
  expect(engine.asked.map((a) => a.name)).not.toContain('policy.save');
});

test('saving takes the text into the case and judges again by it', async () => {
  const { engine, drawn } = await open();
  await using _ = drawn;
  const text = edit('clock uncertainty: PT2S', 'clock uncertainty: PT5S');
  await drawn.type(drawn.one<HTMLTextAreaElement>('textarea'), text);
  await drawn.click(drawn.one('.button.primary'));
  const asked = engine.asked.filter((a) => a.name === 'policy.save' || a.name === 'analysis.run');
  expect(asked).toEqual([
    { name: 'policy.save', args: { text } },
    { name: 'analysis.run', args: {} },
  ]);
  expect(usePolicyDraft.getState().drafts).toEqual({});
});

test('an edit survives a look at another screen', async () => {
  const first = await open();
  const text = edit('clock uncertainty: PT2S', 'clock uncertainty: PT9S');
  await first.drawn.type(first.drawn.one<HTMLTextAreaElement>('textarea'), text);
  await first.drawn[Symbol.asyncDispose]();
  const { drawn } = await open();
  await using _ = drawn;
  expect(drawn.one<HTMLTextAreaElement>('textarea').value).toBe(text);
});

test('in the middle of a word the table stays as the last sound text gave it, and says so', async () => {
  const { drawn } = await open();
  await using _ = drawn;
  const rows = (): number => drawn.root.querySelectorAll('.policy-table tbody tr').length;
  const before = rows();
  expect(before).toBeGreaterThan(3);
  const field = drawn.one<HTMLTextAreaElement>('textarea');
  await drawn.type(field, edit('act: {mode: close, within: PT4H}', 'act: {mode: close, within: PT2H}'));
  await drawn.type(field, edit('act: {mode: close, within: PT4H}', 'act: {mode: close, within: so'));
  expect(rows()).toBe(before);
  expect(drawn.one('.policy-changed').textContent).toContain('closed within 2 h');
  expect(drawn.text()).toContain('As it was before the mistake');
  await drawn.type(field, DEFAULT_POLICY_YAML);
  expect(drawn.text()).not.toContain('As it was before the mistake');
});
