/**
 * The evidence request list as a letter to whoever holds the logs: what to export from which system, over which intervals, and what each
 * line would settle. Markdown to be read and mailed, CSV to be worked off in a sheet. Names and titles come from logs: in Markdown they are
 * escaped, in CSV they are guarded.
 */
import { formatInstant, type Instant } from '../base/instant.ts';
import type { Channel, Stage } from '../model/vocabulary.ts';
import { csvLine } from './csv.ts';

/** One line of the list. */
export interface Asked {
  /** `ER-01`. */
  readonly number: string;
  /** `any` or empty where no system of that channel is known. */
  readonly system: string;
  readonly channel: Channel;
  readonly from: Instant;
  readonly to: Instant;
  readonly settles: readonly { readonly event: string; readonly stage: Stage }[];
}

/** A wake that is left open, in words. */
export interface OpenWake {
  readonly kind: string;
  readonly time: Instant;
  readonly target: string | undefined;
}

export interface LetterHead {
  readonly title: string;
  readonly caseId: string;
  readonly organisation: string | undefined;
  readonly investigator: string | undefined;
  readonly tlp: string;
  /** When the conclusions that it rests on were drawn. */
  readonly analysed: Instant | undefined;
}

/** How many open questions are written out under one line; the rest are counted. */
const WRITTEN_OUT = 5;

/** What a client calls it. */
const CALLED: Readonly<Record<Channel, string>> = {
  mail: 'Mail',
  page: 'Pages to people on call',
  chat: 'Chat messages',
  ticket: 'Tickets',
  siem: 'Alerts of the security monitoring (SIEM)',
  'iam-audit': 'Audit log of identities and access',
  signin: 'Sign-in log',
  certification: 'Access reviews',
  ownership: 'Register of owners',
  oncall: 'On-call schedules',
  hr: 'Personnel records',
};

const EXPORTS: Readonly<Record<Channel, string>> = {
  mail: 'The message trace, or the mailboxes: every message with its sender, recipients, subject, message id, status and times.',
  page: 'The incidents with their log entries: every notification, escalation and acknowledgement with its recipient and time.',
  chat: 'The messages of the channels that alerts are posted to, with author, text and time.',
  ticket: 'The tickets opened or changed, with text, work notes, assignments and times.',
  siem: 'The alerts and notices raised, with recipients and times.',
  'iam-audit': 'The audit log of changes to identities, credentials and access: failed ones too.',
  signin: 'The sign-ins and authentications, failed ones too, of people and of service identities.',
  certification: 'The decisions of access reviews: identity, access, reviewer, decision and time.',
  ownership: 'Who owns which identity, application and service, with the dates from which and until which it held.',
  oncall: 'The on-call schedules: who was on duty from when to when.',
  hr: 'The personnel records: joined, moved and left, with dates.',
};

const QUESTION: Readonly<Record<Stage, string>> = {
  signalled: 'whether anybody was told',
  delivered: 'whether the notice arrived',
  reached: 'whether it reached those who were accountable',
  acknowledged: 'whether anybody acknowledged it',
  acted: 'whether action was taken',
  verified: 'whether the action held',
  certified: 'whether the access was reviewed again',
  recorded: 'whether the record is complete',
};

const utc = (t: Instant): string => `${formatInstant(t).slice(0, 19).replace('T', ' ')} UTC`;
const systemName = (system: string): string => (system === '' || system === 'any' ? 'any system that keeps it' : system);

/** So that text from a log can neither become Markdown or HTML, nor begin a line of its own. */
const plain = (text: string): string =>
  text
    .replaceAll(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ')
    .replaceAll(/[\\`*_{}[\]<>#+!|~&$]|:(?=\/\/)/g, (c) => ENTITIES[c] ?? `\\${c}`);
/** A bare address would become a link. */
const ENTITIES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', ':': '&#58;' };

interface Group {
  readonly channel: Channel;
  readonly system: string;
  readonly lines: Asked[];
}

/** One section a system and channel: the list has a line for every hole, a client is asked once for each export. */
function grouped(lines: readonly Asked[]): Group[] {
  const groups = new Map<string, Group>();
  for (const line of lines) {
    const key = `${line.channel}\n${line.system}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { channel: line.channel, system: line.system, lines: [line] });
    else known.lines.push(line);
  }
  return [...groups.values()];
}

