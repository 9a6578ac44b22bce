/** What the car of a recorded drive saw at any of its decisions. */
import { advance, drawView, type Environment, reseedEnvironment } from '../sim/environment.ts';
import type { Track } from '../track/track.ts';
import { type Recording, replayEnvironment } from './recording.ts';

export interface Sight {
  /**
   * Drives there again: on from the last one asked for, or from the beginning.
   * @param decision 0 … decisions − 1 @returns height × width greys, in the same array every time
   */
  frameAt(decision: number): Uint8Array;
}

/** @throws UserError as a recording's other worlds do */
export function newSight(recording: Recording, track: Track): Sight {
  const environment: Environment = replayEnvironment(recording, track);
  const { width, height } = environment.camera;
  const frame = new Uint8Array(width * height);
  let driven = 0;
  return {
    frameAt(decision) {
      if (decision < driven) {
        reseedEnvironment(environment, recording.seed);
        driven = 0;
      }
      for (; driven < decision; driven++) {
        const [, steeringDeg, speed] = recording.actions[driven];
        advance(environment, [steeringDeg], [speed]);
      }
      drawView(environment, 0, frame, 0);
      return frame;
    },
  };
}
