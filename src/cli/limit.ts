/** `lapzero limit`: how fast could a car be around a course? */
import { Command, Option } from 'commander';
import { CAR_NAMES, CAR_SPECS, type CarName } from '../car/spec.ts';
import { provenLimit } from '../lap/follow.ts';
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
  readonly json?: boolean;
}

export function limitCommand(): Command {
  return new Command('limit')
    .description('how fast a car could be around a course: a line with speeds, driven in the simulator')
    .argument('[track]', 'a course of ours, or a .json or .npy file', DEFAULT_TRACK)
    .addOption(new Option('--car <name>', 'which car').choices(CAR_NAMES).default('deepracer-v6'))
    .option('--cap <m/s>', 'speed that commands end at', decimal(0.5, 4), 3)
    .addOption(
      new Option('--direction <way>', "counter-clockwise or clockwise (default: the course's own)").choices(['ccw', 'cw']),
    )
    .option('-o, --out <file>', 'write the line as a picture (.svg) or as a list of x, y, m/s (.py, .ts or .json)')
    .option('--actions <file>', 'write the few actions that would drive it, for train --actions: .json')
    .option('--reward <file>', 'write a reward function that pays for driving along it: .py or .ts')
    .option('--json', 'print the result as JSON on a terminal, too')
    .addHelpText(
      'after',
      `
A flying lap, of a line between the straightest and the shortest and of as much of what the car can as a driver who knows the
line can use: what is told was driven in the simulator, within 5 % of what the line says. Standard output gets {seconds,
driven, farthest, use, length, line: [[x, y, speed]], actionSpace} (always when it is not a terminal).

Examples:
  lapzero limit classic --cap 3
  lapzero limit classic --direction cw -o line.svg --actions actions.json
  lapzero limit classic --reward along-it.py && lapzero train --track classic --reward along-it.py
  lapzero limit my-course.npy --cap 4 -o line.py`,
    )
    .action(runLimit);
}

function runLimit(name: string, { car, cap, direction, out, actions, reward, json }: LimitOptions): void {
  checkEnding('--out', out, '.svg', '.py', '.ts', '.json');
  checkEnding('--actions', actions, '.json');
  checkEnding('--reward', reward, '.py', '.ts');
  const given = loadTrack(name);
  const track = direction ? directTrack(given, direction) : given;
  const limit = provenLimit(track, CAR_SPECS[car], cap);
  if (!limit) {
    const problem = `cannot be driven around "${track.name}" at up to ${cap} m/s by the follower`;
    throw new UserError('--car', car, problem, 'try a lower --cap');
  }
  const { seconds, count, spacing } = limit.line;
  const way = track.isCcw ? 'counter-clockwise' : 'clockwise';
  say(`${car} on "${track.name}", ${way}, commands up to ${cap} m/s:`);
  say(`  the line      ${lapTime(seconds)} (${(count * spacing).toFixed(2)} m)`);
  say(`  driven        ${lapTime(limit.drivenSeconds)} (${(100 * (limit.drivenSeconds / seconds - 1)).toFixed(1)} % more)`);
  say(`  it uses ${Math.round(100 * limit.use)} % of the tightest circles, and strays up to ${limit.farthest.toFixed(2)} m.`);
  const line = listOf(limit);
  const actionSpace = suggestActions(limit.line, CAR_SPECS[car], cap);
  say(`  actions for it: ${actionSpace.actions.map(({ steeringDeg, speed: v }) => `${steeringDeg}° ${v}`).join(', ')} m/s`);
  const write = (file: string, text: string) => {
    writeWhole(file, text);
    say(`Wrote ${file}`);
  };
  const title = `${track.name}, ${way}, ${car} at up to ${cap} m/s: ${lapTime(limit.drivenSeconds)}`;
  if (out) write(out, out.endsWith('.svg') ? linePicture(track, limit.line, title) : listText(line, out));
  if (actions) write(actions, `${JSON.stringify(actionSpace, null, 2)}\n`);
  if (reward) {
    const text = libraryText('racing-line', reward.endsWith('.py') ? 'python' : 'typescript');
    write(reward, withLimitLine(text, limit));
  }
  const { drivenSeconds: driven, farthest, use } = limit;
  printJson({ seconds, driven, farthest, use, length: count * spacing, line, actionSpace }, json === true);
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
