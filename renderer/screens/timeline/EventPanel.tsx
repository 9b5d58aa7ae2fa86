import { useState } from 'react';
import type { EventDetail } from '../../../shared/views/types.ts';
import type { Span } from '../../charts/axis.ts';
import { useRequest } from '../../state/engine.ts';
import { useKeys } from '../../state/keys.ts';
import { go } from '../../state/navigation.ts';
import { useOpenRecord } from '../../state/record.ts';
import { say } from '../../state/said.ts';
import { Copy } from '../../widgets/Copy.tsx';
import { count, fullTime, longTime } from '../../widgets/format.ts';
import { Kbd } from '../../widgets/Kbd.tsx';
import { Provenance } from '../../widgets/Provenance.tsx';
import { RawText } from '../../widgets/RawText.tsx';
import { RecordChip } from '../../widgets/RecordChip.tsx';
import { SeverityBars } from '../../widgets/SeverityBars.tsx';
import { State } from '../../widgets/States.tsx';
import { Strip } from '../../widgets/Strip.tsx';
import { Text } from '../../widgets/Text.tsx';
import { Answer } from '../shared/Answer.tsx';
import { NoteDialog } from '../shared/NoteDialog.tsx';
import { nameOfPerson } from '../shared/places.ts';

/** One event: fields, raw record and provenance in place, its wake, notes. */
export function EventPanel({ event, bounds }: { readonly event: string | undefined; readonly bounds: Span }) {
  return (
    <aside className="side tl-side" aria-label="Event">
      {event === undefined ? (
        <State title="No event chosen">Choose a mark in a lane or a row of the table to read its fields, its raw record and where it lies.</State>
      ) : (
        <Shown key={event} event={event} bounds={bounds} />
      )}
    </aside>
  );
}

function Shown({ event, bounds }: { readonly event: string; readonly bounds: Span }) {
  const asked = useRequest('event.detail', { event }, { on: ['annotations', 'analysis'] });
  const openRecord = useOpenRecord((s) => s.open);
  const [noting, setNoting] = useState(false);
  const detail = asked.value;
  const who = detail?.row.target ?? detail?.row.actor;
  useKeys({
    w: () => {
      if (detail?.wake !== undefined) go('wake', { wake: detail.wake.id });
      else say('No obligation follows this event: it has no wake');
    },
    v: () => {
      if (detail !== undefined) openRecord(detail.row.record);
    },
    n: () => setNoting(true),
    y: () => {
      if (detail === undefined) return;
      void navigator.clipboard.writeText(citation(detail)).then(
        () => say('Copied the citation'),
        () => say('The system refused the clipboard'),
      );
    },
  });
  return (
    <Answer asked={asked} what="Reading the event">
      {(value) => (
        <>
          <Head detail={value} bounds={bounds} />
          <section className="section">
            <h3 className="heading">Normalised</h3>
            <dl className="facts">
              {value.fields.map((f) => (
                <div key={f.name} className="pair">
                  <dt>{f.name}</dt>
                  <dd>
                    {f.value === undefined ? null : <Text>{f.value}</Text>}
                    {f.note === undefined ? null : (
                      <span className={f.value === undefined && f.note.startsWith('empty') ? 'v-partial' : 'ink-3'}>
                        {f.value === undefined ? '' : ' '}
                        <Text>{f.note}</Text>
                      </span>
                    )}
                    {f.value === undefined && f.note === undefined ? <span className="ink-3">none recorded</span> : null}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
          <section className="section">
            <RawText text={value.raw.text} truncated={value.raw.truncated} bytes={value.raw.provenance.position.length} />
          </section>
          <section className="section">
            <h3 className="heading">Provenance</h3>
            <Provenance provenance={value.raw.provenance} />
            {value.otherRecords.length === 0 ? null : (
              <p className="tl-also">
                <span className="ink-3">Also in</span>{' '}
                {value.otherRecords.map((r) => (
                  <RecordChip key={r} record={r} />
                ))}
              </p>
            )}
          </section>
          {value.notes.length === 0 ? null : (
            <section className="section">
              <h3 className="heading">Notes</h3>
              <ul className="tl-notes">
                {value.notes.map((n) => (
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
          <section className="section row">
            <button type="button" className="button small" onClick={() => setNoting(true)}>
              Note <Kbd>n</Kbd>
            </button>
            <Copy text={citation(value)} label="Copy citation" />
            {who === undefined ? null : (
              <button type="button" className="button small" onClick={() => go('identities', { identity: who.id })}>
                Identity
              </button>
            )}
          </section>
          {noting ? <NoteDialog on={value.row.id} label={`${value.row.kind} ${value.row.id}`} onClose={() => setNoting(false)} /> : null}
        </>
      )}
    </Answer>
  );
}

function Head({ detail, bounds }: { readonly detail: EventDetail; readonly bounds: Span }) {
  const { row, wake, severity } = detail;
  return (
    <section className="section">
      <div className="row">
        <b className="mono">{row.kind}</b>
        <span className="grow" />
        {severity === undefined ? null : <SeverityBars severity={severity} />}
      </div>
      <h2 className="tl-when">
        {row.time === undefined ? 'undated' : fullTime(row.time)} <span className="zone">UTC</span>
      </h2>
      <p className="ink-2">
        <Text>{detail.sentence}</Text>
      </p>
      {row.time === undefined ? (
        <p className="ink-3">No lane shows what has no time.</p>
      ) : row.time < bounds.from || row.time >= bounds.to ? (
        <p className="ink-3">Outside the period of the case: no lane shows it.</p>
      ) : null}
      {wake === undefined ? (
        <p className="tl-wake ink-3">None asked: the policy lets no obligation follow this event.</p>
      ) : (
        <div className="tl-wake">
          <div className="row">
            <Strip strip={wake.strip} size={15} />
            <span className="grow" />
            <button type="button" className="button small" onClick={() => go('wake', { wake: wake.id })}>
              Open wake <Kbd>w</Kbd>
            </button>
          </div>
          <p className="ink-2">
            <Text>{wake.text}</Text>
          </p>
        </div>
      )}
    </section>
  );
}

/** What another person needs to find the record again: the event, its instant, the record, the source's hash and the position. */
function citation(detail: EventDetail): string {
  const { row, raw } = detail;
  const p = raw.provenance;
  return `${row.kind} ${row.time === undefined ? 'undated' : `${fullTime(row.time)} UTC`}, record ${row.record} (${p.name}, line ${p.position.line}, bytes ${p.position.offset}-${p.position.offset + p.position.length}, SHA-256 ${p.sha256})`;
}
