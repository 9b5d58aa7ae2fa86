/** All commands, in the order of the help. */
import type { Command } from '../command.ts';
import { analyse, custody, newCase } from './case.ts';
import { clock, decisions, dismiss, join, split, suggestions, tie } from './decisions.ts';
import { demo } from './demo.ts';
import { exportPackage, keygen, verify } from './evidence.ts';
import { dispose, explain, findings, note } from './findings.ts';
import { coverage, identities, owners, requests } from './identities.ts';
import { importFiles, rejects, sources } from './import.ts';
import { mapping } from './mapping.ts';
import { matrix, whatIf } from './matrix.ts';
import { open } from './open.ts';
import { policy } from './policy.ts';
import { questions } from './questions.ts';
import { to } from './to.ts';
import { timeline, wakes } from './wakes.ts';

export const COMMANDS: readonly Command[] = [
  newCase,
  importFiles,
  mapping,
  sources,
  rejects,
  analyse,
  policy,
  findings,
  explain,
  wakes,
  timeline,
  identities,
  suggestions,
  owners,
  coverage,
  requests,
  questions,
  matrix,
  whatIf,
  note,
  dispose,
  join,
  split,
  dismiss,
  tie,
  clock,
  decisions,
  custody,
  keygen,
  exportPackage,
  verify,
  to,
  open,
  demo,
];

/** Commands of the full command line that this version does not have. */
export const LATER: readonly string[] = ['merge', 'cosign', 'redact'];
