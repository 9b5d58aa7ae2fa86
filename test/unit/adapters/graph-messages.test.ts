import { expect, test } from 'vitest';
import { mail } from '../../../shared/adapters/mail.ts';
import type { Emission } from '../../../shared/model/emissions.ts';
import { line, reader } from '../../golden/harness.ts';

const address = (a: string): unknown => ({ emailAddress: { address: a, name: a } });
const MESSAGE = {
  internetMessageId: '<g1@halden.example>',
  subject: 'Your bank details were changed',
  from: address('noreply@halden.example'),
  toRecipients: [address('m.lindqvist@halden.example'), address('payroll@halden.example')],
  sentDateTime: '2026-03-05T13:01:00Z',
  receivedDateTime: '2026-03-05T13:01:02Z',
  body: { contentType: 'text', content: 'x' },
};
const said = (name: string, more: Record<string, unknown> = {}): ReturnType<ReturnType<typeof reader>> =>
  reader(mail, { name })({ data: { ...MESSAGE, ...more }, header: undefined, ordinal: 1 });
const statuses = (name: string, more: Record<string, unknown> = {}): unknown[] =>
  said(name, more).emissions.map((e) => (e.type === 'notice' ? [e.status, ...e.recipients] : e.type));

test('a message of Graph whose mailbox nothing names was sent, and to nobody delivered', () => {
  expect(statuses('graph/messages.json')).toEqual([['sent', 'email:m.lindqvist@halden.example', 'email:payroll@halden.example']]);
});

test.each(['users/m.lindqvist@halden.example/messages.json', 'graph/users/M.Lindqvist@halden.example/mailFolders/inbox/messages-2.json'])(
  'in the mailbox that its file names it was delivered to the owner of that, and to nobody else: %s',
  (name) => {
    const [, delivered] = said(name).emissions;
    expect(statuses(name).map((s) => (s as string[])[0])).toEqual(['sent', 'delivered']);
    expect(delivered).toMatchObject({ status: 'delivered', recipients: ['email:m.lindqvist@halden.example'] });
    expect(line(delivered as Emission)).toContain('statusAt=2026-03-05T13:01:02.000000Z');
  },
);

test('a mailbox that the message does not name had it as a blind copy or through a list', () => {
  expect(statuses('users/soc@halden.example/messages.json')[1]).toEqual(['delivered', 'email:soc@halden.example']);
});

test("the sender's own copy proves no delivery, nor does one in the folder of sent messages", () => {
  expect(statuses('users/noreply@halden.example/messages.json').map((s) => (s as string[])[0])).toEqual(['sent']);
  expect(statuses('users/m.lindqvist@halden.example/mailFolders/SentItems/messages.json').map((s) => (s as string[])[0])).toEqual(['sent']);
});

test('a draft was sent to nobody', () => {
  expect(said('users/m.lindqvist@halden.example/messages.json', { isDraft: true })).toMatchObject({ emissions: [], ignored: ['draft'] });
});
