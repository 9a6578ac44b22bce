/** Clean laps among boxes that stand somewhere else every lap, both ways, greedy. */
import { join } from 'node:path';
import { Command } from 'commander';
import { PROJECT } from '../../math/project.node.ts';
import { agentWorld } from '../../policy/agent.ts';
import { driveGreedily } from '../../policy/driver.ts';
import { newEnvironment } from '../../sim/environment.ts';
import { END } from '../../sim/episode.ts';
import { RACE_OBJECTS } from '../../sim/traffic.ts';
import { readAgent } from '../../store/agents.node.ts';
import { DEFAULT_TRACK, loadTrack } from '../../store/tracks.node.ts';
import { startWasm } from '../../tensor/backend.node.ts';
import { bothWays } from '../../track/track.ts';
import { wholeNumber } from '../options.ts';
import { say } from '../output.ts';
import type { Bench, BenchResult } from './report.ts';

/** Far from seeds that are used in trainings. */
const FIRST_SEED = 9_000_001;

interface Options {
  readonly agent: string;
  readonly track: string;
  readonly objects: number;
  readonly seeds: number;
  readonly laps: number;
}

export function objectsBench(): Bench {
  const command = new Command('objects')
    .description('percent of clean greedy laps among boxes at random places, other ones every lap, both ways')
    .option('--agent <dir>', 'folder of a trained agent', join(PROJECT, 'agents', 'slalom'))
    .option('--track <name|file>', 'a bundled track, or a .json or .npy file', DEFAULT_TRACK)
    .option('--objects <n>', 'boxes on the road', wholeNumber(1, 40), 6)
    .option('--seeds <n>', 'seeds of the places', wholeNumber(1, 1000), 3)
    .option('--laps <n>', 'laps of each seed and direction', wholeNumber(1, 1000), 50);
  return { command, digits: 0, measure };
}

/** Percent of clean laps, one value per seed. */
async function measure({ agent: folder, track: name, objects, seeds, laps }: Options): Promise<BenchResult> {
  await startWasm();
  const agent = readAgent(folder);
  const { policy } = agent;
  const track = loadTrack(name);
  const [boxes] = RACE_OBJECTS['object-avoidance'];
  const failures = { offTrack: 0, crashed: 0 };
  const values = Array.from({ length: seeds }, (_, i) => {
    const environment = newEnvironment({
      tracks: bothWays([track]),
      cars: 2 * laps,
      seed: FIRST_SEED + i,
      start: 'line',
      objects: [{ ...boxes, count: objects, placement: 'random' }],
      ...agentWorld(agent),
    });
    const ends = driveGreedily(policy, environment).map(({ end }) => end);
    failures.offTrack += ends.filter((end) => end === END.offTrack).length;
    failures.crashed += ends.filter((end) => end === END.crashed).length;
    const clean = ends.filter((end) => end === END.lapComplete).length;
    say(`seed ${FIRST_SEED + i}: ${clean} of ${ends.length} laps are clean`);
    return (100 * clean) / ends.length;
  });
  return { bench: 'objects', unit: '%', values, track: track.name, objects, lapsPerSeed: 2 * laps, failures };
}
