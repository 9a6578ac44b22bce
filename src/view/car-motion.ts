/** Where a car is between two decisions, and how it leans. */
import { wrapAngle } from '../math/angles.ts';
import type { FleetCar } from './fleet.ts';
import { CAR, CAR_FIELDS, type ShowFrame } from './showing.ts';

/** Radians of lean per m/s² across and along, for the eye. */
const LEAN = 0.012;

interface Motion {
  /** 0..1 of the way from one decision to the next */
  readonly part: number;
  /** since the last frame */
  readonly seconds: number;
  readonly decisionsPerSecond: number;
  /** m */
  readonly wheelRadius: number;
}

/** Puts a car between two decisions; one that was put elsewhere is there at once. */
export function moveCar(
  car: FleetCar,
  { cars: before }: Pick<ShowFrame, 'cars'>,
  { cars: after }: Pick<ShowFrame, 'cars'>,
  i: number,
  { part, seconds, decisionsPerSecond, wheelRadius }: Motion,
): void {
  const at = i * CAR_FIELDS;
  const jumped = after[at + CAR.jumped] === 1;
  const between = (field: number) => {
    const to = after[at + field];
    return jumped ? to : before[at + field] + part * (to - before[at + field]);
  };
  const turn = wrapAngle(after[at + CAR.yaw] - before[at + CAR.yaw]);
  const speed = between(CAR.speed);
  car.x = between(CAR.x);
  car.y = between(CAR.y);
  car.yaw = jumped ? after[at + CAR.yaw] : before[at + CAR.yaw] + part * turn;
  car.steering = between(CAR.steering);
  car.rolled += (speed * seconds) / wheelRadius;
  const across = jumped ? 0 : speed * turn * decisionsPerSecond;
  const along = jumped ? 0 : (after[at + CAR.speed] - before[at + CAR.speed]) * decisionsPerSecond;
  const ease = Math.min(1, seconds / 0.1);
  car.roll += ease * (LEAN * across - car.roll);
  car.pitch += ease * (0.4 * LEAN * along - car.pitch);
}
