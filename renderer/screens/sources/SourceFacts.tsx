import { useState } from 'react';
import { warningWords } from '../../../shared/model/warnings.ts';
import type { SourceLine } from '../../../shared/views/types.ts';
import { useRequest } from '../../state/engine.ts';
import { go } from '../../state/navigation.ts';
import { Dialog } from '../../widgets/Dialog.tsx';
import { bytes, count, groupedHash, interval, longTime, span } from '../../widgets/format.ts';
import { Text } from '../../widgets/Text.tsx';
import { VerdictGlyph } from '../../widgets/VerdictGlyph.tsx';
import { ClockDialog } from '../shared/ClockDialog.tsx';
import { nameOfPerson } from '../shared/places.ts';
import { isByHand } from './by-hand.ts';

export function SourceFacts({ source: s }: { readonly source: SourceLine }) {
  const [setting, setSetting] = useState(false);
  const history = useRequest('decisions.list', { on: s.source }, { on: ['annotations'] });
  return (
    <section className="section">
      <h2 className="heading">
        <span className="mono">{s.source}</span>
        <span className="break">
          <Text>{s.name}</Text>
        </span>
      </h2>
      <dl className="facts source-facts">
        {s.names.length <= 1 ? null : (
          <>
            <dt>Also as</dt>
            <dd>
              {s.names
                .filter((n) => n !== s.name)
                .map((n) => (
                  <span key={n} className="source-name">
                    <Text>{n}</Text>
                  </span>
                ))}
            </dd>
          </>
        )}
        <dt>SHA-256</dt>
        <dd className="mono">{groupedHash(s.sha256)}</dd>
        <dt>Size</dt>
        <dd>
          {bytes(s.bytes)}, {encodingWord(s.encoding)}, {s.kept === 'copy' ? 'kept in the vault' : 'left where it lies'}
          {s.original === undefined ? null : (
            <span className="source-name v-unmet row">
              <VerdictGlyph verdict="unmet" size={11} decorative />
              {s.original === 'gone' ? 'the file is gone' : 'the file is no longer what was imported'}
            </span>
          )}
        </dd>
        <dt>Read as</dt>
        <dd>
          <Text>{s.typeTitle}</Text>
          <ByHand source={s} of={['type', 'mapping']} />
          <span className="source-name ink-2">
            {s.mapping === undefined ? (
              <>
                <span className="mono">{s.type}</span>
                {s.adapterVersion === undefined ? '' : `, version ${s.adapterVersion}`}
              </>
            ) : (
              <MappingText type={s.type} sha256={s.mapping} />
            )}
          </span>
          <span className="source-name ink-3">
            <Text>{whyOf(s)}</Text>
          </span>
        </dd>
        <dt>System</dt>
        <dd>
          <Text>{s.system}</Text>
          <ByHand source={s} of={['system']} />
        </dd>
        <dt>Channels</dt>
        <dd>
          {s.channels.length === 0 ? <span className="ink-3">none</span> : s.channels.join(', ')}
          <ByHand source={s} of={['channels']} />
        </dd>
        <dt>Zone</dt>
        <dd>
          {s.zone ?? 'in the records; UTC where they name none'}
          <ByHand source={s} of={['zone']} />
        </dd>
        <dt>Clock</dt>
        <dd>
          {s.clock.offset === 0 ? 'no offset' : `${s.clock.offset > 0 ? '+' : ''}${span(s.clock.offset)}`}, ±{span(s.clock.uncertainty)}{' '}
          <button type="button" className="link" onClick={() => setSetting(true)}>
            Set
          </button>
          <ByHand source={s} of={['clock']} />
          {(history.value ?? []).map((d) => (
            <span key={d.id} className="source-name ink-2">
              {d.offset === undefined || d.offset === 0 ? 'set back' : `${d.offset > 0 ? '+' : ''}${span(d.offset)}`}
              {d.undoneBy === undefined ? '' : ' (no longer)'}: <Text>{d.reason}</Text>{' '}
              <span className="ink-3">
                <Text>{nameOfPerson(d.by)}</Text>, {longTime(d.at)} UTC
              </span>
            </span>
          ))}
        </dd>
        <dt>Records</dt>
        <dd>{s.first === undefined || s.last === undefined ? 'none dated' : `${interval(s.first, s.last)} UTC`}</dd>
        <dt>Covers</dt>
        <dd>
          {s.declared === undefined ? 'not declared; inferred from its records' : `${interval(s.declared.from, s.declared.to)} UTC, declared`}
          <ByHand source={s} of={['covers']} />
        </dd>
        {s.ignoredReasons.map((r) => (
          <Reason key={r.reason} label="Ignored" n={r.count} text={r.reason} onOpen={() => go('sources', { rejects: s.source, status: 'ignored' })} />
        ))}
        {s.rejected === 0 ? null : (
          <Reason label="Rejected" n={s.rejected} text="records that could not be read" onOpen={() => go('sources', { rejects: s.source })} />
        )}
        {s.duplicate === 0 ? null : (
          <Reason
            label="Duplicate"
            n={s.duplicate}
            text="records that another source has"
            onOpen={() => go('sources', { rejects: s.source, status: 'duplicate' })}
          />
        )}
        {s.warnings.map((w) => (
          <Reason
            key={w.slug}
            label="Warning"
            n={w.count}
            text={w.example === undefined ? warningWords(w.slug) : `${warningWords(w.slug)}, such as ${w.example}`}
          />
        ))}
      </dl>
      {setting ? (
        <ClockDialog source={s.source} current={s.clock.offset} proposed={s.clock.offset} because="" onClose={() => setSetting(false)} />
      ) : null}
    </section>
  );
}

