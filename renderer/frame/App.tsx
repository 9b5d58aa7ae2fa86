import { useEffect, useRef, useState } from 'react';
import type { CaseSummary } from '../../shared/views/types.ts';
import { SCREEN_VIEWS } from '../screens/registry.ts';
import { followCase, useCase } from '../state/case.ts';
import { closeDialog, openDialog, useDialogs } from '../state/dialogs.ts';
import { useEngine } from '../state/engine.ts';
import { type KeyMap, useKeys } from '../state/keys.ts';
import { followAddress, go, type Screen, useNavigation } from '../state/navigation.ts';
import { keepPreferences, usePreferences } from '../state/preferences.ts';
import { useOpenRecord } from '../state/record.ts';
import { visible } from '../widgets/format.ts';
import { OpenRecord } from '../widgets/RecordChip.tsx';
import { Fault, Loading } from '../widgets/States.tsx';
import { Text } from '../widgets/Text.tsx';
import { OpenChooser } from './ChooseDialog.tsx';
import { InvestigatorDialog } from './InvestigatorDialog.tsx';
import { KeyMapDialog } from './KeyMapDialog.tsx';
import { GO_KEYS } from './keymap.ts';
import { Rail } from './Rail.tsx';
import { OpenRecordPanel } from './RecordPanel.tsx';
import { StatusBar } from './StatusBar.tsx';
import { TopBar } from './TopBar.tsx';
import { followWorks } from './works.ts';

/** What can be done without a case: choose one, and verify somebody's package. */
const WITHOUT_CASE: readonly Screen[] = ['start', 'evidence'];

export function App() {
  const engine = useEngine();
  const status = useCase((s) => s.status);
  const summary = useCase((s) => s.summary);
  const error = useCase((s) => s.error);
  const wanted = useNavigation((s) => s.screen);
  const openRecord = useOpenRecord((s) => s.open);
  const dialog = useDialogs((s) => s.open);
  const search = useRef<HTMLInputElement>(null);
  const outlet = useRef<HTMLElement>(null);

  useEffect(() => keepPreferences(), []);
  useEffect(() => followAddress(), []);
  useEffect(() => followCase(engine), [engine]);
  // A screen that asks for a long request as it opens must know that it runs already.
  const [followed, setFollowed] = useState(false);
  useEffect(() => followWorks(engine, () => setFollowed(true)), [engine]);

  const screen = status === 'open' || WITHOUT_CASE.includes(wanted) ? wanted : 'start';
  // What a screen keeps to itself is of one case; where cases are chosen, it is of none.
  const of = screen === 'start' || summary === undefined ? screen : `${screen} ${summary.id} ${summary.dir}`;
  const Shown = SCREEN_VIEWS[screen] ?? SCREEN_VIEWS.start;

  const goKeys: KeyMap =
    status === 'open'
      ? Object.fromEntries(GO_KEYS.filter((g) => SCREEN_VIEWS[g.screen] !== undefined).map((g) => [`g ${g.key}`, () => go(g.screen)]))
      : {};
  useKeys({
    ...goKeys,
    '/': () => search.current?.focus(),
    'Mod+k': () => search.current?.focus(),
    '?': () => openDialog('keys'),
    d: () => usePreferences.getState().toggleTheme(),
    i: status === 'open' ? () => go('import') : undefined,
  });

  const title = summary?.title;
  useEffect(() => {
    document.title = title === undefined ? 'Tracewake' : `${visible(title)}, Tracewake`;
  }, [title]);

  // A new screen begins at its beginning for those who hear it.
  const before = useRef<Screen | undefined>(undefined);
  useEffect(() => {
    if (status === 'asking' || before.current === screen) return;
    if (before.current !== undefined) outlet.current?.focus({ preventScroll: true });
    before.current = screen;
  }, [screen, status]);

  return (
    <OpenRecord value={openRecord}>
      <div className={`frame ${summary === undefined ? 'bare' : ''}`}>
        <button type="button" className="skip" onClick={() => outlet.current?.focus()}>
          To the screen
        </button>
        <TopBar summary={summary} search={search} onKeys={() => openDialog('keys')} />
        {summary === undefined ? <span /> : <Rail summary={summary} />}
        <main className="outlet" ref={outlet} tabIndex={-1}>
          {summary?.readOnly === true ? <ReadOnly summary={summary} /> : null}
          {summary?.importing === undefined ? null : (
            <p className="notice-line" role="status">
              <span>
                Another process is importing into this case
                <Listed paths={summary.importing.paths} />. What is in by now is shown, and the rest as it comes.
              </span>
            </p>
          )}
          {summary?.interrupted === undefined || (summary.counts.sources > 0 && screen !== 'sources' && screen !== 'import') ? null : (
            <p className="notice-line">
              <span>
                An import did not come to its end
                <Listed paths={summary.interrupted.paths} />. Nothing of the file that was being read then is in the case. Import{' '}
                {summary.interrupted.paths.length === 0 ? 'its files' : 'it'} again; what is in already is not taken twice.
              </span>
            </p>
          )}
          {status === 'asking' || !followed ? <Loading what="Asking the engine" /> : null}
          {status !== 'asking' && error !== undefined && screen !== 'start' ? <Fault error={error} /> : null}
          {status === 'asking' || !followed || Shown === undefined ? null : <Shown key={of} />}
        </main>
        <StatusBar summary={summary} />
      </div>
      <OpenRecordPanel />
      <OpenChooser />
      {dialog === 'keys' ? <KeyMapDialog onClose={closeDialog} /> : null}
      {dialog === 'investigator' && summary !== undefined ? <InvestigatorDialog current={summary.investigator} onClose={closeDialog} /> : null}
    </OpenRecord>
  );
}

/** Paths after a colon; nothing where they were not written down, as on a full disk. */
function Listed({ paths }: { readonly paths: readonly string[] }) {
  return paths.length === 0 ? null : (
    <>
      : <Text>{paths.join(', ')}</Text>
    </>
  );
}

function ReadOnly({ summary }: { readonly summary: CaseSummary }) {
  const engine = useEngine();
  const open = useCase((s) => s.open);
  return (
    <div className="notice-line" role="status">
      <span>
        This case is open for reading only: <Text>{summary.readOnlyReason ?? 'it cannot be written'}</Text>.
      </span>
      {summary.released ? (
        <button type="button" className="button small" onClick={() => void open(engine, { dir: summary.dir })}>
          Open it again
        </button>
      ) : null}
    </div>
  );
}
