/** Small files that ask for much, or are not what they say: each was once too much for the import. */

import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { zlibSync } from 'fflate';
import { packTar } from 'modern-tar';
import { describe, expect, it } from 'vitest';
import { DEFAULT_ACTIONS } from '../../src/car/actions.ts';
import { DEEPRACER_NAMES } from '../../src/deploy/deepracer-names.ts';
import { parseFrames } from '../../src/deploy/frame-files.ts';
import { startFrames } from '../../src/deploy/frames.ts';
import { networkOfCheckpoint } from '../../src/deploy/from-checkpoint.ts';
import { type Given, openGiven } from '../../src/deploy/given.ts';
import { formatGraph, type GraphNode } from '../../src/deploy/graphdef.ts';
import { importModel } from '../../src/deploy/import-model.ts';
import { policyGraph } from '../../src/deploy/policy-graph.ts';
import { maskedChecksum, parseBundleIndex } from '../../src/deploy/tensor-bundle.ts';
import { trackTitle } from '../../src/deploy/world-name.ts';
import { integerBelow, randomStream } from '../../src/math/random.ts';
import { checkpointOf, folderOf, metadataOf, modelPb, tarGz, utf8, zipOf } from '../support/deepracer-models.ts';
import { policyOf } from '../support/policies.ts';
import { bundledTrack } from '../support/tracks.ts';

const frames = startFrames(bundledTrack('workshop'), 1, 1);
const policy = policyOf('pocket', DEFAULT_ACTIONS);
const good = { 'model_metadata.json': metadataOf(policy), 'agent/model.pb': modelPb(policy) };
const bring = (given: Given) => importModel(given, frames, randomStream(1, 'import'));
const withGraph = (nodes: readonly GraphNode[]) => bring(folderOf('m', { ...good, 'agent/model.pb': formatGraph({ nodes }) }));

const node = (name: string, op: string, inputs: string[] = [], attributes: GraphNode['attributes'] = {}): GraphNode => ({
  name,
  op,
  inputs,
  attributes,
});
const constant = (name: string, shape: number[], data: Float32Array | Int32Array) =>
  node(name, 'Const', [], { value: { kind: 'tensor', value: { shape, data } } });
const camera = node(DEEPRACER_NAMES.input, 'Placeholder');

/** A policy's whole graph with more in front of its answer: what is known is there, and what follows must be run. */
function behindPolicy(more: readonly GraphNode[], last: string): GraphNode[] {
  const { nodes } = policyGraph(policy);
  const answer = nodes.at(-1) as GraphNode;
  return [...nodes.slice(0, -1), { ...answer, name: 'answer' }, ...more, node(answer.name, 'Add', ['answer', last])];
}

async function isRefused(work: Promise<unknown>, message: RegExp, milliseconds = 3000): Promise<void> {
  const before = process.memoryUsage().rss;
  const started = performance.now();
  await expect(work).rejects.toThrow(message);
  expect(performance.now() - started).toBeLessThan(milliseconds);
  expect(process.memoryUsage().rss - before).toBeLessThan(256 << 20);
}

describe('a graph that', () => {
  it('makes a softmax of nothing', async () => {
    const nodes = [constant('none', [0], new Float32Array()), node('soft', 'Softmax', ['none'])];
    await isRefused(
      withGraph([camera, ...nodes, node(DEEPRACER_NAMES.output, 'MatMul', [camera.name, 'soft'])]),
      /is no constant/,
    );
    await isRefused(withGraph(behindPolicy(nodes, 'soft')), /node "soft" \(Softmax\) is of shape \[0\]/);
  });

  it('packs much into much', async () => {
    const nodes = [
      constant('row', [4096], new Float32Array(4096)),
      node(
        'page',
        'Pack',
        Array.from({ length: 4096 }, () => 'row'),
      ),
      node(
        'book',
        'Pack',
        Array.from({ length: 60 }, () => 'page'),
      ),
    ];
    await isRefused(withGraph(behindPolicy(nodes, 'book')), /asks for too much/);
  });

  it('pools for hours', async () => {
    const wide = { kind: 'ints', value: [1, 512, 512, 1] } as const;
    const nodes = [
      constant('a', [1024, 1], new Float32Array(1024)),
      constant('b', [1, 1024], new Float32Array(1024)),
      node('ab', 'MatMul', ['a', 'b']),
      constant('shape', [4], Int32Array.of(1, 1024, 1024, 1)),
      node('picture', 'Reshape', ['ab', 'shape']),
      node('pooled', 'AvgPool', ['picture'], {
        ksize: wide,
        strides: { kind: 'ints', value: [1, 1, 1, 1] },
        padding: { kind: 'text', value: 'VALID' },
      }),
    ];
    await isRefused(withGraph(behindPolicy(nodes, 'pooled')), /asks for too much/);
  });

  it('has sizes below nothing', async () => {
    const nodes = [constant('f', [-1, -1, 1, 4], new Float32Array(4))];
    await isRefused(withGraph(behindPolicy(nodes, 'f')), /a constant of shape \[-1,-1,1,4\]/);
  });
});

