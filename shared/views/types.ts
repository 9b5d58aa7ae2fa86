/** View models: what a screen or the CLI draws. Nothing on a screen is computed on the screen. */
import type { Duration, Instant } from '../base/instant.ts';
import type { Evidence, Identity, OwnerLine, TieOffer } from '../model/analysis.ts';
import type { DeclaredPart } from '../model/facts.ts';
import type { Alias, EventId, RecordRef } from '../model/ids.ts';
import type { Channel, Disposition, EventKind, IdentityKind, Outcome, Severity, Stage, Tier, TlpLevel, Verdict } from '../model/vocabulary.ts';
import type { WayOut } from '../model/ways-out.ts';
import type { PlanSample } from './plan.ts';

export interface DirectoryListing {
  readonly dir: string;
  readonly parent: string | undefined;
  /** `dir` itself is a case. */
  readonly isCase: boolean;
  readonly entries: readonly {
    readonly name: string;
    readonly path: string;
    readonly kind: 'directory' | 'file' | 'case' | 'package';
    readonly bytes: number | undefined;
    readonly readable: boolean;
  }[];
}

export interface CaseSummary {
  readonly id: string;
  readonly dir: string;
  readonly title: string;
  readonly organisation: string | undefined;
  readonly tlp: TlpLevel;
  readonly investigator: string | undefined;
  readonly readOnly: boolean;
  readonly readOnlyReason: string | undefined;
  /** Another process had it open for writing and has let it go: opened again, it can be written. */
  readonly released: boolean;
  readonly period: { readonly from: Instant; readonly to: Instant } | undefined;
  readonly counts: {
    readonly sources: number;
    readonly records: number;
    readonly events: number;
    readonly wakes: number;
    readonly cutWakes: number;
    readonly findings: number;
    readonly openFindings: number;
    readonly identities: number;
    readonly notes: number;
    readonly packages: number;
    readonly requests: number;
  };
  readonly policy: { readonly name: string; readonly revision: number };
  readonly analysis: { readonly at: Instant; readonly current: boolean } | undefined;
  readonly custody: { readonly entries: number; readonly head: string };
  /** The last import, where it was broken off and nothing was imported since: when that was noticed, and what it was taking in. */
  readonly interrupted: { readonly at: Instant; readonly paths: readonly string[] } | undefined;
  /** What another process is taking into the case just now; no paths where it does not say. */
  readonly importing: { readonly paths: readonly string[] } | undefined;
}

export type { MappingDraft, MappingsView, PlanSample, PreviewRow, PreviewStatement } from './plan.ts';

export interface ImportPlan {
  readonly members: readonly {
    readonly name: string;
    readonly bytes: number | undefined;
    readonly type: string | undefined;
    readonly title: string | undefined;
    readonly why: string;
    readonly system: string | undefined;
    readonly channels: readonly Channel[];
    readonly declared: { readonly from: Instant; readonly to: Instant } | undefined;
    readonly zone: string | undefined;
    readonly warnings: readonly string[];
    /** Already in the case under this source id. */
    readonly known: string | undefined;
    /** The file of this machine that holds it, itself or as an archive. */
    readonly path: string;
    readonly format: string;
    readonly clock: { readonly offset: Duration; readonly uncertainty: Duration | undefined } | undefined;
    /** What the user set for it, by name. */
    readonly setByHand: readonly string[];
    readonly leftOut: boolean;
    readonly sample: PlanSample | undefined;
    /** Channel by channel, where bundle.yaml declares it so. */
    readonly parts?: readonly DeclaredPart[] | undefined;
    /** The mapping that reads it; `file` where it lies in the bundle. */
    readonly mapping?: { readonly name: string; readonly text: string; readonly file: string | undefined } | undefined;
  }[];
  readonly warnings: readonly string[];
  /** Chosen paths that are not there; the plan is that of the others. */
  readonly absent: readonly string[];
  /** The first folder or archive among the paths, and what its bundle.yaml says of the whole. */
  readonly bundle?:
    | {
        readonly path: string;
        readonly isDeclared: boolean;
        readonly organisation: string | undefined;
        readonly period: { readonly from: Instant; readonly to: Instant } | undefined;
      }
    | undefined;
}

