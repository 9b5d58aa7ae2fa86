/**
 * However a log is cut into files, in whatever order they come, whatever of it comes twice: it is the same case. Only the numbers of
 * sources and records and the count of duplicates may differ.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createDispatcher } from '../../electron/engine/dispatch.ts';
import { handlers } from '../../electron/engine/handlers/all.ts';
import type { Args, RequestName, ResultOf } from '../../shared/contract/requests.ts';
import { below, pick, type Random, random, shuffled } from './random.ts';

const PEOPLE = ['ada', 'bo', 'cy', 'dee'];
const ACCOUNT = '111122223333';
const at = (minute: number, ms = 0): string => new Date(Date.UTC(2026, 2, 4) + minute * 60_000 + ms).toISOString();

/** A log: its records, and how a file of some of them is written. */
interface Log {
  readonly name: string;
  readonly ext: string;
  readonly records: readonly string[];
  write(records: readonly string[], r: Random | undefined): string;
}

const json = (name: string, records: readonly object[]): Log => ({
  name,
  ext: 'json',
  records: records.map((o) => JSON.stringify(o)),
  write: (some, r) => (r === undefined || r() < 0.5 ? some.join('\n') : r() < 0.5 ? `[${some.join(',\n')}]` : `{"Records":[${some.join(',')}]}`),
});
const csv = (name: string, header: string, rows: readonly string[]): Log => ({
  name,
  ext: 'csv',
  records: rows,
  write: (some) => [header, ...some].join('\n'),
});

function world(r: Random): Log[] {
  const trail = Array.from({ length: 40 }, (_, i) => {
    const [who, name] = [
      pick(r, PEOPLE),
      pick(r, ['CreateAccessKey', 'AttachUserPolicy', 'ListBuckets', 'UpdateLoginProfile', 'DeleteAccessKey', 'PutObject']),
    ];
    const target = pick(r, PEOPLE);
    const minute = below(r, 3000);
    return {
      eventVersion: '1.08',
      userIdentity: {
        type: 'IAMUser',
        arn: `arn:aws:iam::${ACCOUNT}:user/${who}`,
        accountId: ACCOUNT,
        userName: who,
        accessKeyId: `AKIA${who.toUpperCase()}0000`,
      },
      eventTime: at(minute).replace('.000', ''),
      eventSource: 'iam.amazonaws.com',
      eventName: name,
      awsRegion: 'eu-west-1',
      sourceIPAddress: `10.0.0.${below(r, 3)}`,
      requestParameters: {
        userName: target,
        policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
        accessKeyId: `AKIA${target.toUpperCase()}0000`,
      },
      responseElements: name === 'CreateAccessKey' ? { accessKey: { userName: target, accessKeyId: `AKIA${target.toUpperCase()}0000` } } : null,
      ...(r() < 0.1 ? { errorCode: 'AccessDenied' } : {}),
      requestID: `req-${i}`,
      eventID: `ct-${i}`,
      eventType: 'AwsApiCall',
      recipientAccountId: ACCOUNT,
    };
  });
  const okta = Array.from({ length: 25 }, (_, i) => {
    const [who, target] = [pick(r, PEOPLE), pick(r, PEOPLE)];
    const user = (p: string) => ({ id: `00u${p}`, type: 'User', alternateId: `${p}@corp.example`, displayName: p });
    return {
      uuid: `ok-${i}`,
      published: at(below(r, 3000), below(r, 1000)),
      eventType: pick(r, ['user.mfa.factor.deactivate', 'user.session.start', 'user.account.reset_password', 'group.user_membership.add']),
      actor: user(who),
      target: [user(target), { id: '00gadmins', type: 'UserGroup', displayName: 'admins' }],
      outcome: { result: r() < 0.8 ? 'SUCCESS' : 'FAILURE' },
      transaction: { id: `tx-${i}` },
      severity: 'INFO',
    };
  });
  const entra = Array.from({ length: 12 }, (_, i) => ({
    id: `en-${i}`,
    activityDateTime: at(100 + i * 7, 120 + i),
    activityDisplayName: 'Add member to role',
    category: 'RoleManagement',
    correlationId: `corr-${i}`,
    result: 'success',
    initiatedBy: { user: { id: 'obj-ada', userPrincipalName: 'ada@corp.example' }, app: null },
    targetResources: [
      {
        id: `obj-${pick(r, PEOPLE)}`,
        type: 'User',
        modifiedProperties: [{ displayName: 'Role.DisplayName', oldValue: null, newValue: '"Global Reader"' }],
      },
    ],
  }));
  const unified = entra.slice(0, 8).map((e, i) => ({
    CreationTime: e.activityDateTime.slice(0, 19),
    Id: `ual-${i}`,
    Operation: 'Add member to role.',
    RecordType: 8,
    ResultStatus: 'Success',
    UserId: 'ada@corp.example',
    Workload: 'AzureActiveDirectory',
    InterSystemsId: e.correlationId,
    ObjectId: 'x',
    Actor: [{ ID: 'ada@corp.example', Type: 5 }],
    Target: [
      { ID: `User_${e.targetResources[0]?.id}`, Type: 2 },
      { ID: e.targetResources[0]?.id, Type: 2 },
    ],
    ModifiedProperties: [{ Name: 'Role.DisplayName', NewValue: 'Global Reader', OldValue: '' }],
    OrganizationId: 'o',
    UserType: 0,
  }));
  const claims = PEOPLE.flatMap((p) => [
    `aws-arn:arn:aws:iam::${ACCOUNT}:user/${p},identity,owner,${pick(r, PEOPLE)}@corp.example,person,,,2026-03-01T00:00:00Z,cmdb`,
    `aws-arn:arn:aws:iam::${ACCOUNT}:user/${p},identity,owner,team-${pick(r, ['a', 'b'])},team,2026-03-0${1 + below(r, 3)}T00:00:00Z,,2026-03-02T00:00:00Z,sheet`,
  ]);
  const people = PEOPLE.map(
    (p) =>
      `email:${p}@corp.example,${p},${p === 'dee' ? 'left' : 'active'},2020-01-01T00:00:00Z,${p === 'dee' ? '2026-03-05T00:00:00Z' : ''},,ops,,okta-user:00u${p}|hr-id:${p}`,
  );
  const notices = Array.from({ length: 15 }, (_, i) => {
    const n = below(r, 40);
    return `n-${i},${at(below(r, 3000))},mail,iam@corp.example,${pick(r, PEOPLE)}@corp.example,access key created,for ${pick(r, PEOPLE)},${pick(r, ['delivered', 'bounced', 'sent'])},,ct-${n}`;
  });
  const identities = PEOPLE.map(
    (p) => `aws-arn:arn:aws:iam::${ACCOUNT}:user/${p},${pick(r, ['human', 'service-account'])},${p},email:${p}@corp.example,,,,${below(r, 3)},,,`,
  );
  return [
    json('cloudtrail', trail),
    json('okta', okta),
    json('entra', entra),
    json('unified', unified),
    csv('claims', 'subject,subject_type,role,party,party_type,valid_from,valid_to,as_of,system', claims),
    csv('people', 'person,display_name,status,start,end,moved_at,team,manager,aliases', people),
    csv('notices', 'notice_id,sent_at,channel,sender,recipients,subject,body,status,status_at,related_id', notices),
    csv(
      'identities',
      'identity,kind,display_name,holder,application,service,environment,privilege_tier,last_rotation,revocation_method,aliases',
      identities,
    ),
  ];
}

