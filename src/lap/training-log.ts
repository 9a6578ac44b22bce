/** A training's decisions as DeepRacer's step log: whole episodes, in the order in which they end. */
import type { ActionSpace } from '../car/actions.ts';
import { END, type End } from '../sim/episode.ts';
import type { StepTrace } from '../sim/step-trace.ts';
import type { Track } from '../track/track.ts';
import { actionIn, ENDINGS, FIRST_STEP, formatCsvLine, type LoggedStep, TRACE_CSV_HEADER } from './logged-step.ts';

/** What a shard's cars did in one update; index = step · cars + car. */
export interface DrivenSteps {
  readonly shard: number;
  readonly cars: number;
  /** which of the training's tracks */
  readonly tracks: ArrayLike<number>;
  readonly rewards: ArrayLike<number>;
  /** commanded */
  readonly steeringDeg: ArrayLike<number>;
  readonly speeds: ArrayLike<number>;
  readonly trace: StepTrace;
}

export interface TrainingLog {
  /** The next update's steps, a list per shard. @returns by track, the episodes that ended in it */
  add(driven: readonly DrivenSteps[]): ReadonlyMap<number, readonly LoggedStep[]>;
  /** numbers of the next episode on each track */
  next(): readonly number[];
}

/**
 * An episode that is under way at its beginning, as after a resume, is left out: its first steps are not known.
 * @param lengths of the tracks, m @param episodes numbers of the next episode on each track
 */
export function newTrainingLog(
  lengths: readonly number[],
  actionSpace: ActionSpace,
  episodes: readonly number[],
): TrainingLog {
  const next = [...episodes];
  /** by shard and car; undefined while it drives an episode whose beginning is not known */
  const open = new Map<string, LoggedStep[]>();

  function addStep(shard: DrivenSteps, key: string, at: number): readonly LoggedStep[] | undefined {
    const { trace, tracks, rewards, steeringDeg, speeds } = shard;
    const steps = trace.steps[at] === FIRST_STEP ? [] : open.get(key);
    if (!steps) return undefined;
    const end = trace.ends[at] as End;
    steps.push({
      episode: 0,
      steps: trace.steps[at],
      x: trace.x[at],
      y: trace.y[at],
      yawDeg: trace.headingDeg[at],
      steeringDeg: steeringDeg[at],
      speed: speeds[at],
      action: actionIn(actionSpace, steeringDeg[at], speeds[at]),
      reward: rewards[at],
      done: end !== END.none,
      onTrack: trace.onTrack[at] === 1,
      progress: trace.progress[at],
      waypoint: trace.waypoint[at],
      length: lengths[tracks[at]],
      time: trace.time[at],
      status: ENDINGS[end],
      pause: 0,
      crashes: 0,
      wallClock: trace.time[at],
    });
    if (end === END.none) {
      open.set(key, steps);
      return undefined;
    }
    open.delete(key);
    const episode = next[tracks[at]]++;
    return steps.map((step) => ({ ...step, episode }));
  }

  return {
    add(driven) {
      const ended = new Map<number, LoggedStep[]>();
      const samples = Math.max(0, ...driven.map(({ trace }) => trace.steps.length));
      const cars = Math.max(1, ...driven.map((shard) => shard.cars));
      for (let at = 0; at < samples; at++) {
        for (const shard of driven) {
          const episode = addStep(shard, `${shard.shard} ${at % cars}`, at);
          if (!episode) continue;
          const track = shard.tracks[at];
          ended.set(track, [...(ended.get(track) ?? []), ...episode]);
        }
      }
      return ended;
    },
    next: () => [...next],
  };
}

/** DeepRacer's folder of such logs; in it is one for each track. */
export const TRAINING_LOGS = 'training-simtrace';

/** A track's own name, where that is a folder's and no other track's. */
export function logFolders(tracks: readonly Pick<Track, 'name'>[]): string[] {
  return tracks.map(({ name }, i) => {
    const isOnly = tracks.filter((other) => other.name.toLowerCase() === name.toLowerCase()).length === 1;
    return isOnly && /^\w[\w-]{0,60}$/.test(name) ? name : `course-${i + 1}`;
  });
}

/** @param update counts from 1, iterations from 0 */
export function iterationName(update: number): string {
  return `${update - 1}-iteration.csv`;
}

export function formatIteration(steps: readonly LoggedStep[]): string {
  return TRACE_CSV_HEADER + steps.map(formatCsvLine).join('');
}
