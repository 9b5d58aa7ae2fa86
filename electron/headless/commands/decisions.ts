import { DAY, type Duration, formatDuration, HOUR, MINUTE, parseDuration, SECOND } from '../../../shared/base/instant.ts';
import { Failure } from '../../../shared/contract/errors.ts';
import type { DecisionLine, DecisionResult } from '../../../shared/views/types.ts';
import { CASE, type CommandContext, command, INVESTIGATOR, openToRead, openToWrite, printGone, toMachine, when } from '../command.ts';
import { counted, grouped, table } from '../terminal.ts';

const REASON = { reason: { value: 'TEXT', help: 'why; it is kept in the custody log', required: true } } as const;

const PAGE = 1000;

/** What was decided, in words. */
function sayOf(d: DecisionLine): string {
  switch (d.family) {
    case 'join':
      return `${d.subject} and ${d.object} are one`;
    case 'split':
      return `${d.object} is not ${d.subject}`;
    case 'tie':
      return `${d.subject} ${d.accept === true ? 'belongs' : 'does not belong'} to ${d.object}`;
    case 'dismissal':
      return `${d.subject} and ${d.object} are ${d.dismissed === false ? 'offered as one again' : 'not offered as one any more'}`;
    case 'clock':
      return `the clock of ${d.subject} is set by ${formatDuration(d.offset ?? (0 as Duration))}`;
  }
}

/** Instants are written as such and the offset as a duration, as in the other machine output. */
const machine = (d: DecisionLine) => ({
  ...d,
  offset: d.offset === undefined ? undefined : formatDuration(d.offset),
  before: d.before === undefined ? undefined : formatDuration(d.before),
});

function report(context: CommandContext, result: DecisionResult): 0 {
  const { decision, undone, analysed, gained, lost, changedWakes } = result;
  if (context.json) {
    context.printJson(toMachine({ ...machine(decision), undone: undone.map(machine), gained, lost, changedWakes, gone: analysed.gone }));
    return 0;
  }
  context.print(`Decided: ${sayOf(decision)}; custody entry ${decision.custody}.`);
  for (const d of undone) context.print(`This undoes: ${sayOf(d)} (${when(d.at)}, ${d.by}).`);
  context.print(
    `Analysed again: ${counted(changedWakes, 'wake is', 'wakes are')} judged otherwise, ${counted(gained.length, 'finding')} more, ${grouped(lost.length)} fewer.`,
  );
  context.print(...gained.map((f) => `  + ${f.rule}: ${f.text}`), ...lost.map((f) => `  - ${f.rule}: ${f.text}`));
  printGone(context, analysed);
  return 0;
}

export const join = command({
  name: 'join',
  summary: 'Decides that two aliases are one identity. A later split undoes it.',
  positionals: [CASE],
  options: {
    identity: { value: 'ALIAS', help: 'one of its aliases', required: true },
    with: { value: 'ALIAS', help: 'an alias that is the same identity', required: true },
    ...REASON,
    ...INVESTIGATOR,
  },
  async run({ options, positionals: [dir] }, context) {
    await openToWrite(context, dir, options.investigator);
    return report(context, await context.request('identity.join', { identity: options.identity, with: options.with, reason: options.reason }));
  },
});

export const split = command({
  name: 'split',
  summary: 'Decides that an alias is not this identity: it undoes a join, or takes the alias out of what evidence joined. A later join undoes it.',
  positionals: [CASE],
  options: {
    identity: { value: 'ALIAS', help: 'the identity, by an alias that it keeps', required: true },
    alias: { value: 'ALIAS', help: 'the alias that is somebody else', required: true },
    ...REASON,
    ...INVESTIGATOR,
  },
  async run({ options, positionals: [dir] }, context) {
    await openToWrite(context, dir, options.investigator);
    return report(context, await context.request('identity.split', { identity: options.identity, alias: options.alias, reason: options.reason }));
  },
});

export const suggestions = command({
  name: 'suggestions',
  summary:
    'Pairs of identities that may be one, each with the reason: offered and never used. A join makes them one, a dismissal offers them no more.',
  positionals: [CASE],
  options: { dismissed: { flag: true, help: 'those that were dismissed, with the reason' } },
  async run({ options, positionals: [dir] }, context) {
    await openToRead(context, dir);
    const which = options.dismissed ? ('dismissed' as const) : ('offered' as const);
    for (let offset = 0; ; offset += PAGE) {
      const page = await context.request('identities.suggestions', { which, offset, limit: PAGE });
      if (context.json) {
        for (const { dismissal, ...s } of page.rows)
          context.printJson(toMachine({ ...s, ...(dismissal === undefined ? {} : { dismissal: machine(dismissal) }) }));
      } else {
        const rows = page.rows.map(({ alias, with: other, why, dismissal: d }) =>
          d === undefined ? [alias, other, why] : [alias, other, why, `${d.reason} (${d.by}, ${when(d.at)})`],
        );
        if (rows.length > 0) context.print(...table(['alias', 'with', 'because', ...(options.dismissed ? ['dismissed'] : [])], rows));
      }
      if (page.rows.length > 0 && offset + page.rows.length < page.total) continue;
      if (!context.json)
        context.print(`${counted(page.offered, 'pair is', 'pairs are')} offered, ${counted(page.dismissed, 'was', 'were')} dismissed.`);
      return 0;
    }
  },
});

