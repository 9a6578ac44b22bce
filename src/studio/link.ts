/**
 * A plan as text that fits in a link: JSON, deflated, in base64url, after a version and before a checksum. What comes
 * back is checked as any file is; nothing in it runs by itself.
 */
import { deflateSync, inflateSync, strFromU8, strToU8 } from 'fflate';
import { z } from 'zod';
import { checkRecipe, recipeSchema } from '../learn/recipe.ts';
import { UserError } from '../math/error.ts';
import { readJson } from '../math/read-json.ts';
import { sha256Hex } from '../math/sha256.ts';
import { type RewardSource, rewardSource, sourceHash } from '../reward/source.ts';
import { formatTrackJson, parseTrackJson } from '../track/format.ts';
import { generateTrack } from '../track/generator.ts';
import type { Track } from '../track/track.ts';
import { type Plan, withReward } from './plan.ts';

const VERSION = '1';
const CHECK_CHARACTERS = 8;
/** Browsers and chats carry links of this length; a long course of one's own does not fit. */
export const MAX_LINK = 32_000;
const MAX_TEXT = 400_000;
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

/** @throws UserError when it would be too long, or stands on weights, which no link carries */
export function formatLink({ recipe, track, source, reward, template, backend, from }: Plan): string {
  if (from) throw new UserError('the plan', 'its beginning', `is ${from.name}`, 'begin with blank weights to share it');
  const course = 'file' in source ? { json: formatTrackJson(track) } : source;
  const { file, text } = reward;
  const value: z.input<typeof linkSchema> = { recipe, course, reward: { file, text }, template, backend };
  const body = toBase64Url(deflateSync(strToU8(JSON.stringify(value)), { level: 9 }));
  const link = `${VERSION}${body}${checkOf(body)}`;
  if (link.length <= MAX_LINK) return link;
  throw new UserError(
    'the plan',
    'its link',
    `would have ${link.length} characters`,
    'share the course and the reward as files instead',
  );
}

/** What links only name. */
export interface Library {
  course(name: string): Promise<Track>;
  reward(name: string, language: 'python' | 'typescript', track: Track): Promise<RewardSource>;
}

/** @throws UserError for a damaged, foreign or too long link, and for a plan that could not be trained */
export async function parseLink(link: string, library: Library): Promise<Plan> {
  const mend = 'copy the whole link again';
  if (link.length > MAX_LINK) throw new UserError(FILE, 'length', `is over ${MAX_LINK} characters`, mend);
  const body = link.slice(1, -CHECK_CHARACTERS);
  if (link[0] !== VERSION) throw new UserError(FILE, 'version', 'is not known here', 'open it with a newer Lapzero');
  if (checkOf(body) !== link.slice(-CHECK_CHARACTERS)) throw new UserError(FILE, 'the text', 'is damaged or cut short', mend);
  const value = readJson(inflated(body, mend), linkSchema, FILE, mend);
  const { recipe, course, template, backend } = value;
  checkRecipe(recipe, FILE);
  const track = await courseOf(course, library);
  if (recipe.courses.length !== 1 || recipe.courses[0].hash !== track.hash) {
    throw new UserError(FILE, 'the course', 'is not the one it was made with', 'ask for a new link');
  }
  const reward = rewardSource(value.reward.file, value.reward.text);
  const source = 'json' in course ? { file: track.name } : course;
  const plan: Plan = { recipe, track, source, reward, template, backend, from: null };
  // Somebody's own text may not call itself one of ours.
  if (template !== null && !(await isOfLibrary(template, reward, track, library))) return withReward(plan, reward, null);
  if (typeof recipe.reward === 'string' ? recipe.reward === template : recipe.reward.hash === sourceHash(reward)) return plan;
  return withReward(plan, reward, null);
}

async function isOfLibrary(name: string, { language, text }: RewardSource, track: Track, library: Library): Promise<boolean> {
  if (language === 'javascript') return false;
  return library.reward(name, language, track).then(
    (ours) => ours.text === text,
    () => false,
  );
}

async function courseOf(course: z.infer<typeof linkSchema>['course'], library: Library): Promise<Track> {
  if ('own' in course) return library.course(course.own);
  return 'json' in course ? parseTrackJson(course.json, `${FILE}, its course`) : generateTrack(course.generated);
}

/** A few kilobytes may not become gigabytes. */
function inflated(body: string, mend: string): string {
  try {
    const bytes = inflateSync(fromBase64Url(body), { out: new Uint8Array(MAX_TEXT) });
    // What does not fit is cut off, not refused.
    if (bytes.length === MAX_TEXT) throw new RangeError();
    return strFromU8(bytes);
  } catch {
    throw new UserError(FILE, 'the text', 'cannot be unpacked', mend);
  }
}

function checkOf(body: string): string {
  return sha256Hex(strToU8(body)).slice(0, CHECK_CHARACTERS);
}

function toBase64Url(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function fromBase64Url(text: string): Uint8Array {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
}
