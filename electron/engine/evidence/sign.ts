import { createHash } from 'node:crypto';
import { SEAL_NAMESPACE } from '../../../shared/evidence/seal.ts';
import { encodeSshSignature, sshSignedData } from '../../../shared/evidence/ssh.ts';
import type { SigningKey } from './keys.ts';

/** Both signatures over a seal's bytes: SSH's, which names its purpose and is the normative one, and the bare one for OpenSSL. */
export function signSeal(seal: Uint8Array, key: SigningKey): { readonly ssh: string; readonly raw: Uint8Array } {
  const digest = createHash('sha512').update(seal).digest();
  const signature = key.sign(sshSignedData(SEAL_NAMESPACE, 'sha512', digest));
  return {
    ssh: encodeSshSignature({ publicKey: key.publicKey, namespace: SEAL_NAMESPACE, hash: 'sha512', signature }),
    raw: key.sign(seal),
  };
}
