import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { formatCheckpoint, parseCheckpoint } from '../../src/learn/checkpoint.ts';
import type { Evaluation } from '../../src/learn/evaluation.ts';
import { GOALS } from '../../src/learn/goal.ts';
import { DEFAULT_HYPERPARAMETERS } from '../../src/learn/hyperparameters.ts';
import { Diverged } from '../../src/learn/learner.ts';
import { newLossSums } from '../../src/learn/ppo.ts';
import { RECIPE_DEFAULTS, type Recipe } from '../../src/learn/recipe.ts';
import { blankNetwork, type NewTeam, type Team } from '../../src/learn/team.ts';
import { type Checkpoint, type TrainingResult, train } from '../../src/learn/trainer.ts';
import { randomStream } from '../../src/math/random.ts';
import { sha256Hex } from '../../src/math/sha256.ts';
import { weightsHash } from '../../src/policy/agent.ts';
import { initialise } from '../../src/policy/network.ts';
import { RANDOMISATIONS } from '../../src/sim/randomisation.ts';
import { RACE_OBJECTS } from '../../src/sim/traffic.ts';
import { startWasm } from '../../src/tensor/backend.node.ts';
import { soleTeam } from '../support/team.ts';
import { bundledTrack } from '../support/tracks.ts';

beforeAll(startWasm);

function recipeOn(
  names: readonly string[],
  change: Partial<Recipe> = {},
): { recipe: Recipe; tracks: ReturnType<typeof bundledTrack>[] } {
  const tracks = names.map(bundledTrack);
  return { recipe: { ...RECIPE_DEFAULTS, courses: tracks.map(({ name, hash }) => ({ name, hash })), ...change }, tracks };
}

const REPORT = {
  shard: 0,
  losses: { ...newLossSums(), samples: 1 },
  episodes: { ended: 0, reward: 0, decisions: 0, progress: 0, laps: 0 },
  variance: { targets: 1, residuals: 1 },
  gradientNorm: 0,
};

it('every evaluation begins on every track’s own line, both ways', async () => {
  const { recipe, tracks } = recipeOn(['workshop', 'classic', 'teacup'], { until: { updates: 3 } });
  const network = blankNetwork(recipe);
  initialise(network, randomStream(3, 'init'));
  const { parameters } = network;
  let updates = 0;
  const state = { ...soleTeamState(), parameters };
  const team: Team = {
    async next() {
      updates++;
      return { update: updates, reports: [REPORT], parameters, state, driven: [] };
    },
    async stop() {},
  };
  const evaluations: Evaluation[] = [];
  await train({
    recipe,
    tracks,
    newTeam: () => team,
    startBackend: startWasm,
    clock: () => updates,
    onProgress({ evaluation }) {
      if (evaluation) evaluations.push(evaluation);
    },
  });
  expect(evaluations).toHaveLength(3);
  for (const { paths, drives } of evaluations) {
    expect(drives).toHaveLength(6);
    paths.forEach(([x, y], i) => {
      const { points } = tracks[i >> 1].centre;
      expect(x).toBeCloseTo(points[0], 5);
      expect(y).toBeCloseTo(points[1], 5);
    });
  }
  // The same weights drive the same way every time.
  expect(evaluations[2].paths).toEqual(evaluations[0].paths);
});

function soleTeamState() {
  const none = new Float32Array(0);
  return { updates: 0, parameters: none, adamMean: none, adamVariance: none, adamProducts: new Float64Array(2), shards: [] };
}

const SMALL = { ...DEFAULT_HYPERPARAMETERS, carsPerShard: 4, rolloutSteps: 16, epochs: 2, minibatchSize: 32 };

/** A short training; `at` is called with each checkpoint, and stops it by answering true. */
function run(
  { recipe, tracks }: ReturnType<typeof recipeOn>,
  options: { resumeFrom?: Checkpoint; newTeam?: NewTeam; onRollback?: (problem: string, update: number) => void } = {},
  at: (checkpoint: Checkpoint) => boolean = () => false,
): Promise<TrainingResult> {
  const stopping = new AbortController();
  return train({
    recipe,
    tracks,
    newTeam: (start) => soleTeam(recipe, tracks, start),
    startBackend: startWasm,
    clock: () => 1,
    signal: stopping.signal,
    onCheckpoint: (checkpoint) => at(checkpoint) && stopping.abort(),
    ...options,
  });
}

