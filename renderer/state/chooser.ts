/** Choosing files: the system's own dialog where the host has one, else the engine's listing in a dialog of ours. */
import { create } from 'zustand';
import type { Host } from '../transport/host.ts';

export interface Choice {
  /** `sources` are files and folders alike. */
  readonly what: 'sources' | 'file' | 'folder' | 'case' | 'package' | 'save';
  readonly title: string;
  /** Where to begin; for `save` the whole path that is offered. */
  readonly suggested?: string | undefined;
}

interface Chooser {
  readonly open: { readonly choice: Choice; readonly settle: (paths: readonly string[]) => void } | undefined;
}
export const useChooser = create<Chooser>(() => ({ open: undefined }));

/** The chosen paths; none where the person thought better of it. */
export function choose(host: Host, choice: Choice): Promise<readonly string[]> {
  // A native dialog picks either files or folders; where both will do, ours is the better one.
  if (host.chooseFiles !== undefined && choice.what !== 'sources') {
    const what = choice.what === 'save' ? 'save' : choice.what === 'folder' || choice.what === 'case' ? 'folder' : 'files';
    return host.chooseFiles({ what, title: choice.title, suggested: choice.suggested });
  }
  return new Promise((resolve) => {
    useChooser.setState({
      open: {
        choice,
        settle: (paths) => {
          useChooser.setState({ open: undefined });
          resolve(paths);
        },
      },
    });
  });
}
