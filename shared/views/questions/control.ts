/** Questions 6 to 9: who could revoke and did, whether it held, emergency access, reviews after a change. */
import { subtract } from '../../base/interval.ts';
import type { Finding, Wake } from '../../model/analysis.ts';
import type { CaseEvent, Certification } from '../../model/facts.ts';
import type { RecordRef } from '../../model/ids.ts';
import type { Asked, QuestionInput } from '../questions.ts';
import { identityKindWord, moment } from '../text.ts';
import {
  askedOf,
  Lines,
  listed,
  Missing,
  nameOf,
  number,
  own,
  plural,
  recordsOf,
  sentence,
  stateOf,
  tally,
  tallyWords,
  verdictOf,
  wakeTitle,
} from './collect.ts';

export function revoked(input: QuestionInput): Asked {
  const lines = new Lines();
  const missing = new Missing(input);
  const t = tally();
  const byRecord = new Map(input.actions.map((a) => [a.record, a]));
  let noMethod = 0;
  const others = new Set(input.actions.filter((a) => a.action !== 'ticket').map((a) => a.record));
  return {
    wake(w: Wake) {
      const o = own(w, 'acted');
      if (o === undefined) return;
      const did = o.evidence.filter((e) => e.role === 'action');
      for (const e of did) others.delete(e.record);
      if (o.verdict === 'not-required') return;
      t[o.verdict]++;
      missing.of(o);
      const identity = w.target === undefined ? undefined : input.lookup.identity(w.target);
      if (identity !== undefined && identity.revocationMethod === undefined) noMethod++;
      const could = w.audiences.filter((a) => a.name !== 'person');
      const text = (): string => {
        const parties = [...new Set(could.flatMap((a) => a.parties.map((p) => p.label)))];
        const method =
          identity?.revocationMethod ??
          `no method is on record${identity === undefined ? '' : `, so by what fits ${/^[aeiou]/.test(identity.kind) ? 'an' : 'a'} ${identityKindWord(identity.kind)}`}`;
        const by = did.flatMap((e) => {
          const a = byRecord.get(e.record);
          return a === undefined
            ? []
            : [`${nameOf(input, a.actor) ?? 'somebody not named'} (${a.action}${a.time === undefined ? '' : `, ${moment(a.time, w.time)}`})`];
        });
        return `${wakeTitle(input, w)}: could have acted ${parties.length === 0 ? 'nobody by the claims of then' : listed(parties)}; method: ${method}. Acted: ${by.length === 0 ? 'nobody on record' : listed(by)}. ${o.text}`;
      };
      lines.add(stateOf([o.verdict]), text, [...recordsOf([o]), ...could.flatMap((a) => a.claims)], w.id);
    },
    finish() {
      const asked = askedOf(t);
      for (const a of input.actions) {
        if (!others.has(a.record)) continue;
        const who = (): string => nameOf(input, a.actor) ?? 'Somebody whom the record does not name';
        lines.add(
          'shown',
          () =>
            `${who()} took ${a.action} on ${nameOf(input, a.identity) ?? 'an identity that is not named'}${a.time === undefined ? '' : `, ${moment(a.time)}`}.`,
          [a.record],
        );
      }
      const answer = sentence([
        asked === 0
          ? 'The policy asks for an action after none of the events in the period.'
          : `An action was asked for after ${plural(asked, 'event')}: ${tallyWords(t, { met: 'taken in time', unmet: 'not taken or not fitting', late: 'taken late' })}.`,
        asked > 0 && noMethod > 0 ? `For ${number(noMethod)} no inventory names a method of revocation.` : '',
        others.size > 0 ? `${plural(others.size, 'further action is', 'further actions are')} on record.` : '',
      ]);
      return lines.finish(asked === 0 ? 'answered' : verdictOf(t), answer, missing);
    },
  };
}

const byStage = (input: QuestionInput, rules: readonly string[]): readonly Finding[] => input.findings.filter((f) => rules.includes(f.rule));

