/** Prints the bytes that a warm environment allocates per car and step. Run with --expose-gc, on the compiled program. */
import { readFileSync } from 'node:fs';
import { advance, newEnvironment } from '../../build/src/sim/environment.js';
import { parseTrackJson } from '../../build/src/track/format.js';

const CARS = 8;
const STEPS = 500;
const track = parseTrackJson(readFileSync(new URL('../../tracks/workshop.json', import.meta.url), 'utf8'), 'workshop.json');
const environment = newEnvironment({ tracks: [track], cars: CARS, seed: 1 });
const steering = new Float64Array(CARS);
const speed = new Float64Array(CARS).fill(0.3);
const drive = () => {
  for (let step = 0; step < STEPS; step++) advance(environment, steering, speed);
};
for (let warmUp = 0; warmUp < 5; warmUp++) drive();
globalThis.gc();
const before = process.memoryUsage().heapUsed;
drive();
process.stdout.write(String((process.memoryUsage().heapUsed - before) / (STEPS * CARS)));
