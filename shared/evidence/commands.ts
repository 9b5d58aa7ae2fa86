/** The commands by which a package is checked without Tracewake, with the real names in place. */

import { MANIFEST, TAG_MANIFEST } from './paths.ts';
import { SEAL_NAMESPACE } from './seal.ts';

/** Safe in a POSIX shell whatever it holds; left bare where it may be. */
export const shellWord = (text: string): string => (/^[A-Za-z0-9._%+@:/=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

export interface SealPlace {
  /** `signatures/01-investigator` */
  readonly dir: string;
  readonly signer: string;
}

/** To be run in the package's folder. The first line of each seal ties it to these manifests: without it an old seal would pass. */
export function posixCommands(seals: readonly SealPlace[], signers = 'allowed_signers'): string[] {
  return [
    ...seals.map((s) => `grep -qF "\\"tagmanifestSha256\\":\\"$(sha256sum ${TAG_MANIFEST} | cut -c1-64)\\"" ${s.dir}/seal.json`),
    `sha256sum --strict -c ${TAG_MANIFEST} && sha256sum --strict -c ${MANIFEST}`,
    ...seals.flatMap((s) => [
      `ssh-keygen -Y verify -f ${shellWord(signers)} -I ${shellWord(s.signer)} -n ${SEAL_NAMESPACE} -s ${s.dir}/seal.json.sshsig < ${s.dir}/seal.json`,
      `openssl pkeyutl -verify -pubin -inkey ${s.dir}/key.pem -rawin -in ${s.dir}/seal.json -sigfile ${s.dir}/seal.json.sig`,
    ]),
  ];
}

/** The line that an auditor puts into allowed_signers once the fingerprint was confirmed by another way. */
export const allowedSignersLine = (signer: string, sshPublicKey: string): string => `${signer} namespaces="${SEAL_NAMESPACE}" ${sshPublicKey}`;
