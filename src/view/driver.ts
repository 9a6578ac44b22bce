/** A policy that a worker was sent, ready to drive and to be looked into. The back end must be started. */
import { type CameraModel, DEEPRACER_CAMERA } from '../camera/model.ts';
import { ARCHITECTURES, observe } from '../policy/architecture.ts';
import type { Spot } from '../policy/cover.ts';
import type { Distribution } from '../policy/distribution.ts';
import { distributionOf } from '../policy/distributions.ts';
import { coveredOutputs, type Insight, insightSteps as policyInsightSteps } from '../policy/insight.ts';
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

/** The driver's input from a frame. @param frame height × width greys of the camera */
export function observationOf({ network }: Driver, camera: CameraModel, frame: Uint8Array): Float32Array {
  const observation = new Float32Array(network.input.size);
  observe(network.architecture, camera, frame, 0, observation, 0);
  return observation;
}

/** {@link policyInsightSteps} of a driver. */
export function insightSteps({ network, weights, actionSpace }: Driver, observation: Float32Array): Generator<void, Insight> {
  return policyInsightSteps(network, weights, actionSpace, observation);
}

/** What the driver would do with a patch of the frame hidden. */
export function coveredBy(
  { network, weights, actionSpace }: Driver,
  camera: CameraModel,
  observation: Float32Array,
  spot: Spot,
): Float32Array {
  return coveredOutputs(network, weights, actionSpace, camera, observation, spot);
}
