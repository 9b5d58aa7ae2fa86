import { change } from '../custody/change.ts';
import type { OpenCase } from '../store/open.ts';

/** The same act told by two logs is one event with several records (WAKES.md, Events). */
export async function mergeSameActs(_open: OpenCase, _imported: readonly number[]): Promise<void> {
  void change;
}
