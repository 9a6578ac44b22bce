/** Steps of trainings in this browser: whether they are saved, and where a resumed training continues them. */
import { signal } from '@preact/signals';
import { deleteLogs, lastLog, type StoredRun } from '../../store/garage.browser.ts';

/** Whether the next training saves every step, for Analysis. */
export const savesSteps = signal(false);

/** Steps after the run's last checkpoint are driven again: they are deleted. @returns numbers of the next episodes */
export async function nextEpisodes({ id, metrics }: StoredRun): Promise<readonly number[]> {
  await deleteLogs(id, metrics.at(-1)?.update ?? 0);
  return (await lastLog(id))?.next ?? [];
}