/** A name of an encoding is not parted at its hyphen. */
const encodingWord = (encoding: string): string => encoding.replaceAll('-', '\u2011');

/** Who says that it is read as that: the investigator, bundle.yaml, or its own content. */
function whyOf(s: SourceLine): string {
  if (isByHand(s, ['type', 'mapping'])) return 'not told by its content: chosen for it at the import';
  if (s.typeWhy === undefined || s.typeWhy === '') return '';
  return s.typeWhy === 'declared' ? 'bundle.yaml says so' : s.typeWhy;
}

/** Marks what the investigator set in the plan of the import. */
function ByHand({ source, of }: { readonly source: SourceLine; readonly of: readonly string[] }) {
  return isByHand(source, of) ? <span className="by-hand">set by hand</span> : null;
}

/** By which mapping it was read: its name, its hash, and on demand the whole of it. */
function MappingText({ type, sha256 }: { readonly type: string; readonly sha256: string }) {
  const [shown, setShown] = useState(false);
  const known = useRequest('mapping.list', shown ? {} : undefined);
  const text = known.value?.mappings.find((m) => m.sha256 === sha256)?.text;
  return (
    <>
      <span className="mono">{type}</span>, <span className="mono">{sha256.slice(0, 12)}</span>{' '}
      <button type="button" className="link" onClick={() => setShown(true)}>
        Show
      </button>
      {shown && known.value !== undefined ? (
        <Dialog title={`The mapping ${type.replace(/^mapping:/, '')}`} width={640} onClose={() => setShown(false)}>
          <p className="ink-2 source-mapping">As it was when this source was read. SHA-256 {groupedHash(sha256)}</p>
          {text === undefined ? <p>The case does not hold its text.</p> : <pre className="raw">{text}</pre>}
        </Dialog>
      ) : null}
    </>
  );
}

function Reason({ label, n, text, onOpen }: { readonly label: string; readonly n: number; readonly text: string; readonly onOpen?: () => void }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>
        {onOpen === undefined ? (
          count(n)
        ) : (
          <button type="button" className="link" onClick={onOpen}>
            {count(n)}
          </button>
        )}{' '}
        <Text>{text}</Text>
      </dd>
    </>
  );
}
