/** Where things lie: from source as the tree says; in the build all entries lie side by side in dist/electron, this module inside one of them. */
export function fileBeside(fromSource: string, built: string, base: string = import.meta.url): URL {
  return new URL(base.endsWith('.ts') ? fromSource : built, base);
}

/** The file of a thread. In a packaged application the Node side lies unpacked beside the archive: a new thread reads no archives. */
export function threadFile(fromSource: string, built: string, base: string = import.meta.url): URL {
  const url = fileBeside(fromSource, built, base);
  url.pathname = url.pathname.replace('/app.asar/', '/app.asar.unpacked/');
  return url;
}
