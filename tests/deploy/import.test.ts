import { describe, expect, it } from 'vitest';
import { actionGrid, DEFAULT_ACTIONS } from '../../src/car/actions.ts';
import { startFrames } from '../../src/deploy/frames.ts';
import { type Given, openGiven } from '../../src/deploy/given.ts';
import { importModel } from '../../src/deploy/import-model.ts';
import { parseMetadata } from '../../src/deploy/metadata.ts';
import { randomStream } from '../../src/math/random.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { checkpointOf, type Files, folderOf, metadataOf, modelPb, tarGz, utf8, zipOf } from '../support/deepracer-models.ts';
import { CONTINUOUS, policyOf } from '../support/policies.ts';
import { hasSharedData, sharedNames, sharedText } from '../support/shared-data.ts';
import { bundledTrack } from '../support/tracks.ts';

const frames = startFrames(bundledTrack('workshop'), 2, 1);
const bring = (given: Given) => importModel(given, frames, randomStream(1, 'import'));
/** A policy of few weights: what is around it matters here. */
const policy = policyOf('pocket', DEFAULT_ACTIONS);
const other = policyOf('pocket', actionGrid([-20, 20], [1]));
const model = { 'model_metadata.json': metadataOf(policy), 'agent/model.pb': modelPb(policy) };

function policyBits({ network }: Policy): Buffer {
  const { weightsAt } = network.policy.trunk[0];
  const { biasesAt, outputs } = network.policy.head;
  return Buffer.from(network.parameters.slice(weightsAt, biasesAt + outputs).buffer);
}

const allBits = ({ network }: Policy) => Buffer.from(network.parameters.slice().buffer);

describe('a model comes in', () => {
  it.each<[string, () => Promise<Given>]>([
    ['a car’s archive', async () => openGiven('fast.tar.gz', await tarGz(model))],
    ['a zip', async () => openGiven('fast.zip', zipOf(model))],
    ['a folder', async () => folderOf('fast', model)],
    [
      'a folder with both files side by side',
      async () => folderOf('fast', { 'model.pb': modelPb(policy), 'model_metadata.json': metadataOf(policy) }),
    ],
    [
      'a console’s zip with the car’s archive in it',
      async () =>
        openGiven('console.zip', zipOf({ 'fast/model.tar.gz': await tarGz(model), 'fast/README.md': utf8('hello') })),
    ],
  ])('from %s', async (_, given) => {
    const found = await bring(await given());
    expect(policyBits(found.policy).equals(policyBits(policy))).toBe(true);
    expect(found.policy.actionSpace).toEqual(DEFAULT_ACTIONS);
    expect(found.car).toBe('deepracer-v6');
  });

  it('with what else there is of its training', async () => {
    const found = await bring(
      folderOf('old-friend', {
        ...model,
        'reward_function.py': utf8('def reward_function(params):\n    return 1.0\n'),
        'hyperparameters.json': utf8('{"batch_size": 64}'),
        'training_params.yaml': utf8(
          'WORLD_NAME: "2022_june_open_ccw"\nRACE_TYPE: "OBJECT_AVOIDANCE"\nNUMBER_OF_OBSTACLES: "4"\nRANDOMIZE_OBSTACLE_LOCATIONS: "True"\n',
        ),
      }),
    );
    expect(found).toMatchObject({
      name: 'old-friend',
      reward: 'def reward_function(params):\n    return 1.0\n',
      hyperparameters: '{"batch_size": 64}',
      training: { world: '2022_june_open_ccw', objects: [{ kind: 'box', count: 4, placement: 'random' }] },
    });
  });

  const several: Files = {
    'model_metadata.json': metadataOf(policy),
    'model/model_1.pb': modelPb(policyOf('pocket', DEFAULT_ACTIONS, 2)),
    'model/model_7.pb': modelPb(policy),
    'model/model_12.pb': modelPb(policyOf('pocket', DEFAULT_ACTIONS, 3)),
  };

  it('the best of several, where that is told', async () => {
    const told = utf8(
      '{"best_checkpoint":{"name":"7_Step-2000.ckpt","avg_eval_metric":91},"last_checkpoint":{"name":"12_Step-9.ckpt"}}',
    );
    const found = await bring(folderOf('run', { ...several, 'model/deepracer_checkpoints.json': told }));
    expect(policyBits(found.policy).equals(policyBits(policy))).toBe(true);
    expect(found.notes[0]).toBe('Of 3 models, number 7 came in: the best by deepracer_checkpoints.json.');
  });

  it('the last of several, where nothing is told', async () => {
    const found = await bring(folderOf('run', several));
    expect(policyBits(found.policy).equals(policyBits(policyOf('pocket', DEFAULT_ACTIONS, 3)))).toBe(true);
    expect(found.notes[0]).toMatch('number 12 came in: the last one');
  });
});

