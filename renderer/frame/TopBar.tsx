import type { RefObject } from 'react';
import type { CaseSummary } from '../../shared/views/types.ts';
import { usePreferences } from '../state/preferences.ts';
import { period } from '../widgets/format.ts';
import { Icon, Mark } from '../widgets/Icon.tsx';
import { Text } from '../widgets/Text.tsx';
import { Palette } from './Palette.tsx';

export function TopBar({
  summary,
  search,
  onKeys,
}: {
  readonly summary: CaseSummary | undefined;
  readonly search: RefObject<HTMLInputElement | null>;
  readonly onKeys: () => void;
}) {
  const toggleTheme = usePreferences((s) => s.toggleTheme);
  return (
    <header className="topbar">
      <a className="brand" href="#start" aria-label="Tracewake: cases">
        <Mark />
        <span>Tracewake</span>
      </a>
      {summary === undefined ? null : (
        <div className="case-name">
          <b className="clip" title={summary.dir}>
            <Text>{summary.title}</Text>
          </b>
          <span className="mono ink-3 wide-only clip">
            <Text>{summary.id}</Text>
          </span>
          <span className="tlp">TLP:{summary.tlp}</span>
        </div>
      )}
      <Palette input={search} />
      {summary?.period === undefined ? null : (
        <span className="nowrap ink-2 wide-only" title="Period of the case">
          {period(summary.period.from, summary.period.to)}
        </span>
      )}
      <span className="zone" title="Every time on every screen is UTC.">
        UTC
      </span>
      <button type="button" className="iconbutton" aria-label="Keyboard map" title="Keyboard map (?)" onClick={onKeys}>
        <Icon name="help" />
      </button>
      <button type="button" className="iconbutton" aria-label="Light or dark" title="Light or dark (d)" onClick={toggleTheme}>
        <Icon name="theme" />
      </button>
    </header>
  );
}
