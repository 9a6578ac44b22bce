/** What do we want? The contract between an environment and whatever rewards it. */
import type { Environment } from '../sim/environment.ts';

export interface Reward {
  readonly name: string;
  /**
   * Writes one number per car to `out`, for the decision the environment just carried out
   * (`environment.inputs` and `environment.ends`). Built-in rewards answer at once; others may take their time, but
   * have taken what they need of the environment when this returns: it may drive on.
   */
  evaluate(environment: Environment, out: Float32Array): void | Promise<void>;
}
