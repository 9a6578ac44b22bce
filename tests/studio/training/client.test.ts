import { beforeEach, expect, it, vi } from 'vitest';
import type { Driving } from '../../../src/learn/driving.ts';
import type { Metrics } from '../../../src/learn/metrics.ts';
import { rewardSource } from '../../../src/reward/source.ts';
import type { TrainingClient } from '../../../src/studio/training/client.ts';
import type { TrainingNews, TrainingOrder } from '../../../src/studio/training/protocol.ts';
import { setupFor } from '../../../src/studio/training/setup.ts';
import { bundledTrack } from '../../support/tracks.ts';

const garage = vi.hoisted(() => ({ agents: [] as string[], runs: new Set<string>() }));
vi.mock('../../../src/store/garage.browser.ts', () => {
  let ids = 0;
  return {
    newId: () => `id-${++ids}`,
    storedAgents: async () => [],
    storedRuns: async () => [...garage.runs].map((name) => ({ name })),
    saveAgent: async ({ name }: { name: string }) => void garage.agents.push(name),
    saveRun: async ({ name }: { name: string }) => void garage.runs.add(name),
    deleteOldRuns: async () => {},
    deleteRun: async () => {},
  };
});

/** Keeps what it is sent, and says what the test wants. */
class FakeWorker {
  onmessage: ((event: { data: TrainingNews; ports: readonly never[] }) => void) | null = null;
  onerror: unknown = null;
  isTerminated = false;
  readonly orders: TrainingOrder[] = [];
  postMessage(order: TrainingOrder): void {
    this.orders.push(order);
  }
  terminate(): void {
    this.isTerminated = true;
  }
  say(data: TrainingNews): void {
    this.onmessage?.({ data, ports: [] });
  }
}

const setup = {
  ...setupFor(
    bundledTrack('workshop'),
    { own: 'workshop' },
    rewardSource('pace.py', 'def reward_function(params):\n    return 1.0'),
    'pace',
  ),
  backend: 'wasm' as const,
};

function progress(update: number): TrainingNews {
  return {
    progress: {
      seconds: update,
      steps: 100 * update,
      firstLap: null,
      bestLapSeconds: null,
      metrics: { update, global_step: 100 * update } as Metrics,
      drive: { completion: 10 * update, lapSeconds: null, laps: 0, directions: [], paths: [] },
      parameters: new Float32Array([update]),
      driven: [],
      driving: { steps: update } as Driving,
    },
  };
}

const done: TrainingNews = {
  done: {
    seconds: 3,
    steps: 300,
    firstLap: null,
    bestLapSeconds: null,
    outcome: 'stopped',
    updates: 3,
    parameters: new Float32Array([3]),
    files: { 'agent.json': new Uint8Array(), 'weights.bin': new Uint8Array() },
    hash: '',
    recordedLapSeconds: 7.5,
  },
};

let newClient: () => { readonly client: TrainingClient; readonly workers: FakeWorker[] };

beforeEach(async () => {
  garage.agents.length = 0;
  garage.runs.clear();
  // Node 20 has none.
  vi.stubGlobal('navigator', { hardwareConcurrency: 2 });
  const { newTrainingClient } = await import('../../../src/studio/training/client.ts');
  newClient = () => {
    const workers: FakeWorker[] = [];
    const client = newTrainingClient(() => {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker as unknown as Worker;
    });
    return { client, workers };
  };
});

it('two clients train side by side and share nothing', async () => {
  const [a, b] = [newClient(), newClient()];
  const weights = { a: [] as number[], b: [] as number[] };
  await a.client.start(setup, false, ([value]) => weights.a.push(value));
  expect([a.client.phase.value, b.client.phase.value]).toEqual(['starting', 'idle']);
  await b.client.start(setup, false, ([value]) => weights.b.push(value));
  a.workers[0].say(progress(1));
  a.workers[0].say(progress(2));
  b.workers[0].say(progress(5));
  a.client.pause(true);
  a.workers[0].say({ rolledBack: 'loss', update: 1 });
  expect([a.client.phase.value, b.client.phase.value]).toEqual(['paused', 'training']);
  expect(a.workers[0].orders.slice(1)).toEqual([{ pause: true }]);
  expect(b.workers[0].orders).toHaveLength(1);
  expect(weights).toEqual({ a: [1, 2], b: [5] });
  expect([a.client.notices.value.length, b.client.notices.value.length]).toEqual([1, 0]);

  a.client.reset();
  expect([a.workers[0].isTerminated, b.workers[0].isTerminated]).toEqual([true, false]);
  expect([a.client.run.value, b.client.run.value?.name]).toEqual([null, 'pace-2']);
  b.workers[0].say(done);
  await vi.waitFor(() => expect(b.client.run.value?.agent).toBeTruthy());
  expect(b.client.completion.value).toEqual([50]);
  expect(b.client.driving.value).toEqual([{ steps: 5 }]);
  expect(b.client.ending.value).toMatchObject({ outcome: 'stopped', bestLapSeconds: 7.5 });
  expect(garage.agents).toEqual(['pace-2']);
  expect([a.client.phase.value, a.client.completion.value, a.client.ending.value]).toEqual(['idle', [], null]);
});

it('its signals go back to the update that training went back to', async () => {
  const { client, workers } = newClient();
  await client.start(setup, false, () => {});
  for (const update of [1, 2, 3]) workers[0].say(progress(update));
  workers[0].say({ teamLost: 'memory', update: 1 });
  expect(client.metrics.value.map(({ update }) => update)).toEqual([1]);
  expect([client.completion.value, client.driving.value.length]).toEqual([[10], 1]);
});

it('a worker that fails is replaced, and its message is shown', async () => {
  const { client, workers } = newClient();
  await client.start(setup, false, () => {});
  workers[0].say({ failed: 'no memory' });
  expect([client.phase.value, client.problem.value, client.isOver()]).toEqual(['failed', 'no memory', true]);
  expect(workers.map(({ isTerminated }) => isTerminated)).toEqual([true, false]);
});
