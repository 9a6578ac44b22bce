/** A training under way, as the page sees it. Signals, so that each part of the page follows what it shows. */
import { signal } from '@preact/signals';
import type { Metrics } from '../learn/metrics.ts';
import { RECIPE_DEFAULTS, type Recipe } from '../learn/recipe.ts';
import { type Track, trackToData } from '../track/track.ts';
import { addHeat, type HeatMap, newHeatMap } from '../view/heat.ts';
import type { TrainingNews, TrainingOrder, TrainingStatus } from './training.ts';

export type Phase = 'idle' | 'starting' | 'training' | 'paused' | 'finished' | 'failed';

export interface Done {
  readonly name: string;
  readonly files: Extract<TrainingNews, { done: unknown }>['done']['files'];
}

export const phase = signal<Phase>('idle');
export const status = signal<TrainingStatus | null>(null);
export const problem = signal('');
export const metrics = signal<readonly Metrics[]>([]);
/** by update: % of all laps asked for */
export const completion = signal<readonly (number | null)[]>([]);
export const heat = signal<HeatMap | null>(null);
export const done = signal<Done | null>(null);

let worker: Worker | undefined;
let onWeights: (parameters: Float32Array) => void = () => {};

/** Threads that help: more than one per core only get in each other's way. */
const WORKERS = Math.max(1, navigator.hardwareConcurrency);
const CHECKPOINT_SECONDS = 5;

function tell(order: TrainingOrder): void {
  worker?.postMessage(order);
}

/** A worker that gets its back end ready, before anybody presses anything. */
export function warmUp(): void {
  worker ??= new Worker(new URL('./training.worker.ts', import.meta.url), { type: 'module' });
}

export function recipeFor(track: Track, reward: string, seed: number): Recipe {
  return { ...RECIPE_DEFAULTS, courses: [{ name: track.name, hash: track.hash }], reward, seed };
}

export function start(recipe: Recipe, track: Track, listener: typeof onWeights): void {
  onWeights = listener;
  reset();
  warmUp();
  phase.value = 'starting';
  heat.value = newHeatMap(track);
  if (worker) {
    worker.onmessage = ({ data }: MessageEvent<TrainingNews>) => hear(data, recipe);
    worker.onerror = (event) => fail(event.message || 'the training could not be started');
  }
  tell({
    job: {
      recipe,
      courses: [trackToData(track)],
      workers: WORKERS,
      reward: null,
      parameters: null,
      checkpoint: null,
      checkpointSeconds: CHECKPOINT_SECONDS,
    },
  });
}

function hear(news: TrainingNews, recipe: Recipe): void {
  if ('progress' in news) {
    const { progress } = news;
    if (phase.value === 'starting') phase.value = 'training';
    status.value = progress;
    metrics.value = [...metrics.value, progress.metrics];
    completion.value = [...completion.value, progress.drive ? progress.drive.completion : null];
    const map = heat.value;
    if (map) {
      for (const { places, rewards, speeds, failed } of progress.driven) {
        for (let i = 0; i < rewards.length; i++) {
          addHeat(map, places[2 * i], places[2 * i + 1], rewards[i], speeds[i], failed[i] === 1);
        }
      }
    }
    if (progress.parameters) onWeights(progress.parameters);
  } else if ('done' in news) {
    status.value = news.done;
    done.value = { name: `${recipe.courses[0].name}-${recipe.seed}`, files: news.done.files };
    phase.value = 'finished';
    leave();
    warmUp();
  } else if ('failed' in news) fail(news.failed);
  else if ('rolledBack' in news) forget(news.update);
  else if ('teamLost' in news) forget(news.update);
}

/** What came after an update is no more. */
function forget(update: number): void {
  metrics.value = metrics.value.filter((row) => row.update <= update);
  completion.value = completion.value.slice(0, metrics.value.length);
}

function fail(message: string): void {
  problem.value = message;
  phase.value = 'failed';
  leave();
}

export function pause(isPaused: boolean): void {
  tell({ pause: isPaused });
  phase.value = isPaused ? 'paused' : 'training';
}

export function step(): void {
  tell({ step: true });
  phase.value = 'paused';
}

/** Ends the training with what is best so far. */
export function stop(): void {
  tell({ stop: true });
}

export function reset(): void {
  if (phase.value !== 'idle' && phase.value !== 'finished' && phase.value !== 'failed') leave();
  phase.value = 'idle';
  status.value = null;
  problem.value = '';
  metrics.value = [];
  completion.value = [];
  heat.value = null;
  done.value = null;
}

export function leave(): void {
  worker?.terminate();
  worker = undefined;
}
