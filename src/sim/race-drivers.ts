/** Who drives in a race: what every driver is, one that follows a lane, and how a race runs with some of them. */
import { toDegrees, wrapAngle } from '../math/angles.ts';
import { atan2 } from '../math/exact.ts';
import { dueEntrants, type Entrant, order, type Race, tickRace } from './race.ts';
import { newStartPose, poseOnRoad } from './start.ts';

/** Gives commands to some of a race's entrants. */
export interface RaceDriver {
  /** entrants' numbers */
  readonly entrants: readonly number[];
  /** Orders the next commands of those of its entrants that are due. */
  drive(race: Race, due: readonly Entrant[]): void;
}

/** How far ahead it looks, m, and how long in addition, s. */
const LOOK_METRES = 0.35;
const LOOK_SECONDS = 0.18;

/**
 * Steers for a point ahead on its lane, at one speed.
 * @param offset lane, from −1 (right border) over 0 (centre line) to 1 (left border)
 * @param speed m/s
 */
export function laneDriver(entrant: number, offset: number, speed: number): RaceDriver {
  const target = newStartPose();
  return {
    entrants: [entrant],
    drive({ track }, [car]) {
      const { pose, spec } = car.raceCar.car;
      const look = LOOK_METRES + LOOK_SECONDS * speed;
      poseOnRoad(track, car.arc + look, offset, target);
      const [dx, dy] = [target.x - pose.x, target.y - pose.y];
      const bearing = wrapAngle(atan2(dy, dx) - pose.yaw);
      // Pure pursuit with the steering that a small bearing asks for: twice the wheelbase by the distance.
      const steering = toDegrees(2 * (spec.frontAxle - spec.rearAxle) * bearing) / look;
      const most = spec.maxSteeringDeg;
      order(car, Math.min(most, Math.max(-most, 2 * steering)), speed);
    },
  };
}

/** One tick: the drivers of those who are due order their commands, then all cars move. In whatever order drivers answer. */
export function advanceRace(race: Race, drivers: readonly RaceDriver[]): void {
  const due = dueEntrants(race);
  if (due.length > 0) {
    for (const driver of drivers) {
      const mine = due.filter(({ index }) => driver.entrants.includes(index));
      if (mine.length > 0) driver.drive(race, mine);
    }
  }
  tickRace(race);
}

/** Until it is over. */
export function runRace(race: Race, drivers: readonly RaceDriver[]): void {
  while (!race.isOver) advanceRace(race, drivers);
}
