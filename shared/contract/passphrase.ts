/** Whoever gets the file of a key can try passphrases at home; a short one is found. It is said, and left to whoever gives it. */
const FEW = 8;

/** The sentence that warns of a short passphrase; `undefined` where there is nothing to warn of. */
export const shortPassphrase = (passphrase: string): string | undefined =>
  passphrase === '' || [...passphrase].length >= FEW
    ? undefined
    : `a passphrase of fewer than ${FEW} characters is soon guessed by whoever gets hold of the key's file: better are several words`;
