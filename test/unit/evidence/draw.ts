/** A small case's package, drawn: enough of everything to be packed, sealed and attacked. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeHashing } from '../../../electron/engine/evidence/hashing.ts';
import type { EvidenceInput, Row, SourceInput } from '../../../electron/engine/evidence/input.ts';
import { generateKey, type SigningKey } from '../../../electron/engine/evidence/keys.ts';
import { packEvidence } from '../../../electron/engine/evidence/pack.ts';
import type { ByteSink } from '../../../electron/engine/evidence/zip-write.ts';
import { duration, formatDuration, formatInstant, type Instant, parseInstant, plus, SECOND } from '../../../shared/base/instant.ts';
import { type CustodyAction, composeCustodyLine } from '../../../shared/evidence/custody.ts';
import { isObject, type JsonObject } from '../../../shared/evidence/json.ts';
import { packageRoot } from '../../../shared/evidence/paths.ts';
import type { ReportModel } from '../../../shared/evidence/report/model.ts';
import type { Collection } from '../../../shared/evidence/schemas.ts';

export const at = (text: string): Instant => parseInstant(text)!;
export const EXPORTED = at('2026-03-11T15:22:00Z');
export const SIGNER = 'r.adeyemi@halden.example';

export class MemorySink implements ByteSink {
  #parts: Buffer[] = [];
  #size = 0;
  write(bytes: Uint8Array): Promise<void> {
    this.#parts.push(Buffer.from(bytes));
    this.#size += bytes.length;
    return Promise.resolve();
  }
  rewrite(position: number, bytes: Uint8Array): Promise<void> {
    const all = this.bytes();
    all.set(bytes, position);
    return Promise.resolve();
  }
  bytes(): Buffer {
    if (this.#parts.length !== 1) this.#parts = [Buffer.concat(this.#parts, this.#size)];
    return this.#parts[0]!;
  }
}

const hex = (seed: string): string => createHash('sha256').update(seed).digest('hex');

export interface CustodyEntry {
  readonly seq: number;
  readonly line: string;
  readonly salt: string;
  readonly body: string;
}

export interface DrawnCustody {
  readonly entries: number;
  readonly head: string;
  readonly lines: readonly CustodyEntry[];
  /** What the files of a package with this log have to say. */
  readonly says: {
    readonly caseInfo: JsonObject;
    readonly annotations: readonly Row[];
    readonly disposition: string;
    /** The offset of each source's clock, where it was set. */
    readonly clocks: ReadonlyMap<string, number>;
    /** The entry of each source's import. */
    readonly imports: ReadonlyMap<string, number>;
  };
}

export const POLICY_YAML = 'name: halden-2026\nrevision: 3\n';
const TITLE = 'Halden Marine, week 10';

/** After these an analysis is old. */
const OUTDATING: ReadonlySet<string> = new Set(['source.imported', 'policy.changed', 'case.changed', 'clock.set', 'tie.decided', 'identity.joined']);

export interface DrawnEntry {
  readonly action: CustodyAction;
  readonly subjects: readonly string[];
  readonly body: JsonObject;
}

export interface DrawCustodyOptions {
  readonly caseId?: string;
  readonly fork?: number;
  readonly title?: string;
  readonly policy?: string | null;
  readonly sources?: readonly SourceInput[];
  /** Whether the imports say how many events they gave. */
  readonly events?: boolean;
  readonly insert?: readonly DrawnEntry[];
  /** Entries without particulars, as those of an older version might be. */
  readonly bare?: boolean;
}

/**
 * A chain of entries that follows from its arguments alone: the case, its sources, its analysis, a disposition, then notes. `fork` gives
 * another one from that entry on; `insert` puts entries of one's own after the analysis.
 */
