/**
 * A critic that estimates the value of a state from the car's exact state and its place on the track, which one frame does
 * not show. It is used in training only: the policy drives by frames (an asymmetric actor and critic, as in Pinto et al.,
 * 2017).
 *
 * Because it values states, and the car's motion is known, it can predict the outcome of any command: also of commands that
 * were not carried out, and without the chance in later ones. So each decision teaches as much as several
 * ({@link CHOICES}), as with expectations over the actions (Ciosek and Whiteson, 2018).
 *
 * Each track has a small network, two hidden layers of rectified units, fitted by Adam to the value targets of the last
 * decisions there.
 */
import { pendingCommand, readMotion } from '../car/car.ts';
import { AHEAD, MOTION_SIZE, SIDEWAYS, STEERING, WHEEL_SPEED, YAW_RATE } from '../car/motion.ts';
import { type Placed, predictCar } from '../car/predict.ts';
import { toRadians } from '../math/angles.ts';
import { cos, sin, TWO_PI } from '../math/exact.ts';
import { normal, type RandomStream, randomStream, shuffle } from '../math/random.ts';
import type { Environment } from '../sim/environment.ts';
import { type Adam, stepAdam } from '../tensor/adam.ts';
import { type CentrePoint, locate, newLocation, pointAt } from '../track/locate.ts';
import type { Track } from '../track/track.ts';

/** Actions that are drawn and estimated at each decision; the first one is carried out. */
export const CHOICES = 8;
/** Waves around the lap, a cosine and a sine of each, by which a network knows where the car is. */
const WAVES = 16;
/** How far ahead on the centre line, m, the car's network gets the place of the road. */
const ROAD_AHEAD = [0.3, 0.7, 1.2, 1.8, 2.5, 3.3];
const FEATURES = 2 * WAVES + 2 * ROAD_AHEAD.length + 11;
const HIDDEN = 48;
/** Where in a network's parameters what begins: weights (a row for each unit), then the units' biases. */
const BIASES_1 = HIDDEN * FEATURES;
const WEIGHTS_2 = BIASES_1 + HIDDEN;
const BIASES_2 = WEIGHTS_2 + HIDDEN * HIDDEN;
const WEIGHTS_3 = BIASES_2 + HIDDEN;
const PARAMETERS = WEIGHTS_3 + HIDDEN + 1;
const LEARNING_RATE = 2e-3;
const BATCH = 32;
/** Decisions of each track that are fitted to; passes over each, on average, before a newer one replaces it. */
const MEMORY = 4096;
const PASSES = 16;
/** What a car's numbers are divided by, so that they are about 1. */
const SPEED_SCALE = 3;
const YAW_RATE_SCALE = 5;
const STEERING_SCALE = 0.5;
const ASIDE_SCALE = 0.5;

/** Estimates the values of the states of a shard's cars. */
export interface Critic {
  /** Writes the value of each car's state now, which is decision `step` of a rollout, to `values` from `at` on. */
  estimate(environment: Environment, step: number, values: Float32Array, at: number): void;
  /** The value of the state that car `index` is in after a decision that commands this, degrees and m/s. */
  foresee(environment: Environment, index: number, steeringDeg: number, speed: number): number;
  /** Fits to the targets of the decisions estimated since the last time; index = step · cars + car. */
  fit(targets: Float32Array): void;
  /** Copies of all that it continues from. */
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
  /** stored decisions of each track: {@link MEMORY} rows of features, and a target each */
  readonly features: Float32Array;
  readonly targets: Float32Array;
  /** decisions of each track so far */
  readonly counts: Float64Array;
  readonly stream: Uint32Array;
}

interface TrackCritic {
  readonly track: Track;
  readonly parameters: Float32Array;
  readonly adam: Adam;
  readonly features: Float32Array;
  readonly targets: Float32Array;
  count: number;
}

