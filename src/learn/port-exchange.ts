/**
 * An exchange of gradients by messages, for workers that share no memory: a page without a secure context has none. Each
 * worker sends copies of its shards' gradients to every other one. No worker can get two steps ahead, because every step
 * needs the messages of all.
 */
import type { Exchange } from './learner.ts';

/** A port to another worker, and the shards that it computes. */
export interface Peer {
  readonly port: MessagePort;
  readonly shards: readonly number[];
}

/** @param own shards this worker computes @param parameters length of a gradient */
export function portExchange(own: readonly number[], peers: readonly Peer[], parameters: number): Exchange {
  const count = own.length + peers.reduce((sum, { shards }) => sum + shards.length, 0);
  const all: Float32Array[] = Array.from({ length: count });
  for (const shard of own) all[shard] = new Float32Array(parameters);
  const waiting: Float32Array[][][] = peers.map(() => []);
  let wake: (() => void) | undefined;
  peers.forEach(({ port }, i) => {
    port.onmessage = ({ data }: MessageEvent<Float32Array[]>) => {
      waiting[i].push(data);
      if (waiting.every((queue) => queue.length > 0)) wake?.();
    };
  });
  const take = (): Float32Array[] => {
    peers.forEach(({ shards }, i) => {
      const theirs = waiting[i].shift() as Float32Array[];
      shards.forEach((shard, k) => {
        all[shard] = theirs[k];
      });
    });
    return all;
  };
  return {
    gradients: () => all,
    allGather() {
      const mine = own.map((shard) => all[shard]);
      for (const { port } of peers) port.postMessage(mine);
      if (waiting.every((queue) => queue.length > 0)) return take();
      return new Promise((resolve) => {
        wake = () => {
          wake = undefined;
          resolve(take());
        };
      });
    },
  };
}
