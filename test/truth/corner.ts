/** A corner of the organisation: one case with people, identities and instants of its own, and what is expected of it. */
import { type Bundle, DAY, iso, MINUTE, type Row, type Time } from './bundle.ts';

export interface ExpectedFinding {
  readonly rule: string;
  /** Native id of the event, or an alias of the subject of a case finding. */
  readonly on: string;
  readonly verdict?: string | undefined;
  readonly severity?: string | undefined;
  /** Compared as a set; left out where the specification names no list. */
  readonly missing?: readonly string[] | undefined;
}
export interface ExpectedStage {
  readonly event: string;
  readonly stage: string;
  readonly verdict: string;
}

/** What a record of a raw export says, in the vocabulary: what KINDS.md and FORMATS.md read in it. */
export interface Said {
  /** Native id of the record. */
  readonly on: string;
  readonly kind: string;
  readonly actor?: string | undefined;
  readonly target?: string | undefined;
  /** Kind of the target, and who holds it where it is a credential. */
  readonly is?: string | undefined;
  readonly holder?: string | undefined;
  readonly outcome?: string | undefined;
  readonly at?: Time | undefined;
}
/** A file of the bundle, by its name: what reads it, and how many of its records have no meaning there. */
export interface Read {
  readonly file: string;
  readonly type: string;
  readonly ignored?: number | undefined;
  readonly duplicate?: number | undefined;
}
/** What is known of an identity beside its events. */
export interface Being {
  readonly alias: string;
  readonly kind?: string | undefined;
  readonly holder?: string | undefined;
  readonly tier?: string | undefined;
  /** Other names that are the same identity. */
  readonly same?: readonly string[] | undefined;
}

export interface Case {
  readonly name: string;
  /** The sentence of the specification that the expectation rests on. */
  readonly says: string;
  /** It is about what lies outside the period, which only a bundle.yaml can say. */
  readonly needsPeriod?: boolean;
  plant(c: Corner): void;
}

export interface Happening {
  readonly id: string;
  readonly t: Time;
  readonly kind: string;
  readonly actor: string;
  readonly target: string;
}

const TYPE: Readonly<Record<string, string>> = {
  password: 'password reset',
  mfa: 'MFA',
  device: 'new device',
  payroll: 'payroll',
  credential: 'access key',
  role: 'role granted',
  group: 'added to group',
  permission: 'permissions changed',
  account: 'account created',
  consent: 'consent',
  owner: 'owner changed',
  mailrule: 'inbox rule',
  forwarding: 'forwarding',
  delegation: 'mailbox permission',
  federation: 'federation.changed',
  person: 'leaver',
  scope: 'scope ended',
  breakglass: 'break-glass',
  alert: 'security alert',
};
export const phrase = (kind: string): string => TYPE[kind.split('.')[0] ?? ''] ?? kind;
export const bare = (alias: string): string => alias.slice(alias.indexOf(':') + 1);

/** What everybody is told in full: all four of time, actor, target and type. */
const fullBody = (e: Happening): string => `At ${iso(e.t)} ${bare(e.actor)} made this change to ${bare(e.target)}: ${phrase(e.kind)} (${e.kind}).`;

export interface Telling {
  readonly at?: Time;
  readonly channel?: string;
  readonly status?: string;
  readonly statusAt?: Time | '';
  readonly related?: string;
  readonly subject?: string;
  readonly body?: string;
  readonly sender?: string;
  readonly id?: string;
}

export class Corner {
  readonly findings: ExpectedFinding[] = [];
  readonly stages: ExpectedStage[] = [];
  /** Findings on which the specification is open: neither asked for nor counted against. */
  readonly open: { rule: string; on: string }[] = [];
  /** Events that must have no wake. */
  readonly noWake: string[] = [];
  readonly said: Said[] = [];
  readonly reads: Read[] = [];
  readonly beings: Being[] = [];
  readonly bundle: Bundle;
  readonly tag: string;
  readonly t: Time;
  #n = 0;

  constructor(bundle: Bundle, tag: string, t: Time) {
    this.bundle = bundle;
    this.tag = tag;
    this.t = t;
  }

  id(prefix: string): string {
    this.#n += 1;
    return `${prefix}-${this.tag}-${this.#n}`;
  }

  minutes(n: number): Time {
    return this.t + n * MINUTE;
  }

  person(row: Row = {}): string {
    const alias = `email:${this.id('p')}@corp.example`;
    this.bundle.add('people', {
      person: alias,
      display_name: alias.slice(6, -13),
      status: 'active',
      start: iso(this.bundle.from - 900 * DAY),
      ...row,
    });
    return alias;
  }

  /** A service account at tier 2 unless told otherwise, without an owner. */
  service(row: Row = {}): string {
    const alias = row.identity ?? `aws-user:${this.id('svc')}`;
    this.bundle.add('identities', { identity: alias, kind: 'service-account', privilege_tier: '2', ...row });
    return alias;
  }

  claim(subject: string, party: string, row: Row = {}): string {
    this.bundle.add('claims', {
      subject,
      subject_type: 'identity',
      role: 'owner',
      party,
      party_type: 'person',
      valid_from: iso(this.t - 200 * DAY),
      as_of: iso(this.t - 10 * DAY),
      system: 'cmdb',
      ...row,
    });
    return party;
  }

