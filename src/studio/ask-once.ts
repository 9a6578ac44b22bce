/** A worker for one question. */

/** @throws Error with what to say to people: the worker failed, or says so */
export function askOnce<Answer extends object>(
  worker: Worker,
  call: unknown,
  transfer: Transferable[] = [],
): Promise<Exclude<Answer, { readonly failed: string }>> {
  return new Promise<Exclude<Answer, { readonly failed: string }>>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if ('failed' in data) reject(new Error(String(data.failed)));
      else resolve(data as Exclude<Answer, { readonly failed: string }>);
    };
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(call, transfer);
  }).finally(() => worker.terminate());
}
