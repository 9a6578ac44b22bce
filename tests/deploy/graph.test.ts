import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DEFAULT_ACTIONS } from '../../src/car/actions.ts';
import { graphEnds, layersOfGraph } from '../../src/deploy/from-graph.ts';
import { formatGraph, type Graph, type GraphNode, parseGraph } from '../../src/deploy/graphdef.ts';
import { networkOfLayers } from '../../src/deploy/layers.ts';
import { parseMetadata } from '../../src/deploy/metadata.ts';
import { policyGraph } from '../../src/deploy/policy-graph.ts';
import { compareOutputs, graphOutputs } from '../../src/deploy/proof.ts';
import { randomStream } from '../../src/math/random.ts';
import { ARCHITECTURE_NAMES, ARCHITECTURES } from '../../src/policy/architecture.ts';
import type { Network } from '../../src/policy/network.ts';
import { CONTINUOUS, noisyFrames, policyOf } from '../support/policies.ts';
import { hasSharedData, sharedBytes, sharedText } from '../support/shared-data.ts';

const stream = () => randomStream(1, 'test');

describe.skipIf(!hasSharedData)('a graph that an AWS training made', () => {
  const bytes = hasSharedData ? sharedBytes('aws-model/discrete9/agent/model.pb') : new Uint8Array();
  const reference = hasSharedData ? JSON.parse(sharedText('aws-model/discrete9/reference.json')) : { inputs: [] };
  const metadata = hasSharedData ? parseMetadata(sharedText('aws-model/discrete9/model_metadata.json'), 'm') : undefined;
  const frames = Uint8Array.from(
    [...Array(120).keys()]
      .flatMap((y) => [...Array(160).keys()].map((x) => (x + 2 * y) % 256))
      .concat(reference.inputs[1]?.pixels_row_major),
  );
  const expected = reference.inputs.flatMap(({ output }: { output: number[] }) => output);

  it('answers as it does in float64 elsewhere', () => {
    const graph = parseGraph(bytes, 'model.pb');
    const outputs = graphOutputs(graph, graphEnds(graph, 'model.pb'), frames, 'model.pb');
    for (const [i, output] of outputs.entries()) expect(output).toBeCloseTo(expected[i], 12);
  });

  it('becomes a network that answers the same, and back', () => {
    const graph = parseGraph(bytes, 'model.pb');
    const { actionSpace } = metadata as NonNullable<typeof metadata>;
    const network = networkOfLayers(layersOfGraph(graph, graphEnds(graph, 'p'), 'p'), actionSpace, stream(), 'p');
    expect(network.architecture.name).toBe('deepracer-shallow');
    const again = parseGraph(formatGraph(policyGraph({ network, actionSpace })), 'again.pb');
    const outputs = graphOutputs(again, graphEnds(again, 'again.pb'), frames, 'again.pb');
    expect(compareOutputs(outputs, expected, 9, 'p').maxDifference).toBeLessThan(1e-12);
  });
});

describe.each(ARCHITECTURE_NAMES)('the full circle of %s', (name) => {
  it.each([DEFAULT_ACTIONS, CONTINUOUS])('$kind brings back every bit of the policy', (actionSpace) => {
    const policy = policyOf(name, actionSpace);
    const graph = parseGraph(formatGraph(policyGraph(policy)), 'a.pb');
    const network = networkOfLayers(layersOfGraph(graph, graphEnds(graph, 'p'), 'p'), actionSpace, stream(), 'p');
    expect(network.architecture).toBe(ARCHITECTURES[name]);
    const { weightsAt } = network.policy.trunk[0];
    const { biasesAt, outputs } = network.policy.head;
    const own = ({ parameters }: Network) => Buffer.from(parameters.slice(weightsAt, biasesAt + outputs).buffer);
    expect(own(network).equals(own(policy.network))).toBe(true);
  });
});

