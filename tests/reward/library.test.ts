import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { BUILT_IN_REWARDS, builtInReward } from '../../src/reward/builtin.ts';
import { REWARD_INPUTS, referencePage, typeDeclarations } from '../../src/reward/contract.ts';
import { withRacingLine } from '../../src/reward/racing-line.ts';
import { NODE_SANDBOXES } from '../../src/reward/sandbox.node.ts';
import { newSandbox } from '../../src/reward/sandbox.ts';
import { slidersCode, slidersSchema } from '../../src/reward/sliders.ts';
import { rewardSource } from '../../src/reward/source.ts';
import { advance, newEnvironment } from '../../src/sim/environment.ts';
import { END } from '../../src/sim/episode.ts';
import { inputsOf } from '../../src/sim/inputs.ts';
import { RACE_OBJECTS } from '../../src/sim/traffic.ts';
import { reverseTrack } from '../../src/track/track.ts';
import { bundledTrack } from '../support/tracks.ts';

const LIBRARY = fileURLToPath(new URL('../../src/reward/library/', import.meta.url));
const names = readdirSync(LIBRARY)
  .filter((file) => file.endsWith('.py'))
  .map((file) => file.slice(0, -3));
const track = bundledTrack('classic');
const textOf = (file: string) => {
  const text = readFileSync(`${LIBRARY}${file}`, 'utf8');
  return file.startsWith('racing-line') ? withRacingLine(text, track) : text;
};

const CARS = 16;
const STEPS = 320;

/** Drives 16 cars, on their own whims, both ways, past bots that change lanes; calls back after each step. */
async function drive(onStep: (environment: ReturnType<typeof newEnvironment>, step: number) => Promise<void>): Promise<void> {
  const bots = RACE_OBJECTS['head-to-bot'].map((group) => ({ ...group, laneChanges: true }));
  const objects = [...RACE_OBJECTS['object-avoidance'], ...bots];
  const environment = newEnvironment({ tracks: [track, reverseTrack(track)], cars: CARS, seed: 5, objects });
  const steering = new Float64Array(CARS);
  const speed = new Float64Array(CARS);
  for (let step = 0; step < STEPS; step++) {
    for (let i = 0; i < CARS; i++) {
      const { inputs } = environment;
      const aside = (inputs.is_left_of_center[i] ? -1 : 1) * inputs.distance_from_center[i];
      steering[i] = Math.max(-30, Math.min(30, 90 * aside + 25 * Math.sin(step / 7 + i)));
      speed[i] = 0.5 + (i % 4) * 0.5;
    }
    advance(environment, steering, speed);
    await onStep(environment, step);
  }
}

const sandboxOf = (file: string, text: string) =>
  newSandbox({
    source: rewardSource(file, text),
    platform: NODE_SANDBOXES,
    seed: 1,
    carNumbers: Array.from({ length: CARS }, (_, i) => i),
  });

describe.each(names)('%s', (name) => {
  it('gives the same in Python and TypeScript on 5,120 steps, and as it is compiled in', async () => {
    const python = sandboxOf(`${name}.py`, textOf(`${name}.py`));
    const typescript = sandboxOf(`${name}.ts`, textOf(`${name}.ts`));
    const rewards = [python.reward(0), typescript.reward(0)];
    const native = BUILT_IN_REWARDS.includes(name) ? builtInReward(name) : undefined;
    // 32-bit floats would hide differences.
    const [a, b, c] = [new Float64Array(CARS), new Float64Array(CARS), new Float64Array(CARS)];
    let worst = 0;
    let worstNative = 0;
    let compared = 0;
    const seen = new Set<number>();
    await drive(async (environment) => {
      const asFloats = (out: Float64Array) => out as unknown as Float32Array;
      await rewards[0].evaluate(environment, asFloats(a));
      await rewards[1].evaluate(environment, asFloats(b));
      native?.evaluate(environment, asFloats(c));
      for (let i = 0; i < CARS; i++) {
        worst = Math.max(worst, Math.abs(a[i] - b[i]));
        seen.add(Math.round(1e6 * a[i]));
        const end = environment.ends[i];
        // The compiled one is also told of ends that no input tells of.
        if (!native || end === END.immobilised || end === END.reversed) continue;
        compared++;
        worstNative = Math.max(worstNative, Math.abs(a[i] - c[i]));
      }
    });
    python.close();
    typescript.close();
    expect(worst).toBeLessThanOrEqual(1e-12);
    expect(worstNative).toBeLessThanOrEqual(1e-12);
    if (native) expect(compared).toBeGreaterThan(5000);
    expect(seen.size).toBeGreaterThan(1);
  });
});

describe('sliders', () => {
  const weights = slidersSchema.parse({ central: 1, fast: 0.5, progress: 2, smooth: 0.25, inside: 1, clear: 1.5 });

  it('write code in both languages that gives the same rewards', async () => {
    const python = sandboxOf('sliders.py', slidersCode(weights, 'python'));
    const typescript = sandboxOf('sliders.ts', slidersCode(weights, 'typescript'));
    const [a, b] = [new Float64Array(CARS), new Float64Array(CARS)];
    let worst = 0;
    await drive(async (environment) => {
      await python.reward(0).evaluate(environment, a as unknown as Float32Array);
      await typescript.reward(0).evaluate(environment, b as unknown as Float32Array);
      for (let i = 0; i < CARS; i++) worst = Math.max(worst, Math.abs(a[i] - b[i]));
    });
    python.close();
    typescript.close();
    expect(worst).toBeLessThanOrEqual(1e-12);
  });

  it('leave out what has no weight', () => {
    const code = slidersCode(slidersSchema.parse({ central: 1 }), 'python');
    expect(code).toContain("central = max(0.0, 1 - params['distance_from_center'] / (params['track_width'] / 2))");
    expect(code).toContain('return (1 * central) / 1');
    expect(code).not.toMatch(/progress|global|import/);
  });
});

describe('the contract', () => {
  it('names every input that the simulator gives, and no other', () => {
    const environment = newEnvironment({ tracks: [track], cars: 1, seed: 1 });
    advance(environment, [0], [1]);
    const given = Object.keys(inputsOf(environment.inputs, 0, track)).sort();
    expect(REWARD_INPUTS.map(({ name }) => name).sort()).toEqual(given);
  });

  it('is what the type declarations and the reference page are made from: `npx vitest -u` writes them', async () => {
    await expect(typeDeclarations()).toMatchFileSnapshot('../../src/reward/reward-params.d.ts');
    await expect(referencePage()).toMatchFileSnapshot('../../public/reward-inputs.md');
  });
});