/** @param decisions of all cars in a rollout @param shard names its random stream */
export function newCritic(tracks: readonly Track[], decisions: number, cars: number, seed: number, shard: number): Critic {
  const stream = randomStream(seed, 'critic', shard);
  const all = {
    parameters: new Float32Array(tracks.length * PARAMETERS),
    adamMean: new Float32Array(tracks.length * PARAMETERS),
    adamVariance: new Float32Array(tracks.length * PARAMETERS),
    features: new Float32Array(tracks.length * MEMORY * FEATURES),
    targets: new Float32Array(tracks.length * MEMORY),
  };
  const critics = tracks.map((track, i): TrackCritic => {
    const part = (numbers: Float32Array, size: number) => numbers.subarray(i * size, (i + 1) * size);
    const parameters = part(all.parameters, PARAMETERS);
    initialise(parameters, stream);
    return {
      track,
      parameters,
      adam: { mean: part(all.adamMean, PARAMETERS), variance: part(all.adamVariance, PARAMETERS), products: [1, 1] },
      features: part(all.features, MEMORY * FEATURES),
      targets: part(all.targets, MEMORY),
      count: 0,
    };
  });
  const features = new Float32Array((decisions + cars) * FEATURES);
  const trackOf = new Uint16Array(decisions);
  return {
    estimate({ episodes }, step, values, at) {
      for (let car = 0; car < cars; car++) {
        const row = step * cars + car;
        const { trackIndex, car: body } = episodes[car];
        const { track, parameters } = critics[trackIndex];
        readMotion(body, motion);
        // What was commanded last, as far as it is still on its way.
        const { steeringDeadTicks, speedDeadTicks } = body.spec;
        pendingCommand(body, steeringDeadTicks - 1, steeringDue);
        pendingCommand(body, speedDeadTicks - 1, speedDue);
        writeFeatures(
          track,
          body.pose,
          steeringDeadTicks > 0 ? steeringDue[0] : 0,
          speedDeadTicks > 0 ? speedDue[1] : 0,
          features,
          row * FEATURES,
        );
        if (row < decisions) trackOf[row] = trackIndex;
        values[at + car] = forward(parameters, features, row * FEATURES);
      }
    },
    foresee({ episodes, controlTicks }, index, steeringDeg, speed) {
      const { trackIndex, car } = episodes[index];
      const { track, parameters } = critics[trackIndex];
      const { maxSteeringDeg, maxSpeed, steeringDeadTicks, speedDeadTicks } = car.spec;
      const steering = toRadians(Math.min(maxSteeringDeg, Math.max(-maxSteeringDeg, steeringDeg)));
      const wanted = Math.min(maxSpeed, Math.max(0, speed));
      readMotion(car, motion);
      predictCar(car, motion, steering, wanted, controlTicks, then);
      writeFeatures(track, then, steeringDeadTicks > 0 ? steering : 0, speedDeadTicks > 0 ? wanted : 0, foreseen, 0);
      return forward(parameters, foreseen, 0);
    },
    fit(targets) {
      critics.forEach((critic, index) => {
        let fresh = 0;
        for (let row = 0; row < decisions; row++) {
          if (trackOf[row] !== index) continue;
          fresh++;
          const slot = critic.count++ % MEMORY;
          critic.targets[slot] = targets[row];
          critic.features.set(features.subarray(row * FEATURES, (row + 1) * FEATURES), slot * FEATURES);
        }
        const kept = Math.min(critic.count, MEMORY);
        const rows = Int32Array.from({ length: kept }, (_, i) => i);
        for (let epoch = 0; epoch * kept < PASSES * fresh; epoch++) {
          shuffle(stream, rows);
          for (let first = 0; first + BATCH <= kept; first += BATCH) fitBatch(critic, rows, first);
        }
      });
    },
    state: () => ({
      parameters: all.parameters.slice(),
      adamMean: all.adamMean.slice(),
      adamVariance: all.adamVariance.slice(),
      adamProducts: Float64Array.from(critics.flatMap(({ adam }) => adam.products)),
      features: all.features.slice(),
      targets: all.targets.slice(),
      counts: Float64Array.from(critics, ({ count }) => count),
      stream: stream.state.slice(),
    }),
    restore(state) {
      if (!isCriticState(state, critics.length)) throw new RangeError('the critic is for other tracks');
      for (const name of Object.keys(all) as (keyof typeof all)[]) all[name].set(state[name]);
      critics.forEach((critic, i) => {
        critic.adam.products = [state.adamProducts[2 * i], state.adamProducts[2 * i + 1]];
        critic.count = state.counts[i];
      });
      stream.state.set(state.stream);
    },
  };
}

