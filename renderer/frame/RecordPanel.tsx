import { useRequest } from '../state/engine.ts';
import { useKeys } from '../state/keys.ts';
import { go } from '../state/navigation.ts';
import { useOpenRecord } from '../state/record.ts';
import { say } from '../state/said.ts';
import { Copy } from '../widgets/Copy.tsx';
import { Dialog } from '../widgets/Dialog.tsx';
import { Provenance } from '../widgets/Provenance.tsx';
import { RawText } from '../widgets/RawText.tsx';
import { Fault, Loading } from '../widgets/States.tsx';

/** A raw record, verbatim, with where it lies: what every citation opens. */
export function RecordPanel({ record, onClose }: { readonly record: string; readonly onClose: () => void }) {
  const raw = useRequest('record.raw', { record });
  const source = raw.value?.provenance.source;
  useKeys(
    {
      y: () =>
        void navigator.clipboard.writeText(record).then(
          () => say(`Copied ${record}`),
          () => say('The system refused the clipboard'),
        ),
    },
    { modal: true },
  );
  return (
    <Dialog
      title={`Record ${record}`}
      panel
      onClose={onClose}
      footer={
        <>
          <Copy text={record} label="Copy citation" />
          {raw.value === undefined ? null : <Copy text={raw.value.text} label="Copy raw text" />}
          <span className="grow" />
          {source === undefined ? null : (
            <button
              type="button"
              className="button small"
              onClick={() => {
                onClose();
                go('sources', { source });
              }}
            >
              Show source {source}
            </button>
          )}
        </>
      }
    >
      {raw.status === 'failed' ? <Fault error={raw.error} /> : null}
      {raw.status === 'loading' && raw.value === undefined ? <Loading what="Reading the record from its source" /> : null}
      {raw.value === undefined ? null : (
        <div className="record-panel">
          <RawText text={raw.value.text} truncated={raw.value.truncated} bytes={raw.value.provenance.position.length} />
          <section>
            <h3 className="heading">Provenance</h3>
            <Provenance provenance={raw.value.provenance} />
          </section>
        </div>
      )}
    </Dialog>
  );
}

/** Drawn once, above every screen. */
export function OpenRecordPanel() {
  const record = useOpenRecord((s) => s.record);
  const close = useOpenRecord((s) => s.close);
  return record === undefined ? null : <RecordPanel key={record} record={record} onClose={close} />;
}
