/**
 * What an auditor is told of each rule beside its meaning: an incident in which it fires, the closest one in which it does not, and what
 * would settle it. `docs/rules.md` is made from this and `rules.ts`; a test keeps the two complete.
 */
export interface Guidance {
  /** An incident in which the rule fires. */
  readonly example: string;
  /** The closest incident in which it does not. */
  readonly counter: string;
  /** What an investigator looks for, or asks the organisation for, to confirm or dismiss it. */
  readonly settle: string;
}

const SIGNALLED: Record<string, Guidance> = {
  'notice.missing': {
    example:
      "A help desk resets Ana's password at 09:00. The exports of mail, pager and ticket system cover the whole quarter of an hour after it, and none holds a message about it, then or later.",
    counter: 'The mail export ends at 09:05: nobody can say that no mail was sent. The verdict is unknown, and the mail log from 09:05 is asked for.',
    settle: 'A message, page or ticket that tells of the change in a system that was not exported, or an accepted weak tie to one that was.',
  },
  'notice.late': {
    example: 'The deploy key was rotated at 10:00, the policy asks for a notice within 15 minutes, and the first one was sent at 10:40.',
    counter: 'The notice was sent at 10:15 sharp: the deadline itself is in time.',
    settle: 'An earlier notice, or the offset of a clock that is known to be wrong.',
  },
  'notice.ambiguous': {
    example: 'A mail "A security setting was changed" goes out: it names neither the account, nor who did it, nor when.',
    counter:
      'Subject and body together give time, actor, target and type. Or none of the tied notices has a body in evidence: then it is not judged.',
    settle: 'The full text of the notice (a trace holds the subject only; a mailbox export holds the body).',
  },
};

const DELIVERED: Record<string, Guidance> = {
  'notice.suppressed': {
    example:
      'A rule named "." deletes whatever has "payroll" in its subject. It was active when the notice about the changed bank account arrived in that mailbox.',
    counter: 'The rule was made an hour after the delivery, it forwards only, or another copy arrived in a mailbox without such a rule.',
    settle: "The mailbox's rules with the times they were made and removed; a copy that the person is known to have read.",
  },
  'notice.undelivered': {
    example: 'The only mail to the owner was quarantined as spam.',
    counter:
      'A second mail to the same owner was delivered. Or the log says nothing of its fate and the channel is covered: after an hour it counts as delivered.',
    settle: 'The message trace of the mail system; the release of the message from quarantine.',
  },
};

const REACHED: Record<string, Guidance> = {
  'route.fail-open': {
    example: 'An alert names a service account that nobody owns. It was paged to the web team; security and platform never heard of it.',
    counter: 'Security was paged ten minutes after the alert.',
    settle: 'A claim that names an owner at that time, or the record of an escalation.',
  },
  'owner.missing': {
    example: 'A role was granted to an account for which the inventory of that day names no owner, and its application has none either.',
    counter: 'No imported source names owners at that time: then it is unknown who should have heard of it, and the verdict says so.',
    settle: 'An export of owners that covers the day: CMDB, application owners, a table of claims.',
  },
  'route.generic-queue': {
    example: 'A critical alert was assigned to "service-desk", and to no named team or person within the deadline.',
    counter: 'The policy lists that queue as monitored, or a person was assigned in time.',
    settle: 'Who worked the queue then; whether the queue should be listed as monitored in the policy.',
  },
  'owner.stale': {
    example: 'The notice went to Bram, who had handed the application over a month before; nobody who owns it now was told.',
    counter: 'Bram and the present owner were both told.',
    settle: 'When the claim ended and in which system; whether the former owner passed it on.',
  },
  'route.wrong-party': {
    example: 'A key of the billing service was rotated and the network team was told of it, nobody else.',
    counter: 'One of the required audiences was sent a notice too: then the one left out is named by another rule.',
    settle: 'Whether the party that was told holds the role in a system that was not imported.',
  },
  'route.audience-missing': {
    example: 'The person was told of the new authenticator; the policy asks for the person and security, and security was never told.',
    counter: 'Security was told a day later: that is late, not missing. Or its channel was not covered: unknown.',
    settle: 'A notice to the audience that is named as missing.',
  },
  'route.duplicate': {
    example: 'Platform was paged under one key and IAM under another for the same alert, nine minutes apart.',
    counter: 'Both were paged under one key: they see the same incident.',
    settle: 'Whether the two incidents were linked to each other in time.',
  },
  'owner.conflict': {
    example: 'On that day the CMDB says that payments owns the key and the cloud inventory says platform.',
    counter: 'One of the two claims had ended, had gone stale, or is for another role.',
    settle: 'Which system leads. Both stay in the accountable set until it is corrected.',
  },
  'route.unlogged': {
    example: 'The alert was assigned to a team, and the record of the assignment does not say who or which rule decided so.',
    counter: 'A PagerDuty assignment by a named agent; or no routing record at all, of which nothing can be said.',
    settle: 'The audit log of the routing tool.',
  },
  'route.context-poor': {
    example: 'The alert names the credential and neither the service nor the environment it is used in.',
    counter: 'The alert carries principal, service, environment, tier and last rotation.',
    settle: 'The alert as it was delivered, with all of its fields.',
  },
};

