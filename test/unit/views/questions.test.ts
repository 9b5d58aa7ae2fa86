/** The auditor's questions over small organisations: every answer cites, and where it cannot, it names the log. */
import { describe, expect, it } from 'vitest';
import type { CaseFacts } from '../../../shared/model/facts.ts';
import { DEFAULT_POLICY } from '../../../shared/policy/policy.ts';
import { requestLines } from '../../../shared/views/coverage.ts';
import { answerQuestions, type QuestionAnswer, withDecisions } from '../../../shared/views/questions.ts';
import { analyse } from '../../../shared/wake/analyse.ts';
import { organisation, type Tables } from '../../builders/organisation.ts';

function ask(facts: CaseFacts, analysed = true): QuestionAnswer[] {
  const analysis = analyse(facts, DEFAULT_POLICY);
  const byId = new Map(analysis.identities.map((i) => [i.id, i]));
  return answerQuestions({
    period: facts.period,
    analysed,
    events: facts.events,
    wakes: analysis.wakes,
    findings: analysis.findings,
    sources: facts.sources.map((s) => ({ ...s, read: 1, rejected: 0, undated: 0 })),
    coverage: analysis.coverage,
    cuts: analysis.cuts,
    requests: requestLines(analysis.requests),
    actions: facts.actions,
    certifications: facts.certifications,
    lookup: {
      identity: (id) => byId.get(id),
      identityOf: (alias) => analysis.identityOf.get(alias),
      position: (record) => ({ ordinal: Number(record.slice(record.indexOf(':') + 1)), line: 1, offset: 0, length: 0 }),
    },
  });
}
const question = (n: number, tables: Tables): QuestionAnswer => {
  const found = ask(organisation(tables)).find((q) => q.number === n);
  if (found === undefined) throw new Error(`no question ${n}`);
  return found;
};

const GRANT = `
  event_id  time   kind          actor              target                    outcome  access  approver           approved_at
  e1        10:00  role.granted  sam@ship.example   name:svc-tide             success  admin   sue@ship.example   09:00
  e2        11:00  role.granted  sam@ship.example   name:svc-tide             success  admin   sue@ship.example   12:00
  e3        12:00  role.granted  sam@ship.example   name:svc-tide             success  admin   -                  -
`;

describe('the twelve questions', () => {
  it('stand in their order, each with a verdict, and those that show something cite records', () => {
    const answers = ask(organisation({ events: GRANT }));
    expect(answers.map((a) => a.number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    for (const a of answers) {
      expect(a.answer).not.toBe('');
      expect(a.citations.every((c) => /^s\d{4}:\d+$/.test(c))).toBe(true);
      expect(new Set(a.citations).size).toBe(a.citations.length);
    }
    expect(answers[0]?.citations).not.toEqual([]);
  });

  it('cannot be answered before an analysis, and say so', () => {
    for (const a of ask(organisation({ events: GRANT }), false)) expect(a).toMatchObject({ verdict: 'cannot be answered', citations: [] });
  });

  it('tell an approval before from one after, and from a place for one that is empty', () => {
    const a = question(2, { events: GRANT });
    expect(a.verdict).toBe('answered');
    expect(a.answer).toContain('1 of 3 changes approved before, 1 after.');
    expect(a.answer).toContain('1 without an approval although the record has a place for one');
    expect(a.lines.map((l) => l.state)).toEqual(['gap', 'gap', 'shown']);
  });

  it('say that emergency access cannot be known where no source records any', () => {
    const a = question(8, { events: GRANT });
    expect(a.verdict).toBe('cannot be answered');
    expect(a.missing).toMatchObject([{ channel: 'iam-audit' }]);
    expect(a.missing[0]?.text).toContain('a register of emergency access grants');
  });

  it('say of an emergency grant who authorised it, whether it ends and whether it was closed', () => {
    const a = question(8, {
      breakglass: `
        grant_id  identity       user               opened_at  expires_at  closed_at  approver           approved_at  reason
        g1        name:bg-admin  sam@ship.example   10:00      12:00       11:00      sue@ship.example   09:50        repair
        g2        name:bg-admin  sam@ship.example   d5 10:00   -           -          -                  -            repair`,
    });
    expect(a.answer).toContain('2 grants: 1 with an expiry, 1 with an approver on record, 1 closed.');
    expect(a.lines.find((l) => l.state === 'gap')?.text).toContain('no approver on record');
    expect(a.citations.length).toBeGreaterThan(0);
  });

  it('name the systems, channels and intervals that are missing for what cannot be said', () => {
    const facts = organisation({ events: GRANT });
    // The same, but nobody brought the notices: whether anybody was told cannot be said.
    const without = { ...facts, sources: facts.sources.filter((s) => !s.channels.includes('mail')), notices: [] };
    const told = ask(without)[3];
    expect(told?.verdict).toBe('cannot be answered');
    expect(told?.missing.map((m) => m.channel)).toContain('mail');
    for (const m of told?.missing ?? []) expect(m.to).toBeGreaterThan(m.from);
    expect(told?.missing.every((m) => m.requests.length > 0)).toBe(true);
  });

  it('bound what they cite and say how much more there is', () => {
    const rows = Array.from({ length: 900 }, (_x, i) => {
      const minute = String(i % 60).padStart(2, '0');
      const hour = String(Math.floor(i / 60)).padStart(2, '0');
      return `  e${i}  ${hour}:${minute}  role.granted  sam@ship.example  name:svc-${i}  success  admin`;
    });
    const a = question(1, { events: `\n  event_id  time  kind  actor  target  outcome  access\n${rows.join('\n')}\n` });
    expect(a.citations).toHaveLength(200);
    expect(a.citationsTotal).toBe(900);
    expect(a.answer).toContain('200 records are cited here; 700 more bear it out.');
    expect(a.lines.length).toBeLessThan(a.linesTotal);
  });

  it('tell the investigator’s decisions beside what is outside policy', () => {
    const answers = ask(organisation({ events: GRANT }));
    expect(withDecisions(answers, { confirmed: 2, dismissed: 1 })[2]?.answer).toContain('confirmed 2 and dismissed 1');
    expect(withDecisions(answers, { confirmed: 0, dismissed: 0 })).toEqual(answers);
  });
});
