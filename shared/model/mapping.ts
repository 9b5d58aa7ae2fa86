/**
 * A mapping as plain data: what docs/mappings.md describes in YAML. It says of a table or a JSON log that no adapter knows which
 * records it fits and what each of them states. The screen edits it, the reading thread compiles it (shared/adapters/mapping).
 */
import {
  ACTIONS,
  ALIAS_NAMESPACES,
  type Channel,
  CLAIM_ROLES,
  CONFIDENCES,
  EVENT_KINDS,
  IDENTITY_KINDS,
  NOTICE_CHANNELS,
  NOTICE_STATUSES,
  OUTCOMES,
  PARTY_TYPES,
  ROUTE_STEPS,
  SEVERITIES,
} from './vocabulary.ts';

export type AliasNamespace = (typeof ALIAS_NAMESPACES)[number];

/** Path of a field → the values that it may have; `*` in a value stands for any run of characters. All paths must fit. */
export type Conditions = Readonly<Record<string, readonly string[]>>;

/** Where a value comes from: exactly one of the first five; and what is done with it, in the order of the rest. */
export interface MappedValue {
  /** A column, or a path: `actor.name`, `targets[0].id`, `parameters[name=USER].value`; `@` is the item of `each`, `$` the whole record. */
  readonly path?: string | undefined;
  readonly value?: string | undefined;
  /** `${path}` parts in a text; without a value where one of them has none. */
  readonly template?: string | undefined;
  /** The first of them that has a value. */
  readonly first?: readonly MappedValue[] | undefined;
  /** All of them together, for fields that take several. */
  readonly all?: readonly MappedValue[] | undefined;

  /** Only where these hold; else there is no value. */
  readonly when?: Conditions | undefined;
  /** Parts of one text. */
  readonly split?: string | undefined;
  /** What stands behind the first, and before the next, occurrence of a text. */
  readonly after?: string | undefined;
  readonly before?: string | undefined;
  readonly case?: 'lower' | 'upper' | undefined;
  /** For words of a closed list: the word → the values of the record that stand for it. */
  readonly values?: Readonly<Record<string, readonly string[]>> | undefined;
  /** The word for every other value; `ignore` leaves the record out, with the value as the reason. */
  readonly else?: string | undefined;
  /** For aliases: the namespace of the value. Without one `namespace:value`, addresses and ARNs are told apart, the rest are names. */
  readonly as?: AliasNamespace | undefined;
  /** For times: see TIME_FORMATS, or a pattern such as `DD.MM.YYYY HH:mm`. */
  readonly format?: string | undefined;
  /** For times: the zone of this field, whatever holds for the source. */
  readonly zone?: string | undefined;
}

export const OUTPUTS = [
  'event',
  'alert',
  'notice',
  'route',
  'action',
  'certification',
  'identity',
  'claim',
  'person',
  'membership',
  'oncall',
  'breakglass',
  'scope',
  'mailrule',
] as const;
export type Output = (typeof OUTPUTS)[number];

/** One statement that is made of a record. */
export interface MappedOutput {
  readonly as: Output;
  readonly when?: Conditions | undefined;
  /** A list inside the record: one statement for each of its items, which paths call `@`. */
  readonly each?: string | undefined;
  readonly fields: Readonly<Record<string, MappedValue>>;
}

export interface Mapping {
  /** Lower-case letters, digits and dashes; `mapping:NAME` is its type. */
  readonly name: string;
  readonly title: string;
  readonly version: number;
  /** By what a source is known to be of this sort: fields that all its records have, and values that they have there. */
  readonly fits: { readonly columns: readonly string[]; readonly where: Conditions };
  /** A list inside each record that holds what are really the records. */
  readonly each?: string | undefined;
  readonly system?: string | undefined;
  readonly channels?: readonly Channel[] | undefined;
  readonly zone?: string | undefined;
  readonly read: readonly MappedOutput[];
}

export const MAPPING_TYPE = 'mapping:';
export const MAPPING_NAME = /^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/;
/** The zone of `format` where it is not a pattern. */
export const TIME_FORMATS = ['auto', 'dmy', 'mdy', 'epoch-seconds', 'epoch-milliseconds', 'epoch-microseconds'] as const;

export type FieldType = 'time' | 'alias' | 'aliases' | 'party' | 'parties' | 'text' | 'texts' | 'word' | 'flag';

export interface MappedField {
  readonly name: string;
  readonly type: FieldType;
  /** For people: `who approved it`. */
  readonly label: string;
  readonly words?: readonly string[] | undefined;
  /** Without it there is no such statement. */
  readonly required?: true | undefined;
}

const TYPES = { t: 'time', a: 'alias', A: 'aliases', p: 'party', P: 'parties', x: 'text', X: 'texts', w: 'word', f: 'flag' } as const;
/** `t! time when it happened`: the type's letter, `!` where required, the field's name, its label. */
function fields(words: Readonly<Record<string, readonly string[]>>, ...lines: readonly string[]): readonly MappedField[] {
  return lines.map((line) => {
    const [letter = '', name = '', ...label] = line.split(' ');
    return {
      name,
      type: TYPES[letter[0] as keyof typeof TYPES],
      label: label.join(' '),
      words: words[name],
      ...(letter.endsWith('!') ? { required: true as const } : {}),
    };
  });
}

const APPROVAL = [
  'a approver who approved it',
  't approved_at when it was approved',
  'x reason why it was done',
  'x incident its ticket or incident',
];
const TIERS = ['0', '1', '2'];

