// @vitest-environment happy-dom
import { act } from 'react';
import { beforeEach, expect, test } from 'vitest';
import { EvidenceScreen } from '../../renderer/screens/evidence/EvidenceScreen.tsx';
import { resultText } from '../../renderer/screens/evidence/Verification.tsx';
import { useCase } from '../../renderer/state/case.ts';
import { useJobs } from '../../renderer/state/jobs.ts';
import { useNavigation } from '../../renderer/state/navigation.ts';
import { useVerifications } from '../../renderer/state/verifications.ts';
import { Failure } from '../../shared/contract/errors.ts';
import type { ResultOf } from '../../shared/contract/requests.ts';
import { type Drawn, draw } from './drawing.ts';
import { cancelled, fixtureEngine, type Handlers } from './fixture/engine.ts';
import { panels } from './fixture/panels.ts';

beforeEach(() => {
  useJobs.setState({ job: undefined });
  useVerifications.setState({ byFile: new Map(), sealed: new Map() });
});

const SEALED: ResultOf<'evidence.export'> = {
  file: '/cases/out/halden-r03.evidence.zip',
  name: 'halden-r03',
  revision: 3,
  bytes: 38e6,
  entries: 64,
  fingerprint: 'SHA256:abc',
  allowedSigners: 'r@halden.example namespaces="seal@tracewake" ssh-ed25519 AAAA',
  commands: ['sha256sum --strict -c manifest-sha256.txt'],
  seconds: 1,
};

async function open(hash: string, layer: Handlers = {}) {
  const engine = fixtureEngine(panels(), { 'evidence.export': () => SEALED }, layer);
  useCase.setState({ status: 'open', summary: await engine.request('case.summary', {}), error: undefined });
  return {
    engine,
    drawn: await draw(
      engine,
      <main tabIndex={-1}>
        <EvidenceScreen />
      </main>,
      hash,
    ),
  };
}
const field = (drawn: Drawn, label: string): HTMLInputElement => {
  const found = [...drawn.root.querySelectorAll('label')].find((l) => l.textContent?.startsWith(label));
  const input = found?.control ?? found?.querySelector('input') ?? document.getElementById(found?.htmlFor ?? '');
  if (!(input instanceof HTMLInputElement)) throw new Error(`no field ${label}`);
  return input;
};

test('a seal asks for key and passphrase, and the passphrase is forgotten after it', async () => {
  const { engine, drawn } = await open('#evidence?export=yes');
  await using _ = drawn;
  await drawn.press('Enter', { ctrlKey: true });
  expect(engine.asked.some((a) => a.name === 'evidence.export')).toBe(false);
  await drawn.type(field(drawn, 'Key file'), '/keys/adeyemi.key');
  await drawn.type(field(drawn, 'Passphrase'), 'correct horse');
  await drawn.press('Enter', { ctrlKey: true });
  expect(engine.asked.find((a) => a.name === 'evidence.export')?.args).toMatchObject({
    keyFile: '/keys/adeyemi.key',
    passphrase: 'correct horse',
    sources: 'include',
    out: '/cases/TW-2026-014/out/halden-marine-week-10-r03.evidence.zip',
  });
  expect(drawn.text()).toContain(SEALED.allowedSigners);
  expect(document.body.innerHTML).not.toContain('correct horse');
  expect(JSON.stringify([{ ...localStorage }, location.href])).not.toContain('correct horse');
});

test('a wrong passphrase is said at the dialog, which stays open', async () => {
  const { drawn } = await open('#evidence?export=yes', {
    'evidence.export': () => {
      throw new Failure({ code: 'passphrase', message: 'the passphrase does not open this key', advice: 'try again' });
    },
  });
  await using _ = drawn;
  await drawn.type(field(drawn, 'Key file'), '/keys/adeyemi.key');
  await drawn.type(field(drawn, 'Passphrase'), 'wrong');
  await drawn.press('Enter', { ctrlKey: true });
  expect(drawn.one('dialog [role=alert]').textContent).toContain('The passphrase does not open this key. Try again.');
});

