/** The conclusions of an analysis as they come, packed for the store. A new analysis replaces the last one whole. */
import type { Instant } from '../../../shared/base/instant.ts';
import type { Analysis, Finding, Wake } from '../../../shared/model/analysis.ts';
import type { EventId } from '../../../shared/model/ids.ts';
import { SEVERITIES, type Severity } from '../../../shared/model/vocabulary.ts';
import type { CaseConclusions, Judged } from '../../../shared/wake/analyse.ts';
import { compress } from './blocks.ts';
import { numberFindings } from './finding-numbers.ts';
import type { Value } from './reads.ts';
import { packRequests, packWakes } from './wake-blocks.ts';
import type { Tx } from './writable.ts';

export type Family = 'wake' | 'finding' | 'identity';

/** Wakes repeat themselves: 64 in one compressed block take a tenth of what they would take apart. */
export const PER_BLOCK = 64;

export interface AnalysisMeta {
  readonly at: Instant;
  readonly seconds: number;
  readonly policy: { readonly name: string; readonly revision: number };
  /** The policy as it was given, YAML. */
  readonly policyText: string;
}

export interface Place {
  readonly wake: number;
  /** The first of its findings; the others follow. */
  readonly finding: number;
  readonly findings: number;
}

/**
 * Conclusions as they come: each wake is packed with its neighbours and let go, so that an analysis of any size is held in the
 * size of what will be stored. `save` puts them into the case.
 */
export class Conclusions {
  readonly #wakes: Value[][] = [];
  readonly #findings: Value[][] = [];
  readonly #blocks: { readonly family: Family; readonly first: number; readonly count: number; readonly body: Buffer }[] = [];
  readonly #waiting: Wake[] = [];
  readonly #waitingFindings: Finding[] = [];
  readonly #bySeverity = new Map<Severity, number>();
  readonly #places = new Map<EventId, Place>();
  #unknown = 0;
  #cut = 0;
  #rest: CaseConclusions | undefined;

  add({ wake: w, findings }: Judged): void {
    const worst = findings.reduce((max, f) => Math.max(max, rankOf(f)), 0);
    const { length } = this.#wakes;
    this.#places.set(w.event, { wake: length, finding: this.#findings.length, findings: findings.length });
    this.#wakes.push([
      length,
      w.id,
      w.event,
      w.kind,
      w.time,
      w.target ?? null,
      w.actor ?? null,
      w.tier ?? null,
      w.strip.join(' '),
      worst,
      w.findings.length,
    ]);
    if (w.strip.includes('unknown')) this.#unknown++;
    if (w.findings.length > 0) this.#cut++;
    this.#waiting.push(w);
    if (this.#waiting.length === PER_BLOCK) this.#pack();
    for (const f of findings) this.#addFinding(f);
  }

  end(rest: CaseConclusions): void {
    for (const f of rest.findings) this.#addFinding(f);
    this.#pack();
    this.#packFindings();
    this.#rest = rest;
  }

  /** Where the wake of each event will be found, and its findings. */
  get places(): ReadonlyMap<EventId, Place> {
    return this.#places;
  }

  get wakes(): number {
    return this.#wakes.length;
  }

  get findings(): number {
    return this.#findings.length;
  }

  get identities(): number {
    return this.#rest?.identities.length ?? 0;
  }

  get requests(): number {
    return this.#rest?.requests.length ?? 0;
  }

  /** Wakes with an unknown verdict. */
  get unknown(): number {
    return this.#unknown;
  }

  findingsOf(severity: Severity): number {
    return this.#bySeverity.get(severity) ?? 0;
  }

  /** In place of the last ones. */
  save(tx: Tx, meta: AnalysisMeta): void {
    const rest = this.#rest;
    if (rest === undefined) throw new Error('conclusions that did not end are none');
    for (const table of ['analysis', 'wake', 'finding', 'conclusion_block']) tx.run(`DELETE FROM ${table}`);
    tx.run(
      `INSERT INTO analysis (one, at, generation, seconds, policy_name, policy_revision, policy, unknown, cut_wakes, identities, request_count,
         coverage, cuts, requests, further_aliases)
       VALUES (1, ?, (SELECT generation FROM case_info), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      meta.at,
      meta.seconds,
      meta.policy.name,
      meta.policy.revision,
      meta.policyText,
      this.#unknown,
      this.#cut,
      rest.identities.length,
      rest.requests.length,
      packed(rest.coverage),
      packed(rest.cuts),
      packed(packRequests(rest.requests)),
      packed(furtherAliases(rest)),
    );
    for (const row of this.#wakes) {
      tx.run(
        'INSERT INTO wake (n, id, event, kind, time, target, actor, tier, strip, worst, findings) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        ...row,
      );
    }
    for (const row of this.#findings)
      tx.run('INSERT INTO finding (n, id, rule, stage, severity, subject, wake, event) VALUES (?, ?, ?, ?, ?, ?, ?, ?)', ...row);
    for (const b of this.#blocks) saveBlock(tx, b.family, b.first, b.count, b.body);
    for (let first = 0; first < rest.identities.length; first += PER_BLOCK) {
      const some = rest.identities.slice(first, first + PER_BLOCK);
      saveBlock(tx, 'identity', first, some.length, packed(some));
    }
    numberFindings(tx);
  }

  #addFinding(f: Finding): void {
    this.#findings.push([this.#findings.length, f.id, f.rule, f.stage, rankOf(f), f.subject, f.wake ?? null, f.event ?? null]);
    this.#bySeverity.set(f.severity, this.findingsOf(f.severity) + 1);
    this.#waitingFindings.push(f);
    if (this.#waitingFindings.length === PER_BLOCK) this.#packFindings();
  }

  #pack(): void {
    const count = this.#waiting.length;
    if (count === 0) return;
    this.#blocks.push({ family: 'wake', first: this.#wakes.length - count, count, body: packed(packWakes(this.#waiting)) });
    this.#waiting.length = 0;
  }

  #packFindings(): void {
    const count = this.#waitingFindings.length;
    if (count === 0) return;
    this.#blocks.push({ family: 'finding', first: this.#findings.length - count, count, body: packed(this.#waitingFindings) });
    this.#waitingFindings.length = 0;
  }
}

const rankOf = (f: Finding): number => SEVERITIES.indexOf(f.severity) + 1;

const saveBlock = (tx: Tx, family: Family, first: number, count: number, body: Buffer): void => {
  tx.run('INSERT INTO conclusion_block (family, first, count, body) VALUES (?, ?, ?, ?)', family, first, count, body);
};

const packed = (value: unknown): Buffer => compress(Buffer.from(JSON.stringify(value)));

function furtherAliases(analysis: Pick<Analysis, 'identities' | 'identityOf'>): [alias: string, identity: string][] {
  const listed = new Map(analysis.identities.flatMap((i) => i.aliases.map((a) => [a as string, i.id])));
  return [...analysis.identityOf].filter(([alias, identity]) => listed.get(alias) !== identity);
}
