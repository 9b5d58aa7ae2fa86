/** The JSON lines of the command line, page by page: bounded memory on both sides however large the case. */
import type { Finding } from '../../../shared/model/analysis.ts';
import { findingsList } from '../../../shared/views/findings.ts';
import {
  coverageMachine,
  findingMachine,
  identityMachine,
  type MachineLines,
  ownerMachine,
  rejectMachine,
  requestMachine,
  sourceMachine,
  timelineMachine,
  wakeMachine,
} from '../../../shared/views/machine.ts';
import { rowOf } from '../../../shared/views/rows.ts';
import type { Handlers } from '../context.ts';
import { identityOf, listCoverage, listRequests, loadWake } from '../store/analysis.ts';
import type { OpenCase } from '../store/open.ts';
import { recordPosition } from '../store/records.ts';
import { pageEvents } from '../store/select.ts';
import { sourceLines } from '../store/sources.ts';
import { identitiesOf, ownersOf } from './identities.ts';
import { expandFilter, findingLines, lookupFor, requireCase } from './lookup.ts';
import { rejectsOf } from './records.ts';
import { filterWakes } from './wakes.ts';

/** Lines a page: enough that the round trip does not count, few enough that a page is a few megabytes. */
const PAGE = 500;

const whole = (lines: readonly string[]): MachineLines => ({ lines, next: undefined });

/** A page of a list that is at hand; `after` is the index at which the page begins. */
function paged<T>(rows: readonly T[], after: string | undefined, line: (row: T) => string): MachineLines {
  const from = after === undefined ? 0 : Number(after);
  const lines = rows.slice(from, from + PAGE).map(line);
  return { lines, next: from + PAGE < rows.length ? String(from + PAGE) : undefined };
}

function findings(open: OpenCase, { filter, after }: Parameters<Handlers['machine.findings']>[0]): MachineLines {
  const { findings: all, lines } = findingLines(open);
  const identity = filter?.identity === undefined ? undefined : (identityOf(open, filter.identity) ?? filter.identity);
  const kept = new Set(findingsList(all, lines, { ...filter, identity }).rows.map((r) => r.id));
  const lookup = lookupFor(open);
  return paged(
    all.filter((f: Finding) => kept.has(f.id)),
    after,
    (f) => findingMachine(f, lookup),
  );
}

function wakes(open: OpenCase, { filter, after }: Parameters<Handlers['machine.wakes']>[0]): MachineLines {
  const rows = [...filterWakes(open, filter)].sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1));
  const lookup = lookupFor(open);
  return paged(rows, after, (row) => {
    const wake = loadWake(open, row.id);
    if (wake === undefined) throw new Error(`the wake ${row.id} is listed and is not there`);
    return wakeMachine(wake, lookup);
  });
}

function timeline(open: OpenCase, { filter, after }: Parameters<Handlers['machine.timeline']>[0]): MachineLines {
  const lookup = lookupFor(open);
  const page = pageEvents(open, { filter: expandFilter(open, filter), after, limit: PAGE });
  return { lines: page.events.map((e) => timelineMachine(rowOf(e, lookup))), next: page.next };
}

export const machineHandlers = {
  'machine.findings': (args, { state }) => findings(requireCase(state), args),
  'machine.wakes': (args, { state }) => wakes(requireCase(state), args),
  'machine.timeline': (args, { state }) => timeline(requireCase(state), args),
  'machine.sources': (_args, { state }) => whole(sourceLines(requireCase(state)).map(sourceMachine)),
  'machine.rejects': async ({ after, ...args }, { state }) => {
    const list = await rejectsOf(requireCase(state), { ...args, after: after === undefined ? undefined : Number(after), limit: PAGE });
    return { lines: list.rows.map(rejectMachine), next: list.next === undefined ? undefined : String(list.next) };
  },
  'machine.identities': ({ search, after }, { state }) => paged(identitiesOf(requireCase(state), search), after, identityMachine),
  'machine.owners': (args, { state }) => {
    const open = requireCase(state);
    return whole(ownersOf(open, args).lines.map((l) => ownerMachine(l, recordPosition(open, l.record))));
  },
  'machine.coverage': (_args, { state }) => whole(listCoverage(requireCase(state)).map(coverageMachine)),
  'machine.requests': (_args, { state }) => whole(listRequests(requireCase(state)).map(requestMachine)),
} satisfies Partial<Handlers>;
