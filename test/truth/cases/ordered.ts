/** Clocks: what cannot be ordered is no finding but one about its order; declared uncertainty; times that carry no zone. */
import { type BeyondCase, beyond } from '../beyond.ts';
import { DAY, HOUR, iso, MINUTE, SECOND, type Time } from '../bundle.ts';
import { type Corner, type Happening, SECURITY, SECURITY_MAIL } from '../corner.ts';
import { opened, type Raised, raised, told } from './acted.ts';
import { declareAll } from './decided.ts';
import { grant } from './reached.ts';
import { MET, missing, reset } from './told.ts';

const SUM = 'two events of different sources closer together than the sum of their clock uncertainties are not ordered';
const UNSAFE = 'record.order-unsafe: the order that a finding would rest on is within clock uncertainty; it fires in place of that finding';
const IN_TIME = 'the deadline itself is in time';

const EXACT = 'the windows are exact: a deadline is no event that another could be too close to';
const after = (name: string, rule: string, plant: (c: Corner, gap: number) => Happening, stage: string): BeyondCase[] =>
  ([0, 1] as const).map((seconds) =>
    beyond(`${name} ${seconds} s after the deadline`, `${IN_TIME}; ${EXACT}`, (c) => {
      const e = plant(c, seconds * SECOND);
      if (seconds > 0) c.expect(rule, e, 'late');
      c.stage(e, { [stage]: seconds > 0 ? 'late' : 'met' });
    }),
  );

/** Contained by security, with evidence that it held; the minute is the case's. */
function contain(c: Corner, r: Raised, at: Time): void {
  c.action(r.e, 'disable', at, SECURITY[0]);
  c.use(r.svc, at + 20 * MINUTE, { outcome: 'failure' });
}

export const ORDERED: readonly BeyondCase[] = [
  ...after(
    'told',
    'notice.late',
    (c, gap) => {
      const { e, who } = reset(c);
      c.tell(e, [who, SECURITY_MAIL], { at: c.minutes(15) + gap });
      c.ack(e, SECURITY[0], c.minutes(60));
      return e;
    },
    'signalled',
  ),
  ...after(
    'acknowledged',
    'ack.late',
    (c, gap) => {
      const { e, who } = reset(c);
      c.tell(e, [who, SECURITY_MAIL]);
      c.ack(e, SECURITY[0], c.t + 4 * HOUR + gap);
      return e;
    },
    'acknowledged',
  ),
  ...after(
    'acted upon',
    'action.late',
    (c, gap) => {
      const r = raised(c);
      told(c, r.e, [r.owner]);
      contain(c, r, c.t + HOUR + gap);
      c.review(r.svc, c.t + 5 * HOUR);
      return r.e;
    },
    'acted',
  ),
  ...after(
    'reviewed',
    'cert.late',
    (c, gap) => {
      const { e, owner } = grant(c, { privilege_tier: '1' });
      c.tell(e, [owner, SECURITY_MAIL]);
      c.ack(e, SECURITY[0], c.minutes(40));
      c.review(e.target, c.t + DAY + gap, { trigger: e.id });
      return e;
    },
    'certified',
  ),
  beyond('emergency access closed 3 s late', 'two records of one source are ordered; closed late is action.late', (c) => {
    const { e } = opened(c, { expires_at: iso(c.t + 6 * HOUR), closed_at: iso(c.t + 4 * HOUR + 3 * SECOND) });
    c.expect('action.late', e, 'late');
    c.stage(e, { acted: 'late' });
  }),
  ...([3, 10] as const).map((seconds) =>
    beyond(`told with its id ${seconds} s before, by another clock`, `${SUM}; the window is [t, t + deadline]`, (c) => {
      const { e, who } = reset(c);
      c.tell(e, [who, SECURITY_MAIL], { at: c.t - seconds * SECOND });
      if (seconds === 10) return missing(c, e);
      c.ack(e, SECURITY[0], c.minutes(60));
      c.stage(e, MET);
    }),
  ),
  ...([3, 4] as const).map((seconds) =>
    beyond(`used ${seconds} s after its scope ended`, SUM, (c) => {
      const { svc, owner } = c.owned();
      const scope = c.id('SC');
      c.bundle.add('scopes', { scope, identity: svc, starts: iso(c.t - 99 * DAY), ends: iso(c.t) });
      c.tell({ id: scope, t: c.t, kind: 'scope.ended', actor: '', target: svc }, [owner]);
      c.review(svc, c.t + 3 * HOUR, { trigger: scope });
      c.use(svc, c.t + seconds * SECOND);
      if (seconds === 4) c.expect('identity.outlives-scope', svc, undefined, undefined, 'high');
      // Where the finding that fires in its place belongs is open: to the scope's own wake, or to nobody.
      c.leave('record.order-unsafe', scope);
    }),
  ),
];