describe('a checkpoint whose index', () => {
  /** A table of data blocks that all are the given one. */
  function indexOf(block: Uint8Array, handles: number): Uint8Array {
    const parts: number[][] = [];
    let at = 0;
    const put = (bytes: Uint8Array): Uint8Array => {
      const checked = Uint8Array.of(...bytes, 0);
      const sum = new DataView(new ArrayBuffer(4));
      sum.setUint32(0, maskedChecksum(checked), true);
      parts.push([...checked, ...new Uint8Array(sum.buffer)]);
      const handle = new BinaryWriter().uint32(at).uint32(bytes.length).finish();
      at += bytes.length + 5;
      return handle;
    };
    const tail = [0, 0, 0, 0, 1, 0, 0, 0];
    const handle = put(block);
    const meta = put(Uint8Array.from(tail));
    const entries = Array.from({ length: handles }, () => [0, 1, handle.length, 97, ...handle]).flat();
    const top = put(Uint8Array.of(...entries, ...tail));
    const footer = new Uint8Array(48);
    footer.set(meta);
    footer.set(top, meta.length);
    new DataView(footer.buffer).setBigUint64(40, 0xdb4775248b80fb57n, true);
    return Uint8Array.from([...parts.flat(), ...footer]);
  }

  it('has keys of megabytes', () => {
    const long = 1 << 16;
    const block = Uint8Array.of(
      0,
      ...new BinaryWriter().uint32(long).finish(),
      0,
      ...new Uint8Array(long),
      0,
      0,
      0,
      0,
      1,
      0,
      0,
      0,
    );
    expect(() => parseBundleIndex(indexOf(block, 1), 'i')).toThrow('no TensorFlow checkpoint index (it is damaged)');
  });

  it('reads one block again and again', () => {
    const block = Uint8Array.of(0, 1, 0, 98, 0, 0, 0, 0, 1, 0, 0, 0);
    expect(() => parseBundleIndex(indexOf(block, 400), 'i')).toThrow('its blocks overlap');
  });
});

