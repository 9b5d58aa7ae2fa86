/**
 * Where a thread's file lies. From source every file is where the tree says; in the build all entries lie side by side in dist/electron,
 * and the bundler has put this module into one of them.
 */
export function threadFile(fromSource: string, built: string, base: string = import.meta.url): URL {
  return new URL(base.endsWith('.ts') ? fromSource : built, base);
}
