/** The cases in the raw words of each system, beside those of raw.ts and of exported.ts. */
import type { Case } from '../corner.ts';
import { ALERTS } from './alerts.ts';
import { AWS } from './aws.ts';
import { ENTRA } from './entra.ts';
import { GITHUB } from './github.ts';
import { GOOGLE } from './google.ts';
import { KUBERNETES } from './kubernetes.ts';
import { M365 } from './m365.ts';
import { OKTA } from './okta.ts';
import { OWNERS } from './owners.ts';
import { PAGING } from './paging.ts';
import { REVIEWS } from './reviews.ts';
import { SLACK } from './slack.ts';
import { TICKETS } from './tickets.ts';
import { VAULT } from './vault.ts';

export const IN_WORDS: readonly Case[] = [
  ...AWS,
  ...OKTA,
  ...ENTRA,
  ...M365,
  ...PAGING,
  ...TICKETS,
  ...ALERTS,
  ...REVIEWS,
  ...OWNERS,
  ...GITHUB,
  ...GOOGLE,
  ...VAULT,
  ...KUBERNETES,
  ...SLACK,
];
