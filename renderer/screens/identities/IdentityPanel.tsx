import { useState } from 'react';
import type { Identity, OwnerLine } from '../../../shared/model/analysis.ts';
import { IDENTITY_KIND_WORDS } from '../../../shared/model/words.ts';
import type { IdentityView } from '../../../shared/views/decisions.ts';
import { useRequest } from '../../state/engine.ts';
import { go, useNavigation } from '../../state/navigation.ts';
import { counted, datedTime, longTime, shortTime } from '../../widgets/format.ts';
import { RecordChip } from '../../widgets/RecordChip.tsx';
import { Fault, State } from '../../widgets/States.tsx';
import { Strip } from '../../widgets/Strip.tsx';
import { Text } from '../../widgets/Text.tsx';
import { Answer } from '../shared/Answer.tsx';
import { Aliases, AskDialog, type Asking, Chains, Decisions, JoinWith, Suggestions } from './IdentityParts.tsx';

/** `row` where its row is at hand; who comes by a link has only the id, which is `i` and the first alias. */
export function IdentityPanel({ id, row }: { readonly id: string; readonly row: Identity | undefined }) {
  const view = useRequest('identity.view', { identity: id }, { on: ['analysis', 'annotations'] });
  const found = useRequest('identities.list', row === undefined ? { search: id.slice(1), offset: 0, limit: 20 } : undefined, { on: ['analysis'] });
  const identity = row ?? found.value?.rows.find((r) => r.id === id) ?? view.value?.identity;
  const [asking, setAsking] = useState<Asking>();
  const set = useNavigation((s) => s.set);
  const owners = useRequest('owners.list', { identity: id }, { on: ['analysis'] });
  const wakes = useRequest('wakes.list', { filter: { identity: id }, offset: 0, limit: 20 }, { on: ['analysis'] });
  // A link to an identity that is not in this case: said once, and not by each of its parts.
  if (view.status === 'failed' && view.error.code === 'not-found')
    return (
      <aside className="side identity-side" aria-label="The chosen identity">
        <Fault
          error={{ code: 'not-found', message: view.error.message, advice: 'It may have been joined with another one, or come from another case' }}
          acts={
            <button type="button" className="button" onClick={() => set({ identity: undefined, row: undefined, owners: undefined })}>
              Close
            </button>
          }
        />
      </aside>
    );
  return (
    <aside className="side identity-side" aria-label="The chosen identity">
      {identity === undefined ? null : <Facts identity={identity} view={view.value} onAsk={setAsking} />}
      {view.value === undefined ? null : (
        <>
          <Suggestions rows={view.value.suggestions} onAsk={setAsking} />
          <Chains view={view.value} />
          <Decisions decisions={view.value.decisions} />
        </>
      )}
      <section className="section">
        <Answer asked={owners} what="Asking who answered for it">
          {(view) => (
            <>
              <h2 className="heading">
                Owners of <Text>{view.identity.label}</Text>
              </h2>
              <p className="ink-2">At {longTime(view.at)} UTC, by the claims valid then.</p>
              {view.accountable.length === 0 ? (
                <p className="identity-nobody">
                  <b>Nobody is accountable on record.</b>
                </p>
              ) : (
                <p>
                  Accountable:{' '}
                  <b>
                    <Text>{view.accountable.join(', ')}</Text>
                  </b>
                </p>
              )}
              {view.lines.length === 0 ? <p className="ink-2">No source claims an owner.</p> : <Claims lines={view.lines} />}
              {view.lines.length === 0 ? null : (
                <button type="button" className="button small identity-lanes" onClick={() => set({ owners: 'lanes', identity: id })}>
                  Owners in time
                </button>
              )}
            </>
          )}
        </Answer>
      </section>
      <section className="section">
        <Answer asked={wakes} what="Reading its wakes">
          {(list) => (
            <>
              <h2 className="heading">
                Wakes <span className="end">{counted(list.total, 'wake')}</span>
              </h2>
              {list.total === 0 ? <State title="No wake">No event on it asks for anything under this policy.</State> : null}
              <ul className="identity-wakes">
                {list.rows.map((w) => (
                  <li key={w.id}>
                    <button type="button" onClick={() => go('wake', { wake: w.id })}>
                      <span className="mono clip">{w.kind}</span>
                      <span className="ink-3">{shortTime(w.time)}</span>
                      <Strip strip={w.strip} />
                    </button>
                  </li>
                ))}
              </ul>
              <div className="row identity-acts">
                {list.total > list.rows.length ? (
                  <button type="button" className="button small" onClick={() => go('wakes', { identity: id })}>
                    All its wakes
                  </button>
                ) : null}
                <button type="button" className="button small" onClick={() => go('findings', { identity: id })}>
                  Findings
                </button>
                <button type="button" className="button small" onClick={() => go('timeline', { identity: id })}>
                  Timeline
                </button>
              </div>
            </>
          )}
        </Answer>
      </section>
      {asking === undefined ? null : <AskDialog asking={asking} onClose={() => setAsking(undefined)} />}
    </aside>
  );
}

