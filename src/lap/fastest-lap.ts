/**
 * The controls that take the least time from a standing start through several laps: which line, where to brake, how to
 * steer, all found at once (math/ddp.ts) by the car's own motion.
 */
import { type ControlProblem, type Gains, improve, lawAround, rollOut, type Trajectory } from '../math/ddp.ts';
import { controlProblem, type LapProblem, STATE_SIZE, TIME_ALONE } from './along-corridor.ts';
import { carefulDriver } from './careful-drive.ts';

/** How to drive: a trajectory along the corridor, and how to keep to it. */
export interface LapPlan {
  readonly problem: LapProblem;
  readonly trajectory: Trajectory;
  readonly gains: Gains;
  /** of each step, s */
  readonly seconds: Float64Array;
}

/** What leaving the road costs, while a way is looked for and when it is made exact, and how long that is worked on. */
const WINDOW = { edge: 300, iterations: 60, tolerance: 1e-5 };
const WHOLE = [
  { edge: 300, iterations: 60, tolerance: 2e-6 },
  { edge: 3000, iterations: 60, tolerance: 1e-6 },
];
/** Metres of road that are looked at together, and of them those that are kept before the next are looked at. */
const LOOK = 9;
const KEEP = 3;
/** How much of what was found beyond is begun with: its end, which nothing followed, is too bold. */
const KNOWN_PART = 0.5;
/** What is tried where a careful driver cannot catch that. */
const OTHER_PARTS = [1, 0.25, 0];
/** Small beside the time: they keep commands near what the car does, where it makes no difference. */
const CALM = { steering: 1e-3, speed: 1e-4 };

/**
 * The fastest way that is found with a view of some metres at a time: bend by bend, so that a hard one does not hold up the
 * others.
 */
export function sketchLap(problem: LapProblem): LapPlan {
  const { corridor, steps, start, first } = problem;
  const careful = carefulDriver(problem);
  const [look, keep] = [LOOK, KEEP].map((metres) => Math.round(metres / corridor.spacing));
  const controls = new Float64Array(2 * steps);
  const states = new Float64Array((steps + 1) * STATE_SIZE);
  states.set(start);
  /** of the view before, what lies beyond the part that was kept */
  let known = new Float64Array(0);
  for (let at = 0; at < steps; at += keep) {
    const viewOf = (count: number) =>
      controlProblem({ ...problem, first: (first + at) % corridor.count, steps: count }, { ...CALM, edge: WINDOW.edge });
    const begin = (view: ControlProblem, part: number) =>
      rollOut(view, states.subarray(at * STATE_SIZE, (at + 1) * STATE_SIZE), (i, state, out) => {
        if (i < (part * known.length) / 2) out.set(known.subarray(2 * i, 2 * i + 2));
        else careful(at + i, state, out);
      });
    let view = viewOf(Math.min(look, steps - at));
    let begun = begin(view, KNOWN_PART);
    for (const part of OTHER_PARTS) {
      if (Number.isFinite(begun.cost)) break;
      begun = begin(view, part);
    }
    if (!Number.isFinite(begun.cost)) {
      // A careful driver cannot catch it from there: no farther than is known, then.
      view = viewOf(Math.max(1, Math.min(known.length / 2, steps - at)));
      begun = begin(view, 1);
    }
    const found = improve(view, begun, WINDOW);
    const kept = Math.min(keep, view.steps);
    controls.set(found.controls.subarray(0, 2 * kept), 2 * at);
    states.set(found.states.subarray(0, (kept + 1) * STATE_SIZE), at * STATE_SIZE);
    known = found.controls.slice(2 * kept);
  }
  return planOf(problem, { states, controls, cost: Number.POSITIVE_INFINITY });
}

/** The fastest way that is found near another along the same corridor. */
export function refineLap(problem: LapProblem, near: LapPlan): LapPlan {
  const { trajectory, gains } = near;
  let found = rollOut(controlProblem(problem, TIME_ALONE), problem.start, (i, state, out) => {
    for (let c = 0; c < 2; c++) {
      const k = 2 * i + c;
      out[c] = trajectory.controls[k];
      for (let j = 0; j < STATE_SIZE; j++) {
        out[c] += gains[k * STATE_SIZE + j] * (state[j] - trajectory.states[i * STATE_SIZE + j]);
      }
    }
  });
  for (const { edge, ...limits } of WHOLE) {
    const staged = controlProblem(problem, { ...CALM, edge });
    found = improve(staged, { ...found, cost: costOf(staged, found) }, limits);
  }
  return planOf(problem, found);
}

function planOf(problem: LapProblem, trajectory: Trajectory): LapPlan {
  const seconds = new Float64Array(problem.steps);
  const timed = controlProblem(problem, TIME_ALONE);
  costOf(timed, trajectory, seconds);
  return { problem, trajectory, gains: lawAround(keepingTo(trajectory, timed, 1), trajectory), seconds };
}

/** The same plan, kept to so many times as strictly. */
export function keptTo(plan: LapPlan, strictness: number): LapPlan {
  const { problem, trajectory } = plan;
  const kept = keepingTo(trajectory, controlProblem(problem, TIME_ALONE), strictness);
  return { ...plan, gains: lawAround(kept, trajectory) };
}

/** @param costs of each step are put there */
function costOf(
  { steps, stateSize: n, step }: ControlProblem,
  { states, controls }: Trajectory,
  costs?: Float64Array,
): number {
  const next = new Float64Array(n);
  let sum = 0;
  for (let i = 0; i < steps; i++) {
    const cost = step(i, states.subarray(n * i, n * (i + 1)), controls.subarray(2 * i, 2 * (i + 1)), next);
    if (costs) costs[i] = cost;
    sum += cost;
  }
  return sum;
}

/** Beyond every command: the driver clips what it wants to give. */
const FREE = 100;
/** What straying costs a driver who keeps to a plan, per metre: of each state, and of other commands. */
const STRAYING = { states: [2, 4, 0.5, 1, 1, 200, 40], controls: [2, 0.5] };

/** The problem of keeping to a trajectory: also where the plan uses all that the controls can give. */
function keepingTo(
  { states, controls }: Trajectory,
  { stateSize: n, steps, probes, step }: ControlProblem,
  strictness: number,
): ControlProblem {
  return {
    stateSize: n,
    steps,
    probes,
    least: [-FREE, -FREE],
    most: [FREE, FREE],
    step(i, state, control, next) {
      step(i, state, control, next);
      let cost = 0;
      for (let k = 0; k < n; k++) {
        const strays = state[k] - states[n * i + k];
        cost += strictness * STRAYING.states[k] * (strays * strays);
      }
      for (let c = 0; c < 2; c++) {
        const strays = control[c] - controls[2 * i + c];
        cost += STRAYING.controls[c] * (strays * strays);
      }
      return cost;
    },
  };
}
