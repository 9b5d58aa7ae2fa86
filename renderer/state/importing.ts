/** The import that is being prepared: kept while the user looks elsewhere, until it is done or given up. */
import { create } from 'zustand';
import type { MemberSettings } from '../../shared/contract/requests.ts';
import type { Mapping } from '../../shared/model/mapping.ts';
import type { MappingEdits } from '../../shared/model/proposal.ts';
import type { ImportReport } from '../../shared/views/types.ts';
import { forgetWithCase } from './forgetting.ts';
import { useNavigation } from './navigation.ts';

/** A mapping in the making, for one member of the plan. */
export interface Drafting {
  readonly name: string;
  readonly path: string;
  readonly edits: MappingEdits;
  /** Why a column was taken for what it is, where that was guessed and is now held so that changes of other columns do not move it. */
  readonly guesses?: Readonly<Record<string, { readonly field: string; readonly because: string }>> | undefined;
  /** Opened or written by hand; the edits then hold no more. */
  readonly text: string | undefined;
  /** What the text is to say now, where its statements were edited. */
  readonly mapping?: Mapping | undefined;
  /** Statement by statement unless it is asked for as text. */
  readonly asText?: boolean | undefined;
}

interface Importing {
  readonly paths: readonly string[];
  readonly zone: string;
  readonly as: string;
  readonly keep: 'copy' | 'reference';
  /** The zone and adapter that the plan was asked with: what is being typed is no question yet. */
  readonly planned: { readonly zone: string; readonly as: string };
  /** What was set for single files. */
  readonly members: readonly MemberSettings[];
  readonly drafting: Drafting | undefined;
  /** Fields that hold what cannot be taken: an import would go without it. */
  readonly wrong: readonly string[];
  /** What the last import of this window into the open case came to. */
  readonly report: ImportReport | undefined;
  add(paths: readonly string[]): void;
  remove(path: string): void;
  set(options: Partial<Pick<Importing, 'zone' | 'as' | 'keep'>>): void;
  /** The fields are filled in: the plan is asked with them. */
  plan(): void;
  /** Changes what is set for a file; a key that is `undefined` is set no more. */
  setMember(of: { readonly name: string; readonly path: string }, settings: Partial<MemberSettings>): void;
  setWrong(field: string, isWrong: boolean): void;
  draft(drafting: Drafting | undefined): void;
  edit(edits: Partial<MappingEdits>): void;
  finished(report: ImportReport): void;
  /** An empty form; the last report stays. */
  begin(): void;
}

export const settingsOf = (members: readonly MemberSettings[], of: { readonly name: string; readonly path: string }): MemberSettings | undefined =>
  members.find((m) => m.name === of.name && m.path === of.path);

/** The parameter by which the import screen shows the last report and not the form. */
export const SHOW_LAST = { show: 'last' } as const;

export const useImporting = create<Importing>((update, get) => ({
  paths: [],
  zone: '',
  as: '',
  keep: 'copy',
  planned: { zone: '', as: '' },
  members: [],
  drafting: undefined,
  wrong: [],
  report: undefined,
  add: (paths) => update({ paths: [...new Set([...get().paths, ...paths])] }),
  remove: (path) => update({ paths: get().paths.filter((p) => p !== path), drafting: undefined }),
  set: (options) => update(options),
  plan: () => update({ planned: { zone: get().zone, as: get().as } }),
  setMember({ name, path }, settings) {
    const { members } = get();
    const next = { ...settingsOf(members, { name, path }), ...settings, name, path };
    const said = Object.entries(next).some(([key, value]) => key !== 'name' && key !== 'path' && value !== undefined);
    update({ members: [...members.filter((m) => m.name !== name || m.path !== path), ...(said ? [next] : [])] });
  },
  setWrong(field, isWrong) {
    const others = get().wrong.filter((f) => f !== field);
    update({ wrong: isWrong ? [...others, field] : others });
  },
  draft: (drafting) => update({ drafting }),
  edit(edits) {
    const { drafting } = get();
    if (drafting !== undefined) update({ drafting: { ...drafting, text: undefined, edits: { ...drafting.edits, ...edits } } });
  },
  finished(report) {
    update({ report, paths: [], members: [], drafting: undefined });
    // Who watched it sees what came of it; who is elsewhere finds it above the form.
    const { screen, set } = useNavigation.getState();
    if (screen === 'import') set(SHOW_LAST);
  },
  begin: () => update({ paths: [], zone: '', as: '', keep: 'copy', planned: { zone: '', as: '' }, members: [], drafting: undefined, wrong: [] }),
}));
forgetWithCase(() => {
  useImporting.getState().begin();
  useImporting.setState({ report: undefined });
});
