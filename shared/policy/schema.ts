/** The JSON schema of a policy, made from the vocabularies that the reader uses, so that an editor can help whoever writes one. */
import { ACTIONS, CHANNELS, CONFIDENCES, EVENT_KINDS, IDENTITY_KINDS, NOTICE_CHANNELS, SEVERITIES } from '../model/vocabulary.ts';
import { AUDIENCES } from './types.ts';

type Schema = Readonly<Record<string, unknown>>;

const object = (properties: Readonly<Record<string, Schema>>, required: readonly string[], more: Schema = {}): Schema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
  ...more,
});
const listOf = (items: Schema, more: Schema = {}): Schema => ({ type: 'array', items, ...more });
const oneOf = (values: readonly unknown[]): Schema => ({ enum: values });
const ref = (name: string): Schema => ({ $ref: `#/$defs/${name}` });
const each = (keys: readonly string[], value: Schema): Record<string, Schema> => Object.fromEntries(keys.map((key) => [key, value]));
const said = (description: string, schema: Schema): Schema => ({ description, ...schema });

const families = [...new Set(EVENT_KINDS.filter((k) => k.includes('.')).map((k) => `${k.slice(0, k.indexOf('.'))}.*`))];
const names = listOf({ type: ['string', 'number'] });

export const POLICY_SCHEMA: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Tracewake policy',
  description: 'What has to follow an event, and by when. A key of the top level that is left out keeps its default.',
  ...object(
    {
      name: { type: ['string', 'number'], minLength: 1 },
      revision: { type: 'integer', minimum: 0 },
      obligations: said('The first entry that fits an event holds; an event that none fits has no obligations.', listOf(ref('obligation'))),
      parties: said('Teams that stand for an audience where no claim names anybody.', object(each(AUDIENCES, names), [])),
      escalation: said('Parties that may act on any identity.', names),
      'fail open': said(
        'Who has to hear of an alert about an identity that nobody owns.',
        object({ parties: names, within: ref('duration') }, ['parties', 'within']),
      ),
      'monitored queues': said('Every other queue counts as one that nobody watches.', names),
      'ownership stale after': said('A claim that was not confirmed for so long no longer counts.', ref('duration')),
      'clock uncertainty': said('Of each source that declares none.', ref('duration')),
      silence: said('How long a regular log of a channel may say nothing.', object(each(['else', ...CHANNELS], ref('duration')), ['else'])),
      'duplicate window': said('Repeated escalations within it are duplicates.', ref('duration')),
      'delivered after': said('Without receipt or failure a notice counts as delivered by then.', ref('duration')),
      'fitting actions': said(
        'For each kind of identity, lists of actions: one of each list has to be taken.',
        object(each(IDENTITY_KINDS, listOf(listOf(oneOf(ACTIONS)))), []),
      ),
      phrases: said('What a message is about.', listOf(ref('phrases'))),
    },
    ['name', 'revision'],
  ),
  $defs: {
    duration: said('ISO 8601, such as PT15M or P7D.', {
      type: 'string',
      pattern: '^P(?=.)([0-9]+W|([0-9]+D)?(T(?=.)([0-9]+H)?([0-9]+M)?([0-9]+([.][0-9]+)?S)?)?)$',
    }),
    within: {
      anyOf: [ref('duration'), object(each(['else', 'tier 0', 'tier 1', 'tier 2', ...CONFIDENCES], ref('duration')), ['else'])],
    },
    kinds: listOf(oneOf([...EVENT_KINDS, ...families])),
    audience: {
      anyOf: [
        oneOf(AUDIENCES),
        object({ name: oneOf(AUDIENCES), tiers: listOf(oneOf([0, 1, 2])), identities: listOf(oneOf(IDENTITY_KINDS)) }, ['name']),
      ],
    },
    obligation: object(
      {
        name: { type: ['string', 'number'], minLength: 1 },
        kinds: ref('kinds'),
        identities: { anyOf: [{ const: 'non-human' }, listOf(oneOf(IDENTITY_KINDS))] },
        severities: listOf(oneOf(SEVERITIES)),
        'owned identities': { type: 'boolean' },
        notify: object(
          { through: { anyOf: [{ const: 'any' }, listOf(oneOf(NOTICE_CHANNELS))] }, audience: listOf(ref('audience')), within: ref('within') },
          ['through', 'audience', 'within'],
        ),
        acknowledge: object({ within: ref('within'), by: oneOf(AUDIENCES) }, ['within']),
        act: object({ within: ref('within'), mode: oneOf(['contain', 'close']) }, ['within']),
        verify: object({ within: ref('within'), mode: oneOf(['held', 'reauthentication', 'silence']), kinds: ref('kinds') }, ['within', 'mode']),
        certify: object({ within: ref('within'), kinds: ref('kinds') }, ['within']),
      },
      ['name', 'kinds'],
    ),
    phrases: object({ kinds: listOf(oneOf([...EVENT_KINDS, ...families, 'verified', 'idle'])), phrases: names }, ['kinds', 'phrases']),
  },
};
