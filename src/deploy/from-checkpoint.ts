/** A DeepRacer training's checkpoint: both of its networks, so that training continues from what it had learned. */
import type { ActionSpace } from '../car/actions.ts';
import { UserError } from '../math/error.ts';
import type { RandomStream } from '../math/random.ts';
import { MAX_LOG_STD, MIN_LOG_STD } from '../policy/gaussian.ts';
import type { Network } from '../policy/network.ts';
import { LOG_STD_NAME, ONLINE_SCOPE } from './deepracer-names.ts';
import { type ForeignLayer, fill, fillTower, networkOfLayers } from './layers.ts';
import { type BundleEntry, type BundleIndex, readVariable } from './tensor-bundle.ts';

/** Gives the bytes of a shard. */
type ShardReader = (shard: number) => Uint8Array;

/**
 * @param stream for a value that the checkpoint lacks
 * @returns the network, and whether its value came with it
 * @throws UserError for checkpoints of other algorithms, sensors and networks
 */
export function networkOfCheckpoint(
  index: BundleIndex,
  shard: ShardReader,
  actionSpace: ActionSpace,
  stream: RandomStream,
  place: string,
): { readonly network: Network; readonly hasValue: boolean } {
  const names = [...index.entries.keys()];
  const refused = names.find((name) => /sac_|STEREO|LIDAR/i.test(name));
  if (refused) {
    throw new UserError(place, `"${refused}"`, 'cannot come in', 'only PPO policies of one camera can');
  }
  const policy = layersUnder(`${ONLINE_SCOPE}/network_1/`, /ppo_head_0\/policy_(fc|mean)\/kernel$/, index, shard, place);
  if (!policy) {
    const problem = 'are those of no DeepRacer policy (nothing under main_level/agent/main/online/network_1)';
    throw new UserError(place, 'the variables', problem, 'take the checkpoint of a DeepRacer training (PPO)');
  }
  const network = networkOfLayers(policy, actionSpace, stream, place);
  const value = layersUnder(`${ONLINE_SCOPE}/network_0/`, /v_values_head_0\/output\/kernel$/, index, shard, place);
  const hasValue = value !== undefined && fillTower(network.parameters, network.value, value, place);
  const deviations = index.entries.get(LOG_STD_NAME);
  if (network.logStds > 0 && deviations) {
    const values = readVariable(deviations, shard(deviations.shard), place);
    if (values.length === network.logStds) {
      fill(network.parameters, network.logStdAt, values.map(clampLogStd), place);
    }
  }
  return { network, hasValue };
}

function clampLogStd(value: number): number {
  return Math.min(MAX_LOG_STD, Math.max(MIN_LOG_STD, value));
}

/** Layers of one network, first to last: those of the camera, those behind it, the head. undefined without a head. */
function layersUnder(
  scope: string,
  head: RegExp,
  { entries }: BundleIndex,
  shard: ShardReader,
  place: string,
): ForeignLayer[] | undefined {
  const kernels = [...entries.keys()].filter((name) => name.startsWith(scope) && name.endsWith('/kernel'));
  const heads = kernels.filter((name) => head.test(name));
  if (heads.length !== 1) return undefined;
  const numbered = kernels.flatMap((name) => {
    const [, folder, number] = /^(.*)\/(?:Conv2d|Dense)_(\d+)\/kernel$/.exec(name.slice(scope.length)) ?? [];
    return number === undefined ? [] : [{ name, isBehind: folder.startsWith('middleware'), number: Number(number) }];
  });
  numbered.sort((a, b) => Number(a.isBehind) - Number(b.isBehind) || a.number - b.number);
  const read = (name: string): { entry: BundleEntry; data: Float32Array } => {
    const entry = entries.get(name);
    if (!entry) throw new UserError(place, `"${name}"`, 'is missing', 'copy the whole checkpoint again');
    return { entry, data: readVariable(entry, shard(entry.shard), place) };
  };
  const names = [...numbered.map(({ name }) => name), heads[0]];
  checkLayers(names, entries, place);
  return names.map((name) => {
    const { entry, data } = read(name);
    return {
      weights: { shape: entry.shape, data },
      biases: read(name.replace(/kernel$/, 'bias')).data,
      stride: undefined,
    };
  });
}

/** The deepest network here has nine layers; the largest layer 28.7 million weights. */
const MAX_LAYERS = 12;
const MAX_BYTES = 160 << 20;

/** Before anything is read. */
function checkLayers(names: readonly string[], entries: BundleIndex['entries'], place: string): void {
  const bytes = names.reduce((sum, name) => sum + (entries.get(name)?.size ?? 0), 0);
  const places = new Set(names.map((name) => `${entries.get(name)?.shard} ${entries.get(name)?.offset}`));
  if (names.length <= MAX_LAYERS && bytes <= MAX_BYTES && places.size === names.length) return;
  throw new UserError(
    place,
    'the variables',
    'are those of none of the networks here',
    "DeepRacer's three networks of one camera can come in",
  );
}