export interface SourceLine {
  readonly source: string;
  readonly name: string;
  readonly names: readonly string[];
  readonly sha256: string;
  readonly bytes: number;
  readonly type: string;
  readonly typeTitle: string;
  readonly system: string;
  readonly channels: readonly Channel[];
  readonly read: number;
  readonly accepted: number;
  readonly ignored: number;
  readonly rejected: number;
  readonly duplicate: number;
  readonly undated: number;
  readonly first: Instant | undefined;
  readonly last: Instant | undefined;
  readonly declared: { readonly from: Instant; readonly to: Instant } | undefined;
  readonly clock: { readonly offset: Duration; readonly uncertainty: Duration };
  readonly zone: string | undefined;
  readonly encoding: string;
  /** Named reasons for the ignored, and named warnings, each with its count. */
  readonly ignoredReasons: readonly { readonly reason: string; readonly count: number }[];
  /** `example`: a value that the first of them was about. */
  readonly warnings: readonly { readonly slug: string; readonly count: number; readonly example?: string | undefined }[];
  readonly kept: 'copy' | 'reference';
  /** What has become of the file that it was read from, where that is not there as it was; looked at by its size. */
  readonly original?: 'gone' | 'altered' | undefined;
  /** What in its content, or who, said that it is read as that. */
  readonly typeWhy?: string | undefined;
  readonly adapterVersion?: number | undefined;
  /** The hash of the mapping that read it. */
  readonly mapping?: string | undefined;
  /** What the investigator set for it at the import, for it alone or for all files of the import: `type`, `zone`, `clock` … */
  readonly setByHand?: readonly string[] | undefined;
}

export interface ImportReport {
  readonly sources: readonly SourceLine[];
  /** Byte-identical files: the name was added to this source. */
  readonly alreadyKnown: readonly { readonly name: string; readonly source: string }[];
  /** Members that could not be opened at all, with why; nothing of them is in the case. */
  readonly failed: readonly { readonly name: string; readonly error: import('../contract/errors.ts').TracewakeError }[];
  readonly warnings: readonly string[];
  readonly cancelled: boolean;
  /** What ended the import, or the analysis after it, before its end: a full disk. The sources are in the case. */
  readonly stopped?: import('../contract/errors.ts').TracewakeError | undefined;
  readonly analysed: AnalyseReport | undefined;
  readonly seconds: number;
}

export interface AnalyseReport {
  readonly events: number;
  readonly wakes: number;
  readonly findings: readonly { readonly severity: Severity; readonly count: number }[];
  readonly unknown: number;
  readonly requests: number;
  readonly seconds: number;
  /** Left out where there are none: findings that somebody had judged and that this analysis is the first not to find. */
  readonly gone?: readonly GoneFinding[] | undefined;
}

/** A finding that somebody decided on or wrote a note on, and that the case no longer has. */
export interface GoneFinding {
  readonly id: string;
  readonly number: string;
  readonly rule: string;
  readonly subject: string;
  readonly decision: { readonly disposition: Disposition; readonly reason: string; readonly by: string; readonly at: Instant } | undefined;
  readonly notes: readonly { readonly text: string; readonly by: string; readonly at: Instant }[];
  /** The entry of the analysis that found it no more. */
  readonly custody: number;
  /** All of it in a sentence without its end. */
  readonly text: string;
}

export interface SourcesView {
  readonly sources: readonly SourceLine[];
  readonly totals: Pick<SourceLine, 'read' | 'accepted' | 'ignored' | 'rejected' | 'duplicate' | 'undated'>;
  readonly coverage: CoverageView;
  readonly requests: readonly RequestCount[];
}

export type CoverageState = 'declared' | 'inferred' | 'silent' | 'cut';
export interface CoverageBar {
  readonly from: Instant;
  readonly to: Instant;
  readonly state: CoverageState;
}
export interface CoverageView {
  readonly period: { readonly from: Instant; readonly to: Instant } | undefined;
  readonly rows: readonly {
    readonly channel: Channel;
    readonly system: string | undefined;
    readonly bars: readonly CoverageBar[];
    readonly text: string;
  }[];
}
export interface RequestLine {
  /** `ER-01`. */
  readonly number: string;
  readonly system: string;
  readonly channel: Channel;
  readonly from: Instant;
  readonly to: Instant;
  readonly settles: readonly { readonly event: EventId; readonly stage: Stage }[];
  readonly question: string;
}

/** How many it would settle, where nobody reads which: in a case of a million events the lists are forty megabytes. */
export type RequestCount = Omit<RequestLine, 'settles'> & { readonly settles: number };

