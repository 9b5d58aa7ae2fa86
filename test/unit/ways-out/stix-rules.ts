/** What STIX 2.1 requires (https://docs.oasis-open.org/cti/stix/v2.1/), written down by hand apart from the code that writes bundles. */

type Obj = Readonly<Record<string, unknown>>;

/** Besides the common ones. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  'marking-definition': ['created'],
  identity: ['name'],
  'observed-data': ['first_observed', 'last_observed', 'number_observed', 'object_refs'],
  'user-account': ['user_id'],
  note: ['content', 'object_refs'],
  'attack-pattern': ['name'],
  sighting: ['sighting_of_ref'],
};
const OBSERVABLES = new Set(['user-account']);
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;
const ID = /^[a-z0-9-]+--[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const V5 = /^[a-z0-9-]+--[0-9a-f]{8}-[0-9a-f]{4}-5/;
const IDENTITY_CLASSES = new Set(['individual', 'group', 'system', 'organization', 'class', 'unknown']);

export function stixProblems(bundle: Obj): string[] {
  const problems: string[] = [];
  const objects = bundle.objects as readonly Obj[];
  if (bundle.type !== 'bundle' || !ID.test(String(bundle.id))) problems.push('it is no bundle');
  if ('spec_version' in bundle) problems.push('a bundle of 2.1 has no spec_version');
  const ids = new Set(objects.map((o) => o.id));
  if (ids.size !== objects.length) problems.push('two objects have one id');
  for (const o of objects) {
    const say = (what: string): number => problems.push(`${String(o.id)}: ${what}`);
    const type = String(o.type);
    const required = REQUIRED[type];
    if (required === undefined) {
      say(`type ${type} is none of those that are written`);
      continue;
    }
    if (!ID.test(String(o.id)) || !String(o.id).startsWith(`${type}--`)) say('its id');
    if (type !== 'marking-definition' && !V5.test(String(o.id))) say('its id is no UUIDv5');
    if (o.spec_version !== '2.1') say('spec_version');
    if (!OBSERVABLES.has(type)) {
      if (!TIME.test(String(o.created))) say('created');
      if (type !== 'marking-definition' && !(TIME.test(String(o.modified)) && String(o.modified) >= String(o.created))) say('modified');
    } else if ('created' in o) say('an observable has no created');
    for (const name of required) if (o[name] === undefined || o[name] === '') say(`${name} is required`);
    for (const [name, value] of Object.entries(o)) {
      if (value === null || (Array.isArray(value) && value.length === 0)) say(`${name} is empty`);
      const refs = name.endsWith('_ref') ? [value] : name.endsWith('_refs') ? (value as unknown[]) : [];
      for (const ref of refs) if (!ids.has(ref)) say(`${name} ${String(ref)} is not in the bundle`);
    }
    if (type === 'observed-data' && !(Number(o.number_observed) >= 1 && String(o.last_observed) >= String(o.first_observed)))
      say('what was observed');
    if (type === 'identity' && !IDENTITY_CLASSES.has(String(o.identity_class))) say('identity_class');
    if (type === 'sighting' && !/^(attack-pattern|indicator|identity)--/.test(String(o.sighting_of_ref))) say('a sighting is of a domain object');
    if (o.confidence !== undefined && !(Number(o.confidence) >= 0 && Number(o.confidence) <= 100)) say('confidence');
  }
  return problems;
}
