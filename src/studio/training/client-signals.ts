/** What a page sees of a training: only the training's client sets it; each part of the page follows what it shows. */
import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Driving } from '../../learn/driving.ts';
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

export function newTrainingSignals() {
  return {
    phase: signal<Phase>('idle'),
    status: signal<TrainingStatus | null>(null),
    problem: signal(''),
    /** of the reward function, while it waits to be fixed */
    rewardProblem: signal<RewardProblem | null>(null),
    /** other events: a rollback, a lost worker, a warning */
    notices: signal<readonly string[]>([]),
    /** what the reward function printed last */
    printed: signal<readonly string[]>([]),
    metrics: signal<readonly Metrics[]>([]),
    /** by update: % of all laps asked for, and the fastest lap, s; null where it was not evaluated */
    completion: signal<readonly (number | null)[]>([]),
    lapSeconds: signal<readonly (number | null)[]>([]),
    /** by update: how the cars drove; null where it is not known, such as before a resume */
    driving: signal<readonly (Driving | null)[]>([]),
    heat: signal<HeatMap | null>(null),
    /** the run under way, or the last one */
    run: signal<StoredRun | null>(null),
    /** the reward that is being trained with, as its text was when training started */
    trainedReward: signal<{ readonly text: string; readonly template: string | null } | null>(null),
    /** what it computes on, and why */
    backend: signal<BackendChoice | null>(null),
    /** an agent that the Garage has no room for */
    unkept: signal<StoredAgent | null>(null),
    /** of the newest evaluation: how each direction went */
    testLaps: signal<DriveSummary['directions']>([]),
    /** why training is over, and with what */
    ending: signal<Ending | null>(null),
    /** of the first lap, when it has just come */
    celebration: signal<number | null>(null),
  };
}

export type TrainingSignals = ReturnType<typeof newTrainingSignals>;

/** The same, to read. */
export type TrainingView = {
  readonly [Name in keyof TrainingSignals]: TrainingSignals[Name] extends Signal<infer Value> ? ReadonlySignal<Value> : never;
};