  owned(row: Row = {}): { svc: string; owner: string } {
    const svc = this.service(row);
    return { svc, owner: this.claim(svc, this.person()) };
  }

  event(kind: string, target: string, row: Row = {}, t = this.t): Happening {
    const id = row.event_id ?? this.id('EV');
    const actor = row.actor ?? this.person();
    this.bundle.add('events', {
      event_id: id,
      time: iso(t),
      kind,
      actor,
      target,
      outcome: 'success',
      approver: this.person(),
      approved_at: iso(t - 60 * MINUTE),
      reason: 'planned',
      ...row,
    });
    return { id, t, kind, actor, target };
  }

  /** A use: a sign-in of the identity, which has no obligations. */
  use(actor: string, t: Time, row: Row = {}): void {
    const kind = row.outcome === 'failure' ? 'session.failed' : 'session.started';
    this.bundle.add('events', { event_id: this.id('USE'), time: iso(t), kind, actor, target: actor, outcome: 'success', ...row });
  }

  tell(e: Happening, to: readonly string[], how: Telling = {}): void {
    const at = how.at ?? e.t + 2 * MINUTE;
    this.bundle.add('notices', {
      notice_id: how.id ?? this.id('N'),
      sent_at: iso(at),
      channel: how.channel ?? 'mail',
      sender: how.sender ?? 'email:notify@corp.example',
      recipients: to.join('|'),
      subject: how.subject ?? `Notice of a change: ${phrase(e.kind)}`,
      body: how.body ?? fullBody(e),
      status: how.status ?? 'delivered',
      status_at: how.statusAt === '' ? '' : iso(how.statusAt ?? at),
      related_id: how.related ?? e.id,
    });
  }

  ack(e: Happening, by: string, at: Time): void {
    this.route(e, 'acknowledged', by, at);
  }

  route(e: Happening, step: string, party: string, at: Time, row: Row = {}): void {
    this.bundle.add('routes', { alert_id: e.id, time: iso(at), step, party, party_type: 'person', decided_by: 'rule 7', key: `K-${e.id}`, ...row });
  }

  review(identity: string, at: Time, row: Row = {}): void {
    const reviewer = row.reviewer ?? this.person();
    this.bundle.add('certifications', {
      item_id: this.id('C'),
      identity,
      access: '*',
      reviewer,
      decision: 'approve',
      decided_at: iso(at),
      applied_at: iso(at),
      campaign: 'continuous',
      ...row,
    });
  }

  alert(identity: string, row: Row = {}, t = this.t): Happening & { incident: string } {
    const id = this.id('AL');
    const incident = this.id('INC');
    this.bundle.add('alerts', {
      alert_id: id,
      time: iso(t),
      severity: 'high',
      confidence: 'high',
      title: 'suspicious activity',
      identity,
      service: `shop-${this.tag}`,
      application: `app-${this.tag}`,
      environment: 'prod',
      privilege_tier: '2',
      last_rotation: iso(t - 40 * DAY),
      incident,
      ...row,
    });
    return { id, t, kind: 'alert.raised', actor: '', target: identity, incident };
  }

  action(e: { incident: string; target: string }, action: string, at: Time, actor: string, row: Row = {}): string {
    const id = this.id('AC');
    this.bundle.add('actions', {
      action_id: id,
      time: iso(at),
      actor,
      identity: e.target,
      action,
      approver: SECURITY[1],
      approved_at: iso(at - MINUTE),
      reason: 'containment',
      incident: e.incident,
      outcome: 'success',
      ...row,
    });
    return id;
  }

  expect(rule: string, on: string | Happening, verdict?: string, missing?: readonly string[], severity?: string): void {
    this.findings.push({ rule, on: typeof on === 'string' ? on : on.id, verdict, missing, severity });
  }

  stage(event: Happening | string, verdicts: Readonly<Record<string, string>>): void {
    for (const [stage, verdict] of Object.entries(verdicts))
      this.stages.push({ event: typeof event === 'string' ? event : event.id, stage, verdict });
  }

  /** The specification does not say; whatever the analysis answers is left alone. */
  leave(rule: string, on: string | Happening): void {
    this.open.push({ rule, on: typeof on === 'string' ? on : on.id });
  }
}

/** The teams that the default policy names, the same in every bundle. */
export const SECURITY = ['email:sec-one@corp.example', 'email:sec-two@corp.example'] as const;
export const SECURITY_MAIL = 'email:security@corp.example';
export const TEAMS = ['security', 'platform', 'iam', 'pam'] as const;
export const member = (team: string): string => (team === 'security' ? SECURITY[0] : `email:${team}-one@corp.example`);

export function commons(bundle: Bundle): void {
  const from = iso(bundle.from - 400 * DAY);
  for (const team of TEAMS) {
    const members = team === 'security' ? SECURITY : [member(team)];
    for (const person of members) {
      bundle.add('people', { person, display_name: bare(person), status: 'active', start: iso(bundle.from - 900 * DAY), team });
      bundle.add('teams', { team, member: person, from, email: `${team}@corp.example` });
    }
  }
}
