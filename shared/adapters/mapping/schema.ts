/** The JSON schema of a mapping, made from the fields and words that the reader knows, so that an editor can help whoever writes one. */
import { MAPPED_FIELDS, MAPPING_NAME, type MappedField, namespaces, OUTPUTS, TIME_FORMATS } from '../../model/mapping.ts';
import { CHANNELS } from '../../model/vocabulary.ts';

type Schema = Readonly<Record<string, unknown>>;

const said = (description: string, schema: Schema): Schema => ({ description, ...schema });
const TEXT: Schema = { type: ['string', 'number', 'boolean'] };
const ref = (name: string): Schema => ({ $ref: `#/$defs/${name}` });
const PATH = ref('path');
const CONDITIONS = ref('conditions');
const VALUES = ref('values');
const path = said('a column, or a path: actor.name, targets[0].id, parameters[name=USER].value; @ is the item of each, $ the whole record', {
  type: ['string', 'number'],
});
const one = (...schemas: readonly Schema[]): Schema => ({ anyOf: schemas });
const listOf = (items: Schema): Schema => ({ type: 'array', items, minItems: 1 });
const textOrTexts = one(TEXT, listOf(TEXT), { type: 'null' });
const conditions = said('field: the values that it may have; * stands for anything', { type: 'object', additionalProperties: VALUES });

function valueOf(field: MappedField): Schema {
  const words = field.words;
  const several = ['aliases', 'parties', 'texts'].includes(field.type);
  const alias = ['alias', 'aliases', 'party', 'parties'].includes(field.type);
  const self = ref(refOf(field));
  return one(PATH, listOf(self), {
    type: 'object',
    additionalProperties: false,
    properties: {
      path: PATH,
      value: said('the same for all records', words === undefined ? TEXT : { enum: [...words, ...words.filter((w) => /^\d+$/.test(w)).map(Number)] }),
      template: said('text with parts such as $' + '{User Name}', { type: 'string' }),
      first: said('the first that has a value', listOf(self)),
      ...(several ? { all: said('all of them', listOf(self)) } : {}),
      when: CONDITIONS,
      split: said('parts of one text', TEXT),
      after: said('what stands behind this text', TEXT),
      before: said('what stands before this text', TEXT),
      case: { enum: ['lower', 'upper'] },
      ...(words === undefined
        ? {}
        : {
            values: { type: 'object', propertyNames: { enum: words }, additionalProperties: VALUES },
            else: { enum: [...words, 'ignore', ...words.filter((w) => /^\d+$/.test(w)).map(Number)] },
          }),
      ...(alias ? { as: { enum: namespaces } } : {}),
      ...(field.type === 'time'
        ? {
            format: said(`${TIME_FORMATS.join(', ')}, or a pattern such as DD.MM.YYYY HH:mm:ss`, { type: 'string' }),
            zone: said('an IANA name or a fixed offset', { type: 'string' }),
          }
        : {}),
    },
  });
}

/** Fields that take the same values share one definition. */
const refOf = (field: MappedField): string =>
  field.words === undefined ? field.type : `word-${field.words[0] ?? ''}-${field.words.join(' ').length}`;

export function mappingSchema(): Schema {
  const definitions: Record<string, Schema> = { path, conditions, values: textOrTexts };
  const outputs = OUTPUTS.map((as): Schema => {
    const fields = MAPPED_FIELDS[as];
    for (const f of fields) definitions[refOf(f)] ??= valueOf(f);
    return {
      type: 'object',
      additionalProperties: false,
      required: ['as', ...fields.filter((f) => f.required === true).map((f) => f.name)],
      properties: {
        as: { const: as },
        when: CONDITIONS,
        each: said('a list in the record: one statement for each of its items, which paths call @', PATH),
        ...Object.fromEntries(fields.map((f) => [f.name, said(f.label, ref(refOf(f)))])),
      },
    };
  });
  const channel: Schema = { enum: CHANNELS };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Tracewake mapping',
    description: 'What the records of a table or log that no adapter knows state.',
    type: 'object',
    additionalProperties: false,
    required: ['mapping', 'read'],
    properties: {
      mapping: said('its name', { type: 'string', pattern: MAPPING_NAME.source }),
      title: TEXT,
      version: { type: 'integer', minimum: 1 },
      fits: { type: 'object', additionalProperties: false, properties: { columns: listOf(PATH), where: CONDITIONS } },
      each: said('a list in each record that holds what are really the records', PATH),
      system: TEXT,
      channel,
      channels: one(channel, listOf(channel)),
      zone: { type: 'string' },
      read: listOf({ oneOf: outputs }),
    },
    $defs: definitions,
  };
}
