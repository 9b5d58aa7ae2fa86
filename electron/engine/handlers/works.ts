import { Failure } from '../../../shared/contract/errors.ts';
import type { Handlers } from '../context.ts';

/** What runs is known at the host's end of the thread, which answers these before they come here (client/works.ts). */
export const worksHandlers = {
  'work.list': () => [],
  'work.join': () => {
    throw new Failure({ code: 'not-found', message: 'this work has come to its end' });
  },
} satisfies Partial<Handlers>;
