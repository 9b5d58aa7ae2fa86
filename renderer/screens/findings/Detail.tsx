import { useState } from 'react';
import type { Duration } from '../../../shared/base/instant.ts';
import { DISPOSITION_WORDS, VERDICT_WORDS } from '../../../shared/model/words.ts';
import type { FindingDetail } from '../../../shared/views/types.ts';
import { go } from '../../state/navigation.ts';
import { CoverageBar } from '../../widgets/CoverageBar.tsx';
import { clockSeconds, count, counted, day, longTime, span, tableTime } from '../../widgets/format.ts';
import { Kbd } from '../../widgets/Kbd.tsx';
import { RecordChip } from '../../widgets/RecordChip.tsx';
import { SeverityBars } from '../../widgets/SeverityBars.tsx';
import { Strip } from '../../widgets/Strip.tsx';
import { Text } from '../../widgets/Text.tsx';
import { VerdictLabel } from '../../widgets/VerdictGlyph.tsx';
import { ClockDialog } from '../shared/ClockDialog.tsx';
import { nameOfPerson } from '../shared/places.ts';

export function DetailHead({ detail, place, onNote }: { readonly detail: FindingDetail; readonly place: string; readonly onNote: () => void }) {
  const { line } = detail;
  const wake = line.wake;
  return (
    <header className="finding-head">
      <div className="row finding-meta">
        <span className="mono ink-3">{line.number}</span>
        <span className="mono">{line.rule}</span>
        <SeverityBars severity={line.severity} />
        <span className="ink-2">confidence: {detail.confidence}</span>
        {line.missing.length === 0 ? null : <span className="ink-2 clip">missing: {line.missing.join(', ')}</span>}
        <span className="grow" />
        <span className="ink-3 nowrap">{place}</span>
      </div>
      <p className="narrative">
        <Text>{detail.sentence}</Text>
      </p>
      <div className="row">
        {line.strip === undefined ? null : <Strip strip={line.strip} size={15} />}
        <span className="row">
          <VerdictLabel verdict={line.verdict} />
          <span className="ink-2 clip">
            {line.stage === 'case' ? 'a check of the whole case' : `at ${line.stage}`}
            {line.time === undefined ? '' : `, ${day(line.time)} ${clockSeconds(line.time)} UTC`}
          </span>
        </span>
        <span className="grow" />
        <button type="button" className="button small" onClick={onNote}>
          Note <Kbd>n</Kbd>
        </button>
        {wake === undefined ? null : (
          <button type="button" className="button small" onClick={() => go('wake', { wake })}>
            Open wake <Kbd>w</Kbd>
          </button>
        )}
      </div>
    </header>
  );
}

