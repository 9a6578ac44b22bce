/** Starts, follows and ends trainings in a worker, one at a time. */

import { batch } from '@preact/signals';
import { inheritedParameters } from '../../learn/inherit.ts';
import type { Recipe } from '../../learn/recipe.ts';
import type { BackendChoice } from '../../learn/team.browser.ts';
import { blankNetwork } from '../../learn/team.ts';
import { messageOf } from '../../math/error.ts';
import { SANDBOX_FRAME } from '../../reward/assets.browser.ts';
import { serveSandboxes } from '../../reward/sandbox.browser.ts';
import {
  deleteLogs,
  deleteOldRuns,
  deleteRun,
  newId,
  type StoredAgent,
  type StoredRun,
  saveAgent,
  saveLog,
  saveRun,
} from '../../store/garage.browser.ts';
import { trackFromData, trackToData } from '../../track/track.ts';
import { addDriven, newHeatMap } from '../../view/heat.ts';
import { nextAgentName } from './agent-names.ts';
import { chosen, measured, onBackend, WORKERS } from './backend-choice.ts';
import { newTrainingSignals, type TrainingView } from './client-signals.ts';
import { answerTabs } from './elsewhere.ts';
import { newTrainingHistory } from './history.ts';
import type { TrainingJob, TrainingNews, TrainingOrder } from './protocol.ts';
import { nextEpisodes } from './saved-steps.ts';
import { needsSandbox, rewardNameOf, type Setup, sandboxed } from './setup.ts';
import { TEXT } from './texts.ts';

/** @param isBest when training is over: the best there were, instead of the newest */
export type WeightsListener = (parameters: Float32Array, isBest: boolean) => void;

export interface TrainingClient extends TrainingView {
  /** Starts a worker that loads its back end before the first click. */
  warmUp(): void;
  /** @param savesSteps whether every step is saved, for Analysis @param listener gets the newest weights */
  start(setup: Setup, savesSteps: boolean, listener: WeightsListener): Promise<void>;
  /** Resumes a training from its last checkpoint, or from the beginning where it has none. @param setup the training's */
  resume(stored: StoredRun, setup: Pick<Setup, 'reward' | 'template'>, listener: WeightsListener): void;
  /** The listener gets the newest weights from now on, and at once where there are any. */
  listen(listener: WeightsListener): void;
  pause(isPaused: boolean): void;
  /** One update, then pause. */
  step(): void;
  /** Ends the training with what is best so far. */
  stop(): void;
  /** Continues with a fixed reward function. */
  continueWithFix(setup: Setup): void;
  /** Clears all; a training under way is discarded. @returns what was discarded, where it could still be resumed */
  reset(): StoredRun | null;
  /** Nothing is under way that would be lost. */
  isOver(): boolean;
  /** Shows a message in place of the notices. */
  report(message: string): void;
  /** What the next training would compute on; a training says so itself. */
  expectBackend(choice: BackendChoice): void;
}

/** A checkpoint has three numbers for each weight: large networks are saved less often. */
const CHECKPOINT_SECONDS = 5;
const WEIGHTS_PER_SECOND = 200_000;
const MAX_PRINTED = 200;
const CELEBRATION_MILLISECONDS = 6000;

const newTrainingWorker = () => new Worker(new URL('./training.worker.ts', import.meta.url), { type: 'module' });

