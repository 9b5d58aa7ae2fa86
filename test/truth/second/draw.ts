/**
 * Small incidents drawn at random: one event each, with owners that come and go, notices that arrive or do not, mailbox rules,
 * acknowledgements and reviews, all at instants that lie on the limits or beside them. What is drawn is kept as it was meant, for
 * `read.ts` to judge by the specification alone.
 */
import { type Bundle, DAY, HOUR, iso, MINUTE, random, SECOND, type Time } from '../bundle.ts';
import { member, SECURITY, SECURITY_MAIL } from '../corner.ts';

export interface Claimed {
  readonly role: string;
  readonly party: string;
  readonly isTeam: boolean;
  readonly from: Time | undefined;
  readonly to: Time | undefined;
  readonly asOf: Time;
  /** When the party left, if it did. */
  readonly left: Time | undefined;
}
export interface Copy {
  readonly to: string;
  readonly sentAt: Time;
  readonly channel: string;
  readonly status: string;
  readonly statusAt: Time | undefined;
  /** Of the notice: how many it went to. */
  readonly recipients: number;
}
export interface Rule {
  readonly mailbox: string;
  readonly from: Time;
  readonly to: Time | undefined;
  readonly hides: boolean;
  readonly matches: boolean;
}
export interface Review {
  readonly at: Time;
  readonly decided: boolean;
  readonly access: string;
  readonly reviewer: string;
  readonly isGone: boolean;
  readonly isTriggered: boolean;
}
/** A row of the default policy. */
export type Group = 'account' | 'credential' | 'access' | 'alert' | 'scope';
export interface Incident {
  readonly id: string;
  readonly t: Time;
  readonly group: Group;
  readonly kind: string;
  readonly tier: string;
  readonly actor: string;
  readonly target: string;
  readonly access: string;
  readonly claims: readonly Claimed[];
  readonly copies: readonly Copy[];
  readonly rules: readonly Rule[];
  /** Rows of the routing log. */
  readonly acks: readonly { readonly by: string; readonly at: Time }[];
  readonly reviews: readonly Review[];
}

const ACCOUNT =
  'password.reset mfa.enrolled mfa.removed mfa.reset device.enrolled payroll.changed forwarding.enabled mailrule.created delegation.granted';
const ACCESS = 'role.granted group.added permission.changed consent.granted owner.changed federation.changed account.created account.enabled';
const CREDENTIAL = 'credential.created credential.disabled credential.deleted';
const OFFSETS = [2 * MINUTE, 5 * MINUTE, 15 * MINUTE, 15 * MINUTE + SECOND, 40 * MINUTE, 5 * HOUR, DAY, DAY + SECOND, 3 * DAY, -20 * MINUTE];

/** Draws so many incidents into the bundle, each with people and names of its own. */
export function drawIncidents(bundle: Bundle, seed: number, many: number): Incident[] {
  const rng = random(seed);
  return Array.from({ length: many }, (_, n) => new Drawn(bundle, `s${seed}n${n}`, rng).incident());
}

const COVERED = ['mail', 'page', 'chat', 'ticket', 'siem', 'certification'];
/** Declares what the exports cover: everything, or with `holes` most channels with a hole of some hours every few days. */
export function drawCoverage(bundle: Bundle, seed: number, holes: boolean): (channel: string, from: Time, to: Time) => boolean {
  const rng = random(seed + 1000);
  const seconds = (length: number): number => Math.round(length / SECOND) * SECOND;
  const parts = new Map<string, { from: Time; to: Time }[]>();
  for (const channel of COVERED) {
    const list: { from: Time; to: Time }[] = [];
    const isWhole = !holes || (channel !== 'certification' && rng() < 0.5);
    for (let from = bundle.from - DAY; from < bundle.to + 10 * DAY; ) {
      const to = isWhole ? bundle.to + 20 * DAY : from + seconds((1 + rng() * 12) * DAY);
      const table = channel === 'certification' ? 'certifications' : 'notices';
      bundle.covers.push({ match: `${table}.csv`, system: `the-${table}`, channels: [channel], from, to });
      list.push({ from, to });
      from = to + seconds(rng() * 20 * HOUR);
    }
    parts.set(channel, list);
  }
  bundle.empty('notices');
  bundle.empty('certifications');
  return (channel, from, to) => parts.get(channel)?.some((p) => p.from <= from && to <= p.to) === true;
}

class Drawn {
  readonly #bundle: Bundle;
  readonly #tag: string;
  readonly #rng: () => number;
  readonly #t: Time;
  #people = 0;

  constructor(bundle: Bundle, tag: string, rng: () => number) {
    this.#bundle = bundle;
    this.#tag = tag;
    this.#rng = rng;
    this.#t = bundle.from + (5 + Math.floor(rng() * 40)) * DAY + Math.floor(rng() * 72_000) * SECOND;
  }

