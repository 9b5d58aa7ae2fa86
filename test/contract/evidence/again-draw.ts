/** A case with something of everything that an import and an investigator can do, drawn; and the package that is made of it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { EngineState } from '../../../electron/engine/context.ts';
import { createDispatcher, type Dispatcher } from '../../../electron/engine/dispatch.ts';
import { readWhole } from '../../../electron/engine/evidence/container.ts';
import { nodeHashing } from '../../../electron/engine/evidence/hashing.ts';
import { generateKey } from '../../../electron/engine/evidence/keys.ts';
import { openZip } from '../../../electron/engine/evidence/zip-read.ts';
import { handlers } from '../../../electron/engine/handlers/all.ts';
import { exportWithKey } from '../../../electron/engine/handlers/evidence.ts';
import { canonical } from '../../../shared/base/canonical.ts';
import { type Instant, parseDuration, parseInstant } from '../../../shared/base/instant.ts';
import type { Args, RequestName, ResultOf } from '../../../shared/contract/requests.ts';
import { MerkleRoot, RecordCommitter } from '../../../shared/evidence/commitments.ts';
import { type CustodyAction, type CustodyHeader, composeCustodyLine } from '../../../shared/evidence/custody.ts';
import { fromHex, toHex } from '../../../shared/evidence/hashing.ts';
import { type Collection, SCHEMAS } from '../../../shared/evidence/schemas.ts';
import { tar, zip } from '../../unit/bundle/archives.ts';
import { workbook } from '../../unit/bundle/workbook.ts';
import { Forgery } from '../../unit/evidence/forge.ts';

export const INVESTIGATOR = 'R. Adeyemi <r.adeyemi@halden.example>';
const T: Instant = parseInstant('2026-03-20T15:22:00Z')!;

export class Desk {
  readonly dir: string;
  readonly state: EngineState;
  readonly dispatcher: Dispatcher;
  #n = 0;

  constructor(dir: string) {
    this.dir = dir;
    this.state = { open: undefined, mappings: join(dir, 'own') };
    this.dispatcher = createDispatcher(handlers, () => undefined, this.state);
  }

  async ask<K extends RequestName>(name: K, args: Args<K>): Promise<ResultOf<K>> {
    const answer = await this.dispatcher.request({ id: ++this.#n, name, args });
    if (answer.type !== 'result') throw new Error(`${name}: ${JSON.stringify(answer)}`);
    return answer.value as ResultOf<K>;
  }

  files(files: Readonly<Record<string, string | Buffer>>): string {
    for (const [name, content] of Object.entries(files)) {
      const path = join(this.dir, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
    return this.dir;
  }

  path(name: string): string {
    return join(this.dir, name);
  }

  /** Seals the open case with a key that is at hand, for forgers. */
  async pack(name = 'p.zip', sources: 'include' | 'hash' = 'include'): Promise<Forgery> {
    const key = generateKey();
    const quiet = { progress: () => undefined, checkCancelled: () => undefined };
    const made = await exportWithKey(this.state.open!, key, { out: this.path(name), sources, time: T }, quiet);
    const container = await openZip(made.file);
    try {
      const files = new Map<string, Buffer>();
      for (const path of container.entries.keys()) files.set(path, await readWhole(container, path, 1 << 28));
      return new Forgery(made.name, files, key);
    } finally {
      await container.close();
    }
  }
}

/** The commitments of a collection made anew, as its true ones are: what a forger does who holds the key. */
export function recommit(f: Forgery, collection: Collection): Forgery {
  const schema = SCHEMAS[collection];
  const committer = new RecordCommitter(nodeHashing, fromHex(f.text('data/commitments/salt.key').trim())!, schema);
  const tree = new MerkleRoot(nodeHashing);
  for (const line of f.text(`data/records/${collection}.jsonl`).split('\n').slice(0, -1)) {
    const row = JSON.parse(line) as Record<string, unknown>;
    tree.add(
      committer.record(
        tree.size,
        schema.fields.map((name) => (Object.hasOwn(row, name) ? canonical(row[name]) : undefined)),
      ),
    );
  }
  const root = { size: tree.size, root: toHex(tree.root()), schema: schema.schema };
  f.edit('data/commitments/roots.json', (text) => {
    const said = JSON.parse(text) as { roots: Record<string, unknown> };
    return canonical({ ...said, roots: { ...said.roots, [collection]: root } });
  });
  return f;
}

