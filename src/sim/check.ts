/** Does an environment keep Gymnasium's promises? For people who write their own (after SB3's `check_env`). */
import { integerBelow, randomStream } from '../math/random.ts';
import type { GymEnvironment } from './gymnasium.ts';

const STEPS = 200;
const SEED = 7;

/**
 * Drives the environment with random actions for a while.
 * @throws Error naming the first promise that is broken, and the fix
 */
export function checkEnvironment(environment: GymEnvironment): void {
  const { actionCount, observationShape } = environment;
  if (observationShape.length !== 2 || observationShape.some((side) => !Number.isInteger(side) || side < 1)) {
    fail(`observationShape is [${observationShape}]`, 'make it [height, width] in pixels');
  }
  if (!Number.isInteger(actionCount) || actionCount < 2) fail(`actionCount is ${actionCount}`, 'offer at least two actions');
  checkStepAfterEnd(environment);
  const first = drive(environment);
  const second = drive(environment);
  const different = first.findIndex((line, i) => line !== second[i]);
  if (different >= 0) {
    fail(
      `two drives from reset({seed: ${SEED}}) with the same actions differ at step ${different}`,
      'draw all randomness from the seed',
    );
  }
}

/** An environment whose episode has ended must be reset first. */
function checkStepAfterEnd(environment: GymEnvironment): void {
  environment.reset({ seed: SEED });
  const stream = randomStream(SEED, 'end');
  for (let step = 0; step < 100 * STEPS; step++) {
    const { terminated, truncated } = environment.step(integerBelow(stream, environment.actionCount));
    if (!terminated && !truncated) continue;
    try {
      environment.step(0);
    } catch {
      return;
    }
    fail('step() after the end of an episode answers as if nothing had happened', 'throw until reset() is called');
  }
  fail(`no episode ended in ${100 * STEPS} random steps`, 'let episodes end, by a step cap at least');
}

/** What happened, a line per step. */
function drive(environment: GymEnvironment): string[] {
  const stream = randomStream(SEED, 'action');
  const start = environment.reset({ seed: SEED });
  checkObservation(environment, start.observation, 'reset()');
  const lines = [digest(start.observation)];
  for (let step = 1; step <= STEPS; step++) {
    const action = integerBelow(stream, environment.actionCount);
    const { observation, reward, terminated, truncated } = environment.step(action);
    checkObservation(environment, observation, `step ${step}`);
    if (typeof reward !== 'number' || !Number.isFinite(reward))
      fail(`the reward of step ${step} is ${reward}`, 'return a finite number');
    if (typeof terminated !== 'boolean' || typeof truncated !== 'boolean') {
      fail(`terminated and truncated of step ${step} are ${terminated} and ${truncated}`, 'make both booleans');
    }
    if (terminated && truncated) fail(`step ${step} is both terminated and truncated`, 'an episode ends one way');
    lines.push(`${digest(observation)} ${reward} ${terminated} ${truncated}`);
    if (terminated || truncated) {
      const again = environment.reset();
      checkObservation(environment, again.observation, 'reset() after an end');
      lines.push(digest(again.observation));
    }
  }
  return lines;
}

function checkObservation({ observationShape: [height, width] }: GymEnvironment, observation: unknown, when: string): void {
  if (!(observation instanceof Uint8Array)) fail(`the observation of ${when} is no Uint8Array`, 'give greys as a Uint8Array');
  else if (observation.length !== height * width) {
    fail(`the observation of ${when} has ${observation.length} pixels`, `give ${height} × ${width} = ${height * width}`);
  }
}

/** FNV-1a over the pixels: enough to see that two differ. */
function digest(observation: Uint8Array): string {
  let hash = 0x811c9dc5;
  for (const pixel of observation) hash = Math.imul(hash ^ pixel, 0x01000193);
  return (hash >>> 0).toString(16);
}

function fail(problem: string, fix: string): never {
  throw new Error(`${problem}; ${fix}`);
}
