/** A training's steps as log files, update by update: for Analysis, where they are saved on request. */
import { gzipSync, strToU8 } from 'fflate';
import type { ActionSpace } from '../../car/actions.ts';
import {
  type DrivenSteps,
  formatIteration,
  iterationName,
  logFolders,
  newTrainingLog,
  TRAINING_LOGS,
} from '../../lap/training-log.ts';
import type { StoredLog } from '../../store/garage.browser.ts';
import type { Track } from '../../track/track.ts';

export interface StepLog {
  /** @returns the episodes that ended in an update */
  note(update: number, driven: readonly DrivenSteps[]): Omit<StoredLog, 'run'>;
  /** Drops what came after an update. */
  rewind(update: number): void;
}

/** They are written while cars wait. */
const GZIP_LEVEL = 4;

/** @param next of each track, the number of the next episode; empty at the very beginning */
export function newStepLog(tracks: readonly Track[], actionSpace: ActionSpace, next: readonly number[]): StepLog {
  const lengths = tracks.map(({ length }) => length);
  const folders = logFolders(tracks);
  const first = tracks.map((_, i) => next[i] ?? 0);
  /** numbers of the next episodes after each update */
  const nexts = new Map<number, readonly number[]>();
  let log = newTrainingLog(lengths, actionSpace, first);
  return {
    note(update, driven) {
      const files = [...log.add(driven)].map(([track, steps]) => ({
        path: `${TRAINING_LOGS}/${folders[track]}/${iterationName(update)}`,
        gzip: gzipSync(strToU8(formatIteration(steps)), { level: GZIP_LEVEL, mtime: 0 }),
      }));
      nexts.set(update, log.next());
      return { update, next: log.next(), files };
    },
    rewind(update) {
      log = newTrainingLog(lengths, actionSpace, nexts.get(update) ?? first);
    },
  };
}
