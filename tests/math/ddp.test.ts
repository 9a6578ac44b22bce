import { describe, expect, it } from 'vitest';
import { type ControlProblem, improve, lawAround, type Trajectory } from '../../src/math/ddp.ts';

const STEPS = 40;
const H = 0.1;

/** A mass that two thrusters push along one axis, the second one weaker and dearer; it should come to 0 and rest there. */
function thrusters(bound: number): ControlProblem {
  return {
    stateSize: 2,
    steps: STEPS,
    least: [-bound, -bound],
    most: [bound, bound],
    probes: Float64Array.of(1e-3, 1e-3, 1e-3, 1e-3),
    step(_, [x, v], [a, b], next) {
      next[0] = x + H * v;
      next[1] = v + H * (a + 0.5 * b);
      return x * x + 0.1 * v * v + 0.02 * a * a + 0.05 * b * b;
    },
  };
}

function still(problem: ControlProblem, first: readonly number[]): Trajectory {
  const states = new Float64Array(2 * (STEPS + 1));
  const controls = new Float64Array(2 * STEPS);
  states.set(first);
  let cost = 0;
  for (let i = 0; i < STEPS; i++) {
    const next = states.subarray(2 * i + 2, 2 * i + 4);
    cost += problem.step(i, states.subarray(2 * i, 2 * i + 2), controls.subarray(2 * i, 2 * i + 2), next);
  }
  return { states, controls, cost };
}

/** Riccati's recursion for the same problem, written out: the cost to go is ½ xᵀPx. */
function riccati(): { gains: number[][]; cost: (x: number, v: number) => number } {
  const a = [
    [1, H],
    [0, 1],
  ];
  const b = [
    [0, 0],
    [H, 0.5 * H],
  ];
  const r = [0.04, 0.1];
  let p = [
    [0, 0],
    [0, 0],
  ];
  let gains: number[][] = [];
  const times = (m: number[][], n: number[][]) => m.map((row) => n[0].map((_, j) => row[0] * n[0][j] + row[1] * n[1][j]));
  const turned = (m: number[][]) => [
    [m[0][0], m[1][0]],
    [m[0][1], m[1][1]],
  ];
  for (let i = 0; i < STEPS; i++) {
    const pb = times(p, b);
    const h = times(turned(b), pb);
    h[0][0] += r[0];
    h[1][1] += r[1];
    const det = h[0][0] * h[1][1] - h[0][1] * h[1][0];
    const inverse = [
      [h[1][1] / det, -h[0][1] / det],
      [-h[1][0] / det, h[0][0] / det],
    ];
    gains = times(inverse, times(turned(pb), a)).map((row) => row.map((value) => -value));
    const closed = a.map((row, j) => row.map((value, k) => value + b[j][0] * gains[0][k] + b[j][1] * gains[1][k]));
    p = times(turned(a), times(p, closed));
    p[0][0] += 2;
    p[1][1] += 0.2;
  }
  return { gains, cost: (x, v) => 0.5 * (x * (p[0][0] * x + p[0][1] * v) + v * (p[1][0] * x + p[1][1] * v)) };
}

describe('differential dynamic programming', () => {
  it('finds what Riccati finds where the system is linear and the cost quadratic', () => {
    const problem = thrusters(1000);
    const found = improve(problem, still(problem, [2, -1]), { iterations: 30, tolerance: 1e-12 });
    const exact = riccati();
    expect(found.cost).toBeCloseTo(exact.cost(2, -1), 6);
    const gains = lawAround(problem, found);
    for (const c of [0, 1]) for (const k of [0, 1]) expect(gains[2 * c + k]).toBeCloseTo(exact.gains[c][k], 3);
  });

  it('keeps to the box, and is cheaper there than any small change', () => {
    const problem = thrusters(1);
    const found = improve(problem, still(problem, [2, -1]), { iterations: 200, tolerance: 1e-12 });
    expect(Math.max(...found.controls)).toBeLessThanOrEqual(1);
    expect(Math.min(...found.controls)).toBe(-1);
    for (let k = 0; k < found.controls.length; k++) {
      for (const by of [-0.01, 0.01]) {
        const controls = found.controls.slice();
        controls[k] = Math.max(-1, Math.min(1, controls[k] + by));
        let cost = 0;
        let state = Float64Array.of(2, -1);
        for (let i = 0; i < STEPS; i++) {
          const next = new Float64Array(2);
          cost += problem.step(i, state, controls.subarray(2 * i, 2 * i + 2), next);
          state = next;
        }
        expect(cost).toBeGreaterThan(found.cost - 1e-6);
      }
    }
  });

  it('gives back what it was given where nothing is better', () => {
    const problem = thrusters(1);
    const start = still(problem, [0, 0]);
    expect(improve(problem, start, { iterations: 20, tolerance: 1e-6 })).toEqual(start);
  });
});
