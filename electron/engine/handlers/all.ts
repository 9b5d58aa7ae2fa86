/** Every request of the contract has its handler here, or this does not compile. */
import type { Handlers } from '../context.ts';
import { analysisHandlers } from './analysis.ts';
import { caseHandlers } from './case.ts';
import { coverageHandlers } from './coverage.ts';
import { custodyHandlers } from './custody.ts';
import { decisionHandlers } from './decisions.ts';
import { demoHandlers } from './demo.ts';
import { evidenceHandlers } from './evidence.ts';
import { filesHandlers } from './files.ts';
import { findingsHandlers } from './findings.ts';
import { graphHandlers } from './graph.ts';
import { identitiesHandlers } from './identities.ts';
import { importHandlers } from './import.ts';
import { machineHandlers } from './machine.ts';
import { mappingHandlers } from './mappings.ts';
import { matrixHandlers } from './matrix.ts';
import { noteHandlers } from './notes.ts';
import { policyHandlers } from './policy.ts';
import { questionsHandlers } from './questions.ts';
import { recordHandlers } from './records.ts';
import { searchHandlers } from './search.ts';
import { sourceHandlers } from './sources.ts';
import { suggestionHandlers } from './suggestions.ts';
import { timelineHandlers } from './timeline.ts';
import { wakesHandlers } from './wakes.ts';
import { waysOutHandlers } from './ways-out.ts';
import { whatIfHandlers } from './whatif.ts';
import { worksHandlers } from './works.ts';

export const handlers = {
  ...analysisHandlers,
  ...caseHandlers,
  ...coverageHandlers,
  ...custodyHandlers,
  ...decisionHandlers,
  ...demoHandlers,
  ...evidenceHandlers,
  ...filesHandlers,
  ...findingsHandlers,
  ...graphHandlers,
  ...identitiesHandlers,
  ...importHandlers,
  ...machineHandlers,
  ...mappingHandlers,
  ...matrixHandlers,
  ...noteHandlers,
  ...policyHandlers,
  ...questionsHandlers,
  ...recordHandlers,
  ...searchHandlers,
  ...sourceHandlers,
  ...suggestionHandlers,
  ...timelineHandlers,
  ...wakesHandlers,
  ...whatIfHandlers,
  ...waysOutHandlers,
  ...worksHandlers,
} satisfies Handlers;
