import { expect, it } from 'vitest';
import { ADAM_EPSILON, newAdam, stepAdam } from '../../src/tensor/adam.ts';

it('Adam follows the paper’s formulas, in double precision', () => {
  const adam = newAdam(2);
  const parameters = Float32Array.of(1, -2);
  let [m, v, expected] = [0, 0, 1];
  for (let t = 1; t <= 20; t++) {
    const g = Math.sin(t);
    stepAdam(adam, parameters, Float32Array.of(g, 0), 0.01);
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    expected -= (0.01 * (m / (1 - 0.9 ** t))) / (Math.sqrt(v / (1 - 0.999 ** t)) + ADAM_EPSILON);
    expect(parameters[0]).toBeCloseTo(expected, 5);
  }
  expect(parameters[1]).toBe(-2);
});

it('the first step is the learning rate long, whatever the gradient', () => {
  for (const g of [1e-2, 1, 1e3]) {
    const parameters = Float32Array.of(0);
    stepAdam(newAdam(1), parameters, Float32Array.of(-g), 0.5);
    expect(parameters[0]).toBeCloseTo(0.5, 2);
  }
});

it('continues exactly from a copy of its state', () => {
  const gradient = (t: number) => Float32Array.from({ length: 50 }, (_, i) => Math.sin(t * 3 + i));
  const whole = { adam: newAdam(50), parameters: new Float32Array(50) };
  for (let t = 0; t < 10; t++) stepAdam(whole.adam, whole.parameters, gradient(t), 1e-3);
  const copy = { adam: structuredClone(whole.adam), parameters: whole.parameters.slice() };
  for (let t = 10; t < 20; t++) {
    stepAdam(whole.adam, whole.parameters, gradient(t), 1e-3);
    stepAdam(copy.adam, copy.parameters, gradient(t), 1e-3);
  }
  expect(copy).toEqual(whole);
});
