/** The one door to the policy: its type, its default, its reader. */
import type { Result } from '../base/result.ts';
import { DEFAULT_POLICY } from './default.ts';
import { type PolicyError, parsePolicyWith } from './parse.ts';
import type { Policy } from './types.ts';

export { DEFAULT_POLICY, DEFAULT_POLICY_YAML } from './default.ts';
export { type PolicyChange, policyChanges } from './diff.ts';
export type { PolicyError } from './parse.ts';
export { POLICY_SCHEMA } from './schema.ts';
export * from './types.ts';

/**
 * Policy YAML → policy, or every mistake at its line and column (1-based). A key of the top level that is left out keeps its
 * default, so that a policy may say only what is different; `name` and `revision` are needed.
 */
export const parsePolicy = (text: string): Result<Policy, readonly PolicyError[]> => parsePolicyWith(text, DEFAULT_POLICY);
