/**
 * The vector environment: many cars, one `advance`. It knows no rewards; it says what each car's
 * reward function would get. Nothing here allocates per step.
 */
import { type CameraTables, cameraTables, renderFrame } from '../camera/cpu.ts';
import { applyLook, type Look, lookOf } from '../camera/look.ts';
import { type CameraModel, DEEPRACER_CAMERA } from '../camera/model.ts';
import { type Scene, sceneOf } from '../camera/scene.ts';
import { randomStream } from '../math/random.ts';
import type { Track } from '../track/track.ts';
import { carryOut, writeDecision } from './decision.ts';
import {
  beginEpisode,
  END,
  type Episode,
  type EpisodeRules,
  type Lap,
  newEpisode,
  TICKS_PER_SECOND,
  TRAINING_RULES,
} from './episode.ts';
import { newRewardInputs, type RewardInputs } from './inputs.ts';
import { MAX_OPPONENTS } from './opponents.ts';
import { conditionedCamera, conditionedScene } from './randomisation.ts';
import type { StartRule } from './start.ts';
import { checkTraffic } from './traffic.ts';
import { DEFAULT_WORLD, type WorldOptions } from './world-options.ts';

export interface EnvironmentOptions extends Partial<WorldOptions> {
  /**
   * tracks to drive; car i begins on `tracks[i % tracks.length]` and goes two on each episode. For both directions
   * give each track followed by its reverse
   */
  readonly tracks: readonly Track[];
  /** number of cars; each is alone on its track */
  readonly cars: number;
  readonly seed: number;
  /** cars that share each car's track, at most five, and who drives them */
  readonly opponents?: { readonly count: number; readonly driver: OpponentDriver };
  /** names the cars' random streams: the first car's number among all of a training's */
  readonly firstIndex?: number;
  readonly start?: StartRule;
  readonly rules?: EpisodeRules;
  readonly camera?: CameraModel;
  /** what environments of the same options may share, because it is large */
  readonly sceneBook?: SceneBook;
  /** image rows above it are not drawn: for policies that crop the sky */
  readonly firstRow?: number;
  /** who draws instead of the CPU camera; `frames` and `finalFrames` are then empty */
  readonly painter?: Painter;
}

/** Commands opponents, in all episodes at once, before each decision: `steeringCommandDeg` and `speedCommand` of their cars. */
export interface OpponentDriver {
  drive(environment: Environment): void;
}

/** Draws what car i sees now. @param isLast its episode has just ended, and this is the last of it */
export type Painter = (environment: Environment, i: number, isLast: boolean) => void;

export interface Environment {
  readonly cars: number;
  readonly episodes: readonly Episode[];
  readonly rules: EpisodeRules;
  readonly start: StartRule;
  readonly controlTicks: number;
  readonly camera: CameraModel;
  /** of each car */
  readonly views: View[];
  /** by track, as `tracks` */
  readonly scenes: readonly WornScenes[];
  readonly firstRow: number;
  readonly painter: Painter;
  readonly opponentDriver: OpponentDriver | null;
  /** cars × height × width greys: what each car sees now */
  readonly frames: Uint8Array;
  /** the same for the last frame of an episode that has just ended */
  readonly finalFrames: Uint8Array;
  /** the inputs of the last decision's reward function */
  readonly inputs: RewardInputs;
  /** the tracks of the cars' last decisions */
  readonly inputTracks: Track[];
  /** metres of road that each car gained since the decision before; 0 at an episode's first, which has none before it */
  readonly gained: Float64Array;
  /** why the last decision ended the car's episode, an {@link END}; the car then stands at its next start already */
  readonly ends: Uint8Array;
  /** laps of the car's last ended episode */
  readonly finishedLaps: (readonly Lap[])[];
}

/** What a car looks with and at, for the length of an episode. */
export interface View {
  readonly tables: CameraTables;
  readonly scene: Scene;
  readonly look: Look | null;
  readonly grain: number;
}

