/** Drives a plan in the simulator, under the same rules as all laps. */
import { type Car, pendingCommand, readMotion, TICK_SECONDS } from '../car/car.ts';
import { AHEAD, MOTION_SIZE, respond, SIDEWAYS, turnFrame, YAW_RATE } from '../car/motion.ts';
import { toDegrees, turnBetween, wrapAngle } from '../math/angles.ts';
import { atan2, cos, sin } from '../math/exact.ts';
import { advance, type Environment } from '../sim/environment.ts';
import { END } from '../sim/episode.ts';
import { HEADING, OFFSET, SPEED, STATE_SIZE, STEER } from './along-corridor.ts';
import type { LapPlan } from './fastest-lap.ts';
import { newRecorder, type RecordedWorld, type Recording, recordedEnvironment, recordingOf } from './recording.ts';

interface FollowedDrive {
  /** of each finished lap, s; fewer than were asked for when it left the road */
  readonly laps: readonly number[];
  /** farthest from the plan's line, m */
  readonly farthest: number;
  readonly recording: Recording;
}

/** A plan's driver decides this often: as often as a person's input counts. */
export const FOLLOWER_HZ = 60;

/** Lets the plan's driver drive the world's laps. */
export function followPlan(plan: LapPlan, world: RecordedWorld): FollowedDrive {
  const environment = recordedEnvironment(world, () => {});
  const recorder = newRecorder(environment);
  const driver = newPlanDriver(plan);
  let farthest = 0;
  let end: number = END.none;
  while (end === END.none) {
    const [steeringDeg, speed] = driver.decide(environment);
    farthest = Math.max(farthest, Math.abs(driver.strayed()));
    recorder.note(steeringDeg, speed);
    advance(environment, [steeringDeg], [speed]);
    end = environment.ends[0];
  }
  const laps = environment.finishedLaps[0].map(({ microseconds }) => microseconds / 1e6);
  return { laps, farthest, recording: recordingOf(world, recorder, environment) };
}

/** Steps of the plan ahead of the last one among which the nearest is looked for. */
const LOOK_AHEAD = 12;

interface PlanDriver {
  /** @returns degrees, m/s */
  decide(environment: Environment): [steeringDeg: number, speed: number];
  /** how far to the left of the plan's line the car was at the last decision, m */
  strayed(): number;
}

/** A driver who knows the plan and where the car will be when its command arrives. */
function newPlanDriver({ problem, trajectory: { states, controls }, gains }: LapPlan): PlanDriver {
  const { corridor, first, steps, spec, cap } = problem;
  const { count, points } = corridor;
  const state = new Float64Array(STATE_SIZE);
  let at = 0;
  let offset = 0;
  const place = (x: number, y: number, yaw: number): number => {
    let part = 0;
    for (let ahead = 0; ahead < LOOK_AHEAD; ahead++) {
      const i = (first + at) % count;
      const j = (i + 1) % count;
      const [dx, dy] = [points[2 * j] - points[2 * i], points[2 * j + 1] - points[2 * i + 1]];
      const square = dx * dx + dy * dy;
      part = ((x - points[2 * i]) * dx + (y - points[2 * i + 1]) * dy) / square;
      const size = Math.sqrt(square);
      offset = (dx * (y - points[2 * i + 1]) - dy * (x - points[2 * i])) / size;
      state[OFFSET] = offset;
      // Between two points the line's direction turns from the one's to the other's.
      const from = atan2(corridor.sin[i], corridor.cos[i]);
      const turn = turnBetween(corridor.cos[i], corridor.sin[i], corridor.cos[j], corridor.sin[j]);
      state[HEADING] = wrapAngle(yaw - from - Math.min(1, Math.max(0, part)) * turn);
      if (part < 1 || at + 1 >= steps) break;
      at++;
    }
    return Math.min(1, Math.max(0, part));
  };
  return {
    strayed: () => offset - states[at * STATE_SIZE + OFFSET],
    decide(environment) {
      const { car } = environment.episodes[0];
      const ahead = predict(car, state);
      const part = place(ahead.x, ahead.y, ahead.yaw);
      if (at === 0 && part <= 0) return [0, Math.min(cap, spec.maxSpeed)];
      const commands: [number, number] = [0, 0];
      // The speed arrives earlier or later than the steering does.
      const early = (spec.steeringDeadTicks - spec.speedDeadTicks) * TICK_SECONDS * state[AHEAD];
      const speedAt = Math.floor(at + part - early / corridor.spacing);
      for (const c of [STEER, SPEED]) {
        const k = 2 * at + c;
        let value = c === STEER ? controls[k] : controls[2 * Math.min(steps - 1, Math.max(0, speedAt)) + SPEED];
        for (let j = 0; j < STATE_SIZE; j++) {
          const here = states[at * STATE_SIZE + j];
          const planned = here + part * (states[(at + 1) * STATE_SIZE + j] - here);
          value += gains[k * STATE_SIZE + j] * (state[j] - planned);
        }
        commands[c] = value;
      }
      const most = spec.maxSteeringDeg;
      return [
        Math.min(most, Math.max(-most, toDegrees(commands[STEER]))),
        Math.min(cap, spec.maxSpeed, Math.max(0, commands[SPEED])),
      ];
    },
  };
}

const motion = new Float64Array(MOTION_SIZE);
const due = new Float64Array(2);

/** Where the car will be when a steering command given now takes effect; its motion then is put into `state`. */
function predict(car: Car, state: Float64Array): { x: number; y: number; yaw: number } {
  const { spec } = car;
  let { x, y, yaw } = car.pose;
  readMotion(car, motion);
  for (let tick = 0; tick < spec.steeringDeadTicks; tick++) {
    pendingCommand(car, tick, due);
    // A speed that is yet to be commanded is taken to stay as it is.
    const speed = Number.isNaN(due[1]) ? car.speedCommand : due[1];
    respond(spec, motion, due[0], speed, TICK_SECONDS);
    const [c, s] = [cos(yaw), sin(yaw)];
    x += TICK_SECONDS * (motion[AHEAD] * c - motion[SIDEWAYS] * s);
    y += TICK_SECONDS * (motion[AHEAD] * s + motion[SIDEWAYS] * c);
    const turn = TICK_SECONDS * motion[YAW_RATE];
    yaw += turn;
    turnFrame(motion, cos(turn), sin(turn));
  }
  state.set(motion);
  return { x, y, yaw };
}
