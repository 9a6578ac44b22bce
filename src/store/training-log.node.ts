/** A run's driving, saved as DeepRacer's step logs: `training-simtrace/TRACK/N-iteration.csv`, one for each update. */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ActionSpace } from '../car/actions.ts';
import {
  type DrivenSteps,
  formatIteration,
  iterationName,
  logFolders,
  newTrainingLog,
  TRAINING_LOGS,
  type TrainingLog,
} from '../lap/training-log.ts';
import type { Track } from '../track/track.ts';
import { readText, untilTrouble, writeWhole } from './files.node.ts';

const ITERATION = /^(\d+)-iteration\.csv$/;

export function hasTrainingLogs(folder: string): boolean {
  return existsSync(join(folder, TRAINING_LOGS));
}

interface TrainingLogFiles {
  /** Writes the episodes that ended in an update. @param update counts from 1, iterations from 0 */
  note(update: number, driven: readonly DrivenSteps[]): void;
  /** Deletes what came after an update. */
  rewind(update: number): void;
}

/** For a run that continues after `update` updates. @param onTrouble is called once when they cannot be written */
export function newTrainingLogFiles(
  folder: string,
  tracks: readonly Track[],
  actionSpace: ActionSpace,
  update: number,
  onTrouble: (problem: string) => void,
): TrainingLogFiles {
  const folders = logFolders(tracks).map((name) => join(folder, TRAINING_LOGS, name));
  let log: TrainingLog | undefined;
  // What is being learned is worth more than its log.
  const attempt = untilTrouble(onTrouble);
  const rewind = (to: number): void => {
    for (const place of folders) {
      for (const [iteration, file] of iterationsIn(place)) if (iteration >= to) rmSync(file);
    }
    const lengths = tracks.map(({ length }) => length);
    log = newTrainingLog(lengths, actionSpace, folders.map(nextEpisode));
  };
  attempt(() => {
    for (const place of folders) mkdirSync(place, { recursive: true });
    rewind(update);
  });
  return {
    note(number, driven) {
      attempt(() => {
        for (const [track, steps] of log?.add(driven) ?? []) {
          writeWhole(join(folders[track], iterationName(number)), formatIteration(steps));
        }
      });
    },
    rewind(to) {
      attempt(() => rewind(to));
    },
  };
}

/** Iterations that are there, in order. */
function iterationsIn(place: string): [iteration: number, file: string][] {
  if (!existsSync(place)) return [];
  return readdirSync(place)
    .flatMap((name): [number, string][] => {
      const found = ITERATION.exec(name);
      return found ? [[Number(found[1]), join(place, name)]] : [];
    })
    .sort(([a], [b]) => a - b);
}

/** After the last one of the last file. */
function nextEpisode(place: string): number {
  const last = iterationsIn(place).at(-1);
  if (!last) return 0;
  const number = Number.parseInt(readText(last[1]).trimEnd().split('\n').at(-1) ?? '', 10);
  return Number.isFinite(number) ? number + 1 : 0;
}
