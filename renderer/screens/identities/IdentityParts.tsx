import { useState } from 'react';
import type { IdentityView, SuggestionsList } from '../../../shared/views/decisions.ts';
import type { DecisionLine } from '../../../shared/views/types.ts';
import { go } from '../../state/navigation.ts';
import { count, counted, longTime, shortTime } from '../../widgets/format.ts';
import { RecordChip } from '../../widgets/RecordChip.tsx';
import { Text } from '../../widgets/Text.tsx';
import { DecisionDialog, type Deed } from '../shared/DecisionDialog.tsx';
import { nameOfPerson } from '../shared/places.ts';

export interface Asking {
  readonly title: string;
  readonly say: string;
  readonly deed: Deed;
}

type Pair = SuggestionsList['rows'][number];

export const joining = (s: Pair): Asking => ({
  title: 'Join two identities',
  say: `${s.alias} and ${s.with} are one: ${s.why}.`,
  deed: { name: 'identity.join', args: { identity: s.alias, with: s.with } },
});

export const dismissing = (s: Pair, dismissed: boolean): Asking => ({
  title: dismissed ? 'Dismiss the suggestion' : 'Offer them again',
  say: dismissed
    ? `${s.alias} and ${s.with} are not offered as one any more, though ${s.why}. Who is who stays as it is.`
    : `${s.alias} and ${s.with} are offered as one again: ${s.why}.`,
  deed: { name: 'suggestion.dismiss', args: { identity: s.alias, with: s.with, dismissed } },
});

