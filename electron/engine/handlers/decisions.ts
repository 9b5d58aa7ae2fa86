/** What the investigator decides on identities, ties and clocks: one entry of the log, one annotation, and the analysis once more. */
import { randomBytes } from 'node:crypto';
import { DAY, type Duration, formatDuration } from '../../../shared/base/instant.ts';
import { Failure } from '../../../shared/contract/errors.ts';
import type { CustodyAction } from '../../../shared/evidence/custody.ts';
import { aliasKey } from '../../../shared/identity/aliases.ts';
import { parting, rejoining } from '../../../shared/identity/separate.ts';
import type { Identity } from '../../../shared/model/analysis.ts';
import { type EventId, type RecordRef, valueOf } from '../../../shared/model/ids.ts';
import { shortAlias } from '../../../shared/views/text.ts';
import type { DecisionLine, DecisionResult } from '../../../shared/views/types.ts';
import { noticeKey } from '../../../shared/wake/notices.ts';
import type { HandlerContext, Handlers } from '../context.ts';
import { change } from '../custody/change.ts';
import { listFindings, listWakes, loadWake } from '../store/analysis.ts';
import { addAnnotation, type DecisionFamily, listDecisions } from '../store/annotations.ts';
import { eventById, eventByNativeId } from '../store/events.ts';
import { loadFacts } from '../store/facts.ts';
import { setClock } from '../store/ledger.ts';
import type { OpenCase } from '../store/open.ts';
import { sourceById } from '../store/sources.ts';
import type { Tx } from '../store/writable.ts';
import { runAnalysis } from './analysis.ts';
import { aliasNamed, requireCase } from './lookup.ts';
import { ownershipOf } from './ownership.ts';
import { mergeSameActs } from './same-act.ts';
import { dismissalsOf } from './suggestions.ts';

/** A clock that is off by more was never set; what is meant is a zone or a wrong file. */
const MOST_OFFSET = 366 * DAY;

interface Decision {
  readonly family: DecisionFamily;
  readonly action: CustodyAction;
  readonly subject: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly subjects: readonly string[];
  readonly work?: (tx: Tx) => void;
  /** The source whose times are others now. */
  readonly moved?: number;
}

const quoted = (text: string): string => JSON.stringify(text.slice(0, 80));
const heldOf = (open: OpenCase, family: DecisionFamily): DecisionLine[] =>
  listDecisions(open).filter((d) => d.family === family && d.undoneBy === undefined);

async function decide(open: OpenCase, context: HandlerContext, decision: Decision): Promise<DecisionResult> {
  const reason = String(decision.body.reason).trim();
  if (reason === '')
    throw new Failure({ code: 'usage', message: 'a decision needs a reason', advice: 'Say in a sentence why; it is kept in the custody log.' });
  const before = new Map(listFindings(open).map((f) => [f.id, f]));
  const strips = new Map(listWakes(open).map((w) => [w.id, w.strip.join()]));
  const earlier = new Set(
    listDecisions(open)
      .filter((d) => d.undoneBy === undefined)
      .map((d) => d.id),
  );
  const id = `${decision.family}-${randomBytes(6).toString('hex')}`;
  const body = { ...decision.body, reason };
  await change(open, { action: decision.action, subjects: [...decision.subjects, id], body: { subject: decision.subject, ...body } }, (tx) => {
    decision.work?.(tx);
    addAnnotation(tx, { id, family: decision.family, subject: decision.subject, body });
  });
  context.push({ type: 'caseChanged', what: ['annotations', 'custody', ...(decision.family === 'clock' ? (['sources'] as const) : [])] });
  // Which records tell of the same act hangs on how far apart their times are, and on who is who.
  if (decision.family !== 'tie') await mergeSameActs(open, decision.moved === undefined ? undefined : [decision.moved]);
  const analysed = await runAnalysis(open, context);
  const all = listDecisions(open);
  const after = new Map(listFindings(open).map((f) => [f.id, f]));
  const line = ({ id: finding, rule, text }: { id: string; rule: string; text: string }) => ({ id: finding, rule, text });
  const wakes = listWakes(open);
  const now = new Set(wakes.map((w) => w.id));
  const gained = [...after.values()].filter((f) => !before.has(f.id));
  const lost = [...before.values()].filter((f) => !after.has(f.id));
  // A stage may be unmet as before, and for another reason.
  const changed = new Set<string | undefined>([
    ...wakes.filter((w) => strips.get(w.id) !== w.strip.join()).map((w) => w.id),
    ...[...strips.keys()].filter((w) => !now.has(w)),
    ...[...gained, ...lost].map((f) => f.wake),
  ]);
  changed.delete(undefined);
  return {
    decision: all.find((d) => d.id === id)!,
    undone: all.filter((d) => d.undoneBy === id && earlier.has(d.id)),
    analysed,
    gained: gained.map(line),
    lost: lost.map(line),
    changedWakes: changed.size,
  };
}

