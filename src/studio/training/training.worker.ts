/** Trains for a page: the trainer and its evaluations run here, the team in workers of this one. */

import { recordBestLap } from '../../lap/drive.ts';
import { formatCheckpoint, parseCheckpoint } from '../../learn/checkpoint.ts';
import { newDrivingMonitor } from '../../learn/driving.ts';
import { bestLap, type Evaluation, lapsPerDrive } from '../../learn/evaluation.ts';
import { generatedTracks } from '../../learn/recipe.ts';
import { trainedAgent } from '../../learn/run.ts';
import { pageTeam, warmTrainingWorker } from '../../learn/team.browser.ts';
import type { SandboxedReward } from '../../learn/team-protocol.ts';
import { type Checkpoint, train } from '../../learn/trainer.ts';
import { warmEvaluation } from '../../learn/warm-up.ts';
import { messageOf } from '../../math/error.ts';
import { type Agent, type AgentFiles, formatAgent, weightsHash } from '../../policy/agent.ts';
import { startWasm } from '../../tensor/backend.browser.ts';
import { type Track, trackFromData } from '../../track/track.ts';
import type { DirectionSummary, DriveSummary, TrainingJob, TrainingNews, TrainingOrder } from './protocol.ts';
import { newStepLog } from './step-log.ts';

/** How often the showroom gets new weights, s. */
const SHOW_SECONDS = 0.25;
/** A default setup has so many shards. */
const MOST_STANDBY = 2;

const send = (news: TrainingNews, transfer: Transferable[] = []) => postMessage(news, { transfer });
// Ready before the first job.
const standby = Array.from({ length: Math.min(MOST_STANDBY, navigator.hardwareConcurrency) }, warmTrainingWorker);
void startWasm().then(warmEvaluation, () => {});

let isPaused = false;
let steps = 0;
let wake: (() => void) | undefined;
let resolveFix: ((fixed: { recipe: TrainingJob['recipe']; reward: SandboxedReward | null } | null) => void) | undefined;
const stopping = new AbortController();

addEventListener('message', ({ data }: MessageEvent<TrainingOrder>) => {
  if ('job' in data) void work(data.job).catch((error) => send({ failed: messageOf(error) }));
  else if ('pause' in data) isPaused = data.pause;
  else if ('step' in data) {
    isPaused = true;
    steps++;
  } else if ('fixed' in data) resolveFix?.(data.fixed);
  else {
    stopping.abort();
    resolveFix?.(null);
  }
  wake?.();
});

