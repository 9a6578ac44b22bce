/** Learning by WebGL in a page, with every read of pixels counted. */
import * as tf from '@tensorflow/tfjs-core';
import { webglFrames } from '../../src/learn/frame-source.webgl.ts';
import { gpuParticipant } from '../../src/learn/gpu.webgl.ts';
import type { Recipe } from '../../src/learn/recipe.ts';
import { learnerOptions } from '../../src/learn/team.ts';
import { tensorState, tensorUpdate } from '../../src/learn/tensor-learner.ts';
import { ARCHITECTURES } from '../../src/policy/architecture.ts';
import { openGpu, startWebgl } from '../../src/tensor/backend.webgl.ts';
import { parseTrackJson } from '../../src/track/format.ts';
import { tensorLearnerOf } from './learner-page.ts';

export { stayingGradient } from './learner-page.ts';

let gpu: ReturnType<typeof openGpu>;
let reads = 0;

export async function start(): Promise<{ name: string; isSoftware: boolean }> {
  gpu = openGpu();
  const { gl } = gpu;
  const readPixels = gl.readPixels.bind(gl) as (...parts: unknown[]) => void;
  gl.readPixels = (...parts: unknown[]) => {
    reads++;
    readPixels(...parts);
  };
  await startWebgl(gpu);
  return { name: gpu.name, isSoftware: gpu.isSoftware };
}

export async function learn(recipe: Recipe, trackTexts: readonly string[], updates: number) {
  const tracks = trackTexts.map((text) => parseTrackJson(text, 'track'));
  const cars = recipe.hyperparameters.carsPerShard;
  const frameSource = webglFrames(gpu.gl, ARCHITECTURES[recipe.architecture], cars, recipe.objects);
  const learner = tensorLearnerOf(recipe, tracks, frameSource);
  const reports = [];
  const readsBefore = reads;
  const tensors = [];
  for (let i = 0; i < updates; i++) {
    reports.push(...(await tensorUpdate(learner)));
    tensors.push(tf.memory().numTensors);
  }
  const readsOfUpdates = reads - readsBefore;
  return { reports, reads: readsOfUpdates, tensors, parameters: Array.from(tensorState(learner).parameters) };
}

/** Takes the GPU away after one update. @returns what the next one says */
export async function learnUntilLost(recipe: Recipe, trackTexts: readonly string[]): Promise<string> {
  const tracks = trackTexts.map((text) => parseTrackJson(text, 'track'));
  const participant = await gpuParticipant(learnerOptions(recipe, tracks, [0]), {}, gpu);
  await participant.update();
  gpu.gl.getExtension('WEBGL_lose_context')?.loseContext();
  return participant.update().then(
    () => 'it learned on',
    (error) => String(error.message),
  );
}
