/** The words of the wake's picture: each beside its mark or band where nothing else stands, else not at all (title and table have it). */
import type { Verdict } from '../../shared/model/vocabulary.ts';
import type { WakeMark } from '../../shared/views/types.ts';
import { visible } from '../widgets/format.ts';
import type { Box, Taken } from './boxes.ts';
import { fit, type Measure } from './measure.ts';
import type { WakeAxis } from './stage-axis.ts';
import type { PlacedBand, PlacedText, PlacedWakeMark } from './wake-layout.ts';

/** Half the width of an envelope, px. */
export const MARK_HALF = 10;
/** A detail is a subject line or a sentence: as much of it as there is room for, and its beginning is enough beside a mark. */
const DETAIL_WIDTHS = [420, 300, 190, 120];

export const halfOf = (shape: WakeMark['shape']): number => (shape === 'event' ? 9 : shape === 'use' ? 4 : shape === 'action' ? 6 : MARK_HALF);

export const loud = (m: WakeMark): boolean => m.verdict !== undefined && m.verdict !== 'met' && m.verdict !== 'not-required';
const toneOf = (m: WakeMark): PlacedText['tone'] => (m.verdict !== undefined && loud(m) ? m.verdict : m.shape === 'event' ? 'ink' : 'soft');

const markSpots = (m: PlacedWakeMark, w: number): readonly (Box & { readonly at: number })[] => {
  const half = halfOf(m.mark.shape);
  return [
    // Beside it and above the line, centred above, beside it and below, on the line, then the same to the left.
    { x0: m.x + half + 3, y0: m.y - 20, at: m.y - 9 },
    { x0: m.x - w / 2, y0: m.y - 23, at: m.y - 12 },
    { x0: m.x + half + 3, y0: m.y + 5, at: m.y + 16 },
    { x0: m.x + half + 5, y0: m.y - 6, at: m.y + 4 },
    { x0: m.x - half - 3 - w, y0: m.y - 20, at: m.y - 9 },
    { x0: m.x - half - 3 - w, y0: m.y + 5, at: m.y + 16 },
    { x0: m.x - w / 2, y0: m.y + 10, at: m.y + 21 },
  ].map((s) => ({ ...s, x1: s.x0 + w, y1: s.y0 + 13 }));
};

function put(
  m: PlacedWakeMark,
  text: string,
  style: { tone: PlacedText['tone']; bold: boolean },
  taken: Taken,
  measure: Measure,
  side?: 'left' | 'right',
): PlacedText | undefined {
  const spots = markSpots(m, measure(text, { bold: style.bold }) + 2);
  const spot = taken.place(side === undefined ? spots : spots.filter((s) => (side === 'right' ? s.x0 >= m.x : s.x1 <= m.x)));
  return spot === undefined ? undefined : { x: spot.x0, y: spot.at, text, ...style };
}

export function labelMark(m: PlacedWakeMark, taken: Taken, measure: Measure): PlacedText | undefined {
  const style = { tone: toneOf(m.mark), bold: loud(m.mark) };
  for (const text of shorter(visible(m.count > 1 ? `${m.mark.label}, ${m.count} times` : m.mark.label), true)) {
    const placed = put(m, text, style, taken, measure);
    if (placed !== undefined) return placed;
  }
  return undefined;
}

/** On the side of its mark's label, so that the eye reads both as one. */
export function detailMark(m: PlacedWakeMark, label: PlacedText, taken: Taken, measure: Measure): PlacedText[] {
  const { detail } = m.mark;
  if (detail === undefined) return [];
  for (const text of new Set(DETAIL_WIDTHS.map((w) => fit(detail, w, measure)))) {
    const placed = put(m, text, { tone: 'soft', bold: false }, taken, measure, label.x >= m.x ? 'right' : 'left');
    if (placed !== undefined) return [placed];
  }
  return [];
}

/** The label, then without its last clause: the whole text is in the title and in the table. */
function shorter(text: string, toOneWord: boolean): string[] {
  const comma = text.lastIndexOf(', ');
  const colon = text.indexOf(': ');
  return [
    ...new Set([
      text,
      ...(comma > 0 ? [text.slice(0, comma)] : []),
      ...(colon > 0 ? [text.slice(0, colon)] : []),
      ...(toOneWord ? [text.split(' ')[0] ?? text] : []),
    ]),
  ];
}