async function work(job: TrainingJob): Promise<void> {
  const { workers, checkpointSeconds } = job;
  let { recipe } = job;
  let { reward } = job;
  const given = job.tracks.map(trackFromData);
  const tracks = [...given, ...generatedTracks(recipe)];
  const resumeFrom: Checkpoint | undefined = job.checkpoint ? parseCheckpoint(job.checkpoint, 'the checkpoint') : undefined;
  const before = resumeFrom?.trainer.seconds ?? 0;
  const started = performance.now();
  let paused = 0;
  const clock = () => before + (performance.now() - started - paused) / 1000;
  const log = job.log && newStepLog(tracks, recipe.actionSpace, job.log);
  let monitor = newDrivingMonitor();
  let shown = Number.NEGATIVE_INFINITY;
  let savedAt = clock();

  const result = await train({
    recipe,
    tracks,
    clock,
    signal: stopping.signal,
    startBackend: startWasm,
    ...(job.parameters && { parameters: job.parameters }),
    ...(resumeFrom && { resumeFrom }),
    newTeam: (start) =>
      pageTeam(recipe, tracks, {
        workers,
        start,
        reward,
        standby,
        onSandboxPort: (port) => send({ sandboxPort: true }, [port]),
        listener: {
          printed: (printed) => send({ printed }),
          warned: (warned) => send({ warned }),
          zeroed: () => {},
        },
      }),
    async onProgress({ metrics, seconds, steps: done, firstLap, bestLapSeconds, evaluation, parameters, driven }) {
      const isEvaluated = evaluation?.update === metrics.update;
      if (log) send({ logged: log.note(metrics.update, driven) });
      const isShown = clock() - shown > SHOW_SECONDS;
      if (isShown) shown = clock();
      send({
        progress: {
          metrics,
          seconds,
          steps: done,
          firstLap,
          bestLapSeconds,
          drive: isEvaluated ? summaryOf(evaluation, tracks, lapsPerDrive(recipe, tracks.length)) : null,
          parameters: isShown ? parameters : null,
          driven,
          driving: monitor.note(driven),
        },
      });
      const from = performance.now();
      while (isPaused && steps === 0 && !stopping.signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (steps > 0) steps--;
      paused += performance.now() - from;
    },
    onCheckpoint(checkpoint) {
      if (clock() - savedAt < checkpointSeconds) return;
      savedAt = clock();
      send({ checkpoint: formatCheckpoint(checkpoint), update: checkpoint.learner.updates });
    },
    onRollback(rolledBack, update) {
      log?.rewind(update);
      monitor = newDrivingMonitor();
      send({ rolledBack, update });
    },
    onTeamLost(teamLost, update) {
      log?.rewind(update);
      monitor = newDrivingMonitor();
      send({ teamLost, update });
    },
    async onRewardFailed(rewardFailed, update) {
      const from = performance.now();
      log?.rewind(update);
      monitor = newDrivingMonitor();
      send({ rewardFailed, update });
      const fixed = await new Promise<Parameters<NonNullable<typeof resolveFix>>[0]>((resolve) => {
        resolveFix = resolve;
      });
      paused += performance.now() - from;
      if (fixed) ({ reward, recipe } = fixed);
      return fixed?.recipe ?? null;
    },
  });
  const { policy, updates, seconds, steps: done, firstLap, bestLapSeconds, outcome } = result;
  const files = filesOf(trainedAgent(job.name, recipe, result));
  const lap = given[0] && recordBestLap(policy, given[0], recipe);
  if (lap) files['lap.json'] = new TextEncoder().encode(`${JSON.stringify(lap)}\n`);
  if (reward && typeof recipe.reward !== 'string') files[recipe.reward.file] = new TextEncoder().encode(reward.source.text);
  send({
    done: {
      seconds,
      steps: done,
      firstLap,
      bestLapSeconds,
      outcome,
      updates,
      parameters: policy.network.parameters,
      files,
      hash: weightsHash(policy.network),
      recordedLapSeconds: lap ? Math.min(...lap.lapMicroseconds) / 1e6 : null,
    },
  });
}

function filesOf(agent: Agent): AgentFiles & Record<string, Uint8Array> {
  return { ...formatAgent(agent) };
}

/** @param asked laps of each drive */
function summaryOf(evaluation: Evaluation, tracks: readonly Track[], asked: number): DriveSummary {
  const { drives, paths } = evaluation;
  const laps = drives.reduce((sum, drive) => sum + drive.laps.length, 0);
  const completion = drives.reduce((sum, { progress }) => sum + progress, 0) / drives.length;
  // Cars take the tracks in turn, each followed by its reverse.
  const directions = [0, 1].map((way): DirectionSummary => {
    const own = drives.filter((_, i) => i % (2 * Math.min(tracks.length, drives.length / 2)) === way);
    const lapTimes = own.flatMap((drive) => drive.laps).map(({ microseconds }) => microseconds / 1e6);
    return {
      isCcw: tracks[0].isCcw === (way === 0),
      laps: lapTimes.length,
      asked: asked * own.length,
      progress: own.reduce((sum, { progress }) => sum + progress, 0) / own.length,
      bestSeconds: lapTimes.length > 0 ? Math.min(...lapTimes) : null,
    };
  });
  return { completion, lapSeconds: bestLap(evaluation), laps, directions, paths: paths.slice(0, 2) };
}
