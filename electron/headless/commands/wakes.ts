import { EVENT_KINDS, STAGES } from '../../../shared/model/vocabulary.ts';
import { CASE, command, openToRead, printPages, spanOf, when } from '../command.ts';
import { counted, grouped, table } from '../terminal.ts';

const PAGE = 1000;

export const wakes = command({
  name: 'wakes',
  summary: 'The wakes, the worst first: every consequential event with its verdict at each of the eight stages.',
  positionals: [CASE],
  options: {
    event: { value: 'ID', help: "only of this event; Tracewake's id or the log's own" },
    identity: { value: 'ALIAS', help: 'only about this identity' },
  },
  async run({ options, positionals: [dir] }, context) {
    await openToRead(context, dir);
    const filter = { event: options.event, identity: options.identity };
    if (context.json) {
      await printPages(context, 'machine.wakes', { filter });
      return 0;
    }
    for (let offset = 0; ; offset += PAGE) {
      const page = await context.request('wakes.list', { filter, offset, limit: PAGE });
      const rows = page.rows.map((w) => [when(w.time), w.kind, w.target?.label, w.worst, ...w.strip, w.id]);
      context.print(...table(['time', 'kind', 'identity', 'worst', ...STAGES, 'id'], rows));
      if (offset + page.rows.length >= page.total || page.rows.length === 0) {
        context.print(`${counted(page.total, 'wake')}, ${grouped(page.cut)} of them cut.`);
        return 0;
      }
    }
  },
});

export const timeline = command({
  name: 'timeline',
  summary: 'The events by time.',
  positionals: [CASE],
  options: {
    from: { value: 'T', help: 'not before this time' },
    to: { value: 'T', help: 'before this time' },
    identity: { value: 'ALIAS', help: 'only where this identity acted or was changed' },
    kind: { value: 'KIND', help: 'only this kind of event', oneOf: EVENT_KINDS },
    search: { value: 'QUERY', help: 'only with this text in actor, target, operation, ids, access or place', mayBeEmpty: true },
  },
  async run({ options, positionals: [dir] }, context) {
    const filter = {
      ...spanOf(options),
      kinds: options.kind === undefined ? undefined : [options.kind],
      identities: options.identity === undefined ? undefined : [options.identity],
      search: options.search,
    };
    await openToRead(context, dir);
    if (context.json) {
      await printPages(context, 'machine.timeline', { filter });
      return 0;
    }
    let after: string | undefined;
    do {
      const page = await context.request('timeline.page', { filter, after, limit: PAGE });
      const rows = page.rows.map((r) => [when(r.time), r.kind, r.actorAlias, r.targetAlias, r.outcome, r.summary, r.id]);
      context.print(...table(['time', 'kind', 'actor', 'target', 'outcome', 'summary', 'id'], rows));
      after = page.next;
      if (after === undefined) context.print(`${counted(page.total, 'event')}.`);
    } while (after !== undefined);
    return 0;
  },
});