/** Whether these are the numbers of a critic for so many tracks. */
export function isCriticState(state: CriticState, tracks: number): boolean {
  const sizes = { parameters: PARAMETERS, adamMean: PARAMETERS, adamVariance: PARAMETERS, adamProducts: 2 };
  const all = { ...sizes, features: MEMORY * FEATURES, targets: MEMORY, counts: 1 };
  return (
    (Object.keys(all) as (keyof typeof all)[]).every(
      (name) => state[name].length === tracks * all[name] && state[name].every(Number.isFinite),
    ) && state.stream.length === 4
  );
}

/** Weights as by He et al. (2015); the last layer's stay 0, so that at first it estimates 0 everywhere. */
function initialise(parameters: Float32Array, stream: RandomStream): void {
  for (let i = 0; i < BIASES_1; i++) parameters[i] = Math.sqrt(2 / FEATURES) * normal(stream);
  for (let i = WEIGHTS_2; i < BIASES_2; i++) parameters[i] = Math.sqrt(2 / HIDDEN) * normal(stream);
}

// Scratch: the motion that is looked at, where a car will be, and the features of that.
const motion = new Float64Array(MOTION_SIZE);
const steeringDue = new Float64Array(2);
const speedDue = new Float64Array(2);
const then: Placed = { x: 0, y: 0, cosYaw: 1, sinYaw: 0 };
const foreseen = new Float32Array(FEATURES);
const location = newLocation();
const road: CentrePoint = { x: 0, y: 0, previous: 0, part: 0 };

/** Writes a network's features of a car at this place, with the motion in {@link motion} and these commands on their way, radians and m/s. */
function writeFeatures(
  track: Track,
  { x, y, cosYaw, sinYaw }: Placed,
  steering: number,
  speed: number,
  out: Float32Array,
  at: number,
): void {
  locate(track, x, y, location);
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
  for (const arc of ROAD_AHEAD) {
    pointAt(track, location.projection + arc, road);
    const [dx, dy] = [road.x - x, road.y - y];
    out[k++] = (dx * cosYaw + dy * sinYaw) / arc;
    out[k++] = (dy * cosYaw - dx * sinYaw) / (ASIDE_SCALE * arc);
  }
  const { points } = track.centre;
  const dx = points[2 * location.next] - points[2 * location.previous];
  const dy = points[2 * location.next + 1] - points[2 * location.previous + 1];
  const span = Math.max(1e-9, Math.sqrt(dx * dx + dy * dy));
  // Of the car's direction beside the road's.
  out[k++] = (dx * cosYaw + dy * sinYaw) / span;
  out[k++] = (dx * sinYaw - dy * cosYaw) / span;
  const aside = ((location.isLeft ? 2 : -2) * location.fromCentre) / location.width;
  out[k++] = aside;
  out[k++] = aside * aside;
  out[k++] = motion[AHEAD] / SPEED_SCALE;
  out[k++] = motion[SIDEWAYS];
  out[k++] = motion[YAW_RATE] / YAW_RATE_SCALE;
  out[k++] = motion[STEERING] / STEERING_SCALE;
  out[k++] = motion[WHEEL_SPEED] / SPEED_SCALE;
  out[k++] = steering / STEERING_SCALE;
  out[k] = speed / SPEED_SCALE;
}

// Scratch: the units' last outputs, and the gradients of a batch.
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

/** One step down the mean of ½ (value − target)² over the rows from `first` on. */
function fitBatch({ parameters: p, adam, features, targets }: TrackCritic, rows: Int32Array, first: number): void {
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