/** How many wakes would be settled at each stage: `14 whether anybody was told, 3 whether action was taken`. */
function settlesText(settles: Asked['settles']): string {
  const counts = new Map<Stage, number>();
  for (const { stage } of settles) counts.set(stage, (counts.get(stage) ?? 0) + 1);
  return [...counts].map(([stage, n]) => `${QUESTION[stage]} (${n})`).join(', ');
}

/** `describe` gives the wake of an event; what it does not know is named by its id. */
export function requestLetter(head: LetterHead, lines: readonly Asked[], describe: (event: string) => OpenWake | undefined): string {
  const out: string[] = [`# Request for evidence: ${plain(head.title)}`, ''];
  out.push(`TLP:${head.tlp}`, '');
  const about = [
    head.organisation === undefined ? undefined : `Organisation: ${plain(head.organisation)}`,
    head.investigator === undefined ? undefined : `Investigator: ${plain(head.investigator)}`,
    `Case: ${plain(head.caseId)}`,
    head.analysed === undefined ? undefined : `As the case stood on ${utc(head.analysed)}`,
  ].filter((l) => l !== undefined);
  out.push(...about.map((l) => `- ${l}`), '');
  if (lines.length === 0) return `${[...out, 'No question is left open for want of a log.'].join('\n')}\n`;
  out.push(
    'The logs in hand cannot say what is asked below, one way or the other. Each line names an export that would. Please send the files as the',
    'system writes them, unfiltered and for the whole interval (UTC, both ends included), and say so where a system was not in use or keeps no',
    'such log: that is an answer too. An export that comes back empty is evidence; please send it as well.',
    '',
  );
  for (const group of grouped(lines)) {
    out.push(
      `## ${CALLED[group.channel]}, from ${plain(systemName(group.system))}`,
      '',
      EXPORTS[group.channel],
      '',
      '| line | from | to | would settle |',
      '|---|---|---|---|',
    );
    for (const l of group.lines) out.push(`| ${l.number} | ${utc(l.from)} | ${utc(l.to)} | ${settlesText(l.settles)} |`);
    out.push('', ...questions(group, describe), '');
  }
  return `${out.join('\n').trimEnd()}\n`;
}

function questions(group: Group, describe: (event: string) => OpenWake | undefined): string[] {
  const stages = new Map<string, Stage[]>();
  for (const { settles } of group.lines)
    for (const { event, stage } of settles) {
      const list = stages.get(event) ?? [];
      if (!list.includes(stage)) list.push(stage);
      stages.set(event, list);
    }
  const out = ['It would settle:', ''];
  for (const [event, list] of [...stages].slice(0, WRITTEN_OUT)) {
    const wake = describe(event);
    const what =
      wake === undefined ? `event ${plain(event)}` : `${wake.kind} of ${plain(wake.target ?? 'an identity that is not named')}, ${utc(wake.time)}`;
    out.push(`- ${what}: ${list.map((s) => QUESTION[s]).join(', ')}`);
  }
  if (stages.size > WRITTEN_OUT) out.push(`- and ${stages.size - WRITTEN_OUT} more`);
  return out;
}

/** One row a line of the list; the events that it would settle by their ids, as many as a cell holds. */
export function requestCsv(lines: readonly Asked[]): string {
  const head = csvLine(['line', 'system', 'channel', 'from', 'to', 'export', 'settles', 'would_settle', 'events'], '\r\n');
  const rows = lines.map((l) => {
    const events = [...new Set(l.settles.map((s) => s.event))];
    const listed = events.slice(0, MOST_EVENTS).join(' ');
    return csvLine(
      [
        l.number,
        systemName(l.system),
        l.channel,
        formatInstant(l.from),
        formatInstant(l.to),
        EXPORTS[l.channel],
        String(l.settles.length),
        settlesText(l.settles),
        events.length > MOST_EVENTS ? `${listed} and ${events.length - MOST_EVENTS} more` : listed,
      ],
      '\r\n',
    );
  });
  return `\ufeff${head}${rows.join('')}`;
}
const MOST_EVENTS = 1000;
