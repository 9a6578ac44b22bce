/** The plan as a link. */

import { useSignal } from '@preact/signals';
import { messageOf } from '../math/error.ts';
import { Dialog } from '../ui/dialog.tsx';
import { formatLink } from './link.ts';
import type { Plan } from './plan.ts';
import { TEXT } from './texts.ts';

export function ShareButton({ plan }: { plan: Plan }) {
  const shown = useSignal<{ readonly text: string; readonly link: string } | null>(null);
  const share = async () => {
    let link: string;
    try {
      link = `${location.href.split('#')[0]}#/train?r=${formatLink(plan)}`;
    } catch (error) {
      shown.value = { text: messageOf(error), link: '' };
      return;
    }
    // There is no clipboard without a secure context: the link is shown to be copied by hand.
    const isCopied = await (navigator.clipboard?.writeText(link).then(
      () => true,
      () => false,
    ) ?? false);
    shown.value = { text: isCopied ? TEXT.shared : TEXT.shareHere, link };
  };
  return (
    <>
      <button type="button" onClick={() => void share()}>
        {TEXT.share}
      </button>
      {shown.value && (
        <Dialog
          title={TEXT.share}
          closeLabel={TEXT.close}
          onClose={() => {
            shown.value = null;
          }}
        >
          <p>{shown.value.text}</p>
          {shown.value.link && (
            <textarea
              class="number"
              readOnly
              rows={6}
              value={shown.value.link}
              onFocus={(event) => event.currentTarget.select()}
            />
          )}
        </Dialog>
      )}
    </>
  );
}
