/** What the page knows of the training under way. Only the session sets it; each part of the page follows what it shows. */
import { signal } from '@preact/signals';
import type { Metrics } from '../../learn/metrics.ts';
import type { Budget } from '../../learn/recipe.ts';
import type { BackendChoice } from '../../learn/team.browser.ts';
import type { Outcome } from '../../learn/trainer.ts';
import type { RewardProblem } from '../../reward/problem.ts';
import type { StoredAgent, StoredRun } from '../../store/garage.browser.ts';
import type { HeatMap } from '../../view/heat.ts';
import type { DriveSummary, TrainingStatus } from './protocol.ts';

export interface Ending {
  readonly outcome: Outcome;
  readonly until: Budget;
  readonly seconds: number;
  readonly steps: number;
  /** of the saved policy */
  readonly bestLapSeconds: number | null;
}

/** `reward-failed`: the reward function failed, and waits for a better one. */
export type Phase = 'idle' | 'starting' | 'training' | 'paused' | 'reward-failed' | 'finished' | 'failed';

export const phase = signal<Phase>('idle');
export const status = signal<TrainingStatus | null>(null);
export const problem = signal('');
/** of the reward function, while it waits to be fixed */
export const rewardProblem = signal<RewardProblem | null>(null);
/** other events: a rollback, a lost worker, a warning */
export const notices = signal<readonly string[]>([]);
/** what the reward function printed last */
export const printed = signal<readonly string[]>([]);
export const metrics = signal<readonly Metrics[]>([]);
/** by update: % of all laps asked for, and the fastest lap, s; null where it was not evaluated */
export const completion = signal<readonly (number | null)[]>([]);
export const lapSeconds = signal<readonly (number | null)[]>([]);
export const heat = signal<HeatMap | null>(null);
/** the run under way, or the last one */
export const run = signal<StoredRun | null>(null);
/** the reward that is being trained with, as its text was when training started */
export const trainedReward = signal<{ readonly text: string; readonly template: string | null } | null>(null);
/** what it computes on, and why */
export const backend = signal<BackendChoice | null>(null);
/** an agent that the Garage has no room for */
export const unkept = signal<StoredAgent | null>(null);
/** of the newest evaluation: how each direction went */
export const testLaps = signal<DriveSummary['directions']>([]);
/** why training is over, and with what */
export const ending = signal<Ending | null>(null);
/** of the first lap, when it has just come */
export const celebration = signal<number | null>(null);