describe('a checkpoint', () => {
  const worlds: [string, ReturnType<typeof recipeOn>][] = [
    ['one track', recipeOn(['workshop'], { hyperparameters: SMALL, evaluateEvery: 2, until: { updates: 9 } })],
    [
      'two tracks, for lap time',
      recipeOn(['workshop', 'zipper'], {
        ...GOALS.gold,
        hyperparameters: { ...SMALL, rolloutSteps: 32 },
        evaluateEvery: 2,
        until: { updates: 9 },
      }),
    ],
    [
      'against itself',
      recipeOn(['workshop'], {
        hyperparameters: { ...SMALL, rolloutSteps: 32 },
        evaluateEvery: 2,
        until: { updates: 9 },
        opponents: { count: 2, drivers: 'self' },
      }),
    ],
    [
      'many tracks with boxes, bots and every randomisation, actions without steps',
      recipeOn(['workshop', 'pond', 'classic'], {
        hyperparameters: { ...SMALL, rolloutSteps: 32 },
        evaluateEvery: 2,
        until: { updates: 9 },
        objects: [
          { ...RACE_OBJECTS['object-avoidance'][0], count: 3, placement: 'random' },
          { ...RACE_OBJECTS['head-to-bot'][0], laneChanges: true },
        ],
        randomisation: RANDOMISATIONS.full,
        actionSpace: { kind: 'continuous', steeringDeg: { low: -30, high: 30 }, speed: { low: 0.5, high: 1.5 } },
      }),
    ],
  ];

  it.each(worlds)('resumes a training exactly, through a file: %s', async (_, world) => {
    // The weights after every evaluation, not only those that are kept in the end.
    const weightsOf = async (options: { resumeFrom?: Checkpoint }, stopAfter = 0) => {
      const hashes: string[] = [];
      let file: Uint8Array = new Uint8Array(0);
      const result = await run(world, options, (checkpoint) => {
        const { learner, trainer } = checkpoint;
        for (const weights of [learner.parameters, trainer.average ?? []]) {
          hashes.push(sha256Hex(new Uint8Array(Float32Array.from(weights).buffer)));
        }
        file = formatCheckpoint(checkpoint);
        return checkpoint.learner.updates === stopAfter;
      });
      return { hashes, file, result };
    };
    const { hashes, result: whole } = await weightsOf({});
    const { file } = await weightsOf({}, 4);
    // From the middle of a Buffer, as files may come.
    const buffer = Buffer.concat([Buffer.from('x'), file]).subarray(1);
    const { hashes: later, result: resumed } = await weightsOf({ resumeFrom: parseCheckpoint(buffer, 'x.checkpoint') });
    expect(later).toEqual(hashes.slice(4));
    expect(resumed.updates).toBe(9);
    expect(weightsHash(resumed.policy.network)).toBe(weightsHash(whole.policy.network));
    expect(resumed.bestLapSeconds).toBe(whole.bestLapSeconds);
  });

  it('of a training that was over already ends it again, with the same weights', async () => {
    const [, world] = worlds[0];
    const ending = { ...world, recipe: { ...world.recipe, until: { updates: 4 } } };
    let last: Checkpoint | undefined;
    const whole = await run(ending, {}, (checkpoint) => {
      last = checkpoint;
      return false;
    });
    const again = await run(ending, { resumeFrom: last as Checkpoint });
    expect([again.updates, again.outcome]).toEqual([4, 'finished']);
    expect(weightsHash(again.policy.network)).toBe(weightsHash(whole.policy.network));
  });

  describe('that is no good is refused', () => {
    let bytes: Uint8Array;
    beforeAll(async () => {
      await run(worlds[0][1], {}, (checkpoint) => {
        bytes = formatCheckpoint(checkpoint);
        return true;
      });
    });
    const read = (change: (bytes: Uint8Array) => Uint8Array) => () => parseCheckpoint(change(bytes.slice()), 'x.checkpoint');

    it('whole, it reads back the same', () => {
      const checkpoint = parseCheckpoint(bytes, 'x');
      expect(parseCheckpoint(formatCheckpoint(checkpoint), 'x')).toEqual(checkpoint);
    });

    it.each<[string, (bytes: Uint8Array) => Uint8Array, RegExp]>([
      ['foreign', () => new TextEncoder().encode('PK\u0003\u0004'.repeat(30)), /x\.checkpoint: the file is not a checkpoint/],
      ['empty', () => new Uint8Array(0), /is not a checkpoint/],
      ['cut short', (b) => b.subarray(0, b.length - 100), /is damaged or cut short; resume from another checkpoint/],
      ['with a flipped bit', (b) => b.fill(b[5000] ^ 1, 5000, 5001), /is damaged/],
      [
        'of another version',
        (b) => reheaded(b, (h) => h.replace('"simVersion":3', '"simVersion":1')),
        /simVersion is 1, not 3; .*0\.1\.0/,
      ],
      [
        'of other sizes',
        (b) => reheaded(b, (h) => h.replace('"carsPerShard":4', '"carsPerShard":8')),
        /does not fit the recipe/,
      ],
      ['with a place outside', (b) => reheaded(b, (h) => h.replace('"at":0,', '"at":8000000,')), /lies outside the file/],
    ])('%s', (_, change, message) => {
      expect(read(change)).toThrow(message);
    });
  });
});

