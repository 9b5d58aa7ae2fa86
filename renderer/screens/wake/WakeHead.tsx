import type { WakeView } from '../../../shared/views/types.ts';
import { go } from '../../state/navigation.ts';
import { clockSeconds, count, day, fullTime, shortTime, visible } from '../../widgets/format.ts';
import { Kbd } from '../../widgets/Kbd.tsx';
import { Strip } from '../../widgets/Strip.tsx';
import { Text } from '../../widgets/Text.tsx';

/** What happened, in one sentence, and the wakes of the same identity around it. */
export function WakeHead({ view, onOpen }: { readonly view: WakeView; readonly onOpen: (wake: string | undefined) => void }) {
  const { event, place } = view;
  return (
    <header className="wake-head">
      <div className="wake-title">
        <p className="row wake-crumbs">
          <button type="button" className="link" onClick={() => go('wakes')}>
            Wakes
          </button>
          <span className="ink-3">the worst first</span>
          <button type="button" disabled={place.previous === undefined} aria-label="Previous wake" onClick={() => onOpen(place.previous)}>
            <Kbd>k</Kbd>
          </button>
          <span className="ink-3">
            {count(place.index + 1)} of {count(place.of)}
          </span>
          <button type="button" disabled={place.next === undefined} aria-label="Next wake" onClick={() => onOpen(place.next)}>
            <Kbd>j</Kbd>
          </button>
        </p>
        <h1 title={visible(view.title)}>
          <Text>{view.title}</Text>
        </h1>
        <p className="ink-2 wake-sentence">
          <span className="mono ink-1">{event.kind}</span> at{' '}
          <span className="mono ink-1">{event.time === undefined ? 'an unknown time' : `${fullTime(event.time)} UTC`}</span>.{' '}
          <Text>{view.sentence}</Text>
        </p>
      </div>
      {view.neighbours.length > 1 ? <Neighbours view={view} onOpen={onOpen} /> : null}
    </header>
  );
}

/** How many stand side by side; the current one is always among them. */
const SHOWN = 4;

function Neighbours({ view, onOpen }: { readonly view: WakeView; readonly onOpen: (wake: string) => void }) {
  const all = view.neighbours;
  const at = Math.max(
    0,
    all.findIndex((n) => n.current),
  );
  const first = Math.max(0, Math.min(all.length - SHOWN, at - 1));
  const shown = all.slice(first, first + SHOWN);
  const here = view.event.time;
  return (
    <nav className="wake-neighbours" aria-label="Wakes of the same identity">
      <p className="ink-3 clip">
        Wakes of <Text>{view.event.target?.label ?? 'the same identity'}</Text>
        {all.length > shown.length ? `, ${count(first + 1)} to ${count(first + shown.length)} of ${count(all.length)}` : ''}
      </p>
      <ul>
        {shown.map((n) => (
          <li key={n.wake}>
            <button type="button" aria-current={n.current ? 'true' : undefined} onClick={() => onOpen(n.wake)}>
              <span className="row">
                <span className="mono clip">{n.kind}</span>
                <span className="ink-2 nowrap">{here !== undefined && day(n.time) === day(here) ? clockSeconds(n.time) : shortTime(n.time)}</span>
              </span>
              <Strip strip={n.strip} />
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
