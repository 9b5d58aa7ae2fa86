/** What-if: the same history under another policy or with other owners, the verdicts that change and the findings gained and lost. */
import { type Beyond, type BeyondCase, beyond, type ExpectedChange } from '../beyond.ts';
import { DAY, HOUR, iso, MINUTE, type Row } from '../bundle.ts';
import { type Corner, type Happening, SECURITY, SECURITY_MAIL } from '../corner.ts';
import { raised } from './acted.ts';
import { declareAll } from './decided.ts';
import { grant, sound } from './reached.ts';
import { reset } from './told.ts';

const SAYS =
  'what-if: the same history judged under another policy (deadlines, audiences, owners), gaps before and after side by side; for each verdict that changed';
const PERSONS = 'audience: [person, security], within: PT15M}';

const changes = (e: { readonly id: string }, of: Readonly<Record<string, readonly [before: string, after: string]>>): ExpectedChange[] =>
  Object.entries(of).map(([stage, [before, after]]) => ({ event: e.id, stage, before, after }));
/** A reset that both are told of after so many minutes, acknowledged after an hour. */
function toldAfter(c: Corner, minutes: number, t = c.t): Happening {
  const who = c.person();
  const e = c.event('password.reset', who, {}, t);
  c.tell(e, [who, SECURITY_MAIL], { at: t + minutes * MINUTE });
  c.ack(e, SECURITY[0], t + HOUR);
  return e;
}
const policy = (
  name: string,
  was: string,
  now: string,
  plant: (c: Corner, b: Beyond) => Omit<NonNullable<Beyond['whatIf']>, 'policy' | 'claims'>,
): BeyondCase =>
  beyond(`another policy: ${name}`, SAYS, (c, b) => {
    declareAll(c.bundle);
    b.whatIf = { policy: [[was, now]], ...plant(c, b) };
  });
const owners = (
  name: string,
  plant: (c: Corner) => { claims: readonly Row[] } & Omit<NonNullable<Beyond['whatIf']>, 'policy' | 'claims'>,
): BeyondCase =>
  beyond(`other owners: ${name}`, SAYS, (c, b) => {
    declareAll(c.bundle);
    b.whatIf = plant(c);
  });
const claim = (c: Corner, subject: string, party: string, row: Row = {}): Row => ({
  subject,
  subject_type: 'identity',
  role: 'owner',
  party,
  party_type: 'person',
  valid_from: iso(c.t - 200 * DAY),
  as_of: iso(c.t - DAY),
  system: 'corrected',
  ...row,
});
const NOTHING = { changes: [], gained: [], lost: [] };

