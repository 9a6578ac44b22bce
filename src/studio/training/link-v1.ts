/** Recipe links of version 1, which said everything: they are still read. */
import { z } from 'zod';
import { checkRecipe, recipeSchema } from '../../learn/recipe.ts';
import { UserError } from '../../math/error.ts';
import { readJson } from '../../math/read-json.ts';
import { rewardSource, sourceHash } from '../../reward/source.ts';
import { parseTrackJson } from '../../track/format.ts';
import { generateTrack } from '../../track/generator.ts';
import type { Track } from '../../track/track.ts';
import { isOfLibrary, type Library } from './link-library.ts';
import { type Setup, withReward } from './setup.ts';

const FILE = 'the recipe link';

const unit = z.number().min(0).max(1);
const linkSchema = z.strictObject({
  recipe: recipeSchema,
  course: z.union([
    z.strictObject({ own: z.string().regex(/^[a-z0-9-]{1,64}$/) }),
    z.strictObject({ generated: z.strictObject({ seed: z.int().min(0).max(0xffff_ffff), difficulty: unit }) }),
    z.strictObject({ json: z.string() }),
  ]),
  reward: z.strictObject({ file: z.string().max(100), text: z.string() }),
  template: z.string().max(64).nullable(),
  backend: z.enum(['auto', 'wasm', 'webgl']),
});

/** @param text what was deflated in it @throws UserError for anything but a setup that could be trained */
export async function parseFirstLink(text: string, library: Library): Promise<Setup> {
  const value = readJson(text, linkSchema, FILE, 'copy the whole link again');
  const { recipe, course, template, backend } = value;
  checkRecipe(recipe, FILE);
  const track = await trackOf(course, library);
  if (recipe.courses.length !== 1 || recipe.courses[0].hash !== track.hash) {
    throw new UserError(FILE, 'the track', 'is not the one it was made with', 'ask for a new link');
  }
  const reward = rewardSource(value.reward.file, value.reward.text);
  const source = 'json' in course ? { file: track.name } : course;
  const setup: Setup = { recipe, track, source, reward, template, backend, from: null };
  // A custom text may not call itself one of the library.
  if (template !== null && !(await isOfLibrary(template, reward, track, library))) return withReward(setup, reward, null);
  if (typeof recipe.reward === 'string' ? recipe.reward === template : recipe.reward.hash === sourceHash(reward)) return setup;
  return withReward(setup, reward, null);
}

async function trackOf(course: z.infer<typeof linkSchema>['course'], library: Library): Promise<Track> {
  if ('own' in course) return library.track(course.own);
  return 'json' in course ? parseTrackJson(course.json, `${FILE}, its track`) : generateTrack(course.generated);
}