export function verified(input: QuestionInput): Asked {
  const lines = new Lines();
  const missing = new Missing(input);
  const t = tally();
  const used = byStage(input, ['verify.ineffective', 'verify.reenabled-unexplained']);
  const told = new Set(used.map((f) => f.wake));
  for (const f of used)
    lines.add(
      'gap',
      () => f.text,
      f.evidence.map((e) => e.record),
      f.wake,
    );
  return {
    wake(w: Wake) {
      const o = own(w, 'verified');
      if (o === undefined || o.verdict === 'not-required') return;
      const acted = own(w, 'acted');
      if (o.verdict === 'not-reached' && acted?.verdict === 'unknown') {
        // Whether anything was revoked is not known, so neither is whether it held.
        t.unknown++;
        missing.of(acted);
        lines.add('unknown', () => `${wakeTitle(input, w)}: ${acted.text}`, recordsOf([acted]), w.id);
        return;
      }
      t[o.verdict]++;
      missing.of(o);
      if (o.verdict === 'not-reached' || (told.has(w.id) && o.verdict !== 'unknown')) return;
      lines.add(stateOf([o.verdict]), () => `${wakeTitle(input, w)}: ${o.text}`, recordsOf([o]), w.id);
    },
    finish() {
      const asked = askedOf(t);
      const ineffective = used.filter((f) => f.rule === 'verify.ineffective').length;
      const answer = sentence([
        asked === 0
          ? 'The policy asks for a proof that an action held after none of the events in the period.'
          : `A proof was asked for after ${plural(asked, 'event')}: ${tallyWords(t, { met: 'shown to have held', unmet: 'not shown', late: 'shown late' })}.`,
        ineffective > 0
          ? `After ${plural(ineffective, 'event')} something was used although it had been revoked, disabled or rotated away.`
          : 'No use after a revocation is on record.',
      ]);
      // "Not used" is said only as far as the logs that would show a use reach.
      if (t.unknown === 0) return lines.finish('answered', answer, missing);
      return lines.finish(verdictOf(t) === 'cannot be answered' && used.length > 0 ? 'partly' : verdictOf(t), answer, missing);
    },
  };
}

export function emergency(input: QuestionInput): Asked {
  const grants: CaseEvent[] = [];
  const found = input.findings.filter((f) => f.rule.startsWith('breakglass.'));
  const stages = new Map<string, Wake>();
  let elsewhere = 0;
  return {
    event(e) {
      if (e.kind !== 'breakglass.opened') return;
      const { period } = input;
      if (e.time !== undefined && period !== undefined && e.time >= period.from && e.time <= period.to && e.outcome === 'success') grants.push(e);
      else elsewhere++;
    },
    wake(w) {
      if (w.kind === 'breakglass.opened') stages.set(w.event, w);
    },
    finish() {
      const lines = new Lines();
      const missing = new Missing(input);
      const n = { bounded: 0, approved: 0, closed: 0 };
      let open = false;
      for (const e of grants) {
        const w = stages.get(e.id);
        const own = found.filter((f) => f.event === e.id);
        const unknown =
          w?.obligations.filter((o) => o.audience === undefined && (o.stage === 'acted' || o.stage === 'verified') && o.verdict === 'unknown') ?? [];
        for (const o of unknown) missing.of(o);
        if (unknown.length > 0) open = true;
        if (e.grant?.expiresAt !== undefined) n.bounded++;
        if (e.approver !== undefined) n.approved++;
        if (e.grant?.closedAt !== undefined) n.closed++;
        const text = (): string =>
          sentence([
            `${nameOf(input, e.target) ?? 'An identity that is not named'}, opened ${e.time === undefined ? '' : moment(e.time)} by ${nameOf(input, e.grant?.user ?? e.actor) ?? 'nobody named'}:`,
            e.grant?.expiresAt === undefined ? 'without an expiry;' : `to expire ${moment(e.grant.expiresAt, e.time)};`,
            e.approver === undefined
              ? 'no approver on record;'
              : `approved by ${nameOf(input, e.approver) ?? e.approver}${e.approvedAt === undefined ? ' at a time that is not recorded' : `, ${moment(e.approvedAt, e.time)}`};`,
            e.grant?.closedAt === undefined ? 'no close on record.' : `closed ${moment(e.grant.closedAt, e.time)}.`,
            ...own.map((f) => f.text),
          ]);
        const records: RecordRef[] = [
          ...e.records,
          ...own.flatMap((f) => f.evidence.map((x) => x.record)),
          ...recordsOf(w?.obligations.filter((o) => o.stage === 'acted') ?? []),
        ];
        const cut = own.length > 0 || e.approver === undefined || e.grant?.expiresAt === undefined || e.grant?.closedAt === undefined;
        lines.add(cut ? 'gap' : unknown.length > 0 ? 'unknown' : 'shown', text, new Set(records), w?.id);
      }
      if (grants.length === 0) {
        if (elsewhere > 0)
          return lines.finish('answered', 'No emergency access was opened in the period; the registers hold grants outside it.', missing);
        return noGrants(input, lines, missing);
      }
      const over = found.filter((f) => f.rule === 'breakglass.overrun').length;
      const answer = sentence([
        `${plural(grants.length, 'grant')}: ${number(n.bounded)} with an expiry, ${number(n.approved)} with an approver on record, ${number(n.closed)} closed.`,
        over > 0 ? `${number(over)} used after the expiry or the close.` : open ? '' : 'None was used after its expiry or close.',
        open ? 'For some the logs do not cover the time after the close.' : '',
      ]);
      return lines.finish(open ? 'partly' : 'answered', answer, missing);
    },
  };
}