/**
 * A table's system is its file's name, unless it is declared; cut into files it is one system still. What four people cover is declared:
 * by the rules a hole between two sources cuts what is inferred, and four rows in three files are mostly holes.
 */
const COVERS = ', covers: {from: 2026-03-01T00:00:00Z, to: 2026-03-08T00:00:00Z}';
const BUNDLE = ['claims', 'people', 'notices', 'identities']
  .map((n) => `  - {match: "**/*${n}*", system: ${n}${n === 'notices' ? '' : COVERS}}`)
  .join('\n');

interface File {
  readonly name: string;
  readonly bytes: Buffer | string;
}

const whole = (logs: readonly Log[]): File[] => logs.map((l) => ({ name: `${l.name}.${l.ext}`, bytes: l.write(l.records, undefined) }));

/** Cut, mixed, with records and files that come again. */
function scattered(logs: readonly Log[], r: Random): File[] {
  const files: File[] = [];
  for (const log of logs) {
    const parts = 1 + below(r, 4);
    const piles: string[][] = Array.from({ length: parts }, () => []);
    for (const record of log.ext === 'json' && r() < 0.7 ? shuffled(r, log.records) : log.records) {
      pick(r, piles).push(record);
      if (r() < 0.15) pick(r, piles).push(record);
    }
    for (const [i, pile] of piles.entries()) {
      if (pile.length === 0) continue;
      const text = log.write(pile, r);
      const zipped = r() < 0.3;
      files.push({ name: `${log.name}-${i}.${log.ext}${zipped ? '.gz' : ''}`, bytes: zipped ? gzipSync(text) : text });
      if (r() < 0.2) files.push({ name: `copy of ${log.name}-${i}.${log.ext}`, bytes: text });
    }
  }
  return files.map((f) => ({ ...f, name: `${String(below(r, 1000)).padStart(3, '0')}/${f.name}` }));
}

