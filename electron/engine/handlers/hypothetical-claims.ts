/** A claims table that is no source of the case: read as an import would read it, kept nowhere. */
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { canonical } from '../../../shared/base/canonical.ts';
import { formatInstant } from '../../../shared/base/instant.ts';
import { Failure } from '../../../shared/contract/errors.ts';
import { departureOf } from '../../../shared/identity/claims.ts';
import type { ClaimEmission, Emission } from '../../../shared/model/emissions.ts';
import type { Claim } from '../../../shared/model/facts.ts';
import { recordRef, sourceId } from '../../../shared/model/ids.ts';
import type { WhatIfClaims } from '../../../shared/views/whatif.ts';
import type { ParseJob } from '../bundle/batch.ts';
import { wholeFile } from '../bundle/location.ts';
import { inspect } from '../bundle/parse.ts';
import { readSample } from '../bundle/preview.ts';
import type { Ownership } from './ownership.ts';

/** More rows than any organisation has owners. */
const MOST = { records: 200_000, bytes: 64 * 1024 * 1024 };
/** No source of a case has this number. */
const NO_SOURCE = sourceId(0);

export interface Hypothesis {
  readonly claims: readonly Claim[];
  readonly told: WhatIfClaims;
}

const isClaim = (e: Emission): e is ClaimEmission => e.type === 'claim';

/**
 * The case's claims with those of a file in their place: a row stands for everything that the case's sources say of the same
 * subject and role. Throws `input` where the file holds no claims.
 */
export async function hypothesis(file: string, ownership: Ownership): Promise<Hypothesis> {
  const name = basename(file);
  const rows = await readClaims(file, name);
  const { registry, facts } = ownership;
  const keyOf = (c: Pick<ClaimEmission, 'subject' | 'subjectType' | 'role'>): string => {
    const subject = c.subjectType === 'identity' ? (registry.resolve(c.subject) ?? c.subject) : c.subject.trim().toLowerCase();
    return `${c.subjectType} ${subject} ${c.role}`;
  };
  const given = new Map<string, Claim[]>();
  for (const c of rows.claims) {
    const key = keyOf(c);
    given.set(key, [...(given.get(key) ?? []), c]);
  }
  const kept: Claim[] = [];
  const replaced = new Map<string, Claim[]>();
  for (const c of facts.claims) {
    const key = keyOf(c);
    if (given.has(key)) replaced.set(key, [...(replaced.get(key) ?? []), c]);
    else kept.push(c);
  }
  const party = (c: Claim): string => c.party;
  return {
    claims: [...kept, ...rows.claims],
    told: {
      name,
      rows: rows.claims.length,
      replaced: facts.claims.length - kept.length,
      subjects: [...given]
        .filter(([key, of]) => saying(of) !== saying(replaced.get(key) ?? []))
        .map(([key, of]) => ({
          subject: of[0]?.subject ?? '',
          role: of[0]?.role ?? '',
          was: [...new Set((replaced.get(key) ?? []).map(party))],
          is: [...new Set(of.map(party))],
          record: replaced.get(key)?.[0]?.record,
        })),
      warnings: [
        ...rows.warnings,
        ...rows.claims
          .filter((c) => c.subjectType === 'identity' && registry.resolve(c.subject) === undefined)
          .map((c) => `row ${c.ordinal}: no identity ${JSON.stringify(c.subject.slice(0, 80))} in this case`),
        ...rows.claims.flatMap((c) => gone(c, ownership) ?? []),
      ].slice(0, 100),
    },
  };
}

/** All that claims say beside where they stand: a table that says of a subject what the case says of it proposes nothing. */
function saying(claims: readonly Claim[]): string {
  const said = claims.map(({ source: _s, ordinal: _o, record: _r, system: _y, ...rest }) => canonical(JSON.parse(JSON.stringify(rest))));
  return [...new Set(said)].sort().join('\n');
}

/**
 * Why a proposed owner is none, or none from some time on: the person had left. The verdicts follow it by themselves; whoever proposed the
 * owner would only wonder that the gap stays.
 */
function gone(c: Claim, { registry, parties, facts }: Ownership): string | undefined {
  const party = parties.resolve(c.party, c.partyType);
  if (party.type !== 'person' || facts.period === undefined) return undefined;
  const from = Math.max(facts.period.from, c.from ?? facts.period.from);
  const to = Math.min(facts.period.to, c.to ?? facts.period.to);
  const at = departureOf(registry, party.key).away.find((a) => a.from < to && (a.to === undefined || a.to > from))?.from;
  if (at === undefined) return undefined;
  const day = formatInstant(at).slice(0, 10);
  return at <= from
    ? `row ${c.ordinal}: ${party.label} had left by then, on ${day}: the row makes nobody an owner`
    : `row ${c.ordinal}: ${party.label} left on ${day}: from then on the row makes nobody an owner`;
}

async function readClaims(file: string, name: string): Promise<{ claims: Claim[]; warnings: string[] }> {
  let size: number;
  try {
    size = statSync(file).size;
  } catch {
    throw new Failure({ code: 'input', message: 'there is no such file of claims', file });
  }
  const job: ParseJob = {
    name,
    extent: wholeFile(file, size),
    sha256: undefined,
    known: new Set(),
    adapter: undefined,
    system: undefined,
    channels: undefined,
    zone: undefined,
  };
  const opening = await inspect(job, MOST);
  if (opening.adapter === undefined)
    throw new Failure({ code: 'input', message: 'this is no table of claims', file, advice: 'Give a claims.csv with subject, role and party.' });
  if (opening.records.length >= MOST.records) throw new Failure({ code: 'input', message: 'these are more claims than a what-if takes', file });
  const read = readSample(opening.records, opening.adapter, job, opening.dates);
  const claims: Claim[] = [];
  const warnings = read.records.filter((r) => r.status === 'rejected').map((r) => `row ${r.ordinal}: ${r.reason ?? 'cannot be read'}`);
  for (const r of read.records) {
    for (const e of r.emissions) {
      if (isClaim(e)) claims.push({ ...e, source: NO_SOURCE, ordinal: r.ordinal, record: recordRef(NO_SOURCE, r.ordinal), system: e.system ?? name });
    }
  }
  if (claims.length === 0)
    throw new Failure({
      code: 'input',
      message: `no row of it is a claim (it was read as ${opening.adapter.title})`,
      file,
      advice: 'A claims.csv has the columns subject, subject_type, role, party, party_type, valid_from, valid_to, as_of.',
    });
  return { claims, warnings };
}