  #pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.#rng() * list.length)] as T;
  }
  #times<T>(counts: readonly number[], make: (i: number) => T): T[] {
    return Array.from({ length: this.#pick(counts) }, (_, i) => make(i));
  }

  #person(left?: Time): string {
    this.#people += 1;
    const name = `p${this.#people}-${this.#tag}`;
    const person = `email:${name}@corp.example`;
    const gone = left === undefined ? { status: 'active' } : { status: 'left', end: iso(left) };
    this.#bundle.add('people', { person, display_name: name, start: iso(this.#bundle.from - 900 * DAY), ...gone });
    return person;
  }

  incident(): Incident {
    const t = this.#t;
    const tag = this.#tag;
    const group = this.#pick<Group>(['account', 'account', 'credential', 'access', 'access', 'alert', 'scope']);
    const tier = this.#pick(['0', '1', '2', '2', '']);
    const id = `${group}-${tag}`;
    const actor = this.#person();
    const svc = `aws-user:svc-${tag}`;
    const key = `aws-access-key:AKIA${tag.toUpperCase()}SECOND`;
    const target = group === 'account' ? this.#person() : group === 'credential' ? key : svc;
    if (group !== 'account') this.#bundle.add('identities', { identity: svc, kind: 'service-account', privilege_tier: tier });
    if (group === 'credential') this.#bundle.add('identities', { identity: key, kind: 'credential', holder: svc, privilege_tier: tier });
    const claims = group === 'account' ? [] : this.#times([0, 1, 1, 1, 2], () => this.#claim(svc));
    const kinds = { account: ACCOUNT, credential: CREDENTIAL, access: ACCESS, alert: 'alert.raised', scope: 'scope.ended' }[group];
    const kind = this.#pick(kinds.split(' '));
    const named = kind === 'role.granted' || kind === 'group.added' ? `access-${tag}` : '';
    this.#happen(id, group, kind, { actor, target, access: named, tier });

    const outsider = this.#person();
    const copies = this.#times([0, 1, 1, 2, 2, 3, 4], (i) => this.#notice(i, id, group === 'account' ? target : undefined, claims, outsider)).flat();
    const rules = copies.length > 0 && this.#rng() < 0.4 ? this.#rule(this.#pick(copies).to) : [];
    const persons = claims.filter((c) => !c.isTeam).map((c) => c.party);
    const acks = this.#times([0, 0, 1, 1, 2], () => {
      const by = this.#pick([...SECURITY, ...persons, outsider, actor]);
      const at = t + this.#pick([10 * MINUTE, 3 * HOUR, 4 * HOUR, 4 * HOUR + SECOND, DAY, DAY + SECOND, 2 * DAY]);
      this.#bundle.add('routes', { alert_id: id, time: iso(at), step: 'acknowledged', party: by, party_type: 'person', decided_by: 'x', key: tag });
      return { by, at };
    });
    const access = group === 'credential' ? key : named === '' ? '*' : named;
    const asksReview = group === 'access' || group === 'scope' || kind === 'credential.created';
    const reviews = asksReview ? this.#times([0, 1, 1, 2], (i) => this.#review(i, id, target, access, actor)) : [];
    return { id, t, group, kind, tier, actor, target, access, claims, copies, rules, acks, reviews };
  }

  #happen(id: string, group: Group, kind: string, of: { actor: string; target: string; access: string; tier: string }): void {
    const t = this.#t;
    const { actor, target, access, tier } = of;
    if (group === 'scope') this.#bundle.add('scopes', { scope: id, identity: target, starts: iso(t - 50 * DAY), ends: iso(t) });
    else if (group === 'alert')
      this.#bundle.add('alerts', {
        alert_id: id,
        time: iso(t),
        severity: this.#pick(['low', 'medium']),
        confidence: 'high',
        title: 'odd',
        identity: target,
        service: `shop-${this.#tag}`,
        application: `app-${this.#tag}`,
        environment: 'prod',
        privilege_tier: tier === '' ? '2' : tier,
        last_rotation: iso(t - DAY),
        incident: `INC-${this.#tag}`,
      });
    else {
      const approved = { approver: this.#person(), approved_at: iso(t - HOUR), reason: 'planned' };
      this.#bundle.add('events', { event_id: id, time: iso(t), kind, actor, target, outcome: 'success', access, ...approved });
    }
  }

  #claim(subject: string): Claimed {
    const t = this.#t;
    const isTeam = this.#rng() < 0.25;
    const left = isTeam ? undefined : this.#pick([undefined, undefined, undefined, t - 5 * DAY, t, t + 5 * DAY]);
    const party = isTeam ? this.#pick(['iam', 'platform']) : this.#person(left);
    const role = this.#pick(['owner', 'owner', 'technical-owner', 'steward', 'security', 'approver']);
    const from = this.#pick([undefined, t - 100 * DAY, t - 200 * DAY, t + DAY, t]);
    const to = this.#pick([undefined, undefined, undefined, t - DAY, t, t + DAY]);
    const asOf = this.#pick([t - DAY, t - 89 * DAY, t - 90 * DAY, t - 90 * DAY - SECOND, t + 2 * DAY]);
    this.#bundle.add('claims', {
      subject,
      subject_type: 'identity',
      role,
      party,
      party_type: isTeam ? 'team' : 'person',
      valid_from: from === undefined ? '' : iso(from),
      valid_to: to === undefined ? '' : iso(to),
      as_of: iso(asOf),
      system: 'cmdb',
    });
    return { role, party, isTeam, from, to, asOf, left };
  }

  #notice(i: number, related: string, person: string | undefined, claims: readonly Claimed[], outsider: string): Copy[] {
    const owner = claims.length === 0 ? outsider : this.#pick(claims).party;
    const pool = [person ?? owner, owner, SECURITY_MAIL, SECURITY[0], outsider];
    const to = [...new Set(this.#times([1, 1, 2, 3], () => this.#pick(pool)))];
    const sentAt = this.#t + this.#pick(OFFSETS);
    const status = this.#pick('sent delivered delivered delivered bounced failed quarantined filtered seen acknowledged'.split(' '));
    const statusAt = status === 'sent' ? undefined : sentAt + this.#pick([0, 3 * MINUTE, 70 * MINUTE]);
    const channel = this.#pick(['mail', 'mail', 'mail', 'page', 'chat', 'ticket', 'siem']);
    this.#bundle.add('notices', {
      notice_id: `N${i}-${this.#tag}`,
      sent_at: iso(sentAt),
      channel,
      sender: 'email:notify@corp.example',
      recipients: to.join('|'),
      subject: `note ${this.#tag} now`,
      status,
      status_at: statusAt === undefined ? '' : iso(statusAt),
      related_id: related,
    });
    return to.map((r) => ({ to: r, sentAt, channel, status, statusAt, recipients: to.length }));
  }

  #rule(mailbox: string): Rule[] {
    if (!mailbox.includes('@')) return [];
    const from = this.#t + this.#pick([-3 * DAY, -DAY, -2 * HOUR, 3 * MINUTE, 30 * MINUTE]);
    const to = this.#pick([undefined, undefined, this.#t + MINUTE, this.#t + 10 * MINUTE].filter((at) => at === undefined || at > from));
    const [actions, hides] = this.#pick([
      ['delete', true],
      ['mark-read', true],
      ['move=Junk', true],
      ['move=Inbox', false],
      ['forward=email:z@z.example', false],
      ['redirect=email:z@z.example', true],
    ] as const);
    // A mailbox that other incidents share has rules on this incident's subject only.
    const isShared = !mailbox.includes(this.#tag);
    const [conditions, matches] = this.#pick([
      [`subject-contains=NOTE ${this.#tag} N`, true],
      ['subject-contains=invoice', false],
      ...(isShared
        ? []
        : ([
            ['all', true],
            ['from=Notify@corp.example', true],
            ['from=x@corp.example', false],
          ] as const)),
    ] as const);
    const ends = to === undefined ? '' : iso(to);
    this.#bundle.add('mailrules', {
      mailbox,
      rule: `r-${this.#tag}`,
      enabled_from: iso(from),
      enabled_to: ends,
      created_by: mailbox,
      conditions,
      actions,
    });
    return [{ mailbox, from, to, hides, matches }];
  }

  #review(i: number, id: string, identity: string, access: string, actor: string): Review {
    const at = this.#t + this.#pick([-10 * DAY, HOUR, DAY, DAY + SECOND, 7 * DAY, 7 * DAY + SECOND]);
    const decided = this.#rng() < 0.75;
    const of = this.#pick(['*', '', access === '*' ? 'anything' : access, 'another-access']);
    const isGone = this.#rng() < 0.25;
    const reviewer = isGone ? this.#person(this.#t - 50 * DAY) : this.#pick([this.#person(), actor]);
    const isTriggered = this.#rng() < 0.25;
    this.#bundle.add('certifications', {
      item_id: `C${i}-${this.#tag}`,
      identity,
      access: of,
      reviewer,
      decision: decided ? 'approve' : 'none',
      decided_at: iso(at),
      applied_at: iso(at),
      campaign: 'q',
      trigger: isTriggered ? id : '',
    });
    return { at, decided, access: of, reviewer, isGone, isTriggered };
  }
}

/** The members of the teams that every bundle has. */
export const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  security: SECURITY,
  platform: [member('platform')],
  iam: [member('iam')],
  pam: [member('pam')],
};