export function drawCustody(count: number, options: DrawCustodyOptions = {}): DrawnCustody {
  const caseId = options.caseId ?? 'case-7f3a';
  const created = at('2026-03-11T14:00:00Z');
  const actor = `R. Adeyemi <${SIGNER}>`;
  const sources = options.sources ?? DRAWN_SOURCES;
  const planned: DrawnEntry[] = [
    {
      action: 'case.created',
      subjects: [caseId],
      body: { title: options.title ?? TITLE, tlp: 'AMBER+STRICT', policy: options.policy === undefined ? POLICY_YAML : options.policy },
    },
    ...sources.map((s): DrawnEntry => ({ action: 'source.imported', subjects: [s.id], body: importOf(s, options.events ?? true) })),
    { action: 'analysis.run', subjects: [], body: { policy: 'halden-2026', revision: 3, findings: 1, identities: 0, unknown: 1, wakes: 1 } },
    ...(options.insert ?? []),
    {
      action: 'finding.disposed',
      subjects: [FINDING.id],
      body: { finding: FINDING.id, rule: FINDING.rule, disposition: 'confirmed', reason: 'seen' },
    },
  ];
  const lines: CustodyEntry[] = [];
  const annotations: Row[] = [];
  const imports = new Map<string, number>();
  const clocks = new Map<string, number>();
  let caseInfo: JsonObject = {
    title: options.title ?? TITLE,
    tlp: 'AMBER+STRICT',
    scope: 'case',
    created: formatInstant(plus(created, SECOND)),
    periodDeclared: false,
    ties: [],
    joins: [],
    splits: [],
  };
  let disposition = 'open';
  let prev = hex('genesis');
  for (let seq = 1; seq <= count; seq++) {
    const branch = options.fork !== undefined && seq >= options.fork ? 'other' : '';
    const salt = Buffer.from(hex(`salt ${seq}`), 'hex');
    const time = plus(created, (seq * SECOND) as never);
    const note: DrawnEntry = { action: 'note.added', subjects: ['s0001:1', `n${seq}`], body: { on: 's0001:1', text: `note ${seq}` } };
    const { action, subjects, body } = planned[seq - 1] ?? note;
    const entry = { action, subjects, body: options.bare === true ? {} : branch === '' ? body : { ...body, branch } };
    const place = { seq, case: caseId, prev, at: time, clock: 'system', actor, device: 'desk-4', tool: 'tracewake/0.1.0' };
    const composed = composeCustodyLine(nodeHashing, place, entry, salt);
    lines.push({ seq, line: composed.line, salt: salt.toString('hex'), body: composed.body });
    prev = composed.hash;
    const row = { by: actor, at: time, custody: seq };
    if (OUTDATING.has(action) && isObject(caseInfo.analysis)) caseInfo = { ...caseInfo, analysis: { ...caseInfo.analysis, current: false } };
    switch (action) {
      case 'source.imported':
        imports.set(subjects[0]!, seq);
        break;
      case 'analysis.run':
        caseInfo = { ...caseInfo, analysis: { at: formatInstant(time), current: true, policy: { name: body.policy, revision: body.revision } } };
        break;
      case 'case.changed': {
        const { from, to } = body.period as { from: Instant; to: Instant };
        const period = { from: formatInstant(from), to: formatInstant(to) };
        caseInfo = { ...caseInfo, organisation: body.organisation, period, periodDeclared: true };
        break;
      }
      case 'note.added':
        annotations.push({ id: `n${seq}`, type: 'note', on: body.on, text: body.text, ...row });
        break;
      case 'finding.disposed':
        disposition = String(body.disposition);
        annotations.push({ id: `d-${seq}`, type: 'disposition', on: body.finding, disposition, reason: body.reason, ...row });
        break;
      case 'clock.set':
      case 'tie.decided':
      case 'identity.joined': {
        const { subject, reason, ...decision } = body;
        const type = action === 'clock.set' ? 'clock' : action === 'tie.decided' ? 'tie' : 'join';
        annotations.push({ id: `${type}-${seq}`, type, on: subject, reason, decision, ...row });
        if (type === 'clock') clocks.set(subjects[0]!, body.offset as number);
        if (type === 'tie') caseInfo = { ...caseInfo, ties: [{ observation: subject, ...decision }] };
        if (type === 'join') caseInfo = { ...caseInfo, joins: [{ a: subject, b: body.with, reason, by: actor }] };
      }
    }
  }
  return { entries: count, head: prev, lines, says: { caseInfo, annotations, disposition, clocks, imports } };
}

/** The body of a source's import, of what its meta.json says. */
function importOf({ id, meta }: SourceInput, events: boolean): JsonObject {
  const { counts, clock: _, names: _names, custody: _custody, ...said } = meta;
  return {
    ...said,
    declared: null,
    zone: null,
    clock: { offset: 0, uncertainty: null },
    ledger: counts,
    ...(events ? { events: id === 's0001' ? EVENTS.length : 0 } : {}),
  };
}

