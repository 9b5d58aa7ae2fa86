/** `data/readme.txt`: how to verify this package with what comes with the operating system. */
import { formatInstant, type Instant } from '../base/instant.ts';
import { allHolds, allowedSignersLine, posixBlock, type SealPlace, SIGNERS_FILE } from './commands.ts';
import { MANIFEST, TAG_MANIFEST } from './paths.ts';
import { SEAL_NAMESPACE } from './seal.ts';

export interface PackageAbout {
  readonly root: string;
  readonly seals: readonly SealPlace[];
  readonly fingerprint: string;
  readonly publicKeySsh: string;
  readonly custody: { readonly entries: number; readonly head: string };
  readonly exportedAt: Instant;
}

/** Every command is run in the package's folder. */
export function readme(about: PackageAbout): string {
  const seal = about.seals[0]!;
  const block = (lines: readonly string[]): string => lines.map((l) => `    ${l}`).join('\n');
  const ssh = `ssh-keygen -Y verify -f ${SIGNERS_FILE} -I ${seal.signer} -n ${SEAL_NAMESPACE} -s ${seal.dir}/seal.json.sshsig`;
  const back = (path: string): string => path.replaceAll('/', '\\');
  return `${about.root}
A signed evidence package, made by Tracewake. It is a BagIt bag (RFC 8493): the folder
${about.root}/ with its manifests. The zip is only its wrapping.

To be verified without Tracewake and without a network. Each block below is pasted as it
is, inside the folder ${about.root}/, and ends with one line: OK, or FAILED and
what failed.


BEFORE ANYTHING ELSE: the file allowed_signers

It says whose key you trust, so it never comes from the package. Ask the signer, over
another way than the package came by, for the fingerprint of the key. This package was
sealed with

    ${about.fingerprint}

If that is what you are told, write this one line into a file named allowed_signers, beside
the folder ${about.root}/ and not in it, where nothing may be added:

    ${allowedSignersLine(seal.signer, about.publicKeySsh)}


LINUX

The lines say, in this order: that the seal is of these manifests, without which an old seal
would pass; that every listed file is unaltered; that the seal was signed by the key that you
trust; the same once more by OpenSSL 3, which knows nothing of SSH or of names; and that no
file was added that is not listed (one that your system put there, such as .DS_Store, is to be
deleted).

${block(posixBlock(about.seals))}


MACOS

The same without OpenSSL 3, which macOS does not bring; the line of ssh-keygen says the same and more.

${block(posixBlock(about.seals, { sum: 'shasum -a 256', openssl: false }))}


WINDOWS (PowerShell)

The same by Get-FileHash, and by ssh-keygen through cmd, since a PowerShell pipe changes the bytes.

    & {
      function Stop-Here($why) { "FAILED: $why"; cmd /c exit 1 }
      $t = (Get-FileHash ${TAG_MANIFEST} -Algorithm SHA256).Hash.ToLower()
      $s = '"tagmanifestSha256":"' + $t + '"'
      if (-not (Select-String -SimpleMatch $s ${back(`${seal.dir}/seal.json`)} -CaseSensitive -Quiet)) { Stop-Here 'the seal is not of these manifests'; return }
      $bad = 0
      foreach ($m in '${TAG_MANIFEST}', '${MANIFEST}') {
        foreach ($line in Get-Content $m) { $h, $f = $line -split '  ', 2; if ((Get-FileHash $f -Algorithm SHA256).Hash -ne $h) { "$f is altered or missing"; $bad++ } }
      }
      if ($bad -ne 0) { Stop-Here 'a file is not the one that the manifests list'; return }
      cmd /c "${ssh} < ${back(`${seal.dir}/seal.json`)}"
      if ($LASTEXITCODE -ne 0) { Stop-Here 'the signature is not by ${seal.signer} as allowed_signers has it'; return }
      '${allHolds(about.seals.length, false)}'
    }


WHAT THESE COMMANDS DO NOT SAY

- On Windows: whether files were added to the folder. Any file that is named neither in
  ${MANIFEST} nor in ${TAG_MANIFEST}, and is not one of the two manifests
  or in signatures/, is not part of the package.
- Who made seals that were added later: other folders of signatures/ than those named above
  are not looked at.
- When it was sealed. ${formatInstant(about.exportedAt)} is the signer's own statement.
- Whether the custody log was rewritten before it was sealed. The log in this package has
  ${about.custody.entries} entries and ends with
  ${about.custody.head}
  Who holds both the key and the case's database, with no anchor outside, can rewrite
  history; an earlier package, or this number on paper, is such an anchor.

Tracewake checks all of this and more: tracewake verify PACKAGE --signers allowed_signers
(the records against the commitments that were sealed, the custody log, added files)


WHAT IS IN IT

report/report.html       the findings with the records they rest on; open it in any browser
report/certification.txt a statement to sign on paper, where one is wanted
case.json                what the case is, and with what it was made
completeness.json        what was asked for, what is here, what was withheld, what could not be had
records/*.jsonl          events, identities, claims, notices, actions, certifications,
                         obligations with their verdicts, findings, annotations: a line each
schema/*.json            the form of those lines
sources/sNNNN/           the imported files: what they are, and their original bytes where included
coverage.json            which logs would have shown what, and over which intervals
policy.yaml              the policy that the verdicts follow from
custody/                 everything that was done in the case, as a chain of hashes
commitments/             salted hashes of every field, by which a redacted copy can be checked
`;
}
