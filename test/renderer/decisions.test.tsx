// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest';
import { IdentitiesScreen } from '../../renderer/screens/identities/IdentitiesScreen.tsx';
import { ClockDialog } from '../../renderer/screens/shared/ClockDialog.tsx';
import { Ties } from '../../renderer/screens/wake/Ties.tsx';
import { useCase } from '../../renderer/state/case.ts';
import { useNavigation } from '../../renderer/state/navigation.ts';
import { type Duration, type Instant, parseInstant } from '../../shared/base/instant.ts';
import { Failure } from '../../shared/contract/errors.ts';
import type { RequestName } from '../../shared/contract/requests.ts';
import type { Identity } from '../../shared/model/analysis.ts';
import type { Alias } from '../../shared/model/ids.ts';
import type { IdentityView, SuggestionsList } from '../../shared/views/decisions.ts';
import type { DecisionLine, DecisionResult } from '../../shared/views/types.ts';
import { type Drawn, draw } from './drawing.ts';
import { record } from './fixture/drawn.ts';
import { type FixtureEngine, fixtureEngine, type Handlers } from './fixture/engine.ts';
import { panels } from './fixture/panels.ts';
import { payrollWake } from './fixture/wake.ts';

const AT = parseInstant('2026-03-10T10:02:00Z') as Instant;
const line = (family: DecisionLine['family'], more: Partial<DecisionLine> = {}): DecisionLine => ({
  id: `${family}-1`,
  family,
  subject: 'a',
  object: 'b',
  reason: 'as she says',
  by: 'A. Berg <a@example.org>',
  at: AT,
  custody: 31,
  undoneBy: undefined,
  ...more,
});
const result = (decision: DecisionLine, more: Partial<DecisionResult> = {}): DecisionResult => ({
  decision,
  undone: [],
  analysed: { events: 1, wakes: 1, findings: [], unknown: 0, requests: 0, seconds: 0 } as unknown as DecisionResult['analysed'],
  gained: [],
  lost: [],
  changedWakes: 0,
  ...more,
});
const button = (text: string | RegExp, root: ParentNode = document): HTMLButtonElement => {
  const found = [...root.querySelectorAll('button')].find((b) =>
    typeof text === 'string' ? b.textContent === text : text.test(b.textContent ?? ''),
  );
  if (found === undefined) throw new Error(`there is no button ${text}`);
  return found;
};
const asked = (engine: FixtureEngine, name: RequestName): unknown => engine.asked.findLast((a) => a.name === name)?.args;
/** Gives the reason and decides. */
async function decide(drawn: Drawn, reason: string): Promise<void> {
  await drawn.type(drawn.one<HTMLTextAreaElement>('dialog textarea'), reason);
  await drawn.press('Enter', { ctrlKey: true });
}

const identity: Identity = {
  id: 'i1',
  kind: 'human',
  tier: undefined,
  displayName: 'Anna Berg',
  aliases: ['upn:anna@ship.example', 'email:<b>anna</b>@ship.example'] as Alias[],
  why: [],
  inventoried: true,
  environments: [],
} as unknown as Identity;
const label = { id: 'i1', label: 'Anna Berg', kind: 'human', tier: undefined } as IdentityView['label'];
const pair: SuggestionsList['rows'][number] = {
  identity: 'i1',
  alias: 'upn:anna@ship.example' as Alias,
  with: 'github-login:anna' as Alias,
  withIdentity: 'i2',
  label: 'Anna Berg',
  withLabel: 'anna',
  why: 'the same login, anna, in upn and github-login',
  dismissal: undefined,
};
const dismissed = { ...pair, dismissal: line('dismissal', { reason: 'a namesake', dismissed: true }) };
const list = (row: typeof pair): SuggestionsList => ({ rows: [row], total: 1, offered: 1, dismissed: 1 });

