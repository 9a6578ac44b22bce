/** A reward function that keeps state everywhere it can gives the same rewards on any number of workers, anywhere. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { lapzero } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'lapzero-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

const STATE_KEEPING = `import builtins, datetime, gc, math, os, random, secrets, time, uuid, weakref
class A: pass
class B: pass
class C: pass
class Cell: pass
ORDER = ''.join(c.__name__ for c in {A, B, C, int, dict, Exception})
START = [id(A), ORDER, os.urandom(4), uuid.uuid4().hex, secrets.token_hex(4), random.Random().random(), random.random(),
         time.localtime(86400 * 180).tm_hour, time.mktime((2020, 1, 1, 0, 0, 0, 0, 0, 0)), time.tzname, os.environ.get('LANG')]
calls = 0
cells = []
real = builtins.float
def reward_function(params):
    global calls
    calls += 1
    math.n = getattr(math, 'n', 0) + 1
    builtins.lapzero_calls = getattr(builtins, 'lapzero_calls', 0) + 1
    cell = Cell(); cell.me = cell; cells.append(weakref.ref(cell))
    alive = sum(c() is not None for c in cells[-50:])
    seen = [START, calls, math.n, builtins.lapzero_calls, alive, id(cell), random.random(), random.Random().random(),
            os.urandom(2), hash('a'), gc.get_count(), time.time(), datetime.datetime.now(), datetime.datetime.fromtimestamp(0)]
    return 1e-3 * (hash(repr(seen)) % 1000) + params['progress'] / 100
`;
/** Many cars in a batch: its calls have so much more time together, on a machine that is busy with other tests. */
const HYPERPARAMETERS = { shards: 4, carsPerShard: 16, rolloutSteps: 8, minibatchSize: 128 };

/** Snapshots that are kept; without one an interpreter starts from nothing. */
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/lapzero/', import.meta.url));
function deleteSnapshots(): void {
  for (const name of readdirSync(CACHE)) if (name.endsWith('.snapshot')) rmSync(join(CACHE, name), { force: true });
}

async function weightsOf(name: string, reward: string, workers: number, zone: string): Promise<string> {
  const args = ['--reward', at(reward), '--hyperparameters', at('hyper.json'), '--until', 'updates=2'];
  const { code, stdout, stderr } = await lapzero(['train', ...args, '--workers', `${workers}`, '--out', at(name)], undefined, {
    TZ: zone,
  });
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout).hash;
}

it.each([
  ['reward.py', STATE_KEEPING],
  [
    'reward.js',
    `let calls = 0; const start = [Math.random(), new Date(2020, 0, 1).getTime(), String(new Date(0))].join();
function reward_function(params) {
  calls++;
  let sum = 0;
  for (const c of start + Math.random() + calls + Date.now() + new Date().getHours()) sum = (31 * sum + c.charCodeAt(0)) % 1000;
  return 1e-3 * sum + params.progress / 100;
}`,
  ],
])(
  '%s learns the same weights with 1, 2 and 4 workers, from a fresh start and a snapshot, in two time zones',
  async (file, text) => {
    writeFileSync(at(file), text);
    writeFileSync(at('hyper.json'), JSON.stringify(HYPERPARAMETERS));
    const first = await weightsOf(`${file}-0`, file, 1, 'UTC');
    deleteSnapshots();
    const runs = [await weightsOf(`${file}-1`, file, 2, 'Asia/Tokyo'), await weightsOf(`${file}-2`, file, 4, 'America/Lima')];
    expect(runs).toEqual([first, first]);
  },
);
