/** What views and machine output may ask of the open case, answered from the store. Cached for a state of the case. */
import { Failure } from '../../../shared/contract/errors.ts';
import type { TimelineFilter } from '../../../shared/contract/requests.ts';
import { aliasKey } from '../../../shared/identity/aliases.ts';
import type { Finding } from '../../../shared/model/analysis.ts';
import { valueOf } from '../../../shared/model/ids.ts';
import { CHANNELS, type Channel, type Disposition, SEVERITIES, type Severity, type Verdict } from '../../../shared/model/vocabulary.ts';
import { findingLine, numberOfFinding } from '../../../shared/views/findings.ts';
import type { Lookup } from '../../../shared/views/lookup.ts';
import { rowOf } from '../../../shared/views/rows.ts';
import { identityLabel, labelOf } from '../../../shared/views/text.ts';
import type { WakeMarkInput } from '../../../shared/views/timeline.ts';
import type { FindingLine, IdentityLabel, WakeLine } from '../../../shared/views/types.ts';
import type { EngineState } from '../context.ts';
import { identityOf, listFindings, listIdentities, listWakes, loadFinding, type WakeRow } from '../store/analysis.ts';
import { currentDispositions } from '../store/annotations.ts';
import { eventById, eventsOfRecord } from '../store/events.ts';
import { loadFacts } from '../store/facts.ts';
import { findingNumbers, numberedFinding } from '../store/finding-numbers.ts';
import type { OpenCase } from '../store/open.ts';
import { factsOfRecord, recordPosition } from '../store/records.ts';
import { listSources } from '../store/sources.ts';
import { look } from '../store/watch.ts';
import { ownershipOf } from './ownership.ts';

const SEVERITY_OF_RANK = [undefined, ...SEVERITIES] as const;
/** `worst` of a row of wakes, as a word. */
export const severityOfRank = (rank: number): Severity | undefined => SEVERITY_OF_RANK[rank];

export function requireCase(state: EngineState): OpenCase {
  if (state.open === undefined) throw new Failure({ code: 'not-found', message: 'no case is open', advice: 'Open a case or make a new one.' });
  return state.open;
}

export function lookupFor(open: OpenCase): Lookup {
  const identities = identitiesById(open);
  const dispositions = open.cached('any', 'dispositions', () => currentDispositions(open));
  const strips = stripsByEvent(open);
  const facts = loadFacts(open);
  return {
    identity: (id) => identities.get(id),
    identityOf: (alias) => identityOf(open, alias),
    labels: open.cached('analysis', 'labels', () => new Map<string, IdentityLabel>()),
    event: (id) => eventById(open, id),
    eventsOf: (record) => eventsOfRecord(open, record),
    factsOf: (record) => factsOfRecord(open, record),
    position: (record) => recordPosition(open, record),
    sourceName: (source) => sourcesByNumber(open).get(Number(source.slice(1)))?.name ?? source,
    stripOf: ({ id, source, ordinal }) =>
      strips
        .get(source)
        ?.get(ordinal)
        ?.find((s) => s.event === id)?.strip,
    disposition: (finding): Disposition => dispositions.get(finding) ?? 'open',
    teamsOf: (identity, at) =>
      ownershipOf(open)
        .parties.teamsOf(identity, at)
        .map((p) => p.key),
    recordTimes: (system, channel) => facts.recordTimes(system, channel),
    sourcesOf: (system, channel) => facts.sources.filter((s) => s.system === system && s.channels.includes(channel)).map((s) => s.source),
  };
}

export const identitiesById = (open: OpenCase) =>
  open.cached('analysis', 'identitiesById', () => new Map(listIdentities(open).map((i) => [i.id, i])));

/**
 * Source → ordinal → the strips of the record's events. Most rows of a page have none, and the id of each is a text made anew, which costs more
 * to look up among fifty thousand others than its two parts.
 */
const stripsByEvent = (open: OpenCase) =>
  open.cached('analysis', 'stripsByEvent', () => {
    const bySource = new Map<string, Map<number, { readonly event: string; readonly strip: readonly Verdict[] }[]>>();
    for (const { event, strip } of listWakes(open)) {
      const colon = event.indexOf(':');
      const source = event.slice(0, colon);
      const ordinal = Number.parseInt(event.slice(colon + 1), 10);
      const ofSource = bySource.get(source) ?? new Map<number, { event: string; strip: readonly Verdict[] }[]>();
      bySource.set(source, ofSource);
      const ofRecord = ofSource.get(ordinal);
      if (ofRecord === undefined) ofSource.set(ordinal, [{ event, strip }]);
      else ofRecord.push({ event, strip });
    }
    return bySource;
  });

export const sourcesByNumber = (open: OpenCase) =>
  open.cached('data', 'sourcesByNumber', () => new Map(listSources(open).map((s) => [Number(s.source.slice(1)), s])));

