/** Names of members, as they stand in archives and folders: hostile until checked, and never used as a path to write to. */

const LONGEST_NAME = 4096;

/** Why a member of this name is not read; `undefined`: the name is sound. Tracewake unpacks to no named path, and still takes such a name as an attack. */
export function checkName(name: string): string | undefined {
  if (name === '' || name.length > LONGEST_NAME) return 'its name is empty or far too long';
  if (/[\0-\x1f\x7f]/.test(name)) return 'its name holds control characters';
  if (name.startsWith('/') || /^[A-Za-z]:/.test(name)) return 'its name is an absolute path: an archive made to write outside of its folder';
  if (name.split('/').includes('..')) return 'its name leads out of the archive (`..`): an archive made to write outside of its folder';
  return undefined;
}

/** `./a//b` and `a/./b` are `a/b`. */
export const plainName = (name: string): string =>
  name
    .split('/')
    .filter((part, i) => part !== '.' && (part !== '' || i === 0))
    .join('/');

/** For messages: no control characters, not longer than a line. */
export const shown = (name: string): string => name.replace(/[\0-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '�').slice(0, 200);
