import { coverageView, requestLines } from '../../../shared/views/coverage.ts';
import type { CoverageView, RequestLine } from '../../../shared/views/types.ts';
import type { Handlers } from '../context.ts';
import { listCoverage, listCuts, listRequests } from '../store/analysis.ts';
import { casePeriod } from '../store/info.ts';
import type { OpenCase } from '../store/open.ts';
import { requireCase } from './lookup.ts';

export const coverageOf = (open: OpenCase): CoverageView => coverageView(listCoverage(open), listCuts(open), casePeriod(open));
export const requestsOf = (open: OpenCase): RequestLine[] => requestLines(listRequests(open));

export const coverageHandlers = {
  'coverage.list': (_args, { state }) => coverageOf(requireCase(state)),
  'requests.list': (_args, { state }) => requestsOf(requireCase(state)),
} satisfies Partial<Handlers>;
