import { zipSync } from 'fflate';
import { expect, it } from 'vitest';
import { roomFor } from '../../src/ui/dropped.ts';

const given = (path: string, content: string | Uint8Array = '') => ({
  path,
  file: new File([content as BlobPart], path.split('/').at(-1) ?? path),
});
const zip = (...names: string[]) => zipSync(Object.fromEntries(names.map((name) => [name, new Uint8Array(4)])));

it.each<[string, ReturnType<typeof given>[], string]>([
  ['a reward function', [given('mine.py')], 'train'],
  ['a track of DeepRacer’s', [given('Austin.npy')], 'train'],
  ['a track file', [given('pond.json', '{"name":"pond","centre":[[0,0]]}')], 'train'],
  ['a recorded lap', [given('lap.json', '{"simVersion":1,"actions":[[0,1,2]]}')], 'replay'],
  ['a recorded race', [given('race.json', '{"version":2,"simVersion":3,"raceVersion":1,"track":{"name":"pond"}}')], 'replay'],
  ['an agent', [given('gold.zip', zip('agent.json', 'weights.bin'))], 'garage'],
  ['logs', [given('logs/training-simtrace/0-iteration.csv')], 'analysis'],
  ['an archive of logs', [given('logs.zip', zip('sim/training-simtrace/0-iteration.csv'))], 'analysis'],
  ['an archive of a model', [given('model.zip', zip('agent/model.pb', 'model_metadata.json'))], 'bring'],
  ['a car’s archive', [given('fast.tar.gz')], 'bring'],
  ['a model with its description', [given('model.pb'), given('model_metadata.json', '{}')], 'bring'],
  ['something else', [given('letter.txt', 'Dear Lapzero')], 'bring'],
  ['what is no zip', [given('x.zip', 'no')], 'bring'],
])('%s belongs into the room for it', async (_, uploads, room) => {
  expect(await roomFor(uploads)).toBe(room);
});
