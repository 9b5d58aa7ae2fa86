/**
 * The request map: name → what it takes and what it gives. The engine implements every name (complete by `satisfies`),
 * a transport only moves messages. Everything here is plain data that survives structured clone and JSON.
 */
import type { Duration, Instant } from '../base/instant.ts';
import type { Interval } from '../base/interval.ts';
import type { Considered } from '../model/analysis.ts';
import type { Mapping } from '../model/mapping.ts';
import type { MappingEdits } from '../model/proposal.ts';
import type { Channel, Disposition, EventKind, IdentityKind, Severity, Stage, TlpLevel, Verdict } from '../model/vocabulary.ts';
import type { WayOut } from '../model/ways-out.ts';
import type { MachineLines } from '../views/machine.ts';
import type { MatrixBy, MatrixView } from '../views/matrix.ts';
import type { PolicyCheck, PolicyView } from '../views/policy.ts';
import type { QuestionAnswer } from '../views/questions.ts';
import type {
  AnalyseReport,
  CaseSummary,
  CoverageView,
  CustodyLine,
  DemoResult,
  DirectoryListing,
  EventDetail,
  ExplainView,
  ExportResult,
  FindingDetail,
  FindingsList,
  GraphEdgeDetail,
  GraphView,
  HandedOut,
  IdentitiesList,
  ImportPlan,
  ImportReport,
  KeyInfo,
  LaneView,
  MappingDraft,
  MappingsView,
  NoteLine,
  OwnersView,
  PackageLine,
  RawRecordView,
  RejectsList,
  RequestLine,
  SearchResult,
  SourcesView,
  TimelineOverview,
  TimelinePage,
  VerificationView,
  WakesList,
  WakeView,
} from '../views/types.ts';
import type { WhatIfChangeLine, WhatIfMatrix, WhatIfView } from '../views/whatif.ts';
import type { DecisionRequests } from './decisions.ts';
import type { WorkRequests } from './works.ts';

/** All parts are optional and narrow together. Times are effective instants, half-open. */
export interface TimelineFilter {
  readonly from?: Instant | undefined;
  readonly to?: Instant | undefined;
  readonly kinds?: readonly EventKind[] | undefined;
  readonly systems?: readonly string[] | undefined;
  readonly outcomes?: readonly ('success' | 'failure' | 'unknown')[] | undefined;
  /** Identity ids or aliases: actor, target, on-behalf-of or credential. */
  readonly identities?: readonly string[] | undefined;
  /** Case-insensitive substring over actor, target, operation, ids, access, place. */
  readonly search?: string | undefined;
}

export interface ImportOptions {
  readonly as?: string | undefined;
  readonly zone?: string | undefined;
  /** `copy` keeps the original bytes in the vault (default), `reference` leaves them where they are. */
  readonly keep?: 'copy' | 'reference' | undefined;
  readonly analyse?: boolean | undefined;
  /** A file with a mapping: for whatever it fits, or for every file where it says nothing of what it fits. */
  readonly mapping?: string | undefined;
  /** What the user set for single members; it goes before bundle.yaml and the content. */
  readonly members?: readonly MemberSettings[] | undefined;
}

export interface MemberSettings {
  /** As in the plan. */
  readonly name: string;
  /** The file that holds it, where two members of an import have one name. */
  readonly path?: string | undefined;
  /** An adapter's name, or `mapping:NAME`. */
  readonly as?: string | undefined;
  /** The text of a mapping, in place of `as`. */
  readonly mapping?: string | undefined;
  readonly system?: string | undefined;
  readonly channels?: readonly Channel[] | undefined;
  readonly zone?: string | undefined;
  readonly covers?: Interval | undefined;
  readonly clock?: { readonly offset: Duration; readonly uncertainty?: Duration | undefined } | undefined;
  readonly leaveOut?: boolean | undefined;
}

export interface WakesFilter {
  readonly event?: string | undefined;
  readonly identity?: string | undefined;
  readonly kinds?: readonly EventKind[] | undefined;
  readonly verdict?: Verdict | undefined;
  /** With `verdict` or `verdicts`: they are asked of this stage alone. */
  readonly stage?: Stage | undefined;
  /** Any of these. */
  readonly verdicts?: readonly Verdict[] | undefined;
  /** Rows of the stage matrix; all of them. */
  readonly groups?: readonly { readonly by: MatrixBy; readonly value: string }[] | undefined;
  /** Case-insensitive substring of the kind, or of the name or an alias of the identity that changed or of the actor. */
  readonly search?: string | undefined;
}

