/** `lapzero limit`: how fast could a car be around a track? */
import { Command, Option } from 'commander';
import { CAR_NAMES, type CarName } from '../car/spec.ts';
import { type LimitLaps, provenLimit } from '../lap/limit.ts';
import { type LinePoint, listOf, withLimitLine } from '../lap/limit-list.ts';
import { suggestActions } from '../lap/suggest-actions.ts';
import { UserError } from '../math/error.ts';
import { writeWhole } from '../store/files.node.ts';
import { libraryText } from '../store/rewards.node.ts';
import { DEFAULT_TRACK, loadTrack } from '../store/tracks.node.ts';
import { directTrack } from '../track/track.ts';
import { lapTime } from '../ui/format.ts';
import { linePicture } from '../ui/line-picture.ts';
import { checkEnding, decimal } from './options.ts';
import { printJson, say } from './output.ts';

interface LimitOptions {
  readonly car: CarName;
  readonly cap: number;
  readonly direction?: 'ccw' | 'cw';
  readonly out?: string;
  readonly actions?: string;
  readonly reward?: string;
  readonly record?: string;
  readonly json?: boolean;
}

export function limitCommand(): Command {
  return new Command('limit')
    .description('how fast a car could be around a track: a line with speeds, driven in the simulator')
    .argument('[track]', 'a bundled track, or a .json or .npy file', DEFAULT_TRACK)
    .addOption(new Option('--car <name>', 'which car').choices(CAR_NAMES).default('deepracer-v6'))
    .option('--cap <m/s>', 'speed that commands end at', decimal(0.5, 4), 3)
    .addOption(
      new Option('--direction <way>', "counter-clockwise or clockwise (default: the track's own)").choices(['ccw', 'cw']),
    )
    .option('-o, --out <file>', 'write the line as a picture (.svg) or as a list of x, y, m/s (.py, .ts or .json)')
    .option('--actions <file>', 'write the few actions that would drive it, for train --actions: .json')
    .option('--reward <file>', 'write a reward function for driving along it: .py or .ts')
    .option('--record <file>', 'write the drive, for replay: .json')
    .option('--json', 'print the result as JSON on a terminal, too')
    .addHelpText(
      'after',
      `
Two laps, the first from a standing start, whose line and controls together take the least time that was found by the car's
own motion; what is printed as driven was driven in the simulator, by the same rules as all laps. Assumed: the
track is dry and even and nothing else is on it; all wheels but one may be off the road, and that one stays 'margin' inside;
the driver knows the track, feels how the car moves, and decides 60 times a second. A faster lap may exist.
Standard output gets {planned, driven: {standing, flying}, margin, farthest, line: [[x, y, speed]], actionSpace} (always when
it is not a terminal).

Examples:
  lapzero limit classic --cap 3
  lapzero limit classic --direction cw -o line.svg --actions actions.json
  lapzero limit classic --reward along-it.py && lapzero train --track classic --reward along-it.py
  lapzero limit my-track.npy --cap 4 -o line.py
  lapzero limit classic --record drive.json && lapzero replay drive.json`,
    )
    .action(runLimit);
}

function runLimit(name: string, { car, cap, direction, out, actions, reward, record, json }: LimitOptions): void {
  checkEnding('--out', out, '.svg', '.py', '.ts', '.json');
  checkEnding('--actions', actions, '.json');
  checkEnding('--reward', reward, '.py', '.ts');
  checkEnding('--record', record, '.json');
  const given = loadTrack(name);
  const track = direction ? directTrack(given, direction) : given;
  say('Looking for the fastest laps: some seconds for each 10 m …');
  const limit = provenLimit(track, car, cap);
  if (!limit) {
    const problem = `cannot be driven around "${track.name}" at up to ${cap} m/s by the follower`;
    throw new UserError('--car', car, problem, 'try a lower --cap');
  }
  const { planned, driven, margin, farthest } = limit;
  const way = track.isCcw ? 'counter-clockwise' : 'clockwise';
  say(`${car} on "${track.name}", ${way}, commands up to ${cap} m/s:`);
  const printLap = (name: string, lap: keyof LimitLaps) =>
    say(`  ${name}${lapTime(driven[lap])} driven (planned ${lapTime(planned[lap])})`);
  printLap('flying lap    ', 'flying');
  printLap('standing lap  ', 'standing');
  say(`  The last wheel on the road stays ${margin} m inside; the drive strays up to ${farthest.toFixed(3)} m from the plan.`);
  const line = listOf(limit);
  const actionSpace = suggestActions(limit.line, cap);
  say(`  actions for it: ${actionSpace.actions.map(({ steeringDeg, speed: v }) => `${steeringDeg}° ${v}`).join(', ')} m/s`);
  const write = (file: string, text: string) => {
    writeWhole(file, text);
    say(`Wrote ${file}`);
  };
  const title = `${track.name}, ${way}, ${car} at up to ${cap} m/s: ${lapTime(driven.flying)}`;
  if (out) write(out, out.endsWith('.svg') ? linePicture(track, limit.line, title) : listText(line, out));
  if (actions) write(actions, `${JSON.stringify(actionSpace, null, 2)}\n`);
  if (reward) {
    const text = libraryText('racing-line', reward.endsWith('.py') ? 'python' : 'typescript');
    write(reward, withLimitLine(text, limit));
  }
  if (record) write(record, JSON.stringify(limit.recording));
  printJson({ planned, driven, margin, farthest, line, actionSpace }, json === true);
}

function listText(line: readonly LinePoint[], out: string): string {
  if (out.endsWith('.json')) return `${JSON.stringify(line)}\n`;
  const isPython = out.endsWith('.py');
  const rows = line.map(([x, y, speed]) => (isPython ? `    (${x}, ${y}, ${speed}),` : `  [${x}, ${y}, ${speed}],`));
  const head = isPython
    ? '# x, y in metres, speed in m/s\nLINE = ['
    : '/** x, y in metres, speed in m/s */\nexport const LINE = [';
  return `${head}\n${rows.join('\n')}\n${isPython ? ']' : '] as const;'}\n`;
}