function join(open: OpenCase, args: Parameters<Handlers['identity.join']>[0]): Decision {
  const { registry } = ownershipOf(open);
  const [a, b] = [aliasNamed(open, args.identity), aliasNamed(open, args.with)];
  if (a.identity === b.identity)
    throw new Failure({
      code: 'usage',
      message: `${quoted(args.identity)} and ${quoted(args.with)} are one identity already`,
      advice: 'Why, says: tracewake identities CASE --json',
    });
  const splits = heldOf(open, 'split').filter((d) => d.cuts !== false);
  const undoes = [
    ...rejoining(
      registry,
      a.alias,
      b.alias,
      splits.map((d) => ({ id: d.id, identity: d.subject, alias: d.object })),
    ),
    ...dismissalsOf(open, a.identity, b.identity),
  ];
  return {
    family: 'join',
    action: 'identity.joined',
    subject: a.alias,
    subjects: [a.alias, b.alias],
    body: { with: b.alias, reason: args.reason, ...(undoes.length > 0 ? { undoes } : {}) },
  };
}

function split(open: OpenCase, args: Parameters<Handlers['identity.split']>[0]): Decision {
  const { registry, facts } = ownershipOf(open);
  const named = aliasNamed(open, args.identity);
  const identity = registry.byId.get(named.identity);
  const out = aliasKey(aliasOf(registry.resolve(args.alias.trim()) === named.identity ? undefined : identity, args.alias));
  const others = (identity?.aliases ?? []).map((a) => aliasKey(a)).filter((a) => a !== out);
  if (registry.resolve(out) !== named.identity)
    throw new Failure({
      code: 'not-found',
      message: `${quoted(args.alias)} is no alias of ${quoted(args.identity)}`,
      advice: `Its aliases are ${(identity?.aliases ?? []).slice(0, 8).join(', ')}.`,
    });
  if (others.length === 0)
    throw new Failure({ code: 'usage', message: `${quoted(args.alias)} is the only alias of its identity: there is nothing to split it from` });
  // The alias that was named is what stays; where an id was, or the alias itself, any other one.
  const stays = named.alias !== out && registry.resolve(args.identity.trim()) !== undefined ? [named.alias] : others;
  const joins = heldOf(open, 'join').map((d) => ({ id: d.id, a: d.subject, b: d.object }));
  const { cuts, undoes } = parting(facts, stays, out, joins);
  return {
    family: 'split',
    action: 'identity.split',
    subject: stays[0] ?? '',
    subjects: [stays[0] ?? '', out],
    body: { alias: out, reason: args.reason, cuts, ...(undoes.length > 0 ? { undoes } : {}) },
  };
}

/** The one alias of the identity that is written so without its namespace, or shown so; the text itself where there is none, or more than one. */
function aliasOf(identity: Identity | undefined, text: string): string {
  const meant = (identity?.aliases ?? []).filter((a) => [valueOf(a), shortAlias(a)].includes(text.trim()));
  return meant.length === 1 ? meant[0]! : text;
}