const EVENTS: Row[] = [
  {
    id: 's0001:1',
    time: at('2026-03-04T07:41:26.207Z'),
    kind: 'payroll.changed',
    outcome: 'success',
    operation: 'Update payment details',
    actor: 'upn:m.lindqvist@halden.example',
    target: 'hr-id:004417',
    correlation: ['hc-77120'],
    system: 'hr-core',
    record: 's0001:1',
  },
  { id: 's0001:2', kind: 'other', outcome: 'unknown', operation: 'half \ud800 of a pair', system: 'hr-core', record: 's0001:2' },
];

export const FINDING = {
  id: 'w-s0001:1/notice.suppressed',
  rule: 'notice.suppressed',
  stage: 'delivered',
  verdict: 'unmet',
  severity: 'critical',
  confidence: 'high',
  subject: 'ihr-id:004417',
  wake: 'w-s0001:1',
  event: 's0001:1',
  missing: ['person'],
  text: 'The notice of the changed bank account reached M. Lindqvist’s mailbox and was moved to RSS Feeds by a rule.',
  evidence: [{ role: 'event', record: 's0001:1', time: at('2026-03-04T07:41:26.207Z'), text: 'Payment details of 004417 updated' }],
  coverage: [],
  frameworks: ['NIST CSF 2.0 RS.CO-02'],
  disposition: 'confirmed',
} as const;

export const LOG = Buffer.from('{"time":"2026-03-04T07:41:26.207Z","op":"Update payment details"}\n{"op":"half \\ud800 of a pair"}\n');

export function drawSource(id: string, bytes: Uint8Array, extension = '.ndjson', include = true): SourceInput {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return {
    id,
    meta: {
      name: `hr/<b>export</b>${extension}`,
      names: [`hr/<b>export</b>${extension}`],
      type: 'plain-events',
      adapterVersion: 1,
      sha256,
      bytes: bytes.length,
      clock: { offset: 'PT0S' },
      counts: { read: 2, accepted: 2, ignored: 0, rejected: 0, duplicate: 0, undated: 1 },
    },
    original: include ? { extension, sha256, open: () => [bytes] } : undefined,
  };
}

const DRAWN_SOURCES = [drawSource('s0001', LOG), drawSource('s0002', Buffer.from('a,b\n1,2\n'), '.csv', false)];
/** The case, its sources, its analysis, a disposition, and two notes. */
const DRAWN_ENTRIES = 7;

export function drawReport(custody: { entries: number; head: string }, title: string): ReportModel {
  return {
    caseId: 'case-7f3a',
    title,
    organisation: 'Halden Marine',
    tlp: 'AMBER+STRICT',
    revision: 1,
    investigator: `R. Adeyemi <${SIGNER}>`,
    exportedAt: EXPORTED,
    period: { from: at('2026-03-02T00:00:00Z'), to: at('2026-03-09T00:00:00Z') },
    policy: { name: 'halden-2026', revision: 3 },
    analysedAt: at('2026-03-11T14:02:31Z'),
    totals: {
      records: 2,
      events: 2,
      wakes: 1,
      cutWakes: 1,
      findings: { low: 0, medium: 0, high: 0, critical: 1 },
      confirmed: 1,
      dismissed: 0,
      unknown: 1,
    },
    analysisCurrent: true,
    findings: [
      {
        number: 'F-0001',
        id: FINDING.id,
        rule: FINDING.rule,
        severity: 'critical',
        verdict: 'unmet',
        stage: 'delivered',
        confidence: 'high',
        subject: 'Marta Lindqvist',
        kind: 'payroll.changed',
        time: at('2026-03-04T07:41:26.207Z'),
        strip: ['met', 'unmet', 'partial', 'not-reached', 'late', 'unknown', 'not-required', 'partial'],
        sentence: FINDING.text,
        evidence: [
          ...FINDING.evidence,
          {
            role: 'mailrule',
            record: 's0002:731',
            time: at('2026-03-04T07:16:02Z'),
            text: 'Rule “.”: moves mail with <script>alert(1)</script> in its subject',
          },
        ],
        searched: [
          { system: 'Exchange Online', channel: 'mail', from: at('2026-03-04T07:41:26.207Z'), to: at('2026-03-04T07:56:26.207Z'), basis: 'declared' },
        ],
        references: FINDING.frameworks,
        disposition: 'confirmed',
        decision: { reason: 'The rule was made from the same session.', by: `R. Adeyemi <${SIGNER}>`, at: at('2026-03-11T14:20:00Z') },
        notes: [],
      },
    ],
    coverage: [
      {
        channel: 'mail',
        system: 'Exchange Online',
        bars: [
          { from: at('2026-03-02T00:00:00Z'), to: at('2026-03-06T00:00:00Z'), state: 'declared' },
          { from: at('2026-03-06T00:00:00Z'), to: at('2026-03-07T00:00:00Z'), state: 'silent' },
          { from: at('2026-03-07T00:00:00Z'), to: at('2026-03-09T00:00:00Z'), state: 'inferred' },
        ],
        text: 'declared to 6 March; silent for a day; inferred from then on',
      },
      { channel: 'chat', system: undefined, bars: [], text: 'no source' },
    ],
    requests: [
      {
        number: 'ER-01',
        system: 'Slack',
        channel: 'chat',
        from: at('2026-03-04T07:41:26Z'),
        to: at('2026-03-04T07:56:26Z'),
        question: 'Was the owner told in a channel?',
        settles: 3,
      },
    ],
    unknown: [
      {
        event: 's0001:1',
        kind: 'payroll.changed',
        time: at('2026-03-04T07:41:26.207Z'),
        subject: 'Marta Lindqvist',
        stage: 'verified',
        text: 'No sign-in log covers the window.',
      },
    ],
    sources: [
      {
        id: 's0001',
        name: 'hr/<b>export</b>.ndjson',
        type: 'Plain events',
        sha256: hex('x'),
        bytes: LOG.length,
        read: 2,
        accepted: 2,
        ignored: 0,
        rejected: 0,
        duplicate: 0,
        included: true,
      },
    ],
    custody,
  };
}

