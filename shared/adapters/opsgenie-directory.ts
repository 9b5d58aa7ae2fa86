/** Opsgenie users, teams with their members, and schedules whose timeline was rendered. */
import { alias } from '../model/ids.ts';
import type { Adapter, AdapterContext } from './adapter.ts';
import { inventoried } from './emit.ts';
import { itemsOf } from './envelope.ts';
import { at, type Fields, isAddress, known, object, objects, text } from './fields.ts';
import { recognition } from './recognition.ts';

const isUser = (d: Fields): boolean => d.username !== undefined && d.fullName !== undefined;
const isOpsgenie = (d: Fields): boolean =>
  text(at(d, 'links', 'web'))?.includes('opsgenie.com') === true || objects(d.members).some((m) => text(at(m, 'user', 'username')) !== undefined);
const isTeam = (d: Fields): boolean => d.name !== undefined && d.id !== undefined && d.rotations === undefined && isOpsgenie(d);
/** The answer about a timeline names its schedule in `_parent`. */
const isSchedule = (d: Fields): boolean =>
  (d.name !== undefined || at(d, '_parent', 'name') !== undefined) &&
  (d.rotations !== undefined || d.finalTimeline !== undefined) &&
  (d.timezone !== undefined || d.ownerTeam !== undefined || d.finalTimeline !== undefined);
const isItem = (d: Fields): boolean => isUser(d) || isTeam(d) || isSchedule(d);
const KEYS = ['data', 'users', 'teams', 'schedules'];

export const opsgenieDirectory: Adapter = {
  type: 'opsgenie-directory',
  title: 'Opsgenie users, teams and schedules',
  version: 1,
  channels: ['ownership'],
  system: () => 'opsgenie',
  recognise(sample) {
    return recognition(sample, (data) => itemsOf(data, KEYS, isItem).some(isItem), 0.88, 'username and fullName, or a team or schedule of Opsgenie');
  },
  read(record, context) {
    let said = 0;
    for (const item of itemsOf(record.data, KEYS, isItem))
      said += isUser(item) ? readUser(item, context) : isSchedule(item) ? readSchedule(item, context) : isTeam(item) ? readTeam(item, context) : 0;
    if (said === 0) context.ignore('no-directory-entry');
  },
};

function aliasesOf(user: Fields) {
  const id = text(user.id);
  const name = text(user.username) ?? text(user.name);
  return known(id === undefined ? undefined : alias('opsgenie-user', id), name !== undefined && isAddress(name) ? alias('email', name) : undefined);
}

function readUser(user: Fields, context: AdapterContext): number {
  const aliases = aliasesOf(user);
  if (aliases.length === 0) return 0;
  context.emit(inventoried(aliases, { kind: 'human', displayName: text(user.fullName) }));
  return 1;
}

function readTeam(team: Fields, context: AdapterContext): number {
  const name = text(team.name);
  if (name === undefined) return 0;
  const base = { type: 'membership', team: name, from: undefined, to: undefined, address: undefined, alsoNamed: known(text(team.id)) } as const;
  context.emit({ ...base, member: undefined });
  for (const m of objects(team.members)) {
    const user = object(m.user);
    const aliases = user === undefined ? [] : aliasesOf(user);
    if (aliases[0] === undefined) continue;
    if (aliases.length > 1) context.emit(inventoried(aliases, { kind: 'human' }));
    context.emit({ ...base, member: aliases[0] });
  }
  return 1;
}

/** Only a rendered timeline says who was on duty when; rotations alone would have to be computed. */
function readSchedule(schedule: Fields, context: AdapterContext): number {
  const name = text(schedule.name) ?? text(at(schedule, '_parent', 'name'));
  if (name === undefined) return 0;
  let said = 0;
  for (const rotation of objects(at(schedule, 'finalTimeline', 'rotations'))) {
    for (const period of objects(rotation.periods)) {
      const recipient = object(period.recipient);
      const person = recipient === undefined || text(recipient.type) === 'none' ? undefined : aliasesOf(recipient)[0];
      if (person === undefined) continue;
      context.emit({ type: 'oncall', schedule: name, person, from: context.time(period.startDate), to: context.time(period.endDate) });
      said++;
    }
  }
  return said;
}
