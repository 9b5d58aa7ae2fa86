import { answerQuestions, type QuestionAnswer, withDecisions } from '../../../shared/views/questions.ts';
import type { Handlers } from '../context.ts';
import { analysisInfo, eachWake, listCoverage, listCuts, listFindings, listWakes } from '../store/analysis.ts';
import { loadFacts } from '../store/facts.ts';
import { casePeriod } from '../store/info.ts';
import type { OpenCase } from '../store/open.ts';
import { sourceLines } from '../store/sources.ts';
import { look } from '../store/watch.ts';
import { requestsOf } from './coverage.ts';
import { lookupFor, requireCase } from './lookup.ts';

/** The twelve answers, worked out once for an analysis: they look at every event and every wake. */
export function questionsOf(open: OpenCase): QuestionAnswer[] {
  const answers = open.cached('analysis', 'questions', () => {
    const facts = loadFacts(open);
    const of = facts.events.length + listWakes(open).length;
    return answerQuestions({
      period: casePeriod(open),
      analysed: analysisInfo(open) !== undefined,
      events: facts.events,
      wakes: eachWake(open),
      findings: listFindings(open),
      sources: sourceLines(open),
      coverage: listCoverage(open),
      cuts: listCuts(open),
      requests: requestsOf(open),
      actions: facts.actions,
      certifications: facts.certifications,
      lookup: lookupFor(open),
      onStep: (done) => look(Math.min(done, of), of),
    });
  });
  const { disposition } = lookupFor(open);
  const decided = (as: 'confirmed' | 'dismissed'): number => listFindings(open).filter((f) => disposition(f.id) === as).length;
  return withDecisions(answers, { confirmed: decided('confirmed'), dismissed: decided('dismissed') });
}

export const questionsHandlers = {
  'questions.list': (_args, { state }) => questionsOf(requireCase(state)),
} satisfies Partial<Handlers>;
