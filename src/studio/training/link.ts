/**
 * A setup as text that fits in a link: JSON, deflated, in base64url, after a version and before a checksum. It says only
 * what is not the default, and names what every Lapzero has. What comes back is checked as any file is; nothing in it runs
 * by itself.
 */
import { deflateSync, inflateSync, strFromU8, strToU8 } from 'fflate';
import { z } from 'zod';
import { checkRecipe, RECIPE_DEFAULTS, type Recipe, recipeSchema } from '../../learn/recipe.ts';
import { UserError } from '../../math/error.ts';
import { readJson } from '../../math/read-json.ts';
import { sha256Hex } from '../../math/sha256.ts';
import { BUILT_IN_REWARDS } from '../../reward/builtin.ts';
import { rewardSource, sourceHash } from '../../reward/source.ts';
import type { GeneratedSource } from '../../store/track-source.ts';
import { formatTrackJson, parseTrackJson } from '../../track/format.ts';
import { generateTrack } from '../../track/generator.ts';
import { GENERATORS } from '../../track/generator-options.ts';
import type { Track } from '../../track/track.ts';
import { LINK_DICTIONARY } from './link-dictionary.ts';
import type { Library } from './link-library.ts';
import { parseFirstLink } from './link-v1.ts';
import { type Setup, withReward } from './setup.ts';

/** Version 3 may name the track generator, a guide, a critic, exploration and averaging; it is written only where it does: older pages open all others. */
const VERSION = '2';
const VERSION_WITH_MORE = '3';
const CHECK_CHARACTERS = 8;
/** Of a track's or reward's hash: it detects changes; it is no protection. */
const HASH_CHARACTERS = 12;
/** Browsers and chats carry links of this length; a long custom track does not fit. */
export const MAX_LINK = 32_000;
const MAX_TEXT = 400_000;
const FILE = 'the recipe link';
const FIX = 'copy the whole link again';
const NEW_LINK = 'ask for a new link';

const unit = z.number().min(0).max(1);
const seed = z.int().min(0).max(0xffff_ffff);
const hash = z.string().regex(/^[0-9a-f]{12}$/);
const { hyperparameters, ...rest } = recipeSchema.omit({ courses: true, reward: true, from: true }).shape;
const linkSchema = z.strictObject({
  /** what differs from the defaults */
  recipe: z.strictObject(rest).partial().extend({ hyperparameters: hyperparameters.partial().optional() }).strict().optional(),
  track: z.union([
    z.strictObject({ bundled: z.string().regex(/^[a-z0-9-]{1,64}$/), hash }),
    z.strictObject({ generated: z.tuple([seed, unit, z.literal(GENERATORS).optional()]), hash }),
    z.strictObject({ json: z.string() }),
  ]),
  reward: z.union([
    z.strictObject({ template: z.string().max(64), language: z.enum(['python', 'typescript']), hash }),
    z.strictObject({ file: z.string().max(100), text: z.string() }),
  ]),
  backend: z.enum(['wasm', 'webgl']).optional(),
});
type Link = z.infer<typeof linkSchema>;

/** @throws UserError when it would be too long, or stands on weights, which no link carries */
export function formatLink(setup: Setup): string {
  const { recipe, backend, from } = setup;
  if (from)
    throw new UserError('the setup', 'its weights', `are those of ${from.name}`, 'start from blank weights to share it');
  const changes = changesOf(recipe);
  const value: Link = {
    ...(Object.keys(changes).length > 0 && { recipe: changes }),
    track: trackEntry(setup),
    reward: rewardEntry(setup),
    ...(backend !== 'auto' && { backend }),
  };
  const body = toBase64Url(deflateSync(strToU8(JSON.stringify(value)), { level: 9, dictionary: LINK_DICTIONARY }));
  const link = `${saysMore(setup) ? VERSION_WITH_MORE : VERSION}${body}${checkOf(body)}`;
  if (link.length <= MAX_LINK) return link;
  throw new UserError(
    'the setup',
    'its link',
    `would have ${link.length} characters`,
    'share the track and the reward as files instead',
  );
}

function saysMore({ recipe, source }: Setup): boolean {
  const generators = [recipe.generated?.generator, 'generated' in source ? source.generated.generator : undefined];
  const { guide, critic, exploration, averaging } = recipe;
  return [guide, critic, exploration, averaging, ...generators].some((each) => each !== undefined);
}

