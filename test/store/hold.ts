/** Opens the case that it is given, says so and stays: a process to be killed. */
import { openCase } from '../../electron/engine/store/open.ts';

const open = openCase(process.argv[2]!);
process.stdout.write(open.readOnly ?? 'held');
// Refers to the case, which would be collected, and so closed, if nothing did.
setInterval(() => open.changed(), 1000);
