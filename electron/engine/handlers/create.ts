import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Failure } from '../../../shared/contract/errors.ts';
import type { TlpLevel } from '../../../shared/model/vocabulary.ts';
import { parsePolicy } from '../../../shared/policy/policy.ts';
import { found } from '../custody/change.ts';
import { insertCase } from '../store/info.ts';
import { closeCase, type OpenCase, openEmpty } from '../store/open.ts';

export interface NewCase {
  readonly title: string;
  readonly investigator?: string | undefined;
  readonly tlp?: TlpLevel | undefined;
  /** YAML; `undefined`: the default policy. */
  readonly policyText?: string | undefined;
}

/** A new case, open for writing. Its directory must not exist or be empty. */
export async function createCase(dir: string, what: NewCase): Promise<OpenCase> {
  const open = openEmpty(dir, what.investigator);
  // Random, and not from anything in the case: an id says nothing.
  const id = `case-${randomBytes(8).toString('hex')}`;
  const tlp = what.tlp ?? 'AMBER';
  try {
    await found(open, id, { title: what.title, tlp, policy: what.policyText ?? null }, (tx) =>
      insertCase(tx, {
        id,
        title: what.title,
        tlp,
        created: tx.stamp.at,
        investigator: what.investigator,
        policyText: what.policyText,
        salt: randomBytes(32),
      }),
    );
  } catch (e) {
    closeCase(open);
    throw e;
  }
  return open;
}

/** The text of a policy file that can be used. Throws `input` with the line and column of what is wrong with it. */
export function readPolicyFile(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (e) {
    const why = e instanceof Error && 'code' in e && e.code === 'ENOENT' ? 'there is no such policy file' : 'the policy file cannot be read';
    throw new Failure({ code: 'input', message: why, file });
  }
  const policy = parsePolicy(text);
  if (policy.ok) return text;
  const first = policy.error[0];
  throw new Failure({
    code: 'input',
    message: `${basename(file)} is no policy: ${first?.message ?? 'it cannot be read'}`,
    file,
    position: first === undefined ? undefined : `line ${first.line}, column ${first.column}`,
    advice: 'Correct it there, or leave the policy out to use the default.',
  });
}