test('the signer’s key is shown by its fingerprint before anything is sealed, once its path is whole', async () => {
  const { engine, drawn } = await open('#evidence?export=yes');
  await using _ = drawn;
  const key = field(drawn, 'Key file');
  await act(async () => key.focus());
  await drawn.type(key, '/keys/adeyemi.key');
  expect(engine.asked.some((a) => a.name === 'evidence.key')).toBe(false);
  await act(async () => key.blur());
  await drawn.settle();
  expect(drawn.text()).toContain('SHA256:u8QmT3vYhB0eWJ5r1kLZxPq7sNd2gFaCoI9tVbR4nXc');
});

test('hashes only is one choice away', async () => {
  const { engine, drawn } = await open('#evidence?export=yes');
  await using _ = drawn;
  const radios = drawn.root.querySelectorAll<HTMLInputElement>('input[name=sources]');
  await drawn.click(radios[1] as Element);
  await drawn.type(field(drawn, 'Key file'), '/keys/adeyemi.key');
  await drawn.type(field(drawn, 'Passphrase'), 'x');
  await drawn.press('Enter', { ctrlKey: true });
  expect(engine.asked.find((a) => a.name === 'evidence.export')?.args).toMatchObject({ sources: 'hash' });
});

test('packages of the case are listed, each with what it carries', async () => {
  const { drawn } = await open('#evidence');
  await using _ = drawn;
  expect(drawn.one('aside[aria-label=Packages]').textContent).toContain('TW-2026-014-r02');
  expect(drawn.one('aside[aria-label=Packages]').textContent).toContain('hashes of the sources');
});

test('a new key is suggested beside the case, by a path that needs no working out', async () => {
  const { drawn } = await open('#evidence?export=yes');
  await using _ = drawn;
  await drawn.click([...document.querySelectorAll('dialog label, dialog button')].find((e) => e.textContent === 'Make a key') as Element);
  expect(field(drawn, 'New key file').value).toBe('/cases/signing.key');
});

test('the case is handed out in the chosen form under a name that says which, and what was written is shown', async () => {
  const { engine, drawn } = await open('#evidence?handout=yes', {
    'export.to': ({ format, out }) => ({
      file: out,
      format,
      bytes: 2048,
      sha256: 'ab'.repeat(32),
      rows: 2,
      notes: ['no finding cites a technique of ATT&CK: the layer is empty'],
      seconds: 1,
    }),
  });
  await using _ = drawn;
  const radios = drawn.root.querySelectorAll<HTMLInputElement>('input[name=form]');
  await drawn.click(radios[5] as Element);
  await drawn.press('Enter', { ctrlKey: true });
  expect(engine.asked.find((a) => a.name === 'export.to')?.args).toMatchObject({
    format: 'navigator',
    out: '/cases/TW-2026-014/out/halden-marine-week-10.layer.json',
    overwrite: false,
  });
  expect(drawn.text()).toContain('2 techniques');
  expect(drawn.text()).toContain('ab'.repeat(32));
  expect(drawn.text()).toContain('the layer is empty');
});

test('a file that is there is said at the dialog, and replaced only where that is asked for', async () => {
  const { engine, drawn } = await open('#evidence?handout=yes', {
    'export.to': ({ overwrite }) => {
      if (overwrite !== true) throw new Failure({ code: 'usage', message: 'there is a file of that name already', advice: 'choose another name' });
      return { file: '/x', format: 'timesketch', bytes: 1, sha256: 'a', rows: 1, notes: [], seconds: 1 };
    },
  });
  await using _ = drawn;
  await drawn.press('Enter', { ctrlKey: true });
  expect(drawn.one('dialog [role=alert]').textContent).toContain('There is a file of that name already');
  await drawn.click(drawn.one('dialog input[type=checkbox]'));
  await drawn.press('Enter', { ctrlKey: true });
  expect(engine.asked.filter((a) => a.name === 'export.to').map((a) => (a.args as { overwrite: boolean }).overwrite)).toEqual([false, true]);
  expect(drawn.text()).toContain('1 event');
});

