/** The rewards that come with Lapzero. */
import { UserError } from '../math/error.ts';
import type { Environment } from '../sim/environment.ts';
import { END } from '../sim/episode.ts';
import type { Reward } from './reward.ts';

/** One car's reward, from entry `i` of the environment's inputs and ends. */
type CarReward = (environment: Environment, i: number) => number;

/** What leaving the road or crashing costs. */
const FAILURE = -1;

function failed(environment: Environment, i: number): boolean {
  const end = environment.ends[i];
  return end === END.offTrack || end === END.crashed || end === END.immobilised || end === END.reversed;
}

/**
 * Progress and speed: forward speed along the road over the last decision, per m/s, times
 * 1 − ½ (distance from the centre / half width)²; −1 for leaving the road. The default.
 */
function progressAndSpeed(): CarReward {
  let before = new Float64Array(0);
  return (environment, i) => {
    const { inputs, episodes, controlTicks, cars } = environment;
    if (before.length !== cars) before = new Float64Array(cars);
    // An episode's first decision has no decision before it: the start is where it came from.
    const isFirst = inputs.steps[i] === 2;
    const gained = isFirst ? 0 : inputs.progress[i] - before[i];
    before[i] = inputs.progress[i];
    if (failed(environment, i)) return FAILURE;
    const metres = (gained / 100) * episodes[i].track.length;
    const speed = (metres * 120) / controlTicks;
    const aside = inputs.distance_from_center[i] / (inputs.track_width[i] / 2);
    return speed * (1 - 0.5 * Math.min(1, aside * aside));
  };
}

/** Follow the centre line: DeepRacer's first example, three bands of 0.1, 0.25 and 0.5 of the road's width; −1 for leaving it. */
function followCentre(): CarReward {
  return (environment, i) => {
    if (failed(environment, i)) return FAILURE;
    const part = environment.inputs.distance_from_center[i] / environment.inputs.track_width[i];
    return part <= 0.1 ? 1 : part <= 0.25 ? 0.5 : part <= 0.5 ? 0.1 : 1e-3;
  };
}

const BUILT_IN: Readonly<Record<string, () => CarReward>> = {
  'progress-and-speed': progressAndSpeed,
  'follow-centre': followCentre,
};

export const BUILT_IN_REWARDS: readonly string[] = Object.keys(BUILT_IN);
export const DEFAULT_REWARD = 'progress-and-speed';

/** The built-in reward called `name`, with state of its own. @throws UserError for a name that is none */
export function builtInReward(name: string): Reward {
  const make = Object.hasOwn(BUILT_IN, name) ? BUILT_IN[name] : undefined;
  if (!make) throw new UserError('--reward', `"${name}"`, 'is not a built-in reward', `use ${BUILT_IN_REWARDS.join(' or ')}`);
  const carReward = make();
  return {
    name,
    evaluate(environment, out) {
      for (let i = 0; i < environment.cars; i++) out[i] = carReward(environment, i);
    },
  };
}
