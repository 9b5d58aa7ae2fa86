/** A test that cannot be run here says why, and `npm test` prints it. */
import type { TestContext } from 'vitest';

declare module 'vitest' {
  interface TaskMeta {
    skipped?: string;
  }
}

export function skipHere(context: TestContext, reason: string): never {
  context.task.meta.skipped = reason;
  return context.skip(reason);
}
