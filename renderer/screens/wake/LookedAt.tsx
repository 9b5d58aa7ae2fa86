import { useState } from 'react';
import type { Considered } from '../../../shared/model/analysis.ts';
import { useRequest } from '../../state/engine.ts';
import { count, fullTime } from '../../widgets/format.ts';
import { RecordChip } from '../../widgets/RecordChip.tsx';
import { Text } from '../../widgets/Text.tsx';
import { Answer } from '../shared/Answer.tsx';

const GROUPS: readonly (readonly [Considered['about'], string])[] = [
  ['ownership', 'Claims of ownership'],
  ['notices', 'Notices'],
  ['actions', 'Actions'],
  ['reviews', 'Reviews'],
];

/** What was taken and what was refused for this event, each with the reason. Asked for when it is opened: it takes longer than the rest. */
export function LookedAt({ event }: { readonly event: string }) {
  const [open, setOpen] = useState(false);
  return (
    <section className="wake-looked">
      <h2 className="heading">
        <button type="button" className="link" aria-expanded={open} onClick={() => setOpen(!open)}>
          What was looked at, and what was refused
        </button>
      </h2>
      {open ? <Looked event={event} /> : null}
    </section>
  );
}

function Looked({ event }: { readonly event: string }) {
  const asked = useRequest('explain.considered', { event }, { on: ['analysis'] });
  return (
    <Answer asked={asked} what="Looking at everything again">
      {(all) =>
        all.length === 0 ? (
          <p className="ink-2">Nothing in the case bears on this event.</p>
        ) : (
          GROUPS.map(([about, title]) => <Group key={about} title={title} list={all.filter((c) => c.about === about)} />)
        )
      }
    </Answer>
  );
}

function Group({ title, list }: { readonly title: string; readonly list: readonly Considered[] }) {
  if (list.length === 0) return null;
  const taken = list.filter((c) => c.used).length;
  return (
    <>
      <h3>
        {title} <span className="ink-3">{`${count(taken)} taken, ${count(list.length - taken)} refused`}</span>
      </h3>
      <table className="table wake-looked-table" aria-label={title}>
        <tbody>
          {list.map((c) => (
            <tr key={`${c.record}${c.what}`} className={c.used ? '' : 'ink-2'}>
              <td>{c.used ? 'taken' : 'refused'}</td>
              <td className="mono">{c.time === undefined ? 'undated' : fullTime(c.time)}</td>
              <td>
                <Text>{c.what}</Text>
              </td>
              <td>
                <Text>{c.why}</Text>
              </td>
              <td>
                <RecordChip record={c.record} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
