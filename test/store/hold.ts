/** Opens the case that it is given, says so and stays: a process to be killed. */
import { openCase } from '../../electron/engine/store/open.ts';

const open = openCase(process.argv[2]!);
process.stdout.write(open.readOnly ?? 'held');
setInterval(() => undefined, 1000);
