/** Packs and verifies a drawn source of so many megabytes, in a process of its own; prints the peak of its memory. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { FileSink } from '../../../electron/engine/evidence/file-sink.ts';
import { generateKey } from '../../../electron/engine/evidence/keys.ts';
import { packEvidence } from '../../../electron/engine/evidence/pack.ts';
import { verifyPackage } from '../../../electron/engine/evidence/verify.ts';
import { allowedSignersLine } from '../../../shared/evidence/commands.ts';
import { drawInput, SIGNER } from './draw.ts';
import { NOW } from './forge.ts';

const [dir, megabytes] = [process.argv[2]!, Number(process.argv[3])];

function* bytes(): Generator<Uint8Array> {
  const block = Buffer.alloc(1_000_000, '{"time":"2026-03-04T07:41:26Z","operation":"AssumeRole","place":"203.0.113.77"}\n');
  for (let i = 0; i < megabytes; i++) {
    for (let at = 0; at < block.length; at += 640) block.writeUInt32LE((i * 7919 + at) >>> 0, at);
    yield block;
  }
}

const hash = createHash('sha256');
for (const b of bytes()) hash.update(b);
const sha256 = hash.digest('hex');
const key = generateKey();
const file = join(dir, `${megabytes}.zip`);
const sink = await FileSink.create(file);
await packEvidence(
  drawInput({
    sources: [
      { id: 's0001', meta: { sha256, clock: { offset: 'PT0S' }, counts: { read: 2 } }, original: { extension: '.ndjson', sha256, open: bytes } },
    ],
  }),
  key,
  sink,
);
await sink.settle();
await sink.publish();
const report = await verifyPackage(file, { now: NOW, signers: allowedSignersLine(SIGNER, key.publicKeySsh) });
process.stdout.write(JSON.stringify({ result: report.result, rss: process.resourceUsage().maxRSS * 1024 }));
