/** What is packed, whoever composes it: a case's store, or a test's drawn data. */
import type { Instant } from '../../../shared/base/instant.ts';
import type { JsonObject } from '../../../shared/evidence/json.ts';
import type { ReportModel } from '../../../shared/evidence/report/model.ts';
import type { Collection } from '../../../shared/evidence/schemas.ts';

export type Many<T> = Iterable<T> | AsyncIterable<T>;
/** A row of a collection in the model's own form; see shared/evidence/rows.ts for what becomes of it. */
export type Row = Readonly<Record<string, unknown>>;

export interface SourceInput {
  /** `s0001` */
  readonly id: string;
  /** Everything that `meta.json` says besides the id and whether the bytes are here. */
  readonly meta: JsonObject;
  /** The original bytes, where they are included. `extension` is kept in the name where it is a plain one. */
  readonly original: { readonly extension: string; readonly sha256: string; open(): Many<Uint8Array> } | undefined;
}

export interface CustodyInput {
  readonly entries: number;
  readonly head: string;
  /** In order; `body` is canonical JSON, `salt` hex. */
  each(): Many<{ readonly seq: number; readonly line: string; readonly salt: string; readonly body: string }>;
}

export interface SealInput {
  readonly role: string;
  readonly meaning: string;
  /** The principal, as it stands in allowed_signers. */
  readonly signer: string;
  readonly requiredRoles: readonly string[];
}

export interface EvidenceInput {
  readonly caseId: string;
  /** The name of the package's folder, `packageRoot()`. */
  readonly root: string;
  readonly revision: number;
  readonly exportedAt: Instant;
  readonly timeSource: 'clock' | 'given';
  /** `data/case.json` besides ids, revision, format, tool and time. */
  readonly caseInfo: JsonObject;
  readonly completeness: JsonObject;
  readonly coverage: JsonObject;
  /** `data/questions.json`: the auditor's questions. Derived from the records: whoever redacts them answers anew, or leaves the file out. */
  readonly questions?: JsonObject | undefined;
  readonly policyYaml: string;
  readonly sources: Many<SourceInput>;
  rows(collection: Collection): Many<Row>;
  readonly custody: CustodyInput;
  /** 32 bytes: the key of this revision's commitments. */
  readonly salt: Uint8Array;
  readonly report: ReportModel;
  readonly seal: SealInput;
}
