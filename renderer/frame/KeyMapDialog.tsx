import { usePreferences } from '../state/preferences.ts';
import { Dialog } from '../widgets/Dialog.tsx';
import { Kbds } from '../widgets/Kbd.tsx';
import { KEY_GROUPS } from './keymap.ts';

export function KeyMapDialog({ onClose }: { readonly onClose: () => void }) {
  const letters = usePreferences((s) => s.letters);
  const setLetters = usePreferences((s) => s.setLetters);
  return (
    <Dialog
      title="Keyboard map"
      width={800}
      onClose={onClose}
      footer={
        <label className="row">
          <input type="checkbox" checked={letters} onChange={(event) => setLetters(event.currentTarget.checked)} />
          Single-letter keys. They are always off in text fields.
        </label>
      }
    >
      <div className="keymap">
        {KEY_GROUPS.map((group) => (
          <section key={group.title}>
            <h3>{group.title}</h3>
            <dl>
              {group.keys.map(([keys, what]) => (
                <div key={what}>
                  <dt>
                    <Kbds keys={keys} />
                  </dt>
                  <dd>{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