export interface RejectsList {
  readonly rows: readonly {
    readonly source: string;
    readonly record: RecordRef;
    readonly status: 'rejected' | 'ignored' | 'duplicate';
    readonly position: RecordPosition;
    readonly reason: string;
    readonly excerpt: string;
  }[];
  readonly total: number;
  readonly next: number | undefined;
}
export interface RecordPosition {
  readonly ordinal: number;
  readonly line: number;
  readonly offset: number;
  readonly length: number;
}
export interface RawRecordView {
  readonly record: RecordRef;
  /** Verbatim, decoded by the source's encoding; cut after `limit` characters. */
  readonly text: string;
  readonly truncated: boolean;
  readonly provenance: Provenance;
}
export interface Provenance {
  readonly source: string;
  readonly name: string;
  readonly sha256: string;
  readonly position: RecordPosition;
  readonly readBy: string;
  readonly custody: { readonly entry: number; readonly at: Instant } | undefined;
  /** For a reference: whether the file still has its hash. */
  readonly changed: boolean;
}

/** The eight verdicts in stage order; `undefined` where the event has no wake. */
export type Strip = readonly Verdict[];

export interface IdentityLabel {
  readonly id: string;
  readonly label: string;
  readonly kind: IdentityKind;
  readonly tier: Tier;
}

export interface TimelineOverview {
  readonly from: Instant;
  readonly to: Instant;
  readonly counts: readonly number[];
  readonly total: number;
  /** Of all events in the case, without the filter. */
  readonly of: number;
  readonly undated: number;
  /** Worst verdict marks for the overview, few. */
  readonly marks: readonly { readonly time: Instant; readonly verdict: Verdict }[];
  readonly coverage: readonly CoverageBar[];
  readonly kinds: readonly { readonly kind: EventKind; readonly count: number }[];
  readonly systems: readonly { readonly system: string; readonly count: number }[];
}

export interface Lane {
  readonly key: string;
  readonly label: string;
  readonly sub: string;
  /** Lane of a credential under its holder's. */
  readonly parent: string | undefined;
  readonly count: number;
  readonly bins: readonly number[];
  /** Every single event as a mark where there are few; `undefined` where the bins are to be drawn. */
  readonly ticks: readonly Instant[] | undefined;
  /** Wakes in the lane; at most one for each 12 px, the worst, with how many it stands for. */
  readonly marks: readonly {
    readonly time: Instant;
    readonly event: EventId;
    readonly verdict: Verdict;
    readonly count: number;
    readonly label: string;
  }[];
  readonly coverage: readonly { readonly channel: Channel; readonly bars: readonly CoverageBar[] }[];
  /** Spans to draw in the lane: an emergency grant, a mailbox rule. */
  readonly spans: readonly { readonly from: Instant; readonly to: Instant; readonly label: string }[];
}
export interface LaneView {
  readonly from: Instant;
  readonly to: Instant;
  readonly lanes: readonly Lane[];
  /** Milliseconds that the engine took. */
  readonly took: number;
}

export interface TimelineRow {
  readonly id: EventId;
  readonly time: Instant | undefined;
  readonly kind: EventKind;
  readonly operation: string;
  readonly target: IdentityLabel | undefined;
  readonly actor: IdentityLabel | undefined;
  readonly targetAlias: Alias | undefined;
  readonly actorAlias: Alias | undefined;
  readonly system: string;
  readonly source: string;
  readonly position: RecordPosition;
  readonly nativeId: string | undefined;
  readonly outcome: Outcome;
  readonly summary: string;
  readonly strip: Strip | undefined;
  readonly record: RecordRef;
  readonly records: number;
}
export interface TimelinePage {
  readonly rows: readonly TimelineRow[];
  readonly total: number;
  /** Index of the first row within the filtered list. */
  readonly first: number;
  readonly next: string | undefined;
  readonly previous: string | undefined;
}

export interface EventDetail {
  readonly row: TimelineRow;
  readonly severity: Severity | undefined;
  readonly sentence: string;
  readonly fields: readonly { readonly name: string; readonly value: string | undefined; readonly note: string | undefined }[];
  readonly wake: { readonly id: string; readonly strip: Strip; readonly text: string } | undefined;
  readonly raw: RawRecordView;
  readonly otherRecords: readonly RecordRef[];
  readonly notes: readonly NoteLine[];
}

export interface SearchResult {
  readonly hits: readonly {
    readonly type: 'event' | 'identity' | 'finding' | 'source' | 'wake';
    readonly id: string;
    readonly label: string;
    readonly sub: string;
  }[];
  readonly took: number;
}