export function labelBand(b: PlacedBand, taken: Taken, measure: Measure, axis: WakeAxis): PlacedText[] {
  const { band } = b;
  const label = visible(band.label);
  const middle = (b.y0 + b.y1) / 2;
  const tone: Verdict = band.shape === 'fog' ? 'unknown' : band.shape === 'late' ? 'late' : 'unmet';
  const style = { tone: band.shape === 'grant' ? ('soft' as const) : tone, bold: band.shape !== 'rule' && band.shape !== 'grant' };
  const put = (text: string, spots: readonly { x0: number; y0: number; at: number }[]): PlacedText | undefined => {
    const w = measure(text, { bold: style.bold }) + 4;
    const spot = taken.place(spots.map((s) => ({ ...s, x1: s.x0 + w, y1: s.y0 + 13 })));
    return spot === undefined ? undefined : { x: spot.x0, y: spot.at, text, ...style };
  };
  const width = b.x1 - b.x0;
  for (const text of shorter(label, false)) {
    const w = measure(text, { bold: style.bold }) + 4;
    if (band.shape === 'fog' && w > width - 12 && text === label) {
      const lines = twoLines(text, width - 12, measure);
      if (lines !== undefined) {
        const box = { x0: b.x0 + 4, x1: b.x1 - 4, y0: middle - 14, y1: middle + 14 };
        if (taken.free(box)) {
          taken.add(box);
          return lines.map((line, i) => ({
            x: (b.x0 + b.x1 - measure(line, { bold: true })) / 2,
            y: middle - 3 + i * 14,
            text: line,
            tone: 'unknown' as const,
            bold: true,
          }));
        }
      }
    }
    const row = (at: number) => ({ y0: at - 11, at });
    const placed = put(
      text,
      band.shape === 'rule' || band.shape === 'grant'
        ? [
            ...steps(Math.max(b.x0, axis.event) + 6, b.x1 - w).map((x0) => ({ x0, ...row(b.y1 + 12) })),
            { x0: Math.max(axis.x0, b.x0), ...row(b.y1 + 12) },
          ]
        : band.shape === 'late'
          ? [
              { x0: b.x1 + 12, ...row(middle + 15) },
              { x0: b.x1 - w - 10, ...row(b.y1 + 12) },
              { x0: b.x1 - w - 10, ...row(b.y0 - 4) },
              { x0: b.x0 - w - 8, ...row(middle + 4) },
            ]
          : [
              ...(w <= width - 12
                ? [
                    { x0: b.x1 - w - 8, ...row(middle + 4) },
                    { x0: b.x0 + 6, ...row(middle + 4) },
                  ]
                : []),
              ...(w <= width - 12 ? [{ x0: (b.x0 + b.x1 - w) / 2, ...row(middle + 4) }] : []),
              { x0: b.x1 + 7, ...row(middle + 4) },
              { x0: b.x0 - w - 7, ...row(middle + 4) },
              { x0: b.x1 + 7, ...row(middle + 18) },
              { x0: b.x1 - w, ...row(b.y1 + 12) },
            ],
    );
    if (placed !== undefined) return [placed];
  }
  return [];
}

/** Places to try along a long band: a trunk may stand in any of them. */
const steps = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(1, Math.min(40, Math.ceil((to - from) / 24))) }, (_, i) => from + i * 24);

/** In two lines where both fit, broken as evenly as words allow. */
export function twoLines(text: string, width: number, measure: Measure): readonly [string, string] | undefined {
  const words = text.split(' ');
  let best: readonly [string, string] | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 1; i < words.length; i++) {
    const pair = [words.slice(0, i).join(' '), words.slice(i).join(' ')] as const;
    const widest = Math.max(measure(pair[0], { bold: true }), measure(pair[1], { bold: true }));
    if (widest <= width && widest < least) {
      least = widest;
      best = pair;
    }
  }
  return best;
}
