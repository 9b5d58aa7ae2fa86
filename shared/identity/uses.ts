/** Uses: records whose acting principal is an identity, or whose credential is a credential; found by identity in order of time. */
import { Digest } from '../base/digest.ts';
import type { Instant } from '../base/instant.ts';
import type { CaseFacts, EventColumns } from '../model/facts.ts';
import { type EventId, type RecordRef, recordRef, sourceId } from '../model/ids.ts';
import { EVENT_KINDS, type EventKind, OUTCOMES, type Outcome } from '../model/vocabulary.ts';
import type { Registry } from './registry.ts';

export interface Use {
  readonly index: number;
  readonly time: Instant;
  readonly kind: EventKind;
  readonly outcome: Outcome;
  readonly actor: string | undefined;
  readonly onBehalfOf: string | undefined;
  readonly credential: string | undefined;
  readonly place: string | undefined;
  readonly event: EventId;
  readonly record: RecordRef;
  readonly source: number;
}

export interface Uses {
  /** Uses of the identity with this outcome in [from, to), in order of time; stops where the visitor returns false. */
  each(identity: string, from: Instant, to: Instant, outcome: Outcome, visit: (use: Use) => boolean): void;
  /** The first of them that fits. */
  first(identity: string, from: Instant, to: Instant, outcome: Outcome, fits?: (use: Use) => boolean): Use | undefined;
  has(identity: string): boolean;
  /** Of all uses of the identity. */
  digestOf(identity: string): number;
}

/** A log-out or the end of a lease is the end of a use, not a use. Kinds without an acting principal of their own are none either. */
const NO_USE: ReadonlySet<EventKind> = new Set([
  'session.ended',
  'alert.raised',
  'person.joined',
  'person.moved',
  'person.left',
  'scope.ended',
  'breakglass.opened',
  'breakglass.closed',
]);

export function buildUses(facts: CaseFacts, registry: Registry): Uses {
  const { columns } = facts;
  const idNumber = new Map<string, number>();
  const ofString = new Int32Array(columns.strings.length).fill(-2);
  const numberOf = (s: number): number => {
    if (s < 0) return -1;
    const known = ofString[s] ?? -1;
    if (known !== -2) return known;
    const id = registry.identityOf.get(columns.strings[s] ?? '');
    let n = -1;
    if (id !== undefined) {
      n = idNumber.get(id) ?? idNumber.size;
      idNumber.set(id, n);
    }
    ofString[s] = n;
    return n;
  };
  const skip = EVENT_KINDS.map((k) => NO_USE.has(k));
  // Counting sort by identity: two passes over the columns, no object for a million events.
  const counts: number[] = [];
  const eachPair = (visit: (identity: number, i: number) => void): void => {
    for (let i = 0; i < columns.length; i++) {
      if (skip[columns.kind[i] ?? 0]) continue;
      const a = numberOf(columns.actor[i] ?? -1);
      const c = numberOf(columns.credential[i] ?? -1);
      if (a >= 0) visit(a, i);
      if (c >= 0 && c !== a) visit(c, i);
    }
  };
  eachPair((n) => {
    counts[n] = (counts[n] ?? 0) + 1;
  });
  const starts = new Int32Array(idNumber.size + 1);
  for (let n = 0; n < idNumber.size; n++) starts[n + 1] = (starts[n] ?? 0) + (counts[n] ?? 0);
  const index = new Int32Array(starts[idNumber.size] ?? 0);
  const fill = starts.slice();
  eachPair((n, i) => {
    const at = fill[n] ?? 0;
    index[at] = i;
    fill[n] = at + 1;
  });

  const digests = new Map<number, number>();
  const each: Uses['each'] = (identity, from, to, outcome, visit) => {
    const wanted = OUTCOMES.indexOf(outcome);
    const n = idNumber.get(identity);
    if (n === undefined) return;
    const end = starts[n + 1] ?? 0;
    let lo = starts[n] ?? 0;
    let hi = end;
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      if ((columns.time[index[mid] ?? 0] ?? 0) < from) lo = mid + 1;
      else hi = mid;
    }
    for (; lo < end; lo++) {
      const i = index[lo] ?? 0;
      if ((columns.time[i] ?? 0) >= to) return;
      // Most of a busy identity's uses have the other outcome: no object is made for them.
      if (columns.outcome[i] === wanted && !visit(new UseOfColumns(columns, i))) return;
    }
  };
  return {
    each,
    first: (identity, from, to, outcome, fits) => {
      let found: Use | undefined;
      each(identity, from, to, outcome, (u) => {
        if (fits?.(u) === false) return true;
        found = u;
        return false;
      });
      return found;
    },
    has: (identity) => idNumber.has(identity),
    digestOf: (identity) => {
      const n = idNumber.get(identity);
      if (n === undefined) return 0;
      const known = digests.get(n);
      if (known !== undefined) return known;
      const d = new Digest();
      for (let at = starts[n] ?? 0; at < (starts[n + 1] ?? 0); at++) {
        const i = index[at] ?? 0;
        // A record says the same for ever; when it was hangs on its source's clock.
        d.number(columns.time[i] ?? 0)
          .number((columns.source[i] ?? 0) * 4_294_967_296 + (columns.ordinal[i] ?? 0))
          .number(columns.k[i] ?? 0);
      }
      digests.set(n, d.value());
      return d.value();
    },
  };
}

/** Looked at by the thousand and shown by the one: what is a string is made where it is asked for. */
class UseOfColumns implements Use {
  readonly index: number;
  readonly time: Instant;
  private readonly columns: EventColumns;

  constructor(columns: EventColumns, index: number) {
    this.columns = columns;
    this.index = index;
    this.time = (columns.time[index] ?? 0) as Instant;
  }
  get kind(): EventKind {
    return EVENT_KINDS[this.columns.kind[this.index] ?? 0] ?? 'other';
  }
  get outcome(): Outcome {
    return OUTCOMES[this.columns.outcome[this.index] ?? 0] ?? 'unknown';
  }
  get actor(): string | undefined {
    return this.text(this.columns.actor);
  }
  get onBehalfOf(): string | undefined {
    return this.text(this.columns.onBehalfOf);
  }
  get credential(): string | undefined {
    return this.text(this.columns.credential);
  }
  get place(): string | undefined {
    return this.text(this.columns.place);
  }
  get event(): EventId {
    return this.columns.id(this.index);
  }
  get record(): RecordRef {
    return recordRef(sourceId(this.source), this.columns.ordinal[this.index] ?? 0);
  }
  get source(): number {
    return this.columns.source[this.index] ?? 0;
  }
  private text(column: Int32Array): string | undefined {
    const s = column[this.index] ?? -1;
    return s < 0 ? undefined : this.columns.strings[s];
  }
}
