/**
 * Differential dynamic programming: the cheapest way through a system that moves step by step, with two controls in a
 * box. Backwards it works out, at each step, the cost to go to second order and from it a feedback law; forwards it drives
 * by that law.
 *
 * Sources: Jacobson and Mayne, Differential Dynamic Programming (1970); Tassa, Mansard and Todorov, Control-limited
 * differential dynamic programming (2014), for the box.
 */

export interface ControlProblem {
  readonly stateSize: number;
  readonly steps: number;
  /** of the two controls */
  readonly least: readonly [number, number];
  readonly most: readonly [number, number];
  /** by which each state and then each control is changed to find slopes; about a thousandth of what it usually is */
  readonly probes: Float64Array;
  /** @returns cost of step `i` from `state` by `control`; puts the next state into `next`, which is not `state` */
  step(i: number, state: Float64Array, control: Float64Array, next: Float64Array): number;
}

/** Controls by step, the states they lead through, and the law that brings back what strays. */
export interface Trajectory {
  /** steps × 2 */
  readonly controls: Float64Array;
  /** (steps + 1) × stateSize */
  readonly states: Float64Array;
  readonly cost: number;
}

/** steps × 2 × stateSize: the change of each control for each unit that a state strays. */
export type Gains = Float64Array;

/** The trajectory from a state by whatever decides; its commands are clipped. @param decide puts both controls into `out` */
export function rollOut(
  problem: ControlProblem,
  first: Float64Array,
  decide: (i: number, state: Float64Array, out: Float64Array) => void,
): Trajectory {
  const { stateSize: n, steps, least, most } = problem;
  const controls = new Float64Array(steps * CONTROLS);
  const states = new Float64Array((steps + 1) * n);
  const state = Float64Array.from(first);
  const next = new Float64Array(n);
  const control = new Float64Array(CONTROLS);
  states.set(state);
  let cost = 0;
  for (let i = 0; i < steps; i++) {
    decide(i, state, control);
    for (let c = 0; c < CONTROLS; c++) {
      control[c] = clamp(control[c], least[c], most[c]);
      controls[CONTROLS * i + c] = control[c];
    }
    cost += problem.step(i, state, control, next);
    state.set(next);
    states.set(state, (i + 1) * n);
  }
  return { controls, states, cost };
}

interface DdpLimits {
  readonly iterations: number;
  /** it ends when the cost falls by less than this part of it, three times in a row */
  readonly tolerance: number;
}

const CONTROLS = 2;
/** Added to the curvature of both controls, in units of their range: from least cautious to most. */
const MIN_DAMPING = 1e-6;
const MAX_DAMPING = 1e9;
const FIRST_DAMPING = 1;
/** After a law that led to something better, and after one that did not. */
const LESS = 0.25;
const MORE = 16;
/** Parts of the improvement that are tried. */
const STEP_PARTS = [1, 0.5, 0.25, 0.1, 0.03];
/** So often in a row the cost must fall by too little. */
const PATIENCE = 3;
/** After so many improvements second derivatives are worked out again. */
const BENDS_EVERY = 2;

/** Improves a trajectory until it gets hardly cheaper. */
export function improve(problem: ControlProblem, start: Trajectory, { iterations, tolerance }: DdpLimits): Trajectory {
  const law = newLaw(problem);
  const probed = newProbed(problem);
  let best = start;
  let damping = FIRST_DAMPING;
  let small = 0;
  let improvements = 0;
  probe(problem, best, probed, true);
  for (let iteration = 0; iteration < iterations && small < PATIENCE && damping < MAX_DAMPING; iteration++) {
    findLaw(problem, best, probed, damping, law);
    const better = driveBy(problem, best, law);
    if (!better) damping *= MORE;
    else {
      damping = Math.max(MIN_DAMPING, damping * LESS);
      small = best.cost - better.cost < tolerance * best.cost ? small + 1 : 0;
      best = better;
      probe(problem, best, probed, ++improvements % BENDS_EVERY === 0);
    }
  }
  return best;
}

