/** Which product of whose wrote a log, as OCSF names it. */

const PRODUCTS: Readonly<Record<string, readonly [vendor: string, name: string]>> = {
  'aws-cloudtrail': ['AWS', 'CloudTrail'],
  'azure-activity': ['Microsoft', 'Azure activity log'],
  'okta-system-log': ['Okta', 'Okta System Log'],
  'entra-audit': ['Microsoft', 'Entra ID audit logs'],
  'entra-signin': ['Microsoft', 'Entra ID sign-in logs'],
  'm365-unified-audit': ['Microsoft', 'Microsoft 365 unified audit log'],
  'exchange-message-trace': ['Microsoft', 'Exchange Online message trace'],
  'google-cloud-audit': ['Google', 'Cloud Audit Logs'],
  'google-workspace': ['Google', 'Google Workspace audit logs'],
  'github-audit': ['GitHub', 'GitHub audit log'],
  'hashicorp-vault': ['HashiCorp', 'Vault audit device'],
  'kubernetes-audit': ['Kubernetes', 'Kubernetes audit log'],
  'pagerduty-audit': ['PagerDuty', 'PagerDuty audit records'],
  'slack-audit': ['Slack', 'Slack audit logs'],
};

/** Where the log is of no known product (a table, a mapping), the title of what it was read as. */
export function productOf(type: string, title: string): { readonly vendor_name: string; readonly name: string } {
  const [vendor_name, name] = PRODUCTS[type] ?? ['Unknown', title];
  return { vendor_name, name };
}
