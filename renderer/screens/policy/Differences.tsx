import type { PolicyDifference, PolicyFault } from '../../../shared/views/policy.ts';
import { counted } from '../../widgets/format.ts';
import { Text } from '../../widgets/Text.tsx';
import { VerdictGlyph } from '../../widgets/VerdictGlyph.tsx';

/** The mistakes of the text, else what it changes against the built-in policy; each leads to its line. */
export function Differences({
  faults,
  differences,
  dropped,
  editable,
  onLine,
  onPutBack,
}: {
  readonly faults: readonly PolicyFault[];
  readonly differences: readonly PolicyDifference[];
  readonly dropped: readonly string[];
  readonly editable: boolean;
  readonly onLine: (line: number) => void;
  readonly onPutBack: (difference: PolicyDifference) => void;
}) {
  if (faults.length > 0)
    return (
      <section className="policy-side" aria-label="Mistakes" role="alert">
        <h2 className="v-unmet">
          <VerdictGlyph verdict="unmet" decorative /> {counted(faults.length, 'mistake')}
        </h2>
        <ul>
          {faults.map((fault) => (
            <li key={`${fault.line}:${fault.column}:${fault.message}`}>
              <button type="button" className="link mono" onClick={() => onLine(fault.line)}>
                line {fault.line}, column {fault.column}
              </button>
              <p>
                <Text>{fault.message}</Text>
              </p>
            </li>
          ))}
        </ul>
      </section>
    );
  return (
    <section className="policy-side" aria-label="Changes">
      <h2>{differences.length === 0 ? 'As built in' : `${counted(differences.length, 'change')} against the built-in policy`}</h2>
      {differences.length === 0 ? (
        <p className="ink-3">Every figure of the built-in policy is a default that can be changed in the text.</p>
      ) : (
        <ul>
          {differences.map((d) => (
            <li key={d.path}>
              <button type="button" className="link" onClick={() => onLine(d.line)}>
                <Text>{d.path}</Text>
              </button>
              <p>
                <del>
                  <Text>{d.was ?? 'not there'}</Text>
                </del>{' '}
                <Text>{d.now ?? 'not there'}</Text>
                {editable && d.range !== undefined && d.wasWritten !== undefined ? (
                  <button type="button" className="link policy-back" onClick={() => onPutBack(d)}>
                    put back
                  </button>
                ) : null}
              </p>
            </li>
          ))}
        </ul>
      )}
      {dropped.length === 0 ? null : (
        <p className="ink-2">
          No longer asked for: <Text>{dropped.join(', ')}</Text>
        </p>
      )}
    </section>
  );
}