describe('a checkpoint comes in', () => {
  it.each([
    ['deepracer-shallow', DEFAULT_ACTIONS],
    ['deepracer-shallow', CONTINUOUS],
    ['deepracer-deep', DEFAULT_ACTIONS],
  ] as const)('with both networks of %s, every bit', async (name, actionSpace) => {
    const trained = policyOf(name, actionSpace);
    for (let k = 0; k < trained.network.logStds; k++) trained.network.parameters[trained.network.logStdAt + k] = -0.5 - k;
    const { index, data } = checkpointOf(trained);
    const found = await bring(
      folderOf('run', {
        'model/model_metadata.json': metadataOf(trained),
        'model/11_Step-38428.ckpt.index': index,
        'model/11_Step-38428.ckpt.data-00000-of-00001': data,
        'model/11_Step-38428.ckpt.meta': utf8('a graph that nobody needs'),
        'model/model_11.pb': modelPb(trained),
      }),
    );
    expect(allBits(found.policy).equals(allBits(trained))).toBe(true);
    expect(found.notes.at(-1)).toMatch('Both networks came in');
  });

  it('without a value network, which is then new', async () => {
    const trained = policyOf('deepracer-deep', DEFAULT_ACTIONS);
    const { index, data } = checkpointOf(trained, false);
    const files = { 'model_metadata.json': metadataOf(trained), 'a.ckpt.index': index, 'a.ckpt.data-00000-of-00001': data };
    const found = await bring(folderOf('run', files));
    expect(policyBits(found.policy).equals(policyBits(trained))).toBe(true);
    expect(found.notes.at(-1)).toMatch('without a value network');
  });

  it('not when it is damaged', async () => {
    const trained = policyOf('deepracer-deep', DEFAULT_ACTIONS);
    const { index, data } = checkpointOf(trained);
    const give = (files: Files) => bring(folderOf('run', { 'model_metadata.json': metadataOf(trained), ...files }));
    const bent = data.slice();
    bent[data.length >> 1] ^= 1;
    const cut = index.slice(0, -3);
    const scratched = index.slice();
    scratched[20] ^= 255;
    await expect(give({ 'a.ckpt.index': index, 'a.ckpt.data-00000-of-00001': bent })).rejects.toThrow('is damaged');
    await expect(give({ 'a.ckpt.index': cut, 'a.ckpt.data-00000-of-00001': data })).rejects.toThrow('checkpoint index');
    await expect(give({ 'a.ckpt.index': scratched, 'a.ckpt.data-00000-of-00001': data })).rejects.toThrow('checkpoint index');
    await expect(give({ 'a.ckpt.index': index })).rejects.toThrow('a.ckpt.data-00000-of-00001 is missing');
  });
});

