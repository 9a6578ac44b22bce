/** The lap that travels with an agent. */
import { type Recording, recordedEnvironment, recordingOf } from '../lap/recording.ts';
import type { Recipe } from '../learn/recipe.ts';
import type { Policy } from '../policy/policy.ts';
import type { Track } from '../track/track.ts';
import { driveRecorded } from './drive.ts';

/** Standing and flying laps in one recording. */
const LAPS = 2;

/** Records the policy driving laps from the line in the course's own direction; undefined when it does not finish one. */
export function recordBestLap(policy: Policy, track: Track, { car, controlHz, seed, objects }: Recipe): Recording | undefined {
  const world = {
    track,
    reversed: false,
    car,
    controlHz,
    seed,
    objects,
    laps: LAPS,
    firstRow: policy.network.architecture.cropTop,
  };
  const environment = recordedEnvironment(world);
  const { drive, recorder } = driveRecorded(policy, environment);
  return drive.laps.length > 0 ? recordingOf(world, recorder, environment) : undefined;
}