/** The fields of each statement: those of the plain tables (docs/formats.md), and for events what only logs know. */
export const MAPPED_FIELDS: Readonly<Record<Output, readonly MappedField[]>> = {
  event: fields(
    { kind: EVENT_KINDS, outcome: OUTCOMES, target_kind: IDENTITY_KINDS, actor_kind: IDENTITY_KINDS },
    't! time when it happened',
    'w! kind what happened',
    'w outcome whether it succeeded',
    'a actor who did it',
    'a target the identity that changed',
    'x access the role, group or policy',
    'x event_id its id in its system',
    'X correlation ids that other logs share',
    'a on_behalf_of for whom the actor acted',
    ...APPROVAL,
    'x place where from: address or host',
    'x operation the system’s own name for it',
    'x summary a sentence about it',
    'a holder whose credential the target is',
    'a credential the credential that was used',
    'w target_kind what kind of identity changed',
    'w actor_kind what kind of identity acted',
    'x environment the environment',
    'f interactive whether a person was at the keyboard',
  ),
  alert: fields(
    { severity: SEVERITIES, confidence: CONFIDENCES, privilege_tier: TIERS },
    'x! alert_id its id',
    't time when it was raised',
    'w severity how severe',
    'w confidence how sure the detection is',
    'x title what it says',
    'a identity whom it is about',
    'x service the service',
    'x application the application',
    'x environment the environment',
    'w privilege_tier the privilege tier',
    'x last_rotation when the credential was last rotated',
    'x spawned_by what started the agent',
    'x incident its incident',
  ),
  notice: fields(
    { channel: NOTICE_CHANNELS, status: NOTICE_STATUSES, about: EVENT_KINDS },
    'x! notice_id its id',
    'w! channel by which channel',
    't sent_at when it was sent',
    'x sender from whom',
    'P recipients to whom',
    'x subject its subject',
    'x body its text',
    'w status what became of it',
    't status_at since when',
    'X related_id ids of what it is about',
    'w about the kind of event it is about',
    'A names identities that it names in a field',
  ),
  route: fields(
    { step: ROUTE_STEPS, party_type: PARTY_TYPES },
    'X! alert_id the alert or event',
    'w! step what was done with it',
    't time when',
    'p party to whom it went',
    'w party_type what the party is',
    'p decided_by who or what chose it',
    'x key by which it was grouped',
  ),
  action: fields(
    { action: ACTIONS, outcome: OUTCOMES },
    'x! action_id its id',
    'w! action what was done',
    't time when',
    'a actor by whom',
    'a identity on which identity',
    ...APPROVAL,
    'w outcome whether it succeeded',
    'x scope the one consumer it reached',
  ),
  certification: fields(
    { decision: ['approve', 'revoke', 'none'] },
    'x! item_id its id',
    'w decision what was decided',
    'a identity whose access',
    'x access which access',
    'a reviewer who decided',
    't decided_at when it was decided',
    't applied_at when it was applied',
    'x campaign the campaign',
    'x trigger the event it was held for',
  ),
  identity: fields(
    { kind: IDENTITY_KINDS, privilege_tier: TIERS },
    'a! identity its name in its system',
    'w kind what it is',
    'A aliases its further names',
    'x display_name how it is called',
    'a holder whose it is',
    'x application the application',
    'x service the service',
    'X environment the environments',
    'w privilege_tier the privilege tier',
    't last_rotation when it was last rotated',
    'x revocation_method how it is revoked',
  ),
  claim: fields(
    { role: CLAIM_ROLES, subject_type: ['identity', 'service', 'application'], party_type: PARTY_TYPES },
    'p! subject of what',
    'w! role in which role',
    'p! party who is accountable',
    'w subject_type what the subject is',
    'w party_type what the party is',
    't valid_from since when',
    't valid_to until when',
    't as_of when it was last confirmed',
    'x system where it is said',
  ),
  person: fields(
    { status: ['active', 'left', 'on-leave'] },
    'a! person who',
    'w status whether employed',
    'A aliases further names',
    'x display_name how the person is called',
    't start since when',
    't end until when',
    't moved_at when the person moved',
    'x team the team',
    'a manager the manager',
  ),
  membership: fields({}, 'x! team the team', 'a member who belongs to it', 't from since when', 't to until when', 'a email its shared address'),
  oncall: fields({}, 'x! schedule the schedule', 'a! person who is on call', 't from since when', 't to until when'),
  breakglass: fields(
    {},
    'x! grant_id its id',
    't! opened_at when it was opened',
    'a identity the emergency account',
    'a user who used it',
    't expires_at when it was to end',
    't closed_at when it ended',
    ...APPROVAL,
  ),
  scope: fields({}, 'x! scope its name', 'a! identity what it justifies', 't starts since when', 't ends until when'),
  mailrule: fields(
    {},
    'a! mailbox whose mailbox',
    'x rule its name',
    't enabled_from since when it was active',
    't enabled_to until when',
    'a created_by who made it',
    'X conditions subject-contains=TEXT, from=ADDRESS, all',
    'X actions delete, move=FOLDER, mark-read, redirect=ADDRESS, forward=ADDRESS',
  ),
};

export const fieldOf = (output: Output, name: string): MappedField | undefined => MAPPED_FIELDS[output].find((f) => f.name === name);
export const namespaces: readonly AliasNamespace[] = ALIAS_NAMESPACES;
