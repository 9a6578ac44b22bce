/** How far does our car stray from a logged one that got the same commands? */
import { movePose, newCar, tickCar } from '../car/car.ts';
import type { CarSpec } from '../car/spec.ts';
import { toRadians } from '../math/angles.ts';
import { cos, sin } from '../math/exact.ts';
import { distance } from '../math/vector.ts';
import type { EpisodeSteps, Trace } from './trace.ts';

const TICKS_PER_ROW = 8;
/** Rows driven alongside the log first, so that lags and speeds have settled. */
const WARM_UP_ROWS = 15;

/**
 * Position errors, m, one per stretch of `rows` decisions: the car is put where the logged one was,
 * in the motion that the same commands gave it in the second before, and then left alone.
 */
export function strayDistances(spec: CarSpec, trace: Trace, episode: EpisodeSteps, rows: number): number[] {
  const errors: number[] = [];
  for (let first = 0; first + WARM_UP_ROWS + rows < episode.length; first += rows) {
    errors.push(stray(spec, trace, episode, first, rows));
  }
  return errors;
}

function stray(spec: CarSpec, { columns }: Trace, episode: EpisodeSteps, first: number, rows: number): number {
  const car = newCar(spec);
  const { frontPoint } = spec.shape;
  const start = first + WARM_UP_ROWS;
  for (let row = first; row < start + rows; row++) {
    const at = episode[row];
    if (row <= start) {
      const yaw = toRadians(columns.yaw[at]);
      movePose(car, columns.x[at] - frontPoint * cos(yaw), columns.y[at] - frontPoint * sin(yaw), yaw);
    }
    car.steeringCommandDeg = columns.steering[at];
    car.speedCommand = columns.speed[at];
    for (let tick = 0; tick < TICKS_PER_ROW; tick++) tickCar(car);
  }
  const { pose } = car;
  const end = episode[start + rows];
  return distance(pose.x + frontPoint * pose.cosYaw, pose.y + frontPoint * pose.sinYaw, columns.x[end], columns.y[end]);
}
