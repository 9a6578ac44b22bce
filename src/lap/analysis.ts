/** What logs say: episodes, iterations, laps, where reward and speed come from, which actions are used, how even time ran. */
import type { Trace } from './trace.ts';
import { type EpisodeSteps, type EpisodeSummary, episodesOf, STATUSES, summarise } from './trace.ts';

/** One log, or one iteration's file of it. */
export interface LogPart {
  readonly trace: Trace;
  /** where the file tells */
  readonly iteration: number | null;
  readonly isEvaluation: boolean;
}

export interface LoggedEpisode extends EpisodeSummary {
  readonly isEvaluation: boolean;
  /** where on the lap it began, % */
  readonly start: number;
  /** which part, and where in it its steps are */
  readonly part: number;
  readonly indices: EpisodeSteps;
}

export interface IterationSummary {
  readonly iteration: number;
  readonly episodes: number;
  /** means */
  readonly progress: number;
  readonly reward: number;
  /** % of its episodes that completed a lap */
  readonly completion: number;
  readonly bestLap: number | null;
  readonly meanLap: number | null;
}

export interface Timing {
  /** seconds between steps of an episode */
  readonly mean: number;
  readonly deviation: number;
  readonly p95: number;
  readonly most: number;
}

export interface Analysis {
  readonly episodes: readonly LoggedEpisode[];
  /** of training; evaluations are apart */
  readonly iterations: readonly IterationSummary[];
  readonly evaluations: readonly IterationSummary[];
  readonly laps: readonly {
    readonly episode: number;
    readonly iteration: number | null;
    readonly seconds: number;
    readonly isEvaluation: boolean;
  }[];
  readonly length: number;
  /** how often each action was chosen; empty where actions are continuous */
  readonly actions: readonly {
    readonly action: number;
    readonly steeringDeg: number;
    readonly speed: number;
    readonly count: number;
  }[];
  /** by tenth of the lap in which episodes begin */
  readonly starts: readonly {
    readonly from: number;
    readonly episodes: number;
    readonly progress: number;
    readonly completion: number;
  }[];
  readonly timing: Timing;
}

/** Episodes between trainings where nothing tells (deepracer-for-cloud, deepracer-on-aws). */
const EPISODES_PER_ITERATION = 20;
const START_PARTS = 10;

/** @param episodesPerIteration where logs do not say which iteration a step is of */
export function analyse(parts: readonly LogPart[], episodesPerIteration = EPISODES_PER_ITERATION): Analysis {
  const episodes = parts.flatMap(({ trace, iteration, isEvaluation }, part) =>
    episodesOf(trace).map((indices, k): LoggedEpisode => {
      const number = trace.columns.episode[indices[0]];
      const counted = Math.floor((isEvaluation ? k : number) / episodesPerIteration);
      const summary = summarise(trace, indices, iteration ?? counted);
      return { ...summary, isEvaluation, start: startOf(trace, indices), part, indices };
    }),
  );
  const laps = episodes.flatMap(({ episode, iteration, lap, isEvaluation }) =>
    lap === null ? [] : [{ episode, iteration, seconds: lap, isEvaluation }],
  );
  return {
    episodes,
    iterations: iterationsOf(episodes.filter(({ isEvaluation }) => !isEvaluation)),
    evaluations: iterationsOf(episodes.filter(({ isEvaluation }) => isEvaluation)),
    laps: laps.sort((a, b) => a.seconds - b.seconds),
    length: parts[0]?.trace.columns.length[0] ?? 0,
    actions: actionsOf(parts),
    starts: startsOf(episodes.filter(({ isEvaluation }) => !isEvaluation)),
    timing: timingOf(parts, episodes),
  };
}

