/** The same history judged under another policy or other owners. Nothing is written: the case has no trace of it. */
import { performance } from 'node:perf_hooks';
import { Failure } from '../../../shared/contract/errors.ts';
import type { Args } from '../../../shared/contract/requests.ts';
import type { Finding } from '../../../shared/model/analysis.ts';
import type { CaseFacts } from '../../../shared/model/facts.ts';
import type { EventId } from '../../../shared/model/ids.ts';
import { STAGES } from '../../../shared/model/vocabulary.ts';
import { DEFAULT_POLICY_YAML, type Policy, parsePolicy, policyChanges } from '../../../shared/policy/policy.ts';
import { whatIfMachine } from '../../../shared/views/machine.ts';
import { type MatrixBy, matrixView } from '../../../shared/views/matrix.ts';
import { labelOf } from '../../../shared/views/text.ts';
import {
  Comparison,
  gapsOfRow,
  type JudgedWake,
  sumOf,
  turnOf,
  type VerdictChange,
  type WhatIfChangeLine,
  type WhatIfClaims,
  type WhatIfFinding,
  type WhatIfMatrix,
  type WhatIfView,
  whatIfMatrix,
} from '../../../shared/views/whatif.ts';
import { analyseEach, type Judged } from '../../../shared/wake/analyse.ts';
import type { HandlerContext, Handlers } from '../context.ts';
import { analysisInfo, eachWake, listFindings, listWakes, loadIdentity } from '../store/analysis.ts';
import { loadFacts } from '../store/facts.ts';
import { caseInfo } from '../store/info.ts';
import type { OpenCase } from '../store/open.ts';
import { look } from '../store/watch.ts';
import { judged } from './analysis.ts';
import { readPolicyText } from './create.ts';
import { hypothesis } from './hypothetical-claims.ts';
import { requireCase } from './lookup.ts';
import { ownershipOf } from './ownership.ts';
import { groupsOf } from './wake-groups.ts';
import { recordsDone, watching } from './watching.ts';

/** More gained or lost findings than these nobody reads in a panel; the changes are paged. */
const MOST_FINDINGS = 500;
const PAGE = 2000;

interface Kept {
  readonly view: WhatIfView;
  readonly before: ReadonlyMap<EventId, JudgedWake>;
  readonly after: ReadonlyMap<EventId, JudgedWake>;
  readonly changes: readonly VerdictChange[];
}

/** The last one, until the case is analysed anew or changes. */
const keptOf = (open: OpenCase): { last: Kept | undefined } => open.cached('analysis', 'whatIf', () => ({ last: undefined }));

function lastOf(open: OpenCase): Kept {
  const { last } = keptOf(open);
  if (last === undefined) throw new Failure({ code: 'not-found', message: 'there is no what-if of the case as it is now', advice: 'Run it again.' });
  return last;
}

function policyOf(text: string, file: string | undefined): Policy {
  const parsed = parsePolicy(text);
  if (parsed.ok) return parsed.value;
  const [first] = parsed.error;
  const more = parsed.error.length - 1;
  throw new Failure({
    code: 'input',
    message: `the policy has a mistake: ${first?.message ?? 'it cannot be read'}${more > 0 ? `, and ${more} more` : ''}`,
    file,
    position: first === undefined ? undefined : `line ${first.line}, column ${first.column}`,
    advice: 'Correct it there; nothing was judged.',
  });
}

/** Judges by `policy`; `share` is which part of the whole it is. */
function judge(
  facts: CaseFacts,
  policy: Policy,
  context: HandlerContext,
  share: readonly [from: number, of: number],
  each: (made: Judged) => void,
): readonly Finding[] {
  const [from, of] = share;
  const rest = judged(context, () =>
    analyseEach(facts, policy, each, (done, total) => {
      context.progress(recordsDone('analysing', from * total + done, of * total));
      return Atomics.load(context.cancelFlag, 0) === 0;
    }),
  );
  return rest.findings;
}

