/** A race that is put together in the Garage: who, where, by which rules; and the worker that drives it. */
import { agentRaceSetup, checkRaceAgents } from '../../lap/agent-race.ts';
import { messageOf } from '../../math/error.ts';
import { MAX_ENTRANTS } from '../../sim/grid.ts';
import { BUNDLED_TRACKS, bundledTrack } from '../../store/library.browser.ts';
import { formatTrackJson } from '../../track/format.ts';
import { directTrack, type Track, trackToData } from '../../track/track.ts';
import { askOnce } from '../../ui/ask-once.ts';
import type { GivenUpload } from '../../ui/uploads.ts';
import type { AgentAtHome } from '../agent-by-id.ts';
import type { AgentRaceAnswer, AgentRaceCall, RaceProgress } from './agent-race.worker.ts';
import { RACE } from './texts.ts';

/** Where agents race whose track is not known. */
const FALLBACK = 'workshop';

export type Direction = 'own' | 'ccw' | 'cw';

export interface RaceChoice {
  readonly agents: readonly AgentAtHome[];
  /** one of {@link raceTracks}, or another value for the track of the first agent */
  readonly track: string;
  readonly direction: Direction;
  readonly laps: number;
  readonly seed: number;
  readonly contact: boolean;
}

/** The names of tracks to choose from: those of the agents that are not bundled, then the bundled ones. */
export function raceTracks(agents: readonly AgentAtHome[]): string[] {
  const homes = agents.flatMap(({ home }) => (home && !BUNDLED_TRACKS.includes(home.name) ? [home.name] : []));
  return [...new Set(homes), ...BUNDLED_TRACKS];
}

/** The name of the track that is chosen. */
export function raceTrackName({ agents, track }: Pick<RaceChoice, 'agents' | 'track'>): string {
  if (raceTracks(agents).includes(track)) return track;
  return agents[0]?.home?.name ?? FALLBACK;
}

/** What is wrong with the agents of a race, in one line; empty where they can race. */
export function agentsProblem(agents: readonly AgentAtHome[]): string {
  if (agents.length < 2) return RACE.tooFew;
  if (agents.length > MAX_ENTRANTS) return RACE.tooMany(MAX_ENTRANTS);
  try {
    checkRaceAgents(
      agents.map(({ agent }, i) => ({ place: RACE.carOf(i + 1, agent.name), agent })),
      agents[0].agent.car,
    );
    return '';
  } catch (error) {
    return messageOf(error);
  }
}

/**
 * Drives it in a worker.
 * @returns its recording, with the file of its track where that is not a bundled one
 * @throws Error with what to say to people; AbortError when the signal ended it
 */
export async function driveChosenRace(
  choice: RaceChoice,
  onProgress: (progress: RaceProgress) => void,
  signal: AbortSignal,
): Promise<GivenUpload[]> {
  const { direction, laps, seed, contact } = choice;
  const agents = choice.agents.map(({ agent }) => agent);
  const { track, isBundled } = await chosenTrack(choice);
  const driven = direction === 'own' ? track : directTrack(track, direction);
  const { track: _, ...setup } = agentRaceSetup(agents, track, driven.reversed, { laps, seed, contact });
  const call: AgentRaceCall = {
    setup,
    track: trackToData(track),
    policies: agents.map(({ policy: { network, actionSpace } }) => ({
      architecture: network.architecture.name,
      actionSpace,
      parameters: network.parameters,
    })),
  };
  const worker = new Worker(new URL('./agent-race.worker.ts', import.meta.url), { type: 'module' });
  const { recording } = await askOnce<AgentRaceAnswer>(worker, call, { onProgress, signal });
  const uploads = [fileOf(`race-${track.name}-seed-${seed}.json`, recording)];
  return isBundled ? uploads : [fileOf(`${track.name}.json`, formatTrackJson(track)), ...uploads];
}

async function chosenTrack(choice: RaceChoice): Promise<{ track: Track; isBundled: boolean }> {
  const name = raceTrackName(choice);
  if (BUNDLED_TRACKS.includes(name)) return { track: await bundledTrack(name), isBundled: true };
  const home = choice.agents.find(({ home }) => home?.name === name)?.home;
  return home ? { track: home, isBundled: false } : { track: await bundledTrack(FALLBACK), isBundled: true };
}

function fileOf(name: string, text: string): GivenUpload {
  return { path: name, file: new File([text], name, { type: 'application/json' }) };
}
