/** PagerDuty users, teams and members of teams. */

import { alias } from '../model/ids.ts';
import type { Adapter, AdapterContext } from './adapter.ts';
import { itemsOf } from './envelope.ts';
import { type Fields, isAddress, known, object, objects, text } from './fields.ts';
import { labelOf, userAlias } from './pagerduty.ts';
import { recognition } from './recognition.ts';

const KEYS = ['users', 'user', 'teams', 'team', 'members'];
const isUserRecord = (d: Fields): boolean => d.email !== undefined && text(d.type)?.startsWith('user') === true && d.id !== undefined;
const isTeam = (d: Fields): boolean => text(d.type)?.startsWith('team') === true && d.id !== undefined && d.email === undefined;
const isMember = (d: Fields): boolean => object(d.user) !== undefined && d.role !== undefined && Object.keys(d).length <= 3;
const isOurs = (data: Fields): boolean => isPagerduty(data) && (isUserRecord(data) || isTeam(data) || isMember(data));
/** Other products have users with an e-mail and a type too; PagerDuty's carry links to its own API. */
const isPagerduty = (d: Fields): boolean => [d.self, d.html_url, object(d.user)?.self].some((u) => text(u)?.includes('pagerduty.com') === true);

export const pagerdutyDirectory: Adapter = {
  type: 'pagerduty-directory',
  title: 'PagerDuty users and teams',
  version: 1,
  channels: ['ownership'],
  system: () => 'pagerduty',
  recognise(sample) {
    return recognition(sample, (data) => itemsOf(data, KEYS, isOurs).some(isOurs), 0.9, 'users or teams that link to the PagerDuty API');
  },
  read(record, context) {
    const data = record.data;
    const items = itemsOf(data, KEYS, isOurs);
    let said = 0;
    for (const item of items)
      said += isMember(item) ? readMember(item, record.data, context) : isUserRecord(item) ? readUser(item, context) : readTeam(item, context);
    if (said === 0) context.ignore(items.some(isMember) ? 'members-of-an-unnamed-team' : 'no-directory-entry');
  },
};

function readUser(user: Fields, context: AdapterContext): number {
  const own = userAlias(user, context);
  if (own === undefined) return 0;
  const email = text(user.email);
  context.emit({
    type: 'identity',
    aliases: known(own, email !== undefined && isAddress(email) ? alias('email', email) : undefined),
    kind: 'human',
    displayName: text(user.name),
    holder: undefined,
    application: undefined,
    service: undefined,
    environments: [],
    tier: undefined,
    lastRotation: undefined,
    revocationMethod: undefined,
    inventory: true,
  });
  for (const team of objects(user.teams)) {
    const name = labelOf(team);
    if (name !== undefined)
      context.emit({
        type: 'membership',
        team: name,
        member: own,
        from: undefined,
        to: undefined,
        address: undefined,
        alsoNamed: known(text(team.id)),
      });
  }
  return 1;
}

function readTeam(team: Fields, context: AdapterContext): number {
  const name = text(team.name) ?? text(team.summary);
  if (name === undefined || !isTeam(team)) return 0;
  context.emit({
    type: 'membership',
    team: name,
    member: undefined,
    from: undefined,
    to: undefined,
    address: undefined,
    alsoNamed: known(text(team.id)),
  });
  return 1;
}

/** The id in `teams/PT4KHLX/members.json`, `teams-pt4khlx-members.json`: as whoever asked the API for it names the answer. */
const TEAM_IN_NAME = /(?:^|[/_-])teams[/_-]+(p[a-z0-9]{5,13})[/_-]+members\b/i;

/** `/teams/ID/members` does not repeat the team: the record or its envelope names it, else the file by the team's id. */
function readMember(member: Fields, envelope: Fields, context: AdapterContext): number {
  const team = labelOf(member.team) ?? labelOf(envelope.team) ?? TEAM_IN_NAME.exec(context.name)?.[1]?.toUpperCase();
  const own = team === undefined ? undefined : userAlias(object(member.user), context);
  if (team === undefined || own === undefined) return 0;
  context.emit({ type: 'membership', team, member: own, from: undefined, to: undefined, address: undefined });
  return 1;
}
