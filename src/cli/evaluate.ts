/** `lapzero evaluate`: how well does an agent drive? */
import { Command, Option } from 'commander';
import { driveHash } from '../lap/recording.ts';
import { END, type EpisodeRules, TRAINING_RULES } from '../sim/episode.ts';
import { readAgent } from '../store/agents.node.ts';
import { DEFAULT_TRACK, loadTrack } from '../store/tracks.node.ts';
import { startWasm } from '../tensor/backend.node.ts';
import { directTrack } from '../track/track.ts';
import { agentEnvironment, driveRecorded } from './drive.ts';
import { wholeNumber } from './options.ts';
import { lapTime, printJson, say } from './output.ts';

/** What leaving the road costs, s (DeepRacer's evaluation). */
const PENALTY_SECONDS = 2;

interface EvaluateOptions {
  readonly track: string;
  readonly laps: number;
  readonly direction?: 'ccw' | 'cw';
  readonly seed: number;
  readonly json?: boolean;
}

export function evaluateCommand(): Command {
  return new Command('evaluate')
    .description('let an agent drive laps without exploring')
    .argument('<agent>', 'folder of a trained agent')
    .option('--track <name|file>', 'a course of ours, or a .json or .npy file', DEFAULT_TRACK)
    .option('--laps <n>', 'laps to drive', wholeNumber(1, 100), 3)
    .addOption(
      new Option('--direction <way>', "counter-clockwise or clockwise (default: the course's own)").choices(['ccw', 'cw']),
    )
    .option('--seed <n>', 'seed of the world', wholeNumber(0, 2 ** 32 - 1), 1)
    .option('--json', 'print the result as JSON on a terminal, too')
    .addHelpText(
      'after',
      `
Leaving the road costs ${PENALTY_SECONDS} s and puts the car back. Standard output gets one JSON object (always when it is not
a terminal): {completed, progress, laps: [{seconds, clean, offTracks}], hash}. The hash is of the whole drive:
equal hashes mean equal drives, to the bit.

Example:
  lapzero evaluate agents/classic --track classic --laps 3 --direction cw`,
    )
    .action(runEvaluate);
}

async function runEvaluate(folder: string, { track: name, laps, direction, seed, json }: EvaluateOptions): Promise<void> {
  const agent = readAgent(folder);
  const given = loadTrack(name);
  const track = direction ? directTrack(given, direction) : given;
  await startWasm();
  const maxSeconds = TRAINING_RULES.maxSeconds * laps;
  const rules: EpisodeRules = { laps, offTrack: { penaltySeconds: PENALTY_SECONDS }, maxSeconds };
  const { drive, recorder } = driveRecorded(agent.policy, agentEnvironment(agent, track, rules, seed));
  const result = {
    completed: drive.end === END.lapComplete,
    progress: drive.progress,
    laps: drive.laps.map(({ microseconds, offTracks }) => ({
      seconds: microseconds / 1e6,
      clean: offTracks === 0,
      offTracks,
    })),
    hash: driveHash(recorder, drive),
  };
  say(`"${agent.name}" on "${track.name}", ${track.isCcw ? 'counter-clockwise' : 'clockwise'}:`);
  result.laps.forEach(({ seconds, offTracks }, i) => {
    say(
      `  lap ${i + 1}  ${lapTime(seconds)}  ${offTracks === 0 ? 'clean' : `left the road ${offTracks === 1 ? 'once' : `${offTracks} times`}`}`,
    );
  });
  if (!result.completed) say(`  gave up ${result.progress.toFixed(1)} % into lap ${result.laps.length + 1}`);
  printJson(result, json === true);
}