/** How the controls best follow a state that strays from a trajectory that cannot be improved. */
export function lawAround(problem: ControlProblem, trajectory: Trajectory): Gains {
  const law = newLaw(problem);
  const probed = newProbed(problem);
  probe(problem, trajectory, probed, true);
  findLaw(problem, trajectory, probed, MIN_DAMPING, law);
  return law.gains;
}

/** Changes of the controls: those to make anyway, and those for each unit that a state strays. */
interface Law {
  readonly changes: Float64Array;
  readonly gains: Gains;
}

function newLaw({ steps, stateSize }: ControlProblem): Law {
  return { changes: new Float64Array(steps * CONTROLS), gains: new Float64Array(steps * CONTROLS * stateSize) };
}

/** The cheaper trajectory that the law leads through; undefined when it leads to none. */
function driveBy(problem: ControlProblem, from: Trajectory, { changes, gains }: Law): Trajectory | undefined {
  const { stateSize: n, steps, least, most } = problem;
  const controls = new Float64Array(from.controls.length);
  const states = new Float64Array(from.states.length);
  const state = new Float64Array(n);
  const next = new Float64Array(n);
  const control = new Float64Array(CONTROLS);
  for (const part of STEP_PARTS) {
    state.set(from.states.subarray(0, n));
    states.set(state);
    let cost = 0;
    for (let i = 0; i < steps && cost < from.cost; i++) {
      for (let c = 0; c < CONTROLS; c++) {
        const k = CONTROLS * i + c;
        let value = from.controls[k] + part * changes[k];
        for (let j = 0; j < n; j++) value += gains[k * n + j] * (state[j] - from.states[i * n + j]);
        control[c] = clamp(value, least[c], most[c]);
        controls[k] = control[c];
      }
      // Far from where the law was made it may lead anywhere.
      const isSane = Number.isFinite(control[0]) && Number.isFinite(control[1]);
      const added = isSane ? problem.step(i, state, control, next) : Number.NaN;
      cost = Number.isNaN(added) ? Number.POSITIVE_INFINITY : cost + added;
      state.set(next);
      states.set(next, (i + 1) * n);
    }
    if (cost < from.cost) return { controls, states, cost };
  }
  return undefined;
}

/** Works out the law around a trajectory, from its end to its beginning. */
function findLaw(problem: ControlProblem, { controls }: Trajectory, probed: Probed, damping: number, law: Law): void {
  const { stateSize: n, steps } = problem;
  const local = newLocalModel(n + CONTROLS);
  const slope = new Float64Array(n);
  const curvature = new Float64Array(n * n);
  for (let i = steps - 1; i >= 0; i--) {
    fitLocalModel(problem, probed, i, slope, curvature, local);
    choose(problem, local, controls, i, damping, law);
    carryBack(n, local, law, i, slope, curvature);
  }
}

/**
 * What the steps do around a trajectory's states and controls: first and second derivatives of the next states and, last,
 * of the cost.
 */
interface Probed {
  /** steps × (states and controls) × (stateSize + 1) */
  readonly slopes: Float64Array;
  /** steps × pairs of states and controls × (stateSize + 1); pair (j, k ≤ j) stands at j (j + 1) / 2 + k */
  readonly bends: Float64Array;
}

function newProbed({ stateSize: n, steps }: ControlProblem): Probed {
  const size = n + CONTROLS;
  return {
    slopes: new Float64Array(steps * size * (n + 1)),
    bends: new Float64Array(((steps * size * (size + 1)) / 2) * (n + 1)),
  };
}

