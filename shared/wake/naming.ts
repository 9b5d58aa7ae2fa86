/** Whether a notice says what happened: when, by whom, to which identity, and what. */
import { parseInstant, parseLocal } from '../base/instant.ts';
import type { Identity } from '../model/analysis.ts';
import type { Expected } from './expect.ts';
import type { NoticeTie } from './observe.ts';
import type { World } from './world.ts';

const MINUTE = 60_000_000;

/** What the clearest of the notices leaves out; empty where one of them names all that the event has. */
export function namesAllFour(w: World, e: Expected, notices: readonly NoticeTie[]): string[] {
  const names = (notice: NoticeTie['notice'], identity: Identity | undefined): boolean =>
    identity !== undefined && w.index.textNames(notice, identity.id);
  let best: string[] | undefined;
  for (const { notice } of notices) {
    const text = `${notice.subject ?? ''}\n${notice.body ?? ''}`;
    const gaps: string[] = [];
    if (!namesTime(text, e.time)) gaps.push('the time');
    if (e.event.actor !== undefined && !names(notice, e.actor)) gaps.push('the actor');
    if (e.event.target !== undefined && !names(notice, e.target)) gaps.push('the target');
    if (!namesType(w, e, notice, text)) gaps.push('the type');
    if (gaps.length === 0) return [];
    if (best === undefined || gaps.length < best.length) best = gaps;
  }
  return best ?? [];
}

function namesType(w: World, e: Expected, notice: NoticeTie['notice'], text: string): boolean {
  if (w.index.hasPhraseOf(notice, e.event.kind)) return true;
  const lower = text.toLowerCase();
  const operation = e.event.operation.toLowerCase();
  // An alert is of the type that its title says.
  const title = e.event.alert?.title.trim().toLowerCase() ?? '';
  if (title !== '' && lower.includes(title)) return true;
  return lower.includes(e.event.kind) || (operation.length >= 4 && lower.includes(operation));
}

const DATED = /\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?\s?(?:Z|[+-]\d{2}:?\d{2})?/g;
const CLOCK = /(?<![\d:])([01]?\d|2[0-3])[:.h]([0-5]\d)(?![\d])/g;

/** A date and time of the same minute; or a time of day of the same minute, whatever the zone its hour is told in. */
function namesTime(text: string, t: number): boolean {
  for (const [found] of text.matchAll(DATED)) {
    const stamp = found.trim();
    const exact = parseInstant(stamp) ?? parseLocal(stamp);
    if (exact !== undefined && Math.abs(exact - t) < 2 * MINUTE) return true;
  }
  const minute = Math.floor(t / MINUTE) % 60;
  for (const m of text.matchAll(CLOCK)) if (Number(m[2]) === minute) return true;
  return false;
}