/** A track's scenes, each drawn when it is first wanted. */
export interface WornScenes {
  readonly track: Track;
  /** how worn the tape is in each, 0..1, rising */
  readonly wear: readonly number[];
  readonly byLevel: (Scene | undefined)[];
}

/** By the tracks' hashes. */
export type SceneBook = Map<string, WornScenes>;

/** Builds the environment and puts every car at its first start. @throws RangeError for options that make no sense, UserError for objects that do not fit on a track */
export function newEnvironment(options: EnvironmentOptions): Environment {
  const { tracks, cars, seed, firstIndex = 0 } = options;
  const world: WorldOptions = { ...DEFAULT_WORLD, ...options };
  const { controlHz, objects, randomisation } = world;
  const opponents = options.opponents?.count ?? 0;
  if (tracks.length === 0) throw new RangeError('tracks is empty; give at least one track');
  if (!Number.isInteger(cars) || cars < 1) throw new RangeError(`cars is ${cars}; give at least one`);
  if (![15, 30, 60].includes(controlHz)) throw new RangeError(`controlHz is ${controlHz}; use 15, 30 or 60`);
  if (opponents > MAX_OPPONENTS) throw new RangeError(`opponents is ${opponents}; at most ${MAX_OPPONENTS} have room`);
  for (const track of tracks) checkTraffic(objects, track, 'the environment');
  const camera = options.camera ?? DEEPRACER_CAMERA;
  const tables = cameraTables(camera);
  const pixels = options.painter ? 0 : cars * camera.width * camera.height;
  const scenes = scenesOf(tracks, randomisation !== null && randomisation.wear > 0, options.sceneBook ?? new Map());
  const indices = Array.from({ length: cars }, (_, i) => i);
  const environment: Environment = {
    cars,
    episodes: indices.map((i) => newEpisode({ ...world, tracks, seed, opponents }, firstIndex + i)),
    rules: options.rules ?? TRAINING_RULES,
    start: options.start ?? 'random',
    controlTicks: TICKS_PER_SECOND / controlHz,
    camera,
    views: indices.map((i) => ({ tables, scene: sceneAt(scenes[(firstIndex + i) % tracks.length], 0), look: null, grain: 0 })),
    scenes,
    firstRow: options.firstRow ?? 0,
    painter: options.painter ?? paintOnCpu,
    opponentDriver: options.opponents?.driver ?? null,
    frames: new Uint8Array(pixels),
    finalFrames: new Uint8Array(pixels),
    inputs: newRewardInputs(
      cars,
      objects.reduce((sum, { count }) => sum + count, opponents),
    ),
    inputTracks: indices.map((i) => tracks[(firstIndex + i) % tracks.length]),
    gained: new Float64Array(cars),
    ends: new Uint8Array(cars),
    finishedLaps: indices.map(() => []),
  };
  resetEnvironment(environment);
  return environment;
}

/** A ground picture takes megabytes: the more tracks, the fewer of each. */
const FEW_TRACKS = 8;
const SOME_TRACKS = 32;
const FEW_LEVELS = [0, 1 / 3, 2 / 3, 1];
const SOME_LEVELS = [0, 0.7];

/** One entry per track: both directions of one share it. */
function scenesOf(tracks: readonly Track[], areWorn: boolean, book: SceneBook): WornScenes[] {
  const hashes = [...new Set(tracks.map(({ hash }) => hash))];
  const levelsOf = (track: number): readonly number[] => {
    if (!areWorn) return [0];
    if (hashes.length <= FEW_TRACKS) return FEW_LEVELS;
    // Of many tracks every other one is worn, for good.
    return hashes.length <= SOME_TRACKS ? SOME_LEVELS : [SOME_LEVELS[track % 2]];
  };
  return tracks.map((track) => {
    const wear = levelsOf(hashes.indexOf(track.hash));
    const scenes = book.get(track.hash) ?? { track, wear, byLevel: Array.from({ length: wear.length }) };
    book.set(track.hash, scenes);
    return scenes;
  });
}