const ACKNOWLEDGED: Record<string, Guidance> = {
  'ack.by-actor': {
    example: 'An administrator removed an authenticator and was the only one to acknowledge the alert about it.',
    counter: 'A colleague of the security team acknowledged it as well, in time.',
    settle: 'Another acknowledgement; whether the account of the acknowledger was in the hands of its owner.',
  },
  'ack.by-outsider': {
    example: 'The policy asks for an acknowledgement by security; the only one is by a developer of another team.',
    counter: 'The developer was a member of security on that day.',
    settle: 'The membership of the team at that time.',
  },
  'ack.late': {
    example: 'The break-glass grant was acknowledged 50 minutes after it was opened, and the policy gives 30.',
    counter: 'It was acknowledged after exactly 30 minutes.',
    settle: 'An earlier acknowledgement in another system.',
  },
  'ack.missing': {
    example: 'Owner and security received the page, and no record of the covered systems shows that anybody saw it.',
    counter: 'Their chain was cut before: what did not arrive could not be acknowledged, and the verdict is not reached.',
    settle: 'Read receipts, acknowledgements in a chat tool, a work note.',
  },
};

const ACTED: Record<string, Guidance> = {
  'action.unauthorised': {
    example: "A developer of another team disabled the service account; nobody who owns it, and none of the policy's escalation parties, approved.",
    counter: 'The action names an approver who is the owner, with an approval not after the action.',
    settle: 'The approval, with its time and the role of the approver.',
  },
  'action.partial': {
    example: 'The shared key is used in production and staging; it was rotated for production only.',
    counter: 'The rotation has no scope: it counts for all consumers.',
    settle: 'The rotation of the consumer that was left out, or evidence that it no longer uses the key.',
  },
  'action.mismatched': {
    example: "An access key was reported stolen; the person's sessions were ended, and the key stayed valid.",
    counter: 'The key was revoked, by whoever had the authority.',
    settle: 'The state of the credential after the action.',
  },
  'action.ticket-only': {
    example: 'A ticket "please rotate" was opened and closed; the audit log shows no rotation.',
    counter: 'The ticket records an approved exception within the deadline.',
    settle: 'The audit log of the system where the credential lives.',
  },
  'action.late': {
    example: 'The alert had confidence "confirmed", so an hour was allowed; the key was revoked after three.',
    counter: 'With confidence "medium" a day is allowed.',
    settle: 'An earlier action; a clock offset.',
  },
  'action.missing': {
    example:
      'The alert was acknowledged and closed. The covered audit log shows neither a revocation nor a rotation, and there is no ticket or exception.',
    counter: 'The audit log is not covered over the deadline: unknown.',
    settle: 'The audit log for the uncovered interval, or the record of an exception.',
  },
};

const VERIFIED: Record<string, Guidance> = {
  'verify.ineffective': {
    example: 'The deploy key was revoked at 11:00 and called an API with success at 11:20.',
    counter: 'The call at 11:20 failed: that is evidence that the revocation held.',
    settle: 'Whether the same credential was used, and whether a cached session may have outlived the revocation.',
  },
  'verify.reenabled-unexplained': {
    example: 'The account was disabled during the incident and enabled again two hours later without an approver or a reason.',
    counter: 'The action "enable" carries a reason and an approval.',
    settle: 'The change record for the re-enabling.',
  },
  'verify.no-reauthentication': {
    example: "The service account's secret was rotated; within the hour it did not authenticate with the new one, although sign-ins are covered.",
    counter: 'It signed in with another credential. Or a ticket says that it is retired: then that ticket is the only proof.',
    settle: 'Sign-in records of the consumer; a word of its owner on why it was idle.',
  },
  'verify.missing': {
    example: 'The key was revoked, and no failed use, ticket or notice shows that it held.',
    counter: 'A failed use of the key ten minutes later.',
    settle: 'A test of the revoked credential that is on record.',
  },
};

