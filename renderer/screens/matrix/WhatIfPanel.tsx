import { useState } from 'react';
import { VERDICT_WORDS } from '../../../shared/model/words.ts';
import type { MatrixBy } from '../../../shared/views/matrix.ts';
import type { WhatIfChangeLine, WhatIfFinding, WhatIfView } from '../../../shared/views/whatif.ts';
import { VerdictBar } from '../../charts/VerdictBar.tsx';
import { BAR_VERDICTS } from '../../charts/verdict-bar.ts';
import { useRequest } from '../../state/engine.ts';
import { go } from '../../state/navigation.ts';
import { count, counted, shortTime } from '../../widgets/format.ts';
import { Text } from '../../widgets/Text.tsx';
import { VerdictGlyph, VerdictLabel } from '../../widgets/VerdictGlyph.tsx';
import { Answer } from '../shared/Answer.tsx';
import { type Chosen, signed } from './Grid.tsx';

const FIRST = 6;

export function WhatIfPanel({ view, onDiscard }: { readonly view: WhatIfView; readonly onDiscard: () => void }) {
  const { before, after } = view.policy;
  return (
    <>
      <section className="section">
        <p className="ink-3">What if</p>
        <h2 className="matrix-title">
          {view.gaps.before === view.gaps.after
            ? `${counted(view.gaps.after, 'gap')}, as before`
            : `${count(view.gaps.before)} gaps become ${count(view.gaps.after)}`}
        </h2>
        <p className="ink-2">
          The same records, judged{' '}
          {view.claims === undefined
            ? 'by another policy'
            : before.name === after.name && view.policy.changes.length === 0
              ? 'with other owners'
              : 'by another policy and with other owners'}{' '}
          in {view.seconds < 0.1 ? 'less than 0.1' : view.seconds.toFixed(1)} s. Nothing in the case changes and no finding is closed by it.
        </p>
      </section>
      <section className="section">
        <table className="matrix-counts">
          <thead>
            <tr>
              <th scope="col">Verdicts</th>
              <th scope="col">before</th>
              <th scope="col">after</th>
              <th scope="col">change</th>
            </tr>
          </thead>
          <tbody>
            {BAR_VERDICTS.map((v) => (
              <tr key={v}>
                <th scope="row">
                  <VerdictLabel verdict={v} />
                </th>
                <td className="ink-2">{count(view.before[v])}</td>
                <td>
                  <b>{count(view.after[v])}</b>
                </td>
                <td>{signed(view.after[v] - view.before[v])}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <p className="ink-3 matrix-small">
          {counted(view.changed, 'verdict')} of {counted(view.events, 'event')} change, the audiences' own among them.
        </p>
      </section>
      <Drafted view={view} />
      <Turns title="Findings lost" findings={view.lost} total={view.lostTotal} none="None: every finding stands." />
      <Turns title="Findings gained" findings={view.gained} total={view.gainedTotal} none="None is new." />
      <section className="section">
        <h3 className="heading">Reading it</h3>
        <div className="matrix-reading">
          <span>
            <VerdictBar counts={{ met: 14, late: 3, partial: 0, unmet: 3, unknown: 2, 'not-reached': 0, 'not-required': 0 }} width={64} height={4} />
            <VerdictBar counts={{ met: 17, late: 1, partial: 0, unmet: 2, unknown: 2, 'not-reached': 0, 'not-required': 0 }} width={64} />
          </span>
          <p className="ink-2">Thin bar: before. Full bar: after. Only the cells on a tinted ground change; choose one for its verdicts.</p>
        </div>
      </section>
      <section className="section row">
        <button type="button" className="button small" onClick={() => go('policy')}>
          Edit policy
        </button>
        <button type="button" className="button small" onClick={onDiscard}>
          Discard
        </button>
      </section>
    </>
  );
}

function Drafted({ view }: { readonly view: WhatIfView }) {
  const [all, setAll] = useState(false);
  const { after, changes } = view.policy;
  const claims = view.claims?.subjects ?? [];
  const total = changes.length + claims.length;
  const shown = all ? changes : changes.slice(0, FIRST);
  const owners = all ? claims : claims.slice(0, FIRST);
  return (
    <section className="section">
      <h3 className="heading">
        <span className="clip">
          <Text>{after.name}</Text>, revision {after.revision}
        </span>
        <span className="end nowrap">{counted(total, 'change')}</span>
      </h3>
      <ul className="matrix-draft">
        {shown.map((c) => (
          <li key={c.path}>
            <span className="mono">
              <Text>{c.path.replace(/^obligations \/ /, '')}</Text>
            </span>
            <span>
              {c.was === undefined ? null : (
                <s>
                  <Text>{c.was}</Text>
                </s>
              )}{' '}
              <b>
                <Text>{c.now ?? 'taken out'}</Text>
              </b>
            </span>
          </li>
        ))}
        {owners.map((c) => (
          <li key={`${c.subject} ${c.role}`}>
            <span className="mono">
              {c.role} of <Text>{c.subject}</Text>
            </span>
            <span>
              {c.was.length === 0 ? null : (
                <s>
                  <Text>{c.was.join(', ')}</Text>
                </s>
              )}{' '}
              <b>
                <Text>{c.is.join(', ')}</Text>
              </b>
            </span>
          </li>
        ))}
      </ul>
      {total > shown.length + owners.length ? (
        <button type="button" className="link" onClick={() => setAll(true)}>
          All {count(total)}
        </button>
      ) : null}
      {(view.claims?.warnings ?? []).map((w) => (
        <p key={w} className="v-late matrix-small">
          <Text>{w}</Text>
        </p>
      ))}
    </section>
  );
}

function Turns({
  title,
  findings,
  total,
  none,
}: {
  readonly title: string;
  readonly findings: readonly WhatIfFinding[];
  readonly total: number;
  readonly none: string;
}) {
  const [shown, setShown] = useState(FIRST);
  return (
    <section className="section">
      <h3 className="heading">
        {title} <span className="end">{count(total)}</span>
      </h3>
      {total === 0 ? <p className="ink-3">{none}</p> : null}
      <ul className="matrix-wakes">
        {findings.slice(0, shown).map((f) => (
          <li key={f.id}>
            <button type="button" disabled={f.wake === undefined} title={f.text} onClick={() => f.wake !== undefined && go('wake', { wake: f.wake })}>
              <b className="clip">
                <Text>{f.subject}</Text>
              </b>
              <span className="ink-2 nowrap">{f.time === undefined ? '' : shortTime(f.time)}</span>
              <span className="mono clip">{f.rule}</span>
              <span className="ink-3 nowrap">{f.severity}</span>
            </button>
          </li>
        ))}
      </ul>
      {shown < findings.length ? (
        <button type="button" className="link" onClick={() => setShown(findings.length)}>
          {total > findings.length ? `The first ${count(findings.length)} of ${count(total)}` : `All ${count(total)}`}
        </button>
      ) : null}
    </section>
  );
}

const PAGE = 100;

/** The verdicts of a cell that change, each with the wake that it is of. */
export function ChangesPanel({ by, cell, label }: { readonly by: MatrixBy; readonly cell: Chosen; readonly label: string }) {
  const [limit, setLimit] = useState(PAGE);
  const filter = { stage: cell.stage, ...(cell.value === undefined ? {} : { group: { by, value: cell.value } }) };
  const asked = useRequest('whatif.changes', { filter, offset: 0, limit }, { on: ['analysis'], keep: true });
  return (
    <>
      <section className="section">
        <p className="ink-3">Verdicts that change</p>
        <h2 className="matrix-title">
          <Text>{label}</Text>, {cell.stage}
        </h2>
      </section>
      <section className="section">
        <Answer asked={asked} what="Reading the changes">
          {({ rows, total }) =>
            total === 0 ? (
              <p className="ink-2">None: every verdict here is as it was.</p>
            ) : (
              <>
                <ul className="matrix-changes">
                  {rows.map((c) => (
                    <Change key={`${c.event} ${c.stage} ${c.audience ?? ''}`} change={c} />
                  ))}
                </ul>
                {rows.length < total ? (
                  <button type="button" className="link" onClick={() => setLimit(Math.min(10_000, limit + 10 * PAGE))}>
                    More of {count(total)}
                  </button>
                ) : null}
              </>
            )
          }
        </Answer>
      </section>
    </>
  );
}

function Change({ change: c }: { readonly change: WhatIfChangeLine }) {
  return (
    <li>
      <button
        type="button"
        disabled={c.wake === undefined}
        title={c.wake === undefined ? 'The case asks nothing of this event' : 'Open the wake as the case has it'}
        onClick={() => c.wake !== undefined && go('wake', { wake: c.wake })}
      >
        <b className="clip">
          <Text>{c.subject}</Text>
        </b>
        <span className="ink-2 nowrap">{shortTime(c.time)}</span>
        <span className="mono clip">
          {c.kind}
          {c.audience === undefined ? '' : `, ${c.audience}`}
        </span>
        <span className="matrix-turn nowrap">
          <VerdictGlyph verdict={c.before} size={11} /> → <VerdictGlyph verdict={c.after} size={11} />
        </span>
        <span className="ink-2 text">
          {VERDICT_WORDS[c.before]} becomes {VERDICT_WORDS[c.after]}. <Text>{c.text}</Text>
        </span>
      </button>
    </li>
  );
}
