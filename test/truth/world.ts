/** The bundles of one seed: every case in its corner, over a regular background and declared coverage with one hole. */
import { Bundle, DAY, HOUR, iso, MINUTE, random, styleOf, type Time } from './bundle.ts';
import { ACTED } from './cases/acted.ts';
import { ACTED_MORE } from './cases/acted-more.ts';
import { APART } from './cases/apart.ts';
import { INFERRED } from './cases/inferred.ts';
import { BY_KIND } from './cases/kinds.ts';
import { RAW } from './cases/raw.ts';
import { REACHED } from './cases/reached.ts';
import { REACHED_MORE } from './cases/reached-more.ts';
import { TOLD } from './cases/told.ts';
import { TOLD_MORE } from './cases/told-more.ts';
import { type Case, Corner, commons } from './corner.ts';
import { exported, SYSTEMS } from './exported.ts';
import { IN_WORDS } from './systems/all.ts';

export interface Planted {
  readonly case: Case;
  readonly corner: Corner;
}
export interface World {
  readonly bundle: Bundle;
  readonly planted: readonly Planted[];
}

/** Whether a case of the bundle says how records are read, so that more than the findings has to be asked for. */
export const isClose = ({ planted }: World): boolean =>
  planted.some((p) => p.corner.said.length + p.corner.reads.length + p.corner.beings.length > 0);

const NOTICES = ['mail', 'page', 'chat', 'ticket', 'siem'];
/** The hole of the declared coverage, over every channel, in a part of the period that no other case uses. */
export const HOLE = { from: 34 * DAY, to: 34 * DAY + 12 * HOUR };

/** Declared from well before the period to well after it, less the hole. */
export function declare(bundle: Bundle, holes = true): void {
  bundle.split = holes ? bundle.from + HOLE.from : bundle.to + 300 * DAY;
  const [from, to] = [bundle.from - 30 * DAY, bundle.to + 30 * DAY];
  const parts: readonly (readonly [string, Time, Time])[] = holes
    ? [
        ['a', from, bundle.from + HOLE.from],
        ['b', bundle.from + HOLE.to, to],
      ]
    : [['a', from, to]];
  for (const [part, start, end] of parts) {
    bundle.covers.push({ match: `notices-${part}.csv`, system: 'messages', channels: NOTICES, from: start, to: end });
    bundle.covers.push({ match: `events-${part}.csv`, system: 'directory', channels: ['iam-audit', 'signin'], from: start, to: end });
    bundle.covers.push({ match: `certifications-${part}.csv`, system: 'reviews', channels: ['certification'], from: start, to: end });
    bundle.empty('notices', `notices-${part}.csv`);
    bundle.empty('events', `events-${part}.csv`);
    bundle.empty('certifications', `certifications-${part}.csv`);
  }
  bundle.covers.push({ match: 'actions.csv', system: 'directory', channels: ['iam-audit'], from, to: bundle.from + HOLE.from });
  bundle.covers.push({ match: 'breakglass.csv', system: 'directory', channels: ['iam-audit'], from, to: bundle.from + HOLE.from });
}

/** A background so even that no channel is ever silent: nothing in it has obligations. */
function background(bundle: Bundle): void {
  const who = 'email:clock@corp.example';
  bundle.add('people', { person: who, display_name: 'clock', status: 'active', start: iso(bundle.from - 900 * DAY) });
  let n = 0;
  for (let t = bundle.from; t < bundle.to; t += HOUR) {
    const at = iso(t + 31 * MINUTE);
    n += 1;
    bundle.add('events', { event_id: `BEAT-${n}`, time: at, kind: 'other', actor: who, target: who, outcome: 'success' });
    if (n % 4 !== 0) continue;
    for (const channel of NOTICES) {
      const note = {
        notice_id: `NEWS-${channel}-${n}`,
        sent_at: at,
        channel,
        sender: 'email:news@corp.example',
        recipients: who,
        subject: 'The canteen',
        body: 'Soup.',
        status: 'delivered',
        status_at: at,
      };
      bundle.add('notices', note);
    }
    bundle.add('certifications', {
      item_id: `YEARLY-${n}`,
      identity: who,
      access: `canteen-${n}`,
      reviewer: 'email:sec-two@corp.example',
      decision: 'approve',
      decided_at: at,
      applied_at: at,
      campaign: 'yearly',
    });
  }
}

