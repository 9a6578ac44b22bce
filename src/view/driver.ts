/** A policy that a worker was sent, ready to drive and to be looked into. The back end must be started. */
import { type CameraModel, DEEPRACER_CAMERA } from '../camera/model.ts';
import { ARCHITECTURES, observe } from '../policy/architecture.ts';
import type { Distribution } from '../policy/distribution.ts';
import { distributionOf } from '../policy/distributions.ts';
import { type Insight, insightOf } from '../policy/insight.ts';
import { emptyNetwork, type Network, uploadWeights, type Weights } from '../policy/network.ts';
import type { ShowPolicy } from './showing.ts';

export interface Driver extends ShowPolicy {
  readonly network: Network;
  readonly distribution: Distribution;
  /** to be disposed of */
  readonly weights: Weights;
}

export function newDriver(policy: ShowPolicy): Driver {
  const distribution = distributionOf(policy.actionSpace);
  const network = emptyNetwork(ARCHITECTURES[policy.architecture], DEEPRACER_CAMERA, distribution);
  network.parameters.set(policy.parameters);
  return { ...policy, network, distribution, weights: uploadWeights(network) };
}

/** @param frames height × width greys of the camera from `at` on */
export function insightInto(
  { network, weights, actionSpace }: Driver,
  camera: CameraModel,
  frames: Uint8Array,
  at: number,
): Insight {
  const observation = new Float32Array(network.input.size);
  observe(network.architecture, camera, frames, at, observation, 0);
  return insightOf(network, weights, actionSpace, observation);
}
