/** What people kept of DeepRacer, made from Lapzero's policies: folders, archives and checkpoints as its trainers wrote them. */
import { gzipSync, zipSync } from 'fflate';
import { packTar } from 'modern-tar';
import { convScope, denseScope, headScope, LOG_STD_NAME, pointwiseScope } from '../../src/deploy/deepracer-names.ts';
import type { Given } from '../../src/deploy/given.ts';
import { formatGraph } from '../../src/deploy/graphdef.ts';
import { formatMetadata } from '../../src/deploy/metadata.ts';
import { policyGraph } from '../../src/deploy/policy-graph.ts';
import type { Tower } from '../../src/policy/network.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { type Variable, writeBundle } from './tensor-bundle.ts';

export type Files = Readonly<Record<string, Uint8Array>>;

export const utf8 = (text: string) => new TextEncoder().encode(text);

export function modelPb(policy: Policy): Uint8Array {
  return formatGraph(policyGraph(policy));
}

export function metadataOf(policy: Policy): Uint8Array {
  return utf8(formatMetadata(policy, 'deepracer-v6'));
}

export function folderOf(name: string, files: Files): Given {
  return {
    name,
    files: Object.entries(files).map(([path, bytes]) => ({ path, size: bytes.length, read: async () => bytes })),
  };
}

export async function tarGz(files: Files): Promise<Uint8Array> {
  const entries = Object.entries(files).map(([name, body]) => ({ header: { name, size: body.length }, body }));
  return gzipSync(await packTar(entries), { level: 1 });
}

export function zipOf(files: Files): Uint8Array {
  return zipSync({ ...files }, { level: 1 });
}

const SENSOR = 'FRONT_FACING_CAMERA';

/** Both networks of a training, with a copy of an older one and counters, as a trainer keeps them. */
export function checkpointOf({ network, actionSpace }: Policy, withValue = true): { index: Uint8Array; data: Uint8Array } {
  const { parameters } = network;
  const variables: Variable[] = [{ name: 'global_step', shape: [], data: Float32Array.of(38428) }];
  const tower = ({ trunk, head }: Tower, name: 'network_0' | 'network_1', headName: string) => {
    let convs = 0;
    let denses = 0;
    for (const layer of [...trunk, head]) {
      const isHead = layer === head;
      const isPointwise = layer.kind === 'conv' && layer.shape[0] === 1;
      const scope = isHead
        ? headName
        : layer.kind === 'dense'
          ? denseScope(name, denses++)
          : (isPointwise ? pointwiseScope : convScope)(name, SENSOR, convs++);
      const shape = isPointwise ? layer.shape.slice(2) : layer.shape;
      const { weightsAt, biasesAt, outputs } = layer;
      const kernel = parameters.slice(weightsAt, biasesAt);
      const bias = parameters.slice(biasesAt, biasesAt + outputs);
      variables.push(
        { name: `${scope}/kernel`, shape, data: kernel },
        { name: `${scope}/bias`, shape: [outputs], data: bias },
      );
      variables.push({
        name: `${scope.replace('/online/', '/target/')}/bias`,
        shape: [outputs],
        data: new Float32Array(outputs),
      });
    }
  };
  tower(network.policy, 'network_1', headScope(actionSpace.kind));
  if (withValue) tower(network.value, 'network_0', headScope('value'));
  if (network.logStds > 0) {
    const data = parameters.slice(network.logStdAt, network.logStdAt + network.logStds);
    variables.push({ name: LOG_STD_NAME, shape: [1, network.logStds], data });
  }
  return writeBundle(variables);
}
