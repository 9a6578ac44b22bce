/** Replay's worker, as the page asks it. */
import type { CarName } from '../../car/spec.ts';
import type { Playback } from '../../lap/playback.ts';
import type { Spot } from '../../policy/cover.ts';
import { type Track, trackToData } from '../../track/track.ts';
import type { Seen } from '../../ui/car-frame.tsx';
import type { ReplayLap } from './laps.ts';
import type { ReplayAnswer, ReplayOrder } from './replay.worker.ts';

export interface ReplayHelper {
  /**
   * What the lap's car saw is sent from now on, each time another decision is asked for; of many asked for, the last.
   * Nothing is sent of a lap that no policy drove, nor any more of the lap before.
   */
  watch(lap: ReplayLap | undefined): void;
  /** @param cover a patch of it that is hidden from the policy */
  see(decision: number, cover: Spot | null): void;
  /** Drives the fastest line of a car around a track. @returns null where it can drive none @param cap m/s */
  limit(track: Track, reversed: boolean, car: CarName, cap: number): Promise<Playback | null>;
  dispose(): void;
}

export function newReplayHelper(onSeen: (seen: Seen) => void): ReplayHelper {
  const worker = new Worker(new URL('./replay.worker.ts', import.meta.url), { type: 'module' });
  const send = (order: ReplayOrder) => worker.postMessage(order);
  let onLimit: ((playback: Playback | null) => void) | undefined;
  let isAsked = false;
  let wanted: { readonly decision: number; readonly cover: Spot | null } | null = null;
  /** the decision that was asked for is of a lap before */
  let isOutdated = false;
  const ask = (): void => {
    if (isAsked || wanted === null) return;
    isAsked = true;
    send(wanted);
    wanted = null;
  };
  worker.addEventListener('message', ({ data }: MessageEvent<ReplayAnswer>) => {
    if ('limit' in data) {
      onLimit?.(data.limit);
      return;
    }
    isAsked = false;
    if (!isOutdated) onSeen(data);
    isOutdated = false;
    ask();
  });
  return {
    watch(lap) {
      wanted = null;
      isOutdated = isAsked;
      if (!lap?.source) return;
      const { source, track, agent } = lap;
      const policy = agent && {
        architecture: agent.policy.network.architecture.name,
        actionSpace: agent.policy.actionSpace,
        parameters: agent.policy.network.parameters,
      };
      send({ sight: { recording: source.recording, track: trackToData(track), policy } });
    },
    see(decision, cover) {
      wanted = { decision, cover };
      ask();
    },
    limit(track, reversed, car, cap) {
      return new Promise((resolve, reject) => {
        onLimit = resolve;
        worker.onerror = ({ message }) => reject(new Error(message));
        send({ limit: { track: trackToData(track), reversed, car, cap } });
      });
    },
    dispose: () => worker.terminate(),
  };
}
