import type { Provenance as Where } from '../../shared/views/types.ts';
import { count, groupedHash, longTime } from './format.ts';
import { Text } from './Text.tsx';
import { VerdictGlyph } from './VerdictGlyph.tsx';

/** Where a record lies, and how it came into the case. */
export function Provenance({ provenance: p }: { readonly provenance: Where }) {
  return (
    <dl className="facts">
      <dt>Source</dt>
      <dd>
        <span className="mono">{p.source}</span> <Text>{p.name}</Text>
      </dd>
      <dt>Position</dt>
      <dd>
        record {count(p.position.ordinal)}, line {count(p.position.line)}, bytes {count(p.position.offset)} to{' '}
        {count(p.position.offset + p.position.length)}
      </dd>
      <dt>SHA-256</dt>
      <dd className="mono">{groupedHash(p.sha256)}</dd>
      <dt>Read by</dt>
      <dd>
        <Text>{p.readBy}</Text>
      </dd>
      <dt>Custody</dt>
      <dd>{p.custody === undefined ? 'not in the custody log' : `entry ${count(p.custody.entry)}, ${longTime(p.custody.at)} UTC`}</dd>
      {p.changed ? (
        <>
          <dt>Now</dt>
          <dd className="v-unmet">
            <VerdictGlyph verdict="unmet" size={11} decorative /> the file has changed since it was imported
          </dd>
        </>
      ) : null}
    </dl>
  );
}
