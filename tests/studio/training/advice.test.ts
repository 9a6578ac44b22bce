import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Driving, newDrivingMonitor } from '../../../src/learn/driving.ts';
import { newEvaluator } from '../../../src/learn/evaluation.ts';
import { DEFAULT_HYPERPARAMETERS, stepsPerUpdate } from '../../../src/learn/hyperparameters.ts';
import { soleExchange, update } from '../../../src/learn/learner.ts';
import { type Metrics, metricsOf } from '../../../src/learn/metrics.ts';
import { RECIPE_DEFAULTS, type Recipe } from '../../../src/learn/recipe.ts';
import { drivenSamples } from '../../../src/learn/rollout.ts';
import { allShards, learnerOf } from '../../../src/learn/team.ts';
import { checkReward } from '../../../src/reward/check.ts';
import type { FindingKind } from '../../../src/reward/finding.ts';
import { recordProbes } from '../../../src/reward/probes.ts';
import { withRacingLine } from '../../../src/reward/racing-line.ts';
import type { Reward } from '../../../src/reward/reward.ts';
import { NODE_SANDBOXES } from '../../../src/reward/sandbox.node.ts';
import { rewardSource } from '../../../src/reward/source.ts';
import { recordTrials } from '../../../src/reward/trials.ts';
import { type Advice, coach } from '../../../src/studio/training/coach.ts';
import { startWasm } from '../../../src/tensor/backend.node.ts';
import { bundledTrack } from '../../support/tracks.ts';

const PENALTY = "    if params['is_offtrack']:\n        return -1.0\n";
const body = (lines: string, before = '') => `${before}def reward_function(params):\n${lines}`;

/** Each bad for another reason, and the finding that names it. */
const BAD: readonly (readonly [what: string, text: string, cause: FindingKind])[] = [
  ['the same everywhere', body('    return 1.0\n'), 'constant'],
  ['a cost for every step', body("    return -1.0 - params['distance_from_center']\n"), 'every-step-costs'],
  ['speed, also off the road', body("    return params['speed']\n"), 'off-road'],
  ['rest', body(`${PENALTY}    return 1 / (0.1 + params['speed'])\n`), 'standing'],
  ['only the finish', body("    return 100.0 if params['progress'] >= 100 else 0.0\n"), 'sparse'],
  ['steering', body(`${PENALTY}    return abs(params['steering_angle']) / 30\n`), 'zig-zag'],
  ['the edge', body(`${PENALTY}    return params['distance_from_center'] / params['track_width']\n`), 'edge'],
  ['the left side', body(`${PENALTY}    return 1.0 if params['is_left_of_center'] else 0.1\n`), 'one-side'],
  ['time on the road', body(`${PENALTY}    return params['steps'] / 100\n`), 'later'],
  [
    'driving backwards',
    body(
      `    global before\n    gained = 0.0 if params['steps'] <= 2 else before - params['progress']\n    before = params['progress']\n    return -1.0 if params['is_offtrack'] else gained\n`,
      'before = 0.0\n',
    ),
    'wrong-way',
  ],
  ['chance', body('    return random.random()\n', 'import random\n'), 'random'],
  ['a crash', body("    return 100.0 if params['is_offtrack'] else 1 - params['distance_from_center']\n"), 'leaving-wins'],
];

const track = bundledTrack('classic');
const trials = recordTrials(track);
const drives = recordProbes(track, trials[0]);

function findingsOf(file: string, text: string) {
  const probes = { drives, discount: DEFAULT_HYPERPARAMETERS.discount };
  const options = { source: rewardSource(file, text), platform: NODE_SANDBOXES, now: () => performance.now(), probes };
  return checkReward(options, trials).then(({ findings }) => findings);
}