function Facts({
  identity: d,
  view,
  onAsk,
}: {
  readonly identity: Identity;
  readonly view: IdentityView | undefined;
  readonly onAsk: (asking: Asking) => void;
}) {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Application', d.application],
    ['Service', d.service],
    ['Environment', d.environments.length === 0 ? undefined : d.environments.join(', ')],
    // The engine's id of the holder says nothing to a person.
    ['Held by', d.holder === undefined ? undefined : view?.holder?.label],
    ['Revoked by', d.revocationMethod],
    ['First seen', d.firstSeen === undefined ? undefined : `${longTime(d.firstSeen)} UTC`],
    ['Last seen', d.lastSeen === undefined ? undefined : `${longTime(d.lastSeen)} UTC`],
    ['Rotated', d.lastRotation === undefined ? undefined : `${longTime(d.lastRotation)} UTC`],
  ];
  return (
    <section className="section">
      <h2 className="heading identity-title">
        <Text>{d.displayName ?? d.aliases[0] ?? d.id}</Text>
      </h2>
      <p className="ink-2">
        {IDENTITY_KIND_WORDS[d.kind]}, {d.tier === undefined ? 'tier not known' : `tier ${d.tier}`},{' '}
        {d.inventoried ? 'in an inventory' : 'in no inventory'}
      </p>
      <dl className="facts identity-facts">
        <dt>Aliases</dt>
        <dd>
          {view === undefined ? (
            d.aliases.map((a) => (
              <span key={a} className="mono identity-alias">
                <Text>{a}</Text>
              </span>
            ))
          ) : (
            <Aliases view={view} onAsk={onAsk} />
          )}
        </dd>
        {facts.map(([name, value]) =>
          value === undefined ? null : (
            <Fact key={name} name={name}>
              {value}
            </Fact>
          ),
        )}
      </dl>
      <Why title="Why this kind and tier" list={d.why.filter((w) => w.of === 'kind' || w.of === 'tier')} />
      <Why title="Why these are one" list={d.why.filter((w) => w.of === undefined || w.of === 'aliases')} />
      {view === undefined ? null : <JoinWith view={view} onAsk={onAsk} />}
    </section>
  );
}

function Why({ title, list }: { readonly title: string; readonly list: Identity['why'] }) {
  if (list.length === 0) return null;
  return (
    <>
      <h3 className="heading identity-why">{title}</h3>
      <ul className="identity-reasons">
        {list.map((w) => (
          <li key={`${w.text} ${w.record ?? ''}`}>
            <Text>{w.text}</Text> {w.record === undefined ? null : <RecordChip record={w.record} />}
          </li>
        ))}
      </ul>
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <Text>{children}</Text>
      </dd>
    </>
  );
}

const intervalOf = (line: OwnerLine): string =>
  line.from === undefined && line.to === undefined
    ? 'always'
    : `${line.from === undefined ? 'always' : datedTime(line.from)} to ${line.to === undefined ? 'open' : datedTime(line.to)}`;

function Claims({ lines }: { readonly lines: readonly OwnerLine[] }) {
  return (
    <ul className="identity-claims">
      {lines.map((l) => (
        <li key={`${l.role} ${l.party} ${l.record}`} className={l.status === 'valid' ? '' : 'ink-2'}>
          <div className="row">
            <b className="clip">
              <Text>{l.party.replace(/^(team|schedule|queue):/, '')}</Text>
            </b>
            <span className="ink-2">{l.role}</span>
            <span className="grow" />
            <RecordChip record={l.record} />
          </div>
          <p className="ink-2">
            {l.status}
            {l.conflict ? ', contradicted by another source' : ''}, {intervalOf(l)}, says <Text>{l.system}</Text>
          </p>
        </li>
      ))}
    </ul>
  );
}