export interface FindingsFilter {
  readonly rules?: readonly string[] | undefined;
  readonly severities?: readonly Severity[] | undefined;
  readonly stages?: readonly (Stage | 'case')[] | undefined;
  readonly dispositions?: readonly Disposition[] | undefined;
  readonly identityKinds?: readonly string[] | undefined;
  readonly identity?: string | undefined;
  readonly wake?: string | undefined;
  readonly search?: string | undefined;
}

export interface Requests extends DecisionRequests, WorkRequests {
  /** The engine's own directory listing, for hosts without native dialogs. `dir` undefined: the home directory. */
  'files.list': { args: { dir?: string | undefined }; result: DirectoryListing };

  'case.create': {
    args: { dir: string; title: string; investigator?: string | undefined; tlp?: TlpLevel | undefined; policyFile?: string | undefined };
    result: CaseSummary;
  };
  /** Read-only where another process holds the case; the summary says so. */
  'case.open': { args: { dir: string; investigator?: string | undefined; readOnly?: boolean | undefined }; result: CaseSummary };
  'case.close': { args: Record<string, never>; result: Record<string, never> };
  'case.summary': { args: Record<string, never>; result: CaseSummary };
  'case.investigator': { args: { investigator: string }; result: CaseSummary };

  'import.plan': { args: { paths: readonly string[]; options?: ImportOptions | undefined }; result: ImportPlan };
  /**
   * A mapping for a member of the plan: proposed from its data with what the user changed of it, or the text of one. `mapping` beside `text`:
   * what the text is to say now; what it says already stays as it is written there, comments too.
   */
  'import.draft': {
    args: {
      paths: readonly string[];
      name: string;
      path?: string | undefined;
      edits?: MappingEdits | undefined;
      text?: string | undefined;
      mapping?: Mapping | undefined;
    };
    result: MappingDraft;
  };
  /**
   * The plan, with all that was set in it, as a bundle.yaml to be kept with the bundle: by it the bundle is read the same way again. Written
   * where `file` says, with the mappings that it names beside it, and never over another file.
   */
  'import.declaration': {
    args: { paths: readonly string[]; options?: ImportOptions | undefined; file?: string | undefined };
    result: {
      readonly text: string;
      readonly mappings: readonly { readonly file: string; readonly text: string }[];
      readonly file: string | undefined;
    };
  };
  /** Mappings of the case, where one is open, and of the user's own folder. */
  'mapping.list': { args: Record<string, never>; result: MappingsView };
  /** `replace`: also over another mapping of the same name. */
  'mapping.save': {
    args: { text: string; to: 'case' | 'folder'; replace?: boolean | undefined };
    result: { readonly name: string; readonly file: string | undefined };
  };
  'import.run': { args: { paths: readonly string[]; options?: ImportOptions | undefined }; result: ImportReport };
  'sources.list': { args: Record<string, never>; result: SourcesView };
  'rejects.list': {
    args: {
      source?: string | undefined;
      status?: 'rejected' | 'ignored' | 'duplicate' | undefined;
      after?: number | undefined;
      limit?: number | undefined;
    };
    result: RejectsList;
  };
  'record.raw': { args: { record: string }; result: RawRecordView };

  /** The built-in policy and the JSON schema of policies; needs no open case. */
  'policy.default': { args: Record<string, never>; result: { readonly text: string; readonly schema: string } };
  /** The policy of the case, against the built-in one. */
  'policy.view': { args: Record<string, never>; result: PolicyView };
  /** What an edited text would be; nothing is changed. */
  'policy.check': { args: { text: string }; result: PolicyCheck };
  /** The text of a policy file, whatever is in it. */
  'policy.read': { args: { file: string }; result: { readonly text: string } };
  /** Takes the text as the policy of the case. The conclusions stay as they are until the next analysis. */
  'policy.save': { args: { text: string }; result: PolicyView };
  'analysis.run': { args: { policyFile?: string | undefined }; result: AnalyseReport };

  'timeline.overview': { args: { filter?: TimelineFilter | undefined; bins: number }; result: TimelineOverview };
  'timeline.lanes': {
    args: { from: Instant; to: Instant; bins: number; by: 'identity' | 'system' | 'kind'; limit: number; filter?: TimelineFilter | undefined };
    result: LaneView;
  };
  /** Keyset paging by (time, id). `at` jumps to the first row not before that instant. */
  'timeline.page': {
    args: { filter?: TimelineFilter | undefined; after?: string | undefined; before?: string | undefined; at?: Instant | undefined; limit: number };
    result: TimelinePage;
  };
  'event.detail': { args: { event: string }; result: EventDetail };
  'search.all': { args: { text: string; limit: number }; result: SearchResult };

