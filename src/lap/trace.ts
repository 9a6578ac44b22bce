/** Steps of logged episodes, column by column: millions of them fit where as many objects would not. */

/** How an episode stands, as DeepRacer's logs have it. */
export const STATUSES = [
  'prepare',
  'in_progress',
  'off_track',
  'crashed',
  'lap_complete',
  'immobilized',
  'reversed',
  'pause',
  'park',
  'time_up',
  'unknown',
] as const;
type TraceStatus = (typeof STATUSES)[number];

/** Columns of numbers, each as long as there is room for steps. */
export const COLUMNS = [
  'episode',
  'steps',
  /** front point, m */
  'x',
  'y',
  /** degrees, −180..180 or 0..360 */
  'yawDeg',
  /** commanded, degrees and m/s */
  'steeringDeg',
  'speed',
  /** its index; −1 where actions are continuous */
  'action',
  'reward',
  /** 1 = all four wheels */
  'onTrack',
  /** percent */
  'progress',
  /** the nearer of the two closest waypoints */
  'waypoint',
  /** of the track, m */
  'length',
  /** simulated seconds (wall-clock seconds before 2021) */
  'time',
  /** index in {@link STATUSES} */
  'status',
  /** seconds */
  'pause',
] as const;
export type TraceColumn = (typeof COLUMNS)[number];

export interface Trace {
  /** steps there are */
  count: number;
  readonly columns: Record<TraceColumn, Float64Array>;
}

const FIRST_ROOM = 1024;

export function newTrace(): Trace {
  const columns = Object.fromEntries(COLUMNS.map((name) => [name, new Float64Array(FIRST_ROOM)]));
  return { count: 0, columns: columns as Trace['columns'] };
}

/** Makes room for one more step. */
export function growTrace(trace: Trace): void {
  if (trace.count < trace.columns.episode.length) return;
  for (const name of COLUMNS) {
    const larger = new Float64Array(2 * trace.columns[name].length);
    larger.set(trace.columns[name]);
    trace.columns[name] = larger;
  }
}

/** Steps of one episode, in order: indices into the columns. */
export type EpisodeSteps = Int32Array;

/**
 * Steps by episode, in the order in which episodes begin. Several workers may write into one log alternately:
 * a step belongs to the open episode of its number, if it comes after that one's last.
 */
export function episodesOf({ count, columns: { episode, steps } }: Trace): EpisodeSteps[] {
  const found: number[][] = [];
  const open = new Map<number, number[]>();
  for (let i = 0; i < count; i++) {
    const known = open.get(episode[i]);
    if (known && steps[i] > steps[known[known.length - 1]]) known.push(i);
    else {
      const begun = [i];
      found.push(begun);
      open.set(episode[i], begun);
    }
  }
  return found.map((indices) => Int32Array.from(indices));
}

/** What an episode came to. */
export interface EpisodeSummary {
  readonly episode: number;
  /** counted from 0; null where it is not told */
  readonly iteration: number | null;
  readonly steps: number;
  /** percent, at its end */
  readonly progress: number;
  readonly reward: number;
  /** from its first step to its last */
  readonly seconds: number;
  readonly status: TraceStatus;
  /** seconds of its lap; null where it did not complete one */
  readonly lap: number | null;
}

export function summarise(trace: Trace, indices: EpisodeSteps, iteration: number | null): EpisodeSummary {
  const { columns } = trace;
  const first = indices[0];
  const last = indices[indices.length - 1];
  let reward = 0;
  for (const i of indices) reward += columns.reward[i];
  const seconds = columns.time[last] - columns.time[first];
  const status = STATUSES[columns.status[last]];
  const progress = columns.progress[last];
  const isLap = status === 'lap_complete' || progress >= 100;
  return {
    episode: columns.episode[first],
    iteration,
    steps: indices.length,
    progress,
    reward,
    seconds,
    status,
    lap: isLap ? seconds : null,
  };
}
