/** Simulator with camera, no network: steps per second on one core. */
import { Command } from 'commander';
import { DEFAULT_ACTIONS } from '../../car/actions.ts';
import { integerBelow, randomStream } from '../../math/random.ts';
import { advance, newEnvironment } from '../../sim/environment.ts';
import { DEFAULT_TRACK, loadTrack } from '../../store/tracks.node.ts';
import { reverseTrack } from '../../track/track.ts';
import type { Bench, BenchResult } from './report.ts';

const CARS = 16;
const ROUNDS = 7;
const STEPS = 500;

export function simulateBench(): Bench {
  const command = new Command('simulate')
    .description('environment steps per second on one core: car, rules, reward inputs and the whole 160×120 camera')
    .option('--track <name|file>', 'a course of ours, or a .json or .npy file', DEFAULT_TRACK);
  return { command, digits: 0, measure };
}

function measure({ track: name }: { track: string }): BenchResult {
  const track = loadTrack(name);
  const environment = newEnvironment({ tracks: [track, reverseTrack(track)], cars: CARS, seed: 1 });
  const stream = randomStream(1, 'action');
  const steering = new Float64Array(CARS);
  const speed = new Float64Array(CARS);
  const { actions } = DEFAULT_ACTIONS;
  const round = (): number => {
    const started = performance.now();
    for (let step = 0; step < STEPS; step++) {
      for (let car = 0; car < CARS; car++) {
        const action = actions[integerBelow(stream, actions.length)];
        steering[car] = action.steeringDeg;
        speed[car] = action.speed;
      }
      advance(environment, steering, speed);
    }
    return (CARS * STEPS) / ((performance.now() - started) / 1000);
  };
  round();
  const values = Array.from({ length: ROUNDS }, round);
  return { bench: 'simulate', unit: 'steps/s', values, track: track.name, cars: CARS };
}