export interface WakeLine {
  readonly id: string;
  readonly event: EventId;
  readonly kind: EventKind;
  readonly time: Instant;
  readonly target: IdentityLabel | undefined;
  readonly strip: Strip;
  readonly worst: Severity | undefined;
  readonly findings: number;
}
export interface WakesList {
  readonly rows: readonly WakeLine[];
  readonly total: number;
  readonly cut: number;
  /** Of all wakes of the case, without the filter: what can be filtered by, with counts. */
  readonly kinds?: readonly Facet[] | undefined;
}

export interface WakeMark {
  readonly time: Instant;
  readonly shape:
    | 'event'
    | 'notice'
    | 'hidden'
    | 'bounced'
    | 'seen'
    | 'acknowledged'
    | 'action'
    | 'ticket'
    | 'certification'
    | 'use'
    | 'ghost'
    | 'unknown';
  readonly verdict: Verdict | undefined;
  readonly label: string;
  readonly detail: string | undefined;
  readonly record: RecordRef | undefined;
}
export interface WakeBand {
  readonly from: Instant;
  readonly to: Instant;
  /** absence: hatched; fog: unknown; rule: a mailbox rule's life; late: ruled from deadline to mark; grant: an emergency grant. */
  readonly shape: 'absence' | 'fog' | 'rule' | 'late' | 'grant';
  readonly label: string;
  readonly record: RecordRef | undefined;
}
/** A notice's way from the trunk into a lane. */
export interface WakeBranch {
  readonly sentAt: Instant;
  readonly lane: string;
  readonly at: Instant;
  readonly shape: 'solid' | 'hidden' | 'dashed';
}
export interface WakeLane {
  readonly key: string;
  readonly label: string;
  readonly sub: string;
  readonly group: 'source' | 'accountable' | 'outside';
  readonly status: { readonly verdict: Verdict; readonly text: string } | undefined;
  readonly marks: readonly WakeMark[];
  readonly bands: readonly WakeBand[];
  readonly deadlines: readonly { readonly at: Instant; readonly stage: Stage }[];
}
export interface StageCell {
  readonly stage: Stage;
  readonly verdict: Verdict;
  readonly deadline: Instant | undefined;
  /** "within 15 min", "due 11:41:26". */
  readonly label: string;
  readonly rule: string | undefined;
  readonly rules: readonly string[];
  readonly text: string;
  readonly records: readonly RecordRef[];
  readonly tie: string | undefined;
  readonly searched: readonly { readonly channel: Channel; readonly covered: Duration; readonly of: Duration }[];
  /** The number of the evidence request that would settle it. */
  readonly request: string | undefined;
  readonly perAudience: readonly { readonly audience: string; readonly verdict: Verdict; readonly text: string }[];
}
/** A tie that is offered or was decided, with who decided it. */
export interface TieOfferView extends TieOffer {
  /** What the observation says in short, where it has words. */
  readonly subject?: string | undefined;
  readonly at?: Instant | undefined;
  readonly decision: DecisionLine | undefined;
}
export interface WakeView {
  readonly id: string;
  readonly event: TimelineRow;
  readonly title: string;
  readonly sentence: string;
  readonly severity: Severity | undefined;
  readonly facts: readonly { readonly name: string; readonly value: string; readonly mono: boolean }[];
  readonly stages: readonly StageCell[];
  readonly lanes: readonly WakeLane[];
  readonly branches: readonly WakeBranch[];
  readonly accountableNote: string;
  readonly coverage: CoverageView;
  /** What the record carries: actor, target, time, outcome, approval, reason. */
  readonly recordFields: readonly { readonly name: string; readonly present: boolean }[];
  readonly neighbours: readonly {
    readonly wake: string;
    readonly kind: EventKind;
    readonly time: Instant;
    readonly strip: Strip;
    readonly current: boolean;
  }[];
  readonly place: { readonly index: number; readonly of: number; readonly previous: string | undefined; readonly next: string | undefined };
  readonly findings: readonly FindingLine[];
  readonly offers: readonly TieOfferView[];
  /** Notices that are tied to it, with how strongly and why. */
  readonly ties: readonly {
    readonly observation: RecordRef;
    readonly notice: string;
    readonly subject: string | undefined;
    readonly sentAt: Instant | undefined;
    readonly strength: 'certain' | 'strong';
    readonly why: string;
  }[];
  readonly notes: readonly NoteLine[];
}

