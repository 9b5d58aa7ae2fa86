import type { TracewakeError } from '../../shared/contract/errors.ts';
import type { FromEngine, Pushed, ToEngine } from '../../shared/contract/requests.ts';
import { EngineClient } from './client.ts';
import { firstRequest, type Host } from './host.ts';

const GONE: TracewakeError = {
  code: 'environment',
  message: 'The program that serves this page does not answer.',
  advice: 'Start it again (npm start, or tracewake open) and use the address it prints. Nothing that was recorded is lost.',
};

/**
 * The browser on this machine: POST /api/request carries a request and its answer, POST /api/cancel a cancellation,
 * Server-Sent Events on /api/events what is pushed. The cookie was set by the host; nothing leaves 127.0.0.1.
 * Every call is to the page's own origin.
 */
export function loopbackHost(): Host {
  const client = new EngineClient((message) => {
    void post(message).then((answer) => {
      if (answer !== undefined) client.receive(answer);
    });
  }, firstRequest());

  const events = new EventSource('api/events');
  events.onmessage = (event: MessageEvent<string>) => {
    const message = JSON.parse(event.data) as FromEngine | Pushed;
    client.receive(
      message.type === 'result' || message.type === 'error' || message.type === 'pushed' ? message : { type: 'pushed', pushed: message },
    );
  };
  return { kind: 'loopback', engine: client, chooseFiles: undefined };
}

/** `undefined` where the answer comes over the events instead (202). */
async function post(message: ToEngine): Promise<FromEngine | undefined> {
  try {
    const response = await fetch(message.type === 'cancel' ? 'api/cancel' : 'api/request', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(message),
    });
    if (message.type === 'cancel' || response.status === 202 || response.status === 204) return undefined;
    if (response.status === 401 || response.status === 403) {
      return {
        type: 'error',
        id: message.id,
        error: {
          code: 'environment',
          message: 'This page has lost its right to talk to the program.',
          advice: 'Close it and open the address that the program printed.',
        },
      };
    }
    return (await response.json()) as FromEngine;
  } catch {
    // fetch rejects only where there is no answer at all, or where the answer was cut.
    return message.type === 'cancel' ? undefined : { type: 'error', id: message.id, error: GONE };
  }
}
