/**
 * What a car is, how often it decides, and what it meets, as one value: a recipe or a drive names it as data, and an
 * environment takes it whole. For a new option: a line in each part of this file, and where it acts (sim/episode.ts).
 */
import { z } from 'zod';
import { CAR_NAMES, CAR_SPECS, type CarName, type CarSpec, DEEPRACER_V6 } from '../car/spec.ts';
import { type Randomisation, randomisationSchema } from './randomisation.ts';
import { type ObjectGroup, objectGroupSchema } from './traffic.ts';

/** The options in files, as fields of a schema. */
export const worldFields = {
  /** what else is on the road */
  objects: z.array(objectGroupSchema).max(10),
  /** how much each episode's world varies; null = not at all */
  randomisation: randomisationSchema.nullable(),
  car: z.enum(CAR_NAMES),
  /** decisions per second */
  controlHz: z.union([z.literal(15), z.literal(30)]),
};

export interface WorldOptions {
  readonly spec: CarSpec;
  /** decisions per second: 15 or 30 Hz for policies, 60 Hz for drivers that decide as often as a person */
  readonly controlHz: number;
  /** what else is on each car's road */
  readonly objects: readonly ObjectGroup[];
  /** every episode in a slightly different world; null = all in the same */
  readonly randomisation: Randomisation | null;
}

export const DEFAULT_WORLD: WorldOptions = { spec: DEEPRACER_V6, controlHz: 15, objects: [], randomisation: null };

/** The options that recipes, agents and recordings have in common; what one of them lacks is as in {@link DEFAULT_WORLD}. */
export interface WorldData {
  readonly car: CarName;
  readonly controlHz: number;
  readonly objects?: readonly ObjectGroup[];
  readonly randomisation?: Randomisation | null;
}

export function worldOf(data: WorldData): WorldOptions {
  const { car, controlHz, objects = DEFAULT_WORLD.objects, randomisation = DEFAULT_WORLD.randomisation } = data;
  return { spec: CAR_SPECS[car], controlHz, objects, randomisation };
}
