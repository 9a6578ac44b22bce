/** One car with Gymnasium's words, for scripts: `reset`, `step`, `terminated`, `truncated`. */
import { type Action, DEFAULT_ACTIONS, type DiscreteActionSpace } from '../car/actions.ts';
import { advance, type EnvironmentOptions, newEnvironment, reseedEnvironment, resetEnvironment } from './environment.ts';
import { END, type End, isTruncation } from './episode.ts';
import { inputsOf } from './inputs.ts';

/** A reward function as DeepRacer users write it: gets {@link inputsOf}'s dictionary, returns a number. */
export type RewardFunction = (params: Record<string, unknown>) => number;

export interface StepResult {
  /** height × width greys; the caller's to keep */
  readonly observation: Uint8Array;
  readonly reward: number;
  /** the episode is over: off track, crashed, immobilised or reversed */
  readonly terminated: boolean;
  /** the episode was cut short: lap complete or step cap */
  readonly truncated: boolean;
  readonly info: Record<string, unknown>;
}

/** What {@link checkEnvironment} checks; any environment of this shape will do. */
export interface GymEnvironment {
  readonly observationShape: readonly [height: number, width: number];
  readonly actionCount: number;
  reset(options?: { readonly seed?: number }): { observation: Uint8Array; info: Record<string, unknown> };
  step(action: number): StepResult;
}

export type GymOptions = Omit<EnvironmentOptions, 'cars' | 'tracks' | 'seed'> & {
  readonly track: EnvironmentOptions['tracks'][number];
  readonly reward: RewardFunction;
  readonly actionSpace?: DiscreteActionSpace;
};

/**
 * A Gymnasium-shaped environment with a discrete action space. As in Gymnasium, `reset` must be called
 * first, and again after an episode has ended.
 */
export function gymEnvironment({ track, reward, actionSpace = DEFAULT_ACTIONS, ...options }: GymOptions): GymEnvironment {
  const environment = newEnvironment({ ...options, tracks: [track], cars: 1, seed: 0 });
  // A new environment stands at its first start, and so does one whose episode has just ended.
  let isAtStart = true;
  let isRunning = false;
  return {
    observationShape: [environment.camera.height, environment.camera.width],
    actionCount: actionSpace.actions.length,
    reset({ seed } = {}) {
      if (seed !== undefined) reseedEnvironment(environment, seed);
      else if (!isAtStart) resetEnvironment(environment);
      isAtStart = false;
      isRunning = true;
      return { observation: environment.frames.slice(), info: {} };
    },
    step(action) {
      if (!isRunning) throw new Error('call reset() before step(), and again after an episode has ended');
      const { steeringDeg, speed } = actionOf(actionSpace, action);
      advance(environment, [steeringDeg], [speed]);
      const end = environment.ends[0] as End;
      const params = inputsOf(environment.inputs, 0, environment.inputTracks[0]);
      const truncated = isTruncation(end);
      isRunning = end === END.none;
      isAtStart = !isRunning;
      const observation = (isRunning ? environment.frames : environment.finalFrames).slice();
      return { observation, reward: reward(params), terminated: !isRunning && !truncated, truncated, info: params };
    },
  };
}

function actionOf({ actions }: DiscreteActionSpace, action: number): Action {
  const chosen = actions[action];
  if (!chosen) throw new RangeError(`action ${action} is not one of 0 to ${actions.length - 1}`);
  return chosen;
}
