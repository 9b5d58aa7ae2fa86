import { Failure } from '../../../shared/contract/errors.ts';
import { coverageView, requestLines } from '../../../shared/views/coverage.ts';
import type { CoverageView, RequestLine } from '../../../shared/views/types.ts';
import { type OpenWake, requestCsv, requestLetter } from '../../../shared/ways-out/letter.ts';
import type { Handlers } from '../context.ts';
import { analysisInfo, listCoverage, listCuts, listRequests, wakeOfEvent } from '../store/analysis.ts';
import { caseInfo, casePeriod } from '../store/info.ts';
import type { OpenCase } from '../store/open.ts';
import { writeNewFile } from '../system/new-file.ts';
import { lookupFor, requireCase, wakeLine } from './lookup.ts';

export const coverageOf = (open: OpenCase): CoverageView => coverageView(listCoverage(open), listCuts(open), casePeriod(open));
export const requestsOf = (open: OpenCase): RequestLine[] => requestLines(listRequests(open));

function letter(open: OpenCase, format: 'markdown' | 'csv'): string {
  const lines = requestsOf(open);
  if (format === 'csv') return requestCsv(lines);
  const { id, title, organisation, investigator, tlp } = caseInfo(open);
  const lookup = lookupFor(open);
  const describe = (event: string): OpenWake | undefined => {
    const wake = wakeOfEvent(open, event);
    return wake === undefined ? undefined : { kind: wake.kind, time: wake.time, target: wakeLine(wake, lookup).target?.label };
  };
  const head = { title, caseId: id, organisation, investigator: open.investigator ?? investigator, tlp, analysed: analysisInfo(open)?.at };
  return requestLetter(head, lines, describe);
}

/** Never over a file that is there: a letter that was sent stays what it was. */
function writeNew(file: string, text: string): void {
  try {
    writeNewFile(file, text);
  } catch (e) {
    if (!(e instanceof Error && 'code' in e && e.code === 'EEXIST')) throw e;
    throw new Failure({ code: 'environment', message: 'there is a file of that name already', file, advice: 'Choose another name.' });
  }
}

export const coverageHandlers = {
  'coverage.list': (_args, { state }) => coverageOf(requireCase(state)),
  'requests.list': (_args, { state }) => requestsOf(requireCase(state)),
  'requests.letter': ({ format, file }, { state }) => {
    const text = letter(requireCase(state), format);
    if (file !== undefined) writeNew(file, text);
    return { text, file };
  },
} satisfies Partial<Handlers>;
