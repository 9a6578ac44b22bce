import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { actionGrid } from '../../src/car/actions.ts';
import { startFrames } from '../../src/deploy/frames.ts';
import { parseRecording } from '../../src/lap/recording.ts';
import { newSight } from '../../src/lap/sight.ts';
import { UserError } from '../../src/math/error.ts';
import { randomStream } from '../../src/math/random.ts';
import { type Driver, newDriver } from '../../src/policy/driver.ts';
import { insightOf } from '../../src/policy/insight.ts';
import { policyFromData } from '../../src/policy/policy.ts';
import { readAgent } from '../../src/store/agents.node.ts';
import { startWasm } from '../../src/tensor/backend.node.ts';
import { CONTINUOUS, policyOf } from '../support/policies.ts';
import { bundledTrack } from '../support/tracks.ts';

beforeAll(startWasm);

const SIZE = 120 * 160;
const COUNT = 7;
const FRAMES = startFrames(bundledTrack('workshop'), COUNT, 1);
const ACTIONS = actionGrid([-20, -10, 0, 10, 20], [1, 2]);
const SPACES = [
  ['discrete', ACTIONS],
  ['continuous', CONTINUOUS],
] as const;

/** Steering and speed for `count` frames from frame `first` on. */
function commands(driver: Driver, first: number, count: number, seed?: number): [number, number][] {
  const [steeringDeg, speed] = [new Float64Array(count), new Float64Array(count)];
  const exploration = seed === undefined ? undefined : randomStream(seed, 'show');
  driver.command(FRAMES, first * SIZE, count, steeringDeg, speed, exploration);
  return Array.from(steeringDeg, (degrees, i) => [degrees, speed[i]]);
}

describe('a driver', () => {
  it.each(SPACES)('with %s actions gives the same commands for many frames as for one at a time', (_, actionSpace) => {
    const driver = newDriver(policyOf('pocket', actionSpace, 3));
    const all = commands(driver, 0, COUNT);
    expect(new Set(all.map(String)).size).toBeGreaterThan(1);
    const single = Array.from({ length: COUNT }, (_, i) => commands(driver, i, 1)[0]);
    expect(single).toEqual(all);
    // From the middle on, and after other numbers of frames.
    expect(commands(driver, 2, 4)).toEqual(all.slice(2, 6));
    expect(commands(driver, 0, COUNT)).toEqual(all);
    driver.dispose();
  });

  it.each([
    ['hammer-bronze', 'hammer'],
    ['slalom', 'workshop'],
  ])('gives the commands of the recorded lap of %s for the frames of that lap', (name, track) => {
    const folder = fileURLToPath(new URL(`../../agents/${name}`, import.meta.url));
    const recording = parseRecording(readFileSync(`${folder}/lap.json`, 'utf8'), 'lap.json');
    const driver = newDriver(readAgent(folder).policy);
    const sight = newSight(recording, bundledTrack(track));
    const [steeringDeg, speed] = [new Float64Array(1), new Float64Array(1)];
    const driven = recording.actions.map((_, decision) => {
      driver.command(sight.frameAt(decision), 0, 1, steeringDeg, speed);
      return [steeringDeg[0], speed[0]];
    });
    expect(driven).toEqual(recording.actions.map(([, ...command]) => command));
    driver.dispose();
  });

  it('answers what its insight shows: the likeliest action is the one that it takes', () => {
    const driver = newDriver(policyOf('pocket', ACTIONS, 3));
    const outputs = driver.outputs(FRAMES, 0, COUNT);
    const chosen = commands(driver, 0, COUNT);
    for (let k = 0; k < COUNT; k++) {
      const logits = outputs.slice(k * 10, (k + 1) * 10);
      const insight = insightOf(driver, driver.observation(FRAMES, k * SIZE));
      const { steeringDeg, speed } = ACTIONS.actions[insight.best];
      expect(insight.best).toBe(logits.indexOf(Math.max(...logits)));
      expect(chosen[k]).toEqual([steeringDeg, speed]);
    }
    driver.dispose();
  });

  it.each(SPACES)('explores %s actions by the stream that it is given', (_, actionSpace) => {
    const driver = newDriver(policyOf('pocket', actionSpace));
    expect(commands(driver, 0, COUNT, 1)).toEqual(commands(driver, 0, COUNT, 1));
    expect(commands(driver, 0, COUNT, 1)).not.toEqual(commands(driver, 0, COUNT, 2));
    expect(commands(driver, 0, COUNT, 1)).not.toEqual(commands(driver, 0, COUNT));
    driver.dispose();
  });

  it.each(SPACES)('with %s actions refuses to drive by outputs that are not numbers', (_, actionSpace) => {
    const policy = policyOf('pocket', actionSpace);
    policy.network.parameters[policy.network.policy.head.biasesAt] = Number.NaN;
    const driver = newDriver(policy);
    expect(() => commands(driver, 0, 1)).toThrow(UserError);
    expect(() => commands(driver, 0, 1)).toThrow('the agent: its network answers with numbers that are not finite');
    driver.dispose();
  });

  it('leaves nothing on the back end', () => {
    const before = tf.memory().numTensors;
    const driver = newDriver(policyOf('pocket', ACTIONS));
    const driving = tf.memory().numTensors;
    expect(driving).toBeGreaterThan(before);
    commands(driver, 0, COUNT);
    insightOf(driver, driver.observation(FRAMES, 0));
    expect(tf.memory().numTensors).toBe(driving);
    driver.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('a policy that a worker was sent', () => {
  it.each(SPACES)('with %s actions drives as the one it was made of, whatever happens to that', (_, actionSpace) => {
    const { network } = policyOf('pocket', actionSpace, 3);
    const expected = commands(newDriver({ network, actionSpace }), 0, COUNT);
    const sent = policyFromData({ architecture: 'pocket', actionSpace, parameters: network.parameters });
    network.parameters.fill(0);
    expect(commands(newDriver(sent), 0, COUNT)).toEqual(expected);
  });
});
