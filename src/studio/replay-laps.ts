/** Laps to look at again: from our agents, from the Garage, from files. */
import { type Playback, playbackOf } from '../lap/playback.ts';
import { parseRecording, type Recording } from '../lap/recording.ts';
import { UserError } from '../math/error.ts';
import { unzipAgent } from '../store/agent-zip.ts';
import { storedAgent } from '../store/garage.browser.ts';
import { courseFromFile, OWN_COURSES, ownCourse, ownLap } from '../store/library.browser.ts';
import { type Track, trackFromData } from '../track/track.ts';
import { REPLAY } from './replay-texts.ts';

export interface ReplayLap {
  readonly name: string;
  readonly text: string;
  readonly recording: Recording;
  readonly track: Track;
  readonly playback: Playback;
}

const MAX_LAP_FILE = 16 << 20;
/** The page stands while a drive is driven again: about half an hour of it is the most. */
const MAX_DECISIONS = 30_000;
/** Courses that were opened here, by hash. */
const known = new Map<string, Track>();

export async function lapOfOwnAgent(name: string): Promise<ReplayLap> {
  return lapOf(name, await ownLap(name));
}

export async function lapOfStoredAgent(id: string): Promise<ReplayLap> {
  const agent = await storedAgent(id);
  if (!agent?.files['lap.json']) throw new UserError(agent?.name ?? 'the agent', 'lap.json', REPLAY.noLap, 'train it on');
  if (agent.course) remember(trackFromData(agent.course));
  return lapOf(agent.name, new TextDecoder().decode(agent.files['lap.json']));
}

/** @returns the lap, or null for a course, which is remembered @throws UserError */
export async function lapOfFile(file: File): Promise<ReplayLap | null> {
  const name = file.name.replace(/\.\w+$/, '');
  const lower = file.name.toLowerCase();
  if (lower.endsWith('.zip')) {
    const lap = unzipAgent(new Uint8Array(await file.arrayBuffer()), file.name)['lap.json'];
    if (!lap) throw new UserError(file.name, 'lap.json', REPLAY.noLap, 'record one by training it on');
    return lapOf(name, new TextDecoder().decode(lap));
  }
  if (file.size > MAX_LAP_FILE) throw new UserError(file.name, 'size', 'is over 16 MiB', 'give one lap');
  const text = await file.text();
  if (lower.endsWith('.npy') || !/"actions"\s*:/.test(text)) {
    remember(await courseFromFile(file));
    return null;
  }
  return lapOf(name, text);
}

function remember(track: Track): void {
  known.set(track.hash, track);
}

async function lapOf(name: string, text: string): Promise<ReplayLap> {
  const recording = parseRecording(text, name);
  const decisions = recording.actions.length;
  if (decisions > MAX_DECISIONS)
    throw new UserError(name, 'actions', `are ${decisions}`, `here ${MAX_DECISIONS} are the most; see lapzero replay`);
  const track = await courseOf(recording, name);
  return { name, text, recording, track, playback: playbackOf(recording, track, name) };
}

async function courseOf({ courseHash }: Recording, name: string): Promise<Track> {
  const there = known.get(courseHash);
  if (there) return there;
  for (const track of await Promise.all(OWN_COURSES.map(ownCourse))) remember(track);
  const track = known.get(courseHash);
  if (track) return track;
  throw new UserError(name, 'courseHash', REPLAY.noCourse, 'then this lap');
}
