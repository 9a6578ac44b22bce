import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseRecording } from '../../src/lap/recording.ts';
import { newSight } from '../../src/lap/sight.ts';
import { newDriver } from '../../src/policy/driver.ts';
import { readAgent } from '../../src/store/agents.node.ts';
import { startWasm } from '../../src/tensor/backend.node.ts';
import { bundledTrack } from '../support/tracks.ts';

beforeAll(startWasm);

describe('what a recorded drive saw', () => {
  it.each([
    ['harbour-gold', 'harbour'],
    ['slalom', 'workshop'],
  ])('is what made %s choose what it chose, wherever one looks', (name, track) => {
    const folder = fileURLToPath(new URL(`../../agents/${name}`, import.meta.url));
    const recording = parseRecording(readFileSync(`${folder}/lap.json`, 'utf8'), 'lap.json');
    const driver = newDriver(readAgent(folder).policy);
    const sight = newSight(recording, bundledTrack(track));
    const [steeringDeg, speed] = [new Float64Array(1), new Float64Array(1)];
    for (const decision of [0, 1, 40, recording.actions.length - 1, 17, 90]) {
      driver.command(sight.frameAt(decision), 0, 1, steeringDeg, speed);
      expect([decision, steeringDeg[0], speed[0]]).toEqual([decision, ...recording.actions[decision].slice(1)]);
    }
  });
});