/** A register that was exported and holds no grant says that there was none, as far as it covers the period. */
function noGrants(input: QuestionInput, lines: Lines, missing: Missing): ReturnType<Lines['finish']> {
  const { period } = input;
  const registers = input.sources.filter((s) => s.type === 'table' && /\bbreakglass\b/i.test(`${s.typeWhy ?? ''} ${s.name}`));
  if (period === undefined || registers.length === 0) {
    if (period !== undefined) missing.add('any', 'iam-audit', period, REGISTER);
    return lines.finish('cannot be answered', 'No source of the case records emergency access, so that none was given cannot be said.', missing);
  }
  const systems = new Set(registers.map((s) => s.system));
  const covered = input.coverage.filter((c) => c.channel === 'iam-audit' && systems.has(c.system));
  const holes = subtract([period], covered);
  for (const hole of holes) missing.add(registers[0]?.system ?? 'any', 'iam-audit', hole, REGISTER);
  if (holes.length === 0)
    return lines.finish('answered', 'No emergency access was opened in the period: the register covers it and holds no grant.', missing);
  const known = holes.reduce((n, h) => n + (h.to - h.from), 0) < period.to - period.from;
  const answer = 'The register holds no grant of the period, and covers only a part of it or none.';
  return lines.finish(known ? 'partly' : 'cannot be answered', answer, missing);
}
const REGISTER = 'a register of emergency access grants';

export function reviewed(input: QuestionInput): Asked {
  const lines = new Lines();
  const missing = new Missing(input);
  const t = tally();
  const decisions = { approve: 0, revoke: 0 };
  const byRecord = new Map<RecordRef, Certification>(input.certifications.map((c) => [c.record, c]));
  return {
    wake(w: Wake) {
      const o = own(w, 'certified');
      if (o === undefined || o.verdict === 'not-required') return;
      t[o.verdict]++;
      missing.of(o);
      const rows = o.evidence.flatMap((e) => (e.role === 'certification' ? (byRecord.get(e.record) ?? []) : []));
      const after = rows.filter((c) => c.decidedAt !== undefined && c.decidedAt >= w.time && c.decision !== 'none');
      const first = after[0];
      if (first !== undefined && first.decision !== 'none') decisions[first.decision]++;
      const text = (): string => {
        const by = after.map(
          (c) => `${nameOf(input, c.reviewer) ?? 'somebody not named'} decided to ${c.decision}, ${moment(c.decidedAt ?? w.time)}`,
        );
        return sentence([`${wakeTitle(input, w)}:`, by.length === 0 ? '' : `${listed(by, 3)}.`, o.text]);
      };
      lines.add(stateOf([o.verdict]), text, recordsOf([o]), w.id);
    },
    finish() {
      const asked = askedOf(t);
      const faults = byStage(input, ['cert.unenforced', 'cert.self', 'cert.reviewer-gone']);
      const answer =
        asked === 0
          ? 'The policy asks for a review after none of the changes in the period.'
          : sentence([
              `Of ${plural(asked, 'change')} after which the access had to be reviewed again: ${tallyWords(t, { met: 'reviewed in time', unmet: 'never reviewed', late: 'reviewed late' })}.`,
              decisions.approve + decisions.revoke > 0 ? `Decided: ${number(decisions.approve)} to keep, ${number(decisions.revoke)} to revoke.` : '',
              faults.length > 0
                ? `${plural(faults.length, 'review')} cannot be relied on or had no effect: ${listed([...new Set(faults.map((f) => f.rule))])}.`
                : '',
            ]);
      return lines.finish(asked === 0 ? 'answered' : verdictOf(t), answer, missing);
    },
  };
}
