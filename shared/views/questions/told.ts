/** Questions 4 and 5: who was told and whether it arrived; whether the accountable party saw it. */
import type { Wake } from '../../model/analysis.ts';
import type { Channel } from '../../model/vocabulary.ts';
import type { Asked, QuestionInput, QuestionVerdict } from '../questions.ts';
import {
  askedOf,
  judged,
  Lines,
  listed,
  Missing,
  number,
  own,
  plural,
  recordsOf,
  sentence,
  stateOf,
  type Tally,
  tally,
  tallyWords,
  wakeTitle,
} from './collect.ts';

const CHANNEL_THROUGH: Readonly<Partial<Record<Channel, string>>> = {
  mail: 'mail',
  page: 'page',
  chat: 'chat',
  ticket: 'ticket',
  siem: 'SIEM notice',
};

const copyWords = (c: { readonly delivered: number; readonly hidden: number; readonly failed: number; readonly open: number }): string =>
  (
    [
      [c.delivered, 'arrived'],
      [c.hidden, 'hidden by a mailbox rule'],
      [c.failed, 'failed'],
      [c.open, 'cannot be said'],
    ] as const
  )
    .flatMap(([n, w]) => (n > 0 ? [`${number(n)} ${w}`] : []))
    .join(', ');

/** Stages that are open for want of the same log end in the same words. */
function saidOnce(texts: readonly string[]): readonly string[] {
  const said = new Set<string>();
  return [...new Set(texts)].flatMap((text) => {
    const why = /No imported source shows [^.]* finding none\.$/.exec(text)?.[0];
    const known = why !== undefined && said.has(why);
    if (why !== undefined) said.add(why);
    const rest = known ? text.slice(0, -why.length).trim() : text;
    return rest === '' ? [] : [rest];
  });
}

const verdictOfBoth = (tallies: readonly Tally[]): QuestionVerdict =>
  tallies.every((t) => t.unknown === 0) ? 'answered' : tallies.every((t) => judged(t) === 0) ? 'cannot be answered' : 'partly';

export function told(input: QuestionInput): Asked {
  const lines = new Lines();
  const missing = new Missing(input);
  const [sent, arrived, got] = [tally(), tally(), tally()];
  const through = new Map<Channel, number>();
  const copies = { delivered: 0, hidden: 0, failed: 0, open: 0 };
  return {
    wake(w: Wake) {
      const stages = [own(w, 'signalled'), own(w, 'delivered'), own(w, 'reached')] as const;
      const [s, d, r] = stages;
      if (s === undefined || s.verdict === 'not-required') return;
      sent[s.verdict]++;
      if (d !== undefined) arrived[d.verdict]++;
      if (r !== undefined) got[r.verdict]++;
      for (const o of stages) if (o !== undefined) missing.of(o);
      const channels = new Set<Channel>();
      const parties = new Set<string>();
      for (const n of w.notices) {
        channels.add(n.channel);
        for (const c of n.copies) {
          if (c.party !== undefined) parties.add(c.party);
          if (c.status === 'delivered' || c.status === 'hidden' || c.status === 'failed') copies[c.status]++;
          else copies.open++;
        }
      }
      for (const c of channels) through.set(c, (through.get(c) ?? 0) + 1);
      const text = (): string => {
        const by = channels.size === 0 ? '' : ` Through ${listed([...channels].map((c) => CHANNEL_THROUGH[c] ?? c))}.`;
        const texts = saidOnce(
          stages.flatMap((o) => (o === undefined || o.verdict === 'not-reached' || o.verdict === 'not-required' ? [] : [o.text])),
        );
        return `${wakeTitle(input, w)}: ${texts.join(' ')}${by}`;
      };
      lines.add(
        stateOf(stages.map((o) => o?.verdict)),
        text,
        [...w.notices.flatMap((n) => [n.record, ...n.copies.map((c) => c.record)]), ...recordsOf(stages)],
        w.id,
      );
    },
    finish() {
      const asked = askedOf(sent);
      const ways = [...through].sort((a, b) => b[1] - a[1]).map(([c, n]) => `${CHANNEL_THROUGH[c] ?? c} (${plural(n, 'event')})`);
      const all = copies.delivered + copies.hidden + copies.failed + copies.open;
      const answer =
        asked === 0
          ? 'The policy asks that somebody is told for none of the events in the period.'
          : sentence([
              `Somebody had to be told of ${plural(asked, 'event')}: ${tallyWords(sent, { met: 'told in time', unmet: 'never told' })}.`,
              ways.length > 0 ? `Through ${listed(ways)}.` : '',
              all > 0 ? `Of ${plural(all, 'copy', 'copies')}: ${copyWords(copies)}.` : '',
              `Reached the required parties: ${tallyWords(got, { met: 'all of them', unmet: 'not at all' })}.`,
            ]);
      return lines.finish(asked === 0 ? 'answered' : verdictOfBoth([sent, arrived, got]), answer, missing);
    },
  };
}

export function seen(input: QuestionInput): Asked {
  const lines = new Lines();
  const missing = new Missing(input);
  const t = tally();
  let cutBefore = 0;
  let nobody = 0;
  return {
    wake(w: Wake) {
      const o = own(w, 'acknowledged');
      if (o === undefined || o.verdict === 'not-required') return;
      t[o.verdict]++;
      const before = w.obligations.filter(
        (b) => b.audience === undefined && (b.stage === 'signalled' || b.stage === 'delivered' || b.stage === 'reached'),
      );
      if (o.verdict === 'not-reached') {
        cutBefore++;
        // What cut it says why nobody could see it; where that is unknown, so is this.
        for (const b of before) missing.of(b);
      }
      missing.of(o);
      const parties = [...new Set(w.audiences.flatMap((a) => a.parties.map((p) => p.label)))];
      if (w.audiences.length > 0 && parties.length === 0) nobody++;
      const cut = before.find((b) => b.verdict !== 'met' && b.verdict !== 'not-required' && b.verdict !== 'not-reached');
      const text = (): string =>
        `${wakeTitle(input, w)}: accountable then ${parties.length === 0 ? 'nobody' : `were ${listed(parties)}`}. ${o.verdict === 'not-reached' && cut !== undefined ? cut.text : o.text}`;
      const state = o.verdict === 'not-reached' ? (cut?.verdict === 'unknown' ? 'unknown' : 'gap') : stateOf([o.verdict]);
      lines.add(
        state,
        text,
        [...recordsOf([o]), ...w.audiences.flatMap((a) => a.claims), ...(o.verdict === 'not-reached' ? recordsOf([cut]) : [])],
        w.id,
      );
    },
    finish() {
      const asked = askedOf(t);
      const answer =
        asked === 0
          ? 'The policy asks for an acknowledgement for none of the events in the period.'
          : sentence([
              `Of ${plural(asked, 'event')}: ${tallyWords(t, { met: 'seen in time by somebody accountable', unmet: 'never seen', late: 'seen late' })}.`,
              nobody > 0 ? `For ${number(nobody)} nobody was accountable by the claims that were valid then.` : '',
            ]);
      const known = judged(t) + cutBefore;
      return lines.finish(
        asked === 0 || (missing.empty && t.unknown === 0) ? 'answered' : known === 0 ? 'cannot be answered' : 'partly',
        answer,
        missing,
      );
    },
  };
}
