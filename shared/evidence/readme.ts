/** `data/readme.txt`: how to verify this package with what comes with the operating system. */
import { formatInstant, type Instant } from '../base/instant.ts';
import { allowedSignersLine, posixCommands, type SealPlace } from './commands.ts';
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
  const commands = posixCommands(about.seals);
  const ssh = `ssh-keygen -Y verify -f allowed_signers -I ${seal.signer} -n ${SEAL_NAMESPACE} -s ${seal.dir}/seal.json.sshsig`;
  const back = (path: string): string => path.replaceAll('/', '\\');
  return `${about.root}
A signed evidence package, made by Tracewake. It is a BagIt bag (RFC 8493): the folder
${about.root}/ with its manifests. The zip is only its wrapping.

To be verified without Tracewake and without a network. All commands are run inside the
folder ${about.root}/ and each must end without an error.


BEFORE ANYTHING ELSE: the file allowed_signers

It says whose key you trust, so it never comes from the package. Ask the signer, over
another way than the package came by, for the fingerprint of the key. This package was
sealed with

    ${about.fingerprint}

If that is what you are told, write this one line into a file named allowed_signers, in
the folder:

    ${allowedSignersLine(seal.signer, about.publicKeySsh)}

and delete the file again when you are done, since it is not a part of the package.


LINUX

1  The seal is of these manifests. Without this line an old seal would pass:

    ${commands[0]} && echo OK

2  Every file is listed and unaltered:

    ${commands[about.seals.length]}

3  The seal was signed by the key that you trust:

    ${commands[about.seals.length + 1]}

4  The same once more with OpenSSL 3, which knows nothing of SSH or of names:

    ${commands[about.seals.length + 2]}


MACOS

1  ${commands[0]!.replace('sha256sum', 'shasum -a 256')} && echo OK
2  shasum -a 256 --strict -c ${TAG_MANIFEST} && shasum -a 256 --strict -c ${MANIFEST}
3  ${commands[about.seals.length + 1]}
4  needs OpenSSL 3, which macOS does not bring; line 3 says the same and more.


WINDOWS (PowerShell)

1  $t = (Get-FileHash ${TAG_MANIFEST} -Algorithm SHA256).Hash.ToLower()
   Select-String -SimpleMatch ('"tagmanifestSha256":"' + $t + '"') ${back(`${seal.dir}/seal.json`)} -Quiet
   (must print True)
2  foreach ($m in '${TAG_MANIFEST}', '${MANIFEST}') { Get-Content $m | ForEach-Object { $h, $f = $_ -split '  ', 2; if ((Get-FileHash $f -Algorithm SHA256).Hash -ne $h) { "$f FAILED" } } }
   (must print nothing)
3  cmd /c "${ssh} < ${seal.dir}/seal.json"
   (through cmd, since a PowerShell pipe changes the bytes)


WHAT THESE COMMANDS DO NOT SAY

- Whether files were added to the folder that no manifest lists. Any file that is named
  neither in ${MANIFEST} nor in ${TAG_MANIFEST}, and is not one of the
  two manifests or in signatures/, is not part of the package. To list the files of data/
  that no manifest knows, and the names that no package has, which the first line could
  misread (nothing must be printed):

    find data ! -type d | while IFS= read -r f; do cut -c67- ${MANIFEST} ${TAG_MANIFEST} | grep -qxF -e "$f" || printf '%s\\n' "$f"; done
    LC_ALL=C find data -name '*[!a-z0-9._-]*'

- When it was sealed. ${formatInstant(about.exportedAt)} is the signer's own statement.
- Whether the custody log was rewritten before it was sealed. The log in this package has
  ${about.custody.entries} entries and ends with
  ${about.custody.head}
  Who holds both the key and the case's database, with no anchor outside, can rewrite
  history; an earlier package, or this number on paper, is such an anchor.

Tracewake checks all of this and more: tracewake verify PACKAGE --signers allowed_signers


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