describe('is refused in one line', () => {
  const metadata = (more: object) =>
    utf8(JSON.stringify({ ...JSON.parse(new TextDecoder().decode(metadataOf(policy))), ...more }));
  const withMetadata = (more: object) => folderOf('m', { ...model, 'model_metadata.json': metadata(more) });
  const nan = policyOf('pocket', DEFAULT_ACTIONS);
  nan.network.parameters[40] = Number.NaN;
  it.each<[string, () => Given | Promise<Given>, RegExp]>([
    ['a SAC policy', () => withMetadata({ training_algorithm: 'sac' }), /training_algorithm is "sac"; only "clipped_ppo"/],
    ['stereo cameras', () => withMetadata({ sensor: ['STEREO_CAMERAS'] }), /sensor is STEREO_CAMERAS; only one camera/],
    ['a lidar', () => withMetadata({ sensor: ['FRONT_FACING_CAMERA', 'SECTOR_LIDAR'] }), /sensor is SECTOR_LIDAR/],
    [
      'other actions',
      () => folderOf('m', { ...model, 'model_metadata.json': metadataOf(other) }),
      /has 10 outputs, but .* speaks of 2/,
    ],
    ['no metadata', () => folderOf('m', { 'agent/model.pb': modelPb(policy) }), /model_metadata.json is missing/],
    ['nothing', () => folderOf('m', { 'notes.txt': utf8('hello') }), /holds no model.pb and no checkpoint/],
    [
      'two models',
      () =>
        folderOf('m', {
          'a/model.pb': modelPb(policy),
          'b/model.pb': modelPb(other),
          'model_metadata.json': metadataOf(policy),
        }),
      /could be any of 2/,
    ],
    ['weights that are no numbers', () => folderOf('m', { ...model, 'agent/model.pb': modelPb(nan) }), /a weight is NaN/],
    [
      'half a model',
      () => folderOf('m', { ...model, 'agent/model.pb': modelPb(policy).slice(0, 20_000) }),
      /is no TensorFlow graph/,
    ],
    [
      'text as a model',
      () => folderOf('m', { ...model, 'agent/model.pb': utf8('hello, I am a model') }),
      /is no TensorFlow graph/,
    ],
    ['an empty model', () => folderOf('m', { ...model, 'agent/model.pb': new Uint8Array() }), /is no TensorFlow graph/],
    [
      'half an archive',
      async () => openGiven('m.tar.gz', (await tarGz(model)).slice(0, 9000)),
      /m.tar.gz: the file is no whole gzip/,
    ],
    [
      'a name that leads elsewhere',
      async () => openGiven('m.zip', zipOf({ '../../etc/passwd': utf8('root') })),
      /leads elsewhere/,
    ],
    ['an absolute name', async () => openGiven('m.tar.gz', await tarGz({ '/etc/passwd': utf8('root') })), /leads elsewhere/],
    [
      'a bomb of a gzip',
      async () => openGiven('m.tar.gz', await tarGz({ 'model.pb': new Uint8Array(64 << 20) })),
      /far larger than/,
    ],
    ['a bomb of a zip', () => openGiven('m.zip', zipOf({ 'model.pb': new Uint8Array(64 << 20) })), /far larger than it/],
  ])('%s', async (_, given, message) => {
    await expect((async () => bring(await given()))()).rejects.toThrow(message);
    await expect((async () => bring(await given()))()).rejects.toHaveProperty('name', 'UserError');
  });
});

describe.skipIf(!hasSharedData)('model_metadata.json in the wild', () => {
  const names = hasSharedData ? sharedNames('model-metadata') : [];
  it.each(names)('%s is read, or refused by name', (name) => {
    const text = sharedText(`model-metadata/${name}`);
    const { sensor = [], training_algorithm: algorithm } = JSON.parse(text);
    const cannot = algorithm === 'sac' || sensor.some((each: string) => /STEREO|LIDAR/.test(each));
    if (cannot) expect(() => parseMetadata(text, name)).toThrow(/only/);
    else {
      const { actionSpace } = parseMetadata(text, name);
      expect(actionSpace.kind).toBe(Array.isArray(JSON.parse(text).action_space) ? 'discrete' : 'continuous');
    }
  });
});
