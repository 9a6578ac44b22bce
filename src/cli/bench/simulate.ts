/** Simulator with camera, no network: steps per second on one core. */
import { Command, Option } from 'commander';
import { frustumContains } from '../../camera/model.ts';
import { DEFAULT_ACTIONS } from '../../car/actions.ts';
import { integerBelow, randomStream } from '../../math/random.ts';
import { advance, type Environment, newEnvironment } from '../../sim/environment.ts';
import { RANDOMISATIONS } from '../../sim/randomisation.ts';
import type { ObjectGroup } from '../../sim/traffic.ts';
import { DEFAULT_TRACK, loadTrack } from '../../store/tracks.node.ts';
import { reverseTrack } from '../../track/track.ts';
import { wholeNumber } from '../options.ts';
import type { Bench, BenchResult } from './report.ts';

export interface SimulateOptions {
  readonly track: string;
  readonly objects: number;
  readonly randomise: keyof typeof RANDOMISATIONS;
}

const CARS = 16;
const ROUNDS = 7;
const STEPS = 500;

export function simulateBench(): Bench {
  const command = new Command('simulate')
    .description('environment steps per second on one core: car, rules, reward inputs and the whole 160×120 camera')
    .option('--track <name|file>', 'a bundled track, or a .json or .npy file', DEFAULT_TRACK)
    .option('--objects <n>', 'boxes in view', wholeNumber(0, 40), 0)
    .addOption(new Option('--randomise <how>', 'vary every episode').choices(['none', 'light', 'full']).default('none'));
  return { command, digits: 0, measure };
}

function measure(options: SimulateOptions): BenchResult {
  const { track, objects, randomise } = options;
  let inView = 0;
  const round = simulateRound(options, (environment) => {
    environment.episodes.forEach(({ car, traffic }) => {
      inView += traffic.objects.filter(({ x, y }) => frustumContains(environment.camera, car.pose, x, y, 0.1)).length;
    });
  });
  round();
  inView = 0;
  const values = Array.from({ length: ROUNDS }, round);
  const objectsInView = inView / (ROUNDS * CARS);
  return { bench: 'simulate', unit: 'steps/s', values, track, cars: CARS, objects, objectsInView, randomise };
}

/** One round of the bench, to be called again and again. @param onEnd is called after each @returns steps per second */
export function simulateRound(
  { track: name, objects, randomise }: SimulateOptions,
  onEnd?: (environment: Environment) => void,
): () => number {
  const track = loadTrack(name);
  const environment = newEnvironment({
    tracks: [track, reverseTrack(track)],
    cars: CARS,
    seed: 1,
    // All boxes are a little way beyond the line, where the cars begin.
    start: objects > 0 ? 'line' : 'random',
    objects: objects > 0 ? [boxesAhead(objects, track.length)] : [],
    randomisation: RANDOMISATIONS[randomise],
  });
  const stream = randomStream(1, 'action');
  const steeringDeg = new Float64Array(CARS);
  const speed = new Float64Array(CARS);
  const { actions } = DEFAULT_ACTIONS;
  return () => {
    const started = performance.now();
    for (let step = 0; step < STEPS; step++) {
      for (let car = 0; car < CARS; car++) {
        const action = actions[integerBelow(stream, actions.length)];
        // Towards the boxes, slowly: they stay in view.
        steeringDeg[car] = objects > 0 ? 0 : action.steeringDeg;
        speed[car] = objects > 0 ? 0.5 : action.speed;
      }
      advance(environment, steeringDeg, speed);
    }
    const seconds = (performance.now() - started) / 1000;
    onEnd?.(environment);
    return (CARS * STEPS) / seconds;
  };
}

/** Boxes in both lanes in turn, from 1.4 m beyond the line on. */
function boxesAhead(count: number, length: number): ObjectGroup {
  const place = (k: number) => ({ part: (1.4 + 0.2 * k) / length, lane: k % 2 ? ('outer' as const) : ('inner' as const) });
  return { kind: 'box', count, speed: 0, laneChanges: false, placement: Array.from({ length: count }, (_, k) => place(k)) };
}