/** Manifests, commitments and the seal of what is there now, by the signer's own key. */
export function resealed(f: Forgery, ...collections: readonly Collection[]): Forgery {
  for (const c of collections) recommit(f, c);
  const { roots } = JSON.parse(f.text('data/commitments/roots.json')) as { roots: Forgery['seal']['roots'] };
  return f.remanifest().reseal(f.key, (seal) => ({ ...seal, roots }));
}

interface Logged {
  readonly header: CustodyHeader;
  readonly body: Record<string, unknown>;
}

/** The custody log written anew from what `change` makes of each entry (`undefined`: as if it had never been), chained, committed and sealed. */
export function rechained(f: Forgery, change: (entry: Logged) => Logged | undefined, ...collections: readonly Collection[]): Forgery {
  const all = (path: string): string[] => f.text(path).split('\n').slice(0, -1);
  const bodies = all('data/custody/bodies.jsonl').map((l) => JSON.parse(l) as { body: Record<string, unknown>; salt: string });
  const log: string[] = [];
  const particulars: string[] = [];
  let head = '';
  for (const [i, line] of all('data/custody/log.jsonl').entries()) {
    const { salt, body } = bodies[i]!;
    const made = change({ header: JSON.parse(line) as CustodyHeader, body });
    if (made === undefined) continue;
    const { header } = made;
    const seq = log.length + 1;
    const composed = composeCustodyLine(
      nodeHashing,
      { ...header, at: parseInstant(header.ts)!, seq, prev: seq === 1 ? header.prev : head },
      { action: header.action as CustodyAction, subjects: header.subjects, body: made.body },
      fromHex(salt)!,
    );
    head = composed.hash;
    log.push(composed.line);
    particulars.push(canonical({ seq, salt, body: made.body }));
  }
  f.put('data/custody/log.jsonl', lines(...log)).put('data/custody/bodies.jsonl', lines(...particulars));
  resealed(f, ...collections);
  return f.reseal(f.key, (seal) => ({ ...seal, custody: { entries: log.length, head } }));
}

const lines = (...all: readonly string[]): string => `${all.join('\n')}\n`;

