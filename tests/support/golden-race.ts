/** The golden race: six cars with three control intervals that meet, leave the road and are put back. In Node and in browsers. */
import { DEEPRACER_V6 } from '../../src/car/spec.ts';
import { randomStream, uniformIn } from '../../src/math/random.ts';
import { sha256Hex } from '../../src/math/sha256.ts';
import { raceHash } from '../../src/sim/hash.ts';
import { newRace, order } from '../../src/sim/race.ts';
import { advanceRace, laneDriver, type RaceDriver } from '../../src/sim/race-drivers.ts';
import { parseTrackJson } from '../../src/track/format.ts';

/** Change it only with a new RACE_VERSION or SIM_VERSION. */
export const GOLDEN_RACE = {
  hash: '21fabe418cddbb276127db5241a332435eaf18667dedefb31d72dbb43843ded1',
  contacts: 14,
  offTracks: 23,
};

const SECONDS = 40;

/** A lane driver that at times turns the wheel at random: into others, and off the road. */
function wildDriver(entrant: number, offset: number, speed: number): RaceDriver {
  const driver = laneDriver(entrant, offset, speed);
  const stream = randomStream(1, 'wild', entrant);
  return {
    entrants: [entrant],
    drive(race, due) {
      driver.drive(race, due);
      const [car] = due;
      if (race.ticks % 480 < 60) order(car, uniformIn(stream, -30, 30), speed);
    },
  };
}

/** Hash of a race's states, once a second, and what happened in it. @param trackText a track file's text */
export function goldenRace(trackText: string): typeof GOLDEN_RACE {
  const track = parseTrackJson(trackText, 'track');
  const entrants = ([2, 4, 8, 2, 4, 8] as const).map((controlTicks) => ({ spec: DEEPRACER_V6, controlTicks }));
  const rules = { laps: 100, maxSeconds: SECONDS, offTrackSeconds: 1, crashSeconds: 2, contact: true, seed: 1 };
  const race = newRace(track, entrants, rules);
  const drivers = entrants.map((_, i) => wildDriver(i, i % 2 === 0 ? 0.3 : -0.3, 1.2 + 0.3 * i));
  const seen: string[] = [];
  let offTracks = 0;
  while (!race.isOver) {
    advanceRace(race, drivers);
    if (race.ticks % 120 === 0) seen.push(raceHash(race));
  }
  for (const { laps, ...entrant } of race.entrants) {
    offTracks += entrant.offTracks + laps.reduce((sum, lap) => sum + lap.offTracks, 0);
  }
  return { hash: sha256Hex(new TextEncoder().encode(seen.join(' '))), contacts: race.contacts.length, offTracks };
}