/** What tf.layers.dense makes of a picture: the product of its channels, between reshapings that count its places. */
function withTensordot({ nodes }: Graph): Graph {
  const out: GraphNode[] = [];
  for (const node of nodes) {
    const kernel = nodes.find(({ name }) => name === node.inputs[1])?.attributes.value;
    if (node.op !== 'Conv2D' || kernel?.kind !== 'tensor' || kernel.value.shape[0] !== 1) {
      out.push(node);
      continue;
    }
    const scope = node.name.replace(/Conv2D$/, 'Tensordot');
    const [, , channels, units] = kernel.value.shape;
    const add = (name: string, op: string, inputs: string[], attributes: GraphNode['attributes'] = {}) =>
      out.push({ name: `${scope}/${name}`, op, inputs: inputs.map((input) => input.replace(/^~/, `${scope}/`)), attributes });
    const ints = (name: string, values: number[], shape = [values.length]) =>
      add(name, 'Const', [], { value: { kind: 'tensor', value: { shape, data: Int32Array.from(values) } } });
    const flat = { kind: 'tensor', value: { shape: [channels, units], data: kernel.value.data } } as const;
    const place = out.findIndex(({ name }) => name === node.inputs[1]);
    out[place] = { ...out[place], attributes: { ...out[place].attributes, value: flat } };
    const [x] = node.inputs;
    ints('axes', [3]);
    ints('free', [0, 1, 2]);
    add('Shape', 'Shape', [x]);
    ints('zero', [0], []);
    add('GatherV2', 'GatherV2', ['~Shape', '~free', '~zero']);
    add('GatherV2_1', 'GatherV2', ['~Shape', '~axes', '~zero']);
    ints('Const', [0]);
    add('Prod', 'Prod', ['~GatherV2', '~Const'], { keep_dims: { kind: 'bool', value: false } });
    add('Prod_1', 'Prod', ['~GatherV2_1', '~Const'], { keep_dims: { kind: 'bool', value: false } });
    add('concat', 'ConcatV2', ['~free', '~axes', '~zero']);
    add('stack', 'Pack', ['~Prod', '~Prod_1'], { axis: { kind: 'int', value: 0 } });
    add('transpose', 'Transpose', [x, '~concat']);
    add('Reshape', 'Reshape', ['~transpose', '~stack']);
    ints('perm', [0, 1]);
    add('transpose_1', 'Transpose', [node.inputs[1], '~perm']);
    ints('Reshape_1/shape', [channels, units]);
    add('Reshape_1', 'Reshape', ['~transpose_1', '~Reshape_1/shape']);
    add('MatMul', 'MatMul', ['~Reshape', '~Reshape_1']);
    ints('Const_2', [units]);
    add('concat_1', 'ConcatV2', ['~GatherV2', '~Const_2', '~zero']);
    out.push({ name: node.name, op: 'Reshape', inputs: [`${scope}/MatMul`, `${scope}/concat_1`], attributes: {} });
  }
  return { nodes: out };
}

describe('a dense layer on each place of a picture, as DeepRacer’s deeper networks have it', () => {
  it.each(['deepracer', 'deepracer-deep'] as const)('%s comes in as it stands in a trainer’s graph', (name) => {
    const policy = policyOf(name, DEFAULT_ACTIONS);
    const plain = policyGraph(policy);
    const graph = parseGraph(formatGraph(withTensordot(plain)), 'p');
    const ends = graphEnds(graph, 'p');
    const network = networkOfLayers(layersOfGraph(graph, ends, 'p'), DEFAULT_ACTIONS, stream(), 'p');
    expect(network.architecture.name).toBe(name);
    const frames = noisyFrames(2);
    const outputs = graphOutputs(graph, ends, frames, 'p');
    const again = policyGraph({ network, actionSpace: DEFAULT_ACTIONS });
    expect(compareOutputs(outputs, graphOutputs(again, ends, frames, 'p'), 10, 'p').maxDifference).toBe(0);
  });
});

describe('a graph is refused', () => {
  const graph = policyGraph(policyOf('pocket', DEFAULT_ACTIONS));
  const changed = (find: (node: GraphNode) => boolean, change: (node: GraphNode) => GraphNode): Graph => ({
    nodes: graph.nodes.map((node) => (find(node) ? change(node) : node)),
  });
  const run = (changedGraph: Graph) => {
    const ends = graphEnds(changedGraph, 'model.pb');
    return graphOutputs(changedGraph, ends, noisyFrames(1), 'model.pb');
  };
  it.each<[string, Graph, RegExp]>([
    [
      'with an operation that is not known',
      changed(
        ({ op }) => op === 'Relu',
        (node) => ({ ...node, op: 'PyFunc' }),
      ),
      /is a PyFunc, which no policy/,
    ],
    [
      'that goes round',
      changed(
        ({ op }) => op === 'AvgPool',
        (node) => ({ ...node, inputs: [graph.nodes.at(-1)?.name ?? ''] }),
      ),
      /depends on itself/,
    ],
    [
      'with something missing',
      changed(
        ({ op }) => op === 'AvgPool',
        (node) => ({ ...node, inputs: ['nowhere'] }),
      ),
      /node "nowhere" is not there/,
    ],
    [
      'that pads',
      changed(
        ({ op }) => op === 'Conv2D',
        (node) => ({ ...node, attributes: { ...node.attributes, padding: { kind: 'text', value: 'SAME' } } }),
      ),
      /padding other than VALID/,
    ],
    [
      'with channels first',
      changed(
        ({ op }) => op === 'Conv2D',
        (node) => ({ ...node, attributes: { ...node.attributes, data_format: { kind: 'text', value: 'NCHW' } } }),
      ),
      /NCHW, not NHWC/,
    ],
  ])('%s', (_, changedGraph, message) => {
    expect(() => run(changedGraph)).toThrow(message);
  });
});

it('the assembled product is that of its source', async () => {
  const { assembled } = await import('../../src/deploy/assemble.mjs');
  const code = readFileSync(new URL('../../src/deploy/product-code.ts', import.meta.url), 'utf8');
  expect(code).toBe(await assembled());
});
