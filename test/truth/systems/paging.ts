/** Who was paged, who was on duty, who said so: PagerDuty and Opsgenie, in their own words. */
import { HOUR, iso, MINUTE, type Time } from '../bundle.ts';
import { bare, type Case, type Corner, type Happening, SECURITY } from '../corner.ts';
import { cover, digits, guid, kase, quiet } from './kit.ts';

type Alert = Happening & { incident: string };
const ALL = { signalled: 'met', delivered: 'met', reached: 'met', acknowledged: 'met', acted: 'met', verified: 'met', certified: 'met' };

/** What is not about the page: contained, held, reviewed. */
function answered(c: Corner, e: Alert): void {
  c.action(e, 'disable', c.minutes(30), SECURITY[0]);
  c.use(e.target, c.minutes(50), { outcome: 'failure' });
  c.review(e.target, c.t + 5 * HOUR);
  cover(c.bundle, 'events.csv', 'directory', ['iam-audit', 'signin']);
  cover(c.bundle, 'certifications.csv', 'reviews', ['certification']);
  quiet(c, ['page', 'certification']);
}
/** `-05:00`, as a schedule of another coast is rendered. */
const eastern = (at: Time): string => `${iso(at - 5 * HOUR).slice(0, 19)}-05:00`;
const short = (at: Time): string => iso(at).replace('.000Z', 'Z');

const uid = (who: string): string => `P${digits(who).slice(0, 6).toUpperCase()}`;
const ref = (type: string, id: string, summary: string) => ({
  id,
  type: `${type}_reference`,
  summary,
  self: `https://api.pagerduty.com/${type}s/${id}`,
  html_url: null,
});
const nameOf = (who: string): string => `Crew ${bare(who).split('@')[0]}`;
const user = (who: string) => ref('user', uid(who), nameOf(who));
const detector = ref('service', 'PTIDE00', 'detector');

class Pager {
  readonly entries: unknown[] = [];
  readonly people = new Set<string>();
  readonly c: Corner;
  constructor(c: Corner) {
    this.c = c;
  }
  entry(about: string, type: string, at: Time, more: Readonly<Record<string, unknown>>): this {
    const id = `Q${digits(about).slice(0, 12).toUpperCase()}`;
    this.entries.push({
      id: `R${digits(`${about}${type}${at}${this.entries.length}`).slice(0, 20).toUpperCase()}`,
      type: `${type}_log_entry`,
      summary: type,
      self: null,
      html_url: null,
      created_at: short(at),
      agent: detector,
      channel: { type: 'auto' },
      service: detector,
      incident: { ...ref('incident', id, `[#12] suspicious activity ${about}`), incident_key: about },
      teams: [],
      contexts: [],
      ...more,
    });
    return this;
  }
  notify(about: string, who: string, at: Time, more: Readonly<Record<string, unknown>> = {}): this {
    this.people.add(who);
    return this.entry(about, 'notify', at, {
      agent: null,
      user: user(who),
      channel: { type: 'auto', notification: { type: 'push', status: 'success', address: '' } },
      ...more,
    });
  }
  assign(about: string, who: string, at: Time, more: Readonly<Record<string, unknown>> = {}): this {
    this.people.add(who);
    return this.entry(about, 'assign', at, { assignees: [user(who)], ...more });
  }
  ack(about: string, who: string, at: Time): this {
    this.people.add(who);
    return this.entry(about, 'acknowledge', at, { agent: user(who), channel: { type: 'website' } });
  }
  write(): void {
    const { bundle } = this.c;
    bundle.raw('pagerduty/log_entries.json', JSON.stringify({ log_entries: this.entries, limit: 100, offset: 0, more: false, total: null }));
    cover(bundle, 'pagerduty/log_entries.json', 'pagerduty', ['page']);
    this.c.reads.push({ file: 'pagerduty/log_entries.json', type: 'pagerduty-log-entries' });
    if (this.people.size === 0) return;
    const users = [...this.people].map((who) => ({
      ...user(who),
      type: 'user',
      name: nameOf(who),
      email: bare(who),
      time_zone: 'America/Lima',
      role: 'user',
      job_title: null,
      teams: [],
    }));
    bundle.raw('pagerduty/users.json', JSON.stringify({ users, limit: 100, offset: 0, more: false }));
    this.c.reads.push({ file: 'pagerduty/users.json', type: 'pagerduty-directory' });
  }
}

