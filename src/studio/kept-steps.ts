/** Steps of trainings in this browser: whether they are kept, and where a training that is taken up goes on with them. */
import { signal } from '@preact/signals';
import { forgetLogs, lastLog, type StoredRun } from '../store/garage.browser.ts';

/** Whether the next training keeps every step, for Analysis. */
export const keepsSteps = signal(false);

/** Steps after the run's last checkpoint are driven again: they are forgotten. @returns numbers of the next episodes */
export async function nextEpisodes({ id, metrics }: StoredRun): Promise<readonly number[]> {
  await forgetLogs(id, metrics.at(-1)?.update ?? 0);
  return (await lastLog(id))?.next ?? [];
}
