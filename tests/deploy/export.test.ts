import { beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_ACTIONS } from '../../src/car/actions.ts';
import { exportModel } from '../../src/deploy/export-model.ts';
import { recordFrames } from '../../src/deploy/frames.ts';
import { openGiven } from '../../src/deploy/given.ts';
import { importModel } from '../../src/deploy/import-model.ts';
import { EXPORT_TARGETS } from '../../src/deploy/model-files.ts';
import { PROOF_FRAMES } from '../../src/deploy/proof.ts';
import { randomStream } from '../../src/math/random.ts';
import { startWasm } from '../../src/tensor/backend.node.ts';
import { CONTINUOUS, noisyFrames, policyOf } from '../support/policies.ts';
import { bundledTrack } from '../support/tracks.ts';

beforeAll(() => startWasm());

describe.each(['pocket', 'deepracer-shallow', 'deepracer-deep'] as const)('%s', (name) => {
  describe.each([DEFAULT_ACTIONS, CONTINUOUS])('$kind', (actionSpace) => {
    const policy = policyOf(name, actionSpace);
    it.each(EXPORT_TARGETS)('answers as %s as it does live', async (target) => {
      const frames = name === 'pocket' ? PROOF_FRAMES : 20;
      const recorded = recordFrames(bundledTrack('workshop'), frames, 1);
      const { files, proof } = await exportModel({ policy, car: 'deepracer-v6' }, 'model', target, recorded);
      expect(proof.frames).toBe(frames);
      expect(proof.maxDifference).toBeLessThan(1e-5);
      expect(Object.keys(files).length).toBeGreaterThan(0);
    });
  });
});

describe('the car’s archive', () => {
  it('holds what the car looks for and nothing else', async () => {
    const policy = policyOf('pocket', DEFAULT_ACTIONS);
    const recorded = recordFrames(bundledTrack('workshop'), 20, 1);
    const { files } = await exportModel({ policy, car: 'deepracer-v6' }, 'model', 'deepracer', recorded);
    const given = await openGiven('model.tar.gz', files['model.tar.gz']);
    expect(given.files.map(({ path }) => path)).toEqual(['model_metadata.json', 'agent/model.pb']);
    const metadata = JSON.parse(new TextDecoder().decode(await given.files[0].read()));
    expect(metadata).toMatchObject({ sensor: ['FRONT_FACING_CAMERA'], training_algorithm: 'clipped_ppo', version: '6' });
    expect(metadata.action_space).toHaveLength(10);
    expect(metadata.action_space[3]).toEqual({ steering_angle: -15, speed: 2, index: 3 });
  });

  it('is the same for the same policy', async () => {
    const make = async () => {
      const policy = policyOf('pocket', DEFAULT_ACTIONS);
      const { files } = await exportModel(
        { policy, car: 'deepracer-v6' },
        'm',
        'deepracer',
        recordFrames(bundledTrack('workshop'), 20, 1),
      );
      return Buffer.from(files['m.tar.gz']);
    };
    expect((await make()).equals(await make())).toBe(true);
  });

  it('is not made of a policy that never steers', async () => {
    const straight = { kind: 'discrete', actions: [1, 2].map((speed) => ({ steeringDeg: 0, speed })) } as const;
    const policy = policyOf('pocket', { ...straight, actions: [...straight.actions] });
    const recorded = recordFrames(bundledTrack('workshop'), 20, 1);
    await expect(exportModel({ policy, car: 'deepracer-v6' }, 'm', 'deepracer', recorded)).rejects.toThrow('never steer');
  });
});

it('an archive says which simulated car its policy learned on', async () => {
  const policy = policyOf('pocket', DEFAULT_ACTIONS);
  for (const car of ['deepracer-v4', 'deepracer-v6'] as const) {
    const { files } = await exportModel({ policy, car }, 'm', 'deepracer', recordFrames(bundledTrack('workshop'), 20, 1));
    const found = await importModel(await openGiven('m.tar.gz', files['m.tar.gz']), noisyFrames(1), randomStream(1, 'import'));
    expect(found.car).toBe(car);
  }
});
