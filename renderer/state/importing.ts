/** The import that is being prepared: kept while the user looks elsewhere, until it is done or given up. */
import { create } from 'zustand';
import type { ImportReport } from '../../shared/views/types.ts';

interface Importing {
  readonly paths: readonly string[];
  readonly zone: string;
  readonly as: string;
  readonly keep: 'copy' | 'reference';
  /** The zone and adapter that the plan was asked with: what is being typed is no question yet. */
  readonly planned: { readonly zone: string; readonly as: string };
  /** The last import of this window, for its ledger. */
  readonly report: ImportReport | undefined;
  add(paths: readonly string[]): void;
  remove(path: string): void;
  set(options: Partial<Pick<Importing, 'zone' | 'as' | 'keep'>>): void;
  /** The fields are filled in: the plan is asked with them. */
  plan(): void;
  finished(report: ImportReport): void;
  begin(): void;
}

export const useImporting = create<Importing>((update, get) => ({
  paths: [],
  zone: '',
  as: '',
  keep: 'copy',
  planned: { zone: '', as: '' },
  report: undefined,
  add: (paths) => update({ paths: [...new Set([...get().paths, ...paths])], report: undefined }),
  remove: (path) => update({ paths: get().paths.filter((p) => p !== path) }),
  set: (options) => update(options),
  plan: () => update({ planned: { zone: get().zone, as: get().as } }),
  finished: (report) => update({ report, paths: [] }),
  begin: () => update({ paths: [], report: undefined, zone: '', as: '', keep: 'copy', planned: { zone: '', as: '' } }),
}));
