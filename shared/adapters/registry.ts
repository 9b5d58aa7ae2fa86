import type { Adapter } from './adapter.ts';
import { awsCloudtrail } from './aws-cloudtrail.ts';
import { entraAudit } from './entra-audit.ts';
import { entraSignin } from './entra-signin.ts';
import { exchangeMessageTrace } from './exchange-message-trace.ts';
import { m365UnifiedAudit } from './m365-unified-audit.ts';
import { oktaSystemLog } from './okta-system-log.ts';
import { pagerdutyDirectory } from './pagerduty-directory.ts';
import { pagerdutyIncidents } from './pagerduty-incidents.ts';
import { pagerdutyLogEntries } from './pagerduty-log-entries.ts';
import { pagerdutyOncall } from './pagerduty-oncall.ts';
import { servicenowDirectory } from './servicenow-directory.ts';
import { servicenowIncidents } from './servicenow-incidents.ts';
import { table } from './table.ts';

/** The only list of adapters, in detection order: where two are as sure as each other, the first is taken. */
export const ADAPTERS: readonly Adapter[] = [
  table,
  awsCloudtrail,
  oktaSystemLog,
  m365UnifiedAudit,
  entraAudit,
  entraSignin,
  exchangeMessageTrace,
  pagerdutyLogEntries,
  pagerdutyIncidents,
  pagerdutyOncall,
  pagerdutyDirectory,
  servicenowIncidents,
  servicenowDirectory,
];

const BY_TYPE: ReadonlyMap<string, Adapter> = new Map(ADAPTERS.map((a) => [a.type, a]));

/** The adapter of a name in bundle.yaml's `type` or `--as`; `undefined` where there is none. */
export const adapterByType = (type: string): Adapter | undefined => BY_TYPE.get(type);
