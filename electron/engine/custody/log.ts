import type { OpenCase } from '../store/open.ts';
import type { CustodyHeader } from './line.ts';

export interface CustodyRecord {
  readonly seq: number;
  /** The canonical line, as signed and exported. */
  readonly line: string;
  readonly hash: string;
  readonly header: CustodyHeader;
  /** Hex. */
  readonly salt: string;
  /** Canonical JSON. */
  readonly body: string;
}

/** How many entries there are, and the SHA-256 of the last line in hex. */
export function custodyHead(open: OpenCase): { readonly entries: number; readonly head: string } {
  const row = open.reads.get<{ seq: number; hash: string }>('SELECT seq, hash FROM custody ORDER BY seq DESC LIMIT 1');
  return { entries: row?.seq ?? 0, head: row?.hash ?? '' };
}

/** Entries in order, those after `after` only, `limit` at most (all by default). */
export function listCustody(
  open: OpenCase,
  range: { readonly after?: number | undefined; readonly limit?: number | undefined } = {},
): CustodyRecord[] {
  return open.reads
    .all<{ seq: number; line: string; hash: string; salt: Uint8Array; body: string }>(
      'SELECT seq, line, hash, salt, body FROM custody JOIN custody_body USING (seq) WHERE seq > ? ORDER BY seq LIMIT ?',
      range.after ?? 0,
      range.limit ?? -1,
    )
    .map((r) => ({ ...r, salt: Buffer.from(r.salt).toString('hex'), header: JSON.parse(r.line) as CustodyHeader }));
}

/** The last entry of one of these actions. */
export function lastOf(open: OpenCase, actions: readonly CustodyHeader['action'][]): CustodyRecord | undefined {
  const seq = open.reads.value<number>(
    `SELECT seq FROM custody WHERE json_extract(line, '$.action') IN (${actions.map(() => '?').join(', ')}) ORDER BY seq DESC LIMIT 1`,
    ...actions,
  );
  return seq === undefined ? undefined : listCustody(open, { after: seq - 1, limit: 1 })[0];
}
