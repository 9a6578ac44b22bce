/**
 * A critic that knows the car's exact state and where on the track it is, which one picture does not show. It judges
 * only while the policy learns (an asymmetric actor and critic, as in Pinto et al., 2017): the policy drives by pictures.
 *
 * For each track a small network of its own: two hidden layers of rectified units, fitted by Adam to the value targets.
 */
import { type Car, readMotion } from '../car/car.ts';
import { AHEAD, MOTION_SIZE, SIDEWAYS, STEERING, WHEEL_SPEED, YAW_RATE } from '../car/motion.ts';
import { cos, sin, TWO_PI } from '../math/exact.ts';
import { normal, type RandomStream, randomStream, shuffle } from '../math/random.ts';
import type { Environment } from '../sim/environment.ts';
import { type Adam, newAdam, stepAdam } from '../tensor/adam.ts';
import { locate, newLocation } from '../track/locate.ts';
import type { Track } from '../track/track.ts';

/** Waves around the lap, a cosine and a sine of each, by which a network knows where the car is. */
const WAVES = 16;
const FEATURES = 2 * WAVES + 11;
const HIDDEN = 48;
/** Where in a network's parameters what begins: weights (a row for each unit), then the units' biases. */
const BIASES_1 = HIDDEN * FEATURES;
const WEIGHTS_2 = BIASES_1 + HIDDEN;
const BIASES_2 = WEIGHTS_2 + HIDDEN * HIDDEN;
const WEIGHTS_3 = BIASES_2 + HIDDEN;
const PARAMETERS = WEIGHTS_3 + HIDDEN + 1;
const LEARNING_RATE = 2e-3;
const EPOCHS = 4;
const BATCH = 32;
/** What a car's numbers are divided by, so that they are about 1. */
const SPEED_SCALE = 3;
const YAW_RATE_SCALE = 5;
const STEERING_SCALE = 0.5;
const STEERING_SCALE_DEG = 30;

/** Judges the states of a shard's cars. */
export interface Critic {
  /** Writes the value of each car's state now, which is decision `step` of a rollout, to `values` from `at` on. */
  judge(environment: Environment, step: number, values: Float32Array, at: number): void;
  /** Fits to the targets of the decisions judged since the last time; index = step · cars + car. */
  fit(targets: Float32Array): void;
  /** Copies of all that it goes on from. */
  state(): CriticState;
  /** @throws RangeError for the state of another critic */
  restore(state: CriticState): void;
}

/** The networks one after the other, in the tracks' order. */
export interface CriticState {
  readonly parameters: Float32Array;
  readonly adamMean: Float32Array;
  readonly adamVariance: Float32Array;
  /** two for each network */
  readonly adamProducts: Float64Array;
  readonly stream: Uint32Array;
}

interface Network {
  readonly track: Track;
  readonly parameters: Float32Array;
  readonly adam: Adam;
}

/** @param decisions of all cars in a rollout @param shard names its random stream */
export function newCritic(tracks: readonly Track[], decisions: number, cars: number, seed: number, shard: number): Critic {
  const stream = randomStream(seed, 'critic', shard);
  const networks = tracks.map((track) => newNetwork(track, stream));
  const features = new Float32Array((decisions + cars) * FEATURES);
  const trackOf = new Uint16Array(decisions);
  return {
    judge({ episodes }, step, values, at) {
      for (let car = 0; car < cars; car++) {
        const row = step * cars + car;
        const { trackIndex, car: body } = episodes[car];
        writeFeatures(networks[trackIndex].track, body, features, row * FEATURES);
        if (row < decisions) trackOf[row] = trackIndex;
        values[at + car] = forward(networks[trackIndex].parameters, features, row * FEATURES);
      }
    },
    fit(targets) {
      networks.forEach((network, index) => {
        const rows = Int32Array.from(trackOf.keys()).filter((row) => trackOf[row] === index);
        for (let epoch = 0; epoch < EPOCHS; epoch++) {
          shuffle(stream, rows);
          for (let first = 0; first + BATCH <= rows.length; first += BATCH) {
            fitBatch(network, features, targets, rows, first);
          }
        }
      });
    },
    state: () => ({
      parameters: joined(networks.map(({ parameters }) => parameters)),
      adamMean: joined(networks.map(({ adam }) => adam.mean)),
      adamVariance: joined(networks.map(({ adam }) => adam.variance)),
      adamProducts: Float64Array.from(networks.flatMap(({ adam }) => adam.products)),
      stream: stream.state.slice(),
    }),
    restore(state) {
      if (!isStateOf(state, networks.length)) throw new RangeError('the critic is for other tracks');
      networks.forEach(({ parameters, adam }, i) => {
        const [from, to] = [i * PARAMETERS, (i + 1) * PARAMETERS];
        parameters.set(state.parameters.subarray(from, to));
        adam.mean.set(state.adamMean.subarray(from, to));
        adam.variance.set(state.adamVariance.subarray(from, to));
        adam.products = [state.adamProducts[2 * i], state.adamProducts[2 * i + 1]];
      });
      stream.state.set(state.stream);
    },
  };
}

