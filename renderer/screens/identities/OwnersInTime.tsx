import { useMemo, useRef } from 'react';
import { type Instant, parseInstant } from '../../../shared/base/instant.ts';
import type { OwnerLanesView } from '../../../shared/views/decisions.ts';
import type { OwnersView } from '../../../shared/views/types.ts';
import { OwnerLanesPicture } from '../../charts/OwnerLanesPicture.tsx';
import { layoutOwnerLanes } from '../../charts/owner-lanes-layout.ts';
import { usePalette, useSize } from '../../charts/size.ts';
import { useRequest } from '../../state/engine.ts';
import { useNavigation } from '../../state/navigation.ts';
import { useOpenRecord } from '../../state/record.ts';
import { datedTime, longTime } from '../../widgets/format.ts';
import { RecordChip } from '../../widgets/RecordChip.tsx';
import { State } from '../../widgets/States.tsx';
import { Text } from '../../widgets/Text.tsx';
import { Answer } from '../shared/Answer.tsx';

const instantOf = (text: string | undefined): Instant | undefined => (text === undefined ? undefined : parseInstant(text));
const iso = (t: Instant): string => new Date(Math.round(t / 1e6) * 1000).toISOString().replace('.000', '');

/** Who owned an identity when, by every system that says anything of it, and what was believed then. */
export function OwnersInTime({ id }: { readonly id: string }) {
  const params = useNavigation((s) => s.params);
  const set = useNavigation((s) => s.set);
  const [at, knownAt] = [instantOf(params.at), instantOf(params.known)];
  const args = { identity: id, ...(at === undefined ? {} : { at }), ...(knownAt === undefined ? {} : { knownAt }) };
  const lanes = useRequest('owners.lanes', args, { on: ['analysis'], keep: true });
  const lines = useRequest('owners.list', args, { on: ['analysis'], keep: true });
  return (
    <section className="owners" aria-label="Owners in time">
      <Answer asked={lanes} what="Asking who answered for it">
        {(view) => (
          <>
            <header className="owners-head">
              <h2 className="heading">
                Owners of <Text>{view.identity.label}</Text> in time
              </h2>
              <button type="button" className="button small" onClick={() => set({ owners: undefined, at: undefined, known: undefined })}>
                Back to the list
              </button>
            </header>
            {view.lanes.length === 0 ? (
              <State title="No source claims an owner">Neither for it, nor for its holder, its service or its application.</State>
            ) : (
              <Drawn
                view={view}
                lines={lines.value}
                onAt={(t) => set({ at: iso(t) })}
                onKnownAt={(t) => set({ known: t === undefined ? undefined : iso(t) })}
              />
            )}
          </>
        )}
      </Answer>
    </section>
  );
}

function Drawn({
  view,
  lines,
  onAt,
  onKnownAt,
}: {
  readonly view: OwnerLanesView;
  readonly lines: OwnersView | undefined;
  readonly onAt: (t: Instant) => void;
  readonly onKnownAt: (t: Instant | undefined) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const { width } = useSize(box);
  const { measure } = usePalette();
  const openRecord = useOpenRecord((s) => s.open);
  const layout = useMemo(() => (width < 380 ? undefined : layoutOwnerLanes(view, width)), [view, width]);
  const people = (names: readonly string[]): string => (names.length === 0 ? 'nobody' : names.join(', '));
  const slider = { min: view.from, max: view.to, step: Math.max(1, Math.round((view.to - view.from) / 400)) };
  return (
    <>
      <div className="owners-cursors">
        <label>
          <span>At</span>
          <input
            type="range"
            {...slider}
            value={view.at}
            aria-label="At"
            aria-valuetext={`${longTime(view.at)} UTC`}
            onChange={(e) => onAt(Number(e.currentTarget.value) as Instant)}
          />
          <span className="mono">{longTime(view.at)} UTC</span>
        </label>
        <label>
          <span>Known at</span>
          <input
            type="range"
            {...slider}
            value={view.knownAt ?? view.to}
            aria-label="Known at"
            aria-valuetext={view.knownAt === undefined ? 'everything in the case' : `${longTime(view.knownAt)} UTC`}
            onChange={(e) => onKnownAt(Number(e.currentTarget.value) as Instant)}
          />
          <span className="mono">{view.knownAt === undefined ? 'everything in the case' : `${longTime(view.knownAt)} UTC`}</span>
          {view.knownAt === undefined ? null : (
            <button type="button" className="link" onClick={() => onKnownAt(undefined)}>
              everything
            </button>
          )}
        </label>
      </div>
      <p className="owners-say">
        Accountable:{' '}
        <b>
          <Text>{people(view.accountable)}</Text>
        </b>
        .{' '}
        <span className={view.believed.join() === view.accountable.join() ? 'ink-2' : ''}>
          {view.knownAt === undefined ? 'Believed then' : `By what was known on ${datedTime(view.knownAt)}`}:{' '}
          <b>
            <Text>{people(view.believed)}</Text>
          </b>
          .
        </span>
      </p>
      <div ref={box} className="owners-picture">
        {layout === undefined ? null : (
          <OwnerLanesPicture view={view} layout={layout} measure={measure} onAt={onAt} onKnownAt={onKnownAt} onRecord={openRecord} />
        )}
      </div>
      <p className="owners-legend ink-2">
        <span>
          <i className="bar valid" /> valid
        </span>
        <span>
          <i className="bar stale" /> stale
        </span>
        <span>
          <i className="bar departed" /> the party has left or moved
        </span>
        <span>
          <i className="bar conflict" /> another system names somebody else
        </span>
        <span>
          <span aria-hidden="true">▼</span> when its source said so
        </span>
      </p>
      <p className="owners-help ink-3">
        The shaded part is the period of the case. A click asks about an instant, Shift and a click about what was known by then.
      </p>
      {lines === undefined ? null : <Table lines={lines.lines} />}
    </>
  );
}

function Table({ lines }: { readonly lines: OwnersView['lines'] }) {
  return (
    <table className="plain owners-table" aria-label="Claims">
      <thead>
        <tr>
          <th scope="col">System</th>
          <th scope="col">Party</th>
          <th scope="col">Role</th>
          <th scope="col">From, UTC</th>
          <th scope="col">To, UTC</th>
          <th scope="col">Said at, UTC</th>
          <th scope="col">At that instant</th>
          <th scope="col">Record</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((l) => (
          <tr key={`${l.record} ${l.role} ${l.party}`} className={l.status === 'valid' ? '' : 'ink-2'}>
            <td>
              <Text>{l.system}</Text>
            </td>
            <td>
              <Text>{l.party}</Text>
            </td>
            <td>
              {l.role}
              {l.level === 'identity' ? '' : `, of its ${l.level}`}
            </td>
            <td className="mono">{l.from === undefined ? 'always' : datedTime(l.from)}</td>
            <td className="mono">{l.to === undefined ? 'open' : datedTime(l.to)}</td>
            <td className="mono">{l.asOf === undefined ? 'not dated' : datedTime(l.asOf)}</td>
            <td>
              {l.status}
              {l.conflict ? ', contradicted' : ''}
            </td>
            <td>
              <RecordChip record={l.record} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
