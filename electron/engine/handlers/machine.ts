/** The JSON lines of the command line, page by page. Selection and order are those of the lists on the screens. */
import { Failure } from '../../../shared/contract/errors.ts';
import type { Args } from '../../../shared/contract/requests.ts';
import {
  coverageMachine,
  findingMachine,
  identityMachine,
  type MachineLines,
  ownerMachine,
  questionMachine,
  rejectMachine,
  requestMachine,
  sourceMachine,
  timelineMachine,
  wakeMachine,
} from '../../../shared/views/machine.ts';
import type { HandlerContext, Handlers } from '../context.ts';
import { listCoverage, listRequests, loadWake } from '../store/analysis.ts';
import { recordPosition } from '../store/records.ts';
import { findingsHandlers } from './findings.ts';
import { identitiesHandlers } from './identities.ts';
import { findingLines, lookupFor, requireCase } from './lookup.ts';
import { decidedOffers } from './offers.ts';
import { linesWithOriginals } from './originals.ts';
import { questionsOf } from './questions.ts';
import { recordHandlers } from './records.ts';
import { suggestionsByIdentity } from './suggestions.ts';
import { timelineHandlers } from './timeline.ts';
import { filterWakes } from './wakes.ts';

/** A line of a wake is some kilobytes: a page is a few megabytes, and is made in well under a second. */
const PAGE = 500;

const all = (lines: readonly string[]): MachineLines => ({ lines, next: undefined });

/** A page of something that is counted; the cursor is the index of its first row. */
function paged<T>(rows: readonly T[], after: string | undefined, line: (row: T) => string): MachineLines {
  const from = indexOf(after);
  const to = from + PAGE;
  return { lines: rows.slice(from, to).map(line), next: to < rows.length ? String(to) : undefined };
}

function indexOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (!/^\d{1,15}$/.test(cursor)) throw new Failure({ code: 'usage', message: 'after is no cursor of this list' });
  return Number(cursor);
}

function findings({ filter, after }: Args<'machine.findings'>, context: HandlerContext): MachineLines {
  const open = requireCase(context.state);
  const lookup = lookupFor(open);
  const byId = new Map(findingLines(open).findings.map((f) => [f.id, f]));
  const rows = findingsHandlers['findings.list']({ filter }, context)
    .rows.map((row) => byId.get(row.id))
    .filter((f) => f !== undefined);
  return paged(rows, after, (f) => findingMachine(f, lookup));
}

function wakes({ filter, after }: Args<'machine.wakes'>, context: HandlerContext): MachineLines {
  const open = requireCase(context.state);
  const lookup = lookupFor(open);
  const { lines, next } = paged(filterWakes(open, filter), after, (row) => {
    const wake = loadWake(open, row.id);
    return wake === undefined ? '' : wakeMachine({ ...wake, offers: decidedOffers(open, wake.offers) }, lookup);
  });
  return { lines: lines.filter((line) => line !== ''), next };
}

function timeline({ filter, after }: Args<'machine.timeline'>, context: HandlerContext): MachineLines {
  const page = timelineHandlers['timeline.page']({ filter, after, limit: PAGE }, context);
  return { lines: page.rows.map(timelineMachine), next: page.next };
}

async function rejects({ source, status, after }: Args<'machine.rejects'>, context: HandlerContext): Promise<MachineLines> {
  const page = await recordHandlers['rejects.list'](
    { source, status, after: after === undefined ? undefined : indexOf(after), limit: PAGE },
    context,
  );
  return { lines: page.rows.map(rejectMachine), next: page.next === undefined ? undefined : String(page.next) };
}

function identities({ search, after }: Args<'machine.identities'>, context: HandlerContext): MachineLines {
  const offset = indexOf(after);
  const page = identitiesHandlers['identities.list']({ search, offset, limit: PAGE }, context);
  const offered = suggestionsByIdentity(requireCase(context.state));
  return {
    lines: page.rows.map((i) => identityMachine(i, offered.get(i.id))),
    next: offset + page.rows.length < page.total ? String(offset + PAGE) : undefined,
  };
}

function owners(args: Args<'machine.owners'>, context: HandlerContext): MachineLines {
  const open = requireCase(context.state);
  return all(identitiesHandlers['owners.list'](args, context).lines.map((line) => ownerMachine(line, recordPosition(open, line.record))));
}

export const machineHandlers = {
  'machine.findings': findings,
  'machine.wakes': wakes,
  'machine.timeline': timeline,
  'machine.sources': (_args, { state }) => all(linesWithOriginals(requireCase(state)).map(sourceMachine)),
  'machine.rejects': rejects,
  'machine.identities': identities,
  'machine.owners': owners,
  'machine.coverage': (_args, { state }) => all(listCoverage(requireCase(state)).map(coverageMachine)),
  'machine.questions': (_args, { state }) => {
    const open = requireCase(state);
    const lookup = lookupFor(open);
    return all(questionsOf(open).map((q) => questionMachine(q, lookup)));
  },
  'machine.requests': (_args, { state }) => all(listRequests(requireCase(state)).map(requestMachine)),
} satisfies Partial<Handlers>;
