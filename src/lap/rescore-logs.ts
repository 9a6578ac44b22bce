/** An old log under another reward function: what would each step have earned? */
import { DEEPRACER_CAMERA } from '../camera/model.ts';
import { DEEPRACER_SHAPE, type Pose } from '../car/spec.ts';
import { toRadians } from '../math/angles.ts';
import { cos, sin } from '../math/exact.ts';
import { newSandbox, type RecordedSteps, type SandboxPlatform } from '../reward/sandbox.ts';
import type { RewardSource } from '../reward/source.ts';
import { newRewardInputs, objectInputs, writePoseInputs } from '../sim/inputs.ts';
import { locate, nearerWaypoint, newLocation } from '../track/locate.ts';
import { reverseTrack, type Track } from '../track/track.ts';
import type { LoggedEpisode, LogPart } from './analysis.ts';
import { type EpisodeSteps, STATUSES, type Trace } from './trace.ts';

/**
 * The reward inputs of an episode's steps, from the poses and commands that the log has. Logs do not tell of objects.
 * @param track the track in the direction that was driven
 */
function loggedInputs(track: Track, { columns }: Trace, indices: EpisodeSteps): RecordedSteps {
  const inputs = newRewardInputs(indices.length);
  const none = objectInputs(track, []);
  const pose: Pose = { x: 0, y: 0, yaw: 0, cosYaw: 1, sinYaw: 0 };
  indices.forEach((at, k) => {
    pose.yaw = toRadians(columns.yawDeg[at]);
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
    inputs.steering_angle[k] = columns.steeringDeg[at];
    inputs.sim_time[k] = columns.time[at];
  });
  return { track, inputs, count: indices.length };
}

const PREPARE = STATUSES.indexOf('prepare');
const place = newLocation();

/** The track in the direction that was driven: the one whose waypoints have more of the log's numbers. */
function drivenWay(ways: readonly Track[], { columns: { x, y, waypoint } }: Trace, steps: EpisodeSteps): Track {
  const alike = ways.map((way) => {
    let count = 0;
    for (const at of steps) {
      locate(way, x[at], y[at], place);
      if (nearerWaypoint(way, place, x[at], y[at]) === waypoint[at]) count++;
    }
    return count;
  });
  return alike[1] > alike[0] ? ways[1] : ways[0];
}

/**
 * The rewards of every step, part by part, as for one car that drove all episodes one after the other.
 * DeepRacer's prepare steps get 0, as in DeepRacer.
 * @param track in the direction of its file; episodes may have been driven the other way
 * @throws RewardFailed at the first call that fails
 */
export async function rescoreLogs(
  parts: readonly LogPart[],
  episodes: readonly LoggedEpisode[],
  track: Track,
  source: RewardSource,
  platform: SandboxPlatform,
): Promise<Float64Array[]> {
  const rewards = parts.map(({ trace }) => new Float64Array(trace.count));
  const ways = [track, reverseTrack(track)];
  const sandbox = newSandbox({ source, platform, seed: 1, carNumbers: [0] });
  try {
    for (const { part, indices } of episodes) {
      const { trace } = parts[part];
      const steps = indices.subarray(trace.columns.status[indices[0]] === PREPARE ? 1 : 0);
      if (steps.length === 0) continue;
      const values = await sandbox.evaluate(0, loggedInputs(drivenWay(ways, trace, steps), trace, steps));
      steps.forEach((at, k) => {
        rewards[part][at] = values[k];
      });
    }
    return rewards;
  } finally {
    sandbox.close();
  }
}
