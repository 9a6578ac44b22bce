/** `lapzero evaluate --robust`: which disturbance breaks a policy? */
import { evaluateRobustness, ROBUST_RUNS, type Robustness } from '../lap/robust.ts';
import type { Agent } from '../policy/agent.ts';
import type { ObjectGroup } from '../sim/traffic.ts';
import type { Track } from '../track/track.ts';
import { DISTURBANCE_TEXTS } from '../ui/disturbances.ts';
import { say } from './output.ts';

const BAR = 20;

/** Prints a line for each disturbance as it comes. */
export function reportRobustness(agent: Agent, track: Track, seed: number, objects: readonly ObjectGroup[]): Robustness {
  say(`"${agent.name}" on "${track.name}", ${ROBUST_RUNS} laps under each disturbance:`);
  const robustness = evaluateRobustness(agent, track, { seed, objects }, ({ disturbance, clean, runs, progress }) => {
    const full = Math.round((BAR * clean) / runs);
    const bar = '█'.repeat(full) + '·'.repeat(BAR - full);
    const name = DISTURBANCE_TEXTS[disturbance].padEnd(32);
    say(`  ${name} ${bar} ${String(clean).padStart(2)} of ${runs} clean, ${progress.toFixed(0)} % of the way`);
  });
  say(`Score: ${robustness.score.toFixed(0)} of 100.`);
  return robustness;
}