/** The case that is about the hole of declared coverage has no place where nothing is declared. */
const OF_THE_HOLE = 'a notice whose channels were not covered';

/** How the whole organisation is exported: with declared coverage and a hole in it, with none declared, without any bundle.yaml, or in its systems' own words. */
const WHOLE = ['main', 'undeclared', 'bare', 'exported'] as const;

/** By itself a table of events is a log of iam-audit alone: that nothing was used, or nobody came back, is then unknown. */
function withoutSignins(c: Corner): void {
  const isUnknown = (rule: string) => rule === 'verify.missing' || rule === 'verify.no-reauthentication';
  c.findings.splice(0, c.findings.length, ...c.findings.filter((f) => !isUnknown(f.rule)));
  for (const [n, s] of c.stages.entries()) {
    const bySilence = s.verdict === 'met' && s.event.startsWith('BG-');
    if (s.stage === 'verified' && (s.verdict === 'unmet' || bySilence)) c.stages[n] = { ...s, verdict: 'unknown' };
  }
}

export function draw(seed: number): World[] {
  const rng = random(seed);
  const start = Date.UTC(2026, 2, 1) + Math.floor(rng() * 200) * DAY;
  const style = styleOf(seed, seed % 2 === 0);
  const letter = (): string => String.fromCharCode(97 + Math.floor(rng() * 26));
  const tag = (): string => `${letter()}${letter()}${Math.floor(rng() * 900) + 100}${letter()}`;
  const whole = WHOLE.map((name): World => {
    const bundle = new Bundle(name, start, start + 40 * DAY);
    bundle.style = style;
    bundle.yaml = name !== 'bare';
    commons(bundle);
    if (name === 'main' || name === 'exported') declare(bundle, name === 'main');
    // What the records of a channel show is inferred; that the events are also a log of sign-ins has to be said.
    if (name === 'undeclared') bundle.covers.push({ match: 'events.csv', system: 'directory', channels: ['iam-audit', 'signin'] });
    background(bundle);
    const cases = [...TOLD, ...TOLD_MORE, ...REACHED, ...REACHED_MORE, ...ACTED, ...ACTED_MORE, ...BY_KIND];
    const planted = cases
      .filter((kase) => name === 'main' || (kase.name !== OF_THE_HOLE && (name !== 'bare' || !kase.needsPeriod)))
      .map((kase, n) => {
        // An hour apart and never near the hole; a case's minutes and seconds are the seed's.
        const corner = new Corner(bundle, `${tag()}${n}`, start + DAY + n * HOUR + Math.floor(rng() * 3600) * 1000);
        kase.plant(corner);
        if (name === 'bare') withoutSignins(corner);
        return { case: kase, corner };
      });
    // What few cases tell comes in crowds, as the cases do: whether such a log falls silent is open.
    const crowded = name === 'main' ? [] : name === 'exported' ? SYSTEMS : ['actions.csv', 'breakglass.csv'];
    for (const system of crowded) planted[0]?.corner.leave('coverage.silent', system);
    if (name === 'exported') exported(bundle, rng);
    return { bundle, planted };
  });
  // Each is a case of its own to open and to close: a seed has every third, and three seeds in a row have all.
  const inWords = IN_WORDS.filter((_, n) => n % 3 === seed % 3);
  const apart = [...APART, ...INFERRED, ...RAW, ...inWords].map((own, n) => {
    const bundle = new Bundle(own.name, start, start + 10 * DAY);
    bundle.style = style;
    commons(bundle);
    const corner = new Corner(bundle, `${tag()}${n}`, start + 2 * DAY + Math.floor(rng() * 3600) * 1000);
    own.plant(corner);
    return { bundle, planted: [{ case: own, corner }] };
  });
  return [...whole, ...apart];
}
