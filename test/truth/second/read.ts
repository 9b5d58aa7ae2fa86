/**
 * A second reading of the specification, written from its text and apart from the product: what an incident of `draw.ts` comes to from
 * *signalled* to *acknowledged* and at *certified*, by what the exports are declared to cover. Nothing of the analysis is imported here.
 */
import { DAY, HOUR, MINUTE, type Time } from '../bundle.ts';
import { type Copy, type Incident, MEMBERS, type Rule } from './draw.ts';

export interface Reading {
  /** `rule severity verdict [missing]`, in order. */
  readonly findings: readonly string[];
  /** Left out where the text says nothing. */
  readonly stages: Readonly<Record<string, string>>;
}

/** A row of the default policy. */
interface Asked {
  readonly through: readonly string[];
  readonly audiences: readonly string[];
  readonly notify: number;
  readonly acknowledge?: { readonly within: number; readonly by?: string };
  readonly certify?: number;
}
const ANY = ['mail', 'page', 'chat', 'ticket', 'siem'];

function asked({ group, kind, tier }: Incident): Asked {
  const isHigh = tier === '0' || tier === '1';
  const review = isHigh ? DAY : 7 * DAY;
  switch (group) {
    case 'account':
      return {
        through: ['mail', 'page', 'ticket'],
        audiences: ['person', 'security'],
        notify: 15 * MINUTE,
        acknowledge: { within: 4 * HOUR, by: 'security' },
      };
    case 'credential':
      return {
        through: ANY,
        audiences: ['owner'],
        notify: 15 * MINUTE,
        acknowledge: { within: 4 * HOUR },
        ...(kind === 'credential.created' ? { certify: review } : {}),
      };
    case 'access':
      return {
        through: ANY,
        audiences: ['owner', 'security'],
        notify: isHigh ? 15 * MINUTE : DAY,
        acknowledge: { within: DAY },
        certify: review,
      };
    case 'alert':
      return { through: ANY, audiences: ['owner'], notify: DAY };
    case 'scope':
      return { through: ANY, audiences: ['owner'], notify: DAY, certify: DAY };
  }
}

interface Party {
  readonly name: string;
  readonly isTeam: boolean;
}
/** A copy to a team, its address or a member is one to the team; one to a team or its address reaches each member. */
function reaches(to: string, party: Party): boolean {
  const isOf = (team: string): boolean => to === team || to === `email:${team}@corp.example`;
  if (party.isTeam) return isOf(party.name) || MEMBERS[party.name]?.includes(to) === true;
  return to === party.name || Object.entries(MEMBERS).some(([team, members]) => members.includes(party.name) && isOf(team));
}

const OWNERS = ['owner', 'technical-owner', 'steward'];
const FAILED = ['bounced', 'failed', 'quarantined', 'filtered'];
const SEVERITIES = ['low', 'medium', 'high', 'critical'];

/** Met where all are, partial where some are and some are not, else the worst; not-reached where nobody is left. */
function together(verdicts: readonly (string | undefined)[]): string {
  const judged = verdicts.filter((v) => v !== undefined && v !== 'not-reached');
  if (judged.length === 0) return verdicts.includes('not-reached') ? 'not-reached' : 'not-required';
  if (judged.every((v) => v === 'met')) return 'met';
  if (judged.includes('met')) return 'partial';
  return ['unmet', 'unknown', 'late'].find((v) => judged.includes(v)) ?? '';
}

/** One audience on its way through the stages. */
interface Chain {
  readonly name: string;
  readonly parties: readonly Party[];
  readonly copies: readonly Copy[];
  signalled?: string | undefined;
  delivered?: string | undefined;
  reached?: string | undefined;
  /** The rule that cut it. */
  cut?: string | undefined;
}

/** Whether the channel is covered from one instant to the other. */
export type Covers = (channel: string, from: Time, to: Time) => boolean;

