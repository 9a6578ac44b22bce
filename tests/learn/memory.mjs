/** Prints tensors, heap, buffers and wasm memory of a learner before and after each of ten times 100 updates. Run with --expose-gc. */
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { soleExchange, update } from '../../build/src/learn/learner.js';
import { RECIPE_DEFAULTS } from '../../build/src/learn/recipe.js';
import { allShards, learnerOf } from '../../build/src/learn/team.js';
import { RANDOMISATIONS } from '../../build/src/sim/randomisation.js';
import { RACE_OBJECTS } from '../../build/src/sim/traffic.js';
import { startWasm } from '../../build/src/tensor/backend.node.js';
import { parseTrackJson } from '../../build/src/track/format.js';

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
/** Buffers are freed beside the program, some time after a collection: it has had its time when nothing gets less. */
const settled = async () => {
  let least = Number.POSITIVE_INFINITY;
  for (let idle = 0; idle < 5; idle++) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const { arrayBuffers } = process.memoryUsage();
    if (arrayBuffers < least) idle = 0;
    least = Math.min(least, arrayBuffers);
  }
};
const sample = async () => {
  await settled();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { tensors: tf.memory().numTensors, heap: heapUsed, buffers: arrayBuffers, wasm: tf.backend().wasm.HEAPU8.length };
};
const samples = [await sample()];
for (let round = 0; round < 10; round++) {
  for (let i = 0; i < 100; i++) await update(learner, exchange);
  samples.push(await sample());
}
process.stdout.write(JSON.stringify(samples));
