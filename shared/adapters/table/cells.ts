/** Reading the cells of plain tables (FORMATS.md): CSV rows, or JSONL objects with the same keys. */
import { type Alias, alias } from '../../model/ids.ts';
import { ALIAS_NAMESPACES, type Channel, type Tier } from '../../model/vocabulary.ts';
import { bareAddress, type Fields, isAddress, list, text } from '../fields.ts';

const NAMESPACES: ReadonlySet<string> = new Set(ALIAS_NAMESPACES);

/** One cell; empty is unknown. A list of a JSONL row is written as a CSV would write it. */
export function cell(row: Fields, key: string): string | undefined {
  const value = row[key];
  return Array.isArray(value) ? cells(row, key).join('|') || undefined : text(value);
}

/** The parts of a cell that holds several, separated by `|`. */
export function cells(row: Fields, key: string): string[] {
  const value = row[key];
  const out: string[] = [];
  for (const part of Array.isArray(value) ? list(value) : (text(value) ?? '').split('|')) {
    const t = text(part);
    if (t !== undefined) out.push(t);
  }
  return out;
}

/**
 * Reads `namespace:value`. A bare mail address is `email:`, a bare ARN `aws-arn:`; any other bare text is a `name:`, which
 * joins nothing by itself.
 */
export function readAlias(value: string): Alias {
  const colon = value.indexOf(':');
  if (colon > 0) {
    const namespace = value.slice(0, colon);
    if (NAMESPACES.has(namespace)) return alias(namespace, value.slice(colon + 1).trim());
    const folded = namespace.trim().toLowerCase();
    if (NAMESPACES.has(folded)) return alias(folded, value.slice(colon + 1).trim());
    if (value.startsWith('arn:')) return alias('aws-arn', value);
  }
  if (isAddress(value)) return alias('email', value);
  return alias('name', value);
}

export function aliasCell(row: Fields, key: string): Alias | undefined {
  const value = cell(row, key);
  return value === undefined ? undefined : readAlias(value);
}

/** Aliases of one party: the party's own cell first, then the cell that lists more. */
export function aliasCells(row: Fields, ...keys: readonly string[]): Alias[] {
  const out: Alias[] = [];
  for (const key of keys) {
    for (const value of cells(row, key)) {
      const a = readAlias(value);
      if (!out.includes(a)) out.push(a);
    }
  }
  return out;
}

/** A party or recipient: an alias where the text names a person or an address, else the bare name of a team, schedule or queue. */
export function partyText(value: string): string {
  const a = readAlias(value);
  return a.startsWith('name:') && !value.startsWith('name:') ? value : a;
}

/** A sender as a mailbox rule compares it: the bare address where there is one. */
export function senderText(value: string): string {
  const bare = bareAddress(value);
  if (isAddress(bare)) return bare;
  const a = readAlias(bare);
  return a.startsWith('email:') || a.startsWith('upn:') ? a.slice(a.indexOf(':') + 1) : bare;
}

/** A word of a closed list, whatever its case and whether written with spaces, underscores or dashes. */
export function word<T extends string>(value: string | undefined, words: readonly T[]): T | undefined {
  if (value === undefined) return undefined;
  const folded = value.trim().toLowerCase().replaceAll('_', '-').replaceAll(' ', '-');
  return words.find((w) => w === folded);
}

/** 0, 1 or 2, also as `tier 1` or `T1`; anything else is unknown. */
export function tierCell(value: string | undefined): Tier {
  if (value === undefined) return undefined;
  const last = value.trim().toLowerCase().replace('tier', '').replace('t', '').replace('-', '').trim();
  return last === '0' ? 0 : last === '1' ? 1 : last === '2' ? 2 : undefined;
}

const CHANNEL_WORDS: ReadonlyMap<string, Channel> = new Map<string, Channel>([
  ['mail', 'mail'],
  ['email', 'mail'],
  ['e-mail', 'mail'],
  ['page', 'page'],
  ['pager', 'page'],
  ['sms', 'page'],
  ['phone', 'page'],
  ['push', 'page'],
  ['chat', 'chat'],
  ['slack', 'chat'],
  ['teams', 'chat'],
  ['ticket', 'ticket'],
  ['siem', 'siem'],
]);

/** The channel of a notice. */
export const channelCell = (value: string | undefined): Channel | undefined =>
  value === undefined ? undefined : CHANNEL_WORDS.get(value.trim().toLowerCase());
