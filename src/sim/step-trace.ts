/** What several cars did over several decisions, as step logs have it. */
import { nearerWaypoint } from '../track/locate.ts';
import type { Environment } from './environment.ts';

/** Index = step · cars + car; everything as it was when the decision was made. */
export interface StepTrace {
  /** front point, m */
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** degrees, −180..180 */
  readonly headingDeg: Float32Array;
  /** percent */
  readonly progress: Float32Array;
  /** simulated seconds since the episode's start */
  readonly time: Float64Array;
  /** of the episode */
  readonly steps: Uint32Array;
  /** the nearer of the two closest ones */
  readonly waypoint: Uint32Array;
  /** 1 = all wheels */
  readonly onTrack: Uint8Array;
  /** from the front point to the nearer edge of the road, m; negative beyond it */
  readonly toEdge: Float32Array;
  /** END of the episode with this step, or END.none */
  readonly ends: Uint8Array;
}

export function newStepTrace(samples: number): StepTrace {
  return {
    x: new Float32Array(samples),
    y: new Float32Array(samples),
    headingDeg: new Float32Array(samples),
    progress: new Float32Array(samples),
    time: new Float64Array(samples),
    steps: new Uint32Array(samples),
    waypoint: new Uint32Array(samples),
    onTrack: new Uint8Array(samples),
    toEdge: new Float32Array(samples),
    ends: new Uint8Array(samples),
  };
}

const place = { previous: 0, next: 0 };

/** The nearer of the two closest waypoints of a car's last decision. Allocates nothing. */
export function waypointOf({ inputs, inputTracks }: Environment, car: number): number {
  place.previous = inputs.closest_waypoints[2 * car];
  place.next = inputs.closest_waypoints[2 * car + 1];
  return nearerWaypoint(inputTracks[car], place, inputs.x[car], inputs.y[car]);
}

/** Notes the decision that all cars have just made, from sample `first` on. Allocates nothing. */
export function noteSteps(environment: Environment, trace: StepTrace, first: number): void {
  const { cars, inputs, ends } = environment;
  for (let car = 0; car < cars; car++) {
    const at = first + car;
    trace.x[at] = inputs.x[car];
    trace.y[at] = inputs.y[car];
    trace.headingDeg[at] = inputs.heading[car];
    trace.progress[at] = inputs.progress[car];
    trace.time[at] = inputs.sim_time[car];
    trace.steps[at] = inputs.steps[car];
    trace.waypoint[at] = waypointOf(environment, car);
    trace.onTrack[at] = inputs.all_wheels_on_track[car];
    trace.toEdge[at] = inputs.track_width[car] / 2 - inputs.distance_from_center[car];
    trace.ends[at] = ends[car];
  }
}

export function copyTrace(trace: StepTrace): StepTrace {
  const { x, y, headingDeg, progress, time, steps, waypoint, onTrack, toEdge, ends } = trace;
  return {
    x: x.slice(),
    y: y.slice(),
    headingDeg: headingDeg.slice(),
    progress: progress.slice(),
    time: time.slice(),
    steps: steps.slice(),
    waypoint: waypoint.slice(),
    onTrack: onTrack.slice(),
    toEdge: toEdge.slice(),
    ends: ends.slice(),
  };
}
