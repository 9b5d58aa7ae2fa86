/**
 * node test/bench/evidence.ts [--mb N] [--rows N] [--json]: packing and verifying against zip and unzip on the same bytes in the
 * same run, what a commitment costs, and whether memory grows with the package. Exit code 1 where a target is missed.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { FileSink } from '../../electron/engine/evidence/file-sink.ts';
import type { Row } from '../../electron/engine/evidence/input.ts';
import { generateKey } from '../../electron/engine/evidence/keys.ts';
import { packEvidence } from '../../electron/engine/evidence/pack.ts';
import { verifyPackage } from '../../electron/engine/evidence/verify.ts';
import type { Instant } from '../../shared/base/instant.ts';
import { SCHEMAS } from '../../shared/evidence/schemas.ts';
import { drawInput, EXPORTED } from '../unit/evidence/draw.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { mb: { type: 'string', default: '400' }, rows: { type: 'string', default: '100000' }, json: { type: 'boolean', default: false } },
});

interface Measured {
  readonly seconds: number;
  readonly maxRss: number;
  readonly commitmentsMs?: number;
}

/** CloudTrail-like lines that deflate about ten to one, as logs do. */
function* drawLog(bytes: number): Generator<string> {
  const names = ['AssumeRole', 'GetSecretValue', 'PutRolePolicy', 'CreateAccessKey', 'ConsoleLogin', 'DescribeInstances', 'ListBuckets'];
  let n = 0;
  for (let written = 0; written < bytes; ) {
    let block = '';
    while (block.length < 1 << 18) {
      const id = createHash('md5').update(String(n)).digest('hex');
      const name = names[n % names.length]!;
      block += `{"eventVersion":"1.08","userIdentity":{"type":"AssumedRole","principalId":"AROA${id.slice(0, 16).toUpperCase()}:session-${n % 97}","arn":"arn:aws:sts::123456789012:assumed-role/deploy-${n % 61}/session-${n % 97}","accountId":"123456789012","accessKeyId":"ASIA${id.slice(8, 24).toUpperCase()}"},"eventTime":"2026-03-04T${String(n % 24).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}:26Z","eventSource":"sts.amazonaws.com","eventName":"${name}","awsRegion":"eu-north-1","sourceIPAddress":"203.0.113.${n % 250}","userAgent":"aws-sdk-go-v2/1.30.3 os/linux lang/go#1.22.5 md/GOOS#linux","requestParameters":{"roleArn":"arn:aws:iam::123456789012:role/deploy-${n % 61}","roleSessionName":"session-${n % 97}"},"responseElements":null,"requestID":"${id}","eventID":"${id.slice(16)}-${n}","readOnly":true,"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"123456789012","eventCategory":"Management"}\n`;
      n++;
    }
    written += block.length;
    yield block;
  }
}

function* drawRows(count: number): Generator<Row> {
  for (let i = 0; i < count; i++) {
    yield {
      id: `s0001:${i + 1}`,
      time: (EXPORTED + i * 1000) as Instant,
      kind: 'session.assumed',
      outcome: 'success',
      operation: 'AssumeRole',
      actor: `aws-arn:arn:aws:sts::123456789012:assumed-role/deploy-${i % 61}`,
      target: `aws-arn:arn:aws:iam::123456789012:role/deploy-${i % 97}`,
      credential: `aws-access-key:ASIA${i}`,
      place: `203.0.113.${i % 250}`,
      nativeId: `0e1f-${i}`,
      correlation: [`req-${i}`],
      system: 'aws-123456789012',
      record: `s0001:${i + 1}`,
    };
  }
}

async function pack(dir: string, source: string | undefined, rows: number): Promise<Measured> {
  const sources =
    source === undefined
      ? []
      : [{ id: 's0001', meta: {}, original: { extension: '.ndjson', sha256: source, open: () => readLarge(join(dir, 'log.ndjson')) } }];
  const out = join(dir, `${source === undefined ? 'rows' : 'source'}-${rows}.zip`);
  rmSync(out, { force: true });
  const sink = await FileSink.create(out);
  const started = performance.now();
  const packed = await packEvidence(drawInput({ sources, rows: { events: drawRows(rows) } }), generateKey(), sink);
  await sink.settle();
  await sink.publish();
  return { seconds: (performance.now() - started) / 1000, maxRss: process.resourceUsage().maxRSS * 1024, commitmentsMs: packed.commitmentsMs };
}

