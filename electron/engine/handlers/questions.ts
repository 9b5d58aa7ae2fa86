import { answerQuestions, type QuestionAnswer, withDecisions } from '../../../shared/views/questions.ts';
import type { HandlerContext, Handlers } from '../context.ts';
import { analysisInfo, eachWake, listCoverage, listCuts, listFindings } from '../store/analysis.ts';
import { loadFacts } from '../store/facts.ts';
import { casePeriod } from '../store/info.ts';
import type { OpenCase } from '../store/open.ts';
import { sourceLines } from '../store/sources.ts';
import { requestsOf } from './coverage.ts';
import { findingLines, lookupFor, requireCase } from './lookup.ts';

/** The twelve answers, worked out once for an analysis: they look at every event and every wake. `look` may throw to stop. */
export function questionsOf(open: OpenCase, look?: () => void): QuestionAnswer[] {
  const answers = open.cached('analysis', 'questions', () => {
    const facts = loadFacts(open);
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
      onStep: look,
    });
  });
  const { lines } = findingLines(open);
  const decided = (as: 'confirmed' | 'dismissed'): number => lines.filter((l) => l.disposition === as).length;
  return withDecisions(answers, { confirmed: decided('confirmed'), dismissed: decided('dismissed') });
}

export const questionsHandlers = {
  'questions.list': (_args, context: HandlerContext) => questionsOf(requireCase(context.state), () => context.checkCancelled()),
} satisfies Partial<Handlers>;
