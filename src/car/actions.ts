/** What may a policy choose from? An action space is data, and travels with the agent. */
import { UserError } from '../math/error.ts';

export interface Action {
  /** commanded, degrees, + = left */
  readonly steeringDeg: number;
  /** commanded, m/s */
  readonly speed: number;
}

export interface DiscreteActionSpace {
  readonly kind: 'discrete';
  readonly actions: readonly Action[];
}

export type ActionSpace = DiscreteActionSpace;

/** DeepRacer's limits of a command. */
export const MAX_STEERING_DEG = 30;
export const MIN_SPEED = 0.1;
export const MAX_SPEED = 4;
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

/** @throws UserError naming `file` and the action that no car could carry out */
export function checkActionSpace({ actions }: ActionSpace, file: string): void {
  if (actions.length < 2 || actions.length > MAX_ACTIONS) {
    throw new UserError(file, 'actions', `has ${actions.length} entries`, `give 2 to ${MAX_ACTIONS}`);
  }
  actions.forEach(({ steeringDeg, speed }, i) => {
    if (!(Math.abs(steeringDeg) <= MAX_STEERING_DEG)) {
      throw new UserError(
        file,
        `actions[${i}].steeringDeg`,
        `is ${steeringDeg}`,
        `use −${MAX_STEERING_DEG} to ${MAX_STEERING_DEG}`,
      );
    }
    if (!(speed >= MIN_SPEED && speed <= MAX_SPEED)) {
      throw new UserError(file, `actions[${i}].speed`, `is ${speed}`, `use ${MIN_SPEED} to ${MAX_SPEED} m/s`);
    }
  });
}