/** The system of a source by its number, as the columns carry it. */
export function systemsBySource(open: OpenCase): (source: number) => string {
  const sources = sourcesByNumber(open);
  return (n) => sources.get(n)?.system ?? 'unknown';
}

export function channelsOfSystem(open: OpenCase): (system: string) => Channel[] {
  const sources = [...sourcesByNumber(open).values()];
  return (system) => CHANNELS.filter((c) => sources.some((s) => s.system === system && s.channels.includes(c)));
}

/** Wakes as marks for the timeline, by time. */
export const wakeMarks = (open: OpenCase): readonly WakeMarkInput[] =>
  open.cached('analysis', 'wakeMarks', () => {
    const systemOf = systemsBySource(open);
    return [...listWakes(open)]
      .sort((a, b) => a.time - b.time)
      .map((w) => ({
        event: w.event,
        time: w.time,
        kind: w.kind,
        target: w.target,
        system: systemOf(Number(w.event.slice(1, w.event.indexOf(':')))),
        strip: w.strip,
        findings: w.findings,
        worst: w.worst,
      }));
  });

export function wakeLine(row: WakeRow, lookup: Lookup): WakeLine {
  const identity = row.target === undefined ? undefined : lookup.identity(row.target);
  const event = identity === undefined ? lookup.event(row.event) : undefined;
  const target = event === undefined ? undefined : rowOf(event, lookup).target;
  return {
    id: row.id,
    event: row.event,
    kind: row.kind,
    time: row.time,
    target: identity === undefined ? target : identityLabel(identity),
    strip: row.strip,
    worst: severityOfRank(row.worst),
    findings: row.findings,
  };
}

/** The finding that a person means: by its id, or by the number that lists and screens show. */
export function findingNamed(open: OpenCase, name: string): Finding | undefined {
  const number = numberOfFinding(name);
  return loadFinding(open, name) ?? (number === undefined ? undefined : loadFinding(open, numberedFinding(open, number)?.id ?? ''));
}

/** All findings with their lines, in the order of the list: by wake, the worst first. */
export function findingLines(open: OpenCase): { findings: readonly Finding[]; lines: readonly FindingLine[] } {
  return open.cached('any', 'findingLines', () => {
    const lookup = lookupFor(open);
    const findings = listFindings(open);
    const numbers = findingNumbers(open);
    const lines = findings.map((f, i) => {
      if (i % 64 === 0) look(i, findings.length);
      return findingLine(f, numbers.get(f.id)!, lookup);
    });
    return { findings, lines };
  });
}

/**
 * The identity that a person means: its id, any of its aliases, or the name that the screens show where only one has it.
 * A name that nobody has is an error and no empty list: "nothing found" about a typing error would be read as "nothing happened".
 */
export function identityNamed(open: OpenCase, text: string): string {
  const byId = identitiesById(open);
  if (byId.has(text)) return text;
  const byAlias = identityOf(open, text);
  if (byAlias !== undefined) return byAlias;
  const shown = [...byId.values()].filter((i) => labelOf(i) === text || i.aliases.some((a) => valueOf(a) === text));
  if (shown.length === 1 && shown[0] !== undefined) return shown[0].id;
  throw new Failure({
    code: 'not-found',
    message:
      shown.length === 0
        ? `no identity ${JSON.stringify(text.slice(0, 80))} in this case`
        : `${shown.length} identities are called ${JSON.stringify(text.slice(0, 80))}`,
    advice: shown.length === 0 ? 'List them with: tracewake identities CASE' : 'Name one by an alias: tracewake identities CASE',
  });
}

/** The alias that a person means: as the case writes it. An identity's id or shown name stands for its first alias. */
export function aliasNamed(open: OpenCase, text: string): { alias: string; identity: string } {
  const { registry } = ownershipOf(open);
  const byAlias = registry.resolve(text.trim());
  if (byAlias !== undefined) return { alias: aliasKey(text), identity: byAlias };
  const identity = registry.byId.has(text) ? text : identityNamed(open, text);
  return { alias: aliasKey(registry.byId.get(identity)?.aliases[0] ?? text), identity };
}

/** Identity ids in a filter also mean all of their aliases; the store knows aliases alone. */
export function expandFilter(open: OpenCase, filter: TimelineFilter | undefined): TimelineFilter | undefined {
  if (filter?.identities === undefined || filter.identities.length === 0) return filter;
  const byId = identitiesById(open);
  // Before the first analysis nobody is anybody yet, and an alias stands for itself.
  if (byId.size === 0) return filter;
  const aliases = filter.identities.flatMap((text): readonly string[] => byId.get(identityNamed(open, text))?.aliases ?? []);
  return { ...filter, identities: [...new Set(aliases)] };
}
