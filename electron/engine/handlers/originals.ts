/** The files that the sources were read from, as they are now: what is not what was imported is said, wherever it is used. */
import { statSync } from 'node:fs';
import type { SourceLine } from '../../../shared/views/types.ts';
import { hashExtent } from '../bundle/bytes.ts';
import { wholeFile } from '../bundle/location.ts';
import type { HandlerContext } from '../context.ts';
import type { OpenCase } from '../store/open.ts';
import { type Container, containerOf, listSources, type StoredSource, sourceLine } from '../store/sources.ts';
import { locationOf } from './reader.ts';

type State = NonNullable<SourceLine['original']>;

/** By its size alone, which costs nothing: a byte more or less is seen on every look. */
function sizeSays(container: Container): State | undefined {
  if (!container.present) return 'gone';
  return statSync(container.file, { throwIfNoEntry: false })?.size === container.bytes ? undefined : 'altered';
}

/** The ledger with what has become of the originals. */
export function linesWithOriginals(open: OpenCase): SourceLine[] {
  const known = new Map<number, State | undefined>();
  return listSources(open).map((s) => {
    if (!known.has(s.container)) known.set(s.container, sizeSays(containerOf(open, s)));
    const original = known.get(s.container);
    return original === undefined ? sourceLine(s) : { ...sourceLine(s), original };
  });
}

export interface Original {
  readonly source: StoredSource;
  readonly container: Container;
  readonly state: State;
}

/** Every original that is gone or altered, by its hash. `hashedLater` leaves out what is hashed in another place. */
export async function alteredOriginals(
  open: OpenCase,
  context: Pick<HandlerContext, 'progress' | 'checkCancelled'>,
  hashedLater: (source: StoredSource) => boolean,
): Promise<Original[]> {
  const first = new Map<number, StoredSource>();
  for (const s of listSources(open)) if (!first.has(s.container)) first.set(s.container, s);
  const all = [...first.values()].map((source) => ({ source, container: containerOf(open, source) }));
  const of = all.reduce((n, { container }) => n + container.bytes, 0);
  const out: Original[] = [];
  let done = 0;
  for (const { source, container } of all) {
    context.checkCancelled();
    context.progress({
      phase: 'hashing',
      member: source.name,
      bytes: { done, of },
      records: undefined,
      rate: undefined,
      secondsLeft: undefined,
    });
    const state = sizeSays(container) ?? (hashedLater(source) ? undefined : await hashSays(container));
    if (state !== undefined) out.push({ source, container, state });
    done += container.bytes;
  }
  return out;
}

async function hashSays(container: Container): Promise<State | undefined> {
  return (await hashExtent(wholeFile(container.file, container.bytes))).sha256 === container.sha256 ? undefined : 'altered';
}

/** The source is the whole file, and no part of an archive. */
export const isWholeFile = (source: StoredSource): boolean => locationOf(source).steps.length === 0;

export const originalText = ({ source, container, state }: Original): string =>
  `${container.kept === 'copy' ? "the case's copy of the original" : 'the original'} of ${source.source} (${source.name}) ${
    state === 'gone' ? 'is gone' : 'is no longer what was imported'
  }`;
