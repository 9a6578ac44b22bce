/** Prints tensors, heap, buffers and wasm memory of a learner before and after each of ten times 100 updates. Run with --expose-gc. */
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { soleExchange, update } from '../../build/learn/learner.js';
import { RECIPE_DEFAULTS } from '../../build/learn/recipe.js';
import { allShards, learnerOf } from '../../build/learn/team.js';
import { RANDOMISATIONS } from '../../build/sim/randomisation.js';
import { RACE_OBJECTS } from '../../build/sim/traffic.js';
import { startWasm } from '../../build/tensor/backend.node.js';
import { parseTrackJson } from '../../build/track/format.js';

await startWasm();
const track = parseTrackJson(readFileSync(new URL('../../tracks/workshop.json', import.meta.url), 'utf8'), 'workshop.json');
const recipe = {
  ...RECIPE_DEFAULTS,
  courses: [{ name: track.name, hash: track.hash }],
  objects: RACE_OBJECTS['object-avoidance'],
  randomisation: RANDOMISATIONS.light,
  // Small updates leak as large ones do, and sooner.
  hyperparameters: { ...RECIPE_DEFAULTS.hyperparameters, carsPerShard: 8, rolloutSteps: 16, minibatchSize: 64 },
};
const learner = learnerOf(recipe, [track], allShards(recipe));
const exchange = soleExchange(recipe.hyperparameters.shards, learner.network.parameters.length);
const sample = () => {
  globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { tensors: tf.memory().numTensors, heap: heapUsed, buffers: arrayBuffers, wasm: tf.backend().wasm.HEAPU8.length };
};
const samples = [sample()];
for (let round = 0; round < 10; round++) {
  for (let i = 0; i < 100; i++) await update(learner, exchange);
  samples.push(sample());
}
process.stdout.write(JSON.stringify(samples));
