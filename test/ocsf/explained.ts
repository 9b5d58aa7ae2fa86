/** Why ours is another than the published one, where it is. docs/ocsf.md tells the same at more length. */
import type { Disagreement, Field } from './compare.ts';
import type { Pair } from './pairs.ts';

interface Explanation {
  readonly fields: readonly Field[];
  /** Whether it is about this pair: by what stands in it, not only by its name. */
  readonly holds: (pair: Pair, d: Disagreement) => boolean;
  readonly why: string;
}

const year = (text: string): string => text.slice(0, 4);

const EXPLANATIONS: readonly Explanation[] = [
  {
    fields: ['time'],
    holds: (_pair, d) => year(d.published) !== year(d.ours) && d.published.slice(4, 19) === d.ours.slice(4, 19),
    why: 'the published example has the year of another edition of the event: the raw one beside it says ours',
  },
  {
    fields: ['class'],
    holds: (pair, d) => pair.name.includes('v1.0.0-rc.2') && d.published.startsWith('3005 API Activity') && d.ours.startsWith('6003'),
    why: 'in the release candidate API Activity was class 3005; since OCSF 1.0.0 it is 6003',
  },
  {
    fields: ['actor', 'target'],
    holds: (pair, d) => pair.name.includes('v1.0.0-rc.2') && /^a(?:ro|id)a/.test(d.published),
    why: "the mapping for the release candidate names a principal by CloudTrail's principalId; since 1.1.0 it is the ARN, as ours",
  },
  {
    fields: ['class', 'target'],
    holds: (pair, d) => pair.published.message === 'Create API token' && (d.field === 'class' ? d.ours.startsWith('3004') : d.published === 'nobody'),
    why: 'a token is an identity of its own here, and its making a change of that entity; the published form is a generic call that leaves the token out',
  },
  {
    fields: ['target'],
    holds: (pair, d) => pair.published.class_uid === 2004 && d.published.startsWith('/') && d.ours === 'nobody',
    why: 'the published target is the path of the request; ours is an identity, and the raw event names none',
  },
  {
    fields: ['target'],
    holds: (pair, d) => pair.published.class_uid === 3002 && pair.published.user === undefined && d.published === 'nobody',
    why: 'the class requires the user who signs in, and the published form has none; ours names who acted',
  },
];

/** One sentence, or `undefined` where nobody has explained it. */
export const explain = (pair: Pair, d: Disagreement): string | undefined =>
  EXPLANATIONS.find((e) => e.fields.includes(d.field) && e.holds(pair, d))?.why;
