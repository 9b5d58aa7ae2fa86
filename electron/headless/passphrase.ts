/** Passphrases come from a prompt without echo or from a file descriptor: never from an argument, which other users of the machine can read. */
import { readFileSync } from 'node:fs';
import { Failure } from '../../shared/contract/errors.ts';

export interface PassphraseInput {
  readonly stdin: NodeJS.ReadStream;
  readonly stderr: NodeJS.WriteStream;
}

/** From `--passphrase-fd N` where given, else asked. `twice` for a new key. Throws `usage`, `environment` or `cancelled` failures. */
export async function passphrase(fd: string | undefined, input: PassphraseInput, twice: boolean): Promise<string> {
  // On a terminal standard input is asked, so that what is typed is not shown.
  if (fd !== undefined && !(Number(fd) === 0 && input.stdin.isTTY)) return withoutLineEnd(await fromDescriptor(fd, input.stdin));
  if (!input.stdin.isTTY) {
    throw new Failure({
      code: 'usage',
      message: 'there is no terminal to ask for the passphrase',
      advice: 'give it on standard input, with --passphrase-fd 0 <FILE',
    });
  }
  const first = await ask('Passphrase: ', input);
  if (twice && (await ask('The same again: ', input)) !== first) throw new Failure({ code: 'usage', message: 'the two passphrases differ' });
  return first;
}

const withoutLineEnd = (text: string): string => text.replace(/\r?\n$/, '');

async function fromDescriptor(fd: string, stdin: NodeJS.ReadStream): Promise<string> {
  if (!/^\d{1,4}$/.test(fd)) throw new Failure({ code: 'usage', message: '--passphrase-fd takes the number of an open file descriptor' });
  if (Number(fd) === 0) {
    // A pipe that nobody has written to yet cannot be read at once, only waited for.
    const chunks: Buffer[] = [];
    for await (const chunk of stdin) chunks.push(Buffer.from(chunk as Uint8Array));
    return Buffer.concat(chunks).toString('utf8');
  }
  try {
    return readFileSync(Number(fd), 'utf8');
  } catch {
    throw new Failure({
      code: 'environment',
      message: `file descriptor ${fd} cannot be read`,
      advice: `open it in the shell: ${fd}<FILE; npm run passes on standard input alone: --passphrase-fd 0 <FILE`,
    });
  }
}

function ask(question: string, { stdin, stderr }: PassphraseInput): Promise<string> {
  stderr.write(question);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  stdin.resume();
  return new Promise((resolve, reject) => {
    let typed = '';
    const end = (): void => {
      stdin.off('data', read);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write('\n');
    };
    const read = (chunk: string): void => {
      for (const c of chunk) {
        if (c === '\r' || c === '\n') {
          end();
          resolve(typed);
          return;
        }
        // In raw mode the terminal sends no signal of its own for these.
        if (c === '\u0003' || c === '\u0004') {
          end();
          reject(new Failure({ code: 'cancelled', message: 'cancelled' }));
          return;
        }
        if (c === '\u007f' || c === '\b') typed = [...typed].slice(0, -1).join('');
        else typed += c;
      }
    };
    stdin.on('data', read);
  });
}