/** Whether these are the numbers of a critic for so many tracks. */
export function isStateOf(
  { parameters, adamMean, adamVariance, adamProducts, stream }: CriticState,
  tracks: number,
): boolean {
  const ofNetworks = [parameters, adamMean, adamVariance];
  return (
    ofNetworks.every((list) => list.length === tracks * PARAMETERS && list.every(Number.isFinite)) &&
    adamProducts.length === 2 * tracks &&
    stream.length === 4
  );
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.length * PARAMETERS);
  parts.forEach((part, i) => {
    all.set(part, i * PARAMETERS);
  });
  return all;
}

/** Weights as by He et al. (2015); the last layer's are 0, so that it begins by judging everything alike. */
function newNetwork(track: Track, stream: RandomStream): Network {
  const parameters = new Float32Array(PARAMETERS);
  for (let i = 0; i < BIASES_1; i++) parameters[i] = Math.sqrt(2 / FEATURES) * normal(stream);
  for (let i = WEIGHTS_2; i < BIASES_2; i++) parameters[i] = Math.sqrt(2 / HIDDEN) * normal(stream);
  return { track, parameters, adam: newAdam(PARAMETERS) };
}

const location = newLocation();
const motion = new Float64Array(MOTION_SIZE);

function writeFeatures(track: Track, car: Car, out: Float32Array, at: number): void {
  const { pose } = car;
  locate(track, pose.x, pose.y, location);
  const phase = (TWO_PI * location.projection) / track.length;
  const [c, s] = [cos(phase), sin(phase)];
  let [waveCos, waveSin] = [1, 0];
  let k = at;
  for (let wave = 0; wave < WAVES; wave++) {
    const before = waveCos;
    waveCos = before * c - waveSin * s;
    waveSin = before * s + waveSin * c;
    out[k++] = waveCos;
    out[k++] = waveSin;
  }
  const { points } = track.centre;
  const dx = points[2 * location.next] - points[2 * location.previous];
  const dy = points[2 * location.next + 1] - points[2 * location.previous + 1];
  const span = Math.max(1e-9, Math.sqrt(dx * dx + dy * dy));
  // Of the car's direction beside the road's.
  out[k++] = (dx * pose.cosYaw + dy * pose.sinYaw) / span;
  out[k++] = (dx * pose.sinYaw - dy * pose.cosYaw) / span;
  const aside = ((location.isLeft ? 2 : -2) * location.fromCentre) / location.width;
  out[k++] = aside;
  out[k++] = aside * aside;
  readMotion(car, motion);
  out[k++] = motion[AHEAD] / SPEED_SCALE;
  out[k++] = motion[SIDEWAYS];
  out[k++] = motion[YAW_RATE] / YAW_RATE_SCALE;
  out[k++] = motion[STEERING] / STEERING_SCALE;
  out[k++] = motion[WHEEL_SPEED] / SPEED_SCALE;
  out[k++] = car.steeringCommandDeg / STEERING_SCALE_DEG;
  out[k] = car.speedCommand / SPEED_SCALE;
}

// Scratch: what the units said last, and the gradients of a batch.
const units1 = new Float32Array(HIDDEN);
const units2 = new Float32Array(HIDDEN);
const gradient = new Float32Array(PARAMETERS);
const pull1 = new Float32Array(HIDDEN);

function forward(p: Float32Array, features: Float32Array, at: number): number {
  for (let unit = 0; unit < HIDDEN; unit++) {
    let sum = p[BIASES_1 + unit];
    const row = unit * FEATURES;
    for (let i = 0; i < FEATURES; i++) sum += p[row + i] * features[at + i];
    units1[unit] = sum > 0 ? sum : 0;
  }
  let value = p[WEIGHTS_3 + HIDDEN];
  for (let unit = 0; unit < HIDDEN; unit++) {
    let sum = p[BIASES_2 + unit];
    const row = WEIGHTS_2 + unit * HIDDEN;
    for (let i = 0; i < HIDDEN; i++) sum += p[row + i] * units1[i];
    units2[unit] = sum > 0 ? sum : 0;
    value += p[WEIGHTS_3 + unit] * units2[unit];
  }
  return value;
}

/** One step down the mean of ½ (value − target)². */
function fitBatch(
  { parameters: p, adam }: Network,
  features: Float32Array,
  targets: Float32Array,
  rows: Int32Array,
  first: number,
): void {
  gradient.fill(0);
  for (let i = first; i < first + BATCH; i++) {
    const at = rows[i] * FEATURES;
    const error = (forward(p, features, at) - targets[rows[i]]) / BATCH;
    gradient[WEIGHTS_3 + HIDDEN] += error;
    pull1.fill(0);
    for (let unit = 0; unit < HIDDEN; unit++) {
      if (units2[unit] === 0) continue;
      gradient[WEIGHTS_3 + unit] += error * units2[unit];
      const pull = error * p[WEIGHTS_3 + unit];
      gradient[BIASES_2 + unit] += pull;
      const row = WEIGHTS_2 + unit * HIDDEN;
      for (let j = 0; j < HIDDEN; j++) {
        gradient[row + j] += pull * units1[j];
        pull1[j] += pull * p[row + j];
      }
    }
    for (let unit = 0; unit < HIDDEN; unit++) {
      if (units1[unit] === 0) continue;
      const pull = pull1[unit];
      gradient[BIASES_1 + unit] += pull;
      const row = unit * FEATURES;
      for (let j = 0; j < FEATURES; j++) gradient[row + j] += pull * features[at + j];
    }
  }
  stepAdam(adam, p, gradient, LEARNING_RATE);
}
