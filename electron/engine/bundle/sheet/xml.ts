/** XML parts of a workbook as events. The parser is `sax` in its strict mode: it knows no external entities and expands none of a document's own. */
import { TextDecoder } from 'node:util';
import sax from 'sax';
import { Failure } from '../../../../shared/contract/errors.ts';

export interface XmlHandler {
  /** `name` without its namespace's prefix; of the attributes likewise. */
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  close?(name: string): void;
  /** Text as it comes, possibly in several pieces. */
  text?(text: string): void;
}

/** Deeper than any part of a workbook nests. */
const DEEPEST = 256;

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

/** Reads a part to its end, or until `done` says that the rest is not wanted. Throws Failure where it is no XML that can be read. */
export async function readXml(bytes: AsyncIterable<Buffer>, handler: XmlHandler, done: () => boolean = () => false): Promise<void> {
  for await (const step of eachXml(bytes, handler)) if (step && done()) return;
}

/** The same, giving control back after every chunk. */
export async function* eachXml(bytes: AsyncIterable<Buffer>, handler: XmlHandler): AsyncGenerator<true, void, void> {
  const parser = sax.parser(true, { position: false });
  let fault: string | undefined;
  let depth = 0;
  parser.onerror = (e) => {
    fault ??= e.message.split('\n', 1)[0];
    parser.resume();
  };
  parser.ondoctype = () => {
    fault ??= 'it declares a document type, as no spreadsheet program writes';
  };
  parser.onopentag = (tag) => {
    if (++depth > DEEPEST) fault ??= 'its elements are nested too deep';
    if (handler.open === undefined) return;
    const attributes: Record<string, string> = Object.create(null) as Record<string, string>;
    for (const key of Object.keys(tag.attributes)) attributes[local(key)] = String(tag.attributes[key]);
    handler.open(local(tag.name), attributes);
  };
  parser.onclosetag = (name) => {
    depth--;
    handler.close?.(local(name));
  };
  parser.ontext = parser.oncdata = (text) => handler.text?.(text);
  let decoder: TextDecoder | undefined;
  const check = (): void => {
    if (fault !== undefined) throw new Failure({ code: 'input', message: `a part of the spreadsheet is damaged: ${fault.slice(0, 120)}` });
  };
  for await (const chunk of bytes) {
    decoder ??= new TextDecoder(encodingOf(chunk));
    parser.write(decoder.decode(chunk, { stream: true }));
    check();
    yield true;
  }
  parser.write(decoder?.decode() ?? '');
  if (depth > 0) fault ??= 'it ends in the middle';
  check();
}

function encodingOf(start: Buffer): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}
