import type { CaseSummary } from '../../shared/views/types.ts';
import { SCREEN_VIEWS } from '../screens/registry.ts';
import { openDialog } from '../state/dialogs.ts';
import { type Screen, useNavigation, writeHash } from '../state/navigation.ts';
import { count } from '../widgets/format.ts';
import { Icon, type IconName } from '../widgets/Icon.tsx';
import { Text } from '../widgets/Text.tsx';

interface Item {
  readonly screen: Screen;
  readonly icon: IconName;
  readonly label: string;
  /** Screens that belong to it and have no place of their own in the rail. */
  readonly also?: readonly Screen[];
  readonly count?: (c: CaseSummary['counts']) => number;
}

const GROUPS: readonly (readonly Item[])[] = [
  [
    { screen: 'sources', icon: 'sources', label: 'Sources', also: ['import'], count: (c) => c.sources },
    { screen: 'timeline', icon: 'timeline', label: 'Timeline' },
    { screen: 'wakes', icon: 'wakes', label: 'Wakes', also: ['wake'], count: (c) => c.wakes },
    { screen: 'findings', icon: 'findings', label: 'Findings', count: (c) => c.findings },
    { screen: 'identities', icon: 'identities', label: 'Identities', count: (c) => c.identities },
  ],
  [
    { screen: 'matrix', icon: 'matrix', label: 'Matrix' },
    { screen: 'graph', icon: 'graph', label: 'Graph' },
    { screen: 'questions', icon: 'questions', label: 'Questions' },
    { screen: 'policy', icon: 'policy', label: 'Policy' },
    { screen: 'notebook', icon: 'notebook', label: 'Notebook', also: ['custody'], count: (c) => c.notes },
  ],
  [{ screen: 'evidence', icon: 'evidence', label: 'Evidence', count: (c) => c.packages }],
];

export function Rail({ summary }: { readonly summary: CaseSummary }) {
  const here = useNavigation((s) => s.screen);
  return (
    <nav className="rail" aria-label="Screens">
      {GROUPS.map((items) => (
        <ul key={items[0]?.screen}>
          {items
            .filter((item) => SCREEN_VIEWS[item.screen] !== undefined)
            .map((item) => (
              <li key={item.screen}>
                <a
                  href={writeHash({ screen: item.screen, params: {} })}
                  title={item.label}
                  aria-label={item.count === undefined ? item.label : `${item.label}, ${count(item.count(summary.counts))}`}
                  {...(item.screen === here || item.also?.includes(here) === true ? { 'aria-current': 'page' as const } : {})}
                >
                  <Icon name={item.icon} />
                  <span>{item.label}</span>
                  {item.count === undefined ? null : <span className="count">{count(item.count(summary.counts))}</span>}
                </a>
              </li>
            ))}
        </ul>
      ))}
      <button type="button" className="who" title="Name who works here now" disabled={summary.readOnly} onClick={() => openDialog('investigator')}>
        {summary.investigator === undefined ? (
          'no investigator named'
        ) : (
          <>
            <Text>{summary.investigator.replace(/\s*<[^>]*>\s*$/, '')}</Text>
            <br />
            investigator
          </>
        )}
        {summary.readOnly ? (
          <>
            <br />
            <b>read-only</b>
          </>
        ) : null}
      </button>
    </nav>
  );
}
