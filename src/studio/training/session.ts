/** Starts, follows and ends the page's training; {@link ./session-signals.ts} is what the page sees of it. */

import { batch, effect } from '@preact/signals';
import { inheritedParameters } from '../../learn/inherit.ts';
import type { Recipe } from '../../learn/recipe.ts';
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
import { isTraining } from '../../ui/activity.ts';
import { addDriven, newHeatMap } from '../../view/heat.ts';
import { nextAgentName } from './agent-names.ts';
import { chosen, measured, onBackend, WORKERS } from './backend-choice.ts';
import { noteDriving, publishDriving } from './driving-log.ts';
import { answerTabs } from './elsewhere.ts';
import type { TrainingJob, TrainingNews, TrainingOrder, TrainingStatus } from './protocol.ts';
import { nextEpisodes, savesSteps } from './saved-steps.ts';
import {
  backend,
  celebration,
  completion,
  ending,
  heat,
  lapSeconds,
  metrics,
  notices,
  phase,
  printed,
  problem,
  rewardProblem,
  run,
  status,
  testLaps,
  trainedReward,
  unkept,
} from './session-signals.ts';
import { needsSandbox, rewardNameOf, type Setup, sandboxed } from './setup.ts';
import { TEXT } from './texts.ts';

export * from './session-signals.ts';

let worker: Worker | undefined;
/** @param isBest when it is over: the best there were, instead of the newest */
let onWeights: (parameters: Float32Array, isBest: boolean) => void = () => {};
let stopServing: (() => void)[] = [];
/** What has come; the signals follow a few times a second. */
let rows = newRows(null);
let latest: TrainingStatus | null = null;
let publishing: ReturnType<typeof setTimeout> | undefined;
/** the newest weights */
let shown: Parameters<typeof onWeights> | undefined;

/** A checkpoint has three numbers for each weight: large networks are saved less often. */
const CHECKPOINT_SECONDS = 5;
const WEIGHTS_PER_SECOND = 200_000;
/** Charts that are drawn at every update would cost what the training wants. */
const PUBLISH_MILLISECONDS = 250;
const MAX_PRINTED = 200;
const CELEBRATION_MILLISECONDS = 6000;

function send(order: TrainingOrder): void {
  worker?.postMessage(order);
}

/** A worker that loads its back end before the first click. */
export function warmUp(): void {
  if (worker) return;
  worker = new Worker(new URL('./training.worker.ts', import.meta.url), { type: 'module' });
  worker.onerror = (event) => fail(event.message || TEXT.failed.noStart);
}

function newRows(stored: StoredRun | null) {
  return {
    metrics: [...(stored?.metrics ?? [])],
    completion: [...(stored?.completion ?? [])],
    lapSeconds: [...(stored?.lapSeconds ?? [])],
  };
}

function publish(): void {
  clearTimeout(publishing);
  publishing = undefined;
  batch(() => {
    metrics.value = [...rows.metrics];
    completion.value = [...rows.completion];
    lapSeconds.value = [...rows.lapSeconds];
    publishDriving(rows.metrics.length);
    status.value = latest;
  });
}

export async function start(setup: Setup, listener: typeof onWeights): Promise<void> {
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
    keepsSteps: savesSteps.value,
  });
}

/** Who gets the newest weights from now on, and at once where there are any. */
export function listen(listener: typeof onWeights): void {
  onWeights = listener;
  if (shown) listener(...shown);
}

function show(...weights: Parameters<typeof onWeights>): void {
  shown = weights;
  onWeights(...weights);
}

/** Resumes a training from its last checkpoint, or from the beginning where it has none. @param setup the training's */
export function resume(stored: StoredRun, setup: Pick<Setup, 'reward' | 'template'>, listener: typeof onWeights): void {
  reset();
  trainedReward.value = { text: setup.reward.text, template: setup.template };
  onWeights = listener;
  phase.value = 'starting';
  warmUp();
  backend.value = chosen(stored.recipe.backend);
  void begin(stored);
}

async function begin(stored: StoredRun): Promise<void> {
  const { recipe, reward } = stored;
  run.value = stored;
  rows = newRows(stored);
  publish();
  heat.value = stored.courses[0] ? newHeatMap(trackFromData(stored.courses[0])) : null;
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
}

function receive({ data: news, ports }: MessageEvent<TrainingNews>): void {
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
    printed.value = [...printed.value, ...lines].slice(-MAX_PRINTED);
  } else if ('warned' in news) notices.value = [...notices.value, ...news.warned.map(({ message }) => message)];
  else if ('rewardFailed' in news) {
    goBack(news.update, '');
    rewardProblem.value = news.rewardFailed;
    phase.value = 'reward-failed';
  }
}

function progress(news: Extract<TrainingNews, { progress: unknown }>['progress']): void {
  if (phase.value === 'starting') phase.value = 'training';
  const isFirst = news.firstLap !== null && !latest?.firstLap && run.value?.firstLapSeconds === null;
  latest = news;
  rows.metrics.push(news.metrics);
  rows.completion.push(news.drive?.completion ?? null);
  rows.lapSeconds.push(news.drive?.lapSeconds ?? null);
  if (news.drive) testLaps.value = news.drive.directions;
  noteDriving(rows.metrics.length - 1, news.driving);
  publishing ??= setTimeout(publish, PUBLISH_MILLISECONDS);
  const map = heat.value;
  if (map) for (const samples of news.driven) addDriven(map, samples);
  if (news.parameters) show(news.parameters, false);
  if (isFirst && news.firstLap) {
    celebration.value = news.firstLap.seconds;
    setTimeout(() => {
      celebration.value = null;
    }, CELEBRATION_MILLISECONDS);
  }
}

