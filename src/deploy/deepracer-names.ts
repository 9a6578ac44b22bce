/**
 * The names that DeepRacer's trainer gives to the tensors of a policy, and the car's software looks for
 * (aws-deepracer-model-optimizer-pkg; the trainer is rl_coach's clipped PPO).
 */

/** What drives and learns; the trainer also keeps a copy of an older one. */
export const ONLINE_SCOPE = 'main_level/agent/main/online';

/** Of a PPO policy, which the car feeds and reads. */
export const DEEPRACER_NAMES = {
  /** The policy is `network_1`, but its image comes in under the value network's name: they share the input. */
  input: `${ONLINE_SCOPE}/network_0/FRONT_FACING_CAMERA/FRONT_FACING_CAMERA`,
  output: `${ONLINE_SCOPE}/network_1/ppo_head_0/policy`,
} as const;

/** The two networks of the trainer: `network_0` says what an image is worth, `network_1` drives. */
type DeepRacerNetwork = 'network_0' | 'network_1';

/** What of a network: the scope that its layers' names begin with. `sensor` is the camera's name. */
export function convScope(network: DeepRacerNetwork, sensor: string, index: number): string {
  return `${ONLINE_SCOPE}/${network}/${sensor}/Conv2d_${2 * index}`;
}

/** A dense layer behind the flattening: layers and their activations are counted together. */
export function denseScope(network: DeepRacerNetwork, index: number): string {
  return `${ONLINE_SCOPE}/${network}/middleware_fc_embedder/Dense_${2 * index}`;
}

export function headScope(kind: 'discrete' | 'continuous' | 'value'): string {
  if (kind === 'value') return `${ONLINE_SCOPE}/network_0/v_values_head_0/output`;
  return `${ONLINE_SCOPE}/network_1/ppo_head_0/${kind === 'discrete' ? 'policy_fc' : 'policy_mean'}`;
}

/** A layer that works on each place of the image by itself stands among the convolutions, as a dense one. */
export function pointwiseScope(network: DeepRacerNetwork, sensor: string, index: number): string {
  return `${ONLINE_SCOPE}/${network}/${sensor}/Dense_${2 * index}`;
}

/** Logarithms of the deviations of a continuous policy. */
export const LOG_STD_NAME = `${ONLINE_SCOPE}/network_1/ppo_head_0/policy_log_std`;
