/** Measures what this machine can do, for the page that shows it: the CPU first, with one thread, then the GPU. */
import { cameraTables, renderFrame } from '../../camera/cpu.ts';
import { DEEPRACER_CAMERA } from '../../camera/model.ts';
import { type Scene, sceneOf } from '../../camera/scene.ts';
import { newWebglCamera } from '../../camera/webgl.ts';
import type { Pose } from '../../car/spec.ts';
import { gpuParticipant } from '../../learn/gpu.webgl.ts';
import { newLearner, soleExchange } from '../../learn/learner.ts';
import { probeSpeed } from '../../learn/probe.ts';
import { RECIPE_DEFAULTS, type Recipe } from '../../learn/recipe.ts';
import { learnerOptions } from '../../learn/team.ts';
import { cpuParticipant, type Participant } from '../../learn/team-protocol.ts';
import { messageOf } from '../../math/error.ts';
import { cos, sin } from '../../math/exact.ts';
import { randomStream } from '../../math/random.ts';
import type { ArchitectureName } from '../../policy/architecture.ts';
import { newStartPose, startPose } from '../../sim/start.ts';
import { startWasm } from '../../tensor/backend.browser.ts';
import { type Gpu, openGpu, startWebgl } from '../../tensor/backend.webgl.ts';
import { generateTrack } from '../../track/generator.ts';

/** learn: samples per second of gradient steps; camera: frames per second; train: decisions per second, all in all */
export type SpeedWhat = `learn ${ArchitectureName}` | 'camera' | `train ${ArchitectureName}`;

export type SpeedNews =
  | { readonly what: SpeedWhat; readonly cpu: number }
  | { readonly what: SpeedWhat; readonly gpu: number }
  /** the GPU's name, or why there is none */
  | { readonly name: string; readonly isSoftware: boolean }
  | { readonly done: true };

const MILLISECONDS = 1500;
/** Of which the first step compiles. */
const GPU_MILLISECONDS = 3000;
const CARS = 64;
const NETWORKS: readonly ArchitectureName[] = ['pocket', 'pocket-wide', 'deepracer-shallow'];
/** What a CPU playing a GPU would take minutes for. */
const LARGE: ArchitectureName = 'deepracer-shallow';

const clock = () => performance.now();
const track = generateTrack({ seed: 1, difficulty: 0.3 });
const send = (news: SpeedNews) => postMessage(news);

addEventListener('message', () => {
  void measure()
    .catch((error) => send({ name: messageOf(error), isSoftware: false }))
    .then(() => send({ done: true }));
});

async function measure(): Promise<void> {
  await startWasm();
  send({ what: 'camera', cpu: cameraOnCpu() });
  for (const name of NETWORKS) {
    send({ what: `learn ${name}`, cpu: probeSpeed(recipeOf(name), false, MILLISECONDS, clock) });
  }
  const options = learnerOptions(recipeOf('pocket'), [track], [0]);
  const learner = newLearner(options);
  const exchange = soleExchange(1, learner.network.parameters.length);
  send({ what: 'train pocket', cpu: await stepsPerSecond(cpuParticipant(learner, exchange)) });

  const gpu = openGpu();
  send({ name: gpu.name, isSoftware: gpu.isSoftware });
  await startWebgl(gpu);
  send({ what: 'camera', gpu: cameraOnGpu(gpu) });
  for (const name of NETWORKS.filter((name) => !gpu.isSoftware || name !== LARGE)) {
    send({ what: `learn ${name}`, gpu: probeSpeed(recipeOf(name), true, GPU_MILLISECONDS, clock) });
    const participant = await gpuParticipant(learnerOptions(recipeOf(name), [track], [0]), {}, gpu);
    send({ what: `train ${name}`, gpu: await stepsPerSecond(participant) });
  }
}

/** The default recipe with all its cars in one shard, as a GPU has them. */
function recipeOf(architecture: ArchitectureName): Recipe {
  const { hyperparameters } = RECIPE_DEFAULTS;
  const { shards, carsPerShard } = hyperparameters;
  return {
    ...RECIPE_DEFAULTS,
    architecture,
    courses: [{ name: track.name, hash: track.hash }],
    hyperparameters: { ...hyperparameters, shards: 1, carsPerShard: shards * carsPerShard },
  };
}

/** The first update is not counted: it compiles. */
async function stepsPerSecond(participant: Participant): Promise<number> {
  const { carsPerShard, rolloutSteps } = recipeOf('pocket').hyperparameters;
  await participant.update();
  const started = clock();
  let updates = 0;
  while (clock() < started + MILLISECONDS) {
    await participant.update();
    updates++;
  }
  return (1000 * updates * carsPerShard * rolloutSteps) / (clock() - started);
}

function scenery(): { scene: Scene; poses: readonly Pose[] } {
  const stream = randomStream(1, 'start');
  const start = newStartPose();
  const poses = Array.from({ length: CARS }, (_, i): Pose => {
    startPose(track, 'random', i, stream, start);
    const { x, y, yaw } = start;
    return { x, y, yaw, cosYaw: cos(yaw), sinYaw: sin(yaw) };
  });
  return { scene: sceneOf(track), poses };
}

function cameraOnCpu(): number {
  const { scene, poses } = scenery();
  const tables = cameraTables(DEEPRACER_CAMERA);
  const frame = new Uint8Array(DEEPRACER_CAMERA.width * DEEPRACER_CAMERA.height);
  return roundsPerSecond(() => {
    for (const pose of poses) renderFrame(tables, scene, pose, [], frame);
  });
}

function cameraOnGpu({ gl }: Gpu): number {
  const { scene, poses } = scenery();
  const view = { tables: cameraTables(DEEPRACER_CAMERA), scene, look: null };
  const camera = newWebglCamera(gl, {
    camera: DEEPRACER_CAMERA,
    firstRow: 0,
    pool: 1,
    batch: CARS,
    slots: CARS,
    boxes: 0,
  });
  const rate = roundsPerSecond(() => {
    for (let slot = 0; slot < CARS; slot++) camera.set(slot, view, poses[slot], [], 0);
    camera.render(0);
    // A GPU says that it is done before it is: a frame that is read back is there.
    camera.readPicture(CARS - 1);
  });
  camera.dispose();
  return rate;
}

/** Frames per second; the first round is not counted. */
function roundsPerSecond(round: () => void): number {
  round();
  const started = clock();
  let rounds = 0;
  while (clock() < started + MILLISECONDS) {
    round();
    rounds++;
  }
  return (1000 * rounds * CARS) / (clock() - started);
}
