/** Facts about an agent, read from its files, for people. */
import { z } from 'zod';
import { customRewardFile } from '../lap/custom-reward.ts';
import type { Agent } from '../policy/agent.ts';
import type { RewardText } from '../reward/source.ts';
import type { Track } from '../track/track.ts';
import type { ZippedAgent } from './agent-zip.ts';

const decoder = new TextDecoder();
const manifestSchema = z.object({ recipe: z.record(z.string(), z.json()) });
const lapSchema = z.object({ reversed: z.boolean(), lapMicroseconds: z.array(z.number()) });

/** The reward it was trained with: its name, where that is a bundled one, and its code, where that came with it. */
export function rewardOf(files: ZippedAgent): { readonly name: string | null; readonly code: string | null } {
  const recipe = read(files['agent.json'], manifestSchema)?.recipe ?? {};
  const { reward } = recipe;
  return { name: typeof reward === 'string' ? reward : null, code: rewardTextOf({ recipe }, files)?.text ?? null };
}

/** The reward function that came with an agent; null where it was trained with a bundled one. */
export function rewardTextOf(agent: Pick<Agent, 'recipe'>, files: ZippedAgent): RewardText | null {
  const file = customRewardFile(agent);
  const text = file === null || !files[file] ? '' : decoder.decode(files[file]);
  return file !== null && text.trim() !== '' ? { file, text } : null;
}

/** Name of the first track that it was trained on. */
export function homeTrackOf(files: ZippedAgent): string | null {
  const tracks = z.array(z.object({ name: z.string() })).safeParse(read(files['agent.json'], manifestSchema)?.recipe.courses);
  return tracks.data?.[0]?.name ?? null;
}

/** Its fastest recorded lap. */
export interface BestLap {
  readonly seconds: number;
  /** it was not the first lap of its drive */
  readonly isFlying: boolean;
  /** counter-clockwise; null where the track is not known */
  readonly isCcw: boolean | null;
}

export function bestLapOf(files: ZippedAgent, track: Track | null): BestLap | null {
  const lap = read(files['lap.json'], lapSchema);
  if (!lap || lap.lapMicroseconds.length === 0) return null;
  const best = Math.min(...lap.lapMicroseconds);
  return {
    seconds: best / 1e6,
    isFlying: lap.lapMicroseconds.indexOf(best) > 0,
    isCcw: track ? track.isCcw !== lap.reversed : null,
  };
}

function read<Schema extends z.ZodType>(bytes: Uint8Array | undefined, schema: Schema): z.infer<Schema> | undefined {
  if (!bytes) return undefined;
  try {
    return schema.safeParse(JSON.parse(decoder.decode(bytes))).data;
  } catch {
    return undefined;
  }
}
