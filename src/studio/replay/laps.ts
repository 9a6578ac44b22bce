/** Laps to look at again: from bundled agents, from the Garage, from files. */

import { type Playback, playbackOf } from '../../lap/playback.ts';
import { parseRecording, type Recording } from '../../lap/recording.ts';
import { UserError } from '../../math/error.ts';
import { type Agent, parseAgent } from '../../policy/agent.ts';
import { BUILT_IN_REWARDS, DEFAULT_REWARD } from '../../reward/builtin.ts';
import type { RewardText } from '../../reward/source.ts';
import { rewardTextOf } from '../../store/agent-facts.ts';
import { unzipAgent, type ZippedAgent } from '../../store/agent-zip.ts';
import { storedAgent } from '../../store/garage.browser.ts';
import { BUNDLED_LAPS, bundledAgent, bundledAgentReward, bundledLap, trackFromFile } from '../../store/library.browser.ts';
import { type Track, trackFromData } from '../../track/track.ts';
import type { PlayedLap } from '../../view/lap-player.ts';
import { rememberTrack, trackOfHash } from './known-tracks.ts';
import { REPLAY } from './texts.ts';

export interface ReplayLap extends PlayedLap {
  readonly playback: Playback;
  readonly name: string;
  /** null for a lap without commands: the limit */
  readonly source: { readonly recording: Recording; readonly text: string } | null;
  /** who drove, where that is known */
  readonly agent: Agent | null;
  /** what scores it: a bundled reward, or a file's name */
  readonly rewardName: string;
  /** the reward function it was trained with, where that is not a bundled one */
  readonly agentReward: RewardText | null;
}

const MAX_LAP_FILE = 16 << 20;
/** The page stands while a drive is driven again: about half an hour of it is the most. */
const MAX_DECISIONS = 30_000;

export async function lapOfBundledAgent(name: string): Promise<ReplayLap> {
  const [text, agent, reward] = await Promise.all([bundledLap(name), bundledAgent(name), bundledAgentReward(name)]);
  return lapOf(name, text, agent, reward);
}

/** @param id of an agent, bundled or in the Garage @param isLastDrive the laps that it was asked to drive, instead of its best one */
export function lapOfAgent(id: string, isLastDrive: boolean): Promise<ReplayLap> {
  return BUNDLED_LAPS.includes(id) ? lapOfBundledAgent(id) : lapOfStoredAgent(id, isLastDrive);
}

async function lapOfStoredAgent(id: string, isLastDrive: boolean): Promise<ReplayLap> {
  const agent = await storedAgent(id);
  if (!agent) throw new UserError('the agent', 'its address', REPLAY.gone, 'choose it in the Garage');
  if (agent.course) rememberTrack(trackFromData(agent.course));
  const { name, files, lastDrive } = agent;
  if (!isLastDrive || !lastDrive) return lapOfFiles(name, files);
  rememberTrack(trackFromData(lastDrive.course));
  return lapOfFiles(name, { ...files, 'lap.json': new TextEncoder().encode(lastDrive.recording) });
}

/** @returns the lap, or null for a track, which is remembered @throws UserError */
export async function lapOfFile(file: File): Promise<ReplayLap | null> {
  const name = file.name.replace(/\.\w+$/, '');
  const lower = file.name.toLowerCase();
  if (lower.endsWith('.zip')) {
    return lapOfFiles(name, unzipAgent(new Uint8Array(await file.arrayBuffer()), file.name));
  }
  if (file.size > MAX_LAP_FILE) throw new UserError(file.name, 'size', 'is over 16 MiB', 'give one lap');
  const text = await file.text();
  if (lower.endsWith('.npy') || !/"actions"\s*:/.test(text)) {
    rememberTrack(await trackFromFile(file));
    return null;
  }
  return lapOf(name, text, null, null);
}

function lapOfFiles(name: string, files: ZippedAgent): Promise<ReplayLap> {
  const lap = files['lap.json'];
  if (!lap) throw new UserError(name, 'lap.json', REPLAY.noLap, 'record one by training it on');
  const agent = parseAgent(files, name);
  return lapOf(name, new TextDecoder().decode(lap), agent, rewardTextOf(agent, files));
}

async function lapOf(name: string, text: string, agent: Agent | null, agentReward: RewardText | null): Promise<ReplayLap> {
  const recording = parseRecording(text, name);
  const decisions = recording.actions.length;
  if (decisions > MAX_DECISIONS)
    throw new UserError(name, 'actions', `are ${decisions}`, `here ${MAX_DECISIONS} are the most; see lapzero replay`);
  const track = await trackOf(recording, name);
  const trainedWith = agent?.recipe.reward;
  const rewardName = BUILT_IN_REWARDS.find((each) => each === trainedWith) ?? DEFAULT_REWARD;
  const playback = playbackOf(recording, track, name, rewardName);
  return { name, track, playback, car: recording.car, source: { recording, text }, agent, rewardName, agentReward };
}

async function trackOf({ courseHash }: Recording, name: string): Promise<Track> {
  const track = await trackOfHash(courseHash);
  if (track) return track;
  throw new UserError(name, 'courseHash', REPLAY.noTrack, 'then this lap');
}
