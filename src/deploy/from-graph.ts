/**
 * The layers of a frozen TensorFlow graph. Which node is what is found by following the data, not by name,
 * since trainers name things differently; whether a network of these layers computes what the graph does is checked by
 * running both.
 */
import { UserError } from '../math/error.ts';
import { dataInputs, inOrder } from './graph-runner.ts';
import type { Graph, GraphNode, GraphTensor } from './graphdef.ts';
import type { ForeignLayer } from './layers.ts';

/** Sensors of one camera, as the placeholders are called. */
const CAMERAS = ['FRONT_FACING_CAMERA', 'LEFT_CAMERA', 'observation'];

/** Where a policy's graph begins and ends. */
export interface GraphEnds {
  readonly input: string;
  readonly output: string;
}

/** @throws UserError for graphs of other algorithms and sensors, saying which */
export function graphEnds({ nodes }: Graph, place: string): GraphEnds {
  const refuse = (what: string, fix: string): never => {
    throw new UserError(place, what, 'cannot come in', fix);
  };
  if (nodes.some(({ name }) => name.includes('sac_policy_head'))) {
    refuse('a SAC policy', 'only PPO policies can; train one with "clipped_ppo"');
  }
  const placeholders = nodes.filter(({ op }) => op === 'Placeholder');
  for (const { name, attributes } of placeholders) {
    const sensor = name.split('/').at(-1) ?? '';
    const shape = attributes.shape?.kind === 'shape' ? attributes.shape.value : [];
    if (/STEREO/i.test(sensor) || shape[3] === 2)
      refuse('a policy of two cameras', 'only one camera can; train one with FRONT_FACING_CAMERA');
    if (/LIDAR/i.test(sensor)) refuse('a policy with a lidar', 'only one camera can; train one with FRONT_FACING_CAMERA');
  }
  const cameras = placeholders.filter(({ name }) => CAMERAS.includes(name.split('/').at(-1) ?? ''));
  const input = (cameras.length > 0 ? cameras : placeholders)[0];
  const output = nodes.find(({ name }) => name.endsWith('/ppo_head_0/policy')) ?? nodes.findLast(({ op }) => op === 'Softmax');
  if (input && output) return { input: input.name, output: output.name };
  throw new UserError(
    place,
    input ? 'the output' : 'the input',
    'cannot be found: it has neither the names of a DeepRacer policy nor those of one exported here',
    'take the model.pb of a DeepRacer policy with one camera',
  );
}

/** The layers that an image passes, first to last. @throws UserError for a graph that does not lead from one end to the other */
export function layersOfGraph(graph: Graph, { input, output }: GraphEnds, place: string): ForeignLayer[] {
  const byName = new Map(graph.nodes.map((node) => [node.name, node]));
  const order = inOrder(byName, output, place);
  const live = new Set([input]);
  const layers: { node: GraphNode; weights: ForeignLayer['weights']; biases?: ArrayLike<number> }[] = [];
  const constantOf = (name: string) => constantBehind(byName, name, place);
  for (const node of order) {
    const inputs = dataInputs(node);
    if (!inputs.some((name) => live.has(name))) continue;
    live.add(node.name);
    const [first, second] = inputs;
    if (!live.has(first) || second === undefined || live.has(second)) continue;
    if (node.op === 'Conv2D' || node.op === 'MatMul') layers.push({ node, weights: constantOf(second) });
    else if (node.op === 'BiasAdd') {
      const layer = layers.at(-1);
      if (layer && !layer.biases) layer.biases = constantOf(second).data;
    }
  }
  return layers.map(({ node, weights, biases }) => {
    const { strides } = node.attributes;
    const stride = node.op === 'Conv2D' ? (strides?.kind === 'ints' ? strides.value[1] : 1) : undefined;
    return { weights, biases: biases ?? new Float32Array(weights.shape.at(-1) ?? 0), stride };
  });
}

/** Operations that only pass a constant on, or look at it otherwise. */
const PASSING = ['Identity', 'Reshape', 'Transpose'];
const MAX_PASSES = 8;

/** Weights stand in the file as they are: nothing is computed for them. */
function constantBehind(byName: ReadonlyMap<string, GraphNode>, name: string, place: string): GraphTensor {
  let node = byName.get(name);
  for (let i = 0; i < MAX_PASSES && node && PASSING.includes(node.op); i++) node = byName.get(dataInputs(node)[0] ?? '');
  const value = node?.attributes.value;
  if (node?.op === 'Const' && value?.kind === 'tensor') return value.value;
  throw new UserError(
    place,
    `node "${name}"`,
    'is no constant, as weights are',
    'take the frozen model.pb of a DeepRacer policy',
  );
}
