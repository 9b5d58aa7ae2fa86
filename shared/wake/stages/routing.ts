/** What the routing of an event shows beside whether it reached its audiences: doubled pages, contradicting owners, steps without a hand, alerts without context. */
import type { Instant } from '../../base/instant.ts';
import type { Evidence, Party } from '../../model/analysis.ts';
import type { RecordRef } from '../../model/ids.ts';
import { eventEvidence, type Work } from '../chain.ts';
import type { Hit } from '../judge.ts';
import { length, utc } from '../words-for-people.ts';

interface Paged {
  readonly key: string;
  readonly team: Party;
  readonly at: Instant;
  readonly record: RecordRef;
}

/** Two or more teams paged for one event under different keys within the window. */
export function duplicate(k: Work): Hit[] {
  const pages = pagesOf(k);
  for (const [i, a] of pages.entries()) {
    for (const b of pages.slice(i + 1)) {
      if (a.key === b.key || a.team.key === b.team.key || Math.abs(a.at - b.at) > k.w.policy.duplicateWindow) continue;
      const evidence: Evidence[] = [a, b].map((p) => ({
        role: 'route',
        record: p.record,
        time: p.at,
        text: `${p.team.label} was paged under ${p.key} at ${utc(p.at)}.`,
      }));
      return [
        {
          slug: 'route.duplicate',
          evidence: [eventEvidence(k.e), ...evidence],
          text: `${a.team.label} and ${b.team.label} were paged under different keys within ${length(Math.abs(a.at - b.at))}.`,
        },
      ];
    }
  }
  return [];
}

function pagesOf(k: Work): Paged[] {
  const { w, e } = k;
  const assigned = new Map<string, Party>();
  for (const r of k.o.routes) {
    if (r.step !== 'assigned' || r.key === undefined || r.party === undefined || r.party === '') continue;
    const p = w.parties.resolve(r.party, r.partyType);
    if (p.type === 'team' || p.type === 'schedule') assigned.set(r.key, p);
  }
  // A person stands for the team that was assigned under that key, else for the team the person is in; of one in none nothing follows.
  const teamOf = (p: Party, key: string): Party | undefined => (p.type === 'person' ? (assigned.get(key) ?? w.parties.teamsOf(p.key, e.time)[0]) : p);
  const out: Paged[] = [];
  for (const r of k.o.routes) {
    if (r.step !== 'paged' || r.key === undefined || r.key === '' || r.time === undefined || r.party === undefined || r.party === '') continue;
    const team = teamOf(w.parties.resolve(r.party, r.partyType), r.key);
    if (team !== undefined) out.push({ key: r.key, team, at: r.time, record: r.record });
  }
  for (const t of k.o.notices) {
    if (t.notice.channel !== 'page') continue;
    const key = [...assigned.keys()].find((x) => x === t.notice.noticeId || t.notice.relatedIds.includes(x));
    if (key === undefined) continue;
    for (const c of t.notice.copies) {
      const team = teamOf(c.party, key);
      if (team !== undefined) out.push({ key, team, at: t.sentAt, record: t.notice.record });
    }
  }
  return out.sort((a, b) => a.at - b.at);
}

/** Claims that were valid then, of different systems, for the same role, with different parties. */
export function conflict(k: Work): Hit[] {
  // The person of an account that nobody in particular has is its owner.
  const claims = k.chains.filter((c) => c.audience.name === 'owner' || c.audience.name === 'person').flatMap((c) => c.audience.claims);
  const clash = k.w.claims.conflicts(claims);
  const [first] = clash;
  if (first === undefined) return [];
  const said = clash.map((c) => `${c.system} names ${c.party.label}`);
  return [
    {
      slug: 'owner.conflict',
      evidence: [
        eventEvidence(k.e),
        ...clash.map(
          (c): Evidence => ({ role: 'claim', record: c.claim.record, time: c.asOf, text: `${c.system} names ${c.party.label} as ${c.role}.` }),
        ),
      ],
      text: `Sources disagree on the ${first.role} at ${utc(k.e.time)}: ${[...new Set(said)].join(', ')}.`,
    },
  ];
}

export function besideReached(k: Work): Hit[] {
  return [...unlogged(k), ...contextPoor(k)];
}

function unlogged(k: Work): Hit[] {
  const blind = k.o.routes.filter((r) => (r.step === 'assigned' || r.step === 'paged') && (r.decidedBy === undefined || r.decidedBy.trim() === ''));
  if (blind.length === 0) return [];
  return [
    {
      slug: 'route.unlogged',
      evidence: [
        eventEvidence(k.e),
        ...blind.map(
          (r): Evidence => ({
            role: 'route',
            record: r.record,
            time: r.time,
            text: `${r.party ?? 'Somebody'} was ${r.step} without a record of who or what decided it.`,
          }),
        ),
      ],
      text: `${blind.length === 1 ? 'One step' : `${blind.length} steps`} of its routing carry no record of who or what decided.`,
      verdict: 'partial',
    },
  ];
}

function contextPoor(k: Work): Hit[] {
  const { event } = k.e;
  const { alert } = event;
  if (event.kind !== 'alert.raised' || alert === undefined) return [];
  const has = (text: string | undefined): boolean => text !== undefined && text.trim() !== '';
  const missing = [
    ['principal', has(event.target)],
    ['service', has(alert.service) || has(alert.application)],
    ['environment', has(alert.environment)],
    ['privilege_tier', alert.tier !== undefined],
    ['last_rotation', has(alert.lastRotation)],
  ] as const;
  const gaps = missing.filter(([, there]) => !there).map(([name]) => name);
  if (gaps.length === 0) return [];
  return [
    {
      slug: 'route.context-poor',
      missing: gaps,
      evidence: [eventEvidence(k.e)],
      text: `The alert lacks ${gaps.map((g) => g.replace('_', ' ')).join(', ')}.`,
      verdict: 'partial',
    },
  ];
}
