import type { ExportResult } from '../../../shared/views/types.ts';
import { Copy } from '../../widgets/Copy.tsx';
import { bytes, counted } from '../../widgets/format.ts';
import { Text } from '../../widgets/Text.tsx';

/** What to hand over, what to hand over by another way, and what the other side runs. */
export function Exported({ result }: { readonly result: ExportResult }) {
  return (
    <div className="stack">
      <dl className="facts">
        <dt>File</dt>
        <dd className="mono">
          <Text>{result.file}</Text>
        </dd>
        <dt>Size</dt>
        <dd>
          {bytes(result.bytes)}, {counted(result.entries, 'entry', 'entries')}, in {result.seconds.toFixed(1)} s
        </dd>
        <dt>Key</dt>
        <dd className="mono">{result.fingerprint}</dd>
      </dl>
      {(result.warnings ?? []).map((w) => (
        <p key={w} className="v-late">
          <Text>{w}</Text>: the package holds its hash as it was imported.
        </p>
      ))}
      <section>
        <h3 className="heading">For the receiver’s allowed_signers</h3>
        <p className="ink-2">Give this line by another way than the package: it says that the key is yours.</p>
        <pre className="raw">{result.allowedSigners}</pre>
        <Copy text={result.allowedSigners} label="Copy the line" />
      </section>
      <section>
        <h3 className="heading">What the receiver runs</h3>
        <pre className="raw commands">{result.commands.join('\n')}</pre>
        <Copy text={result.commands.join('\n')} label="Copy the commands" />
      </section>
    </div>
  );
}
