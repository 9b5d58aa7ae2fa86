import { existsSync } from 'node:fs';
import { zoneOf } from '../../../shared/adapters/zone.ts';
import type { Interval } from '../../../shared/base/interval.ts';
import { Failure } from '../../../shared/contract/errors.ts';
import type { ImportOptions, MemberSettings } from '../../../shared/contract/requests.ts';
import type { DeclaredPart } from '../../../shared/model/facts.ts';
import { MAPPING_TYPE } from '../../../shared/model/mapping.ts';
import type { ParseJob } from '../bundle/batch.ts';
import type { DeclaredSource } from '../bundle/declaration.ts';
import type { Member } from '../bundle/walk.ts';
import { hashOfMapping, type KnownMapping, knownMapping, type Mappings } from './mappings.ts';

export const isAbsent = (path: string): boolean => !existsSync(path);
export const absence = (path: string): Failure => new Failure({ code: 'input', message: 'there is no such file or directory', file: path });

/** What can be seen to be wrong before anything is touched: a path that is not there, an adapter or a zone that does not exist. */
export function checkImport(paths: readonly string[], options: ImportOptions, mappings: Mappings): void {
  if (paths.length === 0) throw new Failure({ code: 'usage', message: 'there is nothing to import: no path was given' });
  const absent = paths.find(isAbsent);
  if (absent !== undefined) throw absence(absent);
  checkOptions(options, mappings);
}

export function checkOptions(options: ImportOptions, mappings: Mappings): void {
  for (const as of [options.as, ...(options.members ?? []).map((m) => m.as)]) {
    if (as === undefined || mappings.isType(as)) continue;
    throw new Failure({
      code: 'usage',
      message: `there is no ${as.startsWith(MAPPING_TYPE) ? 'mapping' : 'adapter'} ${JSON.stringify(as.slice(0, 60))}`,
      advice: 'Leave it out, and the content decides.',
    });
  }
  for (const zone of [options.zone, ...(options.members ?? []).map((m) => m.zone)]) {
    if (zone === undefined || zoneOf(zone) !== undefined) continue;
    throw new Failure({
      code: 'usage',
      message: `there is no time zone ${JSON.stringify(zone.slice(0, 60))}`,
      advice: 'Give an IANA name such as Europe/Stockholm, or an offset such as +02:00.',
    });
  }
  for (const m of options.members ?? []) {
    if (m.mapping !== undefined) knownMapping(m.mapping, 'hand', undefined);
    if ((m.clock?.uncertainty ?? 0) < 0) throw new Failure({ code: 'usage', message: `the uncertainty of a clock cannot be negative (${m.name})` });
  }
}

/** What holds for one member, from whoever said it last. */
export interface Settled {
  readonly job: ParseJob;
  readonly covers: Interval | undefined;
  readonly parts: readonly DeclaredPart[] | undefined;
  readonly clock: DeclaredSource['clock'];
  /** What the user set, for this member alone or for all of the import, by name. */
  readonly setByHand: readonly string[];
  readonly leftOut: boolean;
  /** The SHA-256 of the bundle.yaml that speaks of it. */
  readonly writtenIn: string | undefined;
  /** The mapping of a type that read it. */
  mappingOf(type: string): KnownMapping | undefined;
}

/** What the user set for this one goes before what holds for all, that before what bundle.yaml says, that before what the content says. */
export function settle(member: Member, options: ImportOptions, mappings: Mappings, known: ReadonlySet<string>): Settled {
  const { declared } = member;
  const hand = options.members?.find((m) => m.name === member.name && (m.path === undefined || m.path === member.container.path));
  const own: KnownMapping[] = [];
  if (hand?.mapping !== undefined) own.push(knownMapping(hand.mapping, 'hand', undefined));
  else if (declared?.mapping !== undefined) own.push({ ...declared.mapping, sha256: hashOfMapping(declared.mapping.text), where: 'bundle' });
  const byHand = hand?.mapping === undefined ? hand?.as : `${MAPPING_TYPE}${own[0]!.mapping.name}`;
  const all = [...own, ...mappings.all.filter((k) => k.mapping.name !== own[0]?.mapping.name)];
  const clock = hand?.clock === undefined ? declared?.clock : { offset: hand.clock.offset, uncertainty: hand.clock.uncertainty };
  return {
    job: {
      name: member.name,
      extent: member.extent,
      sha256: undefined,
      known,
      adapter: byHand ?? options.as ?? everyFileBy(mappings) ?? declared?.type,
      ...(all.length === 0 ? {} : { mappings: all.map((k) => k.mapping) }),
      system: hand?.system ?? declared?.system,
      channels: hand?.channels ?? declared?.channels,
      zone: hand?.zone ?? options.zone ?? declared?.zone,
    },
    covers: hand?.covers ?? declared?.covers,
    // Parts say channel by channel what is covered: a single interval that was set by hand takes the place of all of them.
    parts: hand?.covers === undefined && hand?.channels === undefined ? declared?.parts : undefined,
    clock,
    setByHand: setByHand(hand, options, mappings),
    writtenIn: declared?.writtenIn,
    leftOut: hand?.leaveOut ?? declared?.leaveOut ?? false,
    mappingOf: (type) => (type.startsWith(MAPPING_TYPE) ? all.find((k) => k.mapping.name === type.slice(MAPPING_TYPE.length)) : undefined),
  };
}

const SET_BY_HAND = [
  ['as', 'type'],
  ['mapping', 'mapping'],
  ['system', 'system'],
  ['channels', 'channels'],
  ['zone', 'zone'],
  ['covers', 'covers'],
  ['clock', 'clock'],
  ['leaveOut', 'left out'],
] as const;

function setByHand(hand: MemberSettings | undefined, options: ImportOptions, mappings: Mappings): string[] {
  const said = new Set(SET_BY_HAND.filter(([key]) => hand?.[key] !== undefined).map(([, name]) => name as string));
  // What was said for all files is no less said by hand; what was said for this one goes before it.
  if (options.zone !== undefined) said.add('zone');
  if (hand?.as === undefined && hand?.mapping === undefined) {
    if (options.as !== undefined) said.add('type');
    else if (everyFileBy(mappings) !== undefined) said.add('mapping');
  }
  return SET_BY_HAND.map(([, name]) => name).filter((name) => said.has(name));
}

/** A mapping given for the import that says nothing of what it fits is for all of it, as a type is. */
function everyFileBy(mappings: Mappings): string | undefined {
  const { option } = mappings;
  if (option === undefined) return undefined;
  const { fits, name } = option.mapping;
  return fits.columns.length === 0 && Object.keys(fits.where).length === 0 ? MAPPING_TYPE + name : undefined;
}