test('each form has a name of its own, a name that was typed holds until another form is chosen', async () => {
  const { drawn } = await open('#evidence?handout=yes');
  await using _ = drawn;
  const radios = [...drawn.root.querySelectorAll<HTMLInputElement>('input[name=form]')];
  const names: string[] = [];
  for (const radio of radios) {
    await drawn.click(radio);
    names.push(field(drawn, 'File').value);
  }
  expect(new Set(names).size).toBe(radios.length);
  expect(names.map((n) => n.replace(/^.*week-10/, ''))).toEqual([
    '.timesketch.csv',
    '.timesketch.jsonl',
    '.ocsf.jsonl',
    '.parquet',
    '.csv',
    '.layer.json',
    '.stix.json',
  ]);
  await drawn.type(field(drawn, 'File'), '/elsewhere/x.json');
  expect(field(drawn, 'File').value).toBe('/elsewhere/x.json');
  await drawn.click(radios[0] as Element);
  expect(field(drawn, 'File').value).toMatch(/week-10\.timesketch\.csv$/);
});

test('while it is written its progress is shown and nothing can be changed; a cancelled hand-out says that nothing was written', async () => {
  const { engine, drawn } = await open('#evidence?handout=yes', {
    'export.to': (_args, how) =>
      new Promise<never>((_resolve, reject) => {
        how.onProgress({
          request: 1,
          phase: 'writing',
          member: undefined,
          bytes: undefined,
          records: { done: 40, of: 80 },
          rate: undefined,
          secondsLeft: undefined,
        });
        how.signal?.addEventListener('abort', () => reject(cancelled()));
      }),
  });
  await using _ = drawn;
  await drawn.press('Enter', { ctrlKey: true });
  expect(drawn.one('dialog [role=progressbar]').getAttribute('aria-valuenow')).toBe('50');
  expect(drawn.one<HTMLFieldSetElement>('dialog fieldset.export-columns').disabled).toBe(true);
  await drawn.press('Enter', { ctrlKey: true });
  expect(engine.asked.filter((a) => a.name === 'export.to')).toHaveLength(1);
  await drawn.click([...document.querySelectorAll('dialog footer button')].find((b) => b.textContent === 'Cancel') as Element);
  expect(drawn.one('dialog').textContent).toContain('Cancelled. Nothing was written.');
});

test('the focus stays in the dialog while it seals and when it is done, and goes back to the screen', async () => {
  let finish: (() => void) | undefined;
  const { drawn } = await open('#evidence', {
    'evidence.export': () =>
      new Promise<ResultOf<'evidence.export'>>((resolve) => {
        finish = () => resolve(SEALED);
      }),
  });
  await using _ = drawn;
  const [opener] = [...document.querySelectorAll<HTMLButtonElement>('.toolbar button')].filter((b) => b.textContent === 'Export a signed package');
  await act(async () => opener?.focus());
  await drawn.click(opener as Element);
  await drawn.type(field(drawn, 'Key file'), '/keys/adeyemi.key');
  const passphrase = field(drawn, 'Passphrase');
  await drawn.type(passphrase, 'correct horse');
  await act(async () => passphrase.focus());
  await drawn.press('Enter', { ctrlKey: true });
  expect(document.activeElement?.textContent).toBe('Export a signed package');
  expect(drawn.one('dialog').contains(document.activeElement)).toBe(true);
  finish?.();
  await drawn.settle();
  expect(document.activeElement?.textContent).toBe('Sealed halden-r03');
  await drawn.click(drawn.one('dialog [aria-label="Close"]'));
  expect(document.activeElement).toBe(opener);
});

test('where what opened a dialog is gone, the screen has the focus', async () => {
  const { drawn } = await open('#evidence?export=yes');
  await using _ = drawn;
  await drawn.click(drawn.one('dialog [aria-label="Close"]'));
  expect(document.activeElement).toBe(drawn.one('main'));
});