beforeEach(() => useCase.setState({ status: 'none', summary: undefined, error: undefined }));
async function identities(hash: string, layer: Handlers = {}, readOnly = false) {
  const engine = fixtureEngine(
    panels(),
    {
      'identities.list': () => ({ rows: [identity], total: 1 }),
      'identities.suggestions': ({ which }) => list(which === 'dismissed' ? dismissed : pair),
      'identity.view': () => ({
        identity,
        label,
        holder: undefined,
        holds: [],
        suggestions: [pair],
        chains: [],
        chainsTotal: 0,
        decisions: [line('join', { undoneBy: 'split-1' }), line('dismissal', { dismissed: false })],
      }),
      'owners.list': () => ({ identity: label, at: AT, lines: [], accountable: [] }),
      'wakes.list': () => ({ rows: [], total: 0, cut: 0 }),
    },
    layer,
  );
  const summary = await engine.request('case.summary', {});
  useCase.setState({ status: 'open', summary: { ...summary, readOnly }, error: undefined });
  return { engine, drawn: await draw(engine, <IdentitiesScreen />, hash) };
}

test('identities are narrowed to a kind, and a kind of which there is none offers to be dropped', async () => {
  const kinds = [{ value: 'human', count: 1 }];
  const { engine, drawn } = await identities('#identities?kind=credential', {
    'identities.list': ({ kinds: wanted }) => (wanted?.[0] === 'credential' ? { rows: [], total: 0, kinds } : { rows: [identity], total: 1, kinds }),
  });
  await using _ = drawn;
  expect(engine.asked.findLast((a) => a.name === 'identities.list')?.args).toMatchObject({ kinds: ['credential'] });
  expect([...drawn.one<HTMLSelectElement>('select[aria-label=Kind]').options].map((o) => o.textContent)).toEqual([
    'any kind',
    'human (1)',
    'credential (0)',
  ]);
  await drawn.click([...document.querySelectorAll('.state button')].find((b) => b.textContent === 'Drop the filter') as Element);
  expect(document.querySelectorAll('.identity-name b')).toHaveLength(1);
});

test('a suggestion is joined from the identity: with a reason, and what it changed is said finding by finding', async () => {
  const { engine, drawn } = await identities('#identities?identity=i1', {
    'identity.join': () =>
      result(line('join'), {
        changedWakes: 2,
        gained: [{ id: 'f1', rule: 'notice.missing', text: '<i>nobody</i> told her' }],
        undone: [line('split')],
      }),
  });
  await using _ = drawn;
  await drawn.click(
    button(
      'Join',
      [...document.querySelectorAll('.identity-reasons li')].find((li) => li.textContent?.includes('the same login')),
    ),
  );
  expect(drawn.one('dialog').textContent).toContain('github-login:anna are one: the same login');
  await drawn.press('Enter', { ctrlKey: true });
  expect(asked(engine, 'identity.join')).toBeUndefined();
  await decide(drawn, '  she says so ');
  expect(asked(engine, 'identity.join')).toEqual({ identity: 'upn:anna@ship.example', with: 'github-login:anna', reason: 'she says so' });
  const effect = drawn.one('dialog [role=status]').textContent;
  for (const said of ['It takes the place of 1 earlier decision', '2 wakes are judged otherwise', 'notice.missing', '<i>nobody</i> told her'])
    expect(effect).toContain(said);
});

test('an alias is split off, named as it is, and a refusal stays at the dialog with the reason that was typed', async () => {
  const { engine, drawn } = await identities('#identities?identity=i1', {
    'identity.split': () => {
      throw new Failure({ code: 'read-only', message: 'another process holds the case' });
    },
  });
  await using _ = drawn;
  await drawn.click(drawn.one('[aria-label="Split off email:<b>anna</b>@ship.example"]'));
  await decide(drawn, 'two persons');
  expect(asked(engine, 'identity.split')).toEqual({ identity: 'i1', alias: 'email:<b>anna</b>@ship.example', reason: 'two persons' });
  expect(drawn.one('dialog [role=alert]').textContent).toContain('Another process holds the case');
  expect(drawn.one<HTMLTextAreaElement>('dialog textarea').value).toBe('two persons');
});

