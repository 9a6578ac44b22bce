/** A recorded drive as DeepRacer's step log, so that tools made for such logs read it: driven again, decision by decision. */
import type { ActionSpace } from '../car/actions.ts';
import type { Reward } from '../reward/reward.ts';
import { advance } from '../sim/environment.ts';
import { END, type End } from '../sim/episode.ts';
import { waypointOf } from '../sim/step-trace.ts';
import type { Track } from '../track/track.ts';
import { actionIn, ENDINGS, FIRST_STEP, type LoggedStep } from './logged-step.ts';
import { type Recording, replayEnvironment } from './recording.ts';

/** Progress that falls by more than this has started again, %. */
const HALF_A_LAP = 50;

/** @param progress of a decision, and of the one before, % */
export function isNewLap(progress: number, before: number): boolean {
  return progress < before - HALF_A_LAP;
}

interface DriveLogOptions {
  /** the reward of a step; 0 without */
  readonly reward: Reward | null;
  /** to name discrete actions by their index */
  readonly actionSpace: ActionSpace | null;
  /** of the first lap */
  readonly episode: number;
}

/** One step for each decision. DeepRacer's `prepare`, the reset, is none. */
export async function logDrive(recording: Recording, track: Track, options: DriveLogOptions): Promise<LoggedStep[]> {
  const { reward, actionSpace, episode } = options;
  const environment = replayEnvironment(recording, track);
  const { inputs, ends } = environment;
  const output = new Float32Array(1);
  const steps: LoggedStep[] = [];
  let number = episode;
  /** steps of the episode before this lap's */
  let before = 0;
  for (const [, steeringDeg, speed] of recording.actions) {
    advance(environment, [steeringDeg], [speed]);
    await reward?.evaluate(environment, output);
    const end = ends[0] as End;
    const last = steps.at(-1);
    if (last && isNewLap(inputs.progress[0], last.progress)) {
      // Each lap is an episode of its own there, and its last step the one that completes it.
      steps[steps.length - 1] = { ...last, progress: 100, done: true, status: ENDINGS[END.lapComplete] };
      number++;
      before = inputs.steps[0] - FIRST_STEP;
    }
    steps.push({
      episode: number,
      steps: inputs.steps[0] - before,
      x: inputs.x[0],
      y: inputs.y[0],
      yawDeg: inputs.heading[0],
      steeringDeg,
      speed,
      action: actionIn(actionSpace, steeringDeg, speed),
      reward: output[0],
      done: end !== END.none,
      onTrack: inputs.all_wheels_on_track[0] === 1,
      progress: inputs.progress[0],
      waypoint: waypointOf(environment, 0),
      length: track.length,
      time: inputs.sim_time[0],
      status: ENDINGS[end],
      pause: 0,
      crashes: 0,
      wallClock: inputs.sim_time[0],
    });
    if (end !== END.none) break;
  }
  return steps;
}
