import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { CAR_SPECS } from '../../src/car/spec.ts';
import { provenLimit } from '../../src/lap/follow.ts';
import { limitPlayback } from '../../src/lap/limit-playback.ts';
import { parseRecording } from '../../src/lap/recording.ts';
import { newSight } from '../../src/lap/sight.ts';
import { observe } from '../../src/policy/architecture.ts';
import { distributionOf } from '../../src/policy/distributions.ts';
import { insightOf } from '../../src/policy/insight.ts';
import { uploadWeights } from '../../src/policy/network.ts';
import { readAgent } from '../../src/store/agents.node.ts';
import { startWasm } from '../../src/tensor/backend.node.ts';
import { ownTrack } from '../support/courses.ts';

beforeAll(startWasm);

describe('what a recorded drive saw', () => {
  it.each([
    ['harbour-gold', 'harbour'],
    ['slalom', 'workshop'],
  ])('is what made %s choose what it chose, wherever one looks', (name, course) => {
    const folder = fileURLToPath(new URL(`../../agents/${name}`, import.meta.url));
    const recording = parseRecording(readFileSync(`${folder}/lap.json`, 'utf8'), 'lap.json');
    const { network, actionSpace } = readAgent(folder).policy;
    const weights = uploadWeights(network);
    const sight = newSight(recording, ownTrack(course));
    const distribution = distributionOf(actionSpace);
    const [action, steeringDeg, speed] = [new Float32Array(2), new Float64Array(1), new Float64Array(1)];
    const observation = new Float32Array(network.input.size);
    for (const decision of [0, 1, 40, recording.actions.length - 1, 17, 90]) {
      observe(network.architecture, { width: 160, height: 120 }, sight.pictureAt(decision), 0, observation, 0);
      const { outputs } = insightOf(network, weights, actionSpace, observation);
      distribution.greedy(outputs, 0, action);
      distribution.command(action, 0, steeringDeg, speed);
      expect([decision, steeringDeg[0], speed[0]]).toEqual([decision, ...recording.actions[decision].slice(1)]);
    }
  });
});

describe('the limit, to look at', () => {
  it('is the follower’s standing and flying lap', () => {
    const track = ownTrack('harbour');
    const spec = CAR_SPECS['deepracer-v6'];
    const limit = provenLimit(track, spec, 3);
    if (!limit) throw new Error('there is none');
    const { count, stepSeconds, laps, x, y, progress } = limitPlayback(limit, track, spec);
    expect(laps).toHaveLength(2);
    expect(laps[1].seconds).toBeCloseTo(limit.drivenSeconds, 6);
    expect(laps[0].seconds).toBeGreaterThan(laps[1].seconds);
    expect(count).toBe(Math.ceil((laps[0].seconds + laps[1].seconds) / stepSeconds - 1e-9));
    expect(Math.max(...progress)).toBeGreaterThan(97);
    // It comes back to where the flying lap began.
    const at = Math.round(laps[0].seconds / stepSeconds);
    expect(Math.hypot(x[count - 1] - x[at], y[count - 1] - y[at])).toBeLessThan(0.4);
    for (const { seconds, sectors } of laps) expect(sectors.reduce((a, b) => a + b)).toBeCloseTo(seconds, 9);
  });
});
