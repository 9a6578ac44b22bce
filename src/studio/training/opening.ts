/** What the studio opens with: a link's recipe, an agent to continue from, what was on the page last time, or the first setup. */
import { batch, computed, signal } from '@preact/signals';
import { z } from 'zod';

import { hyperparametersSchema, RECIPE_DEFAULTS, type Recipe, recipeSchema } from '../../learn/recipe.ts';
import { blankNetwork } from '../../learn/team.ts';
import { UserError } from '../../math/error.ts';
import { type Agent, parseAgent, weightsHash } from '../../policy/agent.ts';
import { DEFAULT_REWARD } from '../../reward/builtin.ts';
import { type RewardText, rewardSource } from '../../reward/source.ts';
import { objectGroupSchema } from '../../sim/traffic.ts';
import { rewardTextOf } from '../../store/agent-facts.ts';
import { type StoredRun, storedAgent } from '../../store/garage.browser.ts';
import {
  BUNDLED_AGENTS,
  bundledAgent,
  bundledAgentReward,
  bundledTrack,
  bundledTrackOf,
  KNOWN_TRACKS,
  libraryReward,
} from '../../store/library.browser.ts';
import type { TrackSource } from '../../store/track-source.ts';
import { type Track, trackFromData } from '../../track/track.ts';
import { storedText, storeText } from '../../ui/stored-text.ts';
import type { TrainingClient } from './client.ts';
import { formatLink, parseLink } from './link.ts';
import { isOfLibrary } from './link-library.ts';
import { type Setup, setup, setupFor, withReward, withTrack } from './setup.ts';

const DEFAULT_TRACK = 'workshop';
/** The key keeps its first name, so that what earlier versions stored is found. */
const STORAGE_KEY = 'lapzero-plan';
/** How long an agent that had learned all that it was asked for continues. */
const CONTINUED_STEPS = 100_000;

const LIBRARY = { track: bundledTrack, reward: libraryReward };

/** What came by a link, until it is trained or dismissed. */
const opened = signal<Setup | null>(null);

/** A reward function came by a link: it is shown before it runs anywhere. It is the person's own as soon as they change it. */
export const isOpened = computed(() => opened.value !== null && opened.value.reward === setup.value?.reward);

/** The person has seen it and goes ahead. */
export function acceptOpened(): void {
  opened.value = null;
}

/** The link or agent that is open. */
let isOf = '';

/**
 * @param query after `#/train?` @param training what was trained before is cleared
 * @throws UserError for a link or an agent that cannot be used; a setup is there all the same
 */
export async function openSetup(query: URLSearchParams, training: Pick<TrainingClient, 'isOver' | 'reset'>): Promise<void> {
  const last = await lastSetup();
  setup.value ??= last;
  const link = query.get('r');
  const agent = query.get('from');
  if (link === null && agent === null) return;
  // Back from another room, by the browser's own button.
  if (isOf === query.toString() && (link !== null || setup.value.from !== null)) return;
  if (!training.isOver()) {
    throw new UserError('the studio', 'the training', 'is under way', 'stop it or start over, then open this again');
  }
  const { found, isStrangers } =
    link !== null ? { found: await parseLink(link, LIBRARY), isStrangers: true } : await setupFrom(agent ?? '', last);
  // What was trained before is not what will be.
  training.reset();
  batch(() => {
    opened.value = isStrangers ? found : null;
    setup.value = found;
  });
  isOf = query.toString();
}

/** The setup of a training that is resumed. @throws UserError when its reward function is not there any more */
export async function resumeSetup({ name, recipe, courses, source, reward, parameters }: StoredRun): Promise<void> {
  const track = trackFromData(courses[0]);
  const template = typeof recipe.reward === 'string' ? recipe.reward : null;
  const text = reward ?? (await libraryReward(template ?? '', 'python', track));
  const from = parameters && {
    name: recipe.from?.name ?? name,
    policy: { network: { ...blankNetwork(recipe), parameters }, actionSpace: recipe.actionSpace },
  };
  acceptOpened();
  const where = source ?? (await sourceOf(track));
  setup.value = { recipe, track, source: where, reward: text, template, backend: recipe.backend, from };
}

export async function lastSetup(): Promise<Setup> {
  const saved = storedText(STORAGE_KEY);
  if (saved) {
    try {
      return await parseLink(saved, LIBRARY);
    } catch {
      // Of an older version, or a track that is no longer there: start with the defaults.
    }
  }
  const track = await bundledTrack(DEFAULT_TRACK);
  return setupFor(track, { own: DEFAULT_TRACK }, await libraryReward(DEFAULT_REWARD, 'python', track), DEFAULT_REWARD);
}

