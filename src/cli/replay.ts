/** `lapzero replay`: a recorded drive, driven again. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { customRewardFile } from '../lap/custom-reward.ts';
import { rescoreDrives } from '../lap/drive-inputs.ts';
import { logDrive } from '../lap/drive-log.ts';
import { formatCsvLine, formatLogLine, TRACE_CSV_HEADER } from '../lap/logged-step.ts';
import { findRaceDifference, isRaceRecording, parseRaceRecording, type RaceRecording } from '../lap/race-recording.ts';
import { findDifference, parseRecording, type Recording } from '../lap/recording.ts';
import { UserError } from '../math/error.ts';
import type { Agent } from '../policy/agent.ts';
import { BUILT_IN_REWARDS, builtInReward } from '../reward/builtin.ts';
import { describeProblem, RewardFailed } from '../reward/problem.ts';
import type { Reward } from '../reward/reward.ts';
import { rewardSource } from '../reward/source.ts';
import type { Race } from '../sim/race.ts';
import { readAgent } from '../store/agents.node.ts';
import { readText, writeWhole } from '../store/files.node.ts';
import { knownTrackNames, loadTrack } from '../store/tracks.node.ts';
import type { Track } from '../track/track.ts';
import { lapTime } from '../ui/format.ts';
import { checkEnding } from './options.ts';
import { printJson, say } from './output.ts';
import { finishersOf, sayResults } from './race-table.ts';
import { commandSandboxes } from './sandboxes.ts';

interface ReplayOptions {
  readonly track?: string;
  readonly verify?: boolean;
  readonly log?: string;
  readonly json?: boolean;
}

/** What a different drive ends with. */
const EXIT_DIFFERENT = 1;

export function replayCommand(): Command {
  return new Command('replay')
    .description('a recorded drive, driven again: bit-identical, or where it differs')
    .argument('<recording>', 'a lap.json, the folder of an agent that has one, or a recorded race')
    .option('--track <name|file>', 'the track it was driven on (default: the bundled track with its hash)')
    .option('--verify', 'compare every state and lap time, and fail when one differs')
    .option('--log <file>', "write it as DeepRacer's step log, .log or .csv")
    .option('--json', 'print the result as JSON on a terminal, too')
    .addHelpText(
      'after',
      `
Standard output gets {verified, difference, laps}, of a race {verified, difference, finishers} (always when it is not a terminal). With --verify a drive that differs
ends with exit code 1.

Examples:
  lapzero replay agents/classic-gold --verify
  lapzero replay runs/workshop-1/lap.json --log lap.csv
  lapzero replay race.json --verify`,
    )
    .action(runReplay);
}

async function runReplay(path: string, { track: name, verify, log, json }: ReplayOptions): Promise<void> {
  checkEnding('--log', log, '.log', '.csv');
  const file = path.endsWith('.json') ? path : join(path, 'lap.json');
  const text = readText(file);
  if (isRaceRecording(text)) {
    if (log) throw new UserError('--log', 'the option', 'is for drives of one car', 'leave it out');
    replayRaceFile(parseRaceRecording(text, file), file, { name, verify, json });
    return;
  }
  const recording = parseRecording(text, file);
  const track = name ? loadTrack(name) : trackOf(recording.courseHash, file);
  const difference = findDifference(recording, track, file) ?? null;
  for (const [i, microseconds] of recording.lapMicroseconds.entries()) say(`lap ${i + 1}  ${lapTime(microseconds / 1e6)}`);
  say(difference === null ? 'Bit-identical.' : `Not the same: ${difference}.`);
  if (log) {
    writeWhole(log, await logText(recording, track, path, log));
    say(`Wrote ${log}`);
  }
  if (verify && difference !== null) process.exitCode = EXIT_DIFFERENT;
  printJson(
    { verified: difference === null, difference, laps: recording.lapMicroseconds.map((each) => each / 1e6) },
    json === true,
  );
}

/** A race, run again. */
function replayRaceFile(
  recording: RaceRecording,
  file: string,
  { name, verify, json }: { name: string | undefined; verify: boolean | undefined; json: boolean | undefined },
): void {
  const track = name ? loadTrack(name) : trackOf(recording.track.hash, file);
  let last: Race | undefined;
  const difference =
    findRaceDifference(recording, track, file, (race) => {
      last = race;
    }) ?? null;
  const finishers = last ? finishersOf(last, recording.entrants) : [];
  if (last) sayResults(last, recording.entrants);
  say(difference === null ? 'Bit-identical.' : `Not the same: ${difference}.`);
  if (verify && difference !== null) process.exitCode = EXIT_DIFFERENT;
  printJson({ verified: difference === null, difference, finishers }, json === true);
}

function trackOf(hash: string, file: string): Track {
  for (const name of knownTrackNames()) {
    const track = loadTrack(name);
    if (track.hash === hash) return track;
  }
  throw new UserError(file, 'courseHash', 'is of no bundled track', 'name its file with --track');
}

async function logText(recording: Recording, track: Track, path: string, log: string): Promise<string> {
  const agent = existsSync(join(path, 'agent.json')) ? readAgent(path) : undefined;
  const reward = agent ? await rewardOf(agent, path, recording, track) : null;
  const steps = await logDrive(recording, track, { reward, actionSpace: agent?.policy.actionSpace ?? null, episode: 0 });
  const isCsv = log.toLowerCase().endsWith('.csv');
  return (isCsv ? TRACE_CSV_HEADER : '') + steps.map(isCsv ? formatCsvLine : formatLogLine).join('');
}

/** What the agent was trained with, where that is compiled in or among its files. */
async function rewardOf(agent: Agent, path: string, recording: Recording, track: Track): Promise<Reward | null> {
  const { reward: told } = agent.recipe;
  if (typeof told === 'string') return BUILT_IN_REWARDS.includes(told) ? builtInReward(told) : null;
  const file = customRewardFile(agent);
  if (file === null || !existsSync(join(path, file))) return null;
  const source = rewardSource(file, readText(join(path, file)));
  try {
    const [rewards] = await rescoreDrives([{ recording, track, file: path }], source, commandSandboxes());
    let step = 0;
    return {
      name: file,
      evaluate(_, out) {
        out[0] = rewards[step++];
      },
    };
  } catch (error) {
    if (error instanceof RewardFailed) say(describeProblem(error.problem));
    throw error;
  }
}
