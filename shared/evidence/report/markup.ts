/** HTML that cannot be broken out of: whatever goes into a template is escaped, unless it came out of one. */

export class Markup {
  readonly html: string;
  constructor(html: string) {
    this.html = html;
  }
}

type Piece = string | number | Markup | undefined | readonly Piece[];

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;' };
/** Controls, marks of direction and other characters that change how the text around them reads: shown, not obeyed. */
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
const LONGEST = 4000;

export function escapeText(text: string): string {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)} … (${text.length - LONGEST} more characters)` : text;
  return cut
    .toWellFormed()
    .replace(UNSEEN, (c) => `\u27e8U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}\u27e9`)
    .replace(/[&<>"'`]/g, (c) => ESCAPES[c]!);
}

function put(piece: Piece): string {
  if (piece === undefined) return '';
  if (piece instanceof Markup) return piece.html;
  if (typeof piece === 'string') return escapeText(piece);
  if (typeof piece === 'number') return String(piece);
  return piece.map(put).join('');
}

export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  let out = parts[0]!;
  for (let i = 0; i < pieces.length; i++) out += put(pieces[i]) + parts[i + 1]!;
  return new Markup(out);
}
