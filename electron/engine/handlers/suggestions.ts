/** Identities that may be one: what is offered, what was dismissed, and the decision between the two. */
import { randomBytes } from 'node:crypto';
import { Failure } from '../../../shared/contract/errors.ts';
import type { Args } from '../../../shared/contract/requests.ts';
import { suggestions } from '../../../shared/identity/suggestions.ts';
import type { Alias } from '../../../shared/model/ids.ts';
import type { DismissalResult, SuggestionsList } from '../../../shared/views/decisions.ts';
import { labelOf } from '../../../shared/views/text.ts';
import type { DecisionLine } from '../../../shared/views/types.ts';
import type { HandlerContext, Handlers } from '../context.ts';
import { change } from '../custody/change.ts';
import { addAnnotation, listDecisions } from '../store/annotations.ts';
import type { OpenCase } from '../store/open.ts';
import { aliasNamed, requireCase } from './lookup.ts';
import { ownershipOf } from './ownership.ts';

type Row = SuggestionsList['rows'][number];

const pairOf = (a: string, b: string): string => (a < b ? `${a}\n${b}` : `${b}\n${a}`);

/** The pair of identities → what holds of it. Whoever was joined since with either of them is meant too. */
const dismissals = (open: OpenCase): ReadonlyMap<string, DecisionLine> =>
  open.cached('any', 'dismissals', () => {
    const { registry } = ownershipOf(open);
    const held = listDecisions(open).filter((d) => d.family === 'dismissal' && d.undoneBy === undefined && d.dismissed === true);
    return new Map(
      held.flatMap((d) => {
        const [a, b] = [registry.resolve(d.subject), registry.resolve(d.object)];
        return a === undefined || b === undefined || a === b ? [] : [[pairOf(a, b), d] as const];
      }),
    );
  });

/** Who splits two says that they are two, also where no evidence had to be cut. */
const partings = (open: OpenCase): readonly { readonly identity: Alias; readonly alias: Alias }[] =>
  listDecisions(open).flatMap((d) =>
    d.family === 'split' && d.undoneBy === undefined ? [{ identity: d.subject as Alias, alias: d.object as Alias }] : [],
  );

/** All that are like evidence and are none, those that were dismissed among them. */
const alike = (open: OpenCase): readonly Row[] =>
  open.cached('any', 'suggestions', () => {
    const { registry, facts } = ownershipOf(open);
    const label = (id: string): string => {
      const identity = registry.byId.get(id);
      return identity === undefined ? id : labelOf(identity);
    };
    const found = open.cached('analysis', 'alike', () => suggestions(registry, { ...facts.decisions, splits: partings(open) }));
    return found.map((s) => ({
      ...s,
      label: label(s.identity),
      withLabel: label(s.withIdentity),
      dismissal: dismissals(open).get(pairOf(s.identity, s.withIdentity)),
    }));
  });

/** Identity → what it may be one with, from its side. */
export const suggestionsByIdentity = (open: OpenCase): ReadonlyMap<string, readonly Row[]> =>
  open.cached('any', 'suggestionsByIdentity', () => {
    const out = new Map<string, Row[]>();
    const put = (s: Row): void => {
      const list = out.get(s.identity);
      if (list === undefined) out.set(s.identity, [s]);
      else list.push(s);
    };
    for (const s of alike(open)) {
      if (s.dismissal !== undefined) continue;
      put(s);
      put({ ...s, identity: s.withIdentity, alias: s.with, label: s.withLabel, withIdentity: s.identity, with: s.alias, withLabel: s.label });
    }
    return out;
  });

/** What a join of the two takes back. */
export function dismissalsOf(open: OpenCase, a: string, b: string): readonly string[] {
  const held = dismissals(open).get(pairOf(a, b));
  return held === undefined ? [] : [held.id];
}

const quoted = (text: string): string => JSON.stringify(text.slice(0, 80));

async function dismiss(open: OpenCase, args: Args<'suggestion.dismiss'>, context: HandlerContext): Promise<DismissalResult> {
  const reason = args.reason.trim();
  const [a, b] = [aliasNamed(open, args.identity), aliasNamed(open, args.with)];
  const held = dismissals(open).get(pairOf(a.identity, b.identity));
  const both = `${quoted(args.identity)} and ${quoted(args.with)}`;
  if (a.identity === b.identity) throw new Failure({ code: 'usage', message: `${both} are one identity already`, advice: 'A split parts them.' });
  if (!args.dismissed && held === undefined)
    throw new Failure({
      code: 'usage',
      message: `${both} were not dismissed`,
      advice: 'List what was with: tracewake suggestions CASE --dismissed',
    });
  if (args.dismissed && held !== undefined)
    throw new Failure({ code: 'usage', message: `${both} are dismissed already, by ${held.by}: ${held.reason}` });
  if (args.dismissed && !alike(open).some((s) => pairOf(s.identity, s.withIdentity) === pairOf(a.identity, b.identity)))
    throw new Failure({
      code: 'usage',
      message: `${both} are not offered as one, so there is nothing to dismiss`,
      advice: 'List what is with: tracewake suggestions CASE',
    });
  const id = `dismissal-${randomBytes(6).toString('hex')}`;
  const body = { with: b.alias, dismissed: args.dismissed, reason, ...(held === undefined ? {} : { undoes: [held.id] }) };
  await change(open, { action: 'suggestion.dismissed', subjects: [a.alias, b.alias, id], body: { subject: a.alias, ...body } }, (tx) =>
    addAnnotation(tx, { id, family: 'dismissal', subject: a.alias, body }),
  );
  context.push({ type: 'caseChanged', what: ['annotations', 'custody'] });
  const all = listDecisions(open);
  return { decision: all.find((d) => d.id === id)!, undone: all.filter((d) => d.undoneBy === id) };
}

export const suggestionHandlers = {
  'identities.suggestions'({ which, offset, limit }, { state }) {
    const all = alike(requireCase(state));
    const offered = all.filter((s) => s.dismissal === undefined);
    const rows = which === 'dismissed' ? all.filter((s) => s.dismissal !== undefined) : offered;
    return { rows: rows.slice(offset, offset + limit), total: rows.length, offered: offered.length, dismissed: all.length - offered.length };
  },
  'suggestion.dismiss': (args, context) => dismiss(requireCase(context.state), args, context),
} satisfies Partial<Handlers>;