/** The same file with another header and a hash that fits. */
function reheaded(bytes: Uint8Array, change: (header: string) => string): Uint8Array {
  const length = new DataView(bytes.buffer).getUint32(8, true);
  const header = new TextEncoder().encode(change(new TextDecoder().decode(bytes.subarray(12, 12 + length))));
  const arrays = bytes.subarray(8 * Math.ceil((12 + length) / 8), -32);
  const out = new Uint8Array(8 * Math.ceil((12 + header.length) / 8) + arrays.length + 32);
  out.set(bytes.subarray(0, 8));
  new DataView(out.buffer).setUint32(8, header.length, true);
  out.set(header, 12);
  out.set(arrays, out.length - 32 - arrays.length);
  out.set(createHash('sha256').update(out.subarray(0, -32)).digest(), out.length - 32);
  return out;
}

describe('a training that diverges', () => {
  const world = recipeOn(['workshop'], { hyperparameters: SMALL, evaluateEvery: 2, until: { updates: 7 } });
  /** Diverges in update 5, so many times. */
  const failing = (times: number, scales: number[]): NewTeam => {
    let left = times;
    return (start) => {
      scales.push(start.learningRateScale ?? 1);
      const team = soleTeam(world.recipe, world.tracks, start);
      let update = start.state?.updates ?? 0;
      return {
        ...team,
        async next() {
          update++;
          if (update === 5 && left-- > 0) throw new Diverged('made up');
          return team.next();
        },
      };
    };
  };

  it('goes back to the last state, with half the step size, and finishes', async () => {
    const scales: number[] = [];
    const rollbacks: [string, number][] = [];
    const onRollback = (problem: string, update: number) => rollbacks.push([problem, update]);
    const { outcome, updates } = await run(world, { newTeam: failing(1, scales), onRollback });
    expect(rollbacks).toEqual([['made up', 4]]);
    expect(scales).toEqual([1, 0.5]);
    expect([outcome, updates]).toEqual(['finished', 7]);
  });

  it('a second time is over, and keeps the best that it had', async () => {
    const { outcome, updates, policy } = await run(world, { newTeam: failing(2, []) });
    expect([outcome, updates]).toEqual(['diverged', 4]);
    expect(policy.network.parameters.some((weight) => weight !== 0)).toBe(true);
  });

  it('really does so when its steps are absurd', async () => {
    const absurd = { ...world.recipe, hyperparameters: { ...SMALL, learningRate: 1, maxGradientNorm: null } };
    const rollbacks: string[] = [];
    const tracks = world.tracks;
    const { outcome } = await run({ recipe: absurd, tracks }, { onRollback: (problem) => rollbacks.push(problem) }).catch(
      (error) => ({ outcome: error.message }),
    );
    expect(rollbacks).toHaveLength(1);
    expect(outcome).toMatch(/diverged|twice/);
  });
});

it('stops on a plateau', async () => {
  // Nothing gets better where nothing is learned.
  const hyperparameters = { ...SMALL, learningRate: 1e-9 };
  const world = recipeOn(['workshop'], { hyperparameters, until: { updates: 50 }, plateau: 3 });
  const { outcome, updates } = await run(world);
  expect(outcome).toBe('plateau');
  expect(updates).toBeLessThan(20);
});
