/** What the data itself says about how it could be mapped: for the mapping editor. */
import type { AliasNamespace, Mapping, Output } from './mapping.ts';
import type { Channel } from './vocabulary.ts';

export interface ProposedRole {
  readonly field: string;
  /** From 0 to 1. One that the user set is 1. */
  readonly confidence: number;
  /** A sentence: what in the name or the values says so. */
  readonly reason: string;
}

export interface ProposedColumn {
  readonly path: string;
  /** Records that have a value there, of all that were looked at. */
  readonly filled: number;
  /** Distinct values; of more than the limit, the limit. */
  readonly distinct: number;
  readonly examples: readonly string[];
  /** What its values are, in two or three words: `times`, `mail addresses`. */
  readonly looks: string;
  readonly role: ProposedRole | undefined;
}

export interface ProposedWord {
  readonly value: string;
  readonly count: number;
  /** A word of the field's list; `undefined`: none is guessed, and `else` holds. */
  readonly word: string | undefined;
}

export interface Proposal {
  /** As many as were looked at. */
  readonly records: number;
  readonly as: Output;
  readonly why: string;
  readonly columns: readonly ProposedColumn[];
  /** For each field of a closed list that a column was found for: its values, the commonest first. */
  readonly words: readonly { readonly field: string; readonly path: string; readonly values: readonly ProposedWord[]; readonly more: number }[];
  /** What is taken for all records, since no column says it. */
  readonly constants: readonly { readonly field: string; readonly value: string; readonly reason: string }[];
  /** What a person should look at before importing. */
  readonly notes: readonly string[];
  readonly mapping: Mapping;
}

/** What the user changed of a proposal. What is not named here is proposed. */
export interface MappingEdits {
  readonly as?: Output | undefined;
  readonly name?: string | undefined;
  readonly title?: string | undefined;
  readonly system?: string | undefined;
  readonly channels?: readonly Channel[] | undefined;
  readonly zone?: string | undefined;
  /** Path → field; an empty text for a column that is not read. */
  readonly columns?: Readonly<Record<string, string>> | undefined;
  /** Field → value of the record → word; an empty text for what is left to `else`. */
  readonly words?: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined;
  /** Field → the value for all records; an empty text for none. */
  readonly constants?: Readonly<Record<string, string>> | undefined;
  /** Field → namespace. */
  readonly namespaces?: Readonly<Record<string, AliasNamespace>> | undefined;
  /** Field → format of its times. */
  readonly formats?: Readonly<Record<string, string>> | undefined;
}
