// @vitest-environment happy-dom
import { act } from 'react';
import { beforeEach, expect, test } from 'vitest';
import { MappingEditor } from '../../renderer/screens/import/MappingEditor.tsx';
import { useImporting } from '../../renderer/state/importing.ts';
import { parseMapping } from '../../shared/adapters/mapping/parse.ts';
import { rewriteMapping } from '../../shared/adapters/mapping/write.ts';
import type { Mapping } from '../../shared/model/mapping.ts';
import type { MappingDraft } from '../../shared/views/types.ts';
import { type Drawn, draw } from './drawing.ts';
import { fixtureEngine } from './fixture/engine.ts';
import { panels } from './fixture/panels.ts';

const TEXT = `# of the export of March
mapping: acme
title: Acme
version: 2
fits: {columns: [When, Who], where: {product: "Acme*"}}
each: entries
read:
  - as: event
    when: {Type: [user, role], Deleted: ""}
    each: targets
    time: {first: [{path: at, format: "DD.MM.YYYY HH:mm"}, logged]}
    kind: {path: Action, values: {password.reset: [Reset, "pw-*"]}, else: ignore}   # as in their manual
    actor: {path: by, as: okta-user, after: " "}
    target: {path: "@.id", when: {"@.kind": user}}
  - as: notice
    notice_id: {template: "n-\${id}"}
    channel: {value: mail}
    recipients: [to, {path: cc, split: ", "}]
`;

/** Answers as the engine does. */
function drafted(text: string, mapping: Mapping | undefined): MappingDraft {
  const now = rewriteMapping(text, mapping);
  const parsed = parseMapping(now);
  const base = { proposal: undefined, text: now, paths: ['When', 'Who'], sample: undefined };
  return parsed.ok
    ? { ...base, name: parsed.value.name, mapping: parsed.value, faults: [] }
    : { ...base, name: undefined, mapping, faults: parsed.error };
}

const FILE = { name: 'acme.csv', path: '/in/acme.csv' };
function Editor() {
  const drafting = useImporting((s) => s.drafting);
  return drafting === undefined ? <p>closed</p> : <MappingEditor drafting={drafting} />;
}
beforeEach(() => useImporting.getState().begin());
async function open(text = TEXT): Promise<Drawn> {
  useImporting.setState({ paths: ['/in'], drafting: { ...FILE, edits: {}, text } });
  const engine = fixtureEngine(panels(), {
    'import.draft': ({ text: asked, mapping }) => drafted(asked ?? '', mapping),
    'mapping.list': () => ({ folder: undefined, mappings: [], warnings: [] }),
  });
  return draw(engine, <Editor />);
}
const labelled = <T extends HTMLElement = HTMLInputElement>(label: string): T => {
  const found = [...document.querySelectorAll<T>('[aria-label]')].filter((e) => e.getAttribute('aria-label') === label);
  if (found.length !== 1) throw new Error(`${found.length} are labelled ${label}`);
  return found[0]!;
};
async function enter(drawn: Drawn, label: string, text: string): Promise<void> {
  const element = labelled(label);
  await drawn.type(element, text);
  await act(async () => element.dispatchEvent(new FocusEvent('focusout', { bubbles: true })));
  await drawn.settle();
}
async function choose(drawn: Drawn, label: string, value: string): Promise<void> {
  const select = labelled<HTMLSelectElement>(label);
  await act(async () => {
    select.value = value;
    select.dispatchEvent(new Event('change', { bubbles: true }));
  });
  await drawn.settle();
}
const press = async (drawn: Drawn, text: string): Promise<void> =>
  drawn.click([...document.querySelectorAll('button')].find((b) => b.textContent === text) as Element);
/** What the import would read the file by. */
async function used(drawn: Drawn): Promise<{ readonly text: string; readonly mapping: Mapping }> {
  await press(drawn, 'Use this mapping');
  const text = useImporting.getState().members.find((m) => m.name === FILE.name)?.mapping ?? '';
  const parsed = parseMapping(text);
  if (!parsed.ok) throw new Error(parsed.error[0]?.message);
  return { text, mapping: parsed.value };
}
const before = (): Mapping => {
  const parsed = parseMapping(TEXT);
  if (!parsed.ok) throw new Error('the test is wrong');
  return parsed.value;
};

test('whatever the text says stands on the screen', async () => {
  await using _ = await open();
  expect(labelled('The records lie in a list').value).toBe('entries');
  expect(labelled('Statement 1 for each item of').value).toBe('targets');
  expect(labelled('Statement 1 only where: values of Type').value).toBe('user\nrole');
  expect(labelled('1 time 1').value).toBe('at');
  expect(labelled('1 time 2').value).toBe('logged');
  expect(labelled('What is done with 1 time 1').textContent).toBe('DD.MM.YYYY HH:mm');
  expect(labelled('What is done with 1 kind').textContent).toBe('1 words, else ignore');
  expect(labelled('What is done with 1 actor').textContent).toBe('as okta-user, after " "');
  expect(labelled('What is done with 1 target').textContent).toBe('where @.kind');
  expect(labelled('2 notice_id').value).toBe(`n-\${id}`);
  expect(labelled<HTMLSelectElement>('2 channel').value).toBe('mail');
  expect(labelled('2 recipients 2').value).toBe('cc');
  expect(document.querySelectorAll('.mapping-statement')).toHaveLength(2);
});