const PACKAGE = '/in/tw-r01.evidence.zip';
const levelsAsked = (engine: { readonly asked: readonly { readonly name: string; readonly args: unknown }[] }) =>
  engine.asked.filter((a) => a.name === 'evidence.verify').map((a) => (a.args as { level?: number }).level);
const button = (name: string): Element => [...document.querySelectorAll('button')].find((b) => b.textContent === name) as Element;
/** What the row of L5 says: its result, what was checked and what was not. */
const l5 = (drawn: Drawn): string =>
  [...drawn.root.querySelectorAll('.levels tbody tr')].find((r) => r.textContent?.startsWith('L5'))?.textContent ?? '';

test('the sources are parsed again only when that is asked for, in the row of its level, and the answer stands there with the focus on it', async () => {
  const { engine, drawn } = await open(`#evidence?verify=${PACKAGE}`);
  await using _ = drawn;
  expect(levelsAsked(engine)).toEqual([undefined]);
  expect(l5(drawn)).toContain('NOT ASKED');
  const ask = button('Parse the sources again') as HTMLButtonElement;
  await act(async () => ask.focus());
  await drawn.click(ask);
  await drawn.settle();
  expect(levelsAsked(engine)).toEqual([undefined, 5]);
  expect(l5(drawn)).toContain('48,210 rows');
  expect(button('Parse the sources again')).toBeUndefined();
  expect(document.activeElement).toBe(drawn.one('.verification-result'));
  // What was asked is asked again.
  await drawn.click(button('Verify again'));
  await drawn.settle();
  expect(levelsAsked(engine)).toEqual([undefined, 5, 5]);
});

test('it can be asked for with the package, and the dialog says what it costs', async () => {
  const { engine, drawn } = await open('#evidence?verify=choose');
  await using _ = drawn;
  expect(drawn.one('dialog').textContent).toContain('takes as long as the import did');
  await drawn.type(field(drawn, 'Package'), PACKAGE);
  await drawn.click(drawn.one('dialog input[type=checkbox]'));
  await act(async () => void drawn.one('dialog form').dispatchEvent(new Event('submit', { bubbles: true, cancelable: true })));
  await drawn.settle();
  expect(levelsAsked(engine)).toEqual([5]);
  expect(l5(drawn)).toContain('PASSED');
});

test('while it runs it says which step it is at; cancelled, the answer from before stands', async () => {
  let slow = false;
  const { engine, drawn } = await open(`#evidence?verify=${PACKAGE}`, {
    'evidence.verify': (args, how) => {
      if (!slow) return panels()['evidence.verify']!(args, how);
      how.onProgress({
        request: 1,
        phase: 'reading',
        member: 'entra.json',
        bytes: { done: 1, of: 4 },
        records: undefined,
        rate: undefined,
        secondsLeft: undefined,
      });
      return new Promise<never>((_resolve, reject) => how.signal?.addEventListener('abort', () => reject(cancelled())));
    },
  });
  await using _ = drawn;
  slow = true;
  await drawn.click(button('Parse the sources again'));
  await drawn.settle();
  expect(drawn.one('.state h2').textContent).toBe('Verifying tw-r01.evidence.zip: parsing its sources again');
  expect(drawn.one('.state [role=progressbar]').getAttribute('aria-valuenow')).toBe('25');
  await drawn.click(button('Cancel'));
  await drawn.settle();
  expect(l5(drawn)).toContain('NOT ASKED');
  expect(drawn.text()).toContain('Parse the sources again');
  expect(levelsAsked(engine)).toEqual([undefined, 5]);
});

const row = (drawn: Drawn, level: string): Element =>
  [...drawn.root.querySelectorAll('.levels tbody tr')].find((r) => r.firstElementChild?.textContent === level) as Element;

