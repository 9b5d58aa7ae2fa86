/** The plan of an import and the mapping editor: what the first records of a member would say. */
import { formatInstant, type Instant } from '../base/instant.ts';
import { assertNever } from '../base/result.ts';
import type { Emission } from '../model/emissions.ts';
import type { Mapping } from '../model/mapping.ts';
import type { Proposal } from '../model/proposal.ts';

export interface PreviewField {
  readonly name: string;
  readonly value: string;
}
export interface PreviewStatement {
  /** `event`, `notice`, `claim` … */
  readonly family: string;
  /** What it says in a word or two: the kind of an event, the role of a claim. */
  readonly title: string;
  readonly time: Instant | undefined;
  readonly fields: readonly PreviewField[];
}
export interface PreviewRow {
  readonly ordinal: number;
  readonly status: 'accepted' | 'ignored' | 'rejected';
  readonly reason: string | undefined;
  readonly statements: readonly PreviewStatement[];
}

export interface PlanSample {
  /** The first of them, as they will be read. */
  readonly rows: readonly PreviewRow[];
  /** Of all records that were looked at. */
  readonly counts: {
    readonly read: number;
    readonly accepted: number;
    readonly ignored: number;
    readonly rejected: number;
    readonly undated: number;
  };
  readonly ignoredReasons: readonly { readonly reason: string; readonly count: number }[];
  readonly warnings: readonly { readonly slug: string; readonly count: number; readonly example: string | undefined }[];
  readonly first: Instant | undefined;
  readonly last: Instant | undefined;
}

export interface MappingFault {
  readonly message: string;
  readonly advice: string | undefined;
  readonly line: number;
  readonly column: number;
}

/** A mapping in the making, and what it makes of the member. */
export interface MappingDraft {
  /** `undefined` where the text was written by hand. */
  readonly proposal: Proposal | undefined;
  readonly name: string | undefined;
  readonly text: string;
  /** What the text says; where it has faults, what it was asked to say, if that was asked. */
  readonly mapping?: Mapping | undefined;
  /** The columns and paths that the records have, to choose from. */
  readonly paths?: readonly string[] | undefined;
  readonly faults: readonly MappingFault[];
  readonly sample: PlanSample | undefined;
}

export interface MappingLine {
  readonly name: string;
  readonly title: string;
  readonly where: 'case' | 'folder';
  readonly file: string | undefined;
  readonly text: string;
  readonly sha256: string;
}
export interface MappingsView {
  /** Where the user's own are kept; `undefined` where the host gives no such folder. */
  readonly folder: string | undefined;
  readonly mappings: readonly MappingLine[];
  readonly warnings: readonly string[];
}

/** Fields by which a statement is told in a line, in this order; the rest follow. */
const FIRST = [
  'actor',
  'target',
  'identity',
  'person',
  'subject',
  'party',
  'outcome',
  'access',
  'recipients',
  'status',
  'role',
  'decision',
  'member',
  'team',
];
const LEFT_OUT: ReadonlySet<string> = new Set(['type', 'time', 'kind', 'classUid', 'activityId', 'asks', 'inventory']);
const TIMES = /^(?:time|from|to|asOf|start|end|starts|ends|.*At|lastRotation)$/;
const LONGEST = 200;

export function previewStatement(e: Emission, time: Instant | undefined): PreviewStatement {
  const fields: PreviewField[] = [];
  const entries = Object.entries(e).filter(([name, value]) => !LEFT_OUT.has(name) && said(value));
  entries.sort(([a], [b]) => rank(a) - rank(b));
  for (const [name, value] of entries) fields.push({ name, value: valueText(name, value).slice(0, LONGEST) });
  return { family: e.type, title: titleOf(e), time, fields };
}

const rank = (name: string): number => {
  const i = FIRST.indexOf(name);
  return i < 0 ? FIRST.length : i;
};
const said = (value: unknown): boolean => value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);

function valueText(name: string, value: unknown): string {
  if (typeof value === 'number' && TIMES.test(name)) return formatInstant(value as Instant);
  if (Array.isArray(value)) return value.map((v) => (typeof v === 'object' ? JSON.stringify(v) : String(v))).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function titleOf(e: Emission): string {
  switch (e.type) {
    case 'event':
      return e.kind;
    case 'notice':
      return `${e.channel} ${e.status}`;
    case 'route':
      return e.step;
    case 'action':
      return e.action;
    case 'certification':
      return e.decision;
    case 'claim':
      return e.role;
    case 'identity':
      return e.kind ?? 'identity';
    case 'person':
      return e.status;
    case 'membership':
      return e.team;
    case 'oncall':
      return e.schedule;
    case 'mailrule':
      return e.rule;
    case 'scope':
      return e.scope;
    default:
      return assertNever(e);
  }
}
