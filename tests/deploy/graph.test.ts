import { describe, expect, it } from 'vitest';
import { DEFAULT_ACTIONS } from '../../src/car/actions.ts';
import { graphEnds, layersOfGraph } from '../../src/deploy/from-graph.ts';
import { formatGraph, parseGraph } from '../../src/deploy/graphdef.ts';
import { networkOfLayers } from '../../src/deploy/layers.ts';
import { parseMetadata } from '../../src/deploy/metadata.ts';
import { policyGraph } from '../../src/deploy/policy-graph.ts';
import { compareOutputs, graphOutputs } from '../../src/deploy/proof.ts';
import { randomStream } from '../../src/math/random.ts';
import { ARCHITECTURE_NAMES, ARCHITECTURES } from '../../src/policy/architecture.ts';
import type { Network } from '../../src/policy/network.ts';
import { CONTINUOUS, policyOf } from '../support/policies.ts';
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
