/**
 * What `data/records/` holds. Names, versions and the order of fields are a contract: the commitments take the fields in this
 * order. Any change gives a collection a new version and an entry in docs/package-format.md. In each row, `record` is where it
 * comes from: source and number of the record in it. Times are ISO 8601 UTC with six decimals.
 */
import type { CommittedSchema } from './commitments.ts';

export const COLLECTIONS = [
  'events',
  'identities',
  'claims',
  'notices',
  'actions',
  'certifications',
  'obligations',
  'findings',
  'annotations',
] as const;
export type Collection = (typeof COLLECTIONS)[number];

type FieldType = 'text' | 'time' | 'number' | 'flag' | 'texts' | 'object' | 'objects';

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly required: boolean;
}

export interface CollectionSchema extends CommittedSchema {
  readonly collection: Collection;
  readonly title: string;
  readonly shape: readonly Field[];
}

/** `name:type`, with `!` where every row has it. */
function fields(text: string): Field[] {
  return text
    .trim()
    .split(/\s+/)
    .map((word) => {
      const [name, type] = word.replace('!', '').split(':') as [string, FieldType];
      return { name, type, required: word.endsWith('!') };
    });
}

const define = (collection: Collection, version: number, title: string, text: string): CollectionSchema => {
  const shape = fields(text);
  return { collection, schema: `${collection}/${version}`, title, shape, fields: shape.map((f) => f.name) };
};

export const SCHEMAS: Readonly<Record<Collection, CollectionSchema>> = {
  events: define(
    'events',
    1,
    'What happened, as the logs say it: normalised, one row for each event',
    `id:text! time:time kind:text! outcome:text! operation:text! actor:text actorKind:text onBehalfOf:text target:text targetKind:text
     holder:text credential:text access:text place:text environment:text interactive:flag nativeId:text correlation:texts summary:text
     approver:text approvedAt:time reason:text incident:text asks:texts alert:object grant:object retentionDays:number classUid:number
     activityId:number system:text! record:text! records:texts`,
  ),
  identities: define(
    'identities',
    1,
    'Who is who: the names that exact evidence joined into one identity, and why',
    `id:text! kind:text! tier:number displayName:text aliases:texts! holder:text application:text service:text environments:texts
     lastRotation:time revocationMethod:text firstSeen:time lastSeen:time inventoried:flag! why:objects`,
  ),
  claims: define(
    'claims',
    1,
    'What registers say of who is accountable: claims, memberships, on-call duties, persons, inventory entries, emergency scopes',
    `type:text! subject:text subjectType:text role:text party:text partyType:text from:time to:time asOf:time
     team:text member:text address:text schedule:text person:text status:text start:time end:time movedAt:time manager:text
     aliases:texts kind:text displayName:text holder:text application:text service:text environments:texts tier:number
     lastRotation:time revocationMethod:text inventory:flag scope:text identity:text starts:time ends:time system:text! record:text!`,
  ),
  notices: define(
    'notices',
    1,
    'Notices and what became of them: stages of a notice, steps of its routing, mailbox rules',
    `type:text! noticeId:text sentAt:time channel:text sender:text recipients:texts subject:text body:text status:text statusAt:time
     relatedIds:texts about:text names:texts resolvedBy:text resolvedAt:time time:time step:text party:text partyType:text
     decidedBy:text key:text mailbox:text rule:text from:time to:time createdBy:text conditions:objects actions:objects
     system:text! record:text!`,
  ),
  actions: define(
    'actions',
    1,
    'Controls taken on an identity',
    `actionId:text! time:time actor:text identity:text action:text! approver:text approvedAt:time reason:text incident:text outcome:text!
     scope:text system:text! record:text!`,
  ),
  certifications: define(
    'certifications',
    1,
    'Decisions of reviewers on whether an access is still needed',
    `itemId:text! identity:text access:text reviewer:text decision:text! decidedAt:time appliedAt:time campaign:text trigger:text
     system:text! record:text!`,
  ),
  obligations: define(
    'obligations',
    1,
    'What the policy says must follow an event, and the verdict of the evidence on it',
    `wake:text! event:text! kind:text! time:time! target:text actor:text tier:number stage:text! audience:text parties:objects verdict:text!
     deadline:time missing:texts rule:text text:text! evidence:objects coverage:objects uncovered:objects`,
  ),
  findings: define(
    'findings',
    1,
    'What an investigator has to look at, with the records it rests on and the decision on it',
    `id:text! rule:text! stage:text! verdict:text! severity:text! confidence:text! subject:text! wake:text event:text missing:texts
     text:text! evidence:objects coverage:objects frameworks:texts disposition:text!`,
  ),
  annotations: define(
    'annotations',
    1,
    'What named investigators wrote and decided: notes, dispositions, ties, joins and splits',
    `id:text! type:text! on:text! text:text disposition:text decision:object reason:text by:text! at:time! custody:number!`,
  ),
};

const JSON_TYPES: Readonly<Record<FieldType, object>> = {
  text: { type: 'string' },
  time: { type: 'string', format: 'date-time', pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{6}Z$' },
  number: { type: 'number' },
  flag: { type: 'boolean' },
  texts: { type: 'array', items: { type: 'string' } },
  object: { type: 'object' },
  objects: { type: 'array', items: { type: 'object' } },
};

/** The collection's JSON Schema, as it lies in `data/schema/`. `x-order` is the order of the commitments. */
export function jsonSchema(s: CollectionSchema): object {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:tracewake:${s.schema}`,
    title: s.title,
    type: 'object',
    properties: Object.fromEntries(s.shape.map((f) => [f.name, JSON_TYPES[f.type]])),
    required: s.shape.filter((f) => f.required).map((f) => f.name),
    additionalProperties: false,
    'x-order': s.fields,
  };
}
