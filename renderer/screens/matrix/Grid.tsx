import { type KeyboardEvent, useRef } from 'react';
import { STAGES, type Stage } from '../../../shared/model/vocabulary.ts';
import { VERDICT_WORDS } from '../../../shared/model/words.ts';
import { useSize } from '../../charts/size.ts';
import { VerdictBar } from '../../charts/VerdictBar.tsx';
import { BAR_VERDICTS, type Counts } from '../../charts/verdict-bar.ts';
import { count, counted } from '../../widgets/format.ts';
import { Text } from '../../widgets/Text.tsx';
import { VerdictGlyph } from '../../widgets/VerdictGlyph.tsx';

/** A row of the table: `value` undefined is the row of all. `before` stands where two analyses are compared. */
export interface GridRow {
  readonly value: string | undefined;
  readonly label: string;
  readonly wakes: number;
  readonly cells: readonly (Counts | undefined)[];
  readonly before?: readonly (Counts | undefined)[] | undefined;
  readonly changed?: readonly boolean[] | undefined;
}
export interface Chosen {
  readonly value: string | undefined;
  readonly stage: Stage;
}

const NOTHING: Counts = { met: 0, late: 0, partial: 0, unmet: 0, unknown: 0, 'not-reached': 0, 'not-required': 0 };
export const gapsOf = (c: Counts | undefined): number => (c === undefined ? 0 : c.late + c.partial + c.unmet);
const judgedOf = (c: Counts | undefined): number => (c === undefined ? 0 : c.met + gapsOf(c) + c.unknown);
export const signed = (n: number): string => (n > 0 ? `+${count(n)}` : n < 0 ? `−${count(-n)}` : '0');

/** Kept for the row's name and the paddings of eight cells. */
const LABEL = 158;
const PADDING = 13;

/** Rows × stages. One tab stop; the arrows go from cell to cell, Enter opens one. */
export function Grid({
  head,
  rows,
  chosen,
  onChoose,
}: {
  readonly head: string;
  readonly rows: readonly GridRow[];
  readonly chosen: Chosen | undefined;
  readonly onChoose: (cell: Chosen) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const { width } = useSize(box);
  const bar = Math.max(36, Math.min(150, Math.floor((width - LABEL - 16) / STAGES.length) - PADDING));
  const at = (r: number, s: number): HTMLElement | null => box.current?.querySelector(`[data-cell="${r} ${s}"]`) ?? null;
  const onKey = (event: KeyboardEvent): void => {
    const place = (event.target as HTMLElement).dataset.cell?.split(' ').map(Number);
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], h: [0, -1], l: [0, 1], k: [-1, 0], j: [1, 0] }[
      event.key
    ];
    if (place === undefined || step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const [r, s] = [(place[0] ?? 0) + (step[0] ?? 0), (place[1] ?? 0) + (step[1] ?? 0)];
    const next = at(r, s);
    const row = rows[r];
    const stage = STAGES[s];
    if (next === null || row === undefined || stage === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    next.focus();
    onChoose({ value: row.value, stage });
  };
  const tabRow = Math.max(
    0,
    rows.findIndex((r) => chosen !== undefined && r.value === chosen.value),
  );
  const tabStage = chosen === undefined ? 0 : STAGES.indexOf(chosen.stage);
  return (
    <div ref={box} className="matrix-box">
      <table className="matrix-table" aria-label="Stage matrix">
        <thead>
          <tr>
            <th scope="col">{head}</th>
            {STAGES.map((s) => (
              <th key={s} scope="col">
                {s}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, r) => (
            <tr key={row.value ?? ' all'} className={row.value === undefined ? 'all' : ''}>
              <th scope="row">
                <span className="clip">
                  <Text>{row.label}</Text>
                </span>
                <small>{counted(row.wakes, 'event')}</small>
              </th>
              {STAGES.map((stage, s) => {
                const on = chosen !== undefined && chosen.value === row.value && chosen.stage === stage;
                return (
                  <td key={stage} className={`${on ? 'on' : ''} ${row.changed?.[s] === true ? 'changed' : ''}`}>
                    <button
                      type="button"
                      data-cell={`${r} ${s}`}
                      tabIndex={r === tabRow && s === tabStage ? 0 : -1}
                      aria-pressed={on}
                      onKeyDown={onKey}
                      aria-label={`${row.label}, ${stage}: ${cellWords(row.cells[s], row.before?.[s])}`}
                      onClick={() => onChoose({ value: row.value, stage })}
                    >
                      <CellPicture row={row} stage={s} width={bar} />
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function CellPicture({ row, stage, width }: { readonly row: GridRow; readonly stage: number; readonly width: number }) {
  const counts = row.cells[stage] ?? NOTHING;
  const before = row.before?.[stage];
  if (row.before !== undefined) {
    const changed = row.changed?.[stage] === true;
    if (judgedOf(counts) === 0 && judgedOf(before) === 0) return <span className="none">–</span>;
    const [was, is] = [gapsOf(before), gapsOf(counts)];
    return (
      <>
        {changed ? <VerdictBar counts={before ?? NOTHING} width={width} height={4} /> : <i className="matrix-space" />}
        <VerdictBar counts={counts} width={width} />
        {changed ? (
          <span className="figures">
            <span className="ink-2">{count(was)}</span> → <b>{count(is)}</b> <b>{is === was ? '±0' : signed(is - was)}</b>
          </span>
        ) : (
          <span className="figures ink-3">{is === 0 ? 'no gap' : counted(is, 'gap')}</span>
        )}
      </>
    );
  }
  const judged = judgedOf(counts);
  if (judged === 0) return <span className="none">–</span>;
  return (
    <>
      <VerdictBar counts={counts} width={width} />
      <span className="figures">
        {counts.met === judged ? (
          <span className="ink-3">all {count(judged)}</span>
        ) : (
          (['unmet', 'partial', 'late', 'unknown'] as const)
            .filter((v) => counts[v] > 0)
            .map((v) => (
              <span key={v} className={`figure v-${v}`}>
                <VerdictGlyph verdict={v} size={9} decorative />
                {short(counts[v])}
              </span>
            ))
        )}
      </span>
    </>
  );
}

/** `1.2 k` where a cell has no room for more; the panel is exact. */
const short = (n: number): string => (n < 10_000 ? count(n) : n < 1e6 ? `${(n / 1e3).toFixed(1)} k` : `${(n / 1e6).toFixed(1)} M`);

function cellWords(counts: Counts | undefined, before: Counts | undefined): string {
  if (judgedOf(counts) === 0 && judgedOf(before) === 0) return 'nothing is asked';
  const words = BAR_VERDICTS.filter((v) => (counts?.[v] ?? 0) > 0).map((v) => `${count(counts?.[v] ?? 0)} ${VERDICT_WORDS[v]}`);
  return before === undefined ? words.join(', ') : `${count(gapsOf(before))} gaps before, ${count(gapsOf(counts))} after; ${words.join(', ')}`;
}
