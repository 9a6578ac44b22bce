/**
 * The vector environment: many cars, one `advance`. It knows no rewards; it says what each car's
 * reward function would be told. Nothing here allocates per step.
 */
import { type CameraTables, cameraTables, renderFrame } from '../camera/cpu.ts';
import { type CameraModel, DEEPRACER_CAMERA } from '../camera/model.ts';
import { type Scene, type SceneBox, sceneOf } from '../camera/scene.ts';
import { type CarSpec, DEEPRACER_V6 } from '../car/spec.ts';
import { randomStream } from '../math/random.ts';
import type { Track } from '../track/track.ts';
import {
  beginEpisode,
  decide,
  END,
  type Episode,
  type EpisodeRules,
  type Lap,
  newEpisode,
  TICKS_PER_SECOND,
  TRAINING_RULES,
} from './episode.ts';
import { newRewardInputs, type RewardInputs } from './inputs.ts';
import type { StartRule } from './start.ts';

export interface EnvironmentOptions {
  /**
   * courses to drive; car i begins on `tracks[i % tracks.length]` and goes two on each episode. For both directions
   * give each course followed by its reverse
   */
  readonly tracks: readonly Track[];
  /** number of cars; each is alone on its course */
  readonly cars: number;
  readonly seed: number;
  /** names the cars' random streams: the first car's number among all of a training's */
  readonly firstIndex?: number;
  readonly start?: StartRule;
  readonly rules?: EpisodeRules;
  readonly spec?: CarSpec;
  readonly camera?: CameraModel;
  /** decisions per second, 15 or 30 Hz */
  readonly controlHz?: number;
  /** image rows above it are not drawn: for policies that crop the sky */
  readonly firstRow?: number;
}

export interface Environment {
  readonly cars: number;
  readonly episodes: readonly Episode[];
  readonly rules: EpisodeRules;
  readonly start: StartRule;
  readonly controlTicks: number;
  readonly camera: CameraModel;
  readonly tables: CameraTables;
  /** by course, as `tracks` */
  readonly scenes: readonly Scene[];
  readonly firstRow: number;
  /** cars × height × width greys: what each car sees now */
  readonly frames: Uint8Array;
  /** likewise, where an episode has just ended: what the car saw last */
  readonly finalFrames: Uint8Array;
  /** what the last decision's reward function is told */
  readonly inputs: RewardInputs;
  /** why the last decision ended the car's episode, an {@link END}; the car then stands at its next start already */
  readonly ends: Uint8Array;
  /** laps of the car's last ended episode */
  readonly finishedLaps: (readonly Lap[])[];
}

/** Builds the environment and puts every car at its first start. @throws RangeError for options that make no sense */
export function newEnvironment(options: EnvironmentOptions): Environment {
  const { tracks, cars, seed, firstIndex = 0, controlHz = 15 } = options;
  if (tracks.length === 0) throw new RangeError('tracks is empty; give at least one course');
  if (!Number.isInteger(cars) || cars < 1) throw new RangeError(`cars is ${cars}; give at least one`);
  if (controlHz !== 15 && controlHz !== 30) throw new RangeError(`controlHz is ${controlHz}; use 15 or 30`);
  const camera = options.camera ?? DEEPRACER_CAMERA;
  const spec = options.spec ?? DEEPRACER_V6;
  const indices = Array.from({ length: cars }, (_, i) => i);
  const environment: Environment = {
    cars,
    episodes: indices.map((i) => newEpisode(tracks, spec, seed, firstIndex + i)),
    rules: options.rules ?? TRAINING_RULES,
    start: options.start ?? 'random',
    controlTicks: TICKS_PER_SECOND / controlHz,
    camera,
    tables: cameraTables(camera),
    scenes: scenesOf(tracks),
    firstRow: options.firstRow ?? 0,
    frames: new Uint8Array(cars * camera.width * camera.height),
    finalFrames: new Uint8Array(cars * camera.width * camera.height),
    inputs: newRewardInputs(cars),
    ends: new Uint8Array(cars),
    finishedLaps: indices.map(() => []),
  };
  resetEnvironment(environment);
  return environment;
}

/** One scene per course: both directions of one share it. */
function scenesOf(tracks: readonly Track[]): Scene[] {
  const known = new Map<string, Scene>();
  return tracks.map((track) => {
    const scene = known.get(track.hash) ?? sceneOf(track);
    known.set(track.hash, scene);
    return scene;
  });
}

/** Puts every car at a new start and draws what it sees. */
export function resetEnvironment(environment: Environment): void {
  environment.ends.fill(END.none);
  for (let i = 0; i < environment.cars; i++) {
    beginEpisode(environment.episodes[i], environment.start);
    look(environment, i, environment.frames);
  }
}

/** As {@link newEnvironment} with this seed would begin, on the same courses. */
export function reseedEnvironment(environment: Environment, seed: number, firstIndex = 0): void {
  environment.episodes.forEach((episode, i) => {
    episode.stream.state.set(randomStream(seed, 'start', firstIndex + i).state);
    episode.number = -1;
  });
  resetEnvironment(environment);
}

/**
 * Lets every car carry out its command for one decision. Afterwards `inputs` and `ends` tell of the pose
 * in which the command was chosen (`ends` judges it too), and `frames` is what comes next.
 *
 * @param steeringDeg per car, degrees, + = left
 * @param speed per car, m/s
 */
export function advance(environment: Environment, steeringDeg: ArrayLike<number>, speed: ArrayLike<number>): void {
  const { cars, episodes, controlTicks, rules, camera, inputs, ends } = environment;
  for (let i = 0; i < cars; i++) {
    const episode = episodes[i];
    const end = decide(episode, steeringDeg[i], speed[i], controlTicks, rules, camera, inputs, i);
    ends[i] = end;
    if (end !== END.none) {
      look(environment, i, environment.finalFrames);
      environment.finishedLaps[i] = episode.laps;
      beginEpisode(episode, environment.start);
    }
    look(environment, i, environment.frames);
  }
}

const NO_BOXES: readonly SceneBox[] = [];

/** Draws what car i sees into its place among `frames`. */
function look({ tables, scenes, episodes, camera, firstRow }: Environment, i: number, frames: Uint8Array): void {
  const at = i * camera.width * camera.height;
  renderFrame(tables, scenes[episodes[i].trackIndex], episodes[i].car.pose, NO_BOXES, frames, firstRow, at);
}