/** By the waypoint nearest to its first step, as a part of the highest that there is. */
function startOf({ columns, count }: Trace, indices: EpisodeSteps): number {
  let waypoints = 1;
  // Not all: the first thousands of steps pass every waypoint.
  for (let i = 0; i < Math.min(count, 5000); i++) waypoints = Math.max(waypoints, columns.waypoint[i] + 1);
  return Math.min(99.999, (100 * columns.waypoint[indices[0]]) / waypoints);
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function iterationsOf(episodes: readonly LoggedEpisode[]): IterationSummary[] {
  const groups = new Map<number, LoggedEpisode[]>();
  for (const episode of episodes) {
    const key = episode.iteration ?? 0;
    const group = groups.get(key);
    if (group) group.push(episode);
    else groups.set(key, [episode]);
  }
  return [...groups]
    .sort(([a], [b]) => a - b)
    .map(([iteration, group]) => {
      const laps = group.flatMap(({ lap }) => lap ?? []);
      return {
        iteration,
        episodes: group.length,
        progress: mean(group.map(({ progress }) => progress)),
        reward: mean(group.map(({ reward }) => reward)),
        completion: (100 * laps.length) / group.length,
        bestLap: laps.length > 0 ? Math.min(...laps) : null,
        meanLap: laps.length > 0 ? mean(laps) : null,
      };
    });
}

function actionsOf(parts: readonly LogPart[]): Analysis['actions'] {
  const found = new Map<number, { action: number; steeringDeg: number; speed: number; count: number }>();
  for (const {
    trace: { columns, count },
  } of parts) {
    for (let i = 0; i < count; i++) {
      const action = columns.action[i];
      if (action < 0) continue;
      const known = found.get(action);
      if (known) known.count++;
      else found.set(action, { action, steeringDeg: columns.steeringDeg[i], speed: columns.speed[i], count: 1 });
    }
  }
  return [...found.values()].sort((a, b) => a.action - b.action);
}

function startsOf(episodes: readonly LoggedEpisode[]): Analysis['starts'] {
  return Array.from({ length: START_PARTS }, (_, k) => {
    const from = (100 * k) / START_PARTS;
    const here = episodes.filter(({ start }) => Math.floor((start * START_PARTS) / 100) === k);
    return {
      from,
      episodes: here.length,
      progress: mean(here.map(({ progress }) => progress)),
      completion: here.length === 0 ? 0 : (100 * here.filter(({ lap }) => lap !== null).length) / here.length,
    };
  });
}

function timingOf(parts: readonly LogPart[], episodes: readonly LoggedEpisode[]): Timing {
  const gaps: number[] = [];
  for (const { part, indices } of episodes) {
    const { time, status } = parts[part].trace.columns;
    for (let k = 1; k < indices.length; k++) {
      // While the car is put back the clock runs without it.
      if (STATUSES[status[indices[k]]] === 'in_progress') gaps.push(time[indices[k]] - time[indices[k - 1]]);
    }
  }
  if (gaps.length === 0) return { mean: 0, deviation: 0, p95: 0, most: 0 };
  gaps.sort((a, b) => a - b);
  const middle = mean(gaps);
  return {
    mean: middle,
    deviation: Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - middle) * (gap - middle), 0) / gaps.length),
    p95: gaps[Math.floor(0.95 * (gaps.length - 1))],
    most: gaps[gaps.length - 1],
  };
}

/** Another reward function over the same episodes. */
interface RescoredEpisode {
  readonly episode: number;
  readonly iteration: number | null;
  readonly progress: number;
  /** its logged reward, and its reward by the other function */
  readonly reward: number;
  readonly rescored: number;
}

export interface Rescoring {
  /** of the function's file */
  readonly name: string;
  readonly episodes: readonly RescoredEpisode[];
  /** rank correlation with progress, −1..1: how well a reward tells far from near; null where all are alike */
  readonly agreement: number | null;
  readonly rescoredAgreement: number | null;
  /** of each step, part by part */
  readonly rewards: readonly Float64Array[];
}

export function compareRewards(name: string, { episodes }: Analysis, rewards: readonly Float64Array[]): Rescoring {
  const rescored = episodes.map(({ episode, iteration, progress, reward, part, indices }): RescoredEpisode => {
    let sum = 0;
    for (const at of indices) sum += rewards[part][at];
    return { episode, iteration, progress, reward, rescored: sum };
  });
  const progress = rescored.map((each) => each.progress);
  return {
    name,
    episodes: rescored,
    agreement: rankCorrelation(
      rescored.map(({ reward }) => reward),
      progress,
    ),
    rescoredAgreement: rankCorrelation(
      rescored.map(({ rescored }) => rescored),
      progress,
    ),
    rewards,
  };
}

/** Spearman's: Pearson's of the ranks, equal values sharing theirs. */
export function rankCorrelation(a: readonly number[], b: readonly number[]): number | null {
  const [ranksA, ranksB] = [ranksOf(a), ranksOf(b)];
  const [meanA, meanB] = [mean(ranksA), mean(ranksB)];
  let both = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let i = 0; i < a.length; i++) {
    const [da, db] = [ranksA[i] - meanA, ranksB[i] - meanB];
    both += da * db;
    squaresA += da * da;
    squaresB += db * db;
  }
  return squaresA > 0 && squaresB > 0 ? both / Math.sqrt(squaresA * squaresB) : null;
}

function ranksOf(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a] - values[b]);
  const ranks = new Array<number>(values.length).fill(0);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to + 1 < order.length && values[order[to + 1]] === values[order[from]]) to++;
    for (let k = from; k <= to; k++) ranks[order[k]] = (from + to) / 2;
    from = to + 1;
  }
  return ranks;
}
