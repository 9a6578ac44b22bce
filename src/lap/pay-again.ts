/** An old log under another reward function: what would each step have paid? */
import { DEEPRACER_CAMERA } from '../camera/model.ts';
import { DEEPRACER_SHAPE, type Pose } from '../car/spec.ts';
import { toRadians } from '../math/angles.ts';
import { cos, sin } from '../math/exact.ts';
import type { RecordedSteps, Sandbox } from '../reward/sandbox.ts';
import { newRewardInputs, objectInputs, writePoseInputs } from '../sim/inputs.ts';
import type { Track } from '../track/track.ts';
import type { LoggedEpisode, LogPart } from './analysis.ts';
import type { EpisodeSteps, Trace } from './trace.ts';

/**
 * The reward inputs of an episode's steps, from the poses and commands that the log has. Logs do not tell of objects.
 * @param track the course in the direction that was driven
 */
export function loggedInputs(track: Track, { columns }: Trace, indices: EpisodeSteps): RecordedSteps {
  const inputs = newRewardInputs(indices.length);
  const none = objectInputs(track, []);
  const pose: Pose = { x: 0, y: 0, yaw: 0, cosYaw: 1, sinYaw: 0 };
  indices.forEach((at, k) => {
    pose.yaw = toRadians(columns.yaw[at]);
    pose.cosYaw = cos(pose.yaw);
    pose.sinYaw = sin(pose.yaw);
    // The log has the front point.
    pose.x = columns.x[at] - DEEPRACER_SHAPE.frontPoint * pose.cosYaw;
    pose.y = columns.y[at] - DEEPRACER_SHAPE.frontPoint * pose.sinYaw;
    writePoseInputs(inputs, k, track, pose, DEEPRACER_SHAPE, { start: 0, previous: 0 }, none, DEEPRACER_CAMERA);
    // How far it came depends on where it began: the log knows.
    inputs.progress[k] = columns.progress[at];
    inputs.steps[k] = columns.steps[at];
    inputs.speed[k] = columns.speed[at];
    inputs.steering_angle[k] = columns.steering[at];
    inputs.sim_time[k] = columns.time[at];
  });
  return { track, inputs, count: indices.length };
}

/**
 * What the sandbox's function pays for every step, part by part; a step that begins an episode pays nothing, as there.
 * @throws RewardFailed at the first call that fails
 */
export async function payAgain(
  parts: readonly LogPart[],
  episodes: readonly LoggedEpisode[],
  track: Track,
  sandbox: Sandbox,
): Promise<Float64Array[]> {
  const paid = parts.map(({ trace }) => new Float64Array(trace.count));
  for (const { part, indices } of episodes) {
    // The prepare step is not rewarded.
    const steps = indices.subarray(1);
    if (steps.length === 0) continue;
    const values = await sandbox.evaluate(0, loggedInputs(track, parts[part].trace, steps));
    steps.forEach((at, k) => {
      paid[part][at] = values[k];
    });
  }
  return paid;
}
