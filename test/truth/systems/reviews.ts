/** Reviews and requests of access as Entra and SailPoint export them. */
import { DAY, HOUR, iso, type Time } from '../bundle.ts';
import { bare, type Case, type Corner, type Happening, SECURITY } from '../corner.ts';
import { cover, csv, digits, guid, kase, quiet } from './kit.ts';

const NOBODY = '00000000-0000-0000-0000-000000000000';

interface Decision {
  readonly decision: 'approve' | 'revoke' | 'none';
  readonly by: string;
  readonly at: Time;
  readonly applied?: Time;
  readonly access: string;
}
interface Tool {
  readonly name: string;
  readonly file: string;
  readonly type: string;
  write(target: string, x: Decision, tag: string): string;
}
const TOOLS: readonly Tool[] = [
  {
    name: 'Entra access review',
    file: 'entra/decisions.json',
    type: 'entra-access-reviews',
    write: (target, x, tag) =>
      JSON.stringify({
        value: [
          {
            id: guid(`d${tag}`),
            accessReviewId: guid(`r${tag}`),
            reviewedDateTime: x.decision === 'none' ? null : iso(x.at),
            decision: { approve: 'Approve', revoke: 'Deny', none: 'NotReviewed' }[x.decision],
            justification: x.decision === 'none' ? '' : 'looked at',
            appliedDateTime: x.applied === undefined ? null : iso(x.applied),
            applyResult: x.applied === undefined ? 'New' : 'AppliedSuccessfully',
            recommendation: 'Approve',
            principalLink: `https://graph.microsoft.com/v1.0/users/${guid(target)}`,
            resourceLink: 'https://graph.microsoft.com/v1.0/x',
            resource: {
              '@odata.type': '#microsoft.graph.accessReviewInstanceDecisionItemResource',
              id: guid(x.access),
              displayName: x.access,
              type: 'directoryRole',
            },
            principal: {
              '@odata.type': '#microsoft.graph.userIdentity',
              id: guid(target),
              displayName: bare(target),
              type: 'user',
              userPrincipalName: bare(target),
            },
            reviewedBy:
              x.decision === 'none'
                ? { id: NOBODY, displayName: '', type: null, userPrincipalName: '' }
                : { id: guid(x.by), displayName: bare(x.by), type: null, userPrincipalName: bare(x.by) },
            appliedBy: { id: NOBODY, displayName: '', type: null, userPrincipalName: '' },
          },
        ],
      }),
  },
  {
    name: 'SailPoint certification',
    file: 'sailpoint/items.json',
    type: 'sailpoint-certifications',
    write: (target, x, tag) =>
      JSON.stringify([
        {
          id: digits(`i${tag}`).slice(0, 32),
          completed: x.decision !== 'none',
          decision: { approve: 'APPROVE', revoke: 'REVOKE', none: null }[x.decision],
          comments: '',
          identitySummary: { id: digits(target).slice(0, 32), name: bare(target), identityId: digits(target).slice(0, 32), completed: true },
          accessSummary: {
            access: { type: 'ENTITLEMENT', id: 'e', name: x.access },
            entitlement: { name: x.access, sourceName: 'x' },
            accessProfile: null,
            role: null,
          },
          reviewer: { type: 'IDENTITY', id: digits(x.by).slice(0, 32), name: bare(x.by).split('@')[0], email: bare(x.by) },
          signed: x.decision === 'none' ? null : iso(x.at),
          due: iso(x.at + 5 * DAY),
          ...(x.applied === undefined ? {} : { remediationCompleted: iso(x.applied) }),
          campaign: { id: 'c', name: 'yearly', type: 'MANAGER' },
        },
      ]),
  },
  {
    name: 'IdentityIQ, CSV',
    file: 'sailpoint/report.csv',
    type: 'sailpoint-certifications',
    write: (target, x, tag) =>
      csv(
        ['id', 'identity', 'entitlement', 'decision', 'comments', 'completed', 'signed', 'due', 'reviewer', 'reassignment'],
        [
          {
            id: digits(`i${tag}`).slice(0, 12),
            identity: bare(target),
            entitlement: x.access,
            decision: { approve: 'APPROVE', revoke: 'REVOKE', none: '' }[x.decision],
            comments: '',
            completed: x.decision === 'none' ? 'false' : 'true',
            signed: x.decision === 'none' ? '' : iso(x.at),
            due: iso(x.at + 5 * DAY),
            reviewer: bare(x.by),
            reassignment: '',
          },
        ],
      ),
  },
];
/** A role is given to somebody; everybody was told and answered; the review is the tool's. */
function granted(c: Corner): { e: Happening; who: string; access: string } {
  const who = c.person();
  const owner = c.claim(who, c.person());
  const access = `role-${c.tag}`;
  const e = c.event('role.granted', who, { access });
  c.tell(e, [owner, who, ...SECURITY]);
  c.ack(e, SECURITY[1], c.minutes(30));
  cover(c.bundle, 'events.csv', 'directory', ['iam-audit', 'signin']);
  quiet(c, ['certification']);
  c.bundle.add('identities', {
    identity: who,
    kind: 'human',
    privilege_tier: '2',
    aliases: `name:${bare(who)}|entra-object:${guid(who)}|upn:${bare(who)}`,
  });
  return { e, who, access };
}
function review(c: Corner, tool: Tool, target: string, x: Decision): void {
  c.bundle.raw(tool.file, tool.write(target, x, c.tag));
  cover(c.bundle, tool.file, 'reviews', ['certification']);
  c.reads.push({ file: tool.file, type: tool.type });
}