async function run(open: OpenCase, args: Args<'whatif.run'>, context: HandlerContext): Promise<WhatIfView> {
  if (args.policyFile === undefined && args.policyText === undefined && args.claimsFile === undefined)
    throw new Failure({ code: 'usage', message: 'a what-if needs another policy, other owners, or both' });
  const started = performance.now();
  const ownText = caseInfo(open).policyText ?? DEFAULT_POLICY_YAML;
  const own = policyOf(ownText, undefined);
  const text = args.policyText ?? (args.policyFile === undefined ? ownText : readPolicyText(args.policyFile));
  const policy = policyOf(text, args.policyFile);
  const { claimsFile } = args;
  const owners =
    claimsFile === undefined
      ? undefined
      : await hypothesis(
          claimsFile,
          watching(context, () => ownershipOf(open)),
        );
  context.checkCancelled();
  const facts = watching(context, () => loadFacts(open));
  const info = analysisInfo(open);
  // What stands in the case was judged by the same facts and the same policy: there is no need to judge it again.
  const stands = info?.current === true && info.policyText === ownText;
  const both = new Comparison();
  if (stands) {
    watching(context, () => {
      const of = listWakes(open).length;
      for (const w of eachWake(open)) {
        if (both.before.size % 64 === 0) look(both.before.size, of);
        both.wakeBefore(w);
      }
      both.findingsBefore(listFindings(open));
    });
  } else {
    const findings: Finding[] = [];
    const ofCase = judge(facts, own, context, [0, 2], (made) => {
      both.wakeBefore(made.wake);
      findings.push(...made.findings);
    });
    both.findingsBefore([...findings, ...ofCase]);
  }
  const found = judge(owners === undefined ? facts : withClaims(facts, owners.claims), policy, context, stands ? [0, 1] : [1, 2], (made) => {
    both.wakeAfter(made.wake);
    for (const f of made.findings) both.findingAfter(f);
  });
  for (const f of found) both.findingAfter(f);
  context.checkCancelled();
  const kept = watching(context, () => compared(open, both, { own, ownText, policy, text, owners: owners?.told, started }));
  keptOf(open).last = kept;
  return kept.view;
}

/** The case's facts with other claims. The rest is still read when it is first asked for: a copy would read everything at once. */
const withClaims = (facts: CaseFacts, claims: CaseFacts['claims']): CaseFacts =>
  Object.defineProperties({}, { ...Object.getOwnPropertyDescriptors(facts), claims: { value: claims, enumerable: true } }) as CaseFacts;

interface Compared {
  readonly own: Policy;
  readonly ownText: string;
  readonly policy: Policy;
  readonly text: string;
  readonly owners: WhatIfClaims | undefined;
  readonly started: number;
}

function compared(open: OpenCase, both: Comparison, { own, ownText, policy, text, owners, started }: Compared): Kept {
  const { changes, gained, lost } = both.result();
  look();
  const [was, is] = [total(both.before), total(both.after)];
  const line = (side: ReadonlyMap<EventId, JudgedWake>) => (f: Finding) => findingLine(open, f, side, both.before);
  const view: WhatIfView = {
    policy: {
      before: { name: own.name, revision: own.revision },
      after: { name: policy.name, revision: policy.revision },
      changes: policyChanges(text, ownText).map(({ path, was: a, now: b }) => ({ path, was: a, now: b })),
    },
    claims: owners,
    before: sumOf(was),
    after: sumOf(is),
    wakes: { before: both.before.size, after: both.after.size },
    gaps: { before: gapsOfRow(was), after: gapsOfRow(is) },
    changed: changes.length,
    events: new Set(changes.map((c) => c.event)).size,
    gained: gained.slice(0, MOST_FINDINGS).map(line(both.after)),
    gainedTotal: gained.length,
    lost: lost.slice(0, MOST_FINDINGS).map(line(both.before)),
    lostTotal: lost.length,
    seconds: (performance.now() - started) / 1000,
  };
  return { view, before: both.before, after: both.after, changes };
}

