import type { SourceLine } from '../../../shared/views/types.ts';

/** Whether the investigator set any of these in the plan of the import: `type`, `zone`, `clock` … */
export const isByHand = (source: SourceLine, of: readonly string[]): boolean => source.setByHand?.some((name) => of.includes(name)) === true;
