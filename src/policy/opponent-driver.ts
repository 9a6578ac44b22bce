/** Policies that drive a learner's opponents: each opponent has one of them, drawn for its episode. */
import { renderFrame } from '../camera/cpu.ts';
import { DEEPRACER_CAMERA } from '../camera/model.ts';
import type { Environment, OpponentDriver } from '../sim/environment.ts';
import type { RoadObject } from '../sim/objects.ts';
import { type Driver, newDriver } from './driver.ts';
import type { Policy } from './policy.ts';

/** One opponent of one car, about to decide. */
interface Seat {
  readonly car: number;
  readonly opponent: number;
}

/**
 * The back end must be started before the first decision.
 * @param policies that drive now; the list may be another one at each call, its policies the same objects while they stay
 */
export function opponentDriver(policies: () => readonly Policy[]): OpponentDriver {
  const { width, height } = DEEPRACER_CAMERA;
  const size = width * height;
  const drivers = new Map<Policy, Driver>();
  let frames = new Uint8Array(0);
  let steeringDeg = new Float64Array(0);
  let speed = new Float64Array(0);

  const driveWith = (environment: Environment, policy: Policy, seats: readonly Seat[]): void => {
    let driver = drivers.get(policy);
    if (!driver) {
      driver = newDriver(policy);
      drivers.set(policy, driver);
    }
    if (frames.length < seats.length * size) {
      frames = new Uint8Array(seats.length * size);
      steeringDeg = new Float64Array(seats.length);
      speed = new Float64Array(seats.length);
    }
    const firstRow = policy.network.architecture.cropTop;
    seats.forEach((seat, k) => {
      drawSeat(environment, seat, firstRow, frames, k * size);
    });
    driver.command(frames, 0, seats.length, steeringDeg, speed);
    seats.forEach(({ car, opponent }, k) => {
      const raceCar = environment.episodes[car].opponents?.cars[opponent];
      if (!raceCar) return;
      raceCar.car.steeringCommandDeg = steeringDeg[k];
      raceCar.car.speedCommand = speed[k];
    });
  };

  return {
    drive(environment) {
      const now = policies();
      for (const [policy, driver] of drivers) {
        if (now.includes(policy)) continue;
        driver.dispose();
        drivers.delete(policy);
      }
      const seats: Seat[][] = now.map(() => []);
      environment.episodes.forEach(({ opponents }, car) => {
        opponents?.choice.forEach((choice, opponent) => {
          seats[Math.floor(choice * now.length)].push({ car, opponent });
        });
      });
      seats.forEach((those, k) => {
        if (those.length > 0) driveWith(environment, now[k], those);
      });
    },
  };
}

/** What an opponent sees: the learner, the others, and what stands on the road. */
function drawSeat(
  { episodes, views }: Environment,
  { car, opponent }: Seat,
  firstRow: number,
  out: Uint8Array,
  at: number,
): void {
  const { opponents, traffic } = episodes[car];
  if (!opponents) return;
  const me = opponents.cars[opponent];
  const seen: RoadObject[] = traffic.objects.slice(0, traffic.own);
  for (const other of opponents.world.cars) if (other !== me) seen.push(other.seen);
  renderFrame(views[car].tables, views[car].scene, me.car.pose, seen, out, firstRow, at);
}