async function* readLarge(file: string): AsyncGenerator<Uint8Array> {
  const handle = await open(file);
  const buffer = Buffer.allocUnsafeSlow(1 << 20);
  try {
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

async function verify(file: string): Promise<Measured> {
  const report = await verifyPackage(file, { now: EXPORTED, level: 2 });
  if (report.levels.slice(0, 3).some((l) => l.problems.some((p) => p.code.startsWith('E_') && p.code !== 'E_SOURCE_HASH')))
    throw new Error(report.sentence);
  return { seconds: report.seconds, maxRss: process.resourceUsage().maxRSS * 1024 };
}

/** In a process of its own, so that its peak of memory is its own. */
const apart = (...args: string[]): Measured =>
  JSON.parse(
    execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', import.meta.filename, ...args], { encoding: 'utf8' }),
  ) as Measured;

function timed(program: string, args: string[], cwd: string): number | undefined {
  const started = performance.now();
  const run = spawnSync(program, args, { cwd, stdio: 'ignore' });
  return run.error !== undefined || run.status !== 0 ? undefined : (performance.now() - started) / 1000;
}

async function main(): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'tracewake-bench-evidence-'));
  try {
    const bytes = Number(values.mb) * 1e6;
    const log = join(dir, 'log.ndjson');
    await pipeline(drawLog(bytes), createWriteStream(log));
    const hash = createHash('sha256');
    await pipeline(createReadStream(log), hash);
    const sha256 = hash.digest('hex');
    const packed = apart('pack', dir, sha256, '0');
    const zip = timed('zip', ['-6', '-q', 'plain.zip', 'log.ndjson'], dir);
    const verified = apart('verify', join(dir, 'source-0.zip'));
    const unzip = timed('unzip', ['-tq', 'source-0.zip'], dir);
    const rows = Number(values.rows);
    const few = apart('pack', dir, '-', String(Math.round(rows / 10)));
    const many = apart('pack', dir, '-', String(rows));
    const manyVerified = apart('verify', join(dir, `rows-${rows}.zip`));
    const mb = (n: number): number => Math.round(n / 1e6);
    const result = {
      sourceMB: mb(statSync(log).size),
      packSeconds: packed.seconds,
      packMB: mb(statSync(join(dir, 'source-0.zip')).size),
      zipSeconds: zip,
      packAgainstZip: zip === undefined ? undefined : zip / packed.seconds,
      verifySeconds: verified.seconds,
      unzipSeconds: unzip,
      verifyAgainstUnzip: unzip === undefined ? undefined : unzip / verified.seconds,
      microsecondsAField: (many.commitmentsMs! * 1000) / (rows * SCHEMAS.events.fields.length),
      rows,
      rowsPackedSeconds: many.seconds,
      rowsVerifiedSeconds: manyVerified.seconds,
      packRssMB: mb(packed.maxRss),
      verifyRssMB: mb(verified.maxRss),
      rowsRssMB: mb(many.maxRss),
      tenthOfRowsRssMB: mb(few.maxRss),
    };
    const missed = (result.packAgainstZip ?? 9) < 1.2 || (result.verifyAgainstUnzip ?? 9) < 1.2;
    if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
    else
      for (const [what, value] of Object.entries(result))
        process.stdout.write(`${what.padEnd(20)} ${value === undefined ? 'not installed' : Math.round(value * 100) / 100}\n`);
    process.exitCode = missed ? 1 : 0;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const [what, ...rest] = positionals;
if (what === 'pack') process.stdout.write(JSON.stringify(await pack(rest[0]!, rest[1] === '-' ? undefined : rest[1], Number(rest[2]))));
else if (what === 'verify') process.stdout.write(JSON.stringify(await verify(rest[0]!)));
else await main();
