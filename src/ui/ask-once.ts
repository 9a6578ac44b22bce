/** A worker for one question. */

type Answered<Answer> = Exclude<Answer, { readonly failed: string } | { readonly progress: unknown }>;
type Progress<Answer> = Extract<Answer, { readonly progress: unknown }>;

/**
 * @param onProgress told of answers on the way that only say how far it is
 * @throws Error with what to say to people: the worker failed, or says so
 */
export function askOnce<Answer extends object>(
  worker: Worker,
  call: unknown,
  transfer: Transferable[] = [],
  onProgress: (progress: Progress<Answer>['progress']) => void = () => {},
): Promise<Answered<Answer>> {
  return new Promise<Answered<Answer>>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if ('failed' in data) reject(new Error(String(data.failed)));
      else if ('progress' in data) onProgress(data.progress as Progress<Answer>['progress']);
      else resolve(data as Answered<Answer>);
    };
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(call, transfer);
  }).finally(() => worker.terminate());
}
