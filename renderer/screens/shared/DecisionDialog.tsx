import { type ReactNode, useState } from 'react';
import type { Args, ResultOf } from '../../../shared/contract/requests.ts';
import type { DismissalResult } from '../../../shared/views/decisions.ts';
import type { DecisionResult } from '../../../shared/views/types.ts';
import { useAction } from '../../state/engine.ts';
import { useKeys } from '../../state/keys.ts';
import { say } from '../../state/said.ts';
import { Dialog } from '../../widgets/Dialog.tsx';
import { count, counted } from '../../widgets/format.ts';
import { Kbd } from '../../widgets/Kbd.tsx';
import { FaultLine } from '../../widgets/States.tsx';
import { Text } from '../../widgets/Text.tsx';

type Decides = 'identity.join' | 'identity.split' | 'suggestion.dismiss' | 'tie.decide' | 'clock.set';
export type Deed = { [K in Decides]: { readonly name: K; readonly args: Omit<Args<K>, 'reason'> } }[Decides];

/**
 * Asks for the reason of a decision, makes it, and says what it changed. `deed` undefined: what is asked for in `children` is not
 * complete yet.
 */
export function DecisionDialog({
  title,
  say: text,
  deed,
  children,
  suggestedReason = '',
  onClose,
}: {
  readonly title: string;
  /** What will be so, in a sentence. */
  readonly say: string;
  readonly deed: Deed | undefined;
  readonly children?: ReactNode;
  readonly suggestedReason?: string;
  readonly onClose: () => void;
}) {
  const [reason, setReason] = useState(suggestedReason);
  const [done, setDone] = useState<DecisionResult | DismissalResult>();
  const join = useAction('identity.join');
  const split = useAction('identity.split');
  const dismiss = useAction('suggestion.dismiss');
  const tie = useAction('tie.decide');
  const clock = useAction('clock.set');
  const all = [join, split, dismiss, tie, clock];
  const busy = all.some((a) => a.state.status === 'busy');
  const failed = all.map((a) => a.state).find((s) => s.status === 'failed');
  const run = (d: Deed): Promise<ResultOf<Decides> | undefined> => {
    switch (d.name) {
      case 'identity.join':
        return join.run({ ...d.args, reason: reason.trim() });
      case 'identity.split':
        return split.run({ ...d.args, reason: reason.trim() });
      case 'suggestion.dismiss':
        return dismiss.run({ ...d.args, reason: reason.trim() });
      case 'tie.decide':
        return tie.run({ ...d.args, reason: reason.trim() });
      case 'clock.set':
        return clock.run({ ...d.args, reason: reason.trim() });
    }
  };
  const record = async (): Promise<void> => {
    if (done !== undefined) {
      onClose();
      return;
    }
    if (deed === undefined || reason.trim() === '' || busy) return;
    const result = await run(deed);
    if (result === undefined) return;
    say(`Decided, custody entry ${count(result.decision.custody)}${'analysed' in result ? '; the analysis follows it' : ''}`);
    setDone(result);
  };
  useKeys({ 'Mod+Enter': () => void record() }, { modal: true });
  return (
    <Dialog
      title={title}
      width={520}
      onClose={onClose}
      footer={
        done === undefined ? (
          <>
            <span className="ink-2">
              {busy
                ? deed?.name === 'suggestion.dismiss'
                  ? 'Writing it down'
                  : 'Judging the case with it'
                : 'Kept in the custody log. A later decision can undo it.'}
            </span>
            <span className="grow" />
            <button type="button" className="button" onClick={onClose}>
              Cancel
            </button>
            <button
              type="button"
              className="button primary"
              disabled={deed === undefined || reason.trim() === '' || busy}
              onClick={() => void record()}
            >
              Decide <Kbd>Ctrl ↵</Kbd>
            </button>
          </>
        ) : (
          <>
            <span className="grow" />
            <button type="button" className="button primary" onClick={onClose}>
              Close
            </button>
          </>
        )
      }
    >
      <p>
        <Text>{text}</Text>
      </p>
      {done === undefined ? (
        <div className="stack decision">
          {children}
          <label className="labelled">
            <span>Reason</span>
            <textarea className="input" aria-label="Reason" rows={3} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
          </label>
          {failed?.status === 'failed' ? <FaultLine error={failed.error} /> : null}
        </div>
      ) : 'analysed' in done ? (
        <Effect result={done} />
      ) : (
        <p className="decision-effect" role="status">
          {done.decision.dismissed === false ? 'The two are offered again.' : 'The two are offered no more.'} No verdict hangs on it: custody entry{' '}
          {count(done.decision.custody)}.
        </p>
      )}
    </Dialog>
  );
}

/** What the decision changed, finding by finding. */
function Effect({ result }: { readonly result: DecisionResult }) {
  const { gained, lost, changedWakes, undone } = result;
  return (
    <div className="decision-effect" role="status">
      {undone.length === 0 ? null : <p className="ink-2">It takes the place of {counted(undone.length, 'earlier decision')}.</p>}
      <p>
        {changedWakes === 0 ? 'No wake is judged otherwise.' : `${counted(changedWakes, 'wake is', 'wakes are')} judged otherwise.`}{' '}
        {gained.length === 0 && lost.length === 0 ? 'The findings stay as they were.' : ''}
      </p>
      {[
        { word: 'New', list: gained },
        { word: 'Gone', list: lost },
      ].map(({ word, list }) =>
        list.length === 0 ? null : (
          <ul key={word} aria-label={word}>
            {list.slice(0, 12).map((f) => (
              <li key={f.id}>
                <b>{word}</b> <span className="mono">{f.rule}</span>{' '}
                <span className="ink-2">
                  <Text>{f.text}</Text>
                </span>
              </li>
            ))}
            {list.length > 12 ? <li className="ink-2">and {count(list.length - 12)} more</li> : null}
          </ul>
        ),
      )}
    </div>
  );
}
