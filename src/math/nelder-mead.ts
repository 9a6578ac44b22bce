/** Least value of a function of a few numbers, without derivatives: the simplex method of Nelder and Mead (1965). */

export interface Minimum {
  readonly at: Float64Array;
  readonly value: number;
  readonly evaluations: number;
}

/**
 * With the coefficients for more than two dimensions by Gao and Han (2012). Deterministic: equal functions give equal
 * results. Starts again around the best point whenever the simplex has shrunk, until the evaluations are used up.
 *
 * @param steps first distance along each dimension
 */
export function nelderMead(
  of: (at: Float64Array) => number,
  start: ArrayLike<number>,
  steps: ArrayLike<number>,
  evaluations: number,
): Minimum {
  const n = start.length;
  let used = 0;
  const point = (at: Float64Array): Vertex => {
    used++;
    const value = of(at);
    return { at, value: Number.isNaN(value) ? Number.POSITIVE_INFINITY : value };
  };
  let best = point(Float64Array.from(start));
  let sign = 1;
  while (used + n < evaluations) {
    const simplex = [best];
    for (let k = 0; k < n; k++) {
      const at = best.at.slice();
      at[k] += sign * steps[k];
      simplex.push(point(at));
    }
    best = shrinkOnto(simplex, point, steps, () => used < evaluations);
    sign = -sign / 2;
  }
  return { at: best.at, value: best.value, evaluations: used };
}

interface Vertex {
  readonly at: Float64Array;
  readonly value: number;
}

/** A simplex this small, as a part of the first steps, has found its minimum. */
const SMALL = 0.02;

/** Moves a simplex until it is small or `mayGoOn` says no. Returns its best vertex. */
function shrinkOnto(
  simplex: Vertex[],
  point: (at: Float64Array) => Vertex,
  steps: ArrayLike<number>,
  mayGoOn: () => boolean,
): Vertex {
  const n = simplex.length - 1;
  const expansion = 1 + 2 / n;
  const contraction = 0.75 - 1 / (2 * n);
  const shrinkage = n > 1 ? 1 - 1 / n : 0.5;
  const byValue = (a: Vertex, b: Vertex) => a.value - b.value;
  simplex.sort(byValue);
  while (mayGoOn() && !isSmall(simplex, steps)) {
    const worst = simplex[n];
    const centre = new Float64Array(n);
    for (let v = 0; v < n; v++) for (let k = 0; k < n; k++) centre[k] += simplex[v].at[k] / n;
    const along = (factor: number) => point(centre.map((c, k) => c + factor * (c - worst.at[k])));
    const reflected = along(1);
    if (reflected.value < simplex[0].value) {
      const expanded = along(expansion);
      simplex[n] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < simplex[n - 1].value) {
      simplex[n] = reflected;
    } else {
      const isOutside = reflected.value < worst.value;
      const contracted = along(isOutside ? contraction : -contraction);
      if (contracted.value < Math.min(reflected.value, worst.value)) simplex[n] = contracted;
      else {
        const { at } = simplex[0];
        for (let v = 1; v <= n; v++) simplex[v] = point(simplex[v].at.map((x, k) => at[k] + shrinkage * (x - at[k])));
      }
    }
    simplex.sort(byValue);
  }
  return simplex[0];
}

function isSmall(simplex: readonly Vertex[], steps: ArrayLike<number>): boolean {
  return simplex.every(({ at }) => at.every((x, k) => Math.abs(x - simplex[0].at[k]) <= SMALL * Math.abs(steps[k])));
}
