/** Ties that are offered or were decided, with what the observation says and who decided. */
import type { TieOffer, Wake } from '../../../shared/model/analysis.ts';
import { cut } from '../../../shared/views/text.ts';
import type { TieOfferView, WakeView } from '../../../shared/views/types.ts';
import { listDecisions } from '../store/annotations.ts';
import type { OpenCase } from '../store/open.ts';
import { factsOfRecord } from '../store/records.ts';

const heldTies = (open: OpenCase) =>
  open.cached(
    'any',
    'heldTies',
    () =>
      new Map(listDecisions(open).flatMap((d) => (d.family === 'tie' && d.undoneBy === undefined ? [[`${d.subject} ${d.object}`, d] as const] : []))),
  );

export const decidedOffers = (open: OpenCase, offers: readonly TieOffer[]): readonly TieOfferView[] =>
  offers.map((o) => {
    const fact = factsOfRecord(open, o.observation).find((f) => f.type === 'notice' || f.type === 'action');
    const said =
      fact?.type === 'notice'
        ? (fact.subject ?? fact.body)
        : fact?.type === 'action'
          ? `${fact.action}${fact.reason === undefined ? '' : `: ${fact.reason}`}`
          : undefined;
    const at = fact?.type === 'notice' ? (fact.sentAt ?? fact.statusAt) : fact?.type === 'action' ? fact.time : undefined;
    return { ...o, subject: said === undefined ? undefined : cut(said, 120), at, decision: heldTies(open).get(`${o.observation} ${o.event}`) };
  });

export const tiesOf = (wake: Wake): WakeView['ties'] =>
  wake.notices.map((n) => ({ observation: n.record, notice: n.noticeId, subject: n.subject, sentAt: n.sentAt, strength: n.strength, why: n.why }));
