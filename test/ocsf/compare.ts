/** Ours against the published one, on what an investigator relies on: class, activity, time, actor, target. */
import type { Obj } from './pairs.ts';

export const FIELDS = ['class', 'activity', 'time', 'actor', 'target'] as const;
export type Field = (typeof FIELDS)[number];

export interface Disagreement {
  readonly field: Field;
  readonly published: string;
  readonly ours: string;
}

const obj = (v: unknown): Obj | undefined => (typeof v === 'object' && v !== null && !Array.isArray(v) ? (v as Obj) : undefined);
const at = (o: unknown, ...path: readonly string[]): unknown => path.reduce<unknown>((v, key) => obj(v)?.[key], o);

/** Every name that an object gives to somebody or something. Published texts write a dot of an address as `[.]`. */
function names(...things: readonly unknown[]): Set<string> {
  const out = new Set<string>();
  for (const thing of things) {
    for (const key of ['uid', 'uid_alt', 'name', 'email_addr']) {
      const value = obj(thing)?.[key];
      if (typeof value === 'string' && value !== '' && value !== 'Unknown') out.add(value.replaceAll('[.]', '.').toLowerCase());
    }
  }
  return out;
}

function texts(...values: readonly unknown[]): Set<string> {
  return new Set(
    values
      .flat()
      .filter((v): v is string => typeof v === 'string' && v !== '')
      .map((v) => v.toLowerCase()),
  );
}

const actorOf = (e: Obj): Set<string> => (e.email === undefined ? names(at(e, 'actor', 'user')) : texts(at(e, 'email', 'smtp_from')));

/** What the event was done to: by class another attribute. */
function targetOf(e: Obj): Set<string> {
  if (e.email !== undefined) return texts(at(e, 'email', 'smtp_to'));
  const entity = obj(e.entity);
  const resources = Array.isArray(e.resources) ? (e.resources as unknown[]) : [];
  return names(e.user, entity, entity?.user, entity?.policy, entity?.group, entity?.device, ...resources);
}

/** Milliseconds. Some published times are in whole seconds, against the schema: such a one says nothing below the second. */
function timesOf(published: Obj, ours: Obj): readonly [number, number] {
  const p = Number(published.time);
  const o = Number(ours.time);
  return p < 1e11 ? [p * 1000, Math.floor(o / 1000) * 1000] : [p, o];
}

const shown = (set: ReadonlySet<string>): string => (set.size === 0 ? 'nobody' : [...set].join(' / '));
const meet = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => (a.size === 0 && b.size === 0) || [...a].some((x) => b.has(x));

export function disagreements(published: Obj, ours: Obj | undefined): Disagreement[] {
  if (ours === undefined) return FIELDS.map((field) => ({ field, published: field, ours: 'no line' }));
  const out: Disagreement[] = [];
  const check = (field: Field, agree: boolean, p: unknown, o: unknown): void => {
    if (!agree) out.push({ field, published: String(p), ours: String(o) });
  };
  check(
    'class',
    published.class_uid === ours.class_uid,
    `${String(published.class_uid)} ${String(published.class_name)}`,
    `${String(ours.class_uid)} ${String(ours.class_name)}`,
  );
  check(
    'activity',
    published.activity_id === ours.activity_id,
    `${String(published.activity_id)} ${String(published.activity_name)}`,
    `${String(ours.activity_id)} ${String(ours.activity_name)}`,
  );
  const [pTime, oTime] = timesOf(published, ours);
  check('time', pTime === oTime, new Date(pTime).toISOString(), new Date(oTime).toISOString());
  const [pa, oa, pt, ot] = [actorOf(published), actorOf(ours), targetOf(published), targetOf(ours)];
  check('actor', meet(pa, oa), shown(pa), shown(oa));
  check('target', meet(pt, ot), shown(pt), shown(ot));
  return out;
}
