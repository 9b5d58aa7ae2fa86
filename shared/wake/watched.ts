/** The world with an ear in it: notes which questions a wake asks while it is judged. */
import type { Interval } from '../base/interval.ts';
import type { CaseEvent, CaseFacts } from '../model/facts.ts';
import type { Channel } from '../model/vocabulary.ts';
import { joined, partyText, type QuestionName } from './questions.ts';
import type { World } from './world.ts';

export interface Ear {
  /** The wake asked this. */
  ask(name: QuestionName, text: string): void;
  window(channels: readonly Channel[], window: Interval): void;
  /** Whether the event is the one whose wake is judged, and the id one of its own: those are watched as a whole. */
  isOwnEvent(id: string): boolean;
  isOwnId(id: number): boolean;
}

/**
 * Every way in which a stage can look at the case goes through here. What is passed on as it is hangs on its arguments and the policy alone
 * (the status of a claim at an instant, what a notice is about), or is none of a stage's business and empty.
 */
export function watched(w: World, ear: Ear): World {
  const { registry, parties, claims, uses, coverage, index, mailrules } = w;
  const withId = (id: number): void => {
    if (!ear.isOwnId(id)) ear.ask('withId', index.idText(id));
  };
  const stays = (p: Parameters<typeof parties.staysOf>[0]): void => {
    if (p.type !== 'person' && p.type !== 'queue') ear.ask('stays', partyText(p));
  };
  const ofEvent = (name: QuestionName, id: string): void => {
    if (!ear.isOwnEvent(id)) ear.ask(name, id);
  };
  // Written out to the last member: one that is added and not watched does not compile.
  return {
    facts: decidedOnly(w.facts),
    policy: w.policy,
    period: w.period,
    loose: w.loose,
    registry: {
      identities: [],
      byId: listened(registry.byId, (id) => ear.ask('identity', id)),
      identityOf: listened(registry.identityOf, (raw) => ear.ask('resolve', raw)),
      persons: listened(registry.persons, (id) => ear.ask('persons', id)),
      resolve: (raw) => {
        if (raw !== undefined) ear.ask('resolve', raw);
        return registry.resolve(raw);
      },
    },
    identity: (id) => {
      if (id !== undefined) ear.ask('identity', id);
      return w.identity(id);
    },
    tierOf: (identity) => {
      if (identity?.holder !== undefined && identity.tier === undefined) ear.ask('identity', identity.holder);
      return w.tierOf(identity);
    },
    claims: {
      any: claims.any,
      statusAt: claims.statusAt,
      conflicts: claims.conflicts,
      levels: (id) => {
        ear.ask('claims', id);
        return claims.levels(id);
      },
      accountable: (id, t, without) => {
        ear.ask('claims', id);
        return claims.accountable(id, t, without);
      },
      holders: (id, role, t) => {
        ear.ask('claims', id);
        return claims.holders(id, role, t);
      },
      lines: (id, t, knownAt) => {
        ear.ask('claims', id);
        return claims.lines(id, t, knownAt);
      },
      ofNamed: (name, t) => {
        ear.ask('namedOwners', joined(name, t));
        return claims.ofNamed(name, t);
      },
      ownedBy: (person, t) => {
        ear.ask('owned', joined(person, t));
        return claims.ownedBy(person, t);
      },
    },
    parties: {
      anyMembership: parties.anyMembership,
      staysOf: (p) => {
        stays(p);
        return parties.staysOf(p);
      },
      resolve: (raw, hint) => {
        ear.ask('party', joined(raw, hint));
        return parties.resolve(raw, hint);
      },
      team: (name) => {
        ear.ask('team', name);
        return parties.team(name);
      },
      person: (id) => {
        ear.ask('personParty', id);
        return parties.person(id);
      },
      personOf: (id) => {
        ear.ask('personOf', id);
        return parties.personOf(id);
      },
      isMember: (team, id, t) => {
        stays(team);
        return parties.isMember(team, id, t);
      },
      wasMember: (team, id, t) => {
        stays(team);
        return parties.wasMember(team, id, t);
      },
      isOnDuty: (schedule, id, t) => {
        stays(schedule);
        return parties.isOnDuty(schedule, id, t);
      },
      onDuty: (schedule, t) => {
        stays(schedule);
        return parties.onDuty(schedule, t);
      },
      membersAt: (team, t) => {
        stays(team);
        return parties.membersAt(team, t);
      },
      teamsOf: (id, t) => {
        ear.ask('teamsOf', joined(id, t));
        return parties.teamsOf(id, t);
      },
      isKnown: (p) => {
        ear.ask('known', partyText(p));
        return parties.isKnown(p);
      },
      isStranger: (p) => {
        ear.ask('stranger', partyText(p));
        return parties.isStranger(p);
      },
      isVacant: (p, t) => {
        stays(p);
        return parties.isVacant(p, t);
      },
      goesOn: (p, t) => {
        stays(p);
        return parties.goesOn(p, t);
      },
      belongs: (who, to, t) => {
        if (who.key !== to.key) {
          stays(who);
          stays(to);
        }
        return parties.belongs(who, to, t);
      },
    },
    uses: {
      digestOf: (id) => {
        ear.ask('uses', id);
        return uses.digestOf(id);
      },
      each: (id, ...rest) => {
        ear.ask('uses', id);
        uses.each(id, ...rest);
      },
      first: (id, ...rest) => {
        ear.ask('uses', id);
        return uses.first(id, ...rest);
      },
      has: (id) => {
        ear.ask('uses', id);
        return uses.has(id);
      },
    },
    coverage: {
      lines: [],
      cuts: [],
      silences: [],
      covered: (channel, window) => {
        ear.window([channel], window);
        return coverage.covered(channel, window);
      },
      coversAll: (channels, window) => {
        ear.window(channels, window);
        return coverage.coversAll(channels, window);
      },
      searched: (channels, window) => {
        ear.window(channels, window);
        return coverage.searched(channels, window);
      },
      uncovered: (channels, window) => {
        ear.window(channels, window);
        return coverage.uncovered(channels, window);
      },
    },
    index: {
      notices: index.notices,
      idText: index.idText,
      idOf: index.idOf,
      digestOf: index.digestOf,
      textNames: index.textNames,
      isAbout: index.isAbout,
      hasPhraseOf: index.hasPhraseOf,
      textIsAbout: index.textIsAbout,
      idsOf: (event) => {
        ofEvent('idsOf', event.id);
        return index.idsOf(event);
      },
      noticesWith: (id) => {
        withId(id);
        return index.noticesWith(id);
      },
      routesWith: (id) => {
        withId(id);
        return index.routesWith(id);
      },
      actionsWith: (id) => {
        withId(id);
        return index.actionsWith(id);
      },
      eventsWith: (id) => {
        withId(id);
        return index.eventsWith(id);
      },
      idsOfAction: (a) => {
        ear.ask('idsOfAction', a.record);
        return index.idsOfAction(a);
      },
      noticesNaming: (id) => {
        ear.ask('naming', id);
        return index.noticesNaming(id);
      },
      noticesTo: (party) => {
        ear.ask('noticesTo', party);
        return index.noticesTo(party);
      },
      actionsOn: (id) => {
        ear.ask('actionsOn', id);
        return index.actionsOn(id);
      },
    },
    mailrules: {
      of: (party) => {
        ear.ask('mailrules', party);
        return mailrules.of(party);
      },
      hiding: (party, ...rest) => {
        ear.ask('mailrules', party);
        return mailrules.hiding(party, ...rest);
      },
    },
    uncertainty: (source) => {
      ear.ask('uncertainty', source);
      return w.uncertainty(source);
    },
    eventsOn: (id) => {
      ear.ask('eventsOn', id);
      return w.eventsOn(id);
    },
    eventsOnFrom: (id, from) => {
      ear.ask('eventsOn', id);
      return w.eventsOnFrom(id, from);
    },
    credentialsOf: (id) => {
      ear.ask('credentials', id);
      return w.credentialsOf(id);
    },
    enablingsOf: (id) => {
      ear.ask('enablings', id);
      return w.enablingsOf(id);
    },
    certificationsOf: (id) => {
      ear.ask('certifications', id);
      return w.certificationsOf(id);
    },
    certificationsTriggeredBy: (id) => {
      ear.ask('triggered', id);
      return w.certificationsTriggeredBy(id);
    },
    eventByNativeId: (id) => {
      ear.ask('nativeId', id);
      return w.eventByNativeId(id);
    },
    nextSame: (event: CaseEvent) => {
      ofEvent('nextSame', event.id);
      return w.nextSame(event);
    },
    approvalOf: (event: CaseEvent) => {
      ofEvent('approvalOf', event.id);
      return w.approvalOf(event);
    },
    answers: (record) => {
      ear.ask('answers', record);
      return w.answers(record);
    },
    belongsTo: (record) => {
      ear.ask('belongsTo', record);
      return w.belongsTo(record);
    },
    actionsOfEvent: (id) => {
      ofEvent('actionsOfEvent', id);
      return w.actionsOfEvent(id);
    },
  };
}

