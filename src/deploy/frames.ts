/** Frames to try policies with, from the simulator's own camera. */
import { randomStream, uniformIn } from '../math/random.ts';
import { advance, newEnvironment } from '../sim/environment.ts';
import { RANDOMISATIONS } from '../sim/randomisation.ts';
import type { Track } from '../track/track.ts';

/** Cars that drive at once while frames are recorded, and how they do. */
const CARS = 20;
const STEERING_DEG = 25;
const SLOWEST = 0.5;
const FASTEST = 2;

/** What cars see at their starts on a track. */
export function startFrames(track: Track, count: number, seed: number): Uint8Array {
  return newEnvironment({ tracks: [track], cars: count, seed, start: 'random' }).frames;
}

/**
 * What cars see that wander about a track, each in another light.
 * @param count of frames, a multiple of 20
 * @returns greys, one frame after the other
 */
export function recordFrames(track: Track, count: number, seed: number): Uint8Array {
  // Worn tape would need a ground picture of the track for each degree of it.
  const randomisation = { ...RANDOMISATIONS.light, wear: 0 };
  const environment = newEnvironment({ tracks: [track], cars: CARS, seed, start: 'random', randomisation });
  const { frames: seen } = environment;
  const stream = randomStream(seed, 'frames');
  const steeringDeg = new Float64Array(CARS);
  const speed = new Float64Array(CARS);
  const frames = new Uint8Array((count / CARS) * seen.length);
  for (let at = 0; at < frames.length; at += seen.length) {
    frames.set(seen, at);
    for (let car = 0; car < CARS; car++) {
      steeringDeg[car] = uniformIn(stream, -STEERING_DEG, STEERING_DEG);
      speed[car] = uniformIn(stream, SLOWEST, FASTEST);
    }
    advance(environment, steeringDeg, speed);
  }
  return frames;
}
