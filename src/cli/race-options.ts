/** The race on the command line: its type, and what is on the road. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { UserError } from '../math/error.ts';
import { type ObjectGroup, RACE_OBJECTS, RACE_TYPES, type RaceType } from '../sim/traffic.ts';
import { decimal, wholeNumber } from './options.ts';

/** A race of cars that are driven: for trainings, beside the types of races that {@link RACE_TYPES} has. */
export const HEAD_TO_HEAD = 'head-to-head';

export interface RaceOptions {
  readonly race?: RaceType | typeof HEAD_TO_HEAD;
  readonly objects?: number;
  readonly placement?: ObjectGroup['placement'];
  readonly botSpeed?: number;
  readonly laneChanges?: boolean;
}

/** @param more types that only this command knows */
export function withRaceOptions(command: Command, fallback: string, more: readonly string[] = []): Command {
  const cars = more.length > 0 ? ', two opponents' : '';
  return command
    .addOption(new Option('--race <type>', `type of race (default: ${fallback})`).choices([...RACE_TYPES, ...more]))
    .option('--objects <n>', `so many boxes, bots or cars (default: six boxes, three bots${cars})`, wholeNumber(1, 40))
    .option('--placement <where>', 'even, random, or a list such as 20:inner,45:outer (percent of the lap)', parsePlacement)
    .option('--bot-speed <m/s>', 'speed of bots (default: 0.2)', decimal(0, 6))
    .option('--lane-changes', 'bots change lanes, 3 to 5 s after they last did');
}

/** The objects that the options ask for; undefined when they name no race. @throws UserError when they do not fit together */
export function objectsOf({
  race,
  objects,
  placement,
  botSpeed,
  laneChanges,
}: RaceOptions): readonly ObjectGroup[] | undefined {
  if (race === HEAD_TO_HEAD) {
    const stray = placement !== undefined ? '--placement' : botSpeed !== undefined ? '--bot-speed' : '--lane-changes';
    if (placement === undefined && botSpeed === undefined && !laneChanges) return [];
    throw new UserError(stray, 'the option', 'is for boxes and bots', 'leave it out');
  }
  const isAsked = { '--objects': objects, '--placement': placement, '--bot-speed': botSpeed, '--lane-changes': laneChanges };
  const [stray] = Object.entries(isAsked).find(([, value]) => value !== undefined) ?? [];
  if (race === undefined || race === 'time-trial') {
    if (stray) throw new UserError(stray, 'the option', 'needs a race with objects', 'add --race object-avoidance');
    return race && [];
  }
  const onlyBots = botSpeed !== undefined ? '--bot-speed' : '--lane-changes';
  if (race === 'object-avoidance' && (botSpeed !== undefined || laneChanges)) {
    throw new UserError(onlyBots, 'the option', 'is for bots', 'use --race head-to-bot');
  }
  return RACE_OBJECTS[race].map((group) => ({
    ...group,
    placement: placement ?? group.placement,
    count: objects ?? (Array.isArray(placement) ? placement.length : group.count),
    speed: botSpeed ?? group.speed,
    laneChanges: laneChanges ?? group.laneChanges,
  }));
}

function parsePlacement(text: string): ObjectGroup['placement'] {
  if (text === 'even' || text === 'random') return text;
  return text.split(',').map((place) => {
    const [, percent, lane] = /^(\d{1,3}(?:\.\d{1,6})?):(inner|outer)$/.exec(place) ?? [];
    if (Number(percent) <= 100) return { part: Number(percent) / 100, lane: lane as 'inner' | 'outer' };
    throw new InvalidArgumentError('Use even, random, or a list such as 20:inner,45:outer.');
  });
}