export interface FindingLine {
  readonly id: string;
  /** `F-0007`: given when it was first found, and kept. Of this case alone; the id is the key. */
  readonly number: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly verdict: Verdict;
  readonly stage: Stage | 'case';
  readonly subject: string;
  readonly identityKind: IdentityKind | undefined;
  readonly kind: EventKind | undefined;
  readonly time: Instant | undefined;
  readonly wake: string | undefined;
  readonly strip: Strip | undefined;
  readonly missing: readonly string[];
  readonly disposition: Disposition;
}
export interface Facet {
  readonly value: string;
  readonly count: number;
}
export interface FindingsList {
  /** By wake, the worst first. */
  readonly rows: readonly FindingLine[];
  readonly total: number;
  readonly open: number;
  readonly facets: {
    readonly severity: readonly Facet[];
    readonly stage: readonly Facet[];
    readonly rule: readonly Facet[];
    readonly identityKind: readonly Facet[];
    readonly disposition: readonly Facet[];
  };
}
export interface ClockProposal {
  readonly source: string;
  readonly current: Duration;
  readonly proposed: Duration;
  readonly pairs: readonly {
    readonly record: RecordRef;
    readonly time: Instant;
    readonly other: RecordRef;
    readonly otherTime: Instant;
    /** How much later the other says that it was. */
    readonly difference: Duration;
  }[];
}
export interface FindingDetail {
  readonly line: FindingLine;
  readonly sentence: string;
  readonly confidence: string;
  readonly evidence: readonly Evidence[];
  /** "Absence was looked for from … to …"; empty where the finding rests on a record that is present. */
  readonly why: string;
  readonly searched: readonly {
    readonly channel: Channel;
    readonly system: string;
    readonly from: Instant;
    readonly to: Instant;
    readonly bars: readonly CoverageBar[];
    readonly records: number;
    readonly basis: 'declared' | 'inferred';
    readonly sources: readonly string[];
  }[];
  /** Of `coverage.clock-skew`: the pairs that show it, and the offset that would bring the source in line with the others. */
  readonly clock?: ClockProposal | undefined;
  readonly references: readonly { readonly framework: string; readonly id: string; readonly text: string }[];
  readonly history: readonly {
    readonly disposition: Disposition;
    readonly reason: string;
    readonly by: string;
    readonly at: Instant;
    readonly custody: number;
  }[];
  readonly notes: readonly NoteLine[];
}
export interface ExplainView {
  readonly event: TimelineRow | undefined;
  /** Ties of the wake that are offered or were decided. */
  readonly offers: readonly TieOfferView[];
  readonly lines: readonly {
    readonly stage: Stage;
    readonly audience: string | undefined;
    readonly verdict: Verdict;
    readonly text: string;
    readonly evidence: readonly Evidence[];
    readonly searched: readonly string[];
    readonly uncovered: readonly string[];
  }[];
}

export interface GraphNode {
  readonly id: string;
  /** 0 identity, 1 application or service, 2 accountable then, 3 notice, 4 responder, 5 action. */
  readonly layer: 0 | 1 | 2 | 3 | 4 | 5;
  readonly label: string;
  readonly count: number;
  readonly state: 'normal' | 'gap' | 'unknown';
}
export interface GraphEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly count: number;
  readonly state: 'routed' | 'gap' | 'unknown';
}
export interface GraphView {
  readonly layers: readonly string[];
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly wakes: number;
  readonly routes: number;
  /** Edges folded away because they are smaller than the smallest shown. */
  readonly folded: number;
  readonly kinds: readonly Facet[];
}
export interface GraphEdgeDetail {
  readonly edge: GraphEdge;
  readonly title: string;
  readonly sentence: string;
  readonly events: readonly WakeLine[];
}

export interface IdentitiesList {
  readonly rows: readonly Identity[];
  readonly total: number;
  /** Of all that the text fits, whatever kinds are asked for: what can be filtered by, with counts. */
  readonly kinds?: readonly Facet[] | undefined;
}
export interface OwnersView {
  readonly identity: IdentityLabel;
  readonly at: Instant;
  readonly lines: readonly OwnerLine[];
  readonly accountable: readonly string[];
}

