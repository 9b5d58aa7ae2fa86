import type { Instant } from '../../../shared/base/instant.ts';
import type { Interval } from '../../../shared/base/interval.ts';
import type { Channel, TlpLevel } from '../../../shared/model/vocabulary.ts';
import type { CaseSummary } from '../../../shared/views/types.ts';
import { currentDispositions } from './annotations.ts';
import type { OpenCase } from './open.ts';
import { REPEATED } from './repetitions.ts';
import { listSources, type StoredSource } from './source-table.ts';
import type { Tx } from './writable.ts';

export interface CaseInfo {
  readonly id: string;
  readonly title: string;
  readonly organisation: string | undefined;
  readonly tlp: TlpLevel;
  readonly created: Instant;
  /** Whom the case was made by: who acts where nobody else is named. */
  readonly investigator: string | undefined;
  /** The policy that the case has been given, YAML; `undefined`: the default. */
  readonly policyText: string | undefined;
  readonly declaredPeriod: Interval | undefined;
  /** Secret of the case, from which a package's commitments take their salts. */
  readonly salt: Uint8Array;
  readonly generation: number;
}

export function caseInfo(open: OpenCase): CaseInfo {
  return open.cached('any', 'info', () => {
    const r = open.reads.get<{
      id: string;
      title: string;
      organisation: string | null;
      tlp: TlpLevel;
      created: Instant;
      investigator: string | null;
      policy: string | null;
      period_from: Instant | null;
      period_to: Instant | null;
      salt: Uint8Array;
      generation: number;
    }>('SELECT * FROM case_info')!;
    return {
      id: r.id,
      title: r.title,
      organisation: r.organisation ?? undefined,
      tlp: r.tlp,
      created: r.created,
      investigator: r.investigator ?? undefined,
      policyText: r.policy ?? undefined,
      declaredPeriod: r.period_from === null || r.period_to === null ? undefined : { from: r.period_from, to: r.period_to },
      salt: r.salt,
      generation: r.generation,
    };
  });
}

/** The case's period: what bundle.yaml declared, else from the first record of a log to just after the last. `undefined` in an empty case. */
export function casePeriod(open: OpenCase): Interval | undefined {
  const { declaredPeriod } = caseInfo(open);
  if (declaredPeriod !== undefined) return declaredPeriod;
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  const sources = listSources(open);
  const logs = sources.filter((s) => !isOfStates(open, s));
  for (const s of logs.some((x) => x.first !== undefined) ? logs : sources) {
    if (s.first !== undefined && s.first < from) from = s.first;
    if (s.last !== undefined && s.last > to) to = s.last;
  }
  // Half-open, and the last record is in it.
  return from > to ? undefined : { from: from as Instant, to: (to + 1) as Instant };
}

const OF_STATES: readonly Channel[] = ['ownership', 'oncall', 'hr'];

/** Directories, rosters, contracts and mailbox rules date what is so, years back and ahead: they say nothing of when the case begins and ends. */
function isOfStates(open: OpenCase, s: StoredSource): boolean {
  if (s.channels.length > 0) return s.channels.every((c) => OF_STATES.includes(c));
  const family = open.reads.value<string>(
    `SELECT coalesce(CASE family WHEN '${REPEATED}' THEN json_extract(body, '$.family') END, family) FROM fact WHERE source = ? LIMIT 1`,
    s.n,
  );
  return family === 'mailrule' || family === 'scope';
}

/** Counted in the database: the first thing that is shown of a case must not wait for all of its conclusions. */
export function caseCounts(open: OpenCase): CaseSummary['counts'] {
  const sources = listSources(open);
  const count = (what: string): number => open.reads.value<number>(`SELECT count(*) FROM ${what}`) ?? 0;
  const a = open.reads.get<{ cut_wakes: number; identities: number; request_count: number }>(
    'SELECT cut_wakes, identities, request_count FROM analysis',
  );
  const findings = count('finding');
  const decided = [...currentDispositions(open)].filter(([, disposition]) => disposition !== 'open');
  const closed = decided.filter(([id]) => open.reads.get('SELECT 1 FROM finding WHERE id = ?', id) !== undefined).length;
  return {
    sources: sources.length,
    records: sources.reduce((n, s) => n + s.read, 0),
    events: (open.reads.value<number>('SELECT total(count) FROM event_block') ?? 0) - count('event_merge'),
    wakes: count('wake'),
    cutWakes: a?.cut_wakes ?? 0,
    findings,
    openFindings: findings - closed,
    identities: a?.identities ?? 0,
    notes: count("annotation WHERE family = 'note'"),
    packages: count('package'),
    requests: a?.request_count ?? 0,
  };
}

/** The first row of a new case. */
export function insertCase(
  tx: Tx,
  row: {
    readonly id: string;
    readonly title: string;
    readonly tlp: TlpLevel;
    readonly created: Instant;
    readonly investigator: string | undefined;
    readonly policyText: string | undefined;
    readonly salt: Uint8Array;
  },
): void {
  tx.run(
    'INSERT INTO case_info (one, id, title, tlp, created, investigator, policy, salt) VALUES (1, ?, ?, ?, ?, ?, ?, ?)',
    row.id,
    row.title,
    row.tlp,
    row.created,
    row.investigator ?? null,
    row.policyText ?? null,
    row.salt,
  );
}

/** What bundle.yaml says of the whole case. What it does not say stays as it is. */
export function declareCase(tx: Tx, said: { readonly organisation: string | undefined; readonly period: Interval | undefined }): void {
  if (said.organisation !== undefined) tx.run('UPDATE case_info SET organisation = ?', said.organisation);
  if (said.period !== undefined) tx.run('UPDATE case_info SET period_from = ?, period_to = ?', said.period.from, said.period.to);
  raiseGeneration(tx);
}

export function setPolicy(tx: Tx, policyText: string): void {
  tx.run('UPDATE case_info SET policy = ?', policyText);
  raiseGeneration(tx);
}

/** The analysis is old from here on. */
export function raiseGeneration(tx: Tx): void {
  tx.run('UPDATE case_info SET generation = generation + 1');
}