/** The scene that is worn most like `wear`, 0..1. */
function sceneAt({ track, wear: levels, byLevel }: WornScenes, wear: number): Scene {
  let level = 0;
  for (let i = 1; i < levels.length; i++) if (Math.abs(levels[i] - wear) < Math.abs(levels[level] - wear)) level = i;
  byLevel[level] ??= sceneOf(track, levels[level]);
  return byLevel[level] as Scene;
}

/** Puts every car at a new start and draws what it sees. */
export function resetEnvironment(environment: Environment): void {
  environment.ends.fill(END.none);
  for (let i = 0; i < environment.cars; i++) {
    beginEpisode(environment.episodes[i], environment.start);
    showCar(environment, i);
  }
}

/** Sets up what car i looks with in its episode under way, and draws what it sees. */
export function showCar(environment: Environment, i: number): void {
  const { views, scenes, camera, episodes } = environment;
  const { conditions, trackIndex } = episodes[i];
  const scene = sceneAt(scenes[trackIndex], conditions?.wear ?? 0);
  if (!conditions) views[i] = { ...views[i], scene };
  else {
    const tables = cameraTables(conditionedCamera(camera, conditions));
    const look = lookOf(camera, conditions);
    views[i] = { tables, scene: conditionedScene(scene, conditions), look, grain: conditions.grain };
  }
  environment.painter(environment, i, false);
}

/** As {@link newEnvironment} with this seed would begin, on the same tracks. */
export function reseedEnvironment(environment: Environment, seed: number, firstIndex = 0): void {
  environment.episodes.forEach((episode, i) => {
    episode.stream.state.set(randomStream(seed, 'start', firstIndex + i).state);
    episode.conditionStream.state.set(randomStream(seed, 'conditions', firstIndex + i).state);
    episode.number = -1;
  });
  resetEnvironment(environment);
}

/**
 * Lets every car carry out its command for one decision. Afterwards `inputs` and `ends` tell of the pose
 * in which the command was chosen (`ends` is about it, too), and `frames` is what comes next.
 *
 * @param steeringDeg per car, degrees, + = left
 * @param speed per car, m/s
 */
export function advance(environment: Environment, steeringDeg: ArrayLike<number>, speed: ArrayLike<number>): void {
  const { cars, episodes, views, inputs, inputTracks, gained, ends } = environment;
  environment.opponentDriver?.drive(environment);
  for (let i = 0; i < cars; i++) {
    const episode = episodes[i];
    const { camera } = views[i].tables;
    const before = episode.previous;
    const isFirst = episode.steps === 1;
    inputTracks[i] = episode.track;
    writeDecision(environment, i, episode, camera, steeringDeg[i], speed[i]);
    const end = carryOut(environment, i, episode);
    ends[i] = end;
    gained[i] = isFirst ? 0 : ((inputs.progress[i] - before) / 100) * episode.track.length;
    if (end === END.none) environment.painter(environment, i, false);
    else {
      environment.painter(environment, i, true);
      environment.finishedLaps[i] = episode.laps;
      beginEpisode(episode, environment.start);
      showCar(environment, i);
    }
  }
}

/** Between the noise of one frame and that of the next: far enough to be another. */
const GRAIN_STEP = 7919;

/** Which piece of noise car i's frame gets. */
export function grainOf({ views, episodes }: Environment, i: number): number {
  return views[i].grain + GRAIN_STEP * episodes[i].steps;
}

/** Draws into the car's place among the frames. */
const paintOnCpu: Painter = (environment, i, isLast) => {
  const { camera, frames, finalFrames } = environment;
  drawView(environment, i, isLast ? finalFrames : frames, i * camera.width * camera.height);
};

/** Draws what car i sees now, on the CPU, as height × width greys from `at` on. */
export function drawView(environment: Environment, i: number, out: Uint8Array, at: number): void {
  const { views, episodes, camera, firstRow } = environment;
  const { car, traffic } = episodes[i];
  const { tables, scene, look } = views[i];
  renderFrame(tables, scene, car.pose, traffic.objects, out, firstRow, at);
  if (look) applyLook(camera, look, out, firstRow, at, grainOf(environment, i));
}
