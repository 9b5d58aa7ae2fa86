/**
 * Control characters as characters that can be seen, for files that people open in a terminal or a spreadsheet: NUL ends a cell early in
 * some readers, and ESC and the C1 controls move a terminal's cursor. Reversible, so that what goes out comes back as it was.
 *
 * C0 and DEL become their pictures (U+2400…), C1 a `␦` and the letter that follows ESC for the same control (`␦[` is CSI). A `␦` stands also
 * before a picture, or itself, that the text has of its own. Tab and line ends stay: each form of file says what they are.
 */
const MARK = '\u2426';
const TO_BE_SHOWN = /[\p{Cc}\u2400-\u2421\u2426]/gu;
const SHOWN = /\u2426([@-_\u2400-\u2421\u2426])|[\u2400-\u2408\u240b\u240c\u240e-\u241f\u2421]/g;

const DELETE = 0x7f;
const PICTURES = 0x2400;
const PICTURE_OF_DELETE = '\u2421';

export const visible = (text: string): string =>
  text.replace(TO_BE_SHOWN, (c) => {
    const code = c.charCodeAt(0);
    if (c === '\t' || c === '\n' || c === '\r') return c;
    if (code < 0x20) return String.fromCharCode(PICTURES + code);
    if (code === DELETE) return PICTURE_OF_DELETE;
    return code < 0xa0 ? MARK + String.fromCharCode(code - 0x40) : MARK + c;
  });

/** The text again that `visible` was given. */
export const fromVisible = (text: string): string =>
  text.replace(SHOWN, (c, marked: string | undefined) => {
    if (marked !== undefined) return marked < '\u0080' ? String.fromCharCode(marked.charCodeAt(0) + 0x40) : marked;
    return c === PICTURE_OF_DELETE ? String.fromCharCode(DELETE) : String.fromCharCode(c.charCodeAt(0) - PICTURES);
  });
