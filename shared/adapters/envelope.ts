import { type Fields, object, objects } from './fields.ts';

/**
 * The items of a record that is still in an API's envelope (`{"log_entries":[…],"limit":25}`, `{"schedule":{…}}`): under the
 * first of the keys that holds an array or an object. A record that is an item itself, or has no such key, is its own only item:
 * an item may have a field by the name of an envelope's key (an on-call has a `schedule`).
 */
export function itemsOf(data: Fields, keys: readonly string[], isItem: (data: Fields) => boolean): readonly Fields[] {
  if (isItem(data)) return [data];
  for (const key of keys) {
    const value = data[key];
    if (Array.isArray(value)) return objects(value);
    const one = object(value);
    if (one !== undefined) return [one];
  }
  return [data];
}
