/** Is a training under way in another tab of this browser? Asked by a channel: locks need a secure context. */

type Note = { readonly isAlive: string } | { readonly alive: string };

const ANSWER_MILLISECONDS = 400;

const channel = new BroadcastChannel('lapzero-trainings');

/** Answers the other tabs from now on. @param thisRun id of the training under way here; null when there is none */
export function answerTabs(thisRun: () => string | null): void {
  channel.addEventListener('message', ({ data }: MessageEvent<Note>) => {
    if ('isAlive' in data && data.isAlive === thisRun()) channel.postMessage({ alive: data.isAlive } satisfies Note);
  });
}

/** Whether another tab trains the run with this id. */
export function isElsewhere(id: string): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = (found: boolean) => {
      clearTimeout(timer);
      channel.removeEventListener('message', receive);
      resolve(found);
    };
    const receive = ({ data }: MessageEvent<Note>) => {
      if ('alive' in data && data.alive === id) finish(true);
    };
    const timer = setTimeout(() => finish(false), ANSWER_MILLISECONDS);
    channel.addEventListener('message', receive);
    channel.postMessage({ isAlive: id } satisfies Note);
  });
}
