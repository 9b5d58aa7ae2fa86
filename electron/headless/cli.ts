#!/usr/bin/env node
/** The command line's entry: streams, signals, the caller's directory. */
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { runCli } from './run.ts';

/** npm runs scripts in the package's directory and leaves the caller's own in INIT_CWD. */
function callerDirectory(): string {
  const { INIT_CWD, npm_package_json: manifest } = process.env;
  return INIT_CWD !== undefined && manifest !== undefined && dirname(manifest) === process.cwd() ? INIT_CWD : process.cwd();
}

function version(): string {
  // ../../package.json from source (electron/headless) and from the build (dist/electron) alike.
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return (manifest as { version: string }).version;
}

const abort = new AbortController();
process.on('SIGINT', () => {
  // The second time the user means it: the store is made to survive that.
  if (abort.signal.aborted) process.exit(130);
  abort.abort();
});
process.on('SIGTERM', () => abort.abort());
// `tracewake timeline … | head` closes the pipe: that is no fault.
process.stdout.on('error', (fault: NodeJS.ErrnoException) => {
  if (fault.code === 'EPIPE') process.exit(0);
  throw fault;
});

process.exitCode = await runCli(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  directory: callerDirectory(),
  version: version(),
  signal: abort.signal,
});
