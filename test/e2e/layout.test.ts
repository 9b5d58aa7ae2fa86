/**
 * Nothing stands where it cannot be seen: on every screen, in a whole window, a small one and half of one, with the sample and
 * with names that nobody would give. What ends in an ellipsis or can be scrolled to is in sight; what a clip cuts off is not.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Stage, setStage } from './stage.ts';

const SIZES = [
  { width: 1440, height: 900 },
  { width: 1100, height: 700 },
  { width: 700, height: 900 },
] as const;

const NAMES = [
  'a'.repeat(180),
  'Extraordinarily-Long-Identity-Name-That-Never-Ends-'.repeat(4),
  '<img src=x onerror=alert(1)>',
  '\u202Egnp.evil\u202C name with\u200Bzero\u2066width',
  `arn:aws:iam::123456789012:role/very/long/path/${'segment/'.repeat(12)}end`,
  'a name of many words that goes on and on and on until somebody stops it, which nobody does, since nobody reads so far',
] as const;
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const mail = (i: number): string => `email:user${i}${'x'.repeat(60)}@example.org`;
const lines = (...rows: readonly (readonly string[])[]): string => `${rows.map((r) => r.map(quoted).join(',')).join('\n')}\n`;

/** An organisation in which every name is one that no screen was drawn with. */
function writeHostile(dir: string): void {
  mkdirSync(join(dir, 'n'.repeat(100)), { recursive: true });
  const at = (i: number, minute = 0): string => new Date(Date.UTC(2026, 2, 2, i * 5, minute)).toISOString();
  const write = (name: string, ...rows: readonly (readonly string[])[]): void => writeFileSync(join(dir, name), lines(...rows));
  write(
    'identities.csv',
    ['identity', 'kind', 'aliases', 'display_name', 'application', 'service', 'privilege_tier'],
    ...NAMES.map((n, i) => [mail(i), i % 2 === 0 ? 'human' : 'service-account', `name:${n.replaceAll('|', '/')}`, n, n, n, String(i % 3)]),
  );
  write(
    'claims.csv',
    ['subject', 'role', 'party', 'party_type', 'valid_from', 'as_of', 'system'],
    ...NAMES.flatMap((n, i) => [
      [mail(i), 'owner', mail((i + 1) % NAMES.length), 'person', '2026-01-01T00:00:00Z', '2026-03-01T00:00:00Z', `cmdb ${n.slice(0, 40)}`],
      [mail(i), 'owner', `Team ${n}`, 'team', '2026-01-01T00:00:00Z', '2026-03-01T00:00:00Z', 'hr'],
    ]),
  );
  const kinds = ['password.reset', 'role.granted', 'credential.rotated', 'breakglass.opened', 'payroll.changed'];
  const changes = Array.from({ length: 18 }, (_x, i) => i);
  write(
    join('n'.repeat(100), 'events <script>alert(1)<%2fscript>.csv'),
    ['event_id', 'time', 'kind', 'actor', 'target', 'outcome', 'access', 'reason'],
    ...changes.map((i) => [
      `ev-${i}`,
      at(i),
      kinds[i % kinds.length] ?? '',
      mail((i + 2) % NAMES.length),
      mail(i % NAMES.length),
      'success',
      NAMES[(i + 1) % NAMES.length] ?? '',
      NAMES[(i + 3) % NAMES.length] ?? '',
    ]),
  );
  write(
    'notices.csv',
    ['notice_id', 'channel', 'sent_at', 'sender', 'recipients', 'subject', 'status', 'status_at', 'related_id'],
    ...changes
      .filter((i) => i % 2 === 0)
      .map((i) => [
        `n-${i}`,
        'mail',
        at(i, 3),
        'system',
        mail(i % NAMES.length),
        `${NAMES[i % NAMES.length]} was changed`,
        'delivered',
        at(i, 4),
        `ev-${i}`,
      ]),
  );
  writeFileSync(
    join(dir, 'bundle.yaml'),
    `period: {from: 2026-03-01T00:00:00Z, to: 2026-03-08T00:00:00Z}
sources:
  - {match: '*/*', type: table, system: 'system ${'y'.repeat(80)}', channel: iam-audit, covers: {from: 2026-03-01T00:00:00Z, to: 2026-03-08T00:00:00Z}}
  - {match: notices.csv, type: table, system: a-mail-system-of-a-long-name, channel: [mail, page], covers: {from: 2026-03-01T00:00:00Z, to: 2026-03-08T00:00:00Z}}
`,
  );
}

