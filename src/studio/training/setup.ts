/** What is to be trained: a recipe in the making, with what it only names. */

import { signal } from '@preact/signals';
import { checkRecipe, RECIPE_DEFAULTS, type Recipe, rewardEntry } from '../../learn/recipe.ts';
import type { SandboxedReward } from '../../learn/team-protocol.ts';
import { messageOf } from '../../math/error.ts';
import type { Policy } from '../../policy/policy.ts';
import { BUILT_IN_REWARDS, OBJECTS_REWARD } from '../../reward/builtin.ts';
import { DEFAULT_LIMITS } from '../../reward/sandbox.ts';
import type { RewardSource } from '../../reward/source.ts';
import { libraryReward } from '../../store/library.browser.ts';
import type { TrackSource } from '../../store/track-source.ts';
import type { Track } from '../../track/track.ts';

export interface Setup {
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

export const setup = signal<Setup | null>(null);

/** Of the library; the only one that knows its track. */
const LINE_REWARD = 'racing-line';

export function setupFor(track: Track, source: TrackSource, reward: RewardSource, template: string): Setup {
  const recipe = { ...RECIPE_DEFAULTS, courses: [{ name: track.name, hash: track.hash }] };
  return withReward({ recipe, track, source, reward, template, backend: 'auto', from: null }, reward, template);
}

/** The same on another track; a bundled reward function that follows a track's line then follows that of the new track. */
export async function withTrack(setup: Setup, track: Track, source: TrackSource): Promise<Setup> {
  const recipe = { ...setup.recipe, courses: [{ name: track.name, hash: track.hash }] };
  const moved = { ...setup, track, source, recipe };
  const { language } = setup.reward;
  if (setup.template !== LINE_REWARD || language === 'javascript') return moved;
  return withReward(moved, await libraryReward(LINE_REWARD, language, track), LINE_REWARD);
}

/** An unchanged function of the library that is compiled in needs no sandbox, and is faster. */
export function withReward(setup: Setup, reward: RewardSource, template: string | null): Setup {
  const isBuiltIn = template !== null && BUILT_IN_REWARDS.includes(template);
  return { ...setup, reward, template, recipe: { ...setup.recipe, reward: isBuiltIn ? template : rewardEntry(reward) } };
}

export function withRecipe(setup: Setup, change: Partial<Recipe>): Setup {
  return { ...setup, recipe: { ...setup.recipe, ...change } };
}

/** Changes the setup that is on the page. */
export function change(make: (setup: Setup) => Setup): void {
  if (setup.value) setup.value = make(setup.value);
}

/** Whether a sandbox must run the setup's reward. */
export function needsSandbox({ recipe }: Pick<Setup, 'recipe'>): boolean {
  return typeof recipe.reward !== 'string';
}

/** What the sandbox gets; null where none is needed. */
export function sandboxed(setup: Pick<Setup, 'recipe' | 'reward'>): SandboxedReward | null {
  return needsSandbox(setup) ? { source: setup.reward, zero: false, limits: DEFAULT_LIMITS } : null;
}

const CUSTOM_REWARD = 'my-reward';

/** What the setup's reward is called: its name in the library, or that it is custom. */
export function rewardNameOf({ template }: Pick<Setup, 'template'>): string {
  return template ?? CUSTOM_REWARD;
}

/** Inputs that show objects before the car hits them. */
const OBJECT_INPUTS = /\b(objects_\w+|closest_objects|object_in_camera)\b/;

/** Whether nothing is on the track, or the reward asks about what is. */
export function seesObjects({ template, reward, recipe }: Setup): boolean {
  return recipe.objects.length === 0 || template === OBJECTS_REWARD || OBJECT_INPUTS.test(reward.text);
}

/** Why the setup cannot be trained; empty when it can. */
export function troubleOf({ recipe }: Setup): string {
  try {
    checkRecipe(recipe, 'Settings');
    return '';
  } catch (error) {
    return messageOf(error);
  }
}
