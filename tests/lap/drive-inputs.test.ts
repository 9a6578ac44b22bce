import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inputsOfDrive } from '../../src/lap/drive-inputs.ts';
import { playbackOf } from '../../src/lap/playback.ts';
import { parseRecording } from '../../src/lap/recording.ts';
import { nodeSandboxes } from '../../src/reward/sandbox.node.ts';
import { newSandbox } from '../../src/reward/sandbox.ts';
import { rewardSource } from '../../src/reward/source.ts';
import { bundledTrack } from '../support/tracks.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

describe('the inputs of a recorded drive', () => {
  it.each([
    ['harbour-gold', 'harbour', 'progress-and-speed', 'ts'],
    ['slalom', 'workshop', 'progress-and-speed', 'py'],
  ])('%s: a custom function returns what the same bundled one does', async (agent, trackName, reward, ending) => {
    const recording = parseRecording(read(`agents/${agent}/lap.json`), 'lap.json');
    const track = bundledTrack(trackName);
    const steps = inputsOfDrive({ recording, track, file: 'lap.json' });
    const bundled = playbackOf(recording, track, 'lap.json', reward);
    expect(steps.count).toBe(bundled.count);
    const source = rewardSource(`own.${ending}`, read(`src/reward/library/${reward}.${ending}`));
    const sandbox = newSandbox({ source, platform: nodeSandboxes({}), seed: 1, carNumbers: [0] });
    try {
      const rewards = new Float32Array(await sandbox.evaluate(0, steps));
      const expected = new Float32Array(bundled.reward ?? []).slice(0, bundled.count);
      // The first call of a lap has nothing to compare with.
      const firsts = [...expected.keys()].filter((i) => steps.inputs.steps[i] === 2);
      expect(firsts.length).toBeGreaterThanOrEqual(recording.lapMicroseconds.length);
      for (const i of firsts) expected[i] = rewards[i];
      expect([...rewards]).toEqual([...expected]);
      for (const value of rewards) expect(Math.abs(value)).toBeLessThan(5);
    } finally {
      sandbox.close();
    }
  });
});
