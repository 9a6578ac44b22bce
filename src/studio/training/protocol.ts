/** What a page and the worker that trains for it say to each other. */

import type { Driving } from '../../learn/driving.ts';
import type { Metrics } from '../../learn/metrics.ts';
import type { Recipe } from '../../learn/recipe.ts';
import type { DrivenSamples } from '../../learn/rollout.ts';
import type { SandboxedReward } from '../../learn/team-protocol.ts';
import type { Outcome } from '../../learn/trainer.ts';
import type { RewardProblem } from '../../reward/problem.ts';
import type { RewardWarning } from '../../reward/sandbox.ts';
import type { ZippedAgent } from '../../store/agent-zip.ts';
import type { StoredLog } from '../../store/garage.browser.ts';
import type { TrackData } from '../../track/track.ts';

export interface TrainingJob {
  /** of the agent that it makes */
  readonly name: string;
  readonly recipe: Recipe;
  /** the given ones; generated ones follow from the recipe */
  readonly tracks: readonly TrackData[];
  readonly workers: number;
  readonly reward: SandboxedReward | null;
  /** weights to begin with instead of blank ones */
  readonly parameters: Float32Array | null;
  /** the checkpoint to continue from, as formatCheckpoint wrote it */
  readonly checkpoint: Uint8Array | null;
  /** set when its steps are saved: of each track, the number of the next episode */
  readonly log: readonly number[] | null;
  /** seconds between two checkpoints that are handed out */
  readonly checkpointSeconds: number;
}

export type TrainingOrder =
  | { readonly job: TrainingJob }
  | { readonly pause: boolean }
  /** one update, then pause again */
  | { readonly step: true }
  /** ends after the update under way, with what is best so far */
  | { readonly stop: true }
  /** in answer to `rewardFailed`: continue with it, or end with null */
  | { readonly fixed: { readonly recipe: Recipe; readonly reward: SandboxedReward | null } | null };

export interface TrainingStatus {
  readonly seconds: number;
  readonly steps: number;
  readonly firstLap: { readonly seconds: number; readonly steps: number } | null;
  readonly bestLapSeconds: number | null;
}

/** Test laps in one direction. */
export interface DirectionSummary {
  readonly isCcw: boolean;
  /** clean ones, one after the other, of so many asked for */
  readonly laps: number;
  readonly asked: number;
  /** of the lap under way when it ended, % */
  readonly progress: number;
  /** s; null without a lap */
  readonly bestSeconds: number | null;
}

/** How an update's policy drove without exploring. */
export interface DriveSummary {
  /** % of all laps asked for, mean over the drives */
  readonly completion: number;
  /** fastest, s */
  readonly lapSeconds: number | null;
  readonly laps: number;
  /** on the first track, its own direction first */
  readonly directions: readonly DirectionSummary[];
  /** x, y of each drive on the first track, m */
  readonly paths: readonly Float32Array[];
}

export type TrainingNews =
  /** the back end has started and the workers are training */
  | { readonly started: { readonly workers: number } }
  | {
      readonly progress: TrainingStatus & {
        readonly metrics: Metrics;
        /** null where this update was not evaluated */
        readonly drive: DriveSummary | null;
        /** now and then, for the showroom */
        readonly parameters: Float32Array | null;
        readonly driven: readonly DrivenSamples[];
        readonly driving: Driving;
      };
    }
  /** set when its steps are saved */
  | { readonly logged: Omit<StoredLog, 'run'> }
  | { readonly checkpoint: Uint8Array; readonly update: number }
  | { readonly rolledBack: string; readonly update: number }
  | { readonly teamLost: string; readonly update: number }
  | { readonly printed: readonly (readonly [car: number, text: string])[] }
  | { readonly warned: readonly RewardWarning[] }
  | { readonly rewardFailed: RewardProblem; readonly update: number }
  /** a worker wants sandboxes: the port goes with the message */
  | { readonly sandboxPort: true }
  | {
      readonly done: TrainingStatus & {
        readonly outcome: Outcome;
        readonly updates: number;
        readonly parameters: Float32Array;
        /** of the agent */
        readonly files: ZippedAgent;
        readonly hash: string;
        /** the fastest lap of the agent's recording; null without one */
        readonly recordedLapSeconds: number | null;
      };
    }
  | { readonly failed: string };
