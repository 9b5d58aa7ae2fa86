import type { Instant } from '../../base/instant.ts';
import { isoMillis, type Log } from '../log.ts';
import { mailOf, type Person } from '../organisation.ts';

/** A record of the Okta System Log; Norrvik uses Okta for the freight portal alone. */
export function okta(
  log: Log,
  time: Instant,
  who: Person,
  eventType: string,
  displayMessage: string,
  ip: string,
  result: 'SUCCESS' | 'FAILURE' = 'SUCCESS',
): string {
  const uuid = log.random.uuid();
  const id = `00u${who.objectId.slice(4, 8)}${who.hrId}x5d7`;
  log.add('okta', time, {
    uuid,
    published: isoMillis(time),
    eventType,
    version: '0',
    severity: 'INFO',
    displayMessage,
    actor: { id, type: 'User', alternateId: mailOf(who), displayName: who.name },
    client: {
      userAgent: { rawUserAgent: 'Mozilla/5.0', os: 'Windows 11', browser: 'EDGE' },
      zone: 'null',
      device: 'Computer',
      ipAddress: ip,
      id: null,
    },
    outcome: result === 'SUCCESS' ? { result, reason: null } : { result, reason: 'INVALID_CREDENTIALS' },
    target: [{ id: '0oa5f1freight9d7', type: 'AppInstance', alternateId: 'Freight portal', displayName: 'Freight portal' }],
    transaction: { type: 'WEB', id: log.random.hex(24), detail: {} },
    debugContext: { debugData: { requestUri: '/login/token/redirect' } },
    authenticationContext: { authenticationStep: 0, externalSessionId: `102${log.random.code(16)}` },
    request: { ipChain: [{ ip, version: 'V4' }] },
  });
  return uuid;
}