export function newTrainingClient(newWorker: () => Worker = newTrainingWorker): TrainingClient {
  const signals = newTrainingSignals();
  const { phase, run, notices, rewardProblem, trainedReward, backend, problem } = signals;
  const history = newTrainingHistory(signals);
  let worker: Worker | undefined;
  let onWeights: WeightsListener = () => {};
  let stopServing: (() => void)[] = [];
  /** the newest weights */
  let shown: Parameters<WeightsListener> | undefined;

  const isOver = () => ['idle', 'finished', 'failed'].includes(phase.value);
  const isUnderWay = () => phase.value === 'training' || phase.value === 'paused';
  const send = (order: TrainingOrder): void => worker?.postMessage(order);
  const notify = (...messages: readonly string[]): void => {
    notices.value = [...notices.value, ...messages];
  };
  const show = (...weights: Parameters<WeightsListener>): void => {
    shown = weights;
    onWeights(...weights);
  };

  const warmUp = (): void => {
    if (worker) return;
    worker = newWorker();
    worker.onerror = (event) => fail(event.message || TEXT.failed.noStart);
  };
  const endSandboxes = (): void => {
    for (const close of stopServing) close();
    stopServing = [];
  };
  const endWork = (): void => {
    if (worker) worker.onmessage = null;
    worker?.terminate();
    worker = undefined;
    endSandboxes();
  };
  const fail = (message: string): void => {
    problem.value = message;
    phase.value = 'failed';
    endWork();
    warmUp();
  };

  /** The parts of a run that grow during training. */
  const grown = (stored: StoredRun): Partial<StoredRun> => ({
    ...history.rows(),
    firstLapSeconds: history.latest()?.firstLap?.seconds ?? stored.firstLapSeconds,
  });
  /** Saves the run as it is now. A failure is reported once; training continues. */
  const save = async (changes: Partial<StoredRun>): Promise<void> => {
    if (!run.value) return;
    run.value = { ...run.value, ...changes, ...grown(run.value) };
    try {
      await saveRun(run.value);
    } catch (error) {
      const text = messageOf(error);
      if (!notices.value.includes(text)) notify(text);
    }
  };
  /** A failure to save steps is reported once; training continues. */
  const withoutSteps = (error: unknown): null => {
    run.value = run.value && { ...run.value, keepsSteps: false };
    notify(TEXT.notices.withoutSteps(messageOf(error)));
    return null;
  };

  const begin = async (stored: StoredRun): Promise<void> => {
    const { recipe, reward } = stored;
    run.value = stored;
    history.open(stored);
    signals.heat.value = stored.courses[0] ? newHeatMap(trackFromData(stored.courses[0])) : null;
    void save({});
    const mine = worker;
    const log = stored.keepsSteps ? await nextEpisodes(stored).catch(withoutSteps) : null;
    if (worker !== mine) return;
    if (worker) worker.onmessage = (event: MessageEvent<TrainingNews>) => receive(event);
    const job: TrainingJob = {
      name: stored.name,
      recipe,
      tracks: stored.courses,
      workers: WORKERS,
      reward: reward && sandboxed({ recipe, reward }),
      parameters: stored.parameters,
      checkpoint: stored.checkpoint,
      log,
      checkpointSeconds: Math.max(CHECKPOINT_SECONDS, blankNetwork(recipe).parameters.length / WEIGHTS_PER_SECOND),
    };
    send({ job });
  };

  const receive = ({ data: news, ports }: MessageEvent<TrainingNews>): void => {
    if ('progress' in news) progress(news.progress);
    else if ('sandboxPort' in news) stopServing.push(serveSandboxes(ports[0], SANDBOX_FRAME));
    else if ('checkpoint' in news) void save({ checkpoint: news.checkpoint });
    else if ('logged' in news) logged(news.logged);
    else if ('done' in news) void finish(news.done);
    else if ('failed' in news) fail(news.failed);
    else if ('rolledBack' in news) goBack(news.update, TEXT.notices.rolledBack(news.rolledBack));
    else if ('teamLost' in news) goBack(news.update, TEXT.notices.teamLost(news.teamLost));
    else if ('printed' in news) {
      const lines = news.printed.map(([car, text]) => `#${car + 1} ${text.trimEnd()}`);
      signals.printed.value = [...signals.printed.value, ...lines].slice(-MAX_PRINTED);
    } else if ('warned' in news) notify(...news.warned.map(({ message }) => message));
    else if ('rewardFailed' in news) {
      goBack(news.update, '');
      rewardProblem.value = news.rewardFailed;
      phase.value = 'reward-failed';
    }
  };
  const progress = (news: Extract<TrainingNews, { progress: unknown }>['progress']): void => {
    if (phase.value === 'starting') phase.value = 'training';
    const isFirst = news.firstLap !== null && !history.latest()?.firstLap && run.value?.firstLapSeconds === null;
    history.add(news);
    if (news.drive) signals.testLaps.value = news.drive.directions;
    const map = signals.heat.value;
    if (map) for (const samples of news.driven) addDriven(map, samples);
    if (news.parameters) show(news.parameters, false);
    if (isFirst && news.firstLap) {
      signals.celebration.value = news.firstLap.seconds;
      setTimeout(() => {
        signals.celebration.value = null;
      }, CELEBRATION_MILLISECONDS);
    }
  };
  /** Drops what came after an update, and the team that did it. */
  const goBack = (update: number, notice: string): void => {
    endSandboxes();
    if (run.value?.keepsSteps) deleteLogs(run.value.id, update).catch(withoutSteps);
    history.goBack(update);
    if (notice) notify(notice);
  };
  const logged = (log: Extract<TrainingNews, { logged: unknown }>['logged']): void => {
    if (run.value?.keepsSteps) saveLog({ run: run.value.id, ...log }).catch(withoutSteps);
  };
  const finish = async (done: Done): Promise<void> => {
    history.end(done);
    const { outcome, seconds, steps } = done;
    const bestLapSeconds = recordedBest(done);
    batch(() => {
      phase.value = 'finished';
      if (run.value) signals.ending.value = { outcome, until: run.value.recipe.until, seconds, steps, bestLapSeconds };
    });
    show(done.parameters, true);
    endWork();
    warmUp();
    const stored = run.value;
    if (!stored) return;
    const agent = agentOf(stored, done, history.curve());
    const over: StoredRun = { ...stored, ...grown(stored), isOver: true, checkpoint: null, agent: agent.id };
    try {
      await saveAgent(agent);
      await saveRun(over);
      // Another one may have begun meanwhile.
      if (run.value?.id === over.id) run.value = over;
    } catch (error) {
      notify(messageOf(error));
      signals.unkept.value = agent;
    }
  };

  const reset = (): StoredRun | null => {
    let discarded: StoredRun | null = null;
    if (!isOver()) {
      endWork();
      discarded = run.value?.checkpoint ? run.value : null;
      if (run.value) deleteRun(run.value.id).catch(() => {});
    }
    phase.value = 'idle';
    history.open(null);
    shown = undefined;
    problem.value = '';
    rewardProblem.value = null;
    notices.value = [];
    signals.unkept.value = null;
    signals.printed.value = [];
    signals.heat.value = null;
    run.value = null;
    signals.celebration.value = null;
    signals.testLaps.value = [];
    signals.ending.value = null;
    trainedReward.value = null;
    return discarded;
  };

  answerTabs(() => (isOver() ? null : (run.value?.id ?? null)));
  return {
    ...signals,
    warmUp,
    async start(setup, savesSteps, listener) {
      reset();
      onWeights = listener;
      phase.value = 'starting';
      warmUp();
      const mine = worker;
      let recipe: Recipe;
      let parameters: Float32Array | null;
      try {
        const choice = setup.backend === 'auto' ? await measured(setup.recipe) : chosen(setup.backend);
        if (worker !== mine) return;
        backend.value = choice;
        recipe = onBackend(setup.recipe, choice.backend);
        parameters = setup.from && inheritedParameters(setup.from.policy, setup.from.name, recipe);
      } catch (error) {
        if (worker === mine) fail(messageOf(error));
        return;
      }
      deleteOldRuns().catch(() => {});
      const rewardName = rewardNameOf(setup);
      trainedReward.value = { text: setup.reward.text, template: setup.template };
      const name = await nextAgentName(rewardName);
      if (worker !== mine) return;
      await begin({
        id: newId(),
        name,
        rewardName,
        source: setup.source,
        started: Date.now(),
        recipe,
        courses: [trackToData(setup.track)],
        reward: needsSandbox(setup) ? setup.reward : null,
        parameters,
        checkpoint: null,
        metrics: [],
        completion: [],
        lapSeconds: [],
        firstLapSeconds: null,
        isOver: false,
        agent: null,
        keepsSteps: savesSteps,
      });
    },
    resume(stored, setup, listener) {
      reset();
      trainedReward.value = { text: setup.reward.text, template: setup.template };
      onWeights = listener;
      phase.value = 'starting';
      warmUp();
      backend.value = chosen(stored.recipe.backend);
      void begin(stored);
    },
    listen(listener) {
      onWeights = listener;
      if (shown) listener(...shown);
    },
    pause(isPaused) {
      if (!isUnderWay()) return;
      send({ pause: isPaused });
      phase.value = isPaused ? 'paused' : 'training';
    },
    step() {
      if (!isUnderWay()) return;
      send({ step: true });
      phase.value = 'paused';
    },
    stop() {
      if (!isUnderWay() && phase.value !== 'reward-failed') return;
      send({ stop: true });
    },
    continueWithFix(setup) {
      if (!run.value) return;
      const recipe: Recipe = { ...run.value.recipe, reward: setup.recipe.reward };
      const reward = needsSandbox(setup) ? setup.reward : null;
      run.value = { ...run.value, recipe, reward };
      trainedReward.value = { text: setup.reward.text, template: setup.template };
      rewardProblem.value = null;
      notices.value = [];
      phase.value = 'training';
      send({ pause: false });
      send({ fixed: { recipe, reward: reward && sandboxed({ recipe, reward }) } });
    },
    reset,
    isOver,
    report(message) {
      notices.value = [message];
    },
    expectBackend(choice) {
      if (phase.value === 'idle') backend.value = choice;
    },
  };
}

type Done = Extract<TrainingNews, { done: unknown }>['done'];

/** Of the lap that is recorded with the agent, s. */
function recordedBest({ recordedLapSeconds, bestLapSeconds }: Done): number | null {
  return recordedLapSeconds ?? bestLapSeconds;
}

function agentOf(stored: StoredRun, done: Done, curve: StoredAgent['curve']): StoredAgent {
  return {
    id: newId(),
    name: stored.name,
    created: Date.now(),
    files: done.files,
    course: stored.courses[0] ?? null,
    ...(stored.source && { source: stored.source }),
    ...(stored.rewardName && { rewardName: stored.rewardName }),
    isTrainedHere: true,
    bestLapSeconds: recordedBest(done),
    firstLapSeconds: done.firstLap?.seconds ?? null,
    curve,
  };
}