test('a level that failed says first what is wrong, the code and the file before the words, and then what holds all the same', async () => {
  const { drawn } = await open('#evidence?verify=/in/courier-r01.evidence.zip');
  await using _ = drawn;
  expect([...row(drawn, 'R').children[3]!.querySelectorAll('p')].map((p) => p.textContent)).toEqual([
    'E_ROOT_MISMATCH data/records/notices.jsonl',
    'its rows are not those that the commitments are over',
    '47,102 rows of 8 of 9 collections give the roots that the seal is over; nothing of them is withheld',
  ]);
  // Nothing of it was checked to the end, and yet something was found: "nothing" would deny it.
  expect(row(drawn, 'L3').children[3]!.textContent).toContain('W_SIGNER_UNKNOWN');
  expect(row(drawn, 'L3').children[3]!.textContent).not.toContain('nothing');
  expect(row(drawn, 'L5').children[3]!.textContent).toBe('nothing');
});

test('the commands by hand are those that a package prints: one block that stops at what fails and says so', async () => {
  const { drawn } = await open(`#evidence?verify=${PACKAGE}`);
  await using _ = drawn;
  const lines = drawn.one('pre.commands').textContent?.split('\n') ?? [];
  expect(lines).toHaveLength(6);
  expect(lines.slice(0, 5).every((l) => l.startsWith('{ ') && l.endsWith('false; }; } &&'))).toBe(true);
  expect(lines[0]).toContain('signatures/01-investigator/seal.json');
  expect(lines[5]).toMatch(/^echo 'OK: /);
});

test('in a case without sources there is nothing to hand out: the screen says so and leads to the import', async () => {
  const engine = fixtureEngine(panels(), { 'evidence.packages': () => [] });
  const summary = await engine.request('case.summary', {});
  useCase.setState({ status: 'open', summary: { ...summary, counts: { ...summary.counts, sources: 0, packages: 0 } }, error: undefined });
  await using drawn = await draw(engine, <EvidenceScreen />, '#evidence');
  expect(drawn.one('.state').textContent).toContain('import sources first');
  await drawn.click([...document.querySelectorAll('.state button')].find((b) => b.textContent === 'Import') as Element);
  expect(useNavigation.getState().screen).toBe('import');
});

test('the result of a verification can be taken along as text: each level, what is wrong, and what was not checked', async () => {
  const view = await fixtureEngine(panels()).request('evidence.verify', { file: 'halden-r02\u202e.evidence.zip' });
  const text = resultText(view, undefined, '/in/r01.zip');
  for (const level of view.levels) expect(text).toContain(`${level.level} ${level.result}: ${level.claim}`);
  for (const said of view.levels.flatMap((l) => [...l.notChecked, ...l.checked])) expect(text).toContain(said);
  expect(text).toContain('Signers: none given. Earlier package: /in/r01.zip.');
  expect(text).not.toContain('\u202e');
});

test('a verification without signers offers to choose them, and the own key’s line where this window sealed it, with what that proves', async () => {
  const { engine, drawn } = await open('#evidence?export=yes');
  await using _ = drawn;
  await drawn.type(field(drawn, 'Key file'), '/keys/adeyemi.key');
  await drawn.type(field(drawn, 'Passphrase'), 'correct horse');
  await drawn.press('Enter', { ctrlKey: true });
  await drawn.click(button('Verify it now') as Element);
  expect(drawn.text()).toContain('INDETERMINATE');
  expect(drawn.text()).not.toContain('Exit code');
  expect(button('Choose allowed_signers')).toBeDefined();
  // Nothing is taken that was not asked for.
  expect(engine.asked.findLast((a) => a.name === 'evidence.verify')?.args).toMatchObject({ signersText: undefined });
  await drawn.click(button('Take my own key’s line') as Element);
  expect(engine.asked.findLast((a) => a.name === 'evidence.verify')?.args).toMatchObject({ file: SEALED.file, signersText: SEALED.allowedSigners });
  expect(drawn.text()).toContain('Whose key it is, it proves to nobody else');
});

test('the line of an own key is offered for no package that this window did not seal', async () => {
  const { drawn } = await open('#evidence?verify=/in/other.evidence.zip&own=yes');
  await using _ = drawn;
  expect(button('Choose allowed_signers')).toBeDefined();
  expect(button('Take my own key’s line')).toBeUndefined();
  expect(drawn.text()).not.toContain('Held against your own key');
});