/** @param withBends second derivatives, too: they take most of the time and change little */
function probe(
  problem: ControlProblem,
  { states, controls }: Trajectory,
  { slopes, bends }: Probed,
  withBends: boolean,
): void {
  const { stateSize: n, steps, probes } = problem;
  const size = n + CONTROLS;
  const outcomes = n + 1;
  const state = new Float64Array(n);
  const control = new Float64Array(CONTROLS);
  const here = new Float64Array(outcomes);
  const both = new Float64Array(outcomes);
  const behind = new Float64Array(outcomes);
  const ahead = Array.from({ length: size }, () => new Float64Array(outcomes));
  const move = (j: number, by: number): void => {
    if (j < n) state[j] += by;
    else control[j - n] += by;
  };
  for (let i = 0; i < steps; i++) {
    const see = (outcome: Float64Array): void => {
      outcome[n] = problem.step(i, state, control, outcome);
    };
    for (let j = 0; j < n; j++) state[j] = states[i * n + j];
    for (let c = 0; c < CONTROLS; c++) control[c] = controls[CONTROLS * i + c];
    if (withBends) see(here);
    for (let j = 0; j < size; j++) {
      const by = probes[j];
      const pair = (k: number) => ((i * size * (size + 1)) / 2 + (j * (j + 1)) / 2 + k) * outcomes;
      move(j, by);
      see(ahead[j]);
      for (let k = 0; withBends && k < j; k++) {
        move(k, probes[k]);
        see(both);
        move(k, -probes[k]);
        const at = pair(k);
        for (let a = 0; a < outcomes; a++) bends[at + a] = (both[a] - ahead[j][a] - ahead[k][a] + here[a]) / (by * probes[k]);
      }
      move(j, -2 * by);
      see(behind);
      move(j, by);
      const at = (i * size + j) * outcomes;
      for (let a = 0; a < outcomes; a++) slopes[at + a] = (ahead[j][a] - behind[a]) / (2 * by);
      if (!withBends) continue;
      const own = pair(j);
      for (let a = 0; a < outcomes; a++) bends[own + a] = (ahead[j][a] - 2 * here[a] + behind[a]) / (by * by);
    }
  }
}

/** Slopes and curvatures of the cost to go around one step, by state and control. */
interface LocalModel {
  readonly size: number;
  readonly slope: Float64Array;
  readonly curvature: Float64Array;
  /** of the slopes at the next state by state and control: size × stateSize */
  readonly carried: Float64Array;
}

function newLocalModel(size: number): LocalModel {
  return {
    size,
    slope: new Float64Array(size),
    curvature: new Float64Array(size * size),
    carried: new Float64Array(size * (size - CONTROLS)),
  };
}

/**
 * How much of the system's own curvature counts: with all of it (Newton's method) laws far from the best way are often
 * wrong, without it (Gauss and Newton's) the last improvements are slow.
 */
const SYSTEM_CURVATURE = 0.5;

/** @param slopeAfter @param curvatureAfter of the cost to go at the next state */
function fitLocalModel(
  { stateSize: n }: ControlProblem,
  { slopes, bends }: Probed,
  i: number,
  slopeAfter: Float64Array,
  curvatureAfter: Float64Array,
  { size, slope, curvature, carried }: LocalModel,
): void {
  const outcomes = n + 1;
  for (let j = 0; j < size; j++) {
    const at = (i * size + j) * outcomes;
    let sum = slopes[at + n];
    for (let a = 0; a < n; a++) {
      sum += slopeAfter[a] * slopes[at + a];
      let row = 0;
      for (let b = 0; b < n; b++) row += curvatureAfter[a * n + b] * slopes[at + b];
      carried[j * n + a] = row;
    }
    slope[j] = sum;
  }
  let pair = ((i * size * (size + 1)) / 2) * outcomes;
  for (let j = 0; j < size; j++) {
    const at = (i * size + j) * outcomes;
    for (let k = 0; k <= j; k++) {
      let own = 0;
      let value = bends[pair + n];
      for (let a = 0; a < n; a++) {
        own += slopeAfter[a] * bends[pair + a];
        value += slopes[at + a] * carried[k * n + a];
      }
      value += SYSTEM_CURVATURE * own;
      curvature[j * size + k] = value;
      curvature[k * size + j] = value;
      pair += outcomes;
    }
  }
}

/** The controls' curvature, in units of their range, is kept at or above this. */
const LEAST_CURVATURE = 1e-6;

