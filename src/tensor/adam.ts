/**
 * Adam (Kingma and Ba, 2015) on flat arrays. TensorFlow.js's Adam is not used: it recomputes β^t by `pow` after
 * loading and so does not resume bit-identically: here the β products are part of the state.
 */
export interface Adam {
  readonly mean: Float32Array;
  readonly variance: Float32Array;
  /** β₁ᵗ and β₂ᵗ of the steps taken so far */
  products: [number, number];
}

export const ADAM_BETA1 = 0.9;
export const ADAM_BETA2 = 0.999;
/** 1e-5 rather than the paper's 1e-8, as in every well-known PPO. */
export const ADAM_EPSILON = 1e-5;

export function newAdam(size: number): Adam {
  return { mean: new Float32Array(size), variance: new Float32Array(size), products: [1, 1] };
}

/** Counts a step. @returns factors of the mean, and of the root of the variance, in the step that is taken */
export function countStep({ products }: Pick<Adam, 'products'>, rate: number): { size: number; scale: number } {
  products[0] *= ADAM_BETA1;
  products[1] *= ADAM_BETA2;
  return { size: rate / (1 - products[0]), scale: 1 / Math.sqrt(1 - products[1]) };
}

/** One step down the gradient, in place: parameters − rate · m̂ / (√v̂ + ε). */
export function stepAdam(adam: Adam, parameters: Float32Array, gradient: Float32Array, rate: number): void {
  const { mean, variance } = adam;
  const { size, scale } = countStep(adam, rate);
  for (let i = 0; i < parameters.length; i++) {
    const g = gradient[i];
    const m = ADAM_BETA1 * mean[i] + (1 - ADAM_BETA1) * g;
    const v = ADAM_BETA2 * variance[i] + (1 - ADAM_BETA2) * g * g;
    mean[i] = m;
    variance[i] = v;
    parameters[i] -= (size * m) / (Math.sqrt(v) * scale + ADAM_EPSILON);
  }
}