/** A request for an access package, delivered, with or without the approval of it. */
function request(c: Corner, isApproved: boolean): void {
  const who = c.person();
  const id = guid(`rq${c.tag}`);
  const one = {
    id,
    requestType: 'userAdd',
    state: 'delivered',
    status: 'Fulfilled',
    createdDateTime: iso(c.t),
    completedDateTime: iso(c.minutes(30)),
    schedule: { startDateTime: iso(c.t), recurrence: null, expiration: { endDateTime: null, duration: null, type: 'noExpiration' } },
    justification: 'for the audit',
    answers: [],
    customExtensionCalloutInstances: [],
    requestor: {
      id: guid(`s${who}`),
      objectId: guid(who),
      displayName: bare(who),
      principalName: bare(who),
      email: bare(who),
      onPremisesSecurityIdentifier: null,
      subjectType: 'user',
    },
    accessPackage: { id: guid('pkg'), displayName: `Package ${c.tag}`, description: '', isHidden: false },
  };
  c.bundle.raw('entra/assignmentRequests.json', JSON.stringify({ value: [one] }));
  c.reads.push({ file: 'entra/assignmentRequests.json', type: 'entra-access-requests' });
  const stage = {
    id,
    displayName: null,
    reviewedDateTime: isApproved ? iso(c.minutes(20)) : null,
    reviewResult: isApproved ? 'Approve' : 'NotReviewed',
    status: isApproved ? 'Completed' : 'Expired',
    assignedToMe: false,
    justification: isApproved ? 'needed' : '',
    reviewedBy: isApproved ? { id: guid(SECURITY[0]), displayName: 'x', userPrincipalName: bare(SECURITY[0]), mail: bare(SECURITY[0]) } : null,
  };
  c.bundle.raw('entra/approvals.json', JSON.stringify({ value: [{ id, 'stages@odata.context': 'x', stages: [stage] }] }));
  c.reads.push({ file: 'entra/approvals.json', type: 'entra-access-requests' });
  cover(c.bundle, 'entra/*.json', 'entra', ['certification']);
  c.bundle.empty('events');
  quiet(c, ['certification']);
  c.leave('notice.missing', id);
  c.leave('cert.missing', id);
  if (!isApproved) c.expect('record.incomplete', id);
}

export const REVIEWS: readonly Case[] = [
  ...TOOLS.flatMap((tool) => [
    kase(`${tool.name}: approved in time`, 'certify: 7 d', (c) => {
      const { e, who, access } = granted(c);
      review(c, tool, who, { decision: 'approve', by: SECURITY[0], at: c.t + DAY, access });
      c.stage(e, { certified: 'met' });
    }),
    kase(`${tool.name}: approved too late`, 'cert.late', (c) => {
      const { e, who, access } = granted(c);
      review(c, tool, who, { decision: 'approve', by: SECURITY[0], at: c.t + 7.5 * DAY, access });
      c.expect('cert.late', e, 'late', undefined, 'low');
    }),
    kase(`${tool.name}: of another access`, 'whose access equals the event’s access', (c) => {
      const { e, who } = granted(c);
      review(c, tool, who, { decision: 'approve', by: SECURITY[0], at: c.t + DAY, access: `other-${c.tag}` });
      c.expect('cert.missing', e, 'unmet');
    }),
    kase(`${tool.name}: reviewed by oneself`, 'cert.self', (c) => {
      const { e, who, access } = granted(c);
      review(c, tool, who, { decision: 'approve', by: who, at: c.t + DAY, access });
      c.expect('cert.self', e, 'unmet');
    }),
    kase(`${tool.name}: never decided`, 'a row with decision none is no certification', (c) => {
      const { e, who, access } = granted(c);
      review(c, tool, who, { decision: 'none', by: SECURITY[0], at: c.t + DAY, access });
      c.expect('cert.missing', e, 'unmet');
    }),
    kase(`${tool.name}: to be revoked, and used after it`, 'cert.unenforced', (c) => {
      const { e, who, access } = granted(c);
      review(c, tool, who, { decision: 'revoke', by: SECURITY[0], at: c.t + HOUR, access });
      c.use(who, c.t + 3 * DAY);
      c.expect('cert.unenforced', e, undefined, undefined, 'high');
    }),
  ]),
  kase('Entra access package: approved, with a reason', 'access-package requests and approvals with justification', (c) => request(c, true)),
  kase('Entra access package: delivered without an approval', 'record.incomplete: access requests', (c) => request(c, false)),
];
