import type { PlanSample, PreviewStatement } from '../../../shared/views/types.ts';
import { count, counted, fullTime } from '../../widgets/format.ts';
import { Text } from '../../widgets/Text.tsx';

/** The first records as they would be read: one line for each statement, and for each record that says nothing the reason. */
export function Preview({ sample, label }: { readonly sample: PlanSample; readonly label: string }) {
  return (
    <div className="preview">
      <table className="table preview-table" aria-label={label}>
        <thead>
          <tr>
            <th className="num">#</th>
            <th>Time, UTC</th>
            <th>Says</th>
            <th>With</th>
          </tr>
        </thead>
        <tbody>
          {sample.rows.flatMap((row) =>
            row.statements.length === 0
              ? [
                  <tr key={row.ordinal} className="ink-3">
                    <td className="num">{row.ordinal}</td>
                    <td />
                    <td>{row.status}</td>
                    <td>
                      <Text>{row.reason ?? ''}</Text>
                    </td>
                  </tr>,
                ]
              : row.statements.map((s, i) => (
                  <tr key={`${row.ordinal}.${i}`}>
                    <td className="num">{i === 0 ? row.ordinal : ''}</td>
                    <td className="preview-time">{s.time === undefined ? <span className="ink-3">undated</span> : fullTime(s.time)}</td>
                    <td>
                      <b>
                        <Text>{s.family === 'event' ? s.title : `${s.family}: ${s.title}`}</Text>
                      </b>
                    </td>
                    <td>
                      <Fields fields={s.fields} />
                    </td>
                  </tr>
                )),
          )}
        </tbody>
      </table>
    </div>
  );
}

function Fields({ fields }: { readonly fields: PreviewStatement['fields'] }) {
  return (
    <span className="preview-fields">
      {fields.map((f) => (
        <span key={f.name}>
          <span className="ink-3">{f.name} </span>
          <Text>{f.value}</Text>
        </span>
      ))}
    </span>
  );
}

/** What became of all records that were looked at. */
export function SampleCounts({ sample }: { readonly sample: PlanSample }) {
  const { counts } = sample;
  return (
    <p className="notice-line preview-counts">
      <b>Of the first {counted(counts.read, 'record')}</b>
      <span>{count(counts.accepted)} accepted</span>
      {counts.ignored === 0 ? null : <span>{count(counts.ignored)} ignored</span>}
      {counts.rejected === 0 ? null : <span>{count(counts.rejected)} rejected</span>}
      {counts.undated === 0 ? null : <span>{count(counts.undated)} undated</span>}
      {sample.ignoredReasons.slice(0, 5).map((r) => (
        <span key={r.reason} className="ink-2">
          <Text>{`${count(r.count)} × ${r.reason}`}</Text>
        </span>
      ))}
      {sample.warnings.map((w) => (
        <span key={w.slug} className="ink-2">
          <Text>{warningText(w)}</Text>
        </span>
      ))}
    </p>
  );
}

/** The warnings that a person can do something about, in words. */
export function warningText({
  slug,
  count: n,
  example,
}: {
  readonly slug: string;
  readonly count: number;
  readonly example?: string | undefined;
}): string {
  const such = example === undefined ? '' : `, such as “${example}”`;
  switch (slug) {
    case 'unreadable-time':
      return `${counted(n, 'time')} cannot be read${such}: undated`;
    case 'zone-assumed-utc':
      return `${counted(n, 'record')} without a zone: UTC is assumed`;
    case 'ambiguous-time':
      return `${counted(n, 'time')} could be two${such}`;
    case 'unknown-kind':
      return `${counted(n, 'record')} of a kind that is not listed${such}: other`;
    default:
      return `${count(n)} × ${slug}${such}`;
  }
}
