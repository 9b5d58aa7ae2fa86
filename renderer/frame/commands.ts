import type { SearchResult } from '../../shared/views/types.ts';
import { SCREEN_VIEWS } from '../screens/registry.ts';
import { useCase } from '../state/case.ts';
import { openDialog } from '../state/dialogs.ts';
import { go, type Place } from '../state/navigation.ts';
import { usePreferences } from '../state/preferences.ts';
import { GO_KEYS } from './keymap.ts';

export interface Command {
  readonly id: string;
  readonly label: string;
  readonly keys: readonly string[];
  readonly run: () => void;
}

/** Everything that can be run from the search field. */
export function commands(): readonly Command[] {
  const open = useCase.getState().status === 'open';
  const writable = open && useCase.getState().summary?.readOnly === false;
  const list: Command[] = [];
  if (open) {
    for (const { key, screen, label } of GO_KEYS) {
      if (SCREEN_VIEWS[screen] !== undefined) list.push({ id: `go ${screen}`, label: `Go to ${label}`, keys: ['g', key], run: () => go(screen) });
    }
    list.push({ id: 'custody', label: 'Show the custody log', keys: [], run: () => go('custody') });
    list.push({ id: 'rejects', label: 'Show the reject list', keys: [], run: () => go('sources', { rejects: 'all' }) });
  }
  if (writable) {
    list.push({ id: 'import', label: 'Import sources', keys: ['i'], run: () => go('import') });
    list.push({ id: 'note', label: 'Write a note on the case', keys: ['n'], run: () => go('notebook', { write: 'case' }) });
    list.push({ id: 'investigator', label: 'Name the investigator', keys: [], run: () => openDialog('investigator') });
    list.push({ id: 'export', label: 'Export a signed package', keys: [], run: () => go('evidence', { export: 'yes' }) });
    list.push({ id: 'handout', label: 'Hand out timeline or findings for another tool', keys: [], run: () => go('evidence', { handout: 'yes' }) });
  }
  list.push({ id: 'verify', label: 'Verify a package', keys: [], run: () => go('evidence', { verify: 'choose' }) });
  list.push({ id: 'keys', label: 'Keyboard map', keys: ['?'], run: () => openDialog('keys') });
  list.push({ id: 'start', label: 'Open another case', keys: [], run: () => go('start') });
  list.push({ id: 'theme', label: 'Light or dark', keys: ['d'], run: () => usePreferences.getState().toggleTheme() });
  return list;
}

/** Where a search hit leads. */
export function placeOf(hit: SearchResult['hits'][number]): Place {
  switch (hit.type) {
    case 'event':
      return { screen: 'timeline', params: { event: hit.id } };
    case 'identity':
      return { screen: 'identities', params: { identity: hit.id } };
    case 'finding':
      return { screen: 'findings', params: { finding: hit.id } };
    case 'source':
      return { screen: 'sources', params: { source: hit.id } };
    case 'wake':
      return { screen: 'wake', params: { wake: hit.id } };
  }
}