test('an identity is joined with any other by its alias, and its history says what holds no more', async () => {
  const { engine, drawn } = await identities('#identities?identity=i1', { 'identity.join': () => result(line('join')) });
  await using _ = drawn;
  const history = drawn.text();
  expect(history).toContain('Joined a and b, undone since: as she says');
  expect(history).toContain('Offered again a and b');
  const field = drawn.one<HTMLInputElement>('[aria-label="Alias that is the same identity"]');
  await drawn.type(field, ' slack-user:U1 ');
  await drawn.submit(field);
  await decide(drawn, 'her badge');
  expect(asked(engine, 'identity.join')).toEqual({ identity: 'upn:anna@ship.example', with: 'slack-user:U1', reason: 'her badge' });
  expect(drawn.text()).toContain('No wake is judged otherwise. The findings stay as they were.');
});

test('the list of suggestions is worked by keyboard: a joins, r dismisses with a reason, and no verdict hangs on it', async () => {
  const { engine, drawn } = await identities('#identities?list=offered', {
    'suggestion.dismiss': () => ({ decision: line('dismissal', { dismissed: true }), undone: [] }),
  });
  await using _ = drawn;
  expect(drawn.text()).toContain('the same login, anna, in upn and github-login');
  await drawn.press('r');
  expect(document.querySelector('dialog')).toBeNull();
  await drawn.press('j');
  await drawn.press('a');
  expect(drawn.one('dialog').textContent).toContain('Join two identities');
  await drawn.click(button('Cancel', drawn.one('dialog')));
  await drawn.press('r');
  await decide(drawn, 'a namesake');
  expect(asked(engine, 'suggestion.dismiss')).toEqual({
    identity: 'upn:anna@ship.example',
    with: 'github-login:anna',
    dismissed: true,
    reason: 'a namesake',
  });
  expect(drawn.one('dialog [role=status]').textContent).toContain('The two are offered no more. No verdict hangs on it: custody entry 31.');
});

test('what was dismissed stands in its own list with who and why, and is offered again by a decision', async () => {
  const { engine, drawn } = await identities('#identities?list=dismissed', {
    'suggestion.dismiss': () => ({ decision: line('dismissal', { dismissed: false }), undone: [dismissed.dismissal] }),
  });
  await using _ = drawn;
  expect(drawn.text()).toContain('Dismissed: a namesake A. Berg');
  expect([...document.querySelectorAll('.pairs tbody button')].some((b) => b.textContent?.startsWith('Join'))).toBe(false);
  await drawn.click(button(/^Offer again/));
  await decide(drawn, 'looked again');
  expect(asked(engine, 'suggestion.dismiss')).toMatchObject({ dismissed: false, reason: 'looked again' });
  await drawn.click(button('Close', drawn.one('dialog footer')));
  await drawn.click(button('All'));
  expect(useNavigation.getState().params.list).toBeUndefined();
});

test('in a case that is open for reading only nothing is decided', async () => {
  const { drawn } = await identities('#identities?list=offered&row=0', {}, true);
  await using _ = drawn;
  for (const b of drawn.root.querySelectorAll<HTMLButtonElement>('.pair-acts button')) expect(b.disabled).toBe(true);
  await drawn.press('r');
  expect(document.querySelector('dialog')).toBeNull();
});

async function ties(layer: Handlers = {}, view = payrollWake) {
  const engine = fixtureEngine(panels(), { 'tie.decide': () => result(line('tie', { accept: true })) }, layer);
  return { engine, drawn: await draw(engine, <Ties view={view} />) };
}