export const dismiss = command({
  name: 'dismiss',
  summary: 'Decides that two identities are not offered as one any more. --undo offers them again; a join takes it back as well.',
  positionals: [CASE],
  options: {
    identity: { value: 'ALIAS', help: 'one of the two, by any of its aliases', required: true },
    with: { value: 'ALIAS', help: 'the other one', required: true },
    undo: { flag: true, help: 'offer them again' },
    ...REASON,
    ...INVESTIGATOR,
  },
  async run({ options, positionals: [dir] }, context) {
    await openToWrite(context, dir, options.investigator);
    const { identity, with: other, reason, undo } = options;
    const { decision, undone } = await context.request('suggestion.dismiss', { identity, with: other, dismissed: !undo, reason });
    if (context.json) context.printJson(toMachine({ ...machine(decision), undone: undone.map(machine) }));
    else {
      context.print(`Decided: ${sayOf(decision)}; custody entry ${decision.custody}.`);
      for (const d of undone) context.print(`This undoes: ${sayOf(d)} (${when(d.at)}, ${d.by}).`);
    }
    return 0;
  },
});

export const tie = command({
  name: 'tie',
  summary: 'Decides whether a notice or an action belongs to an event. The last decision on the two holds.',
  positionals: [CASE],
  options: {
    observation: { value: 'ID', help: 'the notice or action: its record, or its own id', required: true },
    event: { value: 'ID', help: "the event; Tracewake's id or the log's own", required: true },
    accept: { flag: true, help: 'it belongs to the event' },
    reject: { flag: true, help: 'it does not' },
    ...REASON,
    ...INVESTIGATOR,
  },
  async run({ options, positionals: [dir] }, context) {
    if (options.accept === options.reject) throw new Failure({ code: 'usage', message: 'tie takes either --accept or --reject' });
    await openToWrite(context, dir, options.investigator);
    const { observation, event, accept, reason } = options;
    return report(context, await context.request('tie.decide', { observation, event, accept, reason }));
  },
});

export const clock = command({
  name: 'clock',
  summary: 'Sets how far the clock of a source was off: the offset is added to its times as they are read; what is stored stays.',
  positionals: [CASE],
  options: {
    source: { value: 'ID', help: 'the source, as in s0003', required: true },
    offset: { value: 'DURATION', help: 'as in PT90S, -PT2M or -1m30s; PT0S sets it back', required: true },
    ...REASON,
    ...INVESTIGATOR,
  },
  async run({ options, positionals: [dir] }, context) {
    const offset = offsetOf(options.offset);
    await openToWrite(context, dir, options.investigator);
    return report(context, await context.request('clock.set', { source: options.source, offset, reason: options.reason }));
  },
});

const UNITS: Readonly<Record<string, number>> = { d: DAY, h: HOUR, m: MINUTE, min: MINUTE, s: SECOND, ms: 1000 };

/** `PT1M30S`, or as people write it: `-1m30s`, `+90 s`. */
function offsetOf(text: string): Duration {
  const iso = parseDuration(text);
  if (iso !== undefined) return iso;
  const [, sign, rest = ''] = /^\s*([+-]?)\s*(.*?)\s*$/.exec(text) ?? [];
  const parts = [...rest.matchAll(/(\d+(?:\.\d+)?)\s*(ms|min|d|h|m|s)\s*/gy)];
  if (rest === '' || parts.map((p) => p[0]).join('') !== rest) {
    throw new Failure({
      code: 'usage',
      message: `--offset is no duration: ${JSON.stringify(text)}`,
      advice: 'write it as in PT90S, -PT2M or -1m30s',
    });
  }
  const total = parts.reduce((sum, [, n, unit]) => sum + Math.round(Number(n) * (UNITS[unit ?? 's'] ?? SECOND)), 0);
  return ((sign === '-' ? -1 : 1) * total) as Duration;
}

export const decisions = command({
  name: 'decisions',
  summary: 'What was decided on identities, suggestions, ties and clocks, oldest first, and which decisions still hold.',
  positionals: [CASE],
  options: { on: { value: 'ID', help: 'only on this identity, event, notice or source' } },
  async run({ options, positionals: [dir] }, context) {
    await openToRead(context, dir);
    const lines = await context.request('decisions.list', { on: options.on });
    if (context.json) {
      for (const d of lines) context.printJson(toMachine(machine(d)));
      return 0;
    }
    const rows = lines.map((d) => [when(d.at), d.by, d.family, sayOf(d), d.reason, d.undoneBy === undefined ? 'holds' : 'undone', d.id]);
    context.print(...table(['time', 'by', 'what', 'decision', 'reason', 'state', 'id'], rows));
    context.print(`${counted(lines.length, 'decision')}; ${counted(lines.filter((d) => d.undoneBy === undefined).length, 'holds', 'hold')}.`);
    return 0;
  },
});
