/** The commands by which a package is checked without Tracewake, with the real names in place. */

import { MANIFEST, SIGNATURE_FILES, TAG_MANIFEST } from './paths.ts';
import { SEAL_NAMESPACE } from './seal.ts';

/** Safe in a POSIX shell whatever it holds; left bare where it may be. */
export const shellWord = (text: string): string => (/^[A-Za-z0-9._%+@:/=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

export interface SealPlace {
  /** `signatures/01-investigator` */
  readonly dir: string;
  readonly signer: string;
}

export interface Programs {
  /** The program that knows SHA-256 and `-c`. */
  readonly sum?: string;
  /** OpenSSL 3, which macOS does not bring. */
  readonly openssl?: boolean;
  readonly signers?: string;
}

/** Beside the package's folder: inside it would be a file that nothing lists, and it never comes with the package. */
export const SIGNERS_FILE = '../allowed_signers';

interface Step {
  readonly command: string;
  /** What it means that it failed: `grep -q` itself says nothing at all. */
  readonly failed: string;
}

function steps(seals: readonly SealPlace[], { sum = 'sha256sum', openssl = true, signers = SIGNERS_FILE }: Programs): Step[] {
  const the = (s: SealPlace): string => (seals.length === 1 ? 'the seal' : `the seal in ${s.dir}`);
  return [
    ...seals.map((s) => ({
      command: `grep -qF "\\"tagmanifestSha256\\":\\"$(${sum} ${TAG_MANIFEST} | cut -c1-64)\\"" ${s.dir}/seal.json`,
      failed: `${the(s)} is not of these manifests`,
    })),
    {
      command: `${sum} --strict -c ${TAG_MANIFEST} && ${sum} --strict -c ${MANIFEST}`,
      failed: 'a file is not the one that the manifests list',
    },
    ...seals.flatMap((s) => [
      {
        command: `ssh-keygen -Y verify -f ${shellWord(signers)} -I ${shellWord(s.signer)} -n ${SEAL_NAMESPACE} -s ${s.dir}/seal.json.sshsig < ${s.dir}/seal.json`,
        failed: `the signature is not by ${s.signer} as allowed_signers has it`,
      },
      ...(openssl
        ? [
            {
              command: `openssl pkeyutl -verify -pubin -inkey ${s.dir}/key.pem -rawin -in ${s.dir}/seal.json -sigfile ${s.dir}/seal.json.sig`,
              failed: `the raw signature is not by ${s.dir}/key.pem`,
            },
          ]
        : []),
    ]),
    { command: nothingAdded(), failed: 'a file is here that no manifest lists: it is named above' },
  ];
}

/** Beside what the manifests list there may be the tag manifest itself and the files of seals, which whoever countersigns adds. */
const UNLISTED = `^(${TAG_MANIFEST.replaceAll('.', '\\.')}|signatures/[0-9][0-9]-[a-z][a-z0-9-]*/(${SIGNATURE_FILES.map((f) => f.replaceAll('.', '\\.')).join('|')}))$`;

/**
 * Prints and refuses what is in the folder and in no manifest. First the names that no package has: one with a line feed in it would read as two
 * listed ones. Listed paths come twice from the manifests, so what is left once is not listed, links among it. `:` since a shell with pipefail would
 * otherwise take "nothing unlisted" for the end of it, and `tr` since a stranger's name could hold what a terminal obeys.
 */
function nothingAdded(): string {
  const listed = `cut -c67- ${MANIFEST} ${TAG_MANIFEST} ${MANIFEST} ${TAG_MANIFEST}`;
  const unlisted = `{ ${listed}; find . ! -type d | cut -c3-; } | LC_ALL=C sort | LC_ALL=C uniq -u | LC_ALL=C grep -vE '${UNLISTED}'`;
  return `! { LC_ALL=C find . -name '*[!a-z0-9._-]*'; ${unlisted}; :; } | LC_ALL=C tr -c ' -~\\n' '?' | grep .`;
}

/** To be run in the package's folder. The first line of each seal ties it to these manifests: without it an old seal would pass. */
export const posixCommands = (seals: readonly SealPlace[], programs: Programs = {}): string[] => steps(seals, programs).map((s) => s.command);

/** What a block says where all of it holds. `closed`: it has looked for files that are not listed. */
export const allHolds = (seals: number, closed = true): string =>
  `OK: ${seals === 1 ? 'the seal is' : 'the seals are'} of these manifests, every listed file is unaltered${closed ? ', no other is here' : ''}, and allowed_signers names who sealed it`;

/**
 * The same as one block to be pasted: each line stops the rest where it fails and says why, since the first and decisive one is silent
 * by itself and the lines after it may well succeed. The last line that is printed is the outcome, and the status says it again.
 */
export function posixBlock(seals: readonly SealPlace[], programs: Programs = {}): string[] {
  const lines = steps(seals, programs).map(({ command, failed }) => `{ ${command} || { echo ${quoted(`FAILED: ${failed}`)}; false; }; } &&`);
  return [...lines, seals.length === 0 ? `{ echo 'FAILED: there is no seal'; false; }` : `echo ${quoted(allHolds(seals.length))}`];
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The line that an auditor puts into allowed_signers once the fingerprint was confirmed by another way. */
export const allowedSignersLine = (signer: string, sshPublicKey: string): string => `${signer} namespaces="${SEAL_NAMESPACE}" ${sshPublicKey}`;
