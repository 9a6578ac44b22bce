/** What a car's camera showed at any of its decisions in a race. */
import { cameraTables, renderFrame } from '../camera/cpu.ts';
import { DEEPRACER_CAMERA } from '../camera/model.ts';
import { sceneOf } from '../camera/scene.ts';
import { cos, sin } from '../math/exact.ts';
import { TICKS_PER_SECOND } from '../sim/episode.ts';
import { type RoadObject, roadObject } from '../sim/objects.ts';
import { reverseTrack, type Track } from '../track/track.ts';
import { type RacePlayback, ROW_TICKS } from './race-playback.ts';
import type { RaceRecording } from './race-recording.ts';

export interface RaceSight {
  /** The tick of an entrant's last decision before a moment, s. */
  decisionAt(entrant: number, seconds: number): number;
  /** @param tick of a decision @returns height × width greys, a new array */
  frameAt(entrant: number, tick: number): Uint8Array;
}

/** @param track in its file's direction */
export function newRaceSight(
  { entrants, rules, track: { reversed } }: RaceRecording,
  playback: RacePlayback,
  track: Track,
): RaceSight {
  const { cars, count, things } = playback;
  const scene = sceneOf(reversed ? reverseTrack(track) : track);
  const tables = cameraTables(DEEPRACER_CAMERA);
  const standing = things.map(({ x, y, yaw, isBot }) => {
    return roadObject({ kind: isBot ? 'bot' : 'box', x, y, heading: yaw, speed: 0 });
  });
  const seen = cars.map(() => roadObject({ kind: 'bot', x: 0, y: 0, heading: 0, speed: 0 }));
  const poseOf = (k: number, row: number) => {
    const { x, y, yaw } = cars[k];
    return { x: x[row], y: y[row], yaw: yaw[row], cosYaw: cos(yaw[row]), sinYaw: sin(yaw[row]) };
  };
  /** As the race's own rule has it: other cars that race, and what stands on the road. */
  const seenBy = (entrant: number, row: number): RoadObject[] => {
    const microseconds = (row * ROW_TICKS * 1e6) / TICKS_PER_SECOND;
    const others = seen.filter((object, k) => {
      const { isGhost, finishMicroseconds } = cars[k];
      if (k === entrant || isGhost || !rules.contact) return false;
      if (finishMicroseconds !== null && finishMicroseconds <= microseconds) return false;
      const { x, y, cosYaw, sinYaw } = poseOf(k, row);
      Object.assign(object, { x, y, cosYaw, sinYaw });
      return true;
    });
    return [...others, ...standing];
  };
  return {
    decisionAt(entrant, seconds) {
      const { controlTicks } = entrants[entrant];
      const last = (count - 1) * ROW_TICKS;
      return Math.floor(Math.min(last, seconds * TICKS_PER_SECOND + 1e-3) / controlTicks) * controlTicks;
    },
    frameAt(entrant, tick) {
      const { width, height } = DEEPRACER_CAMERA;
      const frame = new Uint8Array(width * height);
      const row = Math.min(count - 1, tick / ROW_TICKS);
      renderFrame(tables, scene, poseOf(entrant, row), seenBy(entrant, row), frame, 0, 0);
      return frame;
    },
  };
}
