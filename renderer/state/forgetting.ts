/**
 * What a store of this window keeps of a case goes with the case. Each such store says here how it forgets; `case.ts`, which alone learns that
 * another case is open, has them do it. So no screen shows of one case what was done in another.
 */
type Forget = (next: string | undefined) => void;

const forgets: Forget[] = [];
let open: string | undefined;

/** `forget` is called when the open case is left, with the directory of the one that is opened in its place, if any. */
export const forgetWithCase = (forget: Forget): void => {
  forgets.push(forget);
};

/** The open case, by its directory and its id: a copy of a case is another case. */
export const caseNow = (): string | undefined => open;

/** Told with each answer of the engine about the open case. */
export function caseIs(now: { readonly dir: string; readonly id: string } | undefined): void {
  const next = now === undefined ? undefined : `${now.dir}\n${now.id}`;
  if (next === open) return;
  const left = open !== undefined;
  open = next;
  if (left) for (const forget of forgets) forget(now?.dir);
}
