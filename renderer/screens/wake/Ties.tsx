import { useState } from 'react';
import type { TieOfferView, WakeView } from '../../../shared/views/types.ts';
import { useKeys } from '../../state/keys.ts';
import { go } from '../../state/navigation.ts';
import { count, longTime, shortTime } from '../../widgets/format.ts';
import { Kbd } from '../../widgets/Kbd.tsx';
import { RecordChip } from '../../widgets/RecordChip.tsx';
import { Text } from '../../widgets/Text.tsx';
import { DecisionDialog } from '../shared/DecisionDialog.tsx';
import { nameOfPerson } from '../shared/places.ts';

interface Deciding {
  readonly observation: string;
  readonly accept: boolean;
  readonly what: string;
}

/** What is tied to the event, and how strongly; weak ties to accept or reject, each with who decided it and why. */
export function Ties({ view }: { readonly view: WakeView }) {
  const [deciding, setDeciding] = useState<Deciding>();
  const first = view.offers.find((o) => o.state === 'offered');
  const decide = (observation: string, accept: boolean, subject: string | undefined): void =>
    setDeciding({ observation, accept, what: subject ?? observation });
  useKeys({
    a: first === undefined ? undefined : () => decide(first.observation, true, first.subject),
    r: first === undefined ? undefined : () => decide(first.observation, false, first.subject),
  });
  if (view.offers.length === 0 && view.ties.length === 0) return null;
  const settled = new Set(view.offers.filter((o) => o.state === 'accepted').map((o) => o.observation as string));
  const firm = view.ties.filter((t) => !settled.has(t.observation));
  return (
    <section className="wake-ties">
      <h2 className="heading">
        Ties{' '}
        <span className="end">{first === undefined ? '' : `${count(view.offers.filter((o) => o.state === 'offered').length)} to decide on`}</span>
      </h2>
      {view.offers.length === 0 ? null : (
        <ul aria-label="Ties offered and decided">
          {view.offers.map((o) => (
            <Offer key={o.observation} offer={o} keyed={o === first} onDecide={(accept) => decide(o.observation, accept, o.subject)} />
          ))}
        </ul>
      )}
      {firm.length === 0 ? null : (
        <ul aria-label="Ties in use">
          {firm.map((t) => (
            <li key={t.observation}>
              <span className="tie-state">{t.strength}</span>
              <span className="tie-what">
                <RecordChip record={t.observation} /> <Text>{t.subject ?? t.notice}</Text>
                <span className="ink-3">{t.sentAt === undefined ? '' : ` ${shortTime(t.sentAt)}`}</span>
                <span className="ink-2 tie-why">
                  <Text>{t.why}</Text>
                </span>
              </span>
              <button type="button" className="button small" onClick={() => decide(t.observation, false, t.subject)}>
                Reject
              </button>
            </li>
          ))}
        </ul>
      )}
      {deciding === undefined ? null : (
        <DecisionDialog
          title={deciding.accept ? 'Accept the tie' : 'Reject the tie'}
          say={
            deciding.accept
              ? `“${deciding.what}” belongs to this event: it counts as told, in its time and to whom it went.`
              : `“${deciding.what}” does not belong to this event: it is left out of its wake.`
          }
          deed={{ name: 'tie.decide', args: { observation: deciding.observation, event: view.event.id, accept: deciding.accept } }}
          onClose={() => setDeciding(undefined)}
        />
      )}
    </section>
  );
}

const WORDS = { offered: 'weak, not used', accepted: 'accepted', rejected: 'rejected' } as const;

function Offer({
  offer: o,
  keyed,
  onDecide,
}: {
  readonly offer: TieOfferView;
  readonly keyed: boolean;
  readonly onDecide: (accept: boolean) => void;
}) {
  const d = o.decision;
  return (
    <li>
      <span className={`tie-state ${o.state === 'offered' ? 'ink-2' : 'strong'}`}>{WORDS[o.state]}</span>
      <span className="tie-what">
        <RecordChip record={o.observation} /> <Text>{o.subject ?? ''}</Text>
        <span className="ink-3">{o.at === undefined ? '' : ` ${shortTime(o.at)}`}</span>
        <span className="ink-2 tie-why">
          <Text>{o.why}</Text>
        </span>
        {d === undefined ? null : (
          <span className="tie-why">
            <Text>{d.reason}</Text>
            <span className="ink-3">
              {' '}
              <Text>{nameOfPerson(d.by)}</Text>, {longTime(d.at)} UTC,{' '}
              <button type="button" className="link" onClick={() => go('custody')}>
                custody {count(d.custody)}
              </button>
            </span>
          </span>
        )}
      </span>
      <span className="row">
        {o.state === 'accepted' ? null : (
          <button type="button" className="button small" onClick={() => onDecide(true)}>
            Accept {keyed ? <Kbd>a</Kbd> : null}
          </button>
        )}
        {o.state === 'rejected' ? null : (
          <button type="button" className="button small" onClick={() => onDecide(false)}>
            Reject {keyed ? <Kbd>r</Kbd> : null}
          </button>
        )}
      </span>
    </li>
  );
}