export interface DrawOptions {
  readonly sources?: readonly SourceInput[];
  readonly revision?: number;
  readonly caseId?: string;
  readonly custody?: DrawnCustody;
  readonly rows?: Partial<Record<Collection, Iterable<Row>>>;
  readonly requiredRoles?: readonly string[];
  readonly signer?: string;
  readonly exportedAt?: Instant;
  readonly title?: string;
}

const lineOf = ({ id, meta }: SourceInput): JsonObject => ({ source: id, name: meta.name, bytes: meta.bytes, sha256: meta.sha256 });

export function drawInput(options: DrawOptions = {}): EvidenceInput {
  const caseId = options.caseId ?? 'case-7f3a';
  const sources = options.sources ?? DRAWN_SOURCES;
  const title = options.title ?? TITLE;
  const custody =
    options.custody ?? drawCustody(DRAWN_ENTRIES - 2 + sources.length, { caseId, title, sources, events: options.rows?.events === undefined });
  const { says } = custody;
  const rows: Partial<Record<Collection, Iterable<Row>>> = {
    events: EVENTS,
    findings: [{ ...FINDING, disposition: says.disposition }],
    annotations: says.annotations,
    ...options.rows,
  };
  const revision = options.revision ?? 1;
  return {
    caseId,
    root: packageRoot('halden-marine-week-10', revision),
    revision,
    exportedAt: options.exportedAt ?? EXPORTED,
    timeSource: 'given',
    caseInfo: says.caseInfo,
    completeness: {
      included: sources.filter((s) => s.original !== undefined).map(lineOf),
      withheld: sources.filter((s) => s.original === undefined).map((s) => ({ ...lineOf(s), reason: 'as asked' })),
      unavailable: [],
      notRead: [],
    },
    coverage: { rows: [] },
    policyYaml: POLICY_YAML,
    sources: sources.map((s) => {
      const offset = says.clocks.get(s.id);
      const clock = offset === undefined ? s.meta.clock : { offset: formatDuration(duration(offset)) };
      return { ...s, meta: { ...s.meta, clock, custody: says.imports.get(s.id) } };
    }),
    rows: (c) => rows[c] ?? [],
    custody: { entries: custody.entries, head: custody.head, each: () => custody.lines },
    salt: Buffer.from(hex('salt'), 'hex'),
    report: drawReport(custody, title),
    seal: {
      role: 'investigator',
      meaning: 'I exported this package from the case that it names and it is complete to my knowledge.',
      signer: options.signer ?? SIGNER,
      requiredRoles: options.requiredRoles ?? ['investigator'],
    },
  };
}

export async function drawPackage(
  key: SigningKey = generateKey(),
  options: DrawOptions = {},
): Promise<{ bytes: Buffer; key: SigningKey; root: string }> {
  const sink = new MemorySink();
  const input = drawInput(options);
  await packEvidence(input, key, sink);
  return { bytes: sink.bytes(), key, root: input.root };
}

/** A folder of one's own, removed when the work is done. */
export async function inFolder<T>(work: (dir: string) => Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), 'tracewake-evidence-'));
  try {
    return await work(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