/** Runs in the page: what has text or can be pressed, and reaches beyond an edge over which nobody can scroll. */
const cutOff = (): string[] => {
  const nameOf = (e: Element): string => `${e.tagName.toLowerCase()}.${[...e.classList].join('.')}`;
  const found = new Set<string>();
  for (const e of document.querySelectorAll('.topbar *, .outlet *, .statusbar *, dialog[open] *')) {
    const speaks = [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && (n.textContent ?? '').trim() !== '');
    if (!speaks && !(e instanceof HTMLButtonElement) && !(e instanceof HTMLInputElement)) continue;
    if (e.closest('.unseen, .skip, defs, [aria-hidden=true]') !== null) continue;
    const box = e.getBoundingClientRect();
    if (box.width === 0 || box.height === 0) continue;
    for (let around: Element | null = e; around !== null; around = around.parentElement) {
      const style = getComputedStyle(around);
      if (style.textOverflow === 'ellipsis') break;
      if (around === e) continue;
      const edge = around.getBoundingClientRect();
      const beyond = box.right > edge.right + 1 || box.left < edge.left - 1;
      const scrolls = style.overflowX === 'auto' || style.overflowX === 'scroll';
      if (scrolls && !(beyond && around.scrollWidth <= around.clientWidth)) break;
      if (beyond && (scrolls || style.overflowX === 'hidden' || style.overflowX === 'clip')) {
        found.add(`${nameOf(e)} "${(e.textContent ?? '').slice(0, 40)}" beyond ${nameOf(around)}`);
        break;
      }
      // A dialog stands over everything: nothing around it clips it.
      if (around.tagName === 'DIALOG') break;
    }
  }
  return [...found];
};

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage?.close());

/** Goes to a place and waits until nothing on it is still to come. */
async function open(hash: string): Promise<void> {
  const { page } = stage;
  await page.evaluate((to) => {
    for (const dialog of document.querySelectorAll('dialog[open]')) dialog.dispatchEvent(new Event('cancel', { cancelable: true }));
    location.hash = to;
  }, hash);
  await drawn();
}
/** Two frames: React has drawn what was asked, and the observers of sizes have seen it; then all that is on its way. */
async function drawn(): Promise<void> {
  const frames = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  await stage.page.evaluate(frames);
  await stage.page.waitForFunction(() => document.querySelector('.outlet') !== null && document.querySelector('[aria-busy=true]') === null);
  await stage.page.evaluate(frames);
}

/** Every screen; of wakes, findings, identities and events one of each kind, `most` at the most. */
async function placesOf(most: number): Promise<readonly string[]> {
  const { engine } = stage;
  const findings = (await engine.request('findings.list', {})).rows;
  const wakes = (await engine.request('wakes.list', { offset: 0, limit: 50 })).rows;
  const identities = (await engine.request('identities.list', { offset: 0, limit: 200 })).rows;
  const events = (await engine.request('timeline.page', { limit: 50 })).rows;
  const of = <T>(all: readonly T[], key: (one: T) => string): T[] => [...new Map(all.map((one) => [key(one), one])).values()].slice(0, most);
  return [
    ...[
      'start',
      'import',
      'sources',
      'sources?source=s0003',
      'sources?rejects=all',
      'timeline',
      'wakes',
      'findings',
      'identities',
      'graph',
      'matrix',
    ],
    ...[
      'policy',
      'questions?question=4',
      'notebook',
      'custody?entry=3',
      'evidence',
      'evidence?export=yes',
      'evidence?handout=yes',
      'evidence?verify=choose',
    ],
    ...of(wakes, (w) => w.kind).map((w) => `wake?wake=${w.id}`),
    ...of(findings, (f) => f.rule).map((f) => `findings?${new URLSearchParams({ finding: f.id })}`),
    ...of(identities, (i) => i.kind).flatMap((i) => [
      `identities?${new URLSearchParams({ identity: i.id })}`,
      `identities?${new URLSearchParams({ identity: i.id, owners: 'lanes' })}`,
    ]),
    ...of(events, (e) => e.kind).map((e) => `timeline?event=${e.id}`),
  ].map((place) => `#${place}`);
}

const CASES = ['the sample', 'an organisation of impossible names', 'an empty case'] as const;
describe.each(CASES)('%s', (which) => {
  let places: readonly string[] = [];
  beforeAll(async () => {
    const { engine, dir } = stage;
    if (which === 'the sample') await engine.request('demo.run', { dir: join(dir, 'sample') });
    else {
      const title = which === 'an empty case' ? 'Empty' : `<b>Hostile</b> \u202E ${'a title that does not end '.repeat(8)}`;
      await engine.request('case.create', {
        dir: join(dir, `${which}.case`),
        title,
        investigator: `Ada ${'Lovelace-'.repeat(12)} <ada@example.org>`,
      });
      if (which !== 'an empty case') {
        writeHostile(join(dir, 'hostile'));
        await engine.request('import.run', { paths: [join(dir, 'hostile')], options: {} });
      }
    }
    // The sample's names are what the screens were drawn with: two of each say as much as twelve.
    places = await placesOf(which === 'the sample' ? 2 : 20);
  });

  test('shows all that it says at 1440, 1100 and 700 px', async () => {
    const { page, host } = stage;
    await page.goto(`http://127.0.0.1:${host.port}/`);
    const cut: Record<string, readonly string[]> = {};
    for (const place of places) {
      await open(place);
      for (const size of SIZES) {
        await page.setViewportSize(size);
        await drawn();
        const found = await page.evaluate(cutOff);
        if (found.length > 0) cut[`${place} at ${size.width}`] = found;
      }
    }
    expect(places.length).toBeGreaterThan(18);
    expect(cut).toEqual({});
  }, 180_000);
});
