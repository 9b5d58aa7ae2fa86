/** PagerDuty on-calls and rendered schedules. A schedule without rendered entries says nobody's duty at any time. */
import type { Adapter, AdapterContext } from './adapter.ts';
import { itemsOf } from './envelope.ts';
import { type Fields, object, objects, text } from './fields.ts';
import { labelOf, userAlias } from './pagerduty.ts';
import { recognition } from './recognition.ts';

const KEYS = ['oncalls', 'schedules', 'schedule'];
const isOncall = (d: Fields): boolean =>
  d.user !== undefined && d.escalation_policy !== undefined && (d.escalation_level !== undefined || d.start !== undefined);
const isSchedule = (d: Fields): boolean => d.schedule_layers !== undefined || d.final_schedule !== undefined;

const isItem = (d: Fields): boolean => isOncall(d) || isSchedule(d);

export const pagerdutyOncall: Adapter = {
  type: 'pagerduty-oncall',
  title: 'PagerDuty on-calls and schedules',
  version: 1,
  channels: ['oncall'],
  system: () => 'pagerduty',
  recognise(sample) {
    return recognition(sample, (data) => itemsOf(data, KEYS, isItem).some(isItem), 0.95, 'escalation_level, or schedule_layers');
  },
  read(record, context) {
    let said = 0;
    for (const item of itemsOf(record.data, KEYS, isItem)) said += isOncall(item) ? readOncall(item, context) : readSchedule(item, context);
    if (said === 0) context.ignore('no-rendered-entries');
  },
};

function duty(schedule: string | undefined, user: Fields | undefined, from: unknown, to: unknown, context: AdapterContext): number {
  const person = schedule === undefined ? undefined : userAlias(user, context);
  if (schedule === undefined || person === undefined) return 0;
  context.emit({ type: 'oncall', schedule, person, from: context.time(from), to: context.time(to) });
  return 1;
}

/** Without a schedule the user is on call for the escalation policy itself, always where it has no start. */
function readOncall(o: Fields, context: AdapterContext): number {
  return duty(labelOf(o.schedule) ?? labelOf(o.escalation_policy), object(o.user), o.start, o.end, context);
}

function readSchedule(s: Fields, context: AdapterContext): number {
  const name = text(s.name) ?? text(s.summary) ?? text(s.id);
  // The final schedule has the overrides in it; the layers only count where it was not rendered.
  const final = objects(object(s.final_schedule)?.rendered_schedule_entries);
  const entries =
    final.length > 0
      ? final
      : [
          ...objects(s.schedule_layers).flatMap((l) => objects(l.rendered_schedule_entries)),
          ...objects(object(s.overrides_subschedule)?.rendered_schedule_entries),
        ];
  let said = 0;
  for (const e of entries) said += duty(name, object(e.user), e.start, e.end, context);
  return said;
}
