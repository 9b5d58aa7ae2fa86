import { parsePolicyWith } from './parse.ts';
import type { Policy } from './types.ts';

/** The default policy as the user sees and edits it. */
export const DEFAULT_POLICY_YAML = `# Tracewake policy. Durations are ISO 8601: PT15M is fifteen minutes, P7D seven days.
# A duration may depend on the tier of the identity or on the confidence of the alert:
#   within: {tier 0: PT15M, tier 1: PT15M, else: P1D}
name: default
revision: 1

# What must follow an event. The first entry that fits an event holds; "mfa.*" is every kind of that family.
obligations:
  - name: changes to a person's account
    kinds: [password.reset, mfa.*, device.enrolled, payroll.changed, forwarding.enabled, mailrule.created, mailrule.changed, delegation.granted]
    notify: {through: [mail, page, ticket], audience: [person, security], within: PT15M}
    acknowledge: {within: PT4H, by: security}

  - name: credentials of non-human identities
    kinds: [credential.created, credential.rotated, credential.disabled, credential.deleted]
    identities: non-human
    notify: {through: [mail, page, ticket, chat, siem], audience: [owner], within: PT15M}
    acknowledge: {within: PT4H}
    verify: {kinds: [credential.rotated], mode: reauthentication, within: PT1H}
    certify: {kinds: [credential.created, credential.rotated], within: {tier 0: P1D, tier 1: P1D, else: P7D}}

  - name: access and accounts
    kinds: [role.granted, group.added, permission.changed, consent.granted, owner.changed, federation.changed, account.created, account.enabled]
    notify: {through: any, audience: [owner, security], within: {tier 0: PT15M, tier 1: PT15M, else: P1D}}
    acknowledge: {within: P1D}
    certify: {within: {tier 0: P1D, tier 1: P1D, else: P7D}}

  # For each non-human identity that the person owned: the others who own it, else security.
  - name: movers and leavers
    kinds: [person.moved, person.left]
    owned identities: true
    notify: {through: any, audience: [owner], within: P1D}
    certify: {within: P1D}

  - name: ended scopes
    kinds: [scope.ended]
    notify: {through: any, audience: [owner], within: P1D}
    certify: {within: P1D}

  - name: emergency access
    kinds: [breakglass.opened]
    notify: {through: [page, siem], audience: [security, approver], within: PT15M}
    acknowledge: {within: PT30M}
    act: {mode: close, within: PT4H}
    verify: {mode: silence, within: PT1H}
    certify: {within: P1D}

  - name: critical and high alerts
    kinds: [alert.raised]
    severities: [critical, high]
    notify:
      through: [page, ticket]
      audience:
        - owner
        - {name: security, tiers: [0, 1]}
        - {name: secrets-owner, identities: [credential], tiers: [0]}
        - {name: integration-owner, identities: [external-integration]}
        - {name: spawner-owner, identities: [agent]}
      within: PT15M
    acknowledge: {within: PT30M}
    act: {within: {confirmed: PT1H, high: PT1H, else: P1D}}
    verify: {mode: held, within: PT1H}
    certify: {within: P1D}

  - name: other alerts
    kinds: [alert.raised]
    notify: {through: any, audience: [owner], within: P1D}

# Teams that stand for an audience where no claim names anybody.
parties:
  security: [security]
  approver: [pam]
  secrets-owner: [pam]
  integration-owner: [platform]

# Parties that may act on any identity.
escalation: [security, platform, iam, pam]

# Who has to hear of an alert whose identity nobody owns.
fail open: {parties: [security, platform], within: PT15M}

# A queue is generic unless it stands here.
monitored queues: []

ownership stale after: P90D
clock uncertainty: PT2S
silence: {iam-audit: PT6H, signin: PT6H, else: P1D}
duplicate window: PT30M
delivered after: PT1H

# Actions that fit a kind of identity. Of each inner list one has to be taken.
fitting actions:
  human: [[end-sessions, step-up, reset, disable]]
  service-account: [[rotate, disable, quarantine]]
  workload: [[rotate, disable, quarantine]]
  credential: [[revoke, rotate, disable]]
  agent: [[suspend, revoke]]
  external-integration: [[revoke, disable]]
  shared-account: [[rotate], [end-sessions]]

# Phrases that tell what kind of event a message is about; matched without regard to case, as whole words.
phrases:
  - {kinds: [password.*], phrases: [password reset, password changed, password was changed, new password]}
  - {kinds: [mfa.*], phrases: [MFA, multi-factor, two-factor, 2FA, authenticator, security info, factor enrolled, factor removed]}
  - {kinds: [device.*], phrases: [new device, device enrolled, device registered]}
  - {kinds: [payroll.changed], phrases: [payroll, bank account, direct deposit, bank details]}
  - kinds: [credential.*]
    phrases: [access key, API key, secret rotated, token created, token revoked, certificate issued, certificate rotated, credential rotated, deploy key]
  - kinds: [role.*, group.*, permission.*]
    phrases: [role granted, role assigned, added to group, removed from group, permissions changed, privilege granted, administrator]
  - {kinds: [account.*], phrases: [account created, account disabled, account enabled, account deleted, service account created]}
  - {kinds: [consent.*], phrases: [application approved, consent, integration approved, app installed]}
  - {kinds: [owner.changed], phrases: [owner changed, ownership]}
  - {kinds: [mailrule.*, forwarding.*, delegation.*], phrases: [inbox rule, mailbox rule, forwarding, delegate, mailbox permission]}
  - {kinds: [person.*, scope.*], phrases: [person left, leaver, person moved, mover, scope ended, project ended, contract ended]}
  - {kinds: [breakglass.*], phrases: [break-glass, emergency access]}
  - {kinds: [alert.raised], phrases: [security alert, alert raised, incident raised, suspicious sign-in, suspicious activity]}
  - {kinds: [verified], phrases: [verified, revocation confirmed, no further use]}
  # Said by a ticket that tells why the holder of a rotated credential did not authenticate again.
  - kinds: [idle]
    phrases: [not re-authenticated, no re-authentication, no reauthentication, will not authenticate, does not authenticate, no longer used, not in use,
      unused, decommissioned, decommissioning, retired, switched off, powered off, dormant, idle, not needed, next run, next scheduled, runs monthly,
      runs quarterly, maintenance]
`;

function parsedDefault(): Policy {
  const parsed = parsePolicyWith(DEFAULT_POLICY_YAML, undefined);
  if (!parsed.ok) throw new Error(`the default policy does not parse: ${parsed.error.map((e) => `${e.line}:${e.column} ${e.message}`).join('; ')}`);
  return parsed.value;
}

export const DEFAULT_POLICY: Policy = parsedDefault();