const total = (wakes: ReadonlyMap<EventId, JudgedWake>) =>
  matrixView(
    'kind',
    [...wakes.values()].map((w) => ({ strip: w.strip, groups: [w.kind] })),
    wakes.size,
  ).all;

const subjectOf = (open: OpenCase, id: string | undefined): string => {
  const identity = id === undefined ? undefined : loadIdentity(open, id);
  return identity === undefined ? (id ?? 'no identity named') : labelOf(identity);
};

function findingLine(open: OpenCase, f: Finding, side: ReadonlyMap<EventId, JudgedWake>, inCase: ReadonlyMap<EventId, JudgedWake>): WhatIfFinding {
  const wake = f.event === undefined ? undefined : side.get(f.event);
  return {
    id: f.id,
    rule: f.rule,
    severity: f.severity,
    stage: f.stage,
    event: f.event,
    wake: f.event === undefined ? undefined : inCase.get(f.event)?.id,
    kind: wake?.kind,
    time: wake?.time,
    subject: subjectOf(open, f.subject),
    text: f.text,
  };
}

function matrix(open: OpenCase, by: MatrixBy): WhatIfMatrix {
  const { before, after, changes } = lastOf(open);
  const view = (wakes: ReadonlyMap<EventId, JudgedWake>) =>
    matrixView(
      by,
      [...wakes.values()].map((w) => ({ strip: w.strip, groups: groupsOf(open, by, w) })),
      wakes.size,
    );
  const changed = new Set<string>();
  for (const c of changes) {
    const wake = before.get(c.event) ?? after.get(c.event);
    // A cell counts the events' own verdicts; an audience's alone changes none of them.
    if (wake === undefined || c.audience !== undefined) continue;
    const stage = STAGES.indexOf(c.stage);
    changed.add(`${stage}`);
    for (const g of groupsOf(open, by, wake)) changed.add(`${stage} ${g}`);
  }
  return whatIfMatrix(view(before), view(after), (value, stage) => changed.has(value === undefined ? `${stage}` : `${stage} ${value}`));
}

function changesOf(open: OpenCase, { filter, offset, limit }: Args<'whatif.changes'>): { rows: WhatIfChangeLine[]; total: number } {
  const { before, after, changes } = lastOf(open);
  const of = (e: EventId): JudgedWake | undefined => before.get(e) ?? after.get(e);
  const fits = changes.filter((c) => {
    const wake = of(c.event);
    if (wake === undefined) return false;
    if (filter?.stage !== undefined && c.stage !== filter.stage) return false;
    if (filter?.turn !== undefined && turnOf(c) !== filter.turn) return false;
    return filter?.group === undefined || groupsOf(open, filter.group.by, wake).includes(filter.group.value);
  });
  const rows = fits.slice(offset, offset + limit).flatMap((c): WhatIfChangeLine[] => {
    const wake = of(c.event);
    return wake === undefined
      ? []
      : [{ ...c, wake: before.get(c.event)?.id, kind: wake.kind, time: wake.time, subject: subjectOf(open, wake.target), turn: turnOf(c) }];
  });
  return { rows, total: fits.length };
}

export const whatIfHandlers = {
  'whatif.run': (args, context) => run(requireCase(context.state), args, context),
  'whatif.last': (_args, { state }) => ({ view: keptOf(requireCase(state)).last?.view }),
  'whatif.matrix': ({ by }, { state }) => matrix(requireCase(state), by),
  'whatif.changes': (args, { state }) => changesOf(requireCase(state), args),
  'whatif.discard': (_args, { state }) => {
    keptOf(requireCase(state)).last = undefined;
    return {};
  },
  'machine.whatIf': ({ after }, { state }) => {
    const { changes } = lastOf(requireCase(state));
    const from = after === undefined ? 0 : Number(after);
    if (!Number.isSafeInteger(from) || from < 0) throw new Failure({ code: 'usage', message: 'after is no cursor of this list' });
    return { lines: changes.slice(from, from + PAGE).map(whatIfMachine), next: from + PAGE < changes.length ? String(from + PAGE) : undefined };
  },
} satisfies Partial<Handlers>;
