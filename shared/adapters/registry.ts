import type { Adapter } from './adapter.ts';
import { awsAccountAuthorization } from './aws-account-authorization.ts';
import { awsCloudtrail } from './aws-cloudtrail.ts';
import { awsCredentialReport } from './aws-credential-report.ts';
import { azureActivity } from './azure-activity.ts';
import { entraAccessRequests } from './entra-access-requests.ts';
import { entraAccessReviews } from './entra-access-reviews.ts';
import { entraAudit } from './entra-audit.ts';
import { entraDirectory } from './entra-directory.ts';
import { entraSignin } from './entra-signin.ts';
import { exchangeInboxRules } from './exchange-inbox-rules.ts';
import { exchangeMessageTrace } from './exchange-message-trace.ts';
import { githubAudit } from './github-audit.ts';
import { googleCloudAudit } from './google-cloud-audit.ts';
import { googleWorkspace } from './google-workspace.ts';
import { hashicorpVault } from './hashicorp-vault.ts';
import { jiraIssues } from './jira-issues.ts';
import { kubernetesAudit } from './kubernetes-audit.ts';
import { m365UnifiedAudit } from './m365-unified-audit.ts';
import { mail } from './mail.ts';
import { oktaDirectory } from './okta-directory.ts';
import { oktaSystemLog } from './okta-system-log.ts';
import { opsgenieAlerts } from './opsgenie-alerts.ts';
import { opsgenieDirectory } from './opsgenie-directory.ts';
import { pagerdutyAudit } from './pagerduty-audit.ts';
import { pagerdutyDirectory } from './pagerduty-directory.ts';
import { pagerdutyIncidents } from './pagerduty-incidents.ts';
import { pagerdutyLogEntries } from './pagerduty-log-entries.ts';
import { pagerdutyOncall } from './pagerduty-oncall.ts';
import { sailpointCertifications } from './sailpoint-certifications.ts';
import { servicenowApprovals } from './servicenow-approvals.ts';
import { servicenowCmdb } from './servicenow-cmdb.ts';
import { servicenowDirectory } from './servicenow-directory.ts';
import { servicenowIncidents } from './servicenow-incidents.ts';
import { throughShippers } from './shipped.ts';
import { siemAlerts } from './siem-alerts.ts';
import { slackAudit } from './slack-audit.ts';
import { table } from './table.ts';
import { tracewakeTimeline } from './tracewake-timeline.ts';

/** The only list of adapters, in detection order: where two are as sure as each other, the first is taken. */
export const ADAPTERS: readonly Adapter[] = [
  // Its table is also one of events, and says more than that.
  tracewakeTimeline,
  table,
  throughShippers(awsCloudtrail),
  throughShippers(oktaSystemLog),
  throughShippers(m365UnifiedAudit),
  throughShippers(entraAudit),
  throughShippers(entraSignin),
  throughShippers(azureActivity),
  exchangeMessageTrace,
  pagerdutyLogEntries,
  pagerdutyIncidents,
  pagerdutyOncall,
  pagerdutyDirectory,
  pagerdutyAudit,
  servicenowIncidents,
  servicenowDirectory,
  throughShippers(googleCloudAudit),
  throughShippers(googleWorkspace),
  throughShippers(githubAudit),
  throughShippers(hashicorpVault),
  throughShippers(kubernetesAudit),
  throughShippers(slackAudit),
  exchangeInboxRules,
  awsCredentialReport,
  awsAccountAuthorization,
  entraAccessReviews,
  entraAccessRequests,
  oktaDirectory,
  entraDirectory,
  servicenowApprovals,
  servicenowCmdb,
  opsgenieAlerts,
  opsgenieDirectory,
  jiraIssues,
  sailpointCertifications,
  mail,
  throughShippers(siemAlerts),
];

const BY_TYPE: ReadonlyMap<string, Adapter> = new Map(ADAPTERS.map((a) => [a.type, a]));

/** The adapter of a name in bundle.yaml's `type` or `--as`; `undefined` where there is none. */
export const adapterByType = (type: string): Adapter | undefined => BY_TYPE.get(type);