export function read(x: Incident, end: Time, covers: Covers): Reading {
  const { t } = x;
  const policy = asked(x);
  const valid = x.claims.filter(
    (c) => (c.from ?? t) <= t && (c.to === undefined || t < c.to) && t - c.asOf <= 90 * DAY && (c.left === undefined || c.left > t),
  );
  const parties = (claims: readonly (typeof valid)[number][]): Party[] => claims.map((c) => ({ name: c.party, isTeam: c.isTeam }));
  const security = x.group === 'access' ? valid.filter((c) => c.role === 'security') : [];
  const audience: Readonly<Record<string, readonly Party[]>> = {
    person: [{ name: x.target, isTeam: false }],
    owner: parties(valid.filter((c) => OWNERS.includes(c.role))),
    security: security.length > 0 ? parties(security) : [{ name: 'security', isTeam: true }],
  };
  const notices = x.copies.filter((c) => policy.through.includes(c.channel) && c.sentAt >= t && c.sentAt <= end);
  // A notice with exactly one recipient that says it was seen; through a channel that the policy lists.
  const opened = notices.filter((c) => c.recipients === 1 && (c.status === 'seen' || c.status === 'acknowledged'));
  const acks = [...x.acks, ...opened.map((c) => ({ by: c.to, at: c.statusAt ?? c.sentAt }))];
  const chains: Chain[] = policy.audiences.map((name) => {
    const of = audience[name] ?? [];
    return { name, parties: of, copies: notices.filter((c) => of.some((p) => reaches(c.to, p))) };
  });

  const coversAll = (until: Time): boolean => policy.through.every((channel) => covers(channel, t, until));
  const isCovered = coversAll(t + policy.notify);

  const findings: string[] = [];
  const stages: Record<string, string> = {};
  const add = (rule: string, base: string, verdict: string, missing: readonly string[] = [], atLeast = base): void => {
    const raised = x.group !== 'account' && (x.tier === '0' || x.tier === '1') ? 1 : 0;
    const severity = SEVERITIES[Math.min(3, SEVERITIES.indexOf(base) + raised)] ?? base;
    const listed = policy.audiences.length > 1 ? [...missing].sort().join(' ') : '';
    findings.push(`${rule} ${atLeast === 'critical' ? 'critical' : severity} ${verdict} [${listed}]`);
  };
  const names = (list: readonly Chain[]): string[] => list.map((c) => c.name);

  signalled();
  delivered();
  reached();
  if (policy.acknowledge !== undefined) acknowledged(policy.acknowledge);
  if (policy.certify !== undefined) certified(policy.certify);
  return { findings: findings.sort(), stages };

  function signalled(): void {
    const first = notices.map((c) => c.sentAt).sort((a, b) => a - b)[0];
    const anyAudience = chains.some((c) => c.copies.length > 0);
    for (const c of chains) {
      const own = c.copies.map((y) => y.sentAt).sort((a, b) => a - b)[0];
      // Sent nothing while another was: no verdict. Where only others were told, the event was signalled all the same.
      const at = own ?? (anyAudience ? undefined : first);
      if (at !== undefined) c.signalled = at <= t + policy.notify ? 'met' : 'late';
      else if (!anyAudience) {
        c.signalled = isCovered ? 'unmet' : 'unknown';
        if (isCovered) c.cut = 'notice.missing';
      }
    }
    stages.signalled = together(chains.map((c) => c.signalled));
    const never = chains.filter((c) => c.signalled === 'unmet');
    const late = chains.filter((c) => c.signalled === 'late');
    if (never.length > 0) add('notice.missing', 'high', stages.signalled, names(never));
    else if (late.length > 0) add('notice.late', 'medium', stages.signalled, names(late));
  }

  function hiding(c: Copy): Rule | undefined {
    const at = c.statusAt ?? c.sentAt;
    const isActive = (r: Rule): boolean => r.from <= at && (r.to === undefined || at < r.to);
    return c.channel === 'mail' ? x.rules.find((r) => r.mailbox === c.to && r.hides && r.matches && isActive(r)) : undefined;
  }

  function delivered(): void {
    let isFresh = false;
    for (const c of chains) {
      if (c.cut !== undefined) c.delivered = 'not-reached';
      else if (c.signalled === 'unknown') c.delivered = 'unknown';
      if (c.cut !== undefined || c.copies.length === 0) continue;
      const arrived = c.copies.filter((y) => !FAILED.includes(y.status));
      const open = arrived.filter((y) => hiding(y) === undefined);
      if (open.length > 0) {
        // Without a receipt it counts as delivered where an hour would have shown that it failed; only a receipt says when it arrived.
        const sure = open.filter((y) => y.status !== 'sent' || covers(y.channel, y.sentAt, y.sentAt + HOUR));
        const at = Math.min(...sure.map((y) => (y.status === 'delivered' ? (y.statusAt ?? y.sentAt) : y.sentAt)));
        c.delivered = sure.length === 0 ? 'unknown' : at <= t + policy.notify ? 'met' : 'late';
        continue;
      }
      c.delivered = 'unmet';
      c.cut = arrived.length > 0 ? 'notice.suppressed' : 'notice.undelivered';
      isFresh ||= arrived.some((y) => {
        const made = hiding(y)?.from ?? Number.POSITIVE_INFINITY;
        return made <= t && t - made <= DAY;
      });
    }
    // Of an event of which only others were told, nothing is said here.
    const isSaid = notices.length === 0 || chains.some((c) => c.copies.length > 0);
    const verdict = together(chains.map((c) => c.delivered));
    if (isSaid) stages.delivered = verdict;
    const suppressed = chains.filter((c) => c.cut === 'notice.suppressed');
    const lost = chains.filter((c) => c.cut === 'notice.undelivered');
    if (suppressed.length > 0) add('notice.suppressed', 'high', verdict, names(suppressed), isFresh ? 'critical' : 'high');
    else if (lost.length > 0) add('notice.undelivered', 'high', verdict, names(lost));
  }

  function reached(): void {
    const anyAudience = chains.some((c) => c.copies.length > 0);
    // Who held a role of the audience before, and holds it no longer.
    const former = (c: Chain): Party[] => {
      const roles = c.name === 'owner' ? OWNERS : x.group === 'access' ? [c.name] : [];
      return parties(x.claims.filter((y) => roles.includes(y.role) && !valid.includes(y) && (y.from ?? t) <= t));
    };
    const isEscalated = [...notices.map((c) => ({ to: c.to, at: c.sentAt })), ...acks.map((a) => ({ to: a.by, at: a.at }))].some(
      ({ to, at }) => at >= t && at <= t + 15 * MINUTE && ['security', 'platform'].some((team) => reaches(to, { name: team, isTeam: true })),
    );
    const why = (c: Chain): string | undefined => {
      if (c.parties.length === 0) return x.group === 'alert' && !isEscalated && coversAll(t + 15 * MINUTE) ? 'route.fail-open' : 'owner.missing';
      if (c.copies.length > 0 || !isCovered) return undefined;
      if (anyAudience) return 'route.audience-missing';
      return notices.some((y) => former(c).some((p) => reaches(y.to, p))) ? 'owner.stale' : 'route.wrong-party';
    };
    const hits = new Map<string, Chain[]>();
    for (const c of chains) {
      const rule = c.cut === undefined ? why(c) : undefined;
      c.reached = c.cut !== undefined ? 'not-reached' : rule !== undefined ? 'unmet' : c.copies.length > 0 ? c.delivered : 'unknown';
      if (rule === undefined) continue;
      c.cut = rule;
      hits.set(rule, [...(hits.get(rule) ?? []), c]);
    }
    stages.reached = together(chains.map((c) => c.reached));
    for (const rule of ['route.fail-open', 'owner.missing', 'owner.stale', 'route.wrong-party', 'route.audience-missing']) {
      const of = hits.get(rule);
      if (of === undefined) continue;
      add(rule, rule === 'route.fail-open' ? 'critical' : 'high', stages.reached, names(of));
      return;
    }
  }

  function acknowledged({ within, by }: NonNullable<Asked['acknowledge']>): void {
    const asking = by === undefined ? chains : chains.filter((c) => c.name === by);
    const isCut = asking.every((c) => c.cut !== undefined);
    const isMember = (who: string): boolean => asking.some((c) => c.parties.some((p) => reaches(who, p)));
    const seen = acks.filter((a) => a.at >= t && a.at <= end);
    const isActor = (who: string): boolean => who === x.actor || who === x.target;
    const good = seen.filter((a) => isMember(a.by) && a.by !== x.actor).sort((a, b) => a.at - b.at)[0];
    if (by !== undefined && isCut) stages.acknowledged = 'not-reached';
    else if (good !== undefined && good.at <= t + within) stages.acknowledged = 'met';
    else if (good !== undefined) {
      stages.acknowledged = 'late';
      add('ack.late', 'low', 'late');
    } else if (isCut) stages.acknowledged = 'not-reached';
    else if (!coversAll(t + within)) stages.acknowledged = 'unknown';
    else {
      stages.acknowledged = 'unmet';
      if (seen.length === 0) add('ack.missing', 'medium', 'unmet');
      else if (seen.every((a) => isActor(a.by))) add('ack.by-actor', 'high', 'unmet');
      else add('ack.by-outsider', 'medium', 'unmet');
    }
  }

  function certified(within: number): void {
    const sameAccess = (of: string): boolean => x.access === '*' || of === '*' || of === '' || of === x.access;
    const after = x.reviews.filter((r) => r.decided && r.at >= t && (r.isTriggered || sameAccess(r.access)));
    const isSelf = (r: { reviewer: string }): boolean => r.reviewer === x.actor && x.group !== 'scope';
    const sound = after.filter((r) => !isSelf(r) && !r.isGone).sort((a, b) => a.at - b.at)[0];
    if (sound !== undefined) {
      stages.certified = sound.at <= t + within ? 'met' : 'late';
      if (stages.certified === 'late') add('cert.late', 'low', 'late');
      return;
    }
    stages.certified = after.length > 0 || covers('certification', t, t + within) ? 'unmet' : 'unknown';
    if (stages.certified === 'unknown') return;
    if (after.some(isSelf)) add('cert.self', 'high', 'unmet');
    else if (after.length > 0) add('cert.reviewer-gone', 'high', 'unmet');
    else if (x.reviews.some((r) => r.decided && r.at < t && sameAccess(r.access))) add('cert.once-only', 'medium', 'unmet');
    else add('cert.missing', 'high', 'unmet');
  }
}