const ROTATION = 'Tide rotation';
/** The rotation is on call for the identity; who has the duty at the alert the export of the duties says. */
function onDuty(c: Corner, form: 'oncalls' | 'schedule', paged: 'on duty' | 'off duty' | 'the next'): void {
  const svc = c.service();
  const [before, now, after] = [c.person(), c.person(), c.person()];
  c.claim(svc, ROTATION, { party_type: 'schedule', role: 'oncall' });
  const e = c.alert(svc);
  const duties: readonly (readonly [string, Time, Time])[] = [
    [before, c.minutes(-600), c.minutes(-60)],
    [now, c.minutes(-60), c.minutes(300)],
    [after, c.minutes(300), c.minutes(900)],
  ];
  const schedule = ref('schedule', 'PI7TIDE', ROTATION);
  const file = `pagerduty/${form}.json`;
  const body =
    form === 'oncalls'
      ? {
          oncalls: duties.map(([who, from, to]) => ({
            user: user(who),
            schedule,
            escalation_policy: ref('escalation_policy', 'PT20TIDE', 'Tide'),
            escalation_level: 1,
            start: eastern(from),
            end: eastern(to),
          })),
          limit: 25,
          offset: 0,
          more: false,
        }
      : {
          schedule: {
            ...schedule,
            type: 'schedule',
            name: ROTATION,
            time_zone: 'America/New_York',
            users: duties.map(([who]) => user(who)),
            schedule_layers: [],
            overrides_subschedule: { name: 'Overrides', rendered_schedule_entries: [] },
            final_schedule: {
              name: 'Final Schedule',
              rendered_schedule_entries: duties.map(([who, from, to]) => ({ start: eastern(from), end: eastern(to), user: user(who) })),
              rendered_coverage_percentage: 100,
            },
          },
        };
  c.bundle.raw(file, JSON.stringify(body));
  c.reads.push({ file, type: 'pagerduty-oncall' });
  const who = { 'on duty': now, 'off duty': before, 'the next': after }[paged];
  const pager = new Pager(c).notify(e.id, who, c.minutes(2)).ack(e.id, who, c.minutes(9));
  for (const [p] of duties) pager.people.add(p);
  pager.write();
  answered(c, e);
  if (paged === 'on duty') c.stage(e, ALL);
  else {
    // The one went off duty before, the other comes later: both are wrong, and only the first once was right.
    c.expect(paged === 'off duty' ? 'owner.stale' : 'route.wrong-party', e, 'unmet');
    c.stage(e, { signalled: 'met', reached: 'unmet', acknowledged: 'not-reached', acted: 'met' });
  }
}

/** An alert of an owned identity that is paged through PagerDuty. */
function paged(c: Corner, page: (p: Pager, e: Alert, owner: string) => void): { e: Alert; owner: string; svc: string } {
  const { svc, owner } = c.owned();
  const e = c.alert(svc);
  const pager = new Pager(c);
  page(pager, e, owner);
  pager.write();
  answered(c, e);
  return { e, owner, svc };
}

const opsgenieUser = (who: string): string => guid(`og${who}`);
interface OpsgenieAlert {
  readonly responders: readonly string[];
  readonly acknowledgedBy?: string;
  readonly ackMinutes?: number;
}
/** An alert of Opsgenie, whose logs stand in the file that names it. */
function opsgenie(c: Corner, x: OpsgenieAlert, logs: readonly { log: string; type: string; owner: string; at: Time }[]): Alert {
  const { svc, owner } = c.owned();
  const e = c.alert(svc);
  const id = `${guid(c.tag)}-1507013463521`;
  const who = (name: string): string => (name === 'owner' ? owner : name);
  const alert = {
    id,
    tinyId: '1791',
    alias: e.id,
    message: `suspicious activity ${e.id}`,
    status: x.acknowledgedBy === undefined ? 'open' : 'closed',
    acknowledged: x.acknowledgedBy !== undefined,
    isSeen: true,
    tags: [],
    snoozed: false,
    count: 1,
    lastOccurredAt: iso(c.minutes(1)),
    createdAt: iso(c.minutes(1)),
    updatedAt: iso(c.minutes(60)),
    source: 'detector',
    owner: x.acknowledgedBy === undefined ? '' : bare(who(x.acknowledgedBy)),
    priority: 'P1',
    responders: x.responders.map((r) => ({ id: opsgenieUser(who(r)), type: 'user' })),
    integration: { id: guid('int'), name: 'API', type: 'API' },
    report: x.acknowledgedBy === undefined ? {} : { ackTime: ((x.ackMinutes ?? 0) - 1) * MINUTE, acknowledgedBy: bare(who(x.acknowledgedBy)) },
    ownerTeam: '',
  };
  c.bundle.raw('opsgenie/alerts.json', JSON.stringify({ data: [alert], paging: {}, took: 0.1, requestId: guid('r') }));
  c.reads.push({ file: 'opsgenie/alerts.json', type: 'opsgenie-alerts' });
  cover(c.bundle, 'opsgenie/**', 'opsgenie', ['page']);
  if (logs.length > 0) {
    const file = `opsgenie/alerts/${id}/logs.json`;
    // That it was made the alert says itself.
    const ignored = logs.filter((l) => l.log.startsWith('Alert created')).length;
    c.bundle.raw(
      file,
      JSON.stringify({
        data: logs.map((l, n) => ({
          log: l.log,
          type: l.type,
          owner: l.owner === 'System' ? 'System' : bare(who(l.owner)),
          createdAt: iso(l.at),
          offset: `${l.at}_${n}`,
        })),
        took: 0.1,
        requestId: guid('q'),
      }),
    );
    c.reads.push({ file, type: 'opsgenie-alerts', ignored });
  }
  const people = [owner, ...x.responders, ...(x.acknowledgedBy === undefined ? [] : [x.acknowledgedBy])].map(who);
  const users = [...new Set(people)].map((p) => ({
    id: opsgenieUser(p),
    username: bare(p),
    fullName: nameOf(p),
    role: { id: 'User', name: 'User' },
    timeZone: 'Europe/Berlin',
    locale: 'en_US',
    blocked: false,
    verified: true,
    createdAt: iso(c.bundle.from),
  }));
  c.bundle.raw('opsgenie/users.json', JSON.stringify({ totalCount: users.length, data: users, took: 0.1, requestId: guid('u') }));
  c.reads.push({ file: 'opsgenie/users.json', type: 'opsgenie-directory' });
  answered(c, e);
  return e;
}

