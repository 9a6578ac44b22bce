/** What may a policy choose from? An action space is data, and travels with the agent. */
import { z } from 'zod';
import { UserError } from '../math/error.ts';

const actionSchema = z.strictObject({
  /** commanded, degrees, + = left */
  steeringDeg: z.number(),
  /** commanded, m/s */
  speed: z.number(),
});
const rangeSchema = z.strictObject({ low: z.number(), high: z.number() });

export const actionSpaceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('discrete'), actions: z.array(actionSchema) }),
  /** any steering angle and speed between the limits */
  z.strictObject({ kind: z.literal('continuous'), steeringDeg: rangeSchema, speed: rangeSchema }),
]);

export type Action = Readonly<z.infer<typeof actionSchema>>;
export type ActionSpace = z.infer<typeof actionSpaceSchema>;
export type DiscreteActionSpace = Extract<ActionSpace, { kind: 'discrete' }>;
export type ContinuousActionSpace = Extract<ActionSpace, { kind: 'continuous' }>;

/** DeepRacer's limits of a command. */
export const MAX_STEERING_DEG = 30;
export const MIN_SPEED = 0.1;
export const MAX_SPEED = 4;
/** A policy from elsewhere may have a range that goes on beyond commands: those are clipped, its outputs keep their meaning. */
export const MAX_RANGE_SPEED = 12;
export const MAX_ACTIONS = 30;

/** Every steering angle with every speed, speeds innermost. */
export function actionGrid(steeringDegs: readonly number[], speeds: readonly number[]): DiscreteActionSpace {
  return {
    kind: 'discrete',
    actions: steeringDegs.flatMap((steeringDeg) => speeds.map((speed) => ({ steeringDeg, speed }))),
  };
}

/** Five steering angles at 1 and 2 m/s: DeepRacer's classic ten actions. */
export const DEFAULT_ACTIONS = actionGrid([-30, -15, 0, 15, 30], [1, 2]);

/** The slowest speed that the space knows, m/s. */
export function slowestSpeed(space: ActionSpace): number {
  return space.kind === 'discrete' ? Math.min(...space.actions.map(({ speed }) => speed)) : space.speed.low;
}

/** The fastest speed that the space knows, m/s. */
export function fastestSpeed(space: ActionSpace): number {
  return space.kind === 'discrete'
    ? Math.max(...space.actions.map(({ speed }) => speed))
    : Math.min(MAX_SPEED, space.speed.high);
}

/** @param mostSpeed of a range, m/s @throws UserError naming `file` and the action that no car could carry out */
export function checkActionSpace(space: ActionSpace, file: string, mostSpeed = MAX_SPEED): void {
  if (space.kind === 'continuous') {
    checkRange(space.steeringDeg, -MAX_STEERING_DEG, MAX_STEERING_DEG, file, 'steeringDeg');
    checkRange(space.speed, MIN_SPEED, mostSpeed, file, 'speed');
    return;
  }
  const { actions } = space;
  if (actions.length < 2 || actions.length > MAX_ACTIONS) {
    throw new UserError(file, 'actions', `has ${actions.length} entries`, `give 2 to ${MAX_ACTIONS}`);
  }
  actions.forEach(({ steeringDeg, speed }, i) => {
    checkWithin(steeringDeg, -MAX_STEERING_DEG, MAX_STEERING_DEG, file, `actions[${i}].steeringDeg`);
    checkWithin(speed, MIN_SPEED, MAX_SPEED, file, `actions[${i}].speed`);
  });
}

function checkRange({ low, high }: { low: number; high: number }, least: number, most: number, file: string, field: string) {
  checkWithin(low, least, most, file, `${field}.low`);
  checkWithin(high, least, most, file, `${field}.high`);
  if (low >= high) throw new UserError(file, field, `has low ${low} and high ${high}`, 'make low the smaller one');
}

function checkWithin(value: number, least: number, most: number, file: string, field: string): void {
  if (value >= least && value <= most) return;
  throw new UserError(file, field, `is ${value}`, `use ${String(least).replace('-', '−')} to ${most}`);
}

const deepRacerRange = z.object({ low: z.number(), high: z.number() });
const deepRacerSpace = z.union([
  z.array(z.object({ steering_angle: z.coerce.number(), speed: z.coerce.number() })),
  z.object({ steering_angle: deepRacerRange, speed: deepRacerRange }),
]);

/** An action space as a file may give it: our form, or DeepRacer's `model_metadata.json` or the `action_space` in it. */
export const actionSpaceFileSchema = z.union([
  actionSpaceSchema,
  z.object({ action_space: deepRacerSpace }).transform(({ action_space }) => fromDeepRacer(action_space)),
  deepRacerSpace.transform(fromDeepRacer),
]);

function fromDeepRacer(space: z.infer<typeof deepRacerSpace>): ActionSpace {
  if (!Array.isArray(space)) return { kind: 'continuous', steeringDeg: space.steering_angle, speed: space.speed };
  return { kind: 'discrete', actions: space.map(({ steering_angle, speed }) => ({ steeringDeg: steering_angle, speed })) };
}
