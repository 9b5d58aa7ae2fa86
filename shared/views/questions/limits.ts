/** Questions 11 and 12: what the logs cover, and what these sources cannot establish. */
import { subtract, union } from '../../base/interval.ts';
import type { Wake } from '../../model/analysis.ts';
import { type RecordRef, recordOfEvent } from '../../model/ids.ts';
import { CHANNELS, STAGES, type Stage } from '../../model/vocabulary.ts';
import type { Asked, QuestionInput } from '../questions.ts';
import { moment, spanText } from '../text.ts';
import { channelWords, isRegister, Lines, listed, Missing, number, plural, sentence, wakeTitle } from './collect.ts';

const CUT_WORDS = {
  silent: 'silent',
  'logging-disabled': 'logging was off',
  rejected: 'records unreadable',
  hole: 'nothing between two exports',
} as const;

/** The first record of each source of a system: where a reader begins to look. */
const firstRecords = (input: QuestionInput, system: string, channel: (typeof CHANNELS)[number]): RecordRef[] =>
  input.sources
    .filter((s) => s.system === system && s.channels.includes(channel))
    .map((s) => `${s.source}:1` as RecordRef)
    .filter((r) => input.lookup.position(r) !== undefined);

export function coverageAsked(input: QuestionInput): Asked {
  return {
    finish() {
      const lines = new Lines();
      const missing = new Missing(input);
      const { period } = input;
      const systems = new Set<string>();
      const without: string[] = [];
      const silent = input.cuts.length;
      for (const channel of CHANNELS) {
        const of = input.coverage.filter((c) => c.channel === channel);
        const named = new Set([...of, ...input.cuts.filter((c) => c.channel === channel)].map((c) => c.system));
        if (named.size === 0) {
          without.push(channelWords(channel));
          if (period !== undefined) missing.add('any', channel, period, 'no source of the case holds them');
          lines.add('unknown', () => `No source holds ${channelWords(channel)}: nothing that they would show can be said to be absent.`, []);
          continue;
        }
        for (const system of named) {
          systems.add(system);
          const own = of.filter((c) => c.system === system);
          const cuts = input.cuts.filter((c) => c.channel === channel && c.system === system);
          const spans = union(own);
          const basis = [...new Set(own.map((c) => c.basis))].join(' and ');
          const text = (): string =>
            sentence([
              `${channelWords(channel)} of ${system}: ${
                spans.length === 0
                  ? 'no coverage'
                  : `${listed(
                      spans.map((s) => `${moment(s.from)} to ${moment(s.to)}`),
                      3,
                    )}, ${basis}`
              }.`,
              cuts.length === 0
                ? ''
                : `Cut: ${listed(
                    cuts.map((c) => `${CUT_WORDS[c.reason]} from ${moment(c.from)} for ${spanText(c.to - c.from)}`),
                    3,
                  )}.`,
            ]);
          lines.add(cuts.length > 0 ? 'gap' : 'shown', text, firstRecords(input, system, channel));
        }
        missing.channel(channel);
      }
      for (const f of input.findings)
        if (f.rule.startsWith('coverage.'))
          lines.add(
            'gap',
            () => `${f.rule}: ${f.text}`,
            f.evidence.map((e) => e.record),
          );
      const answer = sentence([
        period === undefined ? '' : `The period is ${moment(period.from)} to ${moment(period.to)}.`,
        `${plural(CHANNELS.length - without.length, 'kind')} of log of ${plural(systems.size, 'system')}, ${plural(input.sources.length, 'source')}.`,
        silent > 0 ? `${plural(silent, 'interval is', 'intervals are')} silent or cut out.` : 'None is silent inside what it covers.',
        without.length > 0 ? `No source at all for ${listed(without, 11)}.` : '',
      ]);
      return lines.finish('answered', answer, missing);
    },
  };
}

export function notEstablished(input: QuestionInput): Asked {
  const lines = new Lines();
  const stages = new Map<Stage, number>();
  let total = 0;
  let wakes = 0;
  return {
    wake(w: Wake) {
      const open = w.obligations.filter((o) => o.verdict === 'unknown' && o.audience === undefined);
      if (open.length === 0) return;
      wakes++;
      total += open.length;
      for (const o of open) stages.set(o.stage, (stages.get(o.stage) ?? 0) + 1);
      lines.add(
        'unknown',
        () => `${wakeTitle(input, w)}: ${listed(open.map((o) => o.stage))}. ${[...new Set(open.map((o) => o.text))].join(' ')}`,
        [recordOfEvent(w.event)],
        w.id,
      );
    },
    finish() {
      const missing = new Missing(input);
      for (const r of input.requests) missing.add(r.system, r.channel, r);
      const { period } = input;
      const without = CHANNELS.filter((c) => !input.coverage.some((l) => l.channel === c));
      const holes =
        period === undefined
          ? []
          : CHANNELS.filter(
              (c) =>
                !without.includes(c) &&
                !isRegister(input, c) &&
                subtract(
                  [period],
                  input.coverage.filter((l) => l.channel === c),
                ).length > 0,
            );
      const rejected = input.sources.reduce((n, s) => n + s.rejected, 0);
      const by = STAGES.filter((s) => stages.has(s)).map((s) => `${s} (${number(stages.get(s) ?? 0)})`);
      const answer = sentence([
        total === 0
          ? 'No obligation of the policy is left open for want of a log.'
          : `${plural(total, 'obligation')} of ${plural(wakes, 'event')}: ${listed(by, 8)}. ${plural(input.requests.length, 'evidence request')} would settle them.`,
        without.length > 0 ? `Nothing is known of ${listed(without.map(channelWords), 11)}.` : '',
        holes.length > 0 ? `Only in part of the period: ${listed(holes.map(channelWords), 11)}.` : '',
        rejected > 0 ? `What stood in ${plural(rejected, 'unreadable record')} is not known.` : '',
        'Who sat behind an account, and whether a log was altered before it was exported, no log can show.',
      ]);
      return lines.finish('answered', answer, missing);
    },
  };
}
