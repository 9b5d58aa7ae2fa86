import { type Fields, object, objects } from './fields.ts';

/**
 * The items of a record that is still in an API's envelope (`{"log_entries":[…],"limit":25}`, `{"schedule":{…}}`): under the
 * first of the keys that holds an array or an object. A record without such a key is its own only item.
 */
export function itemsOf(data: Fields, keys: readonly string[]): readonly Fields[] {
  for (const key of keys) {
    const value = data[key];
    if (Array.isArray(value)) return objects(value);
    const one = object(value);
    if (one !== undefined) return [one];
  }
  return [data];
}
