/** What a training makes of the weights it begins with. */
import { UserError } from '../math/error.ts';
import { randomStream } from '../math/random.ts';
import { copyLayers, initialise } from '../policy/network.ts';
import type { Policy } from '../policy/policy.ts';
import type { Recipe } from './recipe.ts';
import { blankNetwork } from './team.ts';

export function hasSameActions({ actionSpace }: Policy, recipe: Recipe): boolean {
  return JSON.stringify(actionSpace) === JSON.stringify(recipe.actionSpace);
}

/**
 * The parent's weights for the recipe's network; where the recipe's actions are others, with a new policy head.
 * @param name the parent's, for the message
 * @throws UserError when the recipe has another network
 */
export function inheritedParameters(parent: Policy, name: string, recipe: Recipe): Float32Array {
  const { network } = parent;
  if (network.architecture.name !== recipe.architecture) {
    const problem = `is a "${network.architecture.name}" network, not "${recipe.architecture}"`;
    throw new UserError(name, 'the network', problem, `train a "${network.architecture.name}"`);
  }
  const child = blankNetwork(recipe);
  initialise(child, randomStream(recipe.seed, 'init'));
  copyLayers(network, child, hasSameActions(parent, recipe));
  return child.parameters;
}
