import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseRecording } from '../../src/lap/recording.ts';
import { newSight } from '../../src/lap/sight.ts';
import { observe } from '../../src/policy/architecture.ts';
import { distributionOf } from '../../src/policy/distributions.ts';
import { insightOf } from '../../src/policy/insight.ts';
import { uploadWeights } from '../../src/policy/network.ts';
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
    const { network, actionSpace } = readAgent(folder).policy;
    const weights = uploadWeights(network);
    const sight = newSight(recording, bundledTrack(track));
    const distribution = distributionOf(actionSpace);
    const [action, steeringDeg, speed] = [new Float32Array(2), new Float64Array(1), new Float64Array(1)];
    const observation = new Float32Array(network.input.size);
    for (const decision of [0, 1, 40, recording.actions.length - 1, 17, 90]) {
      observe(network.architecture, { width: 160, height: 120 }, sight.frameAt(decision), 0, observation, 0);
      const { outputs } = insightOf(network, weights, actionSpace, observation);
      distribution.greedy(outputs, 0, action);
      distribution.command(action, 0, steeringDeg, speed);
      expect([decision, steeringDeg[0], speed[0]]).toEqual([decision, ...recording.actions[decision].slice(1)]);
    }
  });
});