test('a weak tie is accepted by a and rejected by r, each with its reason', async () => {
  const { engine, drawn } = await ties();
  await using _ = drawn;
  expect(drawn.text()).toContain('1 to decide on');
  expect(drawn.text()).toContain('names her but predates the change');
  await drawn.press('a');
  expect(drawn.one('dialog').textContent).toContain('counts as told');
  await decide(drawn, 'the ticket says so');
  const base = { observation: 's0009:5093', event: payrollWake.event.id };
  expect(asked(engine, 'tie.decide')).toEqual({ ...base, accept: true, reason: 'the ticket says so' });
  await drawn.click(button('Close', drawn.one('dialog footer')));
  await drawn.press('r');
  await decide(drawn, 'another change');
  expect(asked(engine, 'tie.decide')).toEqual({ ...base, accept: false, reason: 'another change' });
});

test('a tie that was decided says by whom and why, and offers only the other way; one in use can be rejected', async () => {
  const [offer] = payrollWake.offers;
  const view = {
    ...payrollWake,
    offers: [{ ...offer!, state: 'accepted' as const, decision: line('tie', { accept: true, reason: 'the desk confirms' }) }],
    ties: [
      { observation: offer!.observation, notice: 'N1', subject: 'Settled', sentAt: AT, strength: 'weak' as const, why: 'decided' },
      { observation: record('s0004:7'), notice: 'N2', subject: 'Firm', sentAt: AT, strength: 'strong' as const, why: 'names the change' },
    ],
  };
  const { engine, drawn } = await ties({}, view as typeof payrollWake);
  await using _ = drawn;
  expect(drawn.text()).toContain('the desk confirms A. Berg');
  const offered = drawn.one('[aria-label="Ties offered and decided"]');
  expect([...offered.querySelectorAll('button.small')].map((b) => b.textContent?.trim())).toEqual(['Reject']);
  await drawn.press('a');
  expect(document.querySelector('dialog')).toBeNull();
  const used = drawn.one('[aria-label="Ties in use"]');
  expect(used.textContent).not.toContain('Settled');
  await drawn.click(button('Reject', used));
  await decide(drawn, 'of another change');
  expect(asked(engine, 'tie.decide')).toMatchObject({ observation: 's0004:7', accept: false });
});

test.each([
  ['-90', -90_000_000, '1 min 30 s earlier'],
  ['−12.5', -12_500_000, 'earlier'],
  ['PT2M', 120_000_000, 'later (PT2M)'],
  ['0', 0, 'No offset.'],
])('a clock is set by %s, and what comes of it is said before', async (typed, offset, said) => {
  const engine = fixtureEngine(panels(), { 'clock.set': () => result(line('clock')) });
  await using drawn = await draw(
    engine,
    <ClockDialog source="s0003" current={60e6 as Duration} proposed={60e6 as Duration} because="pairs of one act" onClose={() => undefined} />,
  );
  expect(drawn.one<HTMLTextAreaElement>('dialog textarea').value).toBe('pairs of one act');
  await drawn.type(drawn.one<HTMLInputElement>('dialog input'), typed);
  expect(drawn.one('dialog .hint').textContent).toContain(said);
  await drawn.press('Enter', { ctrlKey: true });
  expect(asked(engine, 'clock.set')).toEqual({ source: 's0003', offset, reason: 'pairs of one act' });
});

test('what is no offset decides nothing', async () => {
  const engine = fixtureEngine(panels(), {});
  await using drawn = await draw(
    engine,
    <ClockDialog source="s0003" current={0 as Duration} proposed={0 as Duration} because="r" onClose={() => undefined} />,
  );
  await drawn.type(drawn.one<HTMLInputElement>('dialog input'), 'soon');
  expect(drawn.one('dialog .hint').textContent).toContain('Seconds, as in -90');
  await drawn.press('Enter', { ctrlKey: true });
  expect(button(/^Decide/).disabled).toBe(true);
  expect(engine.asked.some((a) => a.name === 'clock.set')).toBe(false);
});
