// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest';
import { SourcesScreen } from '../../renderer/screens/sources/SourcesScreen.tsx';
import { useCase } from '../../renderer/state/case.ts';
import { useNavigation } from '../../renderer/state/navigation.ts';
import type { SourceLine } from '../../shared/views/types.ts';
import { draw } from './drawing.ts';
import { hash } from './fixture/drawn.ts';
import { fixtureEngine, type Handlers } from './fixture/engine.ts';
import { panels } from './fixture/panels.ts';
import { requests as asked, counted, coverage, sources } from './fixture/sources.ts';

const SHA = 'ab'.repeat(32);
const [base] = sources;
const mapped: SourceLine = {
  ...base!,
  source: 's0001',
  type: 'mapping:acme',
  typeTitle: 'Acme access',
  typeWhy: 'declared',
  mapping: SHA,
  zone: 'Europe/Oslo',
  setByHand: ['mapping', 'zone', 'covers'],
};
const declared: SourceLine = { ...base!, source: 's0002', type: 'okta-system-log', typeTitle: 'Okta system log', typeWhy: 'declared' };
const told: SourceLine = {
  ...base!,
  source: 's0003',
  type: 'entra-audit',
  typeTitle: 'Entra audit',
  typeWhy: 'its records have activityDisplayName',
};
const totals = { read: 0, accepted: 0, ignored: 0, rejected: 0, duplicate: 0, undated: 0 };

beforeEach(() => useCase.setState({ status: 'none', summary: undefined, error: undefined }));

async function open(at: string, layer: Handlers = {}) {
  const engine = fixtureEngine(panels(), {
    'sources.list': () => ({ sources: [mapped, declared, told], totals, coverage, requests: [] }),
    'mapping.list': () => ({
      folder: undefined,
      mappings: [
        { name: 'acme', title: 'Acme access', where: 'case', file: undefined, text: 'mapping: acme\n# the later one', sha256: hash(9) },
        { name: 'acme', title: 'Acme access', where: 'case', file: undefined, text: 'mapping: acme\n# the one that read it', sha256: SHA },
      ],
      warnings: [],
    }),
    ...layer,
  });
  return draw(engine, <SourcesScreen />, at);
}
/** What stands beside a term of the chosen source. */
const fact = (name: string): string => {
  const dt = [...document.querySelectorAll('.source-facts dt')].find((d) => d.textContent === name);
  return dt?.nextElementSibling?.textContent ?? `no ${name}`;
};

test('a source says which mapping read it, and marks what was set by hand and nothing else', async () => {
  await using _ = await open('#sources?source=s0001');
  expect(fact('Read as')).toContain('mapping:acme');
  expect(fact('Read as')).toContain('chosen for it at the import');
  for (const name of ['Read as', 'Zone', 'Covers']) expect(fact(name)).toContain('set by hand');
  for (const name of ['System', 'Channels', 'Clock']) expect(fact(name)).not.toContain('set by hand');
});

test('the text of the mapping is that which read the source, not a later one of its name', async () => {
  await using drawn = await open('#sources?source=s0001');
  await drawn.click([...document.querySelectorAll('.source-facts button')].find((b) => b.textContent === 'Show') as Element);
  expect(drawn.one('dialog pre').textContent).toBe('mapping: acme\n# the one that read it');
});

test('what bundle.yaml says and what the content says are told apart', async () => {
  {
    await using _ = await open('#sources?source=s0002');
    expect(fact('Read as')).toContain('okta-system-log');
    expect(fact('Read as')).toContain('bundle.yaml says so');
  }
  await using _ = await open('#sources?source=s0003');
  expect(fact('Read as')).toContain('its records have activityDisplayName');
});

test('the ledger names what each source was read as, and marks those with settings of the investigator', async () => {
  await using drawn = await open('#sources');
  const cells = [...document.querySelectorAll('.ledger tbody .ledger-as')].map((c) => c.textContent);
  expect(cells).toEqual(['by handAcme access', 'Okta system log', 'Entra audit']);
  expect(drawn.one('.ledger tbody tr:first-child .ledger-as > span').getAttribute('title')).toContain('mapping, zone, covers');
});

test('a citation of an evidence request leads to it: marked, with the keyboard, and a system that may be any said so', async () => {
  const [line] = counted(asked);
  const requests = [
    { ...line!, number: 'ER-01', system: 'exchange' },
    { ...line!, number: 'ER-02', system: 'any', channel: 'mail' as const },
  ];
  await using _ = await open('#sources?request=ER-02', {
    'sources.list': () => ({ sources: [mapped], totals, coverage, requests }),
  });
  const marked = document.querySelectorAll('.requests [aria-current]');
  expect(marked).toHaveLength(1);
  expect(marked[0]?.textContent).toContain('ER-02');
  expect(marked[0]?.textContent).toContain('any system, mail');
  expect(document.activeElement).toBe(marked[0]);
});

test('an original that is no longer what was imported is marked in the ledger and said at the source', async () => {
  const altered: SourceLine = { ...declared, original: 'altered' };
  await using drawn = await open('#sources?source=s0002', {
    'sources.list': () => ({ sources: [mapped, altered, told], totals, coverage, requests: [] }),
  });
  expect(document.querySelectorAll('[title="The original is no longer what was imported"]')).toHaveLength(1);
  expect(fact('Size')).toContain('the file is no longer what was imported');
  expect(drawn.text()).not.toContain('the file is gone');
});

test('sources of which no record was read are said to be that, and no question is said to be settled', async () => {
  const unread = { ...totals, accepted: 0, duplicate: 0 };
  {
    await using drawn = await open('#sources', { 'sources.list': () => ({ sources: [mapped], totals: unread, coverage, requests: [] }) });
    expect(drawn.one('.sources-main [role=status]').textContent).toContain('No adapter read a record of this source');
    expect(drawn.text()).toContain('Nothing was asked of any log yet');
    expect(drawn.text()).not.toContain('No question is left open');
    await drawn.click(drawn.one('.sources-main [role=status] button'));
    expect(useNavigation.getState().screen).toBe('import');
  }
  await using drawn = await open('#sources', {
    'sources.list': () => ({ sources: [mapped], totals: { ...totals, accepted: 5 }, coverage, requests: [] }),
  });
  expect(drawn.text()).toContain('No question is left open');
});