it('none of 800 mutated checkpoint indices does more than be refused', async () => {
  const trained = policyOf('deepracer-deep', DEFAULT_ACTIONS);
  const { index, data } = checkpointOf(trained);
  const stream = randomStream(2, 'fuzz');
  let refused = 0;
  for (let i = 0; i < 800; i++) {
    const bent = index.slice(0, integerBelow(stream, 5) === 0 ? integerBelow(stream, index.length) : index.length);
    for (let k = integerBelow(stream, 3); k >= 0; k--)
      bent[integerBelow(stream, bent.length || 1)] = integerBelow(stream, 256);
    try {
      const parsed = parseBundleIndex(bent, 'i');
      networkOfCheckpoint(parsed, () => data, DEFAULT_ACTIONS, stream, 'i');
    } catch (error) {
      expect(error).toHaveProperty('name', 'UserError');
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(700);
});

describe('what was given', () => {
  const named = async (files: Readonly<Record<string, Uint8Array>>) => bring(await openGiven('m.zip', zipOf(files)));

  it('by a Mac has more files than one sees', async () => {
    const found = await named({
      'm/agent/model.pb': good['agent/model.pb'],
      'm/model_metadata.json': good['model_metadata.json'],
      '__MACOSX/m/agent/._model.pb': utf8('x'),
    });
    expect(found.policy.actionSpace).toEqual(DEFAULT_ACTIONS);
  });

  it('by Windows has the other slash', async () => {
    const found = await named({
      'm\\agent\\model.pb': good['agent/model.pb'],
      'm\\model_metadata.json': good['model_metadata.json'],
    });
    expect(found.policy.actionSpace).toEqual(DEFAULT_ACTIONS);
    await expect(named({ '..\\..\\model.pb': utf8('x') })).rejects.toThrow('leads elsewhere');
  });

  it('may be two models in two archives', async () => {
    const one = await tarGz(good);
    await expect(named({ 'model-a.tar.gz': one, 'model-b.tar.gz': one })).rejects.toThrow(/could be in any of 2 archives/);
    await expect(named({ 'fast.tar.gz': one, 'slow.tar.gz': one })).rejects.toThrow(/could be in any of 2 archives/);
  });

  it('may be two trainings', async () => {
    const pb = good['agent/model.pb'];
    const files = { 'A/model_5.pb': pb, 'B/model_9.pb': pb, 'model_metadata.json': good['model_metadata.json'] };
    await expect(named(files)).rejects.toThrow(/are of 2 trainings \(A\/, B\/\)/);
  });

  it('may have its reward function beside the archive', async () => {
    const { reward } = await named({
      'car.tar.gz': await tarGz(good),
      'reward_function.py': utf8('def reward_function(params): return 1'),
    });
    expect(reward).toMatch('def reward_function');
  });

  it.each([
    ['forty actions', Array.from({ length: 40 }, (_, i) => ({ steering_angle: i - 20, speed: 1 })), /actions has 40 entries/],
    ['one action', [{ steering_angle: 0, speed: 1 }], /actions has 1 entries/],
    [
      'a range of nothing',
      { steering_angle: { low: -30, high: 30 }, speed: { low: 2, high: 2 } },
      /speed has low 2 and high 2/,
    ],
  ])('with %s cannot drive', async (_, space, message) => {
    const metadata = utf8(JSON.stringify({ action_space: space, sensor: ['FRONT_FACING_CAMERA'] }));
    await expect(bring(folderOf('m', { ...good, 'model_metadata.json': metadata }))).rejects.toThrow(message);
  });

  it('may be called anything', async () => {
    expect(trackTitle('constructor')).toBe('Constructor');
    const found = await bring(folderOf('m', { ...good, 'training_params.yaml': utf8('WORLD_NAME: {toString: 1}') }));
    expect(found.training).toEqual({ world: null, objects: [] });
  });
});

describe('a PNG', () => {
  const chunk = (type: string, data: Uint8Array) => {
    const size = new DataView(new ArrayBuffer(4));
    size.setUint32(0, data.length);
    return [...new Uint8Array(size.buffer), ...utf8(type), ...data, 0, 0, 0, 0];
  };
  const header = Uint8Array.of(0, 0, 0, 160, 0, 0, 0, 120, 8, 0, 0, 0, 0);
  const png = (...chunks: number[][]) => Uint8Array.from([137, 80, 78, 71, 13, 10, 26, 10, ...chunks.flat()]);

  it('that unpacks to more than a frame is refused', () => {
    const bomb = png(
      chunk('IHDR', header),
      chunk('IDAT', zlibSync(new Uint8Array(50 << 20))),
      chunk('IEND', new Uint8Array()),
    );
    expect(() => parseFrames(bomb, 'a.png')).toThrow('unpacks to more than a frame');
  });

  it('with a second header is refused', () => {
    const two = png(chunk('IHDR', header), chunk('IHDR', header));
    expect(() => parseFrames(two, 'a.png')).toThrow('header is not where it belongs');
  });
});

describe('an archive with a name twice', () => {
  it('as a zip', async () => {
    const bytes = zipOf({ 'a/one.txt': utf8('1'), 'a/two.txt': utf8('2') });
    const twice = new Uint8Array(Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll('two', 'one'), 'latin1'));
    await isRefused(openGiven('m.zip', twice), /"a\/one.txt" is in it twice/);
  });

  it('as a tar', async () => {
    const twice = await packTar([1, 2].map((text) => ({ header: { name: 'a/one.txt', size: 1 }, body: `${text}` })));
    await isRefused(openGiven('m.tar', twice), /a\/one.txt is in it twice/);
  });
});