const CERTIFIED: Record<string, Guidance> = {
  'cert.unenforced': {
    example: 'The reviewer decided to revoke the role on Monday; on Wednesday the identity still used it.',
    counter: 'The revocation was applied within 24 hours of the decision.',
    settle: "The audit record of the removal; the review tool's applied date.",
  },
  'cert.self': {
    example: 'Dana granted herself the role and confirmed it in the review.',
    counter: "Dana's manager reviewed it as well.",
    settle: 'The decision of another reviewer.',
  },
  'cert.reviewer-gone': {
    example: 'The review is signed by a manager who had left the company the week before.',
    counter: 'The manager left after deciding.',
    settle: 'The dates of the personnel system; who used the account to decide.',
  },
  'cert.late': {
    example: 'A role of tier 0 was reviewed three days after it was granted, and the policy gives one.',
    counter: 'The identity is at tier 2, where seven days are allowed.',
    settle: 'An earlier review of that very access.',
  },
  'cert.once-only': {
    example: 'The access was reviewed in January, extended in March, and not reviewed since.',
    counter: 'It was reviewed again within the deadline after March.',
    settle: 'The export of the review campaign that followed.',
  },
  'cert.missing': {
    example: 'An access key was created, and the covered review campaigns never name it.',
    counter: 'No review system was imported: unknown.',
    settle: 'The export of the reviews that cover the deadline.',
  },
};

const RECORDED: Record<string, Guidance> = {
  'record.incomplete': {
    example: 'A break-glass row without a reason; a role grant whose log does not name the actor.',
    counter: 'What the first record lacks stands in a second record of the same act.',
    settle: 'The fields that are named as missing, in the system of record.',
  },
  'record.uncorrelated': {
    example: 'A key was revoked and the action carries no incident, ticket or alert number.',
    counter: 'Its incident number is that of the ticket.',
    settle: 'The incident that the action belonged to.',
  },
  'record.order-unsafe': {
    example: 'By two clocks, each good to two seconds, the revocation and the use lie three seconds apart: which came first cannot be told.',
    counter: 'Both stand in one log, whose order is its own.',
    settle: 'The offset of the clocks, or one log that holds both.',
  },
  'record.mutable-proof': {
    example: 'That the revocation held is shown by a comment in a ticket only.',
    counter: 'A failed use in the audit log shows it as well.',
    settle: 'A record that cannot be edited afterwards.',
  },
  'breakglass.unbounded': {
    example: 'Emergency access was opened without an expiry.',
    counter: 'It has an expiry, and was closed before.',
    settle: 'The limit that the vault or the privilege tool enforced.',
  },
  'breakglass.overrun': {
    example: 'The grant was closed at 14:00 and the account listed users at 14:25.',
    counter: 'The last use was at 13:59, or the clocks leave the order open.',
    settle: 'Who held the account then; whether a new grant covers it.',
  },
  'breakglass.unapproved': {
    example: 'The user of the grant is its approver, or the approval came an hour after the opening.',
    counter: 'Another person approved it a minute before.',
    settle: 'The approval in the system that asks for it.',
  },
};

const CASE: Record<string, Guidance> = {
  'identity.orphaned': {
    example: 'A service account made API calls all month; the last claim to own it ended in spring.',
    counter: 'It was never used with success in the period, or its application has an owner.',
    settle: 'A claim of ownership that is valid at the end of the period.',
  },
  'identity.outlives-scope': {
    example: "The migration project ended on the 10th, and its account's credentials were used on the 12th.",
    counter: 'The use on the 10th came before the end.',
    settle: 'A record that extends the project or the contract.',
  },
  'identity.shared': {
    example: 'One access key was used by two principals from two hosts.',
    counter: 'The identity is a shared account by kind, or an open break-glass grant explains it.',
    settle: 'The consumers of the credential; whether the hosts are one system.',
  },
  'identity.human-use': {
    example: 'A person signed in to the console with a service account.',
    counter: 'An open break-glass grant covers the sign-in.',
    settle: 'Who sat at that session, and on whose authority.',
  },
  'coverage.silent': {
    example: 'The sign-in log has a record every few minutes, and none from 02:00 to 09:30.',
    counter: 'The log is irregular by nature, or the hole is shorter than the policy allows.',
    settle: 'The log for the hole, exported again. Until then nothing is proved absent in an inferred interval.',
  },
  'coverage.logging-disabled': {
    example: 'A trail was stopped at 22:10 and started again at 23:00; or its retention went from 365 days to 30.',
    counter: 'Logging was enabled, or the retention raised.',
    settle: 'Who stopped it and why; a second log for that time.',
  },
  'coverage.clock-skew': {
    example: 'Four acts stand in two logs under the same request id, each time five minutes apart.',
    counter: 'The difference is within the uncertainty of both clocks, or there are fewer than three pairs.',
    settle: 'Set the offset of the source that differs, with a reason, and analyse again.',
  },
};

/** By slug; complete for every rule. */
export const GUIDANCE: Readonly<Record<string, Guidance>> = {
  ...SIGNALLED,
  ...DELIVERED,
  ...REACHED,
  ...ACKNOWLEDGED,
  ...ACTED,
  ...VERIFIED,
  ...CERTIFIED,
  ...RECORDED,
  ...CASE,
};
