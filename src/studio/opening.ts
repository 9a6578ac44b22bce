/** What the studio opens with: a link's recipe, an agent to go on from, what was on the page last time, or our first plan. */
import { batch, computed, signal } from '@preact/signals';
import { z } from 'zod';

import { hyperparametersSchema, type Recipe, recipeSchema } from '../learn/recipe.ts';
import { blankNetwork } from '../learn/team.ts';
import { UserError } from '../math/error.ts';
import { parseAgent } from '../policy/agent.ts';
import { DEFAULT_REWARD } from '../reward/builtin.ts';
import { type RewardSource, rewardSource } from '../reward/source.ts';
import { objectGroupSchema } from '../sim/traffic.ts';
import { type StoredAgent, type StoredRun, storedAgent } from '../store/garage.browser.ts';
import { libraryReward, ownCourse } from '../store/library.browser.ts';
import { trackFromData } from '../track/track.ts';
import { formatLink, parseLink } from './link.ts';
import { type Plan, plan, planFor, withCourse, withRecipe, withReward } from './plan.ts';
import { isOver, reset } from './session.ts';

const DEFAULT_COURSE = 'workshop';
const KEPT = 'lapzero-plan';

const LIBRARY = { course: ownCourse, reward: libraryReward };

/** What came by a link, until it is trained or dismissed. */
const opened = signal<Plan | null>(null);

/** A reward function came by a link: it is shown before it runs anywhere. It is one's own as soon as one changes it. */
export const isOpened = computed(() => opened.value !== null && opened.value.reward === plan.value?.reward);

/** Somebody has seen it, and goes ahead. */
export function acceptOpened(): void {
  opened.value = null;
}

/** The link or agent that is open. */
let isOf = '';

/** @param query after `#/train?` @throws UserError for a link or an agent that cannot be used; a plan is there all the same */
export async function openPlan(query: URLSearchParams): Promise<void> {
  const last = await lastPlan();
  plan.value ??= last;
  const link = query.get('r');
  const agent = query.get('from');
  if (link === null && agent === null) return;
  // Back from another room, by the browser's own button.
  if (isOf === query.toString() && (link !== null || plan.value.from !== null)) return;
  if (!isOver()) {
    throw new UserError('the studio', 'the training', 'is under way', 'let it finish or reset it, then open this again');
  }
  const found = link !== null ? await parseLink(link, LIBRARY) : await planFrom(agent ?? '', last);
  // What was trained before is not what will be.
  reset();
  batch(() => {
    // What came with a model is a stranger's code, too.
    opened.value = link !== null || found.reward !== last.reward ? found : null;
    plan.value = found;
  });
  isOf = query.toString();
}

/** The plan of a training that is taken up again. @throws UserError when its reward function is not there any more */
export async function resumePlan({ name, recipe, courses, reward, parameters }: StoredRun): Promise<void> {
  const track = trackFromData(courses[0]);
  const template = typeof recipe.reward === 'string' ? recipe.reward : null;
  const source = reward ?? (await libraryReward(template ?? '', 'python', track));
  const from = parameters && {
    name: recipe.from?.name ?? name,
    policy: { network: { ...blankNetwork(recipe), parameters }, actionSpace: recipe.actionSpace },
  };
  acceptOpened();
  plan.value = { recipe, track, source: { file: track.name }, reward: source, template, backend: recipe.backend, from };
}

export async function lastPlan(): Promise<Plan> {
  const kept = read();
  if (kept) {
    try {
      return await parseLink(kept, LIBRARY);
    } catch {
      // Of an older version, or a course that is no more: begin anew.
    }
  }
  const track = await ownCourse(DEFAULT_COURSE);
  return planFor(track, { own: DEFAULT_COURSE }, await libraryReward(DEFAULT_REWARD, 'python', track), DEFAULT_REWARD);
}

async function planFrom(id: string, last: Plan): Promise<Plan> {
  const stored = await storedAgent(id);
  if (!stored) throw new UserError('the Garage', 'the agent', 'is not there any more', 'choose another');
  const { policy, recipe: told, car, controlHz } = parseAgent(stored.files, stored.name);
  const recipe = recipeSchema.safeParse(told).data;
  const track = stored.course ? trackFromData(stored.course) : last.track;
  const { name } = track;
  const isSame = name === last.track.name && track.hash === last.track.hash;
  const placed = isSame ? last : await withCourse(last, track, { file: name });
  const brought = await broughtWith(stored, told);
  const based = brought.reward ? withReward(placed, brought.reward, null) : placed;
  return {
    ...withRecipe(based, {
      architecture: policy.network.architecture.name,
      car,
      controlHz,
      actionSpace: policy.actionSpace,
      ...(recipe && { objects: recipe.objects, randomisation: recipe.randomisation }),
      ...brought.recipe,
      from: { name: stored.name, weightsHash: JSON.parse(new TextDecoder().decode(stored.files['agent.json'])).weightsHash },
    }),
    from: { name: stored.name, policy },
  };
}

/** A model of DeepRacer's fills the form with what came with it. */
async function broughtWith(
  { files }: StoredAgent,
  told: Readonly<Record<string, unknown>>,
): Promise<{ reward: RewardSource | null; recipe: Partial<Recipe> }> {
  if (told.imported === undefined) return { reward: null, recipe: {} };
  const text = files['reward.py'] ? new TextDecoder().decode(files['reward.py']) : '';
  const { hyperparameters, objects } = broughtSchema.safeParse(told).data ?? {};
  return {
    reward: text.trim() ? rewardSource('reward.py', text) : null,
    recipe: { ...(hyperparameters && { hyperparameters }), ...(objects && { objects }) },
  };
}

const broughtSchema = z.object({
  hyperparameters: hyperparametersSchema.optional(),
  objects: z.array(objectGroupSchema).optional(),
});

/** Keeps the plan for the next visit, where that is possible. */
export function rememberPlan(current: Plan): void {
  try {
    // Whose weights it began with is not kept: they would not fit.
    localStorage.setItem(KEPT, formatLink({ ...current, recipe: { ...current.recipe, from: null }, from: null }));
  } catch {
    // Too long, or a browser that keeps nothing: the page works all the same.
  }
}

function read(): string | null {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}