describe('before training', () => {
  const table: string[] = [];
  it.each(BAD)('names the cause of a reward for %s', async (what, text, cause) => {
    const found = await findingsOf('reward.py', text);
    const advice = coach({ metrics: [], completion: [], driving: [], hasLapped: false, findings: found, mostEntropy: 2.3 });
    expect(advice).toMatchObject({ kind: 'trouble', text: found[0].text });
    expect(found[0]).toMatchObject({ kind: cause, severity: 'severe' });
    table.push(`${what.padEnd(26)} ${found[0].text} ${found[0].numbers}`);
  });

  it('names twelve of twelve', () => {
    process.stdout.write(`${table.join('\n')}\n`);
    expect(table).toHaveLength(12);
  });

  const at = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
  const library = readdirSync(at('src/reward/library')).filter((file) => file.endsWith('.py'));
  it.each(library)('raises no alarm over %s of the library', async (file) => {
    const text = readFileSync(at(`src/reward/library/${file}`), 'utf8');
    const found = await findingsOf('reward.py', file.startsWith('racing-line') ? withRacingLine(text, track) : text);
    expect(found.filter(({ severity }) => severity === 'severe')).toEqual([]);
  });

  it('raises no alarm over the racing line in TypeScript', async () => {
    const text = readFileSync(at('src/reward/library/racing-line.ts'), 'utf8');
    const found = await findingsOf('reward.ts', withRacingLine(text, track));
    expect(found.filter(({ severity }) => severity === 'severe')).toEqual([]);
  });
});

describe('in training', () => {
  beforeAll(startWasm);

  /** Trains in this thread; the advice after each update, as the page would have it for a reward that was not checked. */
  async function adviceOf(updates: number, reward?: Reward): Promise<{ advice: Advice; hasLap: boolean }[]> {
    const recipe: Recipe = { ...RECIPE_DEFAULTS, courses: [{ name: track.name, hash: track.hash }] };
    const learner = learnerOf(recipe, [track], allShards(recipe), {}, reward && (() => reward));
    const exchange = soleExchange(recipe.hyperparameters.shards, learner.network.parameters.length);
    const evaluate = newEvaluator(recipe, [track]);
    const policy = { network: learner.network, actionSpace: recipe.actionSpace };
    const monitor = newDrivingMonitor();
    const metrics: Metrics[] = [];
    const completion: number[] = [];
    const driving: Driving[] = [];
    let hasLapped = false;
    const all: { advice: Advice; hasLap: boolean }[] = [];
    for (let i = 1; i <= updates; i++) {
      const reports = await update(learner, exchange);
      driving.push(monitor.note(learner.shards.map(({ index, driver, rollout }) => drivenSamples(index, driver, rollout))));
      metrics.push(metricsOf(i, i * stepsPerUpdate(recipe.hyperparameters), i, 2e-3, reports));
      const { drives: tests } = evaluate(policy, i);
      completion.push(tests.reduce((sum, { progress }) => sum + progress, 0) / tests.length);
      hasLapped ||= tests[0].laps.length > 0;
      const advice = coach({ metrics, completion, driving, hasLapped, findings: null, mostEntropy: Math.log(10) });
      if (advice) all.push({ advice, hasLap: hasLapped });
    }
    return all;
  }

  it('never sees trouble in the default training after its first lap', async () => {
    const all = await adviceOf(40);
    const lapping = all.filter(({ hasLap }) => hasLap);
    expect(lapping.length).toBeGreaterThan(20);
    expect(lapping.filter(({ advice }) => advice.kind === 'trouble')).toEqual([]);
    expect(all.at(-1)?.advice.kind).toBe('good');
  });

  it('sees that every step costs', async () => {
    const reward: Reward = {
      name: 'cost',
      evaluate({ inputs, cars }, out) {
        for (let i = 0; i < cars; i++) out[i] = -1 - inputs.distance_from_center[i];
      },
    };
    const all = await adviceOf(20, reward);
    expect(all.at(-1)?.advice).toMatchObject({
      kind: 'trouble',
      text: 'Every step costs, so the shortest drive wins.',
    });
  });
});
