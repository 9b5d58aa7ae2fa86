import { type Instant, since } from '../../../shared/base/instant.ts';
import type { WakeLane, WakeView } from '../../../shared/views/types.ts';
import { clockExact, day, fullTime, span, tableTime } from '../../widgets/format.ts';
import { RecordChip } from '../../widgets/RecordChip.tsx';
import { Text } from '../../widgets/Text.tsx';
import { VerdictLabel } from '../../widgets/VerdictGlyph.tsx';

interface Line {
  readonly key: string;
  readonly time: Instant;
  readonly to: Instant | undefined;
  readonly lane: WakeLane;
  readonly what: string;
  readonly detail: string | undefined;
  readonly record: string | undefined;
  readonly verdict: WakeLane['marks'][number]['verdict'];
}

const BAND_WORDS = { absence: 'nothing seen', fog: 'cannot be seen', rule: 'mailbox rule', late: 'late', grant: 'grant' } as const;

/** Everything that the picture draws, by time: the same marks, bands, branches that were never taken, and deadlines. */
export function linesOf(view: WakeView): Line[] {
  const lines: Line[] = view.lanes.flatMap((lane) => [
    ...lane.marks.map((m, i) => ({
      key: `${lane.key} m${i}`,
      time: m.time,
      to: undefined,
      lane,
      what: m.label,
      detail: m.detail,
      record: m.record,
      verdict: m.verdict,
    })),
    ...lane.bands.map((b, i) => ({
      key: `${lane.key} b${i}`,
      time: b.from,
      to: b.to,
      lane,
      what: b.label === '' ? BAND_WORDS[b.shape] : b.label,
      detail: BAND_WORDS[b.shape],
      record: b.record,
      verdict:
        b.shape === 'absence' ? ('unmet' as const) : b.shape === 'fog' ? ('unknown' as const) : b.shape === 'late' ? ('late' as const) : undefined,
    })),
    ...lane.deadlines.map((d, i) => ({
      key: `${lane.key} d${i}`,
      time: d.at,
      to: undefined,
      lane,
      what: `deadline of ${d.stage}`,
      detail: undefined,
      record: undefined,
      verdict: undefined,
    })),
  ]);
  return lines.sort((a, b) => a.time - b.time);
}

export function WakeTable({ view }: { readonly view: WakeView }) {
  const t0 = view.event.time;
  return (
    <table className="table wake-table" aria-label="The wake as a table, by time">
      <thead>
        <tr>
          <th scope="col">Time, UTC</th>
          <th scope="col">Since the event</th>
          <th scope="col">Who</th>
          <th scope="col">What</th>
          <th scope="col">Verdict</th>
          <th scope="col">Record</th>
        </tr>
      </thead>
      <tbody>
        {linesOf(view).map((l) => (
          <tr key={l.key}>
            <td className="mono">
              {fullTime(l.time)}
              {l.to === undefined ? '' : ` to ${day(l.to) === day(l.time) ? clockExact(l.to) : tableTime(l.to)}`}
            </td>
            <td>{t0 === undefined ? '' : `${l.time < t0 ? '' : '+'}${span(since(l.time, t0))}`}</td>
            <td>
              <Text>{l.lane.label}</Text>{' '}
              <span className="ink-3">
                <Text>{l.lane.sub}</Text>
              </span>
            </td>
            <td>
              <Text>{l.what}</Text>
              {l.detail === undefined || l.detail === l.what ? null : (
                <span className="ink-3">
                  , <Text>{l.detail}</Text>
                </span>
              )}
            </td>
            <td>{l.verdict === undefined ? '' : <VerdictLabel verdict={l.verdict} />}</td>
            <td>{l.record === undefined ? '' : <RecordChip record={l.record} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