/** Names under which it goes; each but the only one can be split off. */
export function Aliases({ view, onAsk }: { readonly view: IdentityView; readonly onAsk: (asking: Asking) => void }) {
  const { aliases, id } = view.identity;
  return (
    <ul className="identity-aliases-list" aria-label="Aliases">
      {aliases.map((a) => (
        <li key={a}>
          <span className="mono identity-alias">
            <Text>{a}</Text>
          </span>
          {aliases.length < 2 ? null : (
            <button
              type="button"
              className="link"
              aria-label={`Split off ${a}`}
              onClick={() =>
                onAsk({
                  title: 'Split off an alias',
                  say: `${a} is not ${view.label.label}. A join that you made is undone; what evidence joined is cut.`,
                  deed: { name: 'identity.split', args: { identity: id, alias: a } },
                })
              }
            >
              Split
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

/** What may be the same identity: offered with the reason, joined by a decision alone. */
export function Suggestions({ rows, onAsk }: { readonly rows: SuggestionsList['rows']; readonly onAsk: (asking: Asking) => void }) {
  if (rows.length === 0) return null;
  return (
    <section className="section">
      <h3 className="heading">
        May be the same{' '}
        <button type="button" className="link end" onClick={() => go('identities', { list: 'offered' })}>
          {count(rows.length)}, not used
        </button>
      </h3>
      <ul className="identity-reasons">
        {rows.map((s) => (
          <li key={`${s.alias} ${s.with}`}>
            <button type="button" className="link" onClick={() => go('identities', { identity: s.withIdentity })}>
              <Text>{s.withLabel}</Text>
            </button>{' '}
            <span className="mono ink-3">
              <Text>{s.with}</Text>
            </span>
            <span className="row">
              <span className="clip">
                <Text>{s.why}</Text>
              </span>
              <span className="grow" />
              <button type="button" className="button small" onClick={() => onAsk(joining(s))}>
                Join
              </button>
              <button type="button" className="button small" onClick={() => onAsk(dismissing(s, true))}>
                Dismiss
              </button>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Joins this identity with any other that has a name. */
export function JoinWith({ view, onAsk }: { readonly view: IdentityView; readonly onAsk: (asking: Asking) => void }) {
  const [alias, setAlias] = useState('');
  const first = view.identity.aliases[0];
  return (
    <form
      className="row identity-join"
      onSubmit={(event) => {
        event.preventDefault();
        if (alias.trim() === '' || first === undefined) return;
        onAsk({
          title: 'Join two identities',
          say: `${view.label.label} and ${alias.trim()} are one.`,
          deed: { name: 'identity.join', args: { identity: first, with: alias.trim() } },
        });
      }}
    >
      <input
        className="input mono"
        aria-label="Alias that is the same identity"
        placeholder="namespace:alias of the same"
        value={alias}
        spellCheck={false}
        onChange={(event) => setAlias(event.currentTarget.value)}
      />
      <button type="submit" className="button small" disabled={alias.trim() === ''}>
        Join
      </button>
    </form>
  );
}

const VERBS = {
  'role session': 'is a session of',
  impersonation: 'was impersonated by',
  'on behalf of': 'acted for',
  'spawned by': 'was spawned by',
} as const;

/** Role sessions and their issuers, impersonation, on behalf of whom, what spawned an agent. */
export function Chains({ view }: { readonly view: IdentityView }) {
  if (view.chains.length === 0 && view.holds.length === 0 && view.holder === undefined) return null;
  return (
    <section className="section">
      <h3 className="heading">
        Chains <span className="end">{view.chainsTotal === 0 ? '' : count(view.chainsTotal)}</span>
      </h3>
      <ul className="identity-reasons">
        {view.holder === undefined ? null : (
          <li>
            is held by <To id={view.holder.id} label={view.holder.label} />
          </li>
        )}
        {view.holds.slice(0, 12).map((h) => (
          <li key={h.id}>
            holds <To id={h.id} label={h.label} /> <span className="ink-3">{h.kind}</span>
          </li>
        ))}
        {view.chains.slice(0, 12).map((c) => (
          <li key={`${c.kind} ${c.actor} ${c.behind}`}>
            <To id={c.actorIdentity?.id} label={c.actor} /> {VERBS[c.kind]} <To id={c.behindIdentity?.id} label={c.behind} />
            <span className="ink-3">
              {' '}
              {counted(c.events, 'event')}
              {c.first === undefined ? '' : `, from ${shortTime(c.first)}`}
            </span>{' '}
            <RecordChip record={c.record} />
          </li>
        ))}
        {view.chainsTotal > 12 ? <li className="ink-3">and {count(view.chainsTotal - 12)} more</li> : null}
      </ul>
    </section>
  );
}

function To({ id, label }: { readonly id: string | undefined; readonly label: string }) {
  if (id === undefined)
    return (
      <span className="mono">
        <Text>{label}</Text>
      </span>
    );
  return (
    <button type="button" className="link mono identity-link" onClick={() => go('identities', { identity: id })}>
      <Text>{label}</Text>
    </button>
  );
}

const wordOf = (d: DecisionLine): string =>
  d.family === 'join' ? 'Joined' : d.family === 'split' ? 'Split' : d.dismissed === false ? 'Offered again' : 'Not offered as one';

export function Decisions({ decisions }: { readonly decisions: readonly DecisionLine[] }) {
  if (decisions.length === 0) return null;
  return (
    <section className="section">
      <h3 className="heading">
        Decisions <span className="end">{count(decisions.length)}</span>
      </h3>
      <ul className="identity-reasons">
        {decisions.map((d) => (
          <li key={d.id} className={d.undoneBy === undefined ? '' : 'ink-3'}>
            <b>{wordOf(d)}</b>{' '}
            <span className="mono">
              <Text>{`${d.subject} ${d.family === 'split' ? 'from' : 'and'} ${d.object}`}</Text>
            </span>
            {d.undoneBy === undefined ? '' : ', undone since'}: <Text>{d.reason}</Text>{' '}
            <span className="ink-3">
              <Text>{nameOfPerson(d.by)}</Text>, {longTime(d.at)} UTC, custody {count(d.custody)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function AskDialog({ asking, onClose }: { readonly asking: Asking; readonly onClose: () => void }) {
  return <DecisionDialog title={asking.title} say={asking.say} deed={asking.deed} onClose={onClose} />;
}
