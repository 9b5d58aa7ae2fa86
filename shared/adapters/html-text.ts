/** The words of an HTML body, for phrases to be looked for in. Nothing is interpreted: tags are cut out. Linear in its length, whatever the text. */
import { text } from './fields.ts';

const ENTITIES: Readonly<Record<string, string>> = { nbsp: ' ', amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
/** What stands inside them is not shown to a reader. */
const UNSEEN = ['style', 'script', 'head', 'title'] as const;

/** `undefined` where no words are left. */
export function htmlText(html: string): string | undefined {
  // Letters of ASCII only: others may change their length, and positions have to hold in both.
  const lower = html.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  let out = '';
  for (let at = 0; at < html.length; ) {
    const open = html.indexOf('<', at);
    if (open < 0) {
      out += html.slice(at);
      break;
    }
    out += `${html.slice(at, open)} `;
    const close = lower.startsWith('<!--', open) ? endOf(html, '-->', open) : endOf(html, '>', open);
    const unseen = UNSEEN.find((name) => lower.startsWith(name, open + 1) && !/[a-z0-9]/.test(lower[open + 1 + name.length] ?? ''));
    at = unseen === undefined ? close : endOf(lower, `</${unseen}>`, close);
  }
  return text(decoded(out));
}

function endOf(html: string, mark: string, from: number): number {
  const at = html.indexOf(mark, from);
  return at < 0 ? html.length : at + mark.length;
}

const decoded = (words: string): string =>
  words.replace(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-z]{2,8}));/g, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hex ?? '0', 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
