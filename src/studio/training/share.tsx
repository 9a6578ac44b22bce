/** The setup as a link. */
import { messageOf } from '../../math/error.ts';
import { toast } from '../../ui/toast.tsx';
import { formatLink } from './link.ts';
import type { Setup } from './setup.ts';
import { TEXT } from './texts.ts';

const LOCAL_HOSTS = ['localhost', '127.0.0.1', '[::1]'];

export function ShareButton({ setup }: { setup: Setup }) {
  const share = async () => {
    let link: string;
    try {
      link = `${location.href.split('#')[0]}#/train?r=${formatLink(setup)}`;
    } catch (error) {
      toast({ text: messageOf(error), kind: 'warning' });
      return;
    }
    // There is no clipboard without a secure context: the link is shown to be copied by hand.
    const isCopied = await (navigator.clipboard?.writeText(link).then(
      () => true,
      () => false,
    ) ?? false);
    const isLocal = LOCAL_HOSTS.includes(location.hostname);
    toast({
      text: `${isCopied ? TEXT.shared : TEXT.shareHere}${isLocal ? ` ${TEXT.shareLocal(location.hostname)}` : ''}`,
      kind: isLocal ? 'warning' : 'plain',
      ...(!isCopied && { copy: link }),
    });
  };
  return (
    <button type="button" onClick={() => void share()}>
      {TEXT.share}
    </button>
  );
}
