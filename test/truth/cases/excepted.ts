/** Exceptions: what a rule leaves out in so many words, each beside what it does not leave out. */
import { type BeyondCase, beyond } from '../beyond.ts';
import { DAY, HOUR, iso, MINUTE, type Time } from '../bundle.ts';
import { type Corner, type Happening, SECURITY, SECURITY_MAIL } from '../corner.ts';
import { type Raised, raised, told } from './acted.ts';
import { declareAll } from './decided.ts';
import { half } from './told.ts';

const HUMAN = 'identity.human-use: a non-human identity used interactively by a person (not inside an open break-glass grant)';
const SHARED = 'identity.shared: used by several principals (not kind shared-account, not inside an open break-glass grant)';
const EXCEPTION = 'exception: an actions.csv row ticket with the word exception in its reason, an approver, and approved_at within the window';

/** A sound grant on the identity; closed after two hours, unless told otherwise. */
function granted(c: Corner, identity: string, row: Record<string, string> = {}): Happening {
  const [user, approver] = [c.person(), c.person()];
  const id = c.id('BG');
  const own = { grant_id: id, identity, user, approver, approved_at: iso(c.t - MINUTE), reason: 'outage', incident: c.id('INC') };
  c.bundle.add('breakglass', { ...own, opened_at: iso(c.t), expires_at: iso(c.t + 3 * HOUR), closed_at: iso(c.t + 2 * HOUR), ...row });
  const e = { id, t: c.t, kind: 'breakglass.opened', actor: user, target: identity };
  c.tell(e, [approver, SECURITY_MAIL], { channel: 'page' });
  c.ack(e, SECURITY[0], c.minutes(10));
  c.review(identity, c.t + 9 * HOUR);
  return e;
}
/** A person at the console as a service account, so many minutes from the opening of a grant on it, or on another. */
const atConsole = (
  name: string,
  minutes: number,
  fires: boolean | 'open',
  row: Record<string, string> | 'none' | 'other' = {},
  more?: (c: Corner, e: Happening) => void,
): BeyondCase =>
  beyond(`at the console ${name}`, HUMAN, (c) => {
    declareAll(c.bundle);
    const svc = `svc-${c.tag}`;
    const arn = `arn:aws:iam::111122223333:user/${svc}`;
    const identity = `aws-arn:${arn}`;
    c.service({ identity, aliases: `aws-user:${svc}` });
    c.claim(identity, c.person());
    if (row !== 'none') {
      const e = granted(c, row === 'other' ? c.owned().svc : identity, row === 'other' ? {} : row);
      more?.(c, e);
    }
    c.bundle.raw('trail.json', JSON.stringify({ Records: [signIn(arn, svc, c.minutes(minutes))] }));
    if (fires === true) c.expect('identity.human-use', `aws-user:${svc}`, undefined, undefined, 'medium');
    if (fires === 'open') c.leave('identity.human-use', `aws-user:${svc}`);
  });
const signIn = (arn: string, userName: string, t: Time) => ({
  eventVersion: '1.08',
  userIdentity: { type: 'IAMUser', arn, accountId: '111122223333', userName },
  eventTime: iso(t).replace(/\.\d+Z$/, 'Z'),
  eventSource: 'signin.amazonaws.com',
  eventName: 'ConsoleLogin',
  awsRegion: 'us-east-1',
  sourceIPAddress: '203.0.113.9',
  userAgent: 'Mozilla/5.0',
  requestParameters: null,
  responseElements: { ConsoleLogin: 'Success' },
  eventID: '99999999-2222-4333-8444-000000000002',
  eventType: 'AwsConsoleSignIn',
  recipientAccountId: '111122223333',
});

/** Told, acknowledged and reviewed; the containment is the case's. */
const answered = (name: string, says: string, plant: (c: Corner, r: Raised) => Record<string, string>): BeyondCase =>
  beyond(name, says, (c) => {
    const r = raised(c);
    told(c, r.e, [r.owner]);
    c.review(r.svc, c.t + 5 * HOUR);
    c.stage(r.e, { signalled: 'met', acknowledged: 'met', certified: 'met', ...plant(c, r) });
  });
const ticket = (c: Corner, r: Raised, row: Record<string, string>): string =>
  c.action(r.e, 'ticket', c.minutes(30), SECURITY[0], {
    reason: 'Exception until the release',
    approver: r.owner,
    approved_at: iso(c.minutes(31)),
    ...row,
  });

export const AT_THE_CONSOLE: readonly BeyondCase[] = [
  atConsole('inside the grant', 60, false),
  atConsole('with no grant', 60, true, 'none'),
  atConsole('before the grant was opened', -30, true),
  atConsole('while a grant on another identity is open', 60, true, 'other'),
  // That use after the close is breakglass.overrun only may be said of the findings of the wake, or of all.
  atConsole('after the close', 140, 'open', {}, (c, e) => c.expect('breakglass.overrun', e, undefined, undefined, 'critical')),
  atConsole('inside a grant without an expiry', 60, false, { expires_at: '' }, (c, e) =>
    c.expect('breakglass.unbounded', e, undefined, undefined, 'high'),
  ),
  atConsole('inside a grant that nobody closes', 60, false, { closed_at: '' }, (c, e) => c.expect('action.missing', e, 'unmet')),
];

