/** Which back end a training computes on. */
import type { Recipe } from '../../learn/recipe.ts';
import { type BackendChoice, chooseBackend } from '../../learn/team.browser.ts';

/** Threads that help: more than one per core only get in each other's way. */
export const WORKERS = Math.max(1, navigator.hardwareConcurrency);

const choices = new Map<string, Promise<BackendChoice>>();

/** Which back end learns faster with the recipe's network: measured once for each kind, best before it is asked for. */
export function measured(recipe: Recipe): Promise<BackendChoice> {
  const { architecture, actionSpace, hyperparameters, guide, critic, exploration } = recipe;
  // A GPU knows none of them.
  if (guide || critic || exploration) return Promise.resolve(chosen('wasm'));
  const key = JSON.stringify([architecture, actionSpace.kind, hyperparameters.minibatchSize]);
  const known = choices.get(key);
  if (known) return known;
  const choice = chooseBackend(recipe, WORKERS);
  choices.set(key, choice);
  choice.catch(() => choices.delete(key));
  return choice;
}

/** A back end that nothing had to be measured for. */
export function chosen(name: Recipe['backend']): BackendChoice {
  return { backend: name, wasm: null, webgl: null, gpu: '', isSoftware: false };
}

/** On a GPU all cars are one shard. */
export function onBackend(recipe: Recipe, name: Recipe['backend']): Recipe {
  const { hyperparameters } = recipe;
  const cars = hyperparameters.shards * hyperparameters.carsPerShard;
  const shards = name === 'webgl' ? { shards: 1, carsPerShard: cars } : {};
  return { ...recipe, backend: name, hyperparameters: { ...hyperparameters, ...shards } };
}
