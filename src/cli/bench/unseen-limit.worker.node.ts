/** A thread that computes the limit of one track after the other for `bench unseen --limit`. */
import { parentPort } from 'node:worker_threads';
import type { CarName } from '../../car/spec.ts';
import { provenLimit } from '../../lap/limit.ts';
import type { Track } from '../../track/track.ts';

export interface LimitJob {
  readonly track: Track;
  readonly car: CarName;
  /** of commanded speeds, m/s */
  readonly cap: number;
}

export interface LimitAnswer {
  /** of the flying lap; null where none could be driven */
  readonly limitSeconds: number | null;
}

const port = parentPort;
port?.on('message', ({ track, car, cap }: LimitJob) => {
  const limitSeconds = provenLimit(track, car, cap)?.driven.flying ?? null;
  port.postMessage({ limitSeconds } satisfies LimitAnswer);
});
