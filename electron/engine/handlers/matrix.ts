import type { WakesFilter } from '../../../shared/contract/requests.ts';
import { type MatrixBy, type MatrixView, matrixView } from '../../../shared/views/matrix.ts';
import type { Handlers } from '../context.ts';
import { listWakes } from '../store/analysis.ts';
import type { OpenCase } from '../store/open.ts';
import { requireCase } from './lookup.ts';
import { groupsOf } from './wake-groups.ts';
import { filterWakes } from './wakes.ts';

export function matrixOf(open: OpenCase, by: MatrixBy, filter: WakesFilter | undefined): MatrixView {
  const rows = filterWakes(open, filter);
  return matrixView(
    by,
    rows.map((w) => ({ strip: w.strip, groups: groupsOf(open, by, w) })),
    listWakes(open).length,
  );
}

export const matrixHandlers = {
  'matrix.view': ({ by, filter }, { state }) => matrixOf(requireCase(state), by, filter),
} satisfies Partial<Handlers>;
