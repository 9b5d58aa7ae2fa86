/**
 * What OCSF 1.5.0 requires of an event (https://schema.ocsf.io/1.5.0), written down by hand from the published schema, apart from the
 * code that writes events: required attributes, the constraints of the classes and of the objects in them, and the enumerations.
 */

type Obj = Readonly<Record<string, unknown>>;
const isObj = (v: unknown): v is Obj => typeof v === 'object' && v !== null && !Array.isArray(v);

const BASE = ['activity_id', 'category_uid', 'class_uid', 'metadata', 'severity_id', 'time', 'type_uid'];

interface ClassRule {
  readonly category: number;
  /** Besides those of every event. */
  readonly required: readonly string[];
  /** At least one of them. */
  readonly oneOf?: readonly string[];
  /** Besides 0 (Unknown) and 99 (Other). */
  readonly activities: number;
}

const CLASSES: Readonly<Record<number, ClassRule>> = {
  2004: { category: 2, required: ['finding_info'], activities: 3 },
  3001: { category: 3, required: ['user'], activities: 12 },
  3002: { category: 3, required: ['user'], oneOf: ['service', 'dst_endpoint'], activities: 6 },
  3003: { category: 3, required: ['user'], oneOf: ['privileges', 'group'], activities: 2 },
  3004: { category: 3, required: ['entity'], activities: 13 },
  3005: { category: 3, required: ['privileges', 'user'], activities: 2 },
  3006: { category: 3, required: ['group'], oneOf: ['privileges', 'user'], activities: 6 },
  4009: { category: 4, required: ['direction_id', 'email'], activities: 4 },
  6003: { category: 6, required: ['actor', 'api', 'src_endpoint'], activities: 4 },
};

/** Of an object: what it must have, and of what at least one. */
const OBJECTS: Readonly<Record<string, { readonly required?: readonly string[]; readonly oneOf?: readonly string[] }>> = {
  metadata: { required: ['version', 'product'] },
  product: { oneOf: ['name', 'uid'] },
  user: { oneOf: ['account', 'name', 'uid'] },
  actor: { oneOf: ['process', 'user', 'invoked_by', 'session', 'app_name', 'app_uid'] },
  entity: { oneOf: ['name', 'uid', 'device', 'group', 'org', 'policy', 'user'] },
  group: { oneOf: ['name', 'uid'] },
  service: { oneOf: ['name', 'uid'] },
  src_endpoint: { oneOf: ['ip', 'uid', 'name', 'hostname', 'svc_name', 'instance_uid', 'interface_uid', 'interface_name', 'domain'] },
  api: { required: ['operation'] },
  finding_info: { required: ['uid'] },
  email: { oneOf: ['from', 'to'] },
};

const TEXTS = new Set(['name', 'uid', 'operation', 'version', 'message', 'time_dt', 'class_name', 'activity_name', 'type_name', 'email_addr', 'ip']);

/** Everything that is wrong with an event, as sentences; empty where it is valid. */
export function ocsfProblems(event: unknown): string[] {
  if (!isObj(event)) return ['it is no object'];
  const problems: string[] = [];
  const rule = CLASSES[Number(event.class_uid)];
  if (rule === undefined) return [`class ${String(event.class_uid)} is none of those that are written`];
  for (const name of [...BASE, ...rule.required]) if (isEmpty(event[name])) problems.push(`${name} is required`);
  if (rule.oneOf !== undefined && !rule.oneOf.some((name) => !isEmpty(event[name]))) problems.push(`one of ${rule.oneOf.join(', ')} is required`);
  const { activity_id: activity, time, severity_id: severity, status_id: status } = event;
  if (event.category_uid !== rule.category) problems.push(`category ${String(event.category_uid)}`);
  if (!(Number.isInteger(activity) && (activity === 99 || (Number(activity) >= 0 && Number(activity) <= rule.activities))))
    problems.push(`activity ${String(activity)}`);
  if (event.type_uid !== Number(event.class_uid) * 100 + Number(activity)) problems.push(`type ${String(event.type_uid)}`);
  if (!Number.isSafeInteger(time) || Math.abs(Number(time)) > 8.64e15) problems.push(`time ${String(time)} is no milliseconds`);
  if (!(Number.isInteger(severity) && (severity === 99 || (Number(severity) >= 0 && Number(severity) <= 6)))) problems.push('severity_id');
  if (status !== undefined && ![0, 1, 2, 99].includes(Number(status))) problems.push('status_id');
  if (event.time_dt !== undefined) {
    const profiles = isObj(event.metadata) ? event.metadata.profiles : undefined;
    if (!Array.isArray(profiles) || !profiles.includes('datetime')) problems.push('time_dt needs the profile datetime');
    if (Math.floor(Date.parse(String(event.time_dt))) !== time) problems.push('time_dt is another time');
  }
  if (event.privileges !== undefined && !(Array.isArray(event.privileges) && event.privileges.every((p) => typeof p === 'string')))
    problems.push('privileges is no list of texts');
  inside(event, '', problems);
  return problems;
}

const isEmpty = (v: unknown): boolean => v === undefined || v === null || v === '' || (Array.isArray(v) && v.length === 0);

function inside(object: Obj, path: string, problems: string[]): void {
  for (const [name, value] of Object.entries(object)) {
    if (path === '' && name === 'unmapped') continue;
    const at = `${path}${name}`;
    if (value === null) problems.push(`${at} is null`);
    if (value !== undefined && TEXTS.has(name) && typeof value !== 'string') problems.push(`${at} is no text`);
    if (Array.isArray(value)) for (const v of value) if (isObj(v)) inside(v, `${at}.`, problems);
    if (!isObj(value)) continue;
    const rule = OBJECTS[name];
    for (const need of rule?.required ?? []) if (isEmpty(value[need])) problems.push(`${at}.${need} is required`);
    if (rule?.oneOf !== undefined && !rule.oneOf.some((n) => !isEmpty(value[n]))) problems.push(`${at} has none of ${rule.oneOf.join(', ')}`);
    inside(value, `${at}.`, problems);
  }
}
