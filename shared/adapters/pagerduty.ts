/** What the PagerDuty adapters share: references to users, teams and services. */
import { type Alias, alias } from '../model/ids.ts';
import type { PartyType } from '../model/vocabulary.ts';
import type { AdapterContext } from './adapter.ts';
import { type Fields, isAddress, object, text } from './fields.ts';
import { perSource, sameIdentity } from './memo.ts';

/** What kind of party a reference is; an escalation policy is none of them. */
export function partyTypeOf(reference: Fields | undefined): PartyType | undefined {
  const type = text(reference?.type) ?? '';
  return type.startsWith('user') ? 'person' : type.startsWith('schedule') ? 'schedule' : type.startsWith('team') ? 'team' : undefined;
}

export const isUser = (reference: Fields | undefined): boolean => text(reference?.type)?.startsWith('user') === true;

/** Names that two different users of the source have: they name neither. */
const namesOf = perSource<Map<string, string>>(() => new Map());

/**
 * The alias of a user reference. PagerDuty writes a user's name beside the id (`summary`), and some exports write only the
 * name: both are names within PagerDuty, and stated to be one, unless the source shows the name on two ids.
 */
export function userAlias(reference: Fields | undefined, context: AdapterContext): Alias | undefined {
  if (reference === undefined) return undefined;
  const id = text(reference.id);
  const name = text(reference.name) ?? text(reference.summary);
  const email = text(reference.email);
  if (id === undefined)
    return email !== undefined && isAddress(email) ? alias('email', email) : name === undefined ? undefined : alias('pagerduty-user', name);
  const own = alias('pagerduty-user', id);
  const names: Alias[] = [own];
  if (email !== undefined && isAddress(email)) names.push(alias('email', email));
  if (name !== undefined && name !== id) {
    const memo = namesOf(context);
    const first = memo.get(name);
    if (first === undefined) memo.set(name, id);
    if (first === undefined || first === id) names.push(alias('pagerduty-user', name));
  }
  sameIdentity(context, names, 'human', name);
  return own;
}

/** What a reference is called: a team, a service, a schedule, an escalation policy. */
export const labelOf = (reference: unknown): string | undefined => {
  const o = object(reference);
  return text(o?.summary) ?? text(o?.name) ?? text(o?.id);
};

/** An agent as the party that acted or decided: a user by alias, a service or integration by its name. */
export function agentOf(reference: unknown, context: AdapterContext): string | undefined {
  const o = object(reference);
  if (o === undefined) return undefined;
  return isUser(o) ? userAlias(o, context) : labelOf(o);
}
