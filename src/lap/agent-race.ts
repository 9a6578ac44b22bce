/** A race of agents: who may enter, its setup, and driving it. The terminal and the Garage race by it. */
import { sceneOf } from '../camera/scene.ts';
import { slowestSpeed } from '../car/actions.ts';
import type { CarName } from '../car/spec.ts';
import { UserError } from '../math/error.ts';
import { type Agent, weightsHash } from '../policy/agent.ts';
import type { Policy } from '../policy/policy.ts';
import { policyDrivers } from '../policy/race-driver.ts';
import { lapSeconds } from '../sim/episode.ts';
import type { Race } from '../sim/race.ts';
import { advanceRace } from '../sim/race-drivers.ts';
import { PENALTIES } from '../sim/setback.ts';
import { reverseTrack, type Track } from '../track/track.ts';
import { type RaceRecorder, type RaceSetup, raceOf, recordRace } from './race-recording.ts';

/** The longest race that a recording holds, s. */
const MAX_SECONDS = 10_000;

/** An agent that is to race. */
export interface RaceAgent {
  /** what messages call it: its folder or file, or its place in a list */
  readonly place: string;
  readonly agent: Pick<Agent, 'name' | 'car'>;
}

/** @throws UserError for fewer than two, one twice, and agents made for another car */
export function checkRaceAgents(agents: readonly RaceAgent[], car: CarName): void {
  if (agents.length < 2) throw new UserError(agents[0].place, 'the race', 'has one entrant', 'name at least two agents');
  const names = new Map<string, string>();
  for (const { place, agent } of agents) {
    const other = names.get(agent.name);
    if (other !== undefined)
      throw new UserError(place, 'name', `is "${agent.name}", as that of ${other}`, 'enter an agent once');
    names.set(agent.name, place);
    if (agent.car !== car) {
      throw new UserError(place, 'car', `is ${agent.car}, but the race is for ${car}`, `enter an agent trained with ${car}`);
    }
  }
}

export interface AgentRaceRules {
  readonly laps: number;
  readonly seed: number;
  /** whether cars see and touch each other */
  readonly contact: boolean;
}

/** @param track in its file's direction @param reversed whether it is driven the other way round */
export function agentRaceSetup(
  agents: readonly Agent[],
  track: Track,
  reversed: boolean,
  { laps, seed, contact }: AgentRaceRules,
): RaceSetup {
  const slowest = Math.min(...agents.map(({ policy }) => slowestSpeed(policy.actionSpace)));
  return {
    track,
    reversed,
    rules: { laps, seed, contact, ...PENALTIES, maxSeconds: Math.min(MAX_SECONDS, laps * lapSeconds(track, slowest)) },
    objects: [],
    entrants: agents.map(({ name, car, controlHz, policy }) => ({
      name,
      car,
      controlTicks: controlHz === 30 ? 4 : 8,
      weightsHash: weightsHash(policy.network),
    })),
  };
}

/**
 * Drives a race to its end; the back end must be started.
 * @param policies by entrant
 * @param watch called after each tick
 * @throws UserError where the track has no room for the grid
 */
export function driveRace(
  setup: RaceSetup,
  policies: readonly Policy[],
  watch?: (race: Race) => void,
): { readonly race: Race; readonly recorder: RaceRecorder } {
  const { track, reversed } = setup;
  const race = raceOf(setup);
  const drivers = policyDrivers(policies, sceneOf(reversed ? reverseTrack(track) : track));
  const recorder = recordRace(setup, race, drivers);
  while (!race.isOver) {
    advanceRace(race, recorder.drivers);
    recorder.note();
    watch?.(race);
  }
  for (const driver of drivers) driver.dispose();
  return { race, recorder };
}
