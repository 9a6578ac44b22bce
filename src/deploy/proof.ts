/** Does a graph say what the policy says? Both look at the same frames. */
import { UserError } from '../math/error.ts';
import type { GraphEnds } from './from-graph.ts';
import { runGraph } from './graph-runner.ts';
import type { Graph } from './graphdef.ts';

/** Rows and columns of the frame that a car gives its network. */
export const FRAME_SHAPE = { rows: 120, columns: 160 } as const;
const FRAME_PIXELS = FRAME_SHAPE.rows * FRAME_SHAPE.columns;

/** Frames of a proof. */
export const PROOF_FRAMES = 200;

/** Largest difference of an output, which single precision explains. */
const TOLERANCE = 1e-4;
/** Frames at a time: large products, little memory. */
const BATCH = 50;

export interface Proof {
  readonly frames: number;
  readonly maxDifference: number;
}

/** A model that was read back: what it answers to frames, frame after frame, float64. */
export type GraphOutputs = (frames: Uint8Array) => Float64Array;

/**
 * What a graph answers to frames.
 * @param frames greys of FRAME_SHAPE's size, one after the other
 * @returns its outputs, frame after frame, float64
 * @throws UserError when the graph cannot be run on such frames
 */
export function graphOutputs(graph: Graph, { input, output }: GraphEnds, frames: Uint8Array, place: string): Float64Array {
  const count = frames.length / FRAME_PIXELS;
  let outputs = new Float64Array(0);
  for (let from = 0; from < count; from += BATCH) {
    const size = Math.min(BATCH, count - from);
    const data = Float64Array.from(frames.subarray(from * FRAME_PIXELS, (from + size) * FRAME_PIXELS));
    const fed = { shape: [size, FRAME_SHAPE.rows, FRAME_SHAPE.columns, 1], data };
    const value = runGraph(graph, output, { [input]: fed }, place);
    const units = value.data.length / size;
    if (value.shape.length !== 2 || value.shape[0] !== size) {
      throw new UserError(place, 'the output', `has the shape [${value.shape}]`, 'take the model.pb of a DeepRacer policy');
    }
    if (from === 0) outputs = new Float64Array(count * units);
    outputs.set(value.data, from * units);
  }
  return outputs;
}

/**
 * @param expected what the policy answered to the same frames; two in a row of equal likelihood are the same choice
 * @param units outputs per frame
 * @throws UserError when they differ by more than {@link TOLERANCE}, or choose other actions
 */
export function compareOutputs(
  outputs: ArrayLike<number>,
  expected: ArrayLike<number>,
  units: number,
  place: string,
  fix = 'nothing was written; please report this',
): Proof {
  const fail = (problem: string): never => {
    throw new UserError(place, 'the proof', problem, fix);
  };
  if (outputs.length !== expected.length) fail(`has ${outputs.length} outputs for ${expected.length}`);
  let maxDifference = 0;
  for (let at = 0; at < outputs.length; at += units) {
    let best = at;
    let expectedBest = at;
    for (let i = at; i < at + units; i++) {
      // Math.max keeps a NaN.
      maxDifference = Math.max(maxDifference, Math.abs(outputs[i] - expected[i]));
      if (outputs[i] > outputs[best]) best = i;
      if (expected[i] > expected[expectedBest]) expectedBest = i;
    }
    const isTie = expected[expectedBest] - expected[best] <= maxDifference;
    if (best !== expectedBest && !isTie) fail(`chooses action ${best - at}, not ${expectedBest - at}, on frame ${at / units}`);
  }
  if (!(maxDifference <= TOLERANCE)) fail(`differs by ${maxDifference}`);
  return { frames: outputs.length / units, maxDifference };
}
