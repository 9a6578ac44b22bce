/** What is to be trained: a recipe in the making, with what it only names. */

import { signal } from '@preact/signals';
import { checkRecipe, RECIPE_DEFAULTS, type Recipe, rewardEntry } from '../learn/recipe.ts';
import type { SandboxedReward } from '../learn/team-protocol.ts';
import { messageOf } from '../math/error.ts';
import type { Policy } from '../policy/policy.ts';
import { BUILT_IN_REWARDS, OBJECTS_REWARD } from '../reward/builtin.ts';
import { DEFAULT_LIMITS } from '../reward/sandbox.ts';
import type { RewardSource } from '../reward/source.ts';
import { libraryReward } from '../store/library.browser.ts';
import type { TrackSource } from '../store/track-source.ts';
import type { Track } from '../track/track.ts';

export interface Plan {
  readonly recipe: Recipe;
  readonly track: Track;
  readonly source: TrackSource;
  readonly reward: RewardSource;
  /** the library's function that the text is, unchanged */
  readonly template: string | null;
  /** `auto` measures */
  readonly backend: 'auto' | Recipe['backend'];
  /** whose weights it begins with */
  readonly from: { readonly name: string; readonly policy: Policy } | null;
}

export const plan = signal<Plan | null>(null);

/** Of the library; the only one that knows its track. */
const LINE_REWARD = 'racing-line';

export function planFor(track: Track, source: TrackSource, reward: RewardSource, template: string): Plan {
  const recipe = { ...RECIPE_DEFAULTS, courses: [{ name: track.name, hash: track.hash }] };
  return withReward({ recipe, track, source, reward, template, backend: 'auto', from: null }, reward, template);
}

/** The same on another track; a bundled reward function that follows a track's line then follows that of the new track. */
export async function withTrack(plan: Plan, track: Track, source: TrackSource): Promise<Plan> {
  const recipe = { ...plan.recipe, courses: [{ name: track.name, hash: track.hash }] };
  const moved = { ...plan, track, source, recipe };
  const { language } = plan.reward;
  if (plan.template !== LINE_REWARD || language === 'javascript') return moved;
  return withReward(moved, await libraryReward(LINE_REWARD, language, track), LINE_REWARD);
}

/** An unchanged function of the library that is compiled in needs no sandbox, and is faster. */
export function withReward(plan: Plan, reward: RewardSource, template: string | null): Plan {
  const isBuiltIn = template !== null && BUILT_IN_REWARDS.includes(template);
  return { ...plan, reward, template, recipe: { ...plan.recipe, reward: isBuiltIn ? template : rewardEntry(reward) } };
}

export function withRecipe(plan: Plan, change: Partial<Recipe>): Plan {
  return { ...plan, recipe: { ...plan.recipe, ...change } };
}

/** Changes the plan that is on the page. */
export function change(make: (plan: Plan) => Plan): void {
  if (plan.value) plan.value = make(plan.value);
}

/** Whether a sandbox must run the plan's reward. */
export function needsSandbox({ recipe }: Pick<Plan, 'recipe'>): boolean {
  return typeof recipe.reward !== 'string';
}

/** What the sandbox gets; null where none is needed. */
export function sandboxed(plan: Pick<Plan, 'recipe' | 'reward'>): SandboxedReward | null {
  return needsSandbox(plan) ? { source: plan.reward, zero: false, limits: DEFAULT_LIMITS } : null;
}

const CUSTOM_REWARD = 'my-reward';

/** What the plan's reward is called: its name in the library, or that it is custom. */
export function rewardNameOf({ template }: Pick<Plan, 'template'>): string {
  return template ?? CUSTOM_REWARD;
}

/** Inputs that show objects before the car hits them. */
const OBJECT_INPUTS = /\b(objects_\w+|closest_objects|object_in_camera)\b/;

/** Whether nothing is on the track, or the reward asks about what is. */
export function seesObjects({ template, reward, recipe }: Plan): boolean {
  return recipe.objects.length === 0 || template === OBJECTS_REWARD || OBJECT_INPUTS.test(reward.text);
}

/** Why the plan cannot be trained; empty when it can. */
export function troubleOf({ recipe }: Plan): string {
  try {
    checkRecipe(recipe, 'Settings');
    return '';
  } catch (error) {
    return messageOf(error);
  }
}