/** What of a recipe is not as {@link RECIPE_DEFAULTS} has it. */
function changesOf(recipe: Recipe): NonNullable<Link['recipe']> {
  const differing = <Value extends object>(value: Value, defaults: Partial<Value>): Partial<Value> =>
    Object.fromEntries(
      Object.entries(value).filter(([key, each]) => JSON.stringify(each) !== JSON.stringify(defaults[key as keyof Value])),
    ) as Partial<Value>;
  const { courses, reward, from, hyperparameters, ...own } = recipe;
  const { hyperparameters: usual, reward: _, from: __, ...defaults } = RECIPE_DEFAULTS;
  const learning = differing(hyperparameters, usual);
  return { ...differing(own, defaults), ...(Object.keys(learning).length > 0 && { hyperparameters: learning }) };
}

function trackEntry({ source, track }: Setup): Link['track'] {
  const hash = track.hash.slice(0, HASH_CHARACTERS);
  if ('own' in source) return { bundled: source.own, hash };
  if ('generated' in source) {
    const { seed, difficulty, generator } = source.generated;
    return { generated: generator === undefined ? [seed, difficulty] : [seed, difficulty, generator], hash };
  }
  return { json: formatTrackJson(track) };
}

function rewardEntry({ reward, template }: Setup): Link['reward'] {
  const { file, language, text } = reward;
  if (template === null || language === 'javascript') return { file, text };
  return { template, language, hash: sourceHash(reward).slice(0, HASH_CHARACTERS) };
}

/** @throws UserError for a damaged, foreign or too long link, and for a setup that could not be trained */
export async function parseLink(link: string, library: Library): Promise<Setup> {
  if (link.length > MAX_LINK) throw new UserError(FILE, 'length', `is over ${MAX_LINK} characters`, FIX);
  const body = link.slice(1, -CHECK_CHARACTERS);
  const version = link[0];
  if (version !== VERSION && version !== VERSION_WITH_MORE && version !== '1') {
    throw new UserError(FILE, 'version', 'is not known here', 'open it with a newer Lapzero');
  }
  if (checkOf(body) !== link.slice(-CHECK_CHARACTERS)) throw new UserError(FILE, 'the text', 'is damaged or cut short', FIX);
  if (version === '1') return parseFirstLink(inflated(body), library);
  const value = readJson(inflated(body, LINK_DICTIONARY), linkSchema, FILE, FIX);
  const { track, source } = await trackOf(value.track, library);
  const { reward, template } = await rewardFrom(value.reward, track, library);
  const { hyperparameters, ...changes } = value.recipe ?? {};
  const recipe = {
    ...RECIPE_DEFAULTS,
    ...changes,
    hyperparameters: { ...RECIPE_DEFAULTS.hyperparameters, ...hyperparameters },
    courses: [{ name: track.name, hash: track.hash }],
  } as Recipe;
  checkRecipe(recipe, FILE);
  const setup: Setup = { recipe, track, source, reward, template, backend: value.backend ?? 'auto', from: null };
  return withReward(setup, reward, template);
}

async function trackOf(entry: Link['track'], library: Library): Promise<Pick<Setup, 'track' | 'source'>> {
  if ('json' in entry) {
    const track = parseTrackJson(entry.json, `${FILE}, its track`);
    return { track, source: { file: track.name } };
  }
  const isBundled = 'bundled' in entry;
  const track = isBundled ? await library.track(entry.bundled) : generateTrack(generatedOf(entry));
  if (!track.hash.startsWith(entry.hash)) throw new UserError(FILE, 'the track', 'is not the one it was made with', NEW_LINK);
  return { track, source: isBundled ? { own: track.name } : { generated: generatedOf(entry) } };
}

function generatedOf({
  generated: [seed, difficulty, generator],
}: Extract<Link['track'], { generated: unknown }>): GeneratedSource {
  return { seed, difficulty, ...(generator !== undefined && { generator }) };
}

async function rewardFrom(entry: Link['reward'], track: Track, library: Library): Promise<Pick<Setup, 'reward' | 'template'>> {
  if ('text' in entry) return { reward: rewardSource(entry.file, entry.text), template: null };
  const { template, language } = entry;
  const reward = await library.reward(template, language, track);
  // One that is compiled in is known by its name; of any other, the text is what is trained with.
  if (!BUILT_IN_REWARDS.includes(template) && !sourceHash(reward).startsWith(entry.hash)) {
    throw new UserError(FILE, `the reward function ${template}`, 'has changed since it was made', NEW_LINK);
  }
  return { reward, template };
}

/** A few kilobytes may not become gigabytes. */
function inflated(body: string, dictionary?: Uint8Array): string {
  try {
    const out = new Uint8Array(MAX_TEXT);
    const bytes = inflateSync(fromBase64Url(body), { out, ...(dictionary && { dictionary }) });
    // What does not fit is cut off, not refused.
    if (bytes.length === MAX_TEXT) throw new RangeError();
    return strFromU8(bytes);
  } catch {
    throw new UserError(FILE, 'the text', 'cannot be unpacked', FIX);
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
