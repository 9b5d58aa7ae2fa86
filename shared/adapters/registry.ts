import type { Adapter } from './adapter.ts';
import { awsCloudtrail } from './aws-cloudtrail.ts';
import { table } from './table.ts';

/** The only list of adapters, in detection order: where two are as sure as each other, the first is taken. */
export const ADAPTERS: readonly Adapter[] = [table, awsCloudtrail];

const BY_TYPE: ReadonlyMap<string, Adapter> = new Map(ADAPTERS.map((a) => [a.type, a]));

/** The adapter of a name in bundle.yaml's `type` or `--as`; `undefined` where there is none. */
export const adapterByType = (type: string): Adapter | undefined => BY_TYPE.get(type);
