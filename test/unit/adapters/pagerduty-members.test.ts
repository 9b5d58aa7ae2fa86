import { expect, test } from 'vitest';
import { pagerdutyDirectory } from '../../../shared/adapters/pagerduty-directory.ts';
import { reader } from '../../golden/harness.ts';

const MEMBERS = {
  members: [
    { user: { id: 'PUSER01', type: 'user_reference', summary: 'Mia', self: 'https://api.pagerduty.com/users/PUSER01' }, role: 'manager' },
    { user: { id: 'PUSER02', type: 'user_reference', summary: 'Bo', self: 'https://api.pagerduty.com/users/PUSER02' }, role: 'responder' },
  ],
};
const said = (name: string): ReturnType<ReturnType<typeof reader>> =>
  reader(pagerdutyDirectory, { name })({ data: MEMBERS, header: undefined, ordinal: 1 });

test.each(['pagerduty/teams/PTEAM01/members.json', 'pd/teams-pteam01-members.json', 'teams_PTEAM01_members.ndjson'])(
  'the members of a team that only the file %s names belong to it by its id',
  (name) => {
    expect(said(name).emissions.filter((e) => e.type === 'membership')).toMatchObject([
      { team: 'PTEAM01', member: 'pagerduty-user:PUSER01' },
      { team: 'PTEAM01', member: 'pagerduty-user:PUSER02' },
    ]);
  },
);
test('where nothing names the team there is no membership, and that is the reason given', () => {
  expect(said('pagerduty/members.json')).toMatchObject({ emissions: [], ignored: ['members-of-an-unnamed-team'] });
});
