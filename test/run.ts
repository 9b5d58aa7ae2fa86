/** `npm test`: types, lint, all tests, the browser journeys. The last line says how many passed and how many failed. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { browserForTests } from './browser.ts';

interface Tally {
  passed: number;
  failed: number;
  readonly skipped: string[];
}

const tally: Tally = { passed: 0, failed: 0, skipped: [] };

function run(title: string, command: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): boolean {
  process.stdout.write(`\n── ${title}\n`);
  // Of several test programs under one npm, each must find the tools of this checkout, and Node 24 among them.
  const { status } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...environment }, shell: process.platform === 'win32' });
  return status === 0;
}

function check(title: string, command: string, args: readonly string[]): void {
  if (run(title, command, args)) tally.passed += 1;
  else tally.failed += 1;
}

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numTotalTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string; readonly meta?: { readonly skipped?: string } }[];
  }[];
}

function tests(title: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): void {
  const file = `test-results/${title.replaceAll(' ', '-')}.json`;
  rmSync(file, { force: true });
  const good = run(title, 'vitest', ['run', ...args, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`], environment);
  let report: Report | undefined;
  try {
    report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    process.stdout.write(`${title}: no report was written\n`);
  }
  tally.passed += report?.numPassedTests ?? 0;
  tally.failed += report?.numFailedTests ?? 0;
  // A file that does not even load has no failed test in it, and is a failure all the same.
  const broken = report?.testResults.filter((f) => f.status === 'failed' && !f.assertionResults.some((a) => a.status === 'failed')) ?? [];
  tally.failed += broken.length;
  if (!good && broken.length === 0 && (report?.numFailedTests ?? 0) === 0) tally.failed += 1;
  for (const f of report?.testResults ?? []) {
    for (const a of f.assertionResults)
      if (a.status !== 'passed' && a.status !== 'failed')
        tally.skipped.push(`${a.fullName}${a.meta?.skipped === undefined ? '' : `: ${a.meta.skipped}`}`);
  }
}

mkdirSync('test-results', { recursive: true });
for (const project of ['shared', 'electron', 'renderer', 'test']) check(`types of ${project}`, 'tsc', ['-p', project]);
check('lint and format', 'biome', ['check', '--error-on-warnings', '.']);
check('build', 'node', ['electron/build.ts']);
tests('tests', []);
const browser = browserForTests();
if ('path' in browser) tests('journeys', ['--mode', 'e2e'], { TRACEWAKE_TEST_BROWSER: browser.path });
else {
  process.stdout.write(`journeys: ${browser.missing}\n`);
  tally.failed += 1;
}

process.stdout.write('\n');
for (const skipped of tally.skipped) process.stdout.write(`skipped: ${skipped}\n`);
process.stdout.write(`${tally.passed} passed, ${tally.failed} failed\n`);
process.exitCode = tally.failed === 0 ? 0 : 1;