export const PAGING: readonly Case[] = [
  ...(['oncalls', 'schedule'] as const).flatMap((form) =>
    (['on duty', 'off duty', 'the next'] as const).map((who) =>
      kase(`PagerDuty ${form}: the page goes to ${who}`, 'an on-call schedule gives the person on duty at t; offsets such as -05:00', (c) =>
        onDuty(c, form, who),
      ),
    ),
  ),
  kase('PagerDuty: the recipient stands only in the summary', 'in some exports the recipient stands only in summary', (c) => {
    const { e } = paged(c, (p, x, owner) =>
      p
        .notify(x.id, owner, c.minutes(2), { user: undefined, summary: `Notified ${nameOf(owner)} by push notification.` })
        .ack(x.id, owner, c.minutes(9)),
    );
    c.stage(e, ALL);
  }),
  kase('PagerDuty: escalated by itself, and the owner too late', 'channel.type timeout is an automatic escalation; a late notice', (c) => {
    const other = c.person();
    const { e } = paged(c, (p, x, owner) =>
      p
        .notify(x.id, other, c.minutes(2))
        .entry(x.id, 'escalate', c.minutes(20), { agent: detector, assignees: [user(owner)], channel: { type: 'timeout' } })
        .notify(x.id, owner, c.minutes(20))
        .ack(x.id, owner, c.minutes(25)),
    );
    c.expect('notice.late', e, 'late');
    c.stage(e, { ...ALL, signalled: 'late', delivered: 'late', reached: 'late' });
  }),
  ...[true, false].map((isDecided) =>
    kase(`PagerDuty: assigned ${isDecided ? 'by a service' : 'by nobody'}`, 'route.unlogged: a PagerDuty assign without agent', (c) => {
      const { e } = paged(c, (p, x, owner) =>
        p
          .assign(x.id, owner, c.minutes(1), isDecided ? {} : { agent: null })
          .notify(x.id, owner, c.minutes(2))
          .ack(x.id, owner, c.minutes(9)),
      );
      if (!isDecided) c.expect('route.unlogged', e, 'partial', undefined, 'medium');
      c.stage(e, ALL);
    }),
  ),
  kase('PagerDuty: acknowledged by somebody else', 'ack.by-outsider', (c) => {
    const { e } = paged(c, (p, x, owner) => p.notify(x.id, owner, c.minutes(2)).ack(x.id, c.person(), c.minutes(9)));
    c.expect('ack.by-outsider', e, 'unmet');
  }),
  kase('PagerDuty: annotated, snoozed and resolved, but never acknowledged', 'a PagerDuty acknowledge log entry, by its agent', (c) => {
    const { e } = paged(c, (p, x, owner) =>
      p
        .notify(x.id, owner, c.minutes(2))
        .entry(x.id, 'annotate', c.minutes(5), { agent: user(owner), channel: { type: 'note', summary: 'looking' } })
        .entry(x.id, 'resolve', c.minutes(90), { agent: detector, channel: { type: 'timeout' } }),
    );
    c.expect('ack.missing', e, 'unmet');
    // Whether a responder's note is a notice with a body the specification does not say.
    c.leave('notice.ambiguous', e);
  }),
  kase('PagerDuty: nobody is paged', 'notice.missing: no notice, ever, and the channels are covered', (c) => {
    const { e } = paged(c, (p, x) => p.entry(x.id, 'trigger', c.minutes(1), { channel: { type: 'api', summary: x.id, incident_key: x.id } }));
    c.expect('notice.missing', e, 'unmet');
  }),
  kase('PagerDuty: two incidents page two teams', 'route.duplicate: two or more teams paged for one event under different keys', (c) => {
    const { svc, owner } = c.owned();
    const e = c.alert(svc);
    const pager = new Pager(c);
    for (const [n, who] of [owner, c.person()].entries()) {
      const incident = {
        ...ref('incident', `Q${n}${c.tag.toUpperCase()}`, `[#${n}] suspicious activity ${e.id}`),
        incident_key: `key-${n}-${c.tag}`,
      };
      c.bundle.add('teams', { team: `crew-${n}-${c.tag}`, member: who, from: iso(c.minutes(-90000)) });
      pager.assign(e.id, who, c.minutes(2 + n), { incident }).notify(e.id, who, c.minutes(3 + n), { incident });
    }
    pager.ack(e.id, owner, c.minutes(9)).write();
    answered(c, e);
    c.expect('route.duplicate', e, 'partial', undefined, 'medium');
  }),
  kase(
    'PagerDuty: the incident has a key of its own, and its title names the alert',
    'certain: wherever it stands as a whole word in a summary',
    (c) => {
      const { e } = paged(c, (p, x, owner) => {
        const incident = { ...ref('incident', `Q0${c.tag.toUpperCase()}`, `[#7] suspicious activity ${x.id}`), incident_key: guid(c.tag) };
        p.assign(x.id, owner, c.minutes(1), { incident })
          .notify(x.id, owner, c.minutes(2), { incident })
          .entry(x.id, 'acknowledge', c.minutes(9), { agent: user(owner), channel: { type: 'website' }, incident });
      });
      c.stage(e, ALL);
    },
  ),
  kase('PagerDuty: the incident itself beside its log', 'the same in two exports is told once', (c) => {
    const { e } = paged(c, (p, x, owner) => {
      p.assign(x.id, owner, c.minutes(1)).notify(x.id, owner, c.minutes(2)).ack(x.id, owner, c.minutes(9));
      const incident = {
        ...ref('incident', `Q${digits(x.id).slice(0, 12).toUpperCase()}`, `[#12] suspicious activity ${x.id}`),
        type: 'incident',
        incident_number: 12,
        title: `suspicious activity ${x.id}`,
        created_at: short(c.minutes(1)),
        updated_at: short(c.minutes(60)),
        status: 'resolved',
        incident_key: x.id,
        service: detector,
        assignments: [],
        assigned_via: 'escalation_policy',
        last_status_change_at: short(c.minutes(60)),
        resolved_at: short(c.minutes(60)),
        escalation_policy: ref('escalation_policy', 'PT20TIDE', 'Tide'),
        teams: [],
        acknowledgements: [],
        last_status_change_by: user(owner),
        urgency: 'high',
      };
      c.bundle.raw('pagerduty/incidents.json', JSON.stringify({ incidents: [incident], limit: 100, offset: 0, more: false }));
      c.reads.push({ file: 'pagerduty/incidents.json', type: 'pagerduty-incidents' });
    });
    c.stage(e, ALL);
  }),
  kase('Opsgenie: a responder is told and acknowledges', 'responders[]{type,id}; alert logs', (c) => {
    const e = opsgenie(c, { responders: ['owner'], acknowledgedBy: 'owner', ackMinutes: 9 }, [
      { log: 'Alert created via API', type: 'system', owner: 'System', at: c.minutes(1) },
      { log: 'Alert acknowledged via web', type: 'system', owner: 'owner', at: c.minutes(9) },
    ]);
    c.stage(e, ALL);
  }),
  kase('Opsgenie: acknowledged after forty minutes', 'ack.late', (c) => {
    const e = opsgenie(c, { responders: ['owner'], acknowledgedBy: 'owner', ackMinutes: 40 }, [
      { log: 'Alert acknowledged via web', type: 'system', owner: 'owner', at: c.minutes(40) },
    ]);
    c.expect('ack.late', e, 'late', undefined, 'low');
  }),
  kase('Opsgenie: seen, never acknowledged', 'viewed is not acknowledged', (c) => {
    const e = opsgenie(c, { responders: ['owner'] }, [{ log: 'Alert created via API', type: 'system', owner: 'System', at: c.minutes(1) }]);
    c.expect('ack.missing', e, 'unmet');
  }),
  kase('Opsgenie: the wrong responder', 'route.wrong-party', (c) => {
    const other = c.person();
    const e = opsgenie(c, { responders: [other], acknowledgedBy: other, ackMinutes: 9 }, [
      { log: 'Alert acknowledged via mobile', type: 'system', owner: other, at: c.minutes(9) },
    ]);
    c.expect('route.wrong-party', e, 'unmet');
  }),
];