/** Of the facts themselves a stage reads the decisions on its own event, and the actions that those name: watched as a whole. */
const decidedOnly = (facts: CaseFacts): CaseFacts =>
  new Proxy(facts, { get: (of, name) => (name === 'decisions' ? of.decisions : name === 'actions' ? of.actions : refused()) });

/** A map that tells what is looked up. Going through all of it cannot be watched, so it is refused. */
class Listened<V> implements ReadonlyMap<string, V> {
  private readonly map: ReadonlyMap<string, V>;
  private readonly hear: (key: string) => void;

  constructor(map: ReadonlyMap<string, V>, hear: (key: string) => void) {
    this.map = map;
    this.hear = hear;
  }
  get(key: string): V | undefined {
    this.hear(key);
    return this.map.get(key);
  }
  has(key: string): boolean {
    this.hear(key);
    return this.map.has(key);
  }
  get size(): number {
    return refused();
  }
  forEach(): void {
    refused();
  }
  entries(): MapIterator<[string, V]> {
    return refused();
  }
  keys(): MapIterator<string> {
    return refused();
  }
  values(): MapIterator<V> {
    return refused();
  }
  [Symbol.iterator](): MapIterator<[string, V]> {
    return refused();
  }
}

function refused(): never {
  throw new Error('a stage looks things up by name; what it would find by going through all of them cannot be watched');
}

const listened = <V>(map: ReadonlyMap<string, V>, hear: (key: string) => void): ReadonlyMap<string, V> => new Listened(map, hear);