/** The record under which the decisions on an observation are kept: of a notice in several stages the first. */
function observationNamed(open: OpenCase, text: string): RecordRef {
  const { notices, actions } = loadFacts(open);
  const notice = notices.find((n) => n.record === text) ?? notices.find((n) => n.noticeId === text);
  if (notice !== undefined) {
    const key = noticeKey(notice);
    const stages = notices.filter((n) => noticeKey(n) === key);
    if (stages.every((n) => n.sentAt === undefined && n.statusAt === undefined))
      throw new Failure({ code: 'usage', message: `the notice ${quoted(text)} has no time, so it cannot be placed in a wake` });
    return stages[0]?.record ?? notice.record;
  }
  const action = actions.find((a) => a.record === text) ?? actions.find((a) => a.actionId === text);
  if (action === undefined)
    throw new Failure({
      code: 'not-found',
      message: `no notice and no action ${quoted(text)} in this case`,
      advice: 'Name it by its record, as in s0003:12, or by its own id.',
    });
  if (action.time === undefined)
    throw new Failure({ code: 'usage', message: `the action ${quoted(text)} has no time, so it cannot be placed in a wake` });
  return action.record;
}

function tie(open: OpenCase, args: Parameters<Handlers['tie.decide']>[0]): Decision {
  const event = eventById(open, args.event) ?? eventById(open, args.event.replace(/^w-/, '')) ?? eventByNativeId(open, args.event);
  if (event === undefined) throw new Failure({ code: 'not-found', message: `no event ${quoted(args.event)} in this case` });
  const observation = observationNamed(open, args.observation);
  if (loadWake(open, `w-${event.id}`) === undefined)
    throw new Failure({
      code: 'usage',
      message: `the event ${event.id} has no wake: the policy asks nothing of it, so nothing can be tied to it`,
      advice: 'The wakes are listed by: tracewake wakes CASE',
    });
  const held = heldOf(open, 'tie').find((d) => d.subject === observation && d.object === (event.id as string));
  if (held !== undefined && held.accept === args.accept)
    throw new Failure({ code: 'usage', message: `this tie is ${args.accept ? 'accepted' : 'rejected'} already, by ${held.by}: ${held.reason}` });
  return {
    family: 'tie',
    action: 'tie.decided',
    subject: observation,
    subjects: [observation, event.id as EventId],
    body: { event: event.id, accept: args.accept, reason: args.reason },
  };
}

function clock(open: OpenCase, args: Parameters<Handlers['clock.set']>[0]): Decision {
  const source = sourceById(open, args.source);
  if (source === undefined)
    throw new Failure({
      code: 'not-found',
      message: `no source ${quoted(args.source)} in this case`,
      advice: 'List them with: tracewake sources CASE',
    });
  if (Math.abs(args.offset) > MOST_OFFSET)
    throw new Failure({ code: 'usage', message: 'a clock offset is at most a year', advice: 'A wrong zone or date format is set at the import.' });
  const before: Duration = source.clockOffset;
  if (before === args.offset)
    throw new Failure({ code: 'usage', message: `the clock of ${source.source} is set to ${formatDuration(before)} already` });
  return {
    family: 'clock',
    action: 'clock.set',
    subject: source.source,
    subjects: [source.source],
    body: { offset: args.offset, before, reason: args.reason },
    work: (tx) => setClock(tx, source.n, args.offset),
    moved: source.n,
  };
}

/** The decisions on one thing, whichever way it is named; an identity's are those on any of its aliases, split-off ones too. */
function list(open: OpenCase, on: string | undefined): readonly DecisionLine[] {
  const all = listDecisions(open);
  if (on === undefined) return all;
  const { registry } = ownershipOf(open);
  const identity = registry.byId.has(on) ? on : registry.resolve(on);
  const event = on.replace(/^w-/, '');
  const isOn = (x: string): boolean => x === on || x === event || (identity !== undefined && registry.resolve(x) === identity);
  return all.filter((d) => isOn(d.subject) || isOn(d.object));
}

export const decisionHandlers = {
  'decisions.list': ({ on }, { state }) => list(requireCase(state), on),
  'identity.join': (args, context) => decide(requireCase(context.state), context, join(requireCase(context.state), args)),
  'identity.split': (args, context) => decide(requireCase(context.state), context, split(requireCase(context.state), args)),
  'tie.decide': (args, context) => decide(requireCase(context.state), context, tie(requireCase(context.state), args)),
  'clock.set': (args, context) => decide(requireCase(context.state), context, clock(requireCase(context.state), args)),
} satisfies Partial<Handlers>;