export interface NoteLine {
  readonly id: string;
  readonly on: string;
  readonly text: string;
  readonly by: string;
  readonly at: Instant;
  readonly custody: number;
}
/** A decision that the analysis follows: a tie, a join or a split of aliases, a clock. Never taken away; a later one undoes it. */
export interface DecisionLine {
  readonly id: string;
  readonly family: 'tie' | 'join' | 'split' | 'clock' | 'dismissal';
  /** The observation of a tie, the identity's alias of a join, a split or a dismissal, the source of a clock. */
  readonly subject: string;
  /** The event of a tie, the other alias of a join or a dismissal, the alias that was split off; empty for a clock. */
  readonly object: string;
  readonly accept?: boolean | undefined;
  /** False for a split that only undid joins. */
  readonly cuts?: boolean | undefined;
  /** Of a dismissal: whether the two are offered no more, or again. */
  readonly dismissed?: boolean | undefined;
  readonly offset?: Duration | undefined;
  /** The offset that held before. */
  readonly before?: Duration | undefined;
  readonly reason: string;
  readonly by: string;
  readonly at: Instant;
  readonly custody: number;
  /** The later decision that took its place. */
  readonly undoneBy: string | undefined;
}
/** A decision with what it changed: the case has been judged again with it. */
export interface DecisionResult {
  readonly decision: DecisionLine;
  readonly undone: readonly DecisionLine[];
  readonly analysed: AnalyseReport;
  readonly gained: readonly { readonly id: string; readonly rule: string; readonly text: string }[];
  readonly lost: readonly { readonly id: string; readonly rule: string; readonly text: string }[];
  /** Wakes whose verdict at any stage is another one now. */
  readonly changedWakes: number;
}
/** Two identities that may be one. Offered, never used: only a decision joins them. */
export interface Suggestion {
  readonly identity: string;
  readonly alias: Alias;
  readonly with: Alias;
  readonly withIdentity: string;
  readonly why: string;
}
export interface CustodyLine {
  readonly seq: number;
  readonly at: Instant;
  readonly actor: string;
  readonly action: string;
  readonly subjects: readonly string[];
  readonly body: string;
  readonly hash: string;
}

export interface KeyInfo {
  readonly file: string;
  readonly fingerprint: string;
  readonly publicKeySsh: string;
  readonly encrypted: boolean;
}
export interface PackageLine {
  readonly name: string;
  readonly file: string;
  readonly revision: number;
  readonly at: Instant;
  readonly bytes: number;
  readonly sources: 'include' | 'hash';
  readonly signer: string;
}
/** What went out in the form of another tool. */
export interface HandedOut {
  readonly file: string;
  readonly format: WayOut;
  readonly bytes: number;
  readonly sha256: string;
  /** Events, techniques or objects, whichever the format counts. */
  readonly rows: number;
  /** What the reader has to know: events without a time that were left out, a table longer than a sheet. */
  readonly notes: readonly string[];
  readonly seconds: number;
}

export interface ExportResult {
  readonly file: string;
  readonly name: string;
  readonly revision: number;
  readonly bytes: number;
  readonly entries: number;
  readonly fingerprint: string;
  readonly allowedSigners: string;
  readonly commands: readonly string[];
  /** Originals that are gone or altered, of which the package holds the hash alone. */
  readonly warnings?: readonly string[] | undefined;
  readonly seconds: number;
}
export type LevelResult = 'PASSED' | 'FAILED' | 'INDETERMINATE';
export interface VerificationView {
  readonly file: string;
  readonly result: LevelResult;
  readonly sentence: string;
  readonly at: Instant;
  readonly levels: readonly {
    readonly level: 'L0' | 'L1' | 'L2' | 'L3' | 'L4' | 'L5' | 'R';
    readonly claim: string;
    readonly result: LevelResult | 'NOT ASKED';
    readonly checked: readonly string[];
    readonly notChecked: readonly string[];
    readonly problems: readonly { readonly code: string; readonly path: string | undefined; readonly text: string }[];
  }[];
  readonly seals: readonly {
    readonly role: string;
    readonly signer: string;
    readonly fingerprint: string;
    readonly claimedTime: Instant | undefined;
    /** Where not, no signature stands behind what the seal says. */
    readonly verified: boolean;
    readonly trusted: boolean;
    readonly over: string;
  }[];
  readonly commands: readonly string[];
  readonly exitCode: 0 | 1 | 3 | 4;
  readonly seconds: number;
}

export interface DemoResult {
  readonly dir: string;
  readonly files: number;
  readonly records: number | undefined;
  readonly caseDir: string | undefined;
  readonly packageFile: string | undefined;
  readonly verification: VerificationView | undefined;
  /** Findings worth opening first, for the person who tries it. */
  readonly highlights: readonly { readonly finding: string; readonly text: string }[];
}
