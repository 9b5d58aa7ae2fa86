/** The one door to the policy: its type, its default, its reader. */
export { DEFAULT_POLICY, DEFAULT_POLICY_YAML } from './default.ts';
export { type PolicyError, parsePolicy } from './parse.ts';
export * from './types.ts';