const PEOPLE = lines(
  'person,display_name,status,start,aliases',
  'hr-id:1,Anna Berg,active,2020-01-01T00:00:00Z,upn:anna@ship.example|email:anna@ship.example',
  'hr-id:2,Bo Stone,active,2020-01-01T00:00:00Z,upn:bo@ship.example|email:bo@ship.example',
  'hr-id:3,Cy Lund,active,2020-01-01T00:00:00Z,upn:cy@ship.example|email:cy@ship.example',
);
const EVENTS = lines(
  'event_id,time,kind,actor,target,outcome',
  'E1,2026-03-04T10:00:00Z,password.reset,upn:bo@ship.example,upn:anna@ship.example,success',
  'E2,2026-03-05T10:00:00Z,session.started,github-login:anna,github-login:anna,success',
  'E3,2026-03-05T11:00:00Z,role.granted,upn:bo@ship.example,upn:cy@ship.example,success',
  'E4,never,role.granted,upn:bo@ship.example,upn:cy@ship.example,success',
  'E5,2026-03-06T11:00:00Z,credential.rotated,upn:bo@ship.example,name:svc-tide,success',
);
/** The same events once more, and one that is new. */
const AGAIN = lines(
  ...EVENTS.trimEnd().split('\n').slice(0, 3),
  'E6,2026-03-07T11:00:00Z,mfa.reset,upn:bo@ship.example,upn:anna@ship.example,success',
);
const NOTICES = lines(
  'notice_id,sent_at,channel,sender,recipients,subject,body,status,status_at,related_id',
  'N1,2026-03-04T10:02:00Z,mail,it@ship.example,email:anna@ship.example,Please call us,anna@ship.example should call the desk,delivered,2026-03-04T10:02:05Z,',
  'N1,2026-03-04T10:02:00Z,mail,it@ship.example,email:anna@ship.example,,,seen,2026-03-04T10:09:00Z,',
  'N2,2026-03-09T10:00:00Z,mail,it@ship.example,email:bo@ship.example,Lunch,Lunch at noon,delivered,2026-03-09T10:00:05Z,',
);
const LOCAL = lines(
  'event_id,time,kind,actor,target,outcome',
  'L1,2026-03-08 09:30:00,account.disabled,upn:bo@ship.example,upn:cy@ship.example,success',
);
const ACME = lines(
  'When,Operator,Action,Subject,Result,Ref',
  '04.03.2026 08:41,upn:bo@ship.example,Reset password,upn:cy@ship.example,OK,V-1',
  '04.03.2026 08:45,upn:bo@ship.example,Assign role,upn:cy@ship.example,OK,V-2',
  '05.03.2026 11:02,upn:cy@ship.example,Frobnicate,upn:cy@ship.example,ERR,V-3',
);
export const MAPPING = `mapping: acme
title: Acme
fits: {columns: [When, Operator, Action, Subject, Result, Ref]}
zone: Europe/Oslo
read:
  - as: event
    time: {path: When, format: DD.MM.YYYY HH:mm}
    kind: {path: Action, values: {password.reset: [Reset password], role.granted: [Assign role]}, else: ignore}
    outcome: {path: Result, values: {success: [OK], failure: [ERR]}}
    actor: Operator
    target: Subject
    event_id: Ref
`;
const MBOX = `From it@ship.example Wed Mar  4 10:05:00 2026
Received: from mx.ship.example by box.ship.example; Wed, 04 Mar 2026 10:05:02 +0000
From: it@ship.example
To: anna@ship.example
Date: Wed, 04 Mar 2026 10:05:00 +0000
Subject: Your password was reset
Message-ID: <m1@ship.example>

Bo reset it, event E1. Räksmörgås.
`;
const GUID = '11111111-2222-3333-4444-00000000000';
const ENTRA = lines(
  canonical({
    id: 'Directory_1',
    category: 'UserManagement',
    correlationId: `${GUID}9`,
    result: 'success',
    activityDisplayName: 'Reset user password',
    activityDateTime: '2026-03-10T10:01:00.1234567Z',
    initiatedBy: { user: { id: `${GUID}1`, userPrincipalName: 'bo@ship.example', displayName: 'Bo', ipAddress: '192.0.2.4' }, app: null },
    targetResources: [{ id: `${GUID}2`, displayName: 'Anna', type: 'User', userPrincipalName: 'anna@ship.example', modifiedProperties: [] }],
  }),
);
const UNIFIED = lines(
  canonical({
    CreationTime: '2026-03-10T10:01:01',
    Id: 'ual-1',
    Operation: 'Reset user password.',
    RecordType: 8,
    ResultStatus: 'Success',
    UserType: 2,
    Workload: 'AzureActiveDirectory',
    ClientIP: '192.0.2.4:51000',
    UserId: 'bo@ship.example',
    OrganizationName: 'ship.onmicrosoft.com',
    Actor: [{ ID: 'bo@ship.example', Type: 5 }],
    Target: [
      { ID: `${GUID}2`, Type: 2 },
      { ID: 'anna@ship.example', Type: 5 },
    ],
    InterSystemsId: `${GUID}9`,
    ModifiedProperties: [],
  }),
);
const WEEKS = '{from: 2026-03-01T00:00:00Z, to: 2026-03-15T00:00:00Z}';
const BUNDLE = lines(
  'organisation: Ship & Co',
  `period: ${WEEKS}`,
  'sources:',
  `  - {match: notices.csv, channels: [mail], covers: ${WEEKS}}`,
  `  - {match: notices.csv, channels: [page], covers: {from: 2026-03-01T00:00:00Z, to: 2026-03-06T00:00:00Z}}`,
  `  - {match: acme/*.csv, type: "mapping: maps/acme.yaml", system: acme-desk, clock: {offset: PT30S, uncertainty: PT5S}}`,
  '  - {match: local.csv, zone: Europe/Helsinki}',
  '  - {match: "azure/outer.zip/inner.zip/again.csv.gz", system: events.csv}',
  `  - {match: empty-a.json, type: exchange-message-trace, system: exchange, channel: mail, covers: ${WEEKS}}`,
  `  - {match: empty-b.json, type: pagerduty-log-entries, system: pagerduty, channel: page, covers: ${WEEKS}}`,
  '  - {match: left.csv, leave out: true}',
);

/** The tape of an archive that was cut off in the middle of its last member. */
function cutTar(): Buffer {
  const rows = Array.from(
    { length: 40 },
    (_, i) => `T${i},2026-03-11T10:${String(i).padStart(2, '0')}:00Z,session.started,upn:bo@ship.example,upn:bo@ship.example,success`,
  );
  const whole = tar([{ name: 'tape.csv', data: lines('event_id,time,kind,actor,target,outcome', ...rows) }]);
  return whole.subarray(0, 512 + 1500);
}

const inner = (): Buffer =>
  zip([
    { name: 'again.csv.gz', data: gzipSync(AGAIN) },
    { name: 'deep/unified.json', data: UNIFIED, deflate: true },
  ]);