/** What a case says, without the numbers that the order of import gives. */
type Said = Readonly<Record<string, readonly string[]>>;

async function said(imports: readonly (readonly File[])[]): Promise<Said & { readonly ledger: readonly string[] }> {
  const dir = mkdtempSync(join(tmpdir(), 'tracewake-same-'));
  const engine = createDispatcher(handlers, () => undefined);
  let id = 0;
  const ask = async <K extends RequestName>(name: K, args: Args<K>): Promise<ResultOf<K>> => {
    const a = await engine.request({ id: ++id, name, args });
    if (a.type === 'error') throw new Error(`${name}: ${a.error.message}`);
    return (a as { value: unknown }).value as ResultOf<K>;
  };
  try {
    await ask('case.create', { dir: join(dir, 'case'), title: 'same', investigator: 'A <a@example.org>' });
    for (const [i, files] of imports.entries()) {
      const folder = join(dir, `in-${i}`);
      mkdirSync(folder);
      writeFileSync(join(folder, 'bundle.yaml'), `period: {from: 2026-03-04T00:00:00Z, to: 2026-03-08T00:00:00Z}\nsources:\n${BUNDLE}\n`);
      for (const f of files) {
        mkdirSync(join(folder, f.name, '..'), { recursive: true });
        writeFileSync(join(folder, f.name), f.bytes);
      }
      const report = await ask('import.run', { paths: [folder], options: { analyse: i === imports.length - 1 } });
      if (report.failed.length > 0) throw new Error(JSON.stringify(report.failed));
    }
    const lines = async (
      name: 'machine.findings' | 'machine.wakes' | 'machine.identities' | 'machine.timeline',
    ): Promise<Record<string, unknown>[]> => {
      const all: Record<string, unknown>[] = [];
      let after: string | undefined;
      do {
        const page: { lines: readonly string[]; next?: string | undefined } = await ask(name, { after });
        all.push(...page.lines.map((l) => JSON.parse(l) as Record<string, unknown>));
        after = page.next;
      } while (after !== undefined);
      return all;
    };
    const events = await lines('machine.timeline');
    const names = new Map(events.map((e) => [String(e.id), `${String(e.system)} ${String(e.nativeId)} ${String(e.kind)}`]));
    /** Ids of sources, records, events become what they stand for. */
    const plain = (value: unknown): string =>
      JSON.stringify(value, (key, v: unknown) => {
        if (['id', 'source', 'position', 'record', 'records', 'wake', 'findings'].includes(key) && typeof v !== 'object') return undefined;
        if (key === 'position' || key === 'findings') return undefined;
        if (key === 'offers' && Array.isArray(v))
          return v.map((o: { why: string; state: string; subject?: string; at?: number }) => `${o.state} ${o.subject} ${o.at}: ${o.why}`).sort();
        if (key === 'evidence' && Array.isArray(v))
          return v.map((e: { role: string; time?: string; text: string }) => `${e.role} ${e.time ?? ''} ${e.text}`).sort();
        return v;
      });
    const sorted = (list: readonly unknown[]): string[] => list.map(plain).sort();
    const identities = await lines('machine.identities');
    const owners: unknown[] = [];
    const known = new Set(identities.flatMap((i) => i.aliases as string[]));
    for (const p of PEOPLE) {
      const identity = `aws-arn:arn:aws:iam::${ACCOUNT}:user/${p}`;
      if (!known.has(identity)) continue;
      const { lines: own } = await ask('owners.list', { identity });
      owners.push(...own.map((o) => ({ ...o, p, record: undefined, source: undefined })));
    }
    const requests = await ask('requests.list', {});
    const { sources, totals } = await ask('sources.list', {});
    return {
      events: sorted(events),
      identities: sorted(identities.map((i) => ({ ...i, aliases: [...(i.aliases as string[])].sort(), why: undefined }))),
      owners: sorted(owners),
      wakes: sorted(await lines('machine.wakes')),
      findings: sorted(await lines('machine.findings')),
      coverage: sorted((await ask('coverage.list', {})).rows),
      requests: requests.map((q) => plain({ ...q, number: undefined, settles: undefined })).sort(),
      distinct: [`${totals.accepted} accepted, ${totals.ignored} ignored, ${totals.rejected} rejected, ${totals.undated} undated`],
      ledger: [
        ...sources.filter((s) => s.read !== s.accepted + s.ignored + s.rejected + s.duplicate).map((s) => `${s.name} does not add up`),
        ...(names.size === events.length ? [] : ['two events have one id']),
      ],
    };
  } finally {
    await ask('case.close', {});
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Which parts differ, and how: the first few lines that only one side has. */
function differences(a: Said, b: Said): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const part of Object.keys(a)) {
    const [x, y] = [a[part] ?? [], b[part] ?? []];
    const onlyA = x.filter((l) => !y.includes(l));
    const onlyB = y.filter((l) => !x.includes(l));
    if (x.join('\n') !== y.join('\n')) out[part] = { count: [x.length, y.length], before: onlyA.slice(0, 2), after: onlyB.slice(0, 2) };
  }
  return out;
}

