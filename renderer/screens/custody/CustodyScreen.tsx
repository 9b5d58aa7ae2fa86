import { type ReactNode, useState } from 'react';
import { timesInWords } from '../../../shared/base/spoken.ts';
import type { CustodyLine } from '../../../shared/views/types.ts';
import { useCase } from '../../state/case.ts';
import { useEngine } from '../../state/engine.ts';
import { useKeys } from '../../state/keys.ts';
import { useNavigation } from '../../state/navigation.ts';
import { usePages } from '../../state/pages.ts';
import { Copy } from '../../widgets/Copy.tsx';
import { count, counted, groupedHash, longTime, shortHash } from '../../widgets/format.ts';
import { Fault, Loading } from '../../widgets/States.tsx';
import { Text } from '../../widgets/Text.tsx';
import { type Column, WindowedTable } from '../../widgets/WindowedTable.tsx';
import { Tabs } from '../notebook/Tabs.tsx';
import { nameOfPerson } from '../shared/places.ts';
import { Subject } from '../shared/Subject.tsx';
import '../notebook/notebook.css';

const PAGE = 200;

/** Everything that was done in the case, each entry bound to the one before it. `entry` is the chosen one. */
export function CustodyScreen() {
  const engine = useEngine();
  const custody = useCase((s) => s.summary?.custody);
  const caseId = useCase((s) => s.summary?.id);
  const wanted = useNavigation((s) => s.params.entry);
  const set = useNavigation((s) => s.set);
  // A new entry moves the head, and with it the key: the list is then read again.
  const [head, setHead] = useState(custody?.head ?? '');
  const pages = usePages(custody?.head ?? '', PAGE, async (page) => {
    const answer = await engine.request('custody.list', { after: page * PAGE, limit: PAGE });
    setHead(answer.head);
    return { rows: answer.entries, total: answer.total };
  });
  const total = pages.total ?? 0;
  const seq = Number(wanted);
  const current = Number.isInteger(seq) && seq >= 1 && seq <= total ? seq - 1 : undefined;
  const move = (to: number): void => set({ entry: String(Math.max(0, Math.min(total - 1, to)) + 1) });
  useKeys({ j: () => move((current ?? -1) + 1), k: () => move((current ?? 1) - 1), Escape: () => set({ entry: undefined }) });
  const cell = (i: number, draw: (line: CustodyLine) => ReactNode): ReactNode => {
    const line = pages.row(i);
    return line === undefined ? undefined : draw(line);
  };
  const columns: readonly Column[] = [
    { key: 'seq', head: 'Entry', num: true, cell: (i) => count(i + 1) },
    { key: 'when', head: 'When, UTC', cell: (i) => cell(i, (l) => <span className="mono">{longTime(l.at)}</span>) },
    { key: 'action', head: 'What', cell: (i) => cell(i, (l) => <b>{l.action}</b>) },
    {
      key: 'subjects',
      head: 'On',
      className: 'custody-subjects',
      cell: (i) =>
        cell(i, (l) => (
          <span className="row custody-cites">
            {l.subjects.slice(0, 3).map((s) => (
              <Subject key={s} id={s} label={s === caseId ? 'the case' : undefined} />
            ))}
            {l.subjects.length > 3 ? <span className="ink-3">+{count(l.subjects.length - 3)}</span> : null}
          </span>
        )),
    },
    { key: 'body', head: 'Body', className: 'custody-body mono ink-2', cell: (i) => cell(i, (l) => <Text>{l.body}</Text>) },
    { key: 'who', head: 'Who', className: 'custody-who ink-2', cell: (i) => cell(i, (l) => <Text>{nameOfPerson(l.actor)}</Text>) },
    { key: 'hash', head: 'Hash', className: 'wide-only mono ink-3', cell: (i) => cell(i, (l) => <span title={l.hash}>{shortHash(l.hash)}</span>) },
  ];
  const line = current === undefined ? undefined : pages.row(current);
  const words = line === undefined ? undefined : timesInWords(line.body);
  return (
    <>
      <div className="toolbar">
        <h1>Notebook</h1>
        <Tabs here="custody" />
        <span className="sum clip">
          {pages.total === undefined ? '' : `${counted(pages.total, 'entry', 'entries')}, each bound to the one before it`}
        </span>
        <span className="grow" />
        {head === '' ? null : (
          <>
            <span className="ink-2 nowrap wide-only">
              Head <span className="mono">{shortHash(head)}</span>
            </span>
            <Copy text={head} label="Copy the head" />
          </>
        )}
      </div>
      {pages.error !== undefined ? (
        <Fault error={pages.error} />
      ) : pages.total === undefined ? (
        <Loading what="Reading the custody log" />
      ) : (
        <WindowedTable
          label="Custody log, in order"
          columns={columns}
          length={total}
          rowHeight={28}
          current={current}
          onMove={move}
          onView={pages.onView}
        />
      )}
      {line === undefined ? null : (
        <section className="note-whole" aria-label="The chosen entry">
          <p className="row custody-all">
            <b>
              {count(line.seq)} {line.action}
            </b>
            {line.subjects.map((s) => (
              <Subject key={s} id={s} />
            ))}
            <span className="ink-3">
              <Text>{line.actor}</Text>, {longTime(line.at)} UTC
            </span>
          </p>
          <pre className="raw custody-raw">
            <Text>{line.body}</Text>
          </pre>
          {words === undefined ? null : (
            <p className="ink-2">
              <Text>{words}</Text>
            </p>
          )}
          <p className="mono ink-3">{groupedHash(line.hash)}</p>
        </section>
      )}
    </>
  );
}
