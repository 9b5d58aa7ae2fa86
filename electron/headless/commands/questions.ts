import { CASE, command, openToRead } from '../command.ts';
import { grouped } from '../terminal.ts';

/** Enough to see what kind of thing the answer rests on; `--json` has the rest. */
const LINES = 8;

export const questions = command({
  name: 'questions',
  summary: "The auditor's twelve questions, each answered from records with its citations, or not answered, with the log that is missing.",
  positionals: [CASE],
  options: { number: { value: 'N', help: 'only this question, 1 to 12, with more of its lines' } },
  async run({ options, positionals: [dir] }, context) {
    await openToRead(context, dir);
    const wanted = options.number === undefined ? undefined : Number(options.number);
    if (wanted !== undefined && (!Number.isInteger(wanted) || wanted < 1 || wanted > 12)) {
      context.warn('tracewake: --number is one of 1 to 12');
      return 2;
    }
    if (context.json) {
      const { lines } = await context.request('machine.questions', {});
      context.printLines(wanted === undefined ? lines : lines.slice(wanted - 1, wanted));
      return 0;
    }
    const all = await context.request('questions.list', {});
    for (const q of all) {
      if (wanted !== undefined && q.number !== wanted) continue;
      context.print(`${q.number}. ${q.question}`, `   ${q.verdict.toUpperCase()}: ${q.answer}`);
      const shown = q.lines.slice(0, wanted === undefined ? LINES : q.lines.length);
      for (const l of shown) context.print(`   - ${l.text}${l.records.length === 0 ? '' : ` [${l.records.join(' ')}]`}`);
      if (q.linesTotal > shown.length) context.print(`   … ${grouped(q.linesTotal - shown.length)} more`);
      for (const m of q.missing) context.print(`   missing: ${m.text}${m.requests.length === 0 ? '' : ` (${m.requests.join(', ')})`}`);
      context.print('');
    }
    return 0;
  },
});
