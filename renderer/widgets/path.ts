/** Paths are the engine's; the page only puts a name behind a directory, in the way that directory is written. */
const separatorOf = (dir: string): string => (dir.includes('\\') && !dir.includes('/') ? '\\' : '/');

export const joinPath = (dir: string, ...names: readonly string[]): string => {
  const separator = separatorOf(dir);
  return [dir.replace(/[\\/]+$/, ''), ...names].join(separator);
};
/** The folder that a file or folder lies in, in the way that it is written, with the separator at its end: `/cases/tw` → `/cases/`. */
export const folderOf = (path: string): string => path.replace(/(?<=[^\\/:])[\\/]+$/, '').replace(/[^\\/]+$/, '') || '.';
export const baseName = (path: string): string => path.replace(/[\\/]+$/, '').replace(/^.*[\\/]/, '');

/** `Halden Marine, week 10` → `halden-marine-week-10`: for a suggested name only. */
export const slug = (title: string): string =>
  title
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60) || 'case';

/** Several paths in few words: the name of the one, or how many there are. */
export const pathsWord = (paths: readonly string[]): string => (paths.length === 1 ? baseName(paths[0] ?? '') : `${paths.length} paths`);
