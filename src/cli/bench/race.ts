/** Six policies with cameras in one race, on one core: decisions per second, beside steps of the environment without a network. */
import { Command } from 'commander';
import { sceneOf } from '../../camera/scene.ts';
import { DEEPRACER_V6 } from '../../car/spec.ts';
import type { Policy } from '../../policy/policy.ts';
import { policyDrivers } from '../../policy/race-driver.ts';
import { newRace } from '../../sim/race.ts';
import { advanceRace } from '../../sim/race-drivers.ts';
import { PENALTIES } from '../../sim/setback.ts';
import { readAgent } from '../../store/agents.node.ts';
import { DEFAULT_TRACK, loadTrack } from '../../store/tracks.node.ts';
import { startWasm } from '../../tensor/backend.node.ts';
import { say } from '../output.ts';
import { type Bench, type BenchResult, medianOf } from './report.ts';
import { simulateRound } from './simulate.ts';

interface Options {
  readonly agent: string;
  readonly track: string;
}

const CARS = 6;
const ROUNDS = 5;
const SECONDS = 60;

export function raceBench(): Bench {
  const command = new Command('race')
    .description('decisions per second of six policies in one race, beside the steps of `simulate` in the same run')
    .option('--agent <dir>', 'folder of a trained agent, six times', 'agents/workshop-silver')
    .option('--track <name|file>', 'a bundled track, or a .json or .npy file', DEFAULT_TRACK);
  return { command, digits: 0, measure };
}

async function measure({ agent: folder, track: name }: Options): Promise<BenchResult> {
  await startWasm();
  const track = loadTrack(name);
  const { policy } = readAgent(folder);
  const simulate = simulateRound({ track: name, objects: 0, randomise: 'none' });
  const shared = Array.from({ length: CARS }, () => policy);
  // Other objects, so that each has weights of its own.
  const distinct = shared.map((each): Policy => ({ ...each }));
  const scene = sceneOf(track);
  const round = (policies: readonly Policy[]): number => {
    const rules = { laps: 1000, maxSeconds: SECONDS, ...PENALTIES, contact: true, seed: 1 };
    const entrants = policies.map(() => ({ spec: DEEPRACER_V6, controlTicks: 8 as const }));
    const race = newRace(track, entrants, rules);
    const drivers = policyDrivers(policies, scene);
    let decisions = 0;
    const counted = drivers.map((driver) => ({
      ...driver,
      drive(...[race, due]: Parameters<typeof driver.drive>) {
        decisions += due.length;
        driver.drive(race, due);
      },
    }));
    const started = performance.now();
    while (!race.isOver) advanceRace(race, counted);
    const seconds = (performance.now() - started) / 1000;
    for (const driver of drivers) driver.dispose();
    return decisions / seconds;
  };
  const rounds = Array.from({ length: ROUNDS + 1 }, () => [simulate(), round(shared), round(distinct)]).slice(1);
  const [steps, together, apart] = [0, 1, 2].map((k) => medianOf(rounds.map((each) => each[k])));
  const ratio = (rate: number) => (rate / steps).toFixed(2);
  say(
    `six cars with the same weights: ${ratio(together)} × the environment's ${steps.toFixed(0)} steps/s, with weights of their own ${ratio(apart)} ×`,
  );
  const values = rounds.map((each) => each[1]);
  return { bench: 'race', unit: 'decisions/s', values, track: track.name, simulate: steps, shared: together, distinct: apart };
}
