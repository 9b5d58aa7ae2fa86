import { useEffect, useRef, useState } from 'react';
import type { RequestCount } from '../../../shared/views/types.ts';
import { useCase } from '../../state/case.ts';
import { choose } from '../../state/chooser.ts';
import { useAction, useHost, useRequest } from '../../state/engine.ts';
import { useNavigation } from '../../state/navigation.ts';
import { Copy } from '../../widgets/Copy.tsx';
import { count, interval } from '../../widgets/format.ts';
import { folderOf, joinPath } from '../../widgets/path.ts';
import { RequestChip } from '../../widgets/RecordChip.tsx';
import { FaultLine } from '../../widgets/States.tsx';
import { Text } from '../../widgets/Text.tsx';

/** What would turn unknown into an answer: which log of which system, over which interval. */
export function Requests({
  requests,
  unread,
}: {
  readonly requests: readonly RequestCount[] /** No record was read: then nothing was asked. */;
  readonly unread: boolean;
}) {
  const settled = requests.reduce((sum, r) => sum + r.settles, 0);
  const wanted = useNavigation((s) => s.params.request);
  // Who comes by a citation (`ER-02`) finds the request in view, and the keyboard at it.
  const cited = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (wanted === undefined) return;
    cited.current?.scrollIntoView({ block: 'nearest' });
    cited.current?.focus({ preventScroll: true });
  }, [wanted]);
  return (
    <section className="section">
      <h2 className="heading">
        Evidence requests
        <span className="end">{requests.length === 0 ? 'none' : `${count(requests.length)}, settle ${count(settled)}`}</span>
      </h2>
      {requests.length === 0 ? (
        <p className="ink-2">
          {unread ? 'Nothing was asked of any log yet: no record of these sources was read.' : 'No question is left open for want of a log.'}
        </p>
      ) : (
        <>
          <p className="ink-2">What would turn unknown into an answer.</p>
          <ul className="requests">
            {requests.map((r) => (
              <li key={r.number} {...(r.number === wanted ? { ref: cited, tabIndex: -1, 'aria-current': true } : {})}>
                <div className="row">
                  <RequestChip number={r.number} />
                  <b className="clip">
                    <Text>{r.system === '' || r.system === 'any' ? 'any system' : r.system}</Text>, {r.channel}
                  </b>
                  <span className="grow" />
                  <b title="obligations that it would settle">{count(r.settles)}</b>
                </div>
                <p className="mono">{interval(r.from, r.to)}</p>
                <p>
                  <Text>{r.question}</Text>
                </p>
              </li>
            ))}
          </ul>
          <Letter />
        </>
      )}
    </section>
  );
}

/** For whoever holds the logs: to be mailed, or worked off in a sheet. */
function Letter() {
  const host = useHost();
  const letter = useRequest('requests.letter', { format: 'markdown' }, { on: ['analysis'] });
  const save = useAction('requests.letter');
  const dir = useCase((s) => s.summary?.dir) ?? '';
  const [written, setWritten] = useState<string | undefined>();
  const write = async (format: 'markdown' | 'csv'): Promise<void> => {
    setWritten(undefined);
    const name = format === 'markdown' ? 'evidence-request.md' : 'evidence-request.csv';
    const [file] = await choose(host, {
      what: 'save',
      title: 'Save the evidence request',
      suggested: joinPath(folderOf(dir).replace(/[\\/]$/, ''), name),
    });
    if (file !== undefined) setWritten((await save.run({ format, file }))?.file);
  };
  return (
    <>
      <div className="row requests-letter">
        <button type="button" className="button small" onClick={() => void write('markdown')}>
          Save as letter
        </button>
        <button type="button" className="button small" onClick={() => void write('csv')}>
          Save as sheet
        </button>
        {letter.value === undefined ? null : <Copy text={letter.value.text} label="Copy as letter" />}
      </div>
      {save.state.status === 'failed' ? <FaultLine error={save.state.error} /> : null}
      {written === undefined ? null : (
        <p className="ink-2 break" role="status">
          Written to <Text>{written}</Text>
        </p>
      )}
    </>
  );
}
