/** DeepRacer's `training_params.yaml`: what a training was set to, as far as it means something here. */
import { parse } from 'yaml';
import { UserError } from '../math/error.ts';
import { type ObjectGroup, RACE_OBJECTS } from '../sim/traffic.ts';

export interface TrainingParams {
  /** the track as DeepRacer names its file; null where none is named */
  readonly world: string | null;
  readonly objects: readonly ObjectGroup[];
}

const MAX_CHARACTERS = 1 << 16;
const FIX = 'give the training_params.yaml of a DeepRacer training, or leave it out';
const MAX_BOXES = 20;

/** @throws UserError for what is no YAML mapping */
export function parseTrainingParams(text: string, file: string): TrainingParams {
  if (text.length > MAX_CHARACTERS) throw new UserError(file, 'size', 'is over 64 kB', FIX);
  let params: unknown;
  try {
    // Aliases can make much of little; these files have none.
    params = parse(text, { maxAliasCount: 0, logLevel: 'silent' });
  } catch (error) {
    throw new UserError(file, 'text', `is not YAML (${(error as Error).message})`, FIX);
  }
  if (typeof params !== 'object' || params === null || Array.isArray(params)) {
    throw new UserError(file, 'text', 'is no list of settings', FIX);
  }
  const settings = new Map(Object.entries(params));
  const setting = (name: string): string => {
    const value = settings.get(name);
    // Settings of several cars are lists; the first car counts.
    const first: unknown = Array.isArray(value) ? value[0] : value;
    return typeof first === 'string' || typeof first === 'number' || typeof first === 'boolean' ? String(first) : '';
  };
  const race = setting('RACE_TYPE').toUpperCase();
  const isOn = (name: string) => setting(name).toLowerCase() === 'true';
  const counted = (name: string, fallback: number) => {
    const count = Math.trunc(Number(setting(name)));
    return count > 0 ? Math.min(MAX_BOXES, count) : fallback;
  };
  const placed = (name: string) => ({ placement: isOn(name) ? ('random' as const) : ('even' as const) });
  let objects: readonly ObjectGroup[] = [];
  if (race === 'OBJECT_AVOIDANCE') {
    objects = RACE_OBJECTS['object-avoidance'].map((group) => ({
      ...group,
      ...placed('RANDOMIZE_OBSTACLE_LOCATIONS'),
      count: counted('NUMBER_OF_OBSTACLES', group.count),
    }));
  } else if (race === 'HEAD_TO_BOT') {
    const speed = Number(setting('BOT_CAR_SPEED'));
    objects = RACE_OBJECTS['head-to-bot'].map((group) => ({
      ...group,
      ...placed('RANDOMIZE_BOT_CAR_LOCATIONS'),
      count: counted('NUMBER_OF_BOT_CARS', group.count),
      speed: speed > 0 && speed <= MAX_BOT_SPEED ? speed : group.speed,
      laneChanges: isOn('IS_LANE_CHANGE'),
    }));
  }
  return { world: setting('WORLD_NAME') || null, objects };
}

const MAX_BOT_SPEED = 4;
