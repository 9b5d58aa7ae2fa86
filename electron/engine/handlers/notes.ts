import { randomBytes } from 'node:crypto';
import { Failure } from '../../../shared/contract/errors.ts';
import type { Handlers } from '../context.ts';
import { change } from '../custody/change.ts';
import { loadFinding, loadIdentity, loadWake } from '../store/analysis.ts';
import { addNote, listNotes } from '../store/annotations.ts';
import { eventById, eventByNativeId } from '../store/events.ts';
import type { OpenCase } from '../store/open.ts';
import { recordPosition } from '../store/records.ts';
import { sourceById } from '../store/sources.ts';
import { goneFailure } from './gone.ts';
import { findingNamed, requireCase } from './lookup.ts';

/**
 * The id that a note is kept under. Notes go on what can be found again: a note on a typing error would be lost. A finding may be named
 * by the number that the list shows, an event by its native id; both become the id that lasts.
 */
function subjectOf(open: OpenCase, on: string): string {
  const lasts =
    on === 'case' ||
    recordPosition(open, on) !== undefined ||
    sourceById(open, on) !== undefined ||
    loadFinding(open, on) !== undefined ||
    loadWake(open, on) !== undefined ||
    loadIdentity(open, on) !== undefined;
  if (lasts) return on;
  const found = eventById(open, on)?.id ?? findingNamed(open, on)?.id ?? eventByNativeId(open, on)?.id;
  if (found !== undefined) return found;
  const gone = goneFailure(open, on);
  if (gone !== undefined) throw gone;
  throw new Failure({
    code: 'not-found',
    message: `nothing in the case has the id ${JSON.stringify(on.slice(0, 80))}`,
    advice: 'A note goes on an event, a record, a wake, a finding, an identity or a source, or on "case".',
  });
}

export const noteHandlers = {
  'notes.list': ({ on }, { state }) => listNotes(requireCase(state), on),
  async 'notes.add'({ on: given, text }, { state, push }) {
    const open = requireCase(state);
    const on = subjectOf(open, given);
    if (text.trim() === '') throw new Failure({ code: 'usage', message: 'the note is empty' });
    const id = `n-${randomBytes(6).toString('hex')}`;
    const note = await change(open, { action: 'note.added', subjects: [on, id], body: { on, text } }, (tx) => addNote(tx, { id, on, text }));
    push({ type: 'caseChanged', what: ['annotations', 'custody'] });
    return note;
  },
} satisfies Partial<Handlers>;