  /** The worst first. */
  /** The worst first, unless `order` says otherwise. */
  'wakes.list': {
    args: { filter?: WakesFilter | undefined; order?: 'worst' | 'time' | undefined; offset: number; limit: number };
    result: WakesList;
  };
  'wake.view': { args: { wake: string }; result: WakeView };
  'findings.list': { args: { filter?: FindingsFilter | undefined }; result: FindingsList };
  'finding.detail': { args: { finding: string }; result: FindingDetail };
  'finding.dispose': { args: { finding: string; as: Disposition; reason: string }; result: FindingDetail };
  /**
   * What was looked at for an event: taken or refused, with the reason. It builds what the analysis sees anew, so it takes longer than
   * `explain`: seconds in a case of a million events.
   */
  'explain.considered': { args: { event: string }; result: readonly Considered[] };
  explain: { args: { finding?: string | undefined; event?: string | undefined; stage?: Stage | undefined }; result: ExplainView };

  'graph.view': {
    args: {
      kinds?: readonly EventKind[] | undefined;
      tiers?: readonly (0 | 1 | 2)[] | undefined;
      onlyGaps?: boolean | undefined;
      minimum?: number | undefined;
    };
    result: GraphView;
  };
  'graph.edge': {
    args: { edge: string; kinds?: readonly EventKind[] | undefined; tiers?: readonly (0 | 1 | 2)[] | undefined };
    result: GraphEdgeDetail;
  };

  'identities.list': {
    args: { search?: string | undefined; kinds?: readonly IdentityKind[] | undefined; offset: number; limit: number };
    result: IdentitiesList;
  };
  'owners.list': { args: { identity: string; at?: Instant | undefined; knownAt?: Instant | undefined }; result: OwnersView };
  'coverage.list': { args: Record<string, never>; result: CoverageView };
  'requests.list': { args: Record<string, never>; result: readonly RequestLine[] };
  'matrix.view': { args: { by: MatrixBy; filter?: WakesFilter | undefined }; result: MatrixView };
  /** Judges the case a second time, by another policy (a file, or a text that goes before it) and with other claims. Changes nothing. */
  'whatif.run': {
    args: { policyFile?: string | undefined; policyText?: string | undefined; claimsFile?: string | undefined };
    result: WhatIfView;
  };
  /** The last what-if; `undefined` where the case has changed since, or there was none. */
  'whatif.last': { args: Record<string, never>; result: { readonly view: WhatIfView | undefined } };
  'whatif.matrix': { args: { by: MatrixBy }; result: WhatIfMatrix };
  'whatif.changes': {
    args: {
      filter?:
        | {
            readonly stage?: Stage | undefined;
            readonly turn?: 'gained' | 'lost' | 'other' | undefined;
            readonly group?: { readonly by: MatrixBy; readonly value: string } | undefined;
          }
        | undefined;
      offset: number;
      limit: number;
    };
    result: { readonly rows: readonly WhatIfChangeLine[]; readonly total: number };
  };
  'whatif.discard': { args: Record<string, never>; result: Record<string, never> };
  /** The auditor's twelve questions, in their order. */
  'questions.list': { args: Record<string, never>; result: readonly QuestionAnswer[] };
  /** The request list as a letter to whoever holds the logs, or as a sheet. With `file` it is written there, where nothing may stand yet. */
  'requests.letter': {
    args: { format: 'markdown' | 'csv'; file?: string | undefined };
    result: { readonly text: string; readonly file: string | undefined };
  };

  'notes.list': { args: { on?: string | undefined }; result: readonly NoteLine[] };
  'notes.add': { args: { on: string; text: string }; result: NoteLine };
  'custody.list': {
    args: { after?: number | undefined; limit?: number | undefined };
    result: { readonly entries: readonly CustodyLine[]; readonly total: number; readonly head: string };
  };