export const OTHER_RULES: readonly BeyondCase[] = [
  policy('the same in another wording', PERSONS, 'audience: [person, security], within: PT900S}', (c) => {
    c.expect('notice.late', toldAfter(c, 20), 'late');
    return NOTHING;
  }),
  policy('half an hour to tell', PERSONS, PERSONS.replace('PT15M', 'PT30M'), (c) => {
    const late = toldAfter(c, 20);
    const very = toldAfter(c, 40, c.t + DAY);
    toldAfter(c, 10, c.t + 2 * DAY);
    c.expect('notice.late', late, 'late');
    c.expect('notice.late', very, 'late');
    // What arrives in time has also been delivered and has reached in time.
    return {
      changes: changes(late, { signalled: ['late', 'met'], delivered: ['late', 'met'], reached: ['late', 'met'] }),
      gained: [],
      lost: [`notice.late ${late.id}`],
    };
  }),
  policy('five minutes to tell', PERSONS, PERSONS.replace('PT15M', 'PT5M'), (c) => {
    const e = toldAfter(c, 10);
    toldAfter(c, 5, c.t + DAY);
    return {
      changes: changes(e, { signalled: ['met', 'late'], delivered: ['met', 'late'], reached: ['met', 'late'] }),
      gained: [`notice.late ${e.id}`],
      lost: [],
    };
  }),
  policy('security need not be told', PERSONS, PERSONS.replace('[person, security]', '[person]'), (c) => {
    const { e, who } = reset(c);
    c.tell(e, [who]);
    c.ack(e, SECURITY[0], c.minutes(60));
    c.expect('route.audience-missing', e, 'partial', ['security']);
    c.stage(e, { acknowledged: 'not-reached' });
    // Acknowledged by security: by a member of it, whether or not it had to be told.
    return {
      changes: changes(e, { reached: ['partial', 'met'], acknowledged: ['not-reached', 'met'] }),
      gained: [],
      lost: [`route.audience-missing ${e.id}`],
    };
  }),
  policy('chat counts too', `notify: {through: [mail, page, ticket], ${PERSONS}`, `notify: {through: [mail, page, ticket, chat], ${PERSONS}`, (c) => {
    const { e, who } = reset(c);
    c.tell(e, [who, SECURITY_MAIL], { channel: 'chat' });
    c.ack(e, SECURITY[0], c.minutes(60));
    c.expect('notice.missing', e, 'unmet', ['person', 'security']);
    return {
      changes: changes(e, {
        signalled: ['unmet', 'met'],
        delivered: ['not-reached', 'met'],
        reached: ['not-reached', 'met'],
        acknowledged: ['not-reached', 'met'],
      }),
      gained: [],
      lost: [`notice.missing ${e.id}`],
    };
  }),
  policy(
    'two hours to act',
    'act: {within: {confirmed: PT1H, high: PT1H, else: P1D}}',
    'act: {within: {confirmed: PT2H, high: PT2H, else: P1D}}',
    (c) => {
      const r = raised(c);
      c.tell(r.e, [r.owner], { channel: 'page' });
      c.ack(r.e, r.owner, c.minutes(8));
      c.action(r.e, 'disable', c.minutes(90), SECURITY[0]);
      c.use(r.svc, c.minutes(110), { outcome: 'failure' });
      c.review(r.svc, c.t + 5 * HOUR);
      c.expect('action.late', r.e, 'late');
      return { changes: changes(r.e, { acted: ['late', 'met'] }), gained: [], lost: [`action.late ${r.e.id}`] };
    },
  ),
  policy('claims are stale after a month', 'ownership stale after: P90D', 'ownership stale after: P30D', (c) => {
    const svc = c.service();
    const owner = c.claim(svc, c.person(), { as_of: iso(c.t - 40 * DAY) });
    const e = c.event('role.granted', svc, { access: 'a' });
    c.tell(e, [owner, SECURITY_MAIL]);
    sound(c, e);
    const fresh = grant(c);
    c.tell(fresh.e, [fresh.owner, SECURITY_MAIL]);
    sound(c, fresh.e);
    return { changes: changes(e, { reached: ['met', 'partial'] }), gained: [`owner.missing ${e.id}`], lost: [] };
  }),
  owners('the true owner had been told', (c) => {
    const { e, svc } = grant(c);
    const true_ = c.person();
    c.tell(e, [true_, SECURITY_MAIL]);
    sound(c, e);
    c.expect('route.audience-missing', e, 'partial', ['owner']);
    return {
      claims: [claim(c, svc, true_)],
      changes: changes(e, { reached: ['partial', 'met'] }),
      gained: [],
      lost: [`route.audience-missing ${e.id}`],
    };
  }),
  owners('another than the one who was told', (c) => {
    const { e, svc, owner } = grant(c);
    c.tell(e, [owner, SECURITY_MAIL]);
    sound(c, e);
    return {
      claims: [claim(c, svc, c.person())],
      changes: changes(e, { reached: ['met', 'partial'] }),
      gained: [`route.audience-missing ${e.id}`],
      lost: [],
    };
  }),
  owners('somebody where nobody was', (c) => {
    const svc = c.service();
    grant(c);
    c.bundle.take('events', (row) => row.kind === 'role.granted');
    const e = c.event('role.granted', svc, { access: 'a' });
    const true_ = c.person();
    c.tell(e, [true_, SECURITY_MAIL]);
    sound(c, e);
    c.use(svc, c.t + 9 * HOUR);
    c.expect('owner.missing', e, 'partial', ['owner']);
    c.expect('identity.orphaned', svc);
    return {
      claims: [claim(c, svc, true_)],
      changes: changes(e, { reached: ['partial', 'met'] }),
      gained: [],
      lost: [`owner.missing ${e.id}`, `identity.orphaned ${svc}`],
    };
  }),
  owners('of one role only', (c) => {
    const { e, svc, owner } = grant(c);
    c.tell(e, [owner, SECURITY_MAIL]);
    sound(c, e);
    // Rows for another role leave the owner's as it was.
    return { claims: [claim(c, svc, c.person(), { role: 'approver' })], ...NOTHING };
  }),
  owners('of another identity', (c) => {
    const { e, owner } = grant(c);
    c.tell(e, [owner, SECURITY_MAIL]);
    sound(c, e);
    return { claims: [claim(c, c.owned().svc, c.person())], ...NOTHING };
  }),
];
