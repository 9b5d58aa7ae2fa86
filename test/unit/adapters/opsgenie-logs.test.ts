import { expect, test } from 'vitest';
import { opsgenieAlerts } from '../../../shared/adapters/opsgenie-alerts.ts';
import { reader } from '../../golden/harness.ts';

const LOG = {
  log: 'Alert acknowledged via web',
  type: 'alertRecipient',
  owner: 'e.holm@halden.example',
  createdAt: '2026-03-09T13:04:00.000Z',
  offset: '1772975040000_1',
};
const ID = '70413a06-38d6-4c85-92b8-5ebc900d42e2-1507013463521';
const said = (name: string): ReturnType<ReturnType<typeof reader>> => reader(opsgenieAlerts, { name })({ data: LOG, header: undefined, ordinal: 1 });

test('an alert log as the API lists it is of the alert that its file names', () => {
  expect(opsgenieAlerts.recognise([{ data: LOG, header: undefined, ordinal: 1 }], 'x').score).toBeGreaterThan(0.9);
  for (const name of [`opsgenie/alerts/${ID}/logs.json`, `alert-${ID}-logs.json`])
    expect(said(name).emissions).toMatchObject([{ type: 'route', relatedIds: [ID], step: 'acknowledged', party: 'email:e.holm@halden.example' }]);
});
test('where nothing names the alert, that is the reason given', () => {
  expect(said('logs.json')).toMatchObject({ emissions: [], ignored: ['log-of-an-unnamed-alert'] });
});
