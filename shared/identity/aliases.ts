/** Which aliases name one identity. Joined by exact evidence only: a statement that lists several, a decision, or one address in two namespaces. */
import type { Alias, RecordRef } from '../model/ids.ts';
import { namespaceOf, valueOf } from '../model/ids.ts';

/** Namespaces whose systems compare names without regard to case. */
const CASELESS = new Set(['email', 'upn', 'google-user', 'gcp-sa', 'entra-object', 'entra-app', 'github-login']);
/** Namespaces whose values are mail addresses: the same address is the same person unless a directory says otherwise. */
const ADDRESSES = ['email', 'upn', 'google-user', 'okta-user', 'gcp-sa', 'k8s-user'] as const;

/** The form under which an alias is compared. A bare mail address is read as `email:`. */
export function aliasKey(raw: string): string {
  const text = raw.trim();
  const colon = text.indexOf(':');
  if (colon < 0) return text.includes('@') ? `email:${text.toLowerCase()}` : text;
  const namespace = text.slice(0, colon).toLowerCase();
  const value = text.slice(colon + 1).trim();
  return CASELESS.has(namespace) || value.includes('@') ? `${namespace}:${value.toLowerCase()}` : `${namespace}:${value}`;
}

export interface Join {
  readonly a: string;
  readonly b: string;
  readonly why: string;
  readonly record: RecordRef | undefined;
}

export class AliasSets {
  private readonly parent = new Map<string, string>();
  /** key → the forms in which it was written. */
  readonly written = new Map<string, Set<Alias>>();
  readonly joins: Join[] = [];

  /** Makes the alias known and gives its key. */
  add(raw: Alias): string {
    const key = aliasKey(raw);
    let forms = this.written.get(key);
    if (forms === undefined) {
      forms = new Set();
      this.written.set(key, forms);
      this.parent.set(key, key);
    }
    forms.add(raw);
    return key;
  }

  root(key: string): string {
    let r = key;
    for (let p = this.parent.get(r); p !== undefined && p !== r; p = this.parent.get(r)) r = p;
    // Path compression keeps a million look-ups flat.
    for (let k = key; k !== r; ) {
      const next = this.parent.get(k) ?? r;
      this.parent.set(k, r);
      k = next;
    }
    return r;
  }

  join(a: string, b: string, why: string, record: RecordRef | undefined): void {
    const ra = this.root(a);
    const rb = this.root(b);
    if (ra === rb) return;
    // The smaller key leads, so that the result does not hang on the order of statements.
    if (ra < rb) this.parent.set(rb, ra);
    else this.parent.set(ra, rb);
    this.joins.push({ a, b, why, record });
  }

  /** Joins `email:x@y` with `upn:x@y` and the like, unless a directory gives either of them another name in the other's namespace. */
  joinAddresses(blocked: ReadonlySet<string>): void {
    const members = this.members();
    const has = (root: string, namespace: string, except: string): boolean =>
      (members.get(root) ?? []).some((k) => k.startsWith(`${namespace}:`) && k !== except);
    const keys = [...this.written.keys()].filter((k) => k.includes('@')).sort();
    for (const key of keys) {
      if (!key.startsWith('email:')) continue;
      const address = valueOf(key as Alias);
      for (const namespace of ADDRESSES) {
        if (namespace === 'email') continue;
        const other = `${namespace}:${address}`;
        if (!this.written.has(other) || blocked.has(key) || blocked.has(other)) continue;
        const ra = this.root(key);
        const rb = this.root(other);
        if (ra === rb || has(ra, namespace, other) || has(rb, 'email', key)) continue;
        this.join(key, other, `joined by equal address, ${address} in both; split it where that is wrong`, undefined);
      }
    }
    // Two namespaces without an `email:` of the same address in the case.
    for (const key of keys) {
      if (!key.startsWith('upn:')) continue;
      const address = valueOf(key as Alias);
      for (const namespace of ['google-user', 'okta-user', 'k8s-user']) {
        const other = `${namespace}:${address}`;
        if (!this.written.has(other) || blocked.has(key) || blocked.has(other)) continue;
        const ra = this.root(key);
        const rb = this.root(other);
        if (ra === rb || has(ra, namespace, other) || has(rb, 'upn', key)) continue;
        this.join(key, other, `joined by equal address, ${address} in both; split it where that is wrong`, undefined);
      }
    }
  }

  /**
   * Joins `aws-user:NAME` with the ARN of the one user of that name, where all ARNs of the case are of one account: a name is unique within
   * its account, and only there. Not where a statement gives either of them another partner, and not with an ARN of which nothing shows that
   * there is such a user (`unshown`).
   */
  joinAwsUsers(blocked: ReadonlySet<string>, unshown: ReadonlySet<string>): void {
    const accounts = new Set<string>();
    const users = new Map<string, string[]>();
    const bare: string[] = [];
    for (const key of this.written.keys()) {
      if (key.startsWith('aws-user:')) bare.push(key);
      const arn = /^aws-arn:arn:aws[^:]*:[^:]*:[^:]*:(\d{12}):(.*)$/.exec(key);
      if (arn === null) continue;
      accounts.add(arn[1] ?? '');
      if (!key.includes(':iam:') || arn[2]?.startsWith('user/') !== true || unshown.has(key)) continue;
      const name = key.slice(key.lastIndexOf('/') + 1);
      const list = users.get(name);
      if (list === undefined) users.set(name, [key]);
      else list.push(key);
    }
    const [account] = accounts;
    if (accounts.size !== 1 || bare.length === 0) return;
    const members = this.members();
    for (const key of bare.sort()) {
      const arns = new Set((users.get(valueOf(key as Alias)) ?? []).map((k) => this.root(k)));
      const [root] = arns;
      const arn = root === undefined ? undefined : users.get(valueOf(key as Alias))?.[0];
      if (arns.size !== 1 || root === undefined || arn === undefined || blocked.has(key) || blocked.has(arn)) continue;
      const own = members.get(this.root(key)) ?? [];
      if (this.root(key) === root || own.some((k) => k.startsWith('aws-arn:')) || (members.get(root) ?? []).some((k) => k.startsWith('aws-user:')))
        continue;
      this.join(key, arn, `all ARNs of the case are of account ${account}, and one user there has this name`, undefined);
    }
  }

  /** root → its keys, both in order. */
  members(): Map<string, string[]> {
    const out = new Map<string, string[]>();
    for (const key of [...this.written.keys()].sort()) {
      const r = this.root(key);
      const list = out.get(r);
      if (list === undefined) out.set(r, [key]);
      else list.push(key);
    }
    return out;
  }
}

/** What the namespace alone says of the kind. */
export function kindByNamespace(key: string): 'human' | 'service-account' | 'credential' | undefined {
  switch (namespaceOf(key as Alias)) {
    case 'aws-access-key':
      return 'credential';
    case 'gcp-sa':
      return 'service-account';
    case 'hr-id':
      return 'human';
    case 'k8s-user':
      return key.startsWith('k8s-user:system:serviceaccount:') ? 'service-account' : undefined;
    default:
      return undefined;
  }
}
