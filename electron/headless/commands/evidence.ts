import { Failure } from '../../../shared/contract/errors.ts';
import { shortPassphrase } from '../../../shared/contract/passphrase.ts';
import { CASE, command, INVESTIGATOR, openToWrite, optionalPath, pathOf, timeOf, toMachine, when } from '../command.ts';
import { passphrase } from '../passphrase.ts';
import { counted, size, table } from '../terminal.ts';

const PASSPHRASE = {
  'passphrase-fd': {
    value: 'N',
    help: 'read the passphrase from this file descriptor instead of asking; through npm run only from 0, standard input',
  },
} as const;

export const keygen = command({
  name: 'keygen',
  summary: 'Makes an Ed25519 key for sealing packages, encrypted with a passphrase. A short one is warned of.',
  positionals: [],
  options: { out: { value: 'FILE', help: 'where the key goes; the public half lies beside it', required: true }, ...PASSPHRASE },
  async run({ options }, context) {
    const secret = await passphrase(options['passphrase-fd'], context.terminal, true);
    const short = shortPassphrase(secret);
    if (short !== undefined) context.warn(short);
    const key = await context.request('evidence.keygen', { file: pathOf(context, options.out), passphrase: secret });
    if (context.json) context.printJson(toMachine(key));
    else context.print(`Key in ${key.file}`, `Fingerprint ${key.fingerprint}`, `Public key ${key.publicKeySsh}`);
    return 0;
  },
});

export const exportPackage = command({
  name: 'export',
  summary: 'Seals the case as a package that others verify with sha256sum, ssh-keygen and OpenSSL.',
  positionals: [CASE],
  options: {
    out: { value: 'FILE', help: 'the package; its directory has to be there', required: true },
    key: { value: 'FILE', help: 'the key that seals it', required: true },
    role: { value: 'ROLE', help: 'in which role it is sealed (default: investigator)' },
    sources: { value: 'HOW', help: 'the original files themselves, or their hashes only (default: include)', oneOf: ['include', 'hash'] },
    time: { value: 'T', help: 'the time that the seal claims; the same case and time give the same bytes' },
    ...PASSPHRASE,
    ...INVESTIGATOR,
  },
  later: ['redact', 'scope', 'previous'],
  async run({ options, positionals: [dir] }, context) {
    const time = timeOf(options.time, 'time');
    await openToWrite(context, dir, options.investigator);
    const keyFile = pathOf(context, options.key);
    const key = await context.request('evidence.key', { file: keyFile });
    const secret = key.encrypted ? await passphrase(options['passphrase-fd'], context.terminal, false) : '';
    const made = await context.request('evidence.export', {
      out: pathOf(context, options.out),
      keyFile,
      passphrase: secret,
      role: options.role,
      sources: options.sources ?? 'include',
      time,
    });
    for (const w of made.warnings ?? []) context.warn(`warning: ${w}; the package holds its hash as it was imported`);
    if (context.json) context.printJson(toMachine(made));
    else {
      context.print(
        `${made.file}: ${size(made.bytes)}, ${counted(made.entries, 'entry', 'entries')}, revision ${made.revision}, sealed by ${made.fingerprint}.`,
      );
      context.print('', 'Give the auditor this line for allowed_signers by another way than the package:', made.allowedSigners);
      context.print(
        '',
        'Anyone can check it in the unpacked package, with allowed_signers beside its folder; the last line says OK, or FAILED and what failed:',
        ...made.commands,
      );
    }
    return 0;
  },
});

export const verify = command({
  name: 'verify',
  summary: 'Checks a package: its container, its files, its seals, its signer, its custody log.',
  positionals: [{ name: 'PACKAGE' }],
  options: {
    signers: { value: 'FILE', help: "the auditor's allowed_signers file; without it the signer cannot be known" },
    previous: { value: 'FILE', help: 'an earlier package of the case, whose custody log must begin this one' },
    level: {
      value: 'N',
      help: 'only the levels up to this one, 0 to 4, without R; 5: all of them and R, and the sources parsed again (default: 0 to 4 and R)',
    },
  },
  async run({ options, positionals: [file] }, context) {
    if (options.level !== undefined && !/^[0-5]$/.test(options.level))
      throw new Failure({ code: 'usage', message: '--level is a number from 0 to 5' });
    const view = await context.request('evidence.verify', {
      file: pathOf(context, file ?? ''),
      signers: optionalPath(context, options.signers),
      previous: optionalPath(context, options.previous),
      level: options.level === undefined ? undefined : Number(options.level),
    });
    if (context.json) {
      context.printJson(toMachine(view));
      return view.exitCode;
    }
    context.print(`${view.result}: ${view.sentence}`, '');
    context.print(
      ...table(
        ['level', 'result', 'claim'],
        view.levels.map((l) => [l.level, l.result, l.claim]),
      ),
    );
    for (const level of view.levels) {
      context.print(...level.problems.map((p) => `${level.level} ${p.code}${p.path === undefined ? '' : ` ${p.path}`}: ${p.text}`));
      context.print(...level.notChecked.map((n) => `${level.level} not checked: ${n}`));
    }
    for (const seal of view.seals) {
      const known = !seal.verified ? 'a seal that does not verify' : seal.trusted ? 'a signer you trust' : 'not known to you';
      context.print(
        `${seal.verified ? 'sealed' : 'claims to be sealed'} as ${seal.role} by ${seal.signer} (${seal.fingerprint}, ${known}), claimed time ${when(seal.claimedTime)}`,
      );
    }
    return view.exitCode;
  },
});
