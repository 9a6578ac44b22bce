/** Policies that drive in a race: each sees the others through its camera. Entrants with the same policy share a pass. */
import { type CameraTables, cameraTables, renderFrame } from '../camera/cpu.ts';
import { DEEPRACER_CAMERA } from '../camera/model.ts';
import type { Scene } from '../camera/scene.ts';
import { type Entrant, order, type Race, seenBy } from '../sim/race.ts';
import type { RaceDriver } from '../sim/race-drivers.ts';
import { type Driver, newDriver } from './driver.ts';
import type { Policy } from './policy.ts';

export interface PolicyRaceDriver extends RaceDriver {
  /** height × width greys of its entrants' last frames, in the order of `entrants` */
  readonly frames: Uint8Array;
  /** Frees the weights. The driver cannot be used afterwards. */
  dispose(): void;
}

/** One policy for some entrants; the back end must be started. @param scene of the race's track */
export function policyDriver(policy: Policy, entrants: readonly number[], scene: Scene): PolicyRaceDriver {
  const { width, height } = DEEPRACER_CAMERA;
  const size = width * height;
  const driver: Driver = newDriver(policy);
  const tables: CameraTables = cameraTables(DEEPRACER_CAMERA);
  const firstRow = policy.network.architecture.cropTop;
  const frames = new Uint8Array(entrants.length * size);
  const steeringDeg = new Float64Array(entrants.length);
  const speed = new Float64Array(entrants.length);
  return {
    entrants,
    frames,
    drive(race: Race, due: readonly Entrant[]) {
      due.forEach((entrant, k) => {
        renderFrame(tables, scene, entrant.raceCar.car.pose, seenBy(race, entrant), frames, firstRow, k * size);
      });
      driver.command(frames, 0, due.length, steeringDeg, speed);
      due.forEach((entrant, k) => {
        order(entrant, steeringDeg[k], speed[k]);
      });
    },
    dispose: () => driver.dispose(),
  };
}

/** A driver for each policy, with all entrants that have it. @param policies by entrant; null: somebody else drives it */
export function policyDrivers(policies: readonly (Policy | null)[], scene: Scene): PolicyRaceDriver[] {
  const entrantsOf = new Map<Policy, number[]>();
  policies.forEach((policy, entrant) => {
    if (policy) entrantsOf.set(policy, [...(entrantsOf.get(policy) ?? []), entrant]);
  });
  return [...entrantsOf].map(([policy, entrants]) => policyDriver(policy, entrants, scene));
}
