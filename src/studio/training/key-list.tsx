/** The list of the studio's keys. */
import { useSignal } from '@preact/signals';
import { Dialog } from '../../ui/dialog.tsx';
import { useKeys } from '../../ui/use-keys.ts';
import { TEXT } from './texts.ts';

export function KeyList() {
  const isOpen = useSignal(false);
  const toggle = () => {
    isOpen.value = !isOpen.value;
  };
  useKeys({ '?': toggle });
  return (
    <>
      <button type="button" class="for-keyboards" onClick={toggle}>
        {TEXT.keys} <kbd>?</kbd>
      </button>
      {isOpen.value && (
        <Dialog title={TEXT.keys} closeLabel={TEXT.close} onClose={toggle}>
          <dl class="keys">
            {TEXT.keyList.map(([key, act]) => (
              <div key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{act}</dd>
              </div>
            ))}
          </dl>
        </Dialog>
      )}
    </>
  );
}
