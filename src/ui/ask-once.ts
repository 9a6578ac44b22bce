/** A worker for one question. */

type Answered<Answer> = Exclude<Answer, { readonly failed: string } | { readonly progress: unknown }>;
type Progress<Answer> = Extract<Answer, { readonly progress: unknown }>;

export interface AskOptions<Answer> {
  readonly transfer?: Transferable[];
  /** told of answers on the way that only say how far it is */
  readonly onProgress?: (progress: Progress<Answer>['progress']) => void;
  /** ends the worker */
  readonly signal?: AbortSignal;
}

/** @throws Error with what to say to people: the worker failed, or says so; AbortError when the signal ended it */
export function askOnce<Answer extends object>(
  worker: Worker,
  call: unknown,
  { transfer = [], onProgress, signal }: AskOptions<Answer> = {},
): Promise<Answered<Answer>> {
  return new Promise<Answered<Answer>>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if ('failed' in data) reject(new Error(String(data.failed)));
      else if ('progress' in data) onProgress?.(data.progress as Progress<Answer>['progress']);
      else resolve(data as Answered<Answer>);
    };
    signal?.addEventListener('abort', () => reject(new DOMException('it was left', 'AbortError')), { once: true });
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(call, transfer);
  }).finally(() => worker.terminate());
}
