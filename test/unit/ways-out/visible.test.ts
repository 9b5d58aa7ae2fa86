import { describe, expect, test } from 'vitest';
import { fromVisible, visible } from '../../../shared/base/visible.ts';

describe('control characters', () => {
  const every = Array.from({ length: 0xa0 }, (_, i) => String.fromCharCode(i)).join('');

  test('are shown, each as another, but for tabs and line ends', () => {
    expect(visible('\u001b[31m\u0000\u007f\u009b1m')).toBe('␛[31m␀␡␦[1m');
    expect(visible('a\tb\r\nc')).toBe('a\tb\r\nc');
    expect(visible(every).match(/[\p{Cc}]/gu)).toEqual(['\t', '\n', '\r']);
    expect(new Set([...every].map(visible)).size).toBe(every.length);
  });
  test('come back, and so do texts that hold their pictures', () => {
    for (const text of [every, '␀␛␡␦', '␦␀', '␦[', '␦␦␀', '␠␉␊␍␤', 'a\u001b␛\u009b[␦', `␦${every}␦`]) expect(fromVisible(visible(text))).toBe(text);
  });
  test('of any mixture come back', () => {
    const letters = ['\u0000', '\u001b', '\u0085', '␀', '␛', '␦', '[', '@', '_', '\n', 'x'];
    for (let n = 0; n < letters.length ** 4; n++) {
      let text = '';
      for (let rest = n, i = 0; i < 4; i++, rest = Math.floor(rest / letters.length)) text += letters[rest % letters.length];
      if (fromVisible(visible(text)) !== text) throw new Error(JSON.stringify(text));
    }
    expect(letters.length ** 4).toBe(14_641);
  });
});