/** An agent of the Garage or a bundled one, and what is known of how it was made. */
interface Origin {
  readonly name: string;
  readonly agent: Agent;
  readonly track: Track | null;
  readonly source: TrackSource | null;
  readonly rewardText: RewardText | null;
  readonly rewardName: string | null;
  /** its reward function is a stranger's and has not been seen here */
  readonly isStrangers: boolean;
}

async function originOf(id: string): Promise<Origin> {
  if (BUNDLED_AGENTS.includes(id)) {
    const [agent, rewardText] = await Promise.all([bundledAgent(id), bundledAgentReward(id)]);
    const track = await bundledTrackOf(agent);
    const source = track && { own: track.name };
    return { name: id, agent, track, source, rewardText, rewardName: null, isStrangers: false };
  }
  const stored = await storedAgent(id);
  if (!stored) throw new UserError('the Garage', 'the agent', 'is not there any more', 'choose another');
  const { name, files, course, source, rewardName, isTrainedHere = false } = stored;
  const agent = parseAgent(files, name);
  const rewardText = rewardTextOf(agent, files);
  const track = course && trackFromData(course);
  const isStrangers = rewardText !== null && !isTrainedHere;
  return { name, agent, track, source: source ?? null, rewardText, rewardName: rewardName ?? null, isStrangers };
}

/** A setup that continues from an agent: with its own reward, actions and settings, where they are known. */
export async function setupFrom(id: string, last: Setup): Promise<{ readonly found: Setup; readonly isStrangers: boolean }> {
  const { name, agent, track, source, rewardText, rewardName, isStrangers } = await originOf(id);
  const { policy, recipe: told, car, controlHz } = agent;
  const known = recipeSchema.safeParse(told).data;
  const isSame = !track || track.hash === last.track.hash;
  const placed = isSame ? last : await withTrack(last, track, source ?? (await sourceOf(track)));
  const rewarded = await withRewardOf(placed, known?.reward, rewardText, rewardName);
  const isSolved = known?.until === 'solved' || known?.until === 'lap';
  const brought = broughtSchema.safeParse(told).data;
  const recipe: Recipe = {
    ...RECIPE_DEFAULTS,
    ...known,
    ...(known && isSolved && { until: { steps: CONTINUED_STEPS } }),
    ...(brought?.hyperparameters && { hyperparameters: brought.hyperparameters }),
    ...(brought?.objects && { objects: brought.objects }),
    reward: rewarded.recipe.reward,
    courses: rewarded.recipe.courses,
    architecture: policy.network.architecture.name,
    evaluateEvery: known?.evaluateEvery ?? (policy.network.architecture.separateValue ? 5 : 1),
    car,
    controlHz,
    actionSpace: policy.actionSpace,
    from: { name, weightsHash: weightsHash(policy.network) },
  };
  return { found: { ...rewarded, recipe, backend: 'auto', from: { name, policy } }, isStrangers };
}

/** The setup with the reward that an agent was trained with; with its own where that is not known. */
async function withRewardOf(
  setup: Setup,
  entry: Recipe['reward'] | undefined,
  text: RewardText | null,
  name: string | null,
): Promise<Setup> {
  if (typeof entry === 'string') return withReward(setup, await libraryReward(entry, 'python', setup.track), entry);
  if (!text) return setup;
  const source = rewardSource(text.file, text.text);
  return withReward(setup, source, name !== null && (await isOfLibrary(name, source, setup.track, LIBRARY)) ? name : null);
}

/** A track that is bundled needs no points in a link. */
export async function sourceOf({ name, hash }: Track): Promise<TrackSource> {
  const isBundled = KNOWN_TRACKS.includes(name) && (await bundledTrack(name)).hash === hash;
  return isBundled ? { own: name } : { file: name };
}

/** What an imported DeepRacer model brings. */
const broughtSchema = z.object({
  imported: z.unknown().refine((value) => value !== undefined),
  hyperparameters: hyperparametersSchema.optional(),
  objects: z.array(objectGroupSchema).optional(),
});

/** Saves the setup for the next visit, where that is possible. */
export function rememberSetup(current: Setup): void {
  try {
    // The weights that it continues from are not saved: they would not fit.
    storeText(STORAGE_KEY, formatLink({ ...current, recipe: { ...current.recipe, from: null }, from: null }));
  } catch {
    // Too long: the page works all the same.
  }
}
