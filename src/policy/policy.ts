/** A policy: a network, and the actions that its outputs stand for. */
import { DEEPRACER_CAMERA } from '../camera/model.ts';
import type { ActionSpace } from '../car/actions.ts';
import { ARCHITECTURES, type ArchitectureName } from './architecture.ts';
import { distributionOf } from './distributions.ts';
import { emptyNetwork, type Network } from './network.ts';

export interface Policy {
  readonly network: Network;
  readonly actionSpace: ActionSpace;
}

/** A policy as it is sent to a worker. */
export interface PolicyData {
  readonly architecture: ArchitectureName;
  readonly actionSpace: ActionSpace;
  /** of the network, in its order; copied */
  readonly parameters: Float32Array;
}

/** @throws RangeError for more parameters than the network has */
export function policyFromData({ architecture, actionSpace, parameters }: PolicyData): Policy {
  const network = emptyNetwork(ARCHITECTURES[architecture], DEEPRACER_CAMERA, distributionOf(actionSpace));
  network.parameters.set(parameters);
  return { network, actionSpace };
}