const SEEDS = [1, 2, 3, 4, 5];
/** Two cases of dozens of sources each, every one durable before the next: on a busy machine that takes its time. */
const PATIENCE = 120_000;

describe('a log cut into files, in any order, with repetitions, is the same case', () => {
  test.each(SEEDS)(
    'seed %i',
    async (seed) => {
      const logs = world(random(seed));
      const r = random(seed * 7919);
      const files = scattered(logs, r);
      // In one import, or in several after one another.
      const imports: File[][] = Array.from({ length: 1 + below(r, 3) }, () => []);
      for (const f of files) pick(r, imports).push(f);
      const expected = await said([whole(logs)]);
      const got = await said(imports.filter((i) => i.length > 0));
      expect(expected.ledger).toEqual([]);
      expect(expected.findings?.length).toBeGreaterThan(10);
      expect(differences(expected, got)).toEqual({});
    },
    PATIENCE,
  );
});

describe('exports of one system that overlap', () => {
  const claim = (party: string, asOf: string): string =>
    `aws-arn:arn:aws:iam::${ACCOUNT}:user/ada,identity,owner,${party}@corp.example,person,,,${asOf},cmdb`;
  const header = 'subject,subject_type,role,party,party_type,valid_from,valid_to,as_of,system';
  const trailOf = (n: number, extra = ''): string =>
    `{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::${ACCOUNT}:user/bo","accountId":"${ACCOUNT}","userName":"bo"},"eventTime":"2026-03-04T08:0${n}:00Z","eventSource":"iam.amazonaws.com","eventName":"CreateUser","requestParameters":{"userName":"n${n}"},"eventID":"ct-${n}","recipientAccountId":"${ACCOUNT}"${extra}}`;

  test('make one event of one record that stands in both, with both records, and count it as a duplicate', async () => {
    // The second export writes the same record with its keys spaced, so that the bytes differ and the id alone tells.
    const again = trailOf(2).replaceAll('":', '": ');
    const { events, ledger, distinct } = await said([
      [{ name: 'a.json', bytes: `${trailOf(1)}\n${trailOf(2)}` }],
      [{ name: 'b.json', bytes: `${again}\n${trailOf(3)}` }],
    ]);
    expect(ledger).toEqual([]);
    expect(events).toHaveLength(3);
    expect(distinct).toEqual(['3 accepted, 0 ignored, 0 rejected, 0 undated']);
  });

  test('keep both claims where the later one contradicts the earlier, and one where it repeats it', async () => {
    const first = `${header}\n${claim('bo', '2026-03-01T00:00:00Z')}`;
    const later = `${header}\n${claim('bo', '2026-03-01T00:00:00Z')}\n${claim('cy', '2026-03-03T00:00:00Z')}`;
    for (const imports of [
      [[{ name: 'claims-1.csv', bytes: first }], [{ name: 'claims-2.csv', bytes: later }]],
      [[{ name: 'claims-2.csv', bytes: later }], [{ name: 'claims-1.csv', bytes: first }]],
    ]) {
      const { owners } = await said(
        imports.map((files) => [
          ...files,
          { name: 'people.csv', bytes: 'person,display_name,status,start,end,moved_at,team,manager,aliases\nemail:bo@corp.example,bo,active,,,,,,' },
        ]),
      );
      expect(owners?.map((line) => JSON.parse(line)).map((o: { party: string; asOf: number; status: string }) => [o.party, o.status])).toEqual([
        [expect.stringContaining('bo'), 'valid'],
        [expect.stringContaining('cy'), 'valid'],
      ]);
    }
  });
});
