import { describe, expect, it } from 'vitest';
import { DEEPRACER_CAMERA } from '../../src/camera/model.ts';
import { DEFAULT_ACTIONS } from '../../src/car/actions.ts';
import { UserError } from '../../src/math/error.ts';
import { randomStream } from '../../src/math/random.ts';
import { type Agent, formatAgent, parseAgent } from '../../src/policy/agent.ts';
import { ARCHITECTURES } from '../../src/policy/architecture.ts';
import { distributionOf } from '../../src/policy/distributions.ts';
import { emptyNetwork, initialise } from '../../src/policy/network.ts';
import { fc } from '../support/fast-check.ts';

function newAgent(): Agent {
  const network = emptyNetwork(ARCHITECTURES.pocket, DEEPRACER_CAMERA, distributionOf(DEFAULT_ACTIONS));
  initialise(network, randomStream(4, 'init'));
  return {
    name: 'test',
    policy: { network, actionSpace: DEFAULT_ACTIONS },
    car: 'deepracer-v6',
    controlHz: 15,
    recipe: { seed: 4 },
    summary: { updates: 1, steps: 2, seconds: 3, firstLap: null, bestLapSeconds: null },
  };
}

const files = formatAgent(newAgent());
const manifest = JSON.parse(new TextDecoder().decode(files['agent.json']));

function withManifest(change: object): typeof files {
  return { ...files, 'agent.json': new TextEncoder().encode(JSON.stringify({ ...manifest, ...change })) };
}

function withWeights(change: (bytes: Uint8Array) => Uint8Array): typeof files {
  return { ...files, 'weights.bin': change(files['weights.bin'].slice()) };
}

describe('the agent file', () => {
  it('reads back what it wrote', () => {
    expect(parseAgent(files, 'a')).toEqual(newAgent());
  });

  it.each<[string, typeof files, RegExp]>([
    ['another format', withManifest({ format: 2 }), /a\/agent\.json: format is not valid/],
    ['unknown keys', withManifest({ topology: {} }), /a\/agent\.json: topology is no field/],
    ['an unknown network', withManifest({ architecture: 'huge' }), /architecture is not valid/],
    ['a path for a name', withManifest({ name: '../x' }), /name is not valid/],
    [
      'an impossible action',
      withManifest({
        actionSpace: {
          kind: 'discrete',
          actions: [
            { steeringDeg: 0, speed: 1 },
            { steeringDeg: 99, speed: 1 },
          ],
        },
      }),
      /actions\[1\]\.steeringDeg is 99/,
    ],
    [
      'one action only',
      withManifest({ actionSpace: { kind: 'discrete', actions: [{ steeringDeg: 0, speed: 1 }] } }),
      /actions has 1 entries/,
    ],
    [
      'fewer actions than its weights',
      withManifest({ actionSpace: { kind: 'discrete', actions: DEFAULT_ACTIONS.actions.slice(1) } }),
      /a\/weights\.bin: length is/,
    ],
    ['text that is not JSON', { ...files, 'agent.json': new TextEncoder().encode('{') }, /a\/agent\.json: text is not JSON/],
    [
      'a recipe nested without end',
      { ...files, 'agent.json': new TextEncoder().encode(`{"recipe":${'['.repeat(20_000)}`) },
      /text is nested more than 32 deep/,
    ],
    ['weights cut short', withWeights((bytes) => bytes.subarray(4)), /a\/weights\.bin: length is/],
    ['weights that are NaN', withWeights((bytes) => bytes.fill(0xff, 8, 12)), /a\/weights\.bin: weight 2 is NaN/],
    ['weights out of bounds', withWeights((bytes) => bytes.fill(0x7e, 8, 12)), /weight 2 is 8\./],
    [
      'one flipped bit',
      withWeights((bytes) => bytes.fill(bytes[100] ^ 1, 100, 101)),
      /content is not what agent\.json was written with/,
    ],
  ])('refuses %s', (_, broken, message) => {
    expect(() => parseAgent(broken, 'a')).toThrow(message);
  });

  it('answers any bytes at all with a clear error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.jsonValue(), (bytes, json) => {
        for (const text of [bytes, new TextEncoder().encode(JSON.stringify(json))]) {
          expect(() => parseAgent({ ...files, 'agent.json': text }, 'a')).toThrow(UserError);
        }
      }),
    );
  });
});
