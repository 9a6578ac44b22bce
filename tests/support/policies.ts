/** Policies to try things on: of any network, untrained, but with opinions. */
import { DEEPRACER_CAMERA } from '../../src/camera/model.ts';
import type { ActionSpace } from '../../src/car/actions.ts';
import { integerBelow, randomStream } from '../../src/math/random.ts';
import { ARCHITECTURES, type ArchitectureName } from '../../src/policy/architecture.ts';
import { distributionOf } from '../../src/policy/distributions.ts';
import { emptyNetwork, layersOf } from '../../src/policy/network.ts';
import type { Policy } from '../../src/policy/policy.ts';

export const CONTINUOUS: ActionSpace = {
  kind: 'continuous',
  steeringDeg: { low: -25, high: 27 },
  speed: { low: 0.5, high: 3 },
};

/** @param scale of its head's weights: an untrained one is nearly indifferent */
export function policyOf(name: ArchitectureName, actionSpace: ActionSpace, scale = 1): Policy {
  const network = emptyNetwork(ARCHITECTURES[name], DEEPRACER_CAMERA, distributionOf(actionSpace));
  // Drawn properly, the largest would take half a minute.
  let state = 7;
  for (const { weightsAt, biasesAt, outputs, fanIn } of layersOf(network)) {
    const reach = Math.sqrt(6 / fanIn) * (weightsAt === network.policy.head.weightsAt ? scale : 1);
    for (let i = weightsAt; i < biasesAt; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      network.parameters[i] = (reach * state) / 0x80000000;
    }
    for (let i = biasesAt; i < biasesAt + outputs; i++) network.parameters[i] = (i % 5) / 10 - 0.2;
  }
  return { network, actionSpace };
}

export function noisyFrames(count: number): Uint8Array {
  const stream = randomStream(3, 'frames');
  return Uint8Array.from({ length: count * 120 * 160 }, () => integerBelow(stream, 256));
}