/** The clock of the audit log is as uncertain as said. */
const uncertain = (c: Corner, file: string, seconds: number): void => {
  declareAll(c.bundle);
  for (const [n, covered] of c.bundle.covers.entries()) if (covered.match === file) c.bundle.covers[n] = { ...covered, uncertainty: seconds };
};
const ZONES = ['Europe/Oslo', '+05:30', '-08:00'] as const;
/** How a clock in that zone shows the instant, without saying where it is. */
function local(t: Time, zone: string): string {
  const fixed = /^([+-])(\d\d):(\d\d)$/.exec(zone);
  if (fixed !== null) {
    const offset = (fixed[1] === '-' ? -1 : 1) * (Number(fixed[2]) * HOUR + Number(fixed[3]) * MINUTE);
    return iso(t + offset).slice(0, -1);
  }
  const shown = new Date(t).toLocaleString('sv-SE', { timeZone: zone });
  return `${shown.replace(' ', 'T')}.${String(t % 1000).padStart(3, '0')}`;
}
/** The notices of the bundle, their times as a clock in that zone shows them. */
function toldIn(c: Corner, zone: string, plant: () => void): void {
  plant();
  const rows: Record<string, string | undefined>[] = [];
  c.bundle.take('notices', (row) => {
    rows.push({ ...row });
    return true;
  });
  for (const row of rows) {
    for (const key of ['sent_at', 'status_at']) if (row[key]) row[key] = local(Date.parse(row[key] ?? ''), zone);
    c.bundle.add('notices', row);
  }
}

export const CLOCKS: readonly BeyondCase[] = [
  ...(
    [
      [50, 60, false],
      [70, 60, true],
      [1, 0, false],
      [3, 0, true],
    ] as const
  ).map(([gap, seconds, ordered]) =>
    beyond(`disabled, used ${gap} s later by a clock uncertain by ${seconds} s`, `${SUM} (the actions’ own is 2 s); ${UNSAFE}`, (c) => {
      uncertain(c, 'events.csv', seconds);
      const r = raised(c);
      told(c, r.e, [r.owner]);
      c.review(r.svc, c.t + 5 * HOUR);
      contain(c, r, c.minutes(30));
      c.use(r.svc, c.minutes(30) + gap * SECOND);
      c.expect(ordered ? 'verify.ineffective' : 'record.order-unsafe', r.e, undefined, undefined, ordered ? 'critical' : 'medium');
      c.stage(r.e, { acted: 'met' });
    }),
  ),
  ...(
    [
      [50, false],
      [70, true],
    ] as const
  ).map(([gap, ordered]) =>
    beyond(`closed, used ${gap} s later by a clock uncertain by 60 s`, `${SUM}; ${UNSAFE}`, (c) => {
      uncertain(c, 'events.csv', 60);
      const { e, svc } = opened(c);
      c.use(svc, c.minutes(120) + gap * SECOND);
      c.expect(ordered ? 'breakglass.overrun' : 'record.order-unsafe', e);
    }),
  ),
  beyond('told 50 s late by a clock uncertain by 60 s', EXACT, (c) => {
    uncertain(c, 'notices.csv', 60);
    const { e, who } = reset(c);
    c.tell(e, [who, SECURITY_MAIL], { at: c.minutes(15) + 50 * SECOND });
    c.ack(e, SECURITY[0], c.minutes(60));
    c.expect('notice.late', e, 'late');
    c.stage(e, { signalled: 'late', acknowledged: 'met' });
  }),
  ...ZONES.flatMap((zone) =>
    ([5, 40] as const).map((minutes) =>
      beyond(
        `told after ${minutes} min by a clock in ${zone}`,
        'a time without a zone takes the source’s declared zone (IANA name or fixed offset)',
        (c) => {
          declareAll(c.bundle);
          for (const [n, covered] of c.bundle.covers.entries()) if (covered.match === 'notices.csv') c.bundle.covers[n] = { ...covered, zone };
          const { e, who } = reset(c);
          toldIn(c, zone, () => c.tell(e, [who, SECURITY_MAIL], { at: c.minutes(minutes) }));
          c.ack(e, SECURITY[0], c.minutes(60));
          if (minutes === 40) c.expect('notice.late', e, 'late', ['person', 'security']);
          c.stage(e, { signalled: minutes === 40 ? 'late' : 'met', acknowledged: 'met' });
        },
      ),
    ),
  ),
  beyond('told in no zone at all', 'without one, the record is accepted, marked zone assumed UTC', (c) => {
    declareAll(c.bundle);
    const { e, who } = reset(c);
    toldIn(c, '+00:00', () => c.tell(e, [who, SECURITY_MAIL]));
    c.ack(e, SECURITY[0], c.minutes(60));
    c.stage(e, MET);
  }),
  beyond('told with a zone that is not the declared one', 'a time without a zone takes the declared one; this has one', (c) => {
    declareAll(c.bundle);
    for (const [n, covered] of c.bundle.covers.entries())
      if (covered.match === 'notices.csv') c.bundle.covers[n] = { ...covered, zone: 'Asia/Tokyo' };
    const { e, who } = reset(c);
    c.tell(e, [who, SECURITY_MAIL]);
    c.ack(e, SECURITY[0], c.minutes(60));
    c.stage(e, MET);
  }),
  beyond('the clock of the notices is set ten minutes back', 'a source has a clock offset (0 until somebody sets it), applied on reading', (c, b) => {
    declareAll(c.bundle);
    const { e, who } = reset(c);
    c.tell(e, [who, SECURITY_MAIL], { at: c.minutes(20) });
    c.ack(e, SECURITY[0], c.minutes(60));
    b.decided.push({ clockOf: 'notices.csv', seconds: -600 });
    c.stage(e, MET);
  }),
];
