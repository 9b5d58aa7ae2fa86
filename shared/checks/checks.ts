/** The checks over a whole case, in the order of the table of rules. To add one: a file here, a line in this list, a row in the table. */
import type { Finding } from '../model/analysis.ts';
import type { Check, CheckWorld, Report } from './check.ts';
import { clockSkew } from './clock-skew.ts';
import { humanUse } from './human-use.ts';
import { loggingDisabled } from './logging-disabled.ts';
import { orphaned } from './orphaned.ts';
import { outlivesScope } from './outlives-scope.ts';
import { sharedIdentity } from './shared-identity.ts';
import { silent } from './silent.ts';

const CHECKS: readonly Check[] = [orphaned, outlivesScope, sharedIdentity, humanUse, silent, loggingDisabled, clockSkew];

export const caseChecks = (w: CheckWorld, report: Report): Finding[] => CHECKS.flatMap((check) => check(w, report));
