/** Imports a directory into a case and says so when it is in the middle of the third source: a process to be killed. */
import { createDispatcher } from '../../electron/engine/dispatch.ts';
import { handlers } from '../../electron/engine/handlers/all.ts';

const [caseDir, logs] = process.argv.slice(2);
const dispatcher = createDispatcher(handlers, (pushed) => {
  if (pushed.type === 'progress' && (pushed.progress.records?.done ?? 0) > 18_000) process.stdout.write('in the middle');
});
await dispatcher.request({ id: 1, name: 'case.open', args: { dir: caseDir } });
await dispatcher.request({ id: 2, name: 'import.run', args: { paths: [logs], options: { analyse: false } } });
process.stdout.write('done');
// Stays, to be killed, so that the test sees the same thing however fast the machine is.
setInterval(() => dispatcher, 1000);
