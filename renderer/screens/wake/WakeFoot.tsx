import { DISPOSITION_WORDS } from '../../../shared/model/words.ts';
import type { WakeView } from '../../../shared/views/types.ts';
import { go } from '../../state/navigation.ts';
import { count, longTime } from '../../widgets/format.ts';
import { SeverityBars } from '../../widgets/SeverityBars.tsx';
import { Text } from '../../widgets/Text.tsx';
import { VerdictLabel } from '../../widgets/VerdictGlyph.tsx';
import { nameOfPerson } from '../shared/places.ts';
import { Ties } from './Ties.tsx';

/** What the wake led to: findings, ties that were offered and not used, notes. */
export function WakeFoot({ view }: { readonly view: WakeView }) {
  return (
    <div className="wake-foot">
      <section>
        <h2 className="heading">
          Findings <span className="end">{view.findings.length === 0 ? '' : count(view.findings.length)}</span>
        </h2>
        {view.findings.length === 0 ? (
          <p className="ink-2">None. A stage that is unknown or not reached is never a finding.</p>
        ) : (
          <ul>
            {view.findings.map((f) => (
              <li key={f.id}>
                <button type="button" className="wake-finding" onClick={() => go('findings', { finding: f.id })}>
                  <SeverityBars severity={f.severity} word={false} />
                  <span className="mono ink-3">{f.number}</span>
                  <span className="mono clip">{f.rule}</span>
                  <span className="wake-at ink-2">{f.stage}</span>
                  <VerdictLabel verdict={f.verdict} size={11} />
                  <span className="clip ink-2">{f.missing.length === 0 ? '' : `missing: ${f.missing.join(', ')}`}</span>
                  <span className={f.disposition === 'open' ? 'ink-2' : 'strong'}>{DISPOSITION_WORDS[f.disposition]}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </section>
      <Ties view={view} />
      <section>
        <h2 className="heading">Notes</h2>
        {view.notes.length === 0 ? <p className="ink-3">None yet.</p> : null}
        <ul className="wake-lines">
          {view.notes.map((n) => (
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
    </div>
  );
}
