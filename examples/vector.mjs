/** Many cars at once, each alone on its track, in both directions, steered to the next waypoints. Prints how far they got. */
import { advance, END, loadTrack, newEnvironment, reverseTrack } from 'lapzero';

const CARS = 32;
const STEPS = 150;

const track = loadTrack('classic');
const environment = newEnvironment({ tracks: [track, reverseTrack(track)], cars: CARS, seed: 1 });
const steeringDeg = new Float64Array(CARS);
const speed = new Float64Array(CARS).fill(1.5);
let failures = 0;
const started = performance.now();
for (let step = 0; step < STEPS; step++) {
  // Commands in; frames, reward inputs and ends out. A car whose episode has ended is at its next start already.
  advance(environment, steeringDeg, speed);
  const { x, y, heading, closest_waypoints: waypoints } = environment.inputs;
  for (let car = 0; car < CARS; car++) {
    const { points, count } = environment.inputTracks[car].centre;
    const target = 2 * ((waypoints[2 * car + 1] + 3) % (count - 1));
    const direction = Math.atan2(points[target + 1] - y[car], points[target] - x[car]) * (180 / Math.PI);
    const error = ((direction - heading[car] + 540) % 360) - 180;
    steeringDeg[car] = Math.max(-30, Math.min(30, error));
    if (environment.ends[car] !== END.none && environment.ends[car] !== END.lapComplete) failures++;
  }
}
const decisionsPerSecond = Math.round((CARS * STEPS) / ((performance.now() - started) / 1000));
const metres = environment.inputs.progress.reduce((sum, percent) => sum + (percent / 100) * track.length, 0) / CARS;
console.log(JSON.stringify({ cars: CARS, decisionsPerSecond, failures, metres }));