test('opened and used without a change it is the same text, to the letter', async () => {
  await using drawn = await open();
  expect((await used(drawn)).text).toBe(TEXT);
});

test('a change of one value leaves every other and every comment as it was', async () => {
  await using drawn = await open();
  await enter(drawn, '1 actor', 'operator');
  const { text, mapping } = await used(drawn);
  const [event, notice] = before().read;
  expect(mapping).toEqual({
    ...before(),
    read: [{ ...event, fields: { ...event?.fields, actor: { path: 'operator', as: 'okta-user', after: ' ' } } }, notice],
  });
  expect(text).toContain('# of the export of March');
  expect(text).toContain('# as in their manual');
});

test('each, namespaces, conditions, words and a further statement are set on the screen', async () => {
  await using drawn = await open();
  await enter(drawn, 'Statement 2 for each item of', 'mails');
  await drawn.click(labelled('What is done with 1 target'));
  await choose(drawn, '1 target: namespace', 'upn');
  await enter(drawn, '1 target only where: values of @.kind', 'user\nadmin');
  await drawn.click(labelled('What is done with 1 kind'));
  await choose(drawn, '1 kind: add a word', 'role.granted');
  await enter(drawn, '1 kind: values for role.granted', 'Grant*\nAdd');
  await choose(drawn, '1 kind: every other value', '');
  await choose(drawn, 'Statement 1: add a field', 'access');
  await choose(drawn, '1 access comes from', 'template');
  await enter(drawn, '1 access', `\${Role}/\${Scope}`);
  await press(drawn, 'One more statement');
  await choose(drawn, 'Statement 3 is', 'scope');
  await enter(drawn, '3 scope', 'Change');
  await enter(drawn, '3 identity', 'Who');
  const { mapping } = await used(drawn);
  const [event, notice, scope] = mapping.read;
  expect(event?.fields.target).toEqual({ path: '@.id', when: { '@.kind': ['user', 'admin'] }, as: 'upn' });
  expect(event?.fields.kind).toEqual({ path: 'Action', values: { 'password.reset': ['Reset', 'pw-*'], 'role.granted': ['Grant*', 'Add'] } });
  expect(event?.fields.access).toEqual({ template: `\${Role}/\${Scope}` });
  expect(notice).toMatchObject({ each: 'mails', fields: before().read[1]?.fields });
  expect(scope).toMatchObject({ as: 'scope', fields: { scope: { path: 'Change' }, identity: { path: 'Who' } } });
});

test('a value is taken away, a list grows, and a condition that is not there stays a condition', async () => {
  await using drawn = await open();
  await drawn.click(labelled('Without 1 target'));
  await drawn.click(labelled('One more for 2 recipients'));
  await enter(drawn, '2 recipients 3', 'bcc');
  await drawn.click(labelled('Statement 1 only where: without Type'));
  const { mapping } = await used(drawn);
  expect(mapping.read[0]?.fields.target).toBeUndefined();
  expect(mapping.read[0]?.when).toEqual({ Deleted: [''] });
  expect(mapping.read[1]?.fields.recipients).toEqual({ all: [{ path: 'to' }, { path: 'cc', split: ', ' }, { path: 'bcc' }] });
});

test('what cannot be meant is a fault with the line of the text, and nothing that was entered is lost', async () => {
  await using drawn = await open();
  await drawn.click(labelled('What is done with 1 time 1'));
  await enter(drawn, '1 time 1: format', 'DD.QQ');
  expect(drawn.one('[role=alert]').textContent).toContain('DD.QQ');
  expect(labelled('1 time 1: format').value).toBe('DD.QQ');
  expect([...document.querySelectorAll('button')].find((b) => b.textContent === 'Use this mapping')?.hasAttribute('disabled')).toBe(true);
  await enter(drawn, '1 time 1: format', 'DD.MM.YYYY');
  expect(document.querySelector('[role=alert]')).toBeNull();
});

test('a text that cannot be read is opened as text, and statements come back once it can', async () => {
  await using drawn = await open('mapping: acme\nread: [\n');
  expect(drawn.one<HTMLTextAreaElement>('.mapping-text textarea').value).toBe('mapping: acme\nread: [\n');
  await enter(drawn, 'The mapping as text', TEXT);
  await press(drawn, 'Statements');
  expect(document.querySelectorAll('.mapping-statement')).toHaveLength(2);
  await press(drawn, 'As text');
  expect(drawn.one<HTMLTextAreaElement>('.mapping-text textarea').value).toBe(TEXT);
});
