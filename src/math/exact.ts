/**
 * Trigonometry and exponentials with the same bits in every JavaScript engine.
 *
 * Engines agree on + − × ÷ and √ but not on `Math.sin` and its kin, so everything that decides
 * a result uses these. The method is the classical one (argument reduction to a small interval,
 * then a minimax polynomial); the polynomial constants are those published with fdlibm.
 * `tests/math/exact.test.ts` holds each function's error against the language's own.
 */

export const PI = 3.141592653589793;
export const TWO_PI = 6.283185307179586;
export const HALF_PI = 1.5707963267948966;

// π/2 in three parts of 33 bits each: n · part is exact for |n| < 2²⁰.
const HALF_PI_1 = 1.57079632673412561417;
const HALF_PI_2 = 6.0771005063039659e-11;
const HALF_PI_3 = 2.02226624879595063e-21;
const TWO_OVER_PI = 0.6366197723675814;

/** Largest |angle| that {@link sin}, {@link cos} and {@link tan} accept, in radians. */
export const MAX_ANGLE = 1e6;

function kernelSin(r: number): number {
  const z = r * r;
  const tail =
    8.33333333332248946124e-3 +
    z *
      (-1.98412698298579493134e-4 +
        z * (2.75573137070700676789e-6 + z * (-2.50507602534068634195e-8 + z * 1.58969099521155010221e-10)));
  return r + z * r * (-1.66666666666666324348e-1 + z * tail);
}

function kernelCos(r: number): number {
  const z = r * r;
  const tail =
    z *
    (4.16666666666666019037e-2 +
      z *
        (-1.38888888888741095749e-3 +
          z *
            (2.48015872894767294178e-5 +
              z * (-2.75573143513906633035e-7 + z * (2.0875723212981748279e-9 + z * -1.13596475577881948265e-11)))));
  const half = 0.5 * z;
  const w = 1 - half;
  return w + (1 - w - half + z * tail);
}

function quarterTurns(x: number): number {
  if (!(x <= MAX_ANGLE && x >= -MAX_ANGLE)) {
    throw new RangeError(`angle ${x} is not a finite number of radians within ±${MAX_ANGLE}`);
  }
  return Math.floor(x * TWO_OVER_PI + 0.5);
}

function reduce(x: number, n: number): number {
  return x - n * HALF_PI_1 - n * HALF_PI_2 - n * HALF_PI_3;
}

/** Sine of `x` radians, |x| ≤ {@link MAX_ANGLE}. Error below 1.5e-16 (absolute) near zero angles, 3e-16 over ±1000. @throws RangeError outside */
export function sin(x: number): number {
  const n = quarterTurns(x);
  const r = reduce(x, n);
  const quadrant = n & 3;
  const s = quadrant & 1 ? kernelCos(r) : kernelSin(r);
  return quadrant & 2 ? -s : s;
}

/** Cosine of `x` radians, |x| ≤ {@link MAX_ANGLE}. Error as {@link sin}. @throws RangeError outside */
export function cos(x: number): number {
  const n = quarterTurns(x);
  const r = reduce(x, n);
  const quadrant = n & 3;
  const c = quadrant & 1 ? kernelSin(r) : kernelCos(r);
  return quadrant === 1 || quadrant === 2 ? -c : c;
}

/** Tangent of `x` radians. @throws RangeError beyond {@link MAX_ANGLE} */
export function tan(x: number): number {
  return sin(x) / cos(x);
}

function kernelAtan(x: number): number {
  const z = x * x;
  const w = z * z;
  const odd =
    z *
    (3.33333333333329318027e-1 +
      w *
        (1.42857142725034663711e-1 +
          w *
            (9.09088713343650656196e-2 +
              w * (6.66107313738753120669e-2 + w * (4.97687799461593236017e-2 + w * 1.62858201153657823623e-2)))));
  const even =
    w *
    (-1.99999999998764832476e-1 +
      w *
        (-1.1111110405462355788e-1 +
          w * (-7.69187620504482999495e-2 + w * (-5.83357013379057348645e-2 + w * -3.6531572744216915527e-2))));
  return x * (odd + even);
}

/** Arc tangent in radians, −π/2..π/2. */
export function atan(x: number): number {
  const a = x < 0 ? -x : x;
  let y: number;
  if (a < 0.4375) y = a - kernelAtan(a);
  else if (a < 0.6875) y = fromReference(4.63647609000806093515e-1, 2.26987774529616870924e-17, (2 * a - 1) / (2 + a));
  else if (a < 1.1875) y = fromReference(7.85398163397448278999e-1, 3.06161699786838301793e-17, (a - 1) / (a + 1));
  else if (a < 2.4375) y = fromReference(9.82793723247329054082e-1, 1.39033110312309984516e-17, (a - 1.5) / (1 + 1.5 * a));
  else y = fromReference(1.570796326794896558, 6.12323399573676603587e-17, -1 / a);
  return x < 0 ? -y : y;
}

function fromReference(high: number, low: number, t: number): number {
  return high - (kernelAtan(t) - low - t);
}

/** Angle of the vector (x, y) from +x, radians, −π..π; 0 for the null vector. */
export function atan2(y: number, x: number): number {
  if (x > 0) return atan(y / x);
  if (x < 0) return y < 0 ? atan(y / x) - PI : atan(y / x) + PI;
  return y > 0 ? HALF_PI : y < 0 ? -HALF_PI : 0;
}

const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;
const INV_LN2 = 1.442695040888963387;
const bits = new DataView(new ArrayBuffer(8));

/** 2^k for −1022 ≤ k ≤ 1023, exactly. */
function powerOfTwo(k: number): number {
  bits.setUint32(0, (k + 1023) << 20);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}

/** e^x. 0 below −708, Infinity above 709.7; relative error below 3e-16 between. */
export function exp(x: number): number {
  if (x !== x) return x;
  if (x > 709.7) return Number.POSITIVE_INFINITY;
  if (x < -708) return 0;
  const k = Math.floor(x * INV_LN2 + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (1.66666666666666019037e-1 +
        t *
          (-2.77777777770155933842e-3 +
            t * (6.61375632143793436117e-5 + t * (-1.6533902205465251539e-6 + t * 4.13813679705723846039e-8))));
  const y = 1 - (low - (r * c) / (2 - c) - high);
  return k > 1022 ? y * 2 * powerOfTwo(k - 1) : y * powerOfTwo(k);
}

/** Natural logarithm; −Infinity at 0, NaN below. Relative error below 3e-16. */
export function log(x: number): number {
  if (x < 0 || x !== x) return Number.NaN;
  if (x === 0) return Number.NEGATIVE_INFINITY;
  if (x === Number.POSITIVE_INFINITY) return x;
  let k = 0;
  let m = x;
  if (m < 2.2250738585072014e-308) {
    m *= 18014398509481984; // 2⁵⁴ lifts a subnormal into the normal range
    k = -54;
  }
  bits.setFloat64(0, m);
  const high = bits.getUint32(0);
  k += (high >>> 20) - 1023;
  bits.setUint32(0, (high & 0xfffff) | 0x3ff00000);
  m = bits.getFloat64(0);
  if (m > 1.4142135623730951) {
    m *= 0.5;
    k += 1;
  }
  const f = m - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1));
  const odd =
    z * (6.66666666666673513e-1 + w * (2.857142874366239149e-1 + w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1)));
  const half = 0.5 * f * f;
  return k * LN2_HIGH - (half - (s * (half + even + odd) + k * LN2_LOW) - f);
}
