import { EngineClient } from './client.ts';
import { type Bridge, firstRequest, type Host } from './host.ts';

/** The desktop: messages go through the preload script. */
export function bridgeHost(bridge: Bridge): Host {
  const client = new EngineClient((message) => bridge.send(message), firstRequest());
  bridge.onMessage((message) => client.receive(message));
  return { kind: 'desktop', engine: client, chooseFiles: bridge.chooseFiles?.bind(bridge) };
}
