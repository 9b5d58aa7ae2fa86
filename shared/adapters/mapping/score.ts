/** How well a column suits a field: by its name, by its values, with the reason for a person. */
import type { MappedField, Output } from '../../model/mapping.ts';
import { type Column, MOSTLY } from './columns.ts';
import { guessWord } from './guess-words.ts';
import { NAMES } from './names.ts';

/** Values of a closed list by which a column is judged; as many are shown and mapped one by one. */
export const MOST_WORDS = 200;

/** How well a column's name and values suit a field. */
export function scoreOf(column: Column, field: MappedField, as: Output): { readonly score: number; readonly reason: string } {
  const name = nameScore(column, NAMES[as][field.name] ?? []);
  const values = valueScore(column, field);
  if (values.score < 0) return { score: 0, reason: '' };
  // A name alone suggests, values alone do so less, both together convince.
  const score = name.score === 0 ? (values.alone ?? 0) : 0.62 * name.score + 0.38 * values.score;
  const reason = [name.score > 0 ? name.reason : '', values.reason].filter((r) => r !== '').join('; ');
  return { score, reason };
}

function nameScore(column: Column, names: readonly string[]): { readonly score: number; readonly reason: string } {
  let best = { score: 0, reason: '' };
  const { words } = column;
  names.forEach((n, i) => {
    // A synonym further down the list is a weaker sign.
    const weight = 1 - Math.min(0.35, i * 0.02);
    const score = words === n ? 1 : words.endsWith(` ${n}`) ? 0.85 : words.startsWith(`${n} `) ? 0.75 : ` ${words} `.includes(` ${n} `) ? 0.6 : 0;
    if (score * weight > best.score) best = { score: score * weight, reason: words === n ? `it is called “${n}”` : `its name has “${n}”` };
  });
  return best;
}

/** `alone`: what the values are worth without a name that fits. Below 0: the field cannot be read off this column. */
function valueScore(column: Column, field: MappedField): { readonly score: number; readonly reason: string; readonly alone?: number } {
  const { share, time, values, filled } = column;
  if (filled === 0) return { score: 0.2, reason: 'it is empty here' };
  const isTime = time.share >= MOSTLY && time.part !== 'clock';
  switch (field.type) {
    case 'time':
      if (!isTime) return { score: -1, reason: '' };
      return {
        score: time.share,
        reason: time.share === 1 ? 'all its values are times' : `${percent(time.share)} of its values are times`,
        alone: field.required === true ? 0.5 : 0.2,
      };
    case 'word': {
      if (isTime || share.prose > 0.5 || column.many) return { score: -1, reason: '' };
      const words = field.words ?? [];
      const listed = [...values.keys()].slice(0, MOST_WORDS);
      const known = listed.filter((v) => guessWord(field.name, v, words, column.words) !== undefined).length / listed.length;
      const few = values.size <= 60 || values.size <= filled / 10;
      if (!few) return { score: -1, reason: '' };
      const reason = known > 0 ? `${percent(known)} of its ${values.size} values are known words` : `it has ${values.size} values`;
      const alone = field.name === 'kind' ? (known >= 0.5 ? 0.6 * known : 0) : field.name === 'outcome' && known === 1 && values.size > 1 ? 0.5 : 0;
      return { score: known > 0 ? 0.5 + known / 2 : 0.25, reason, alone };
    }
    case 'alias':
    case 'aliases':
    case 'party':
    case 'parties': {
      if (isTime || share.ip >= 0.8 || share.bool === 1 || share.prose > 0.3) return { score: -1, reason: '' };
      if (share.address >= 0.5)
        return {
          score: 1,
          reason: 'its values are mail addresses',
          alone: field.name === 'actor' ? 0.34 : field.name === 'target' || field.name === 'identity' ? 0.33 : 0,
        };
      if (share.arn >= 0.5) return { score: 1, reason: 'its values are ARNs', alone: field.name === 'target' ? 0.34 : 0 };
      if (share.key >= 0.5) return { score: 0.9, reason: 'its values are access keys' };
      return { score: share.guid >= 0.8 || share.number === 1 ? 0.4 : 0.6, reason: '' };
    }
    case 'flag':
      return share.bool === 1 ? { score: 1, reason: 'its values are yes and no' } : { score: -1, reason: '' };
    default: {
      if (isTime && field.name !== 'last_rotation') return { score: -1, reason: '' };
      const isId = field.name.endsWith('_id') || field.name === 'correlation' || field.name === 'key';
      if (isId && field.required !== true && field.name !== 'event_id') return { score: column.unique > 0.2 ? 0.7 : 0.3, reason: '' };
      if (isId) {
        const unique = column.unique === 1 || (column.many && column.unique > 0.9);
        return { score: unique ? 1 : 0.1, reason: unique ? 'each record has its own' : '', alone: unique && share.guid >= 0.9 ? 0.45 : 0 };
      }
      if (field.name === 'place')
        return { score: share.ip >= 0.8 ? 1 : 0.4, reason: share.ip >= 0.8 ? 'its values are IP addresses' : '', alone: share.ip >= 0.8 ? 0.5 : 0 };
      if (share.bool === 1) return { score: -1, reason: '' };
      return { score: 0.5, reason: '' };
    }
  }
}

const percent = (share: number): string => `${Math.floor(share * 100)} %`;
