/** The golden drive: six cars on three tracks, both ways, 3,000 decisions each. Runs in Node and in browsers. */
import { DEFAULT_ACTIONS } from '../../src/car/actions.ts';
import { integerBelow, randomStream } from '../../src/math/random.ts';
import { sha256Hex } from '../../src/math/sha256.ts';
import { advance, newEnvironment } from '../../src/sim/environment.ts';
import { stateHash } from '../../src/sim/hash.ts';
import { parseTrackJson } from '../../src/track/format.ts';
import { reverseTrack } from '../../src/track/track.ts';

/** Change these only with a new SIM_VERSION. */
export const GOLDEN = {
  simVersion: 3,
  state: '22c611414fd787fb332c38dc7f4e460fbc5947136721d1633da8a7b6db70a161',
  frames: 'bd7ba4b36d274bfd4a3c5230e8254c0b7efcb0e8f390a3e3a61792f09cdbc3c5',
};

export const GOLDEN_TRACKS = ['workshop', 'classic', 'harbour'];

const DECISIONS = 3000;
/** A new action every so many decisions: far enough to leave the road and start again. */
const HOLD = 5;
const LOOK_EVERY = 100;

/** Hash of the last state of all cars, and of what they saw on the way. @param trackTexts three track files' texts */
export function goldenDrive(trackTexts: readonly string[]): { state: string; frames: string } {
  const tracks = trackTexts
    .map((text, i) => parseTrackJson(text, `track ${i}`))
    .flatMap((track) => [track, reverseTrack(track)]);
  const environment = newEnvironment({ tracks, cars: tracks.length, seed: 1 });
  const stream = randomStream(1, 'golden');
  const steering = new Float64Array(tracks.length);
  const speed = new Float64Array(tracks.length);
  const seen: string[] = [];
  for (let step = 0; step < DECISIONS; step++) {
    if (step % HOLD === 0) {
      for (let car = 0; car < tracks.length; car++) {
        const action = DEFAULT_ACTIONS.actions[integerBelow(stream, DEFAULT_ACTIONS.actions.length)];
        steering[car] = action.steeringDeg;
        speed[car] = action.speed;
      }
    }
    advance(environment, steering, speed);
    if (step % LOOK_EVERY === 0) seen.push(sha256Hex(environment.frames));
  }
  return { state: stateHash(environment), frames: sha256Hex(new TextEncoder().encode(seen.join(' '))) };
}
