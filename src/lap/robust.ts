/** Is a policy ready for reality? It drives laps in worlds that are disturbed on purpose, one thing at a time. */
import { slowestSpeed } from '../car/actions.ts';
import { type Agent, agentWorld } from '../policy/agent.ts';
import { driveGreedily } from '../policy/driver.ts';
import { newEnvironment } from '../sim/environment.ts';
import { END, lapSeconds } from '../sim/episode.ts';
import { evenly, RANDOMISED, type Randomisation, type Randomised } from '../sim/randomisation.ts';
import type { ObjectGroup } from '../sim/traffic.ts';
import { reverseTrack, type Track } from '../track/track.ts';

/** What is disturbed: nothing, the direction, one of {@link RANDOMISED} as far as it goes, or all of them at once. */
export const DISTURBANCES = ['nothing', 'direction', ...RANDOMISED, 'everything'] as const;
export type Disturbance = (typeof DISTURBANCES)[number];

/** Laps under each disturbance, each from another start. */
export const ROBUST_RUNS = 10;

export interface DisturbedDrives {
  readonly disturbance: Disturbance;
  readonly runs: number;
  /** laps that never left the road */
  readonly clean: number;
  /** mean, % of a lap */
  readonly progress: number;
}

export interface Robustness {
  /** mean of the shares of clean laps, 0 to 100 */
  readonly score: number;
  readonly drives: readonly DisturbedDrives[];
}

/**
 * The back end must be started.
 * @param onDrives is called after each disturbance
 */
export function evaluateRobustness(
  agent: Agent,
  track: Track,
  { seed, objects }: { readonly seed: number; readonly objects: readonly ObjectGroup[] },
  onDrives?: (drives: DisturbedDrives) => void,
): Robustness {
  const drives = DISTURBANCES.map((disturbance) => {
    const found = driveDisturbed(agent, track, disturbance, seed, objects);
    onDrives?.(found);
    return found;
  });
  return { score: (100 * drives.reduce((sum, { clean, runs }) => sum + clean / runs, 0)) / drives.length, drives };
}

/** The disturbance under which fewest laps are clean. */
export function weakestOf({ drives }: Robustness): DisturbedDrives {
  return drives.reduce((least, each) =>
    each.clean < least.clean || (each.clean === least.clean && each.progress < least.progress) ? each : least,
  );
}

function driveDisturbed(
  agent: Agent,
  track: Track,
  disturbance: Disturbance,
  seed: number,
  objects: readonly ObjectGroup[],
): DisturbedDrives {
  const { policy } = agent;
  const environment = newEnvironment({
    ...agentWorld(agent),
    tracks: [disturbance === 'direction' ? reverseTrack(track) : track],
    cars: ROBUST_RUNS,
    seed,
    start: 'random',
    objects,
    rules: { laps: 1, failure: 'end', maxSeconds: lapSeconds(track, slowestSpeed(policy.actionSpace)) },
    randomisation: randomisationOf(disturbance),
  });
  const drives = driveGreedily(policy, environment);
  return {
    disturbance,
    runs: drives.length,
    clean: drives.filter(({ end }) => end === END.lapComplete).length,
    progress: drives.reduce((sum, { progress }) => sum + progress, 0) / drives.length,
  };
}

function randomisationOf(disturbance: Disturbance): Randomisation | null {
  if (disturbance === 'nothing' || disturbance === 'direction') return null;
  if (disturbance === 'everything') return evenly(1);
  return { ...evenly(0), [disturbance as Randomised]: 1 };
}
