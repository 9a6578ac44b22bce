/** `lapzero evaluate`: how well does an agent drive? */
import { Command, Option } from 'commander';
import { timeTrial } from '../lap/competition.ts';
import { evaluateAgent, trainedObjects } from '../lap/drive.ts';
import { limitRatio } from '../lap/limit-ratio.ts';
import { UserError } from '../math/error.ts';
import { DRIVE_VERSIONS } from '../math/versions.ts';
import { PENALTIES } from '../sim/setback.ts';
import { checkTraffic } from '../sim/traffic.ts';
import { readAgent } from '../store/agents.node.ts';
import { writeWhole } from '../store/files.node.ts';
import { loadTrack } from '../store/tracks.node.ts';
import { startWasm } from '../tensor/backend.node.ts';
import { directTrack } from '../track/track.ts';
import { lapTime } from '../ui/format.ts';
import { checkEnding, wholeNumber } from './options.ts';
import { printJson, say } from './output.ts';
import { objectsOf, type RaceOptions, withRaceOptions } from './race-options.ts';
import { reportRobustness } from './robust.ts';
import { trainedTrack } from './trained-track.ts';

interface EvaluateOptions extends RaceOptions {
  readonly track?: string;
  readonly laps: number;
  readonly direction?: 'ccw' | 'cw';
  readonly seed: number;
  readonly robust?: boolean;
  readonly limit?: boolean;
  readonly record?: string;
  readonly json?: boolean;
}

export function evaluateCommand(): Command {
  const command = new Command('evaluate')
    .description('let an agent drive laps without exploring')
    .argument('<agent>', 'folder of a trained agent, or the .zip that the studio gives')
    .option('--track <name|file>', 'a bundled track, or a .json or .npy file (default: the one it was trained on)')
    .option('--laps <n>', 'laps to drive', wholeNumber(1, 100), 3)
    .addOption(
      new Option('--direction <way>', "counter-clockwise or clockwise (default: the track's own)").choices(['ccw', 'cw']),
    )
    .option('--seed <n>', 'seed of the world', wholeNumber(0, 2 ** 32 - 1), 1)
    .option('--limit', 'tell beside it what its car could do there, alone on the road: takes some seconds')
    .option('--record <file>', 'save the drive, to drive and see it again: .json')
    .option('--robust', 'ten laps under each of many disturbances: is it ready for reality?')
    .option('--json', 'print the result as JSON on a terminal, too');
  return withRaceOptions(command, 'the one it was trained for')
    .addHelpText(
      'after',
      `
Leaving the road costs ${PENALTIES.offTrackSeconds} s, running into something ${PENALTIES.crashSeconds} s; both put the car back. Standard output gets one JSON object (always when it is not
a terminal): {completed, progress, laps: [{seconds, clean, offTracks, crashes}], hash, versions}. The hash is of the whole drive:
equal hashes mean bit-identical drives. With --robust it is {score, drives: [{disturbance, runs, clean, progress}]}.

Examples:
  lapzero evaluate agents/classic-gold --track classic --laps 3 --direction cw
  lapzero evaluate agents/slalom --race object-avoidance --placement random --seed 7`,
    )
    .action(runEvaluate);
}

async function runEvaluate(folder: string, options: EvaluateOptions): Promise<void> {
  const { track: name, laps, direction, seed, robust, limit: withLimit, record, json } = options;
  checkEnding('--record', record, '.json');
  if (record && robust) throw new UserError('--record', 'the option', 'saves one drive', 'leave --robust out');
  const agent = readAgent(folder);
  const given = loadTrack(name ?? trainedTrack(agent));
  const track = direction ? directTrack(given, direction) : given;
  await startWasm();
  const objects = objectsOf(options) ?? trainedObjects(agent);
  checkTraffic(objects, track, '--race');
  if (robust) {
    printJson(reportRobustness(agent, track, seed, objects), json === true);
    return;
  }
  const { result, recording } = evaluateAgent(
    agent,
    track,
    timeTrial(agent, track, { laps, seeds: [seed], objects: [...objects] }),
  );
  say(`"${agent.name}" on "${track.name}", ${track.isCcw ? 'counter-clockwise' : 'clockwise'}:`);
  result.laps.forEach(({ seconds, offTracks, crashes }, i) => {
    say(`  lap ${i + 1}  ${lapTime(seconds)}  ${faultsOf(offTracks, crashes)}`);
  });
  const limit = withLimit ? limitRatio(agent, track, objects, result) : undefined;
  if (limit) {
    const [time, ratio] = [lapTime(limit.limitSeconds), limit.ratio.toFixed(2)];
    say(`  the limit of its car at its speeds is ${time}: its best lap takes ${ratio} × as long`);
  }
  if (!result.completed) say(`  gave up ${result.progress.toFixed(1)} % into lap ${result.laps.length + 1}`);
  if (record) {
    writeWhole(record, JSON.stringify(recording));
    say(`Wrote ${record}: lapzero replay ${record}`);
  }
  printJson({ ...result, ...(limit !== undefined && { limit }), versions: DRIVE_VERSIONS }, json === true);
}

function faultsOf(offTracks: number, crashes: number): string {
  const times = (count: number) => (count === 1 ? 'once' : `${count} times`);
  const faults = [];
  if (offTracks > 0) faults.push(`left the road ${times(offTracks)}`);
  if (crashes > 0) faults.push(`ran into something ${times(crashes)}`);
  return faults.length > 0 ? faults.join(', ') : 'clean';
}
