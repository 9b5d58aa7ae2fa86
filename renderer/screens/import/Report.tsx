import { useRef, useState } from 'react';
import { SEVERITIES } from '../../../shared/model/vocabulary.ts';
import type { ImportReport } from '../../../shared/views/types.ts';
import { useImporting } from '../../state/importing.ts';
import { go, useNavigation } from '../../state/navigation.ts';
import { useLostFocus } from '../../widgets/focus.ts';
import { count, counted } from '../../widgets/format.ts';
import { FaultLine, State } from '../../widgets/States.tsx';
import { Text } from '../../widgets/Text.tsx';
import { VerdictGlyph } from '../../widgets/VerdictGlyph.tsx';
import { Ledger } from '../sources/Ledger.tsx';
import { warningText } from './Preview.tsx';
import '../sources/sources.css';

/** The worst first, as everywhere; what there is none of is not counted. */
const bySeverity = (findings: NonNullable<ImportReport['analysed']>['findings']): string => {
  const some = findings
    .filter((f) => f.count > 0)
    .toSorted((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity))
    .map((f) => `${count(f.count)} ${f.severity}`);
  return some.length === 0 ? '' : `: ${some.join(', ')}`;
};

export const titleOfReport = (report: ImportReport): string =>
  report.cancelled ? 'Import cancelled' : report.stopped === undefined ? 'Imported' : 'Import stopped';

/** `2 sources, 1,412 records in 0.4 s`. */
export const cameIn = ({ sources, seconds }: ImportReport): string =>
  `${counted(sources.length, 'source')}, ${counted(
    sources.reduce((n, s) => n + s.read, 0),
    'record',
  )} in ${seconds.toFixed(1)} s`;

/** What a cancelled import left in the case. */
function keptOf({ sources, alreadyKnown, analysed }: ImportReport): string {
  const known = alreadyKnown.length === 0 ? '' : ` ${counted(alreadyKnown.length, 'file')} had been in it before.`;
  if (sources.length === 0) return `The import was cancelled before a source was finished, and what was begun left nothing in the case.${known}`;
  return `The import was cancelled. By then ${counted(sources.length, 'source')} had come in whole: ${
    sources.length === 1 ? 'it stays' : 'they stay'
  } in the case${analysed === undefined ? ', not judged yet: “Judge now” in the status bar does that' : ''}. What was begun after left nothing.${known}`;
}

/** What came of every record, and of every file that could not be opened. */
export function Report({ report }: { readonly report: ImportReport }) {
  const begin = useImporting((s) => s.begin);
  const set = useNavigation((s) => s.set);
  const [current, setCurrent] = useState<number | undefined>(undefined);
  const heading = useRef<HTMLHeadingElement>(null);
  useLostFocus(heading);
  const { sources, alreadyKnown, failed, warnings, analysed } = report;
  const sum = (key: 'read' | 'accepted' | 'ignored' | 'rejected' | 'duplicate' | 'undated'): number => sources.reduce((n, s) => n + s[key], 0);
  const totals = {
    read: sum('read'),
    accepted: sum('accepted'),
    ignored: sum('ignored'),
    rejected: sum('rejected'),
    duplicate: sum('duplicate'),
    undated: sum('undated'),
  };
  return (
    <>
      <div className="toolbar">
        <h1 ref={heading} tabIndex={-1}>
          {titleOfReport(report)}
        </h1>
        <span className="sum clip">{cameIn(report)}</span>
        <span className="grow" />
        <button
          type="button"
          className="button"
          onClick={() => {
            begin();
            set({ show: undefined });
          }}
        >
          Import more
        </button>
        <button type="button" className="button" onClick={() => go('sources')}>
          Sources
        </button>
        <button type="button" className="button primary" onClick={() => go('findings')}>
          Findings
        </button>
      </div>
      <div className="report">
        {analysed === undefined ? null : (
          <p className="notice-line">
            <b>{counted(analysed.events, 'event')}</b>
            <span>{counted(analysed.wakes, 'wake')}</span>
            <span>
              {counted(
                analysed.findings.reduce((n, f) => n + f.count, 0),
                'finding',
              )}
              {bySeverity(analysed.findings)}
            </span>
            <span className="row">
              <VerdictGlyph verdict="unknown" size={11} decorative />
              {counted(analysed.unknown, 'verdict')} unknown, {counted(analysed.requests, 'evidence request')}
            </span>
          </p>
        )}
        {report.cancelled ? <p className="notice-line">{keptOf(report)}</p> : null}
        {report.stopped === undefined ? null : (
          <div className="notice-line">
            <FaultLine error={report.stopped} />
            <span>Sources that were finished are in the case; the one in work left nothing.</span>
          </div>
        )}
        {failed.map((f) => (
          <div key={f.name} className="notice-line">
            <b className="break">
              <Text>{f.name}</Text>
            </b>
            <FaultLine error={f.error} />
          </div>
        ))}
        {alreadyKnown.length === 0 ? null : (
          <p className="notice-line">
            <b>{counted(alreadyKnown.length, 'file')} already in the case</b>
            <span className="clip">{alreadyKnown.map((k) => `${k.name} is ${k.source}`).join(', ')}</span>
          </p>
        )}
        {warnings.map((w) => (
          <p key={w} className="notice-line">
            <b>Note</b>
            <Text>{w}</Text>
          </p>
        ))}
        {sources
          .flatMap((s) => s.warnings.filter((w) => w.slug === 'unreadable-time').map((w) => ({ s, w })))
          .map(({ s, w }) => (
            <p key={s.source} className="notice-line">
              <b className="break">
                <Text>{s.name}</Text>
              </b>
              <Text>{warningText(w)}</Text>
            </p>
          ))}
        {sources.length === 0 ? (
          report.cancelled || report.stopped !== undefined ? (
            <State title="No new source came in before that">Import the same files again: it begins anew, and nothing is taken twice.</State>
          ) : (
            <State title="Nothing new came into the case">Every chosen file was in it already, or could not be read.</State>
          )
        ) : (
          <Ledger sources={sources} totals={totals} current={current} onMove={setCurrent} />
        )}
      </div>
    </>
  );
}
