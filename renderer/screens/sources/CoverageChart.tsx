import { useRef, useState } from 'react';
import type { CoverageView } from '../../../shared/views/types.ts';
import { ticks, withRoom } from '../../charts/axis.ts';
import { useSize } from '../../charts/size.ts';
import { useKeys } from '../../state/keys.ts';
import { CoverageBar } from '../../widgets/CoverageBar.tsx';
import { fullTime } from '../../widgets/format.ts';
import { Text } from '../../widgets/Text.tsx';

/** Day names want about this much room, in CSS pixels. */
const TICK_EVERY = 78;
const NOMINAL_WIDTH = 600;
/** A letter of a label, at most, and the room beside it. */
const LETTER = 6;
const BESIDE = 10;

/** Which logs exist, when, and where they fall silent: what an absence rests on. */
export function CoverageChart({ coverage }: { readonly coverage: CoverageView }) {
  const [asTable, setAsTable] = useState(false);
  useKeys({ t: () => setAsTable((now) => !now) });
  const { period, rows } = coverage;
  return (
    <section className="coverage-chart" aria-label="Coverage by channel">
      <div className="coverage-head">
        <h2>Coverage by channel</h2>
        <span className="grow" />
        <Legend />
        <button type="button" className="link" onClick={() => setAsTable(!asTable)}>
          {asTable ? 'as chart' : 'as table'}
        </button>
      </div>
      {period === undefined ? (
        <p className="coverage-none ink-2">No dated record yet, so no period to cover.</p>
      ) : asTable ? (
        <AsTable rows={rows} />
      ) : (
        <AsChart period={period} rows={rows} />
      )}
    </section>
  );
}

function Legend() {
  return (
    <span className="legend">
      {(['declared', 'inferred', 'silent'] as const).map((state) => (
        <span key={state}>
          <span className="coverage coverage-swatch" aria-hidden="true">
            <i className={state} style={{ left: 0, width: '100%' }} />
          </span>
          {state === 'inferred' ? 'inferred from records' : state === 'silent' ? 'silent or cut' : state}
        </span>
      ))}
      <span>
        <span className="coverage coverage-swatch" aria-hidden="true" />
        no source
      </span>
    </span>
  );
}

function AsChart({ period, rows }: { readonly period: NonNullable<CoverageView['period']>; readonly rows: CoverageView['rows'] }) {
  const extent = period.to - period.from;
  const axis = useRef<HTMLSpanElement>(null);
  const width = useSize(axis).width || NOMINAL_WIDTH;
  const marks = ticks(period, width, TICK_EVERY);
  const labelled = withRoom(marks, period, width, (label) => label.length * LETTER + BESIDE);
  const place = (t: number): string => `${((t - period.from) / extent) * 100}%`;
  return (
    <div className="coverage-rows">
      <div className="coverage-row axis">
        <b>UTC</b>
        <span />
        <span className="coverage-axis" ref={axis}>
          {labelled.map((mark) => (
            <span key={mark.time} className={mark.day ? 'strong' : ''} style={{ left: place(mark.time) }}>
              {mark.label}
            </span>
          ))}
        </span>
        <span />
      </div>
      {rows.map((row, i) => {
        const first = i === 0 || rows[i - 1]?.channel !== row.channel;
        return (
          <div key={`${row.channel} ${row.system ?? ''}`} className={`coverage-row ${first ? 'first' : ''}`}>
            <b>{first ? row.channel : ''}</b>
            <span className="ink-2 clip">
              <Text>{row.system ?? 'any system'}</Text>
            </span>
            <span className="coverage-lane">
              {marks.map((mark) => (
                <i key={mark.time} className="coverage-grid" style={{ left: place(mark.time) }} />
              ))}
              <CoverageBar from={period.from} to={period.to} bars={row.bars} label={`${row.channel}, ${row.system ?? 'any system'}`} />
            </span>
            <span className="clip" title={row.text}>
              <Text>{row.text}</Text>
            </span>
          </div>
        );
      })}
    </div>
  );
}

function AsTable({ rows }: { readonly rows: CoverageView['rows'] }) {
  return (
    <div className="coverage-rows">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Channel</th>
            <th scope="col">System</th>
            <th scope="col">State</th>
            <th scope="col">From, UTC</th>
            <th scope="col">To, UTC</th>
            <th scope="col">Note</th>
          </tr>
        </thead>
        <tbody>
          {rows.flatMap((row) =>
            (row.bars.length === 0 ? [undefined] : row.bars).map((bar) => (
              <tr key={`${row.channel} ${row.system ?? ''} ${bar?.from ?? ''}`}>
                <td>{row.channel}</td>
                <td>
                  <Text>{row.system ?? 'any system'}</Text>
                </td>
                <td>{bar?.state ?? 'no source'}</td>
                <td className="mono">{bar === undefined ? '' : fullTime(bar.from)}</td>
                <td className="mono">{bar === undefined ? '' : fullTime(bar.to)}</td>
                <td>
                  <Text>{row.text}</Text>
                </td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </div>
  );
}
