/** What has come of a training, update by update; its signals follow a few times a second. */
import { batch } from '@preact/signals';
import type { Driving } from '../../learn/driving.ts';
import type { StoredRun } from '../../store/garage.browser.ts';
import type { TrainingSignals } from './client-signals.ts';
import type { TrainingNews, TrainingStatus } from './protocol.ts';

/** Charts that are drawn at every update would cost what the training wants. */
const PUBLISH_MILLISECONDS = 250;

export interface TrainingHistory {
  latest(): TrainingStatus | null;
  /** Begins with what a stored training has, or empty. */
  open(stored: StoredRun | null): void;
  add(progress: Extract<TrainingNews, { progress: unknown }>['progress']): void;
  /** Drops what came after an update. */
  goBack(update: number): void;
  end(status: TrainingStatus): void;
  /** A copy of what is stored of it. */
  rows(): Pick<StoredRun, 'metrics' | 'completion' | 'lapSeconds'>;
  /** steps, and % of all laps asked for, where it was evaluated */
  curve(): [steps: number, completion: number][];
}

export function newTrainingHistory(signals: TrainingSignals): TrainingHistory {
  let rows = rowsOf(null);
  let latest: TrainingStatus | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const publish = (): void => {
    clearTimeout(timer);
    timer = undefined;
    batch(() => {
      signals.metrics.value = [...rows.metrics];
      signals.completion.value = [...rows.completion];
      signals.lapSeconds.value = [...rows.lapSeconds];
      signals.driving.value = [...rows.driving];
      signals.status.value = latest;
    });
  };
  return {
    latest: () => latest,
    open(stored) {
      rows = rowsOf(stored);
      latest = null;
      publish();
    },
    add(progress) {
      const { metrics, drive, driving } = progress;
      latest = progress;
      rows.metrics.push(metrics);
      rows.completion.push(drive?.completion ?? null);
      rows.lapSeconds.push(drive?.lapSeconds ?? null);
      rows.driving.push(driving);
      timer ??= setTimeout(publish, PUBLISH_MILLISECONDS);
    },
    goBack(update) {
      rows.metrics = rows.metrics.filter((row) => row.update <= update);
      rows.completion.length = rows.metrics.length;
      rows.lapSeconds.length = rows.metrics.length;
      rows.driving.length = rows.metrics.length;
      publish();
    },
    end(status) {
      latest = status;
      publish();
    },
    rows: () => ({ metrics: [...rows.metrics], completion: [...rows.completion], lapSeconds: [...rows.lapSeconds] }),
    curve: () =>
      rows.completion.flatMap((value, i): [number, number][] =>
        value === null ? [] : [[rows.metrics[i].global_step, value]],
      ),
  };
}

function rowsOf(stored: StoredRun | null) {
  const metrics = [...(stored?.metrics ?? [])];
  return {
    metrics,
    completion: [...(stored?.completion ?? [])],
    lapSeconds: [...(stored?.lapSeconds ?? [])],
    driving: metrics.map((): Driving | null => null),
  };
}
