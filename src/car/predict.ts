/** Where will a car be? By its own motion, with the commands that are still on their way to the wheels. */
import { type Car, pendingCommand, TICK_SECONDS } from './car.ts';
import { AHEAD, respond, SIDEWAYS, turnFrame, YAW_RATE } from './motion.ts';

/** Where a car's base is, m, and which way it looks. */
export interface Placed {
  x: number;
  y: number;
  cosYaw: number;
  sinYaw: number;
}

const due = new Float64Array(2);

/**
 * Moves the car's motion `ticks` ticks on, in place, and writes where the car then is to `out`, as if it were commanded
 * the same from now on. The car itself stays as it is. Allocates nothing.
 *
 * @param motion as the car's is now @param steering within the car's limits, radians @param speed within the car's limits, m/s
 */
export function predictCar(car: Car, motion: Float64Array, steering: number, speed: number, ticks: number, out: Placed): void {
  const { spec } = car;
  let { x, y, cosYaw, sinYaw } = car.pose;
  for (let tick = 0; tick < ticks; tick++) {
    pendingCommand(car, tick, due);
    respond(spec, motion, Number.isNaN(due[0]) ? steering : due[0], Number.isNaN(due[1]) ? speed : due[1], TICK_SECONDS);
    x += TICK_SECONDS * (motion[AHEAD] * cosYaw - motion[SIDEWAYS] * sinYaw);
    y += TICK_SECONDS * (motion[AHEAD] * sinYaw + motion[SIDEWAYS] * cosYaw);
    // A tick turns the car by less than 0.1 rad: these terms of the series miss less than 1e-7.
    const turn = TICK_SECONDS * motion[YAW_RATE];
    const square = turn * turn;
    const c = 1 - square / 2 + (square * square) / 24;
    const s = turn - (turn * square) / 6;
    const before = cosYaw;
    cosYaw = before * c - sinYaw * s;
    sinYaw = before * s + sinYaw * c;
    turnFrame(motion, c, s);
  }
  out.x = x;
  out.y = y;
  out.cosYaw = cosYaw;
  out.sinYaw = sinYaw;
}