/** The step's best change of both controls within the box, and how they follow the state. */
function choose(
  { stateSize: n, least, most }: ControlProblem,
  { size, slope, curvature }: LocalModel,
  controls: Float64Array,
  i: number,
  damping: number,
  { changes, gains }: Law,
): void {
  const at = CONTROLS * i;
  const [s0, s1] = [slope[n], slope[n + 1]];
  const square0 = (most[0] - least[0]) * (most[0] - least[0]);
  const square1 = (most[1] - least[1]) * (most[1] - least[1]);
  const h01 = curvature[n * size + n + 1];
  let h00 = curvature[n * size + n];
  let h11 = curvature[(n + 1) * size + n + 1];
  const half = 0.5 * (h00 * square0 - h11 * square1);
  const lowest = 0.5 * (h00 * square0 + h11 * square1) - Math.sqrt(half * half + h01 * h01 * square0 * square1);
  const missing = Math.max(0, LEAST_CURVATURE - lowest) + damping;
  h00 += missing / square0;
  h11 += missing / square1;
  const determinant = h00 * h11 - h01 * h01;

  const [lo0, hi0] = [least[0] - controls[at], most[0] - controls[at]];
  const [lo1, hi1] = [least[1] - controls[at + 1], most[1] - controls[at + 1]];
  let d0 = (-h11 * s0 + h01 * s1) / determinant;
  let d1 = (h01 * s0 - h00 * s1) / determinant;
  if (d0 < lo0 || d0 > hi0 || d1 < lo1 || d1 > hi1) {
    // On the edge of the box: one control is clipped and the other answers, whichever way is cheaper.
    const x0 = clamp(d0, lo0, hi0);
    const x1 = clamp(-(s1 + h01 * x0) / h11, lo1, hi1);
    const y1 = clamp(d1, lo1, hi1);
    const y0 = clamp(-(s0 + h01 * y1) / h00, lo0, hi0);
    const costOf = (u: number, v: number) => s0 * u + s1 * v + 0.5 * (h00 * u * u + 2 * h01 * u * v + h11 * v * v);
    [d0, d1] = costOf(x0, x1) <= costOf(y0, y1) ? [x0, x1] : [y0, y1];
  }
  changes[at] = d0;
  changes[at + 1] = d1;
  const isFree0 = d0 > lo0 && d0 < hi0;
  const isFree1 = d1 > lo1 && d1 < hi1;
  for (let j = 0; j < n; j++) {
    const [q0, q1] = [curvature[n * size + j], curvature[(n + 1) * size + j]];
    const areBoth = isFree0 && isFree1;
    gains[at * n + j] = areBoth ? (-h11 * q0 + h01 * q1) / determinant : isFree0 ? -q0 / h00 : 0;
    gains[(at + 1) * n + j] = areBoth ? (h01 * q0 - h00 * q1) / determinant : isFree1 ? -q1 / h11 : 0;
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** Turns slope and curvature of the cost to go after step `i` into those before it, when the law is followed. */
function carryBack(
  n: number,
  { size, slope, curvature }: LocalModel,
  { changes, gains }: Law,
  i: number,
  slopeOut: Float64Array,
  curvatureOut: Float64Array,
): void {
  const at = CONTROLS * i;
  const [d0, d1] = [changes[at], changes[at + 1]];
  const [h00, h01, h11] = [curvature[n * size + n], curvature[n * size + n + 1], curvature[(n + 1) * size + n + 1]];
  const pull0 = slope[n] + h00 * d0 + h01 * d1;
  const pull1 = slope[n + 1] + h01 * d0 + h11 * d1;
  for (let j = 0; j < n; j++) {
    const [g0, g1] = [gains[at * n + j], gains[(at + 1) * n + j]];
    const [q0, q1] = [curvature[n * size + j], curvature[(n + 1) * size + j]];
    slopeOut[j] = slope[j] + g0 * pull0 + g1 * pull1 + q0 * d0 + q1 * d1;
    for (let k = 0; k <= j; k++) {
      const [f0, f1] = [gains[at * n + k], gains[(at + 1) * n + k]];
      const [r0, r1] = [curvature[n * size + k], curvature[(n + 1) * size + k]];
      const value =
        curvature[j * size + k] +
        (g0 * r0 + g1 * r1 + f0 * q0 + f1 * q1) +
        (g0 * (h00 * f0 + h01 * f1) + g1 * (h01 * f0 + h11 * f1));
      curvatureOut[j * n + k] = value;
      curvatureOut[k * n + j] = value;
    }
  }
}
