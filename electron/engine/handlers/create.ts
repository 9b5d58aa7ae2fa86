import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
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

/** The longest policy file that is read, in bytes; the built-in one has seven thousand. */
const LONGEST_POLICY = 1_000_000;

/** The text of a policy file, whatever is in it. Throws `input` where it cannot be read. */
export function readPolicyText(file: string): string {
  try {
    if (statSync(file).size > LONGEST_POLICY)
      throw new Failure({ code: 'input', message: 'the policy file is longer than a million bytes', file, advice: 'a policy is a short YAML file' });
    return readFileSync(file, 'utf8');
  } catch (e) {
    if (e instanceof Failure) throw e;
    const why = e instanceof Error && 'code' in e && e.code === 'ENOENT' ? 'there is no such policy file' : 'the policy file cannot be read';
    throw new Failure({ code: 'input', message: why, file });
  }
}

/** The text of a policy file that can be used. Throws `input` with the line and column of what is wrong with it. */
export function readPolicyFile(file: string): string {
  const text = readPolicyText(file);
  const policy = parsePolicy(text);
  if (policy.ok) return text;
  const [first] = policy.error;
  const more = policy.error.length - 1;
  throw new Failure({
    code: 'input',
    message: `${basename(file)} is no policy: ${first?.message ?? 'it cannot be read'}${more > 0 ? `, and ${more} more` : ''}`,
    file,
    position: first === undefined ? undefined : `line ${first.line}, column ${first.column}`,
    advice: 'Correct it there, or leave the policy out to use the default; tracewake policy --check FILE lists every mistake.',
  });
}