export const EXCEPTED: readonly BeyondCase[] = [
  ...(
    [
      ['both inside a grant', 10, 20, false],
      ['one inside a grant', 10, 200, false],
      ['neither inside a grant', -20, -10, true],
    ] as const
  ).map(([name, one, two, fires]) =>
    beyond(`two principals, ${name}`, SHARED, (c) => {
      const { svc } = c.owned();
      const e = granted(c, svc);
      for (const minutes of [one, two]) c.use(svc, c.minutes(minutes), { on_behalf_of: c.person() });
      if (two > 120) c.expect('breakglass.overrun', e);
      if (fires) c.expect('identity.shared', svc, undefined, undefined, 'medium');
      // Whether a sign-in on behalf of a person is an interactive use by that person is open.
      c.leave('identity.human-use', svc);
    }),
  ),
  answered('an exception that was approved before the alert', EXCEPTION, (c, r) => {
    ticket(c, r, { approved_at: iso(c.minutes(-5)) });
    c.expect('action.ticket-only', r.e, 'unmet');
    return { acted: 'unmet', verified: 'not-reached' };
  }),
  answered('an exception at the alert itself', EXCEPTION, (c, r) => {
    ticket(c, r, { approved_at: iso(c.t) });
    return { acted: 'met', verified: 'not-reached' };
  }),
  answered('an exception at the deadline', `${EXCEPTION}; the deadline itself is in time`, (c, r) => {
    ticket(c, r, { approved_at: iso(c.t + HOUR) });
    return { acted: 'met', verified: 'not-reached' };
  }),
  answered('an exception without a time of its approval', EXCEPTION, (c, r) => {
    ticket(c, r, { approved_at: '' });
    c.expect('action.ticket-only', r.e, 'unmet');
    return { acted: 'unmet', verified: 'not-reached' };
  }),
  answered('the word exception on an action that does not fit', EXCEPTION, (c, r) => {
    c.action(r.e, 'end-sessions', c.minutes(30), SECURITY[0], {
      reason: 'Exception until the release',
      approver: r.owner,
      approved_at: iso(c.minutes(31)),
    });
    c.expect('action.mismatched', r.e, 'unmet');
    return { acted: 'unmet', verified: 'not-reached' };
  }),
  answered('EXCEPTION in capitals, among other words', EXCEPTION, (c, r) => {
    ticket(c, r, { reason: 'Granted (EXCEPTION), see the minutes' });
    return { acted: 'met', verified: 'not-reached' };
  }),
  answered('an exception for another alert on another identity', EXCEPTION, (c, r) => {
    const other = raised(c);
    told(c, other.e, [other.owner]);
    c.review(other.svc, c.t + 5 * HOUR);
    ticket(c, other, {});
    c.stage(other.e, { acted: 'met' });
    c.expect('action.missing', r.e, 'unmet');
    return { acted: 'unmet' };
  }),
  answered('an exception, and then the action late', `${EXCEPTION}; action.late: the first fitting action came after the deadline`, (c, r) => {
    ticket(c, r, {});
    c.action(r.e, 'disable', c.minutes(90), SECURITY[0]);
    c.use(r.svc, c.minutes(110), { outcome: 'failure' });
    // Both sentences fit: the obligation was met by the exception, and the first fitting action was late.
    c.leave('action.late', r.e);
    return { verified: 'met' };
  }),
  beyond('paged, and no routing record at all', 'route.unlogged: not judged where there is no routing record at all', (c) => {
    const { e, who } = half(c);
    c.tell(e, [who], { channel: 'page' });
    c.stage(e, { reached: 'met', acknowledged: 'met' });
  }),
  beyond('a scope of two ends', 'identity.outlives-scope: used after its scope ended; another that lasts is a scope of it too', (c) => {
    const { svc, owner } = c.owned();
    const scope = c.id('SC');
    c.bundle.add('scopes', { scope, identity: svc, starts: iso(c.t - 99 * DAY), ends: iso(c.t) });
    c.bundle.add('scopes', { scope: c.id('SC'), identity: svc, starts: iso(c.t - 9 * DAY), ends: iso(c.bundle.to + 90 * DAY) });
    c.tell({ id: scope, t: c.t, kind: 'scope.ended', actor: '', target: svc }, [owner]);
    c.review(svc, c.t + 3 * HOUR, { trigger: scope });
    c.use(svc, c.t + HOUR);
    // Whether the finding is about one scope or about the identity that has another is open.
    c.leave('identity.outlives-scope', svc);
  }),
];