export const LOGS: Readonly<Record<string, string | Buffer>> = {
  'logs/bundle.yaml': BUNDLE,
  'logs/maps/acme.yaml': MAPPING,
  'logs/people.csv': PEOPLE,
  'logs/events.csv': EVENTS,
  'logs/notices.csv': NOTICES,
  'logs/copy of notices.csv': NOTICES,
  'logs/acme/march.csv': ACME,
  'logs/local.csv': LOCAL,
  'logs/left.csv': LOCAL,
  'logs/mail/anna.mbox': MBOX,
  'logs/empty-a.json': '[]',
  'logs/empty-b.json': '[]',
  'logs/azure/entra.json': ENTRA,
  'logs/azure/outer.zip': zip([{ name: 'inner.zip', data: inner(), deflate: true }]),
  'logs/damaged/tape.tar': cutTar(),
  'logs/damaged/broken.csv.gz': gzipSync(EVENTS.replaceAll('E', 'G').repeat(40)).subarray(0, 200),
  'logs/desk.xlsx': workbook([
    {
      name: 'Actions & more',
      rows: [
        ['action_id', 'time', 'actor', 'identity', 'action', 'outcome'],
        ['A1', '2026-03-04T12:00:00Z', 'upn:bo@ship.example', 'upn:anna@ship.example', 'revoke', 'success'],
        ['A2', '2026-03-06T12:00:00Z', 'upn:bo@ship.example', 'name:svc-tide', 'rotate', 'success'],
      ],
    },
    {
      name: 'Notes',
      rows: [
        ['nothing', 'of note'],
        ['a', 'b'],
      ],
    },
  ]),
  'logs/picture.bin': Buffer.from(Array.from({ length: 600 }, (_, i) => (i * 7919) % 256)),
};

/** Imports in two runs and decides of everything something. */
export async function investigate(desk: Desk): Promise<void> {
  const reason = 'as the desk says';
  desk.files(LOGS);
  desk.files({
    'more/extra.csv': EVENTS.replaceAll(/^E/gm, 'X').replaceAll('2026-03-0', '2026-03-1'),
    'more/plain.txt': lines(
      'event_id;time;kind;actor;target;outcome',
      'P1;2026-03-12 08:00:00;role.granted;upn:bo@ship.example;upn:anna@ship.example;success',
    ),
  });
  await desk.ask('case.create', { dir: desk.path('case'), title: 'Ship & Co, week 10', investigator: INVESTIGATOR });
  await desk.ask('import.run', { paths: [desk.path('logs')], options: {} });
  await desk.ask('import.run', {
    paths: [desk.path('more')],
    options: { as: 'table', zone: '+02:00', members: [{ name: 'extra.csv', system: 'extra', clock: { offset: parseDuration('-PT7S')! } }] },
  });
  await desk.ask('mapping.save', { text: MAPPING.replace('mapping: acme', 'mapping: other'), to: 'case' });
  await desk.ask('suggestion.dismiss', { identity: 'github-login:anna', with: 'hr-id:1', dismissed: true, reason });
  await desk.ask('identity.join', { identity: 'hr-id:1', with: 'github-login:anna', reason });
  await desk.ask('identity.split', { identity: 'hr-id:3', alias: 'upn:cy@ship.example', reason });
  await desk.ask('tie.decide', { observation: 'N1', event: 'E1', accept: true, reason });
  await desk.ask('tie.decide', { observation: 'N2', event: 'E1', accept: false, reason });
  const { sources } = await desk.ask('sources.list', {});
  const notices = sources.find((s) => s.name === 'notices.csv' || s.name === 'copy of notices.csv')!;
  await desk.ask('clock.set', { source: notices.source, offset: parseDuration('PT20S')!, reason });
  desk.files({ 'strict.yaml': (await desk.ask('policy.default', {})).text.replace('revision: 1', 'revision: 7') });
  await desk.ask('analysis.run', { policyFile: desk.path('strict.yaml') });
  const finding = (await desk.ask('findings.list', {})).rows[0]!;
  await desk.ask('notes.add', { on: finding.id, text: 'Looked at twice.\nWith a second line.' });
  await desk.ask('notes.add', { on: 'case', text: 'All of it.' });
  await desk.ask('finding.dispose', { finding: finding.id, as: 'confirmed', reason });
  await desk.ask('finding.dispose', { finding: finding.id, as: 'dismissed', reason: 'after all not' });
}
