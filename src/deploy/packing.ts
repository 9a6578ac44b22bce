/** gzip by what every engine has. Where a platform has something faster, it is handed in instead. */

import { gzipSync } from 'fflate';
import { joinBytes } from '../math/join-bytes.ts';

export interface Packing {
  /** Into a gzip file, hardly packed: weights do not shrink. No time of day is in it. */
  gzip(bytes: Uint8Array): Uint8Array;
  /** @param most bytes that may come out @throws RangeError for more, Error for what is no whole gzip file */
  gunzip(bytes: Uint8Array, most: number): Promise<Uint8Array>;
}

export const WEB_PACKING: Packing = {
  gzip: (bytes) => gzipSync(bytes, { level: 0, mtime: 0 }),

  async gunzip(bytes, most) {
    const chunks: Uint8Array[] = [];
    let size = 0;
    const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream('gzip'));
    for (const reader = stream.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.length;
      if (size > most) {
        await reader.cancel();
        throw new RangeError('it is far larger than its file');
      }
      chunks.push(value);
    }
    return joinBytes(chunks);
  },
};
