/** `data/report/certification.txt`: what the signer states, in words that can be printed and signed by hand. */
import { formatInstant } from '../base/instant.ts';
import type { PackageAbout } from './readme.ts';
import type { ReportModel } from './report/model.ts';
import type { Tool } from './version.ts';

export interface CertificationAbout extends PackageAbout {
  readonly seal: { readonly role: string; readonly meaning: string; readonly signer: string };
  readonly counts: Readonly<Record<string, number>>;
  readonly sources: number;
  readonly tool: Tool;
}

const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();

const toolText = ({ name, version, build }: Tool): string => `${name} ${version}${build === undefined ? '' : `, build ${build}`}`;

export function certification(report: ReportModel, about: CertificationAbout): string {
  const count = (name: string): string => `${(about.counts[name] ?? 0).toLocaleString('en-US')} ${name}`;
  return `CERTIFICATION OF ELECTRONIC RECORDS

Case        ${oneLine(report.title)} (${report.caseId})
Package     ${about.root}, revision ${report.revision}
Sealed by   ${oneLine(report.investigator)} as ${about.seal.role}
Principal   ${about.seal.signer}
Key         ${about.fingerprint}
Time        ${formatInstant(about.exportedAt)}, as stated by the signer
Made with   ${toolText(about.tool)}

By the seal in signatures/ the signer states:

    ${oneLine(about.seal.meaning)}

The records of this package were read by the program named above from ${about.sources} source files, each
identified by its SHA-256. The program keeps those files as they were handed over, gives each
record its source and its place in it, and records every act on the case in a log in which each
entry holds the hash of the entry before. The package holds ${count('events')}, ${count('obligations')}
with a verdict each, and ${count('findings')}.

The custody log has ${about.custody.entries} entries. Its head is

    ${about.custody.head}

Whoever signs below confirms to have read that head from the screen of the case, or to have worked
it out with sha256sum from the last line of data/custody/log.jsonl.


Name        ______________________________________

Date        ______________________________________

Signature   ______________________________________
`;
}
