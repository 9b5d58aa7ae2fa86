import { useEffect, useRef, useState } from 'react';
import type { Disposition as Decision } from '../../../shared/model/vocabulary.ts';
import type { FindingLine, FindingsList } from '../../../shared/views/types.ts';
import { useRequest } from '../../state/engine.ts';
import { useKeys } from '../../state/keys.ts';
import { go, useNavigation } from '../../state/navigation.ts';
import { useOpenRecord } from '../../state/record.ts';
import { say } from '../../state/said.ts';
import { count, counted } from '../../widgets/format.ts';
import { Icon } from '../../widgets/Icon.tsx';
import { Kbd } from '../../widgets/Kbd.tsx';
import { ListFilter } from '../../widgets/ListFilter.tsx';
import { Segmented } from '../../widgets/Segmented.tsx';
import { Fault } from '../../widgets/States.tsx';
import { Windowed } from '../../widgets/Windowed.tsx';
import { Answer } from '../shared/Answer.tsx';
import { NoteDialog } from '../shared/NoteDialog.tsx';
import { DetailBody, DetailHead } from './Detail.tsx';
import { Disposition } from './Disposition.tsx';
import { Facets } from './Facets.tsx';
import { FindingRow } from './FindingRow.tsx';
import { active, filterOf } from './filter.ts';
import { NoFindings, NoMatch } from './None.tsx';
import './findings.css';

/** Row height of the list: two lines of 16 px and the insets (styles/tokens.css, --row-finding). */
const ROW = 48;

type Order = 'worst' | 'time';
const ORDERS = [
  { value: 'worst', label: 'Worst first', title: 'By wake, the worst first' },
  { value: 'time', label: 'By time', title: 'By the time of the event, the earliest first' },
] as const;

/** What belongs to one wake stays together: its findings have one time, and keep their order. What has no time comes last. */
export function byTime(list: FindingsList): FindingsList {
  return { ...list, rows: [...list.rows].sort((a, b) => (a.time ?? Number.POSITIVE_INFINITY) - (b.time ?? Number.POSITIVE_INFINITY) || 0) };
}

export function FindingsScreen() {
  const params = useNavigation((s) => s.params);
  const set = useNavigation((s) => s.set);
  const search = useRef<HTMLInputElement>(null);
  const list = useRequest('findings.list', { filter: filterOf(params) }, { on: ['analysis', 'annotations'], keep: true });
  const filters = active(params);
  const order: Order = params.order === 'time' ? 'time' : 'worst';
  const dropLast = (): void => {
    const last = filters.at(-1);
    if (last !== undefined) set({ [last.key]: undefined, finding: undefined });
  };
  useKeys({ f: () => search.current?.focus(), 'Shift+f': dropLast });
  return (
    <>
      <div className="toolbar">
        <h1>Findings</h1>
        <span className="sum clip">
          {list.value === undefined ? '' : `${counted(list.value.total, 'finding')}, ${count(list.value.open)} open`}
          {list.value !== undefined && filters.length > 0 ? `, ${count(list.value.rows.length)} shown` : ''}
        </span>
        <span className="grow" />
        {filters
          .filter((f) => f.key !== 'search')
          .map((f) => (
            <button key={f.key} type="button" className="chip" title={`Drop the filter: ${f.text}`} onClick={() => set({ [f.key]: undefined })}>
              <b className="clip findings-chip">{f.text}</b> <Icon name="close" size={10} />
            </button>
          ))}
        <ListFilter
          ref={search}
          label="Filter findings by text"
          placeholder="Filter"
          value={params.search}
          onChange={(text) => set({ search: text })}
        />
        <Segmented label="Order" value={order} options={ORDERS} onChange={(value) => set({ order: value === 'worst' ? undefined : value })} />
      </div>
      <Answer asked={list} what="Reading the findings">
        {(value) =>
          value.total === 0 ? <NoFindings /> : <Triage list={order === 'time' ? byTime(value) : value} order={order} filtered={filters.length > 0} />
        }
      </Answer>
    </>
  );
}

/** A finding is named by its id; people say its number, and so do links that people write. */
const named = (line: FindingLine, name: string): boolean => line.id === name || line.number === name;

