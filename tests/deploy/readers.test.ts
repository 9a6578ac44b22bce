/** Others read what we write: OpenCV (the car's world), TensorFlow.js as people install it, ONNX Runtime where it is installed. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_ACTIONS } from '../../src/car/actions.ts';
import { exportModel } from '../../src/deploy/export-model.ts';
import { recordFrames } from '../../src/deploy/frames.ts';
import { openGiven } from '../../src/deploy/given.ts';
import { liveOutputs } from '../../src/deploy/live.ts';
import { startWasm } from '../../src/tensor/backend.node.ts';
import { CONTINUOUS, policyOf } from '../support/policies.ts';
import { bundledTrack } from '../support/tracks.ts';

const PYTHON = '/usr/bin/python3';
const isRequired = process.env.REQUIRE_ALL === '1';
const hasOpenCv = isRequired || spawnSync(PYTHON, ['-c', 'import cv2']).status === 0;
if (!hasOpenCv) console.warn('skipped: exports read by OpenCV; on Debian: apt-get install python3-opencv');
const runtime = onnxRuntime();
if (!runtime) console.warn('skipped: exports read by ONNX Runtime; npm install --no-save onnxruntime-web');

const folder = mkdtempSync(join(tmpdir(), 'lapzero-readers-'));
const FRAMES = 20;

beforeAll(() => startWasm());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function onnxRuntime(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve('onnxruntime-web');
  } catch {
    return undefined;
  }
}

function opencv(model: Uint8Array, name: string, frames: Uint8Array): number[] {
  const file = join(folder, name);
  writeFileSync(file, model);
  writeFileSync(join(folder, 'frames'), frames);
  const script = fileURLToPath(new URL('opencv.py', import.meta.url));
  const { stdout, stderr, status } = spawnSync(PYTHON, [script, file, join(folder, 'frames')], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout).flat();
}

const NETWORKS = ['pocket', 'pocket-wide', 'deepracer-shallow', 'deepracer-deep'] as const;

describe.each(NETWORKS)('%s', (name) => {
  describe.each([DEFAULT_ACTIONS, CONTINUOUS])('$kind', (actionSpace) => {
    const policy = policyOf(name, actionSpace);
    const close = (answers: ArrayLike<number>, expected: ArrayLike<number>) => {
      expect(answers).toHaveLength(expected.length);
      for (let i = 0; i < expected.length; i++) expect(Math.abs(answers[i] - expected[i])).toBeLessThan(1e-4);
    };

    it.skipIf(!hasOpenCv)('is read by OpenCV as a frozen graph', async () => {
      const frames = recordFrames(bundledTrack('workshop'), FRAMES, 1);
      const { files } = await exportModel({ policy, car: 'deepracer-v6' }, 'm', 'deepracer', frames);
      const given = await openGiven('m.tar.gz', files['m.tar.gz']);
      close(opencv(await given.files[1].read(), 'model.pb', frames), liveOutputs(policy, frames));
    });

    it.skipIf(!hasOpenCv)('is read by OpenCV as ONNX', async () => {
      const frames = recordFrames(bundledTrack('workshop'), FRAMES, 1);
      const { files } = await exportModel({ policy, car: 'deepracer-v6' }, 'm', 'onnx', frames);
      close(opencv(files['m.onnx'], 'model.onnx', frames), liveOutputs(policy, frames));
    });

    it('is read by TensorFlow.js', async () => {
      const frames = recordFrames(bundledTrack('workshop'), FRAMES, 1);
      const { files } = await exportModel({ policy, car: 'deepracer-v6' }, 'm', 'tfjs', frames);
      const { modelTopology, weightsManifest } = JSON.parse(new TextDecoder().decode(files['model.json']));
      const weightData = files['weights.bin'].slice().buffer;
      const expected = liveOutputs(policy, frames);
      // A back end without our kernels, as readers have it.
      await tf.setBackend('cpu');
      try {
        const model = await tf.loadGraphModel({
          load: async () => ({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData }),
        });
        const answers = tf.tidy(() => {
          const frameTensor = tf.tensor4d(Float32Array.from(frames), [FRAMES, 120, 160, 1]);
          return (model.predict(frameTensor) as tf.Tensor).dataSync();
        });
        model.dispose();
        close(answers, expected);
      } finally {
        await tf.setBackend('wasm');
      }
    });

    it.skipIf(!runtime)('is read by ONNX Runtime', async () => {
      const { InferenceSession, Tensor, env } = await import(/* @vite-ignore */ runtime as string);
      env.wasm.numThreads = 1;
      const frames = recordFrames(bundledTrack('workshop'), FRAMES, 1);
      const { files } = await exportModel({ policy, car: 'deepracer-v6' }, 'm', 'onnx', frames);
      const session = await InferenceSession.create(files['m.onnx']);
      const image = new Tensor('float32', Float32Array.from(frames), [FRAMES, 1, 120, 160]);
      const { policy: answers } = await session.run({ image });
      close(answers.data, liveOutputs(policy, frames));
    });
  });
});