  'evidence.keygen': { args: { file: string; passphrase: string }; result: KeyInfo };
  'evidence.key': { args: { file: string }; result: KeyInfo };
  'evidence.packages': { args: Record<string, never>; result: readonly PackageLine[] };
  'evidence.export': {
    args: {
      out: string;
      keyFile: string;
      passphrase: string;
      role?: string | undefined;
      sources: 'include' | 'hash';
      time?: Instant | undefined;
    };
    result: ExportResult;
  };
  /**
   * The case in a form that other tools read, as one file; entered in the custody log. The filter narrows the formats of events.
   * A file that is there is refused, unless `overwrite`.
   */
  'export.to': {
    args: { format: WayOut; out: string; overwrite?: boolean | undefined; filter?: TimelineFilter | undefined };
    result: HandedOut;
  };
  /** Works without an open case. `signers` is the auditor's allowed_signers file; `signersText`, without one, the lines of one. */
  'evidence.verify': {
    args: {
      file: string;
      signers?: string | undefined;
      signersText?: string | undefined;
      previous?: string | undefined;
      level?: number | undefined;
    };
    result: VerificationView;
  };

  // The JSON lines of the command line, page by page: `after` is the `next` of the page before.
  'machine.findings': { args: { filter?: FindingsFilter | undefined; after?: string | undefined }; result: MachineLines };
  'machine.wakes': { args: { filter?: WakesFilter | undefined; after?: string | undefined }; result: MachineLines };
  'machine.timeline': { args: { filter?: TimelineFilter | undefined; after?: string | undefined }; result: MachineLines };
  'machine.sources': { args: Record<string, never>; result: MachineLines };
  'machine.rejects': { args: Omit<Requests['rejects.list']['args'], 'after' | 'limit'> & { after?: string | undefined }; result: MachineLines };
  'machine.identities': { args: { search?: string | undefined; after?: string | undefined }; result: MachineLines };
  'machine.owners': { args: Requests['owners.list']['args']; result: MachineLines };
  'machine.coverage': { args: Record<string, never>; result: MachineLines };
  'machine.requests': { args: Record<string, never>; result: MachineLines };
  /** The verdicts that the last what-if changed. */
  'machine.whatIf': { args: { after?: string | undefined }; result: MachineLines };
  'machine.questions': { args: Record<string, never>; result: MachineLines };

  /** Writes the sample incident's raw bundle into a directory. */
  'demo.bundle': { args: { dir: string }; result: DemoResult };
  /** The whole sample: bundle, case, import, analysis, a package sealed with a key that lives in memory only, verification. */
  'demo.run': { args: { dir: string }; result: DemoResult };
}

export type RequestName = keyof Requests;
export type Args<K extends RequestName> = Requests[K]['args'];
export type ResultOf<K extends RequestName> = Requests[K]['result'];

/** Progress of a long request; absent figures are not known yet. */
export interface Progress {
  readonly request: number;
  readonly phase: 'reading' | 'indexing' | 'analysing' | 'hashing' | 'packing' | 'verifying' | 'writing';
  readonly member: string | undefined;
  readonly bytes: { readonly done: number; readonly of: number | undefined } | undefined;
  readonly records: { readonly done: number; readonly of: number | undefined } | undefined;
  /** Records a second over the last seconds. */
  readonly rate: number | undefined;
  readonly secondsLeft: number | undefined;
}

export type Pushed =
  | { readonly type: 'progress'; readonly progress: Progress }
  /** A long request has begun or has come to its end. */
  | { readonly type: 'worksChanged' }
  | { readonly type: 'caseChanged'; readonly what: readonly ('sources' | 'analysis' | 'annotations' | 'custody' | 'case')[] };

/** The part of an AbortSignal that a transport needs; shared/ knows no DOM. */
export interface CancelSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
}

/** What the renderer's transport and the CLI both speak. */
export interface Engine {
  request<K extends RequestName>(
    name: K,
    args: Args<K>,
    options?: { readonly onProgress?: ((p: Progress) => void) | undefined; readonly signal?: CancelSignal | undefined },
  ): Promise<ResultOf<K>>;
  /** Returns the function that ends the subscription. */
  subscribe(listener: (pushed: Pushed) => void): () => void;
}

/** Messages over any transport (worker port, IPC, WebSocket or HTTP): plain data. */
export type ToEngine =
  | { readonly type: 'request'; readonly id: number; readonly name: RequestName; readonly args: unknown }
  | { readonly type: 'cancel'; readonly id: number };
export type FromEngine =
  | { readonly type: 'result'; readonly id: number; readonly value: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: import('./errors.ts').TracewakeError }
  | { readonly type: 'pushed'; readonly pushed: Pushed };
