/** Did somebody whom the policy accepts see it in time? */
import type { Evidence } from '../../model/analysis.ts';
import { claimEvidence, eventEvidence, type Work, whoAll } from '../chain.ts';
import { deadline } from '../expect.ts';
import { type Hit, plain, type StageResult } from '../judge.ts';
import type { Acknowledgement } from '../notices.ts';
import { cannotTell, length, lookedFor, utc } from '../words-for-people.ts';

type Standing = 'accepted' | 'implicated' | 'outsider' | 'unclear';

export function acknowledged(k: Work): StageResult {
  const { w, e } = k;
  const asked = e.rule?.acknowledge;
  if (asked === undefined || k.chains.length === 0) return plain('acknowledged', 'not-required', 'The policy asks for no acknowledgement.');
  const until = deadline(e, asked.within);
  const window = { from: e.time, to: until };
  const accepting =
    asked.by === undefined
      ? k.chains
      : e.acknowledging === undefined
        ? k.chains.filter((c) => c.audience.name === asked.by)
        : [untold(e.acknowledging)];
  const base = { deadline: until };
  if (accepting.length > 0 && accepting.every((c) => c.cut) && asked.by !== undefined)
    return plain('acknowledged', 'not-reached', `The way to ${whoAll(accepting)} was cut, so nobody there could acknowledge it.`, base);

  const end = Math.max(w.period.to, until);
  const all = k.o.acknowledgements.filter((a) => a.at <= end).map((a) => ({ a, standing: standing(k, a, accepting) }));
  const evidence = all.map(({ a }) => evidenceOf(a));
  const valid = all.find((x) => x.standing === 'accepted');
  if (valid !== undefined) {
    const { a } = valid;
    const said = `${a.who.label} ${a.how === 'seen' ? 'saw it' : a.how === 'resolved' ? 'resolved its ticket' : 'acknowledged it'} at ${utc(a.at)}`;
    if (a.at <= until) return plain('acknowledged', 'met', `${said}, ${length(a.at - e.time)} after the event.`, { ...base, evidence });
    const text = `${said}, ${length(a.at - until)} after the deadline of ${utc(until)}.`;
    return plain('acknowledged', 'late', text, {
      ...base,
      evidence,
      hits: [{ slug: 'ack.late', evidence: [eventEvidence(e), evidenceOf(a)], text }],
    });
  }
  // A member of a cut audience could have met it; nobody did, and nobody else was told.
  if (k.chains.every((c) => c.cut))
    return plain('acknowledged', 'not-reached', 'It reached nobody who could have acknowledged it.', { ...base, evidence });

  const isCovered = w.coverage.coversAll(k.through, window);
  if (!isCovered || all.some((x) => x.standing === 'unclear') || accepting.some((c) => !c.audience.known)) {
    const uncovered = w.coverage.uncovered(k.through, window);
    const text = isCovered ? 'Who acknowledged it, or who would be accepted, is not in evidence.' : cannotTell(uncovered);
    return plain('acknowledged', 'unknown', text, { ...base, evidence, uncovered });
  }
  const coverage = w.coverage.searched(k.through, window);
  const hit = rule(
    k,
    all,
    accepting.flatMap((c) => claimEvidence(w, e, c)),
    lookedFor(window, k.through, coverage),
  );
  return plain('acknowledged', 'unmet', hit.text, { ...base, evidence, coverage, hits: [{ ...hit, coverage }] });
}

/** An audience that nobody was asked to tell: it has no chain that could be cut. */
const untold = (audience: Work['chains'][number]['audience']): Work['chains'][number] => ({
  audience,
  copies: [],
  signalled: undefined,
  delivered: undefined,
  reached: undefined,
  cut: false,
  shown: undefined,
});

function rule(
  k: Work,
  all: readonly { readonly a: Acknowledgement; readonly standing: Standing }[],
  claims: readonly Evidence[],
  searched: string,
): Hit {
  const event = eventEvidence(k.e);
  const acks = all.map(({ a }) => evidenceOf(a));
  const names = [...new Set(all.map(({ a }) => a.who.label))].join(', ');
  if (all.length > 0 && all.every((x) => x.standing === 'implicated'))
    return {
      slug: 'ack.by-actor',
      evidence: [event, ...acks],
      text: `Only ${names} acknowledged it, who acted in it or is implicated by it. ${searched}`,
    };
  if (all.length > 0)
    return {
      slug: 'ack.by-outsider',
      evidence: [event, ...acks, ...claims],
      text: `Only ${names} acknowledged it, whom the policy does not accept. ${searched}`,
    };
  return { slug: 'ack.missing', evidence: [event, ...claims], text: `Nobody acknowledged it. ${searched}` };
}

function standing(k: Work, a: Acknowledgement, accepting: Work['chains']): Standing {
  const { w, e } = k;
  // The holder of a credential is the one whom an event on it implicates.
  const implicated = [e.actor?.id, e.target?.id, e.target?.kind === 'credential' ? e.target.holder : undefined];
  if (implicated.some((id) => id !== undefined && (a.who.key === id || a.who.key === w.parties.personOf(id)))) return 'implicated';
  // A schedule gives who is on duty at the event and a team its members then: who comes later was not asked.
  const isMember = accepting.some((c) => c.audience.parties.some((p) => w.parties.belongs(a.who, p, e.time)));
  if (isMember) return 'accepted';
  if (w.parties.isStranger(a.who)) return 'unclear';
  // A team or a queue that acknowledged may have had one of the accepted persons at the keyboard.
  const mayBe =
    a.who.type === 'team' && accepting.some((c) => c.audience.parties.some((p) => p.type === 'person' && w.parties.isMember(a.who, p.key, a.at)));
  return mayBe ? 'unclear' : 'outsider';
}

const evidenceOf = (a: Acknowledgement): Evidence => ({
  role: 'acknowledgement',
  record: a.record,
  time: a.at,
  text: `${a.who.label} ${a.how === 'resolved' ? 'resolved the ticket' : a.how === 'seen' ? 'saw it' : 'acknowledged it'} at ${utc(a.at)}.`,
});