/** Drops what came after an update, and the team that did it. */
function goBack(update: number, notice: string): void {
  endSandboxes();
  if (run.value?.keepsSteps) deleteLogs(run.value.id, update).catch(withoutSteps);
  rows.metrics = rows.metrics.filter((row) => row.update <= update);
  rows.completion.length = rows.metrics.length;
  rows.lapSeconds.length = rows.metrics.length;
  publish();
  if (notice) notices.value = [...notices.value, notice];
}

/** A failure to save steps is reported once; training continues. */
function withoutSteps(error: unknown): null {
  run.value = run.value && { ...run.value, keepsSteps: false };
  notices.value = [...notices.value, TEXT.notices.withoutSteps(messageOf(error))];
  return null;
}

function logged(log: Extract<TrainingNews, { logged: unknown }>['logged']): void {
  if (run.value?.keepsSteps) saveLog({ run: run.value.id, ...log }).catch(withoutSteps);
}

async function finish(done: Extract<TrainingNews, { done: unknown }>['done']): Promise<void> {
  latest = done;
  publish();
  const { outcome, seconds, steps } = done;
  // The lap that is recorded with the agent.
  const bestLapSeconds = done.recordedLapSeconds ?? done.bestLapSeconds;
  batch(() => {
    phase.value = 'finished';
    if (run.value) ending.value = { outcome, until: run.value.recipe.until, seconds, steps, bestLapSeconds };
  });
  show(done.parameters, true);
  endWork();
  warmUp();
  const stored = run.value;
  if (!stored) return;
  const { metrics, completion } = rows;
  const curve = completion.flatMap((value, i): [number, number][] =>
    value === null ? [] : [[metrics[i].global_step, value]],
  );
  const agent: StoredAgent = {
    id: newId(),
    name: stored.name,
    created: Date.now(),
    files: done.files,
    course: stored.courses[0] ?? null,
    ...(stored.source && { source: stored.source }),
    ...(stored.rewardName && { rewardName: stored.rewardName }),
    isTrainedHere: true,
    bestLapSeconds,
    firstLapSeconds: done.firstLap?.seconds ?? null,
    curve,
  };
  const over: StoredRun = { ...stored, ...grown(stored), isOver: true, checkpoint: null, agent: agent.id };
  try {
    await saveAgent(agent);
    await saveRun(over);
    // Another one may have begun meanwhile.
    if (run.value?.id === over.id) run.value = over;
  } catch (error) {
    notices.value = [...notices.value, messageOf(error)];
    unkept.value = agent;
  }
}

/** The parts of a run that grow during training. */
function grown(stored: StoredRun): Partial<StoredRun> {
  return {
    ...newRows({ ...stored, ...rows }),
    firstLapSeconds: latest?.firstLap?.seconds ?? stored.firstLapSeconds,
  };
}

/** Saves the run as it is now. A failure is reported once; training continues. */
async function save(changes: Partial<StoredRun>): Promise<void> {
  if (!run.value) return;
  run.value = { ...run.value, ...changes, ...grown(run.value) };
  try {
    await saveRun(run.value);
  } catch (error) {
    const text = messageOf(error);
    if (!notices.value.includes(text)) notices.value = [...notices.value, text];
  }
}

function fail(message: string): void {
  problem.value = message;
  phase.value = 'failed';
  endWork();
  warmUp();
}

/** Nothing is under way that would be lost. */
export function isOver(): boolean {
  return ['idle', 'finished', 'failed'].includes(phase.value);
}

function isUnderWay(): boolean {
  return phase.value === 'training' || phase.value === 'paused';
}

export function pause(isPaused: boolean): void {
  if (!isUnderWay()) return;
  send({ pause: isPaused });
  phase.value = isPaused ? 'paused' : 'training';
}

export function step(): void {
  if (!isUnderWay()) return;
  send({ step: true });
  phase.value = 'paused';
}

/** Ends the training with what is best so far. */
export function stop(): void {
  if (!isUnderWay() && phase.value !== 'reward-failed') return;
  send({ stop: true });
}

/** Continues with a fixed reward function. */
export function continueWithFix(setup: Setup): void {
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
}

/** Clears the page; a training under way is discarded. @returns what was discarded, where it could still be resumed */
export function reset(): StoredRun | null {
  let discarded: StoredRun | null = null;
  if (!isOver()) {
    endWork();
    discarded = run.value?.checkpoint ? run.value : null;
    if (run.value) deleteRun(run.value.id).catch(() => {});
  }
  phase.value = 'idle';
  rows = newRows(null);
  latest = null;
  shown = undefined;
  publish();
  problem.value = '';
  rewardProblem.value = null;
  notices.value = [];
  unkept.value = null;
  printed.value = [];
  heat.value = null;
  run.value = null;
  celebration.value = null;
  testLaps.value = [];
  ending.value = null;
  trainedReward.value = null;
  return discarded;
}

function endWork(): void {
  if (worker) worker.onmessage = null;
  worker?.terminate();
  worker = undefined;
  endSandboxes();
}

function endSandboxes(): void {
  for (const close of stopServing) close();
  stopServing = [];
}

effect(() => {
  isTraining.value = phase.value === 'training' || phase.value === 'starting';
});

answerTabs(() => (isOver() ? null : (run.value?.id ?? null)));
