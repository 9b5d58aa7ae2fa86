import type { FactEmission } from '../../../shared/model/emissions.ts';

/** The fields of each family that are read off the source's clock, so that its offset applies. */
const CLOCK_FIELDS: { readonly [F in FactEmission['type']]: readonly string[] } = {
  notice: ['sentAt', 'statusAt', 'resolvedAt'],
  route: ['time'],
  action: ['time', 'approvedAt'],
  certification: ['decidedAt', 'appliedAt'],
  claim: ['asOf'],
  identity: ['lastRotation'],
  // Dates that people agreed on, not readings of a clock.
  person: [],
  membership: [],
  oncall: [],
  mailrule: ['from', 'to'],
  scope: [],
};

/** The statement with effective times. `offset` in microseconds. */
export function factBody(family: FactEmission['type'], body: string, offset: number): FactEmission {
  const parsed = JSON.parse(body) as Record<string, unknown>;
  if (offset !== 0) {
    for (const field of CLOCK_FIELDS[family]) {
      const t = parsed[field];
      if (typeof t === 'number') parsed[field] = t + offset;
    }
  }
  parsed.type = family;
  return parsed as unknown as FactEmission;
}