function Triage({ list, order, filtered }: { readonly list: FindingsList; readonly order: Order; readonly filtered: boolean }) {
  const wanted = useNavigation((s) => s.params.finding);
  const set = useNavigation((s) => s.set);
  const found = wanted === undefined ? -1 : list.rows.findIndex((row) => named(row, wanted));
  // Without a finding in the address the worst one is open: the first thing to look at.
  const current = wanted === undefined ? 0 : found;
  const line = list.rows[current];
  const move = (to: number): void => {
    const row = list.rows[Math.max(0, Math.min(list.rows.length - 1, to))];
    if (row !== undefined) set({ finding: row.id });
  };
  // A finding that was decided may leave the filter: then the list goes on from where it stood.
  const place = useRef(0);
  if (current >= 0) place.current = current;
  useKeys({ j: () => move(current < 0 ? place.current : current + 1), k: () => move(place.current - 1) });
  const box = useRef<HTMLDivElement>(null);
  const shown = line?.id ?? wanted;
  return (
    <div className="findings">
      <Facets facets={list.facets} />
      {list.rows.length === 0 && filtered ? (
        <div className="findings-none">
          <NoMatch list={list} />
        </div>
      ) : (
        <section className="findings-list" aria-label="Findings">
          <Windowed
            box={box}
            label={order === 'time' ? 'Findings, by time' : 'Findings, by wake, the worst first'}
            length={list.rows.length}
            rowHeight={ROW}
            current={current < 0 ? undefined : current}
            onMove={move}
            onOpen={() => {
              const wake = line?.wake;
              if (wake !== undefined) go('wake', { wake });
            }}
            rowClass={(i) => {
              const row = list.rows[i];
              return `finding-row ${i > 0 && row !== undefined && (row.wake === undefined || row.wake !== list.rows[i - 1]?.wake) ? 'first' : ''}`;
            }}
            row={(i) => {
              const row = list.rows[i];
              return row === undefined ? null : <FindingRow line={row} />;
            }}
          />
          <p className="keys-foot" aria-hidden="true">
            <span>
              <Kbd>j</Kbd>
              <Kbd>k</Kbd> move
            </span>
            <span>
              <Kbd>w</Kbd> wake
            </span>
            <span>
              <Kbd>c</Kbd> confirm
            </span>
            <span>
              <Kbd>x</Kbd> dismiss
            </span>
            <span>
              <Kbd>e</Kbd> ask<span className="wide-only"> for evidence</span>
            </span>
          </p>
        </section>
      )}
      {shown === undefined || list.rows.length === 0 ? null : (
        <Detail
          finding={shown}
          onRecorded={() => box.current?.focus()}
          place={current < 0 ? 'not in this filter' : `${count(current + 1)} of ${count(list.rows.length)}`}
        />
      )}
    </div>
  );
}

function Detail({ finding, place, onRecorded }: { readonly finding: string; readonly place: string; readonly onRecorded: () => void }) {
  // The last finding stays until the next one has come: walking the list must not flicker.
  const asked = useRequest('finding.detail', { finding }, { on: ['annotations', 'analysis'], keep: true });
  const openRecord = useOpenRecord((s) => s.open);
  const [draft, setDraft] = useState<Decision | undefined>(undefined);
  const [noting, setNoting] = useState(false);
  const reason = useRef<HTMLTextAreaElement>(null);
  const recorder = useRef<(() => void) | undefined>(undefined);
  const shown = asked.value;
  // Until it has come nothing can be decided, noted or cited: every deed is about what is chosen.
  const detail = shown !== undefined && (asked.status === 'ready' || named(shown.line, finding)) ? shown : undefined;
  const recorded = detail?.line.disposition;

  // Once a decision is on record, the draft is that decision; another finding begins anew, with the same disposition too.
  useEffect(() => setDraft(recorded), [recorded, finding]);

  const decide = (as: Decision) => (): void => {
    if (detail === undefined) return;
    setDraft(as);
    reason.current?.focus();
  };
  useKeys({
    c: decide('confirmed'),
    x: decide('dismissed'),
    e: decide('needs-evidence'),
    n: () => setNoting(detail !== undefined),
    w: () => {
      const wake = detail?.line.wake;
      if (wake !== undefined) go('wake', { wake });
    },
    v: () => {
      const record = detail?.evidence[0]?.record;
      if (record !== undefined) openRecord(record);
    },
    y: () => {
      if (detail === undefined) return;
      const cited = detail.evidence.map((e) => e.record).join(', ');
      void navigator.clipboard.writeText(`${detail.line.number} ${detail.line.rule}: ${cited}`).then(
        () => say('Copied the citation'),
        () => say('The system refused the clipboard'),
      );
    },
    'Mod+Enter': () => {
      if (detail !== undefined) recorder.current?.();
    },
    Escape: () => (document.activeElement instanceof HTMLElement ? document.activeElement.blur() : undefined),
  });

  if (asked.status === 'failed' && detail === undefined) {
    return (
      <section className="finding-detail" aria-label="Finding">
        <Fault
          error={asked.error}
          acts={
            <button type="button" className="button" onClick={asked.again}>
              Try again
            </button>
          }
        />
      </section>
    );
  }
  return (
    <section className={`finding-detail ${detail === undefined ? 'stale' : ''}`} aria-label="Finding" aria-busy={detail === undefined}>
      <Answer
        asked={asked}
        what="Reading the finding"
        gone="The last analysis does not make this finding any more."
        otherwise={
          <button type="button" className="button small" onClick={() => useNavigation.getState().set({ finding: undefined })}>
            Show the others
          </button>
        }
      >
        {(value) => (
          <>
            <DetailHead detail={value} place={place} onNote={() => setNoting(detail !== undefined)} />
            <div className="finding-body" key={value.line.id}>
              <DetailBody detail={value} />
            </div>
            <Disposition
              key={`disposition ${value.line.id}`}
              detail={value}
              draft={draft ?? value.line.disposition}
              onDraft={setDraft}
              reason={reason}
              recorder={recorder}
              onRecorded={onRecorded}
            />
            {noting ? <NoteDialog on={value.line.id} label={`${value.line.number} ${value.line.rule}`} onClose={() => setNoting(false)} /> : null}
          </>
        )}
      </Answer>
    </section>
  );
}
