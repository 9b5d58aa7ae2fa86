import type { RequestLine } from '../../../shared/views/types.ts';
import { Copy } from '../../widgets/Copy.tsx';
import { count, fullTime, interval } from '../../widgets/format.ts';
import { RequestChip } from '../../widgets/RecordChip.tsx';
import { Text } from '../../widgets/Text.tsx';

/** What would turn unknown into an answer: which log of which system, over which interval. */
export function Requests({ requests }: { readonly requests: readonly RequestLine[] }) {
  const settled = requests.reduce((sum, r) => sum + r.settles.length, 0);
  return (
    <section className="section">
      <h2 className="heading">
        Evidence requests
        <span className="end">{requests.length === 0 ? 'none' : `${count(requests.length)}, settle ${count(settled)}`}</span>
      </h2>
      {requests.length === 0 ? (
        <p className="ink-2">No question is left open for want of a log.</p>
      ) : (
        <>
          <p className="ink-2">What would turn unknown into an answer.</p>
          <ul className="requests">
            {requests.map((r) => (
              <li key={r.number}>
                <div className="row">
                  <RequestChip number={r.number} />
                  <b className="clip">
                    <Text>{r.system === '' ? 'any system' : r.system}</Text>, {r.channel}
                  </b>
                  <span className="grow" />
                  <b title="obligations that it would settle">{count(r.settles.length)}</b>
                </div>
                <p className="mono">{interval(r.from, r.to)}</p>
                <p>
                  <Text>{r.question}</Text>
                </p>
              </li>
            ))}
          </ul>
          <Copy text={letter(requests)} label="Copy as letter" />
        </>
      )}
    </section>
  );
}

/** For a mail to whoever holds the logs. */
const letter = (requests: readonly RequestLine[]): string =>
  requests
    .map(
      (r) => `${r.number}  ${r.system === '' ? 'any system' : r.system}, ${r.channel}\n${fullTime(r.from)} to ${fullTime(r.to)} UTC\n${r.question}`,
    )
    .join('\n\n');
