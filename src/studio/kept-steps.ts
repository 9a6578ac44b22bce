/** Steps of trainings in this browser: whether they are kept, and where a training that is taken up goes on with them. */
import { signal } from '@preact/signals';
import { forgetLogs, type StoredRun, storedLogs } from '../store/garage.browser.ts';
import type { LogStart } from './step-log.ts';

/** Whether the next training keeps every step, for Analysis. */
export const keepsSteps = signal(false);

/** Steps after the run's last checkpoint are driven again: they are forgotten. */
export async function logStart({ id, metrics }: StoredRun): Promise<LogStart> {
  const update = metrics.at(-1)?.update ?? 0;
  await forgetLogs(id, update);
  return { update, next: (await storedLogs(id)).at(-1)?.next ?? [] };
}
