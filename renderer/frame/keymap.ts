import type { Screen } from '../state/navigation.ts';

/** `g` and a letter. */
export const GO_KEYS: readonly { readonly key: string; readonly screen: Screen; readonly label: string }[] = [
  { key: 's', screen: 'sources', label: 'Sources' },
  { key: 't', screen: 'timeline', label: 'Timeline' },
  { key: 'w', screen: 'wakes', label: 'Wakes' },
  { key: 'f', screen: 'findings', label: 'Findings' },
  { key: 'i', screen: 'identities', label: 'Identities' },
  { key: 'm', screen: 'matrix', label: 'Matrix' },
  { key: 'g', screen: 'graph', label: 'Graph' },
  { key: 'q', screen: 'questions', label: 'Questions' },
  { key: 'p', screen: 'policy', label: 'Policy' },
  { key: 'n', screen: 'notebook', label: 'Notebook' },
  { key: 'e', screen: 'evidence', label: 'Evidence' },
];

/** The map that `?` shows: only keys that do something. */
export const KEY_GROUPS: readonly { readonly title: string; readonly keys: readonly (readonly [keys: readonly string[], what: string])[] }[] = [
  { title: 'Go', keys: GO_KEYS.map((g) => [['g', g.key], g.label] as const) },
  {
    title: 'Move',
    keys: [
      [['j', 'k'], 'next, previous'],
      [['h', 'l'], 'earlier, later'],
      [['[', ']'], 'previous, next stage'],
      [['↵'], 'open'],
      [['Esc'], 'close, clear'],
      [['+', '−'], 'zoom'],
      [['0'], 'whole period'],
      [['z'], 'zoom to selection'],
      [['Tab'], 'next region'],
    ],
  },
  {
    title: 'Decide',
    keys: [
      [['c'], 'confirm'],
      [['x'], 'dismiss'],
      [['e'], 'ask for evidence'],
      [['a', 'r'], 'accept or reject what is offered'],
      [['n'], 'note'],
      [['y'], 'copy citation'],
      [['Ctrl', '↵'], 'record with reason'],
      [['i'], 'import'],
    ],
  },
  {
    title: 'Find',
    keys: [
      [['/'], 'search or run'],
      [['f'], 'filter'],
      [['Shift', 'f'], 'drop last filter'],
      [['w'], 'open wake'],
      [['v'], 'raw record'],
      [['u'], 'time since event'],
      [['t'], 'chart as table'],
      [['d'], 'light or dark'],
      [['?'], 'this map'],
    ],
  },
];
