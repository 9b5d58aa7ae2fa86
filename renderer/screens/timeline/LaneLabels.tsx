import { VERDICT_WORDS } from '../../../shared/model/words.ts';
import type { Lane } from '../../../shared/views/types.ts';
import { count, counted, interval } from '../../widgets/format.ts';
import { Text } from '../../widgets/Text.tsx';

/** What is silent in a lane's logs, in words. */
export const silences = (lane: Lane): string[] =>
  lane.coverage.flatMap((c) =>
    c.bars.filter((b) => b.state === 'silent' || b.state === 'cut').map((b) => `${c.channel} ${b.state} ${interval(b.from, b.to)}`),
  );

/** Names beside the plot. Choosing one filters by it where it is an identity. */
export function LaneLabels({
  lanes,
  laneHeight,
  current,
  onLane,
}: {
  readonly lanes: readonly Lane[];
  readonly laneHeight: number;
  readonly current: string | undefined;
  readonly onLane: ((lane: Lane) => void) | undefined;
}) {
  return (
    <ul className="lane-labels" aria-label="Lanes">
      {lanes.map((lane) => {
        const worst = lane.marks.filter((m) => m.verdict !== 'met').map((m) => `${m.label} ${VERDICT_WORDS[m.verdict]}`);
        const said = [counted(lane.count, 'event'), ...worst.slice(0, 5), ...silences(lane)].join(', ');
        const inside = (
          <>
            <span className="row lane-name">
              <b className="clip grow">
                <Text>{lane.label}</Text>
              </b>
              <span className="ink-3">{count(lane.count)}</span>
            </span>
            <span className="ink-3 clip lane-sub">
              <Text>{lane.sub}</Text>
            </span>
            <span className="unseen">{said}</span>
          </>
        );
        const className = `lane-label ${lane.parent === undefined ? '' : 'nested'} ${lane.key === current ? 'current' : ''}`;
        return (
          <li key={lane.key} style={{ height: laneHeight }}>
            {onLane === undefined || lane.key === '' ? (
              <span className={className}>{inside}</span>
            ) : (
              <button type="button" className={className} title="Show only this" onClick={() => onLane(lane)}>
                {inside}
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
