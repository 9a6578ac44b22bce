/** Bundled tracks and agents, as the pages fetch them. */
import { recipeSchema } from '../learn/recipe.ts';
import { UserError } from '../math/error.ts';
import { type Agent, parseAgent } from '../policy/agent.ts';
import { type RewardSource, type RewardText, rewardSource } from '../reward/source.ts';
import { parseTrackJson, parseTrackNpy } from '../track/format.ts';
import type { Track } from '../track/track.ts';

const TRACKS = import.meta.glob<string>('../../tracks/*.json', { query: '?url', import: 'default', eager: true });
const REPLACED = import.meta.glob<string>('../../tracks/replaced/*.json', { query: '?url', import: 'default', eager: true });
const MANIFESTS = import.meta.glob<string>('../../agents/*/agent.json', { query: '?url', import: 'default', eager: true });
const WEIGHTS = import.meta.glob<string>('../../agents/*/weights.bin', { query: '?url', import: 'default', eager: true });

const BUNDLED_AGENT_REWARDS = import.meta.glob<string>('../../agents/*/reward.ts', { query: '?raw', import: 'default' });
const LAPS = import.meta.glob<string>('../../agents/*/lap.json', { query: '?url', import: 'default', eager: true });

const PICTURES = import.meta.glob<string>(['../../tracks/*.svg', '../../tracks/replaced/*.svg'], {
  query: '?url',
  import: 'default',
  eager: true,
});
const REWARDS = import.meta.glob<string>('../reward/library/*.{py,ts}', { query: '?raw', import: 'default' });

/** The bundled tracks, as lists show them. */
export const BUNDLED_TRACKS: readonly string[] = Object.keys(TRACKS).map((path) =>
  path.slice('../../tracks/'.length, -'.json'.length),
);

/** The listed tracks, then those that earlier versions had: agents, recordings and links may still name them. */
export const KNOWN_TRACKS: readonly string[] = [
  ...BUNDLED_TRACKS,
  ...Object.keys(REPLACED).map((path) => path.slice('../../tracks/replaced/'.length, -'.json'.length)),
];

async function fetched(url: string | undefined, name: string): Promise<Response> {
  const response = url === undefined ? undefined : await fetch(url);
  if (response?.ok) return response;
  throw new UserError(name, 'the file', 'could not be loaded', 'reload the page; is the server still running?');
}

/** A bundled or replaced track. @throws UserError */
export async function bundledTrack(name: string): Promise<Track> {
  const url = TRACKS[`../../tracks/${name}.json`] ?? REPLACED[`../../tracks/replaced/${name}.json`];
  const response = await fetched(url, name);
  return parseTrackJson(await response.text(), name);
}

/** @throws UserError */
export async function bundledAgent(name: string): Promise<Agent> {
  const folder = `../../agents/${name}`;
  const [manifest, weights] = await Promise.all([
    fetched(MANIFESTS[`${folder}/agent.json`], name),
    fetched(WEIGHTS[`${folder}/weights.bin`], name),
  ]);
  const bytes = async (response: Response) => new Uint8Array(await response.arrayBuffer());
  return parseAgent({ 'agent.json': await bytes(manifest), 'weights.bin': await bytes(weights) }, name);
}

/** The bundled agents. */
export const BUNDLED_AGENTS: readonly string[] = Object.keys(MANIFESTS).map((path) =>
  path.slice('../../agents/'.length, -'/agent.json'.length),
);

/** The track that a bundled agent was trained on first; null where that is no bundled one. @throws UserError */
export async function bundledTrackOf({ recipe }: Agent): Promise<Track | null> {
  const name = recipeSchema.safeParse(recipe).data?.courses[0]?.name;
  return name !== undefined && KNOWN_TRACKS.includes(name) ? bundledTrack(name) : null;
}

/** The bundled agents that have a recorded lap. */
export const BUNDLED_LAPS: readonly string[] = Object.keys(LAPS).map((path) =>
  path.slice('../../agents/'.length, -'/lap.json'.length),
);

/** A recording's text. @throws UserError */
export async function bundledLap(name: string): Promise<string> {
  return (await fetched(LAPS[`../../agents/${name}/lap.json`], name)).text();
}

/** The custom reward function that a bundled agent was trained with; null where its reward is of the library. */
export async function bundledAgentReward(name: string): Promise<RewardText | null> {
  const text = await BUNDLED_AGENT_REWARDS[`../../agents/${name}/reward.ts`]?.();
  return text === undefined ? null : { file: 'reward.ts', text };
}

/** Address of a track's thumbnail; empty where there is none. */
export function bundledTrackPicture(name: string): string {
  return PICTURES[`../../tracks/${name}.svg`] ?? PICTURES[`../../tracks/replaced/${name}.svg`] ?? '';
}

const EXTENSIONS = { python: 'py', typescript: 'ts' } as const;

export const LIBRARY_REWARDS: readonly string[] = Object.keys(REWARDS)
  .filter((path) => path.endsWith('.py'))
  .map((path) => path.slice('../reward/library/'.length, -'.py'.length));

/** A reward function of the library; the racing line is the given track's. @throws UserError */
export async function libraryReward(name: string, language: keyof typeof EXTENSIONS, track: Track): Promise<RewardSource> {
  const file = `${name}.${EXTENSIONS[language]}`;
  const text = await libraryText(name, language);
  if (name !== 'racing-line') return rewardSource(file, text);
  const { withRacingLine } = await import('../reward/racing-line.ts');
  return rewardSource(file, withRacingLine(text, track));
}

/** The same, no track's line in it. @throws UserError */
export async function libraryText(name: string, language: keyof typeof EXTENSIONS): Promise<string> {
  const file = `${name}.${EXTENSIONS[language]}`;
  const load = REWARDS[`../reward/library/${file}`];
  if (!load) throw new UserError(file, 'the reward function', 'is not bundled', 'choose another');
  return load();
}

const MAX_TRACK_FILE = 4 << 20;

/** A track from a file. @throws UserError */
export async function trackFromFile(file: File): Promise<Track> {
  if (file.size > MAX_TRACK_FILE) throw new UserError(file.name, 'size', 'is over 4 MiB', 'give one track');
  const name = file.name.replace(/\.\w+$/, '');
  if (!file.name.toLowerCase().endsWith('.npy')) return parseTrackJson(await file.text(), file.name);
  return parseTrackNpy(new Uint8Array(await file.arrayBuffer()), file.name, name);
}
