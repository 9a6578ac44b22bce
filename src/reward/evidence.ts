/** Recorded drives with what a reward function returned on them. */
import type { RewardProblem } from './problem.ts';
import type { RecordedSteps } from './sandbox.ts';

export type ProbeName =
  | 'standing'
  | 'crawling'
  | 'a fast lap'
  | 'zig-zag'
  | 'left edge'
  | 'right edge'
  | 'left wheels off'
  | 'right wheels off'
  | 'the wrong way'
  | 'full speed off the road'
  /** the lap's first steps, as if many others had come before */
  | 'later'
  /** the lap's first steps, as if most of the lap were done */
  | 'ahead'
  /** the lap's first steps, as if on the other side of the centre line */
  | 'other side';

/** A drive that tells rewards apart. */
export interface Probe extends RecordedSteps {
  readonly name: ProbeName;
}

/** A drive with what each of its steps earned. */
export interface Rewarded extends RecordedSteps {
  readonly values: ArrayLike<number>;
}

export interface Evidence {
  readonly lap: Rewarded;
  readonly offRoad: Rewarded;
  /** where the track has room for them */
  readonly boxes?: Rewarded | undefined;
  /** rewards of the same lap, once more */
  readonly lapAgain: ArrayLike<number>;
  readonly probes: ReadonlyMap<ProbeName, Rewarded>;
  /** the first probe that the function fails on */
  readonly failed?: { readonly drive: string; readonly problem: RewardProblem } | undefined;
  /** it asks for an input about objects */
  readonly readsObjects: boolean;
  /** per decision */
  readonly discount: number;
}
