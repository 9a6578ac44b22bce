/** A video of a canvas, saved as a file when it is stopped or its page is left. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { save } from '../../ui/save.ts';

const FRAMES_PER_SECOND = 30;

export interface Video {
  readonly isRecording: boolean;
  stop(): void;
  /** @throws Error in a browser that cannot record */
  start(): void;
}

export function useVideo(canvas: { readonly current: HTMLCanvasElement | null }): Video {
  const recorder = useSignal<MediaRecorder | null>(null);
  useEffect(() => () => recorder.peek()?.stop(), []);
  return {
    isRecording: recorder.value !== null,
    stop() {
      recorder.value?.stop();
      recorder.value = null;
    },
    start() {
      const pieces: Blob[] = [];
      const next = new MediaRecorder((canvas.current as HTMLCanvasElement).captureStream(FRAMES_PER_SECOND));
      next.ondataavailable = ({ data }) => pieces.push(data);
      next.onstop = async () => {
        const type = next.mimeType.split(';')[0];
        const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer());
        save(bytes, `lapzero.${type.includes('mp4') ? 'mp4' : 'webm'}`, type);
      };
      next.start();
      recorder.value = next;
    },
  };
}