export function DetailBody({ detail }: { readonly detail: FindingDetail }) {
  const { line } = detail;
  return (
    <>
      {detail.clock === undefined ? null : <Clock clock={detail.clock} />}
      <section>
        <h2 className="heading">
          Evidence <span className="end">{counted(detail.evidence.length, 'record')}</span>
        </h2>
        <table className="plain finding-evidence" aria-label="Evidence">
          <thead className="unseen">
            <tr>
              <th scope="col">What it is</th>
              <th scope="col">Record</th>
              <th scope="col">When, UTC</th>
              <th scope="col">What it shows here</th>
            </tr>
          </thead>
          <tbody>
            {detail.evidence.map((e) => (
              <tr key={`${e.role} ${e.record} ${e.text}`}>
                <td>{e.role}</td>
                <td>
                  <RecordChip record={e.record} />
                </td>
                <td className="mono ink-2">{e.time === undefined ? 'undated' : tableTime(e.time)}</td>
                <td>
                  <Text>{e.text}</Text>
                  {e.strength === undefined ? null : <span className="ink-3"> tie: {e.strength}</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {detail.why === '' && detail.searched.length === 0 ? null : (
        <section>
          <h2 className="heading">Why this counts as {VERDICT_WORDS[line.verdict]} and not unknown</h2>
          {detail.why === '' ? null : (
            <p className="ink-2">
              <Text>{detail.why}</Text>
            </p>
          )}
          {detail.searched.length === 0 ? null : <Searched searched={detail.searched} />}
        </section>
      )}
      {detail.references.length === 0 ? null : (
        <section>
          <h2 className="heading">References</h2>
          <ul className="finding-refs">
            {detail.references.map((r) => (
              <li key={`${r.framework} ${r.id}`}>
                <b>{r.framework}</b> {r.id}
                {r.text === '' ? '' : `, ${r.text}`}
              </li>
            ))}
          </ul>
        </section>
      )}
      {detail.history.length === 0 ? null : (
        <section>
          <h2 className="heading">Decisions</h2>
          <ul className="finding-history">
            {detail.history.map((h) => (
              <li key={h.custody}>
                <b>{DISPOSITION_WORDS[h.disposition]}</b> <Text>{h.reason}</Text>
                <span className="ink-3">
                  {' '}
                  <Text>{nameOfPerson(h.by)}</Text>, {longTime(h.at)} UTC, custody {count(h.custody)}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {detail.notes.length === 0 ? null : (
        <section>
          <h2 className="heading">Notes</h2>
          <ul className="finding-history">
            {detail.notes.map((n) => (
              <li key={n.id}>
                <Text>{n.text}</Text>
                <span className="ink-3">
                  {' '}
                  <Text>{nameOfPerson(n.by)}</Text>, {longTime(n.at)} UTC, custody {count(n.custody)}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** The pairs that show a skewed clock, each record to open, and the offset that would mend it. */
function Clock({ clock }: { readonly clock: NonNullable<FindingDetail['clock']> }) {
  const [setting, setSetting] = useState(false);
  const signed = (d: Duration): string => `${d > 0 ? '+' : ''}${span(d)}`;
  return (
    <section>
      <h2 className="heading">
        Pairs that show it <span className="end">{counted(clock.pairs.length, 'pair')}</span>
      </h2>
      <table className="plain finding-searched" aria-label="Pairs that show it">
        <thead>
          <tr>
            <th scope="col">In {clock.source}</th>
            <th scope="col">When, UTC</th>
            <th scope="col">The same act</th>
            <th scope="col">When, UTC</th>
            <th scope="col" className="num">
              Apart
            </th>
          </tr>
        </thead>
        <tbody>
          {clock.pairs.map((p) => (
            <tr key={`${p.record} ${p.other}`}>
              <td>
                <RecordChip record={p.record} />
              </td>
              <td className="mono ink-2">{tableTime(p.time)}</td>
              <td>
                <RecordChip record={p.other} />
              </td>
              <td className="mono ink-2">{tableTime(p.otherTime)}</td>
              <td className="num">{signed(p.difference)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="row">
        <span className="ink-2">
          An offset of {signed(clock.proposed)} for {clock.source} would bring them together
          {clock.current === 0 ? '' : `; it is ${signed(clock.current)} now`}.
        </span>
        <span className="grow" />
        <button type="button" className="button small" onClick={() => setSetting(true)}>
          Set the clock of {clock.source}
        </button>
      </p>
      {setting ? (
        <ClockDialog
          source={clock.source}
          current={clock.current}
          proposed={clock.proposed}
          because={`${counted(clock.pairs.length, 'pair')} of records of the same acts, ${clock.pairs.map((p) => `${p.record} and ${p.other}`).join(', ')}, are this far apart.`}
          onClose={() => setSetting(false)}
        />
      ) : null}
    </section>
  );
}

/** The logs that would have shown it, and that they were there: what makes an absence a finding. */
function Searched({ searched }: { readonly searched: FindingDetail['searched'] }) {
  const first = searched[0];
  return (
    <table className="plain finding-searched" aria-label="The logs that were searched">
      <thead>
        <tr>
          <th scope="col">Channel</th>
          <th scope="col" className="wide-only">
            System
          </th>
          <th scope="col" className="wide-only">
            <span className="row">
              {first === undefined ? null : (
                <>
                  {clockSeconds(first.from)} <span className="grow" /> {clockSeconds(first.to)}
                </>
              )}
            </span>
          </th>
          <th scope="col" className="num">
            Records searched
          </th>
          <th scope="col">Basis</th>
        </tr>
      </thead>
      <tbody>
        {searched.map((s) => (
          <tr key={`${s.channel} ${s.system} ${s.from}`}>
            <td>{s.channel}</td>
            <td className="wide-only">
              <Text>{s.system === '' ? 'any system' : s.system}</Text>
            </td>
            <td className="wide-only finding-bar">
              <CoverageBar from={s.from} to={s.to} bars={s.bars} label={`${s.channel} ${s.system}`} />
            </td>
            <td className="num">{count(s.records)}</td>
            <td>
              {s.basis}{' '}
              {s.sources.map((source) => (
                <button key={source} type="button" className="cite" onClick={() => go('sources', { source })}>
                  {source}
                </button>
              ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
