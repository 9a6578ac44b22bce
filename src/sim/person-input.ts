/**
 * A person at the wheel: keys or axes, as a game reads them, to commands. Exact in every engine, so that a recording keeps
 * what was pressed and every replay drives the same. The help that people may have is part of it.
 */

import type { CarSpec } from '../car/spec.ts';
import { type CentrePoint, pointAt } from '../track/locate.ts';
import type { Track } from '../track/track.ts';
import type { Entrant } from './race.ts';

/** Keys, as bits. */
export const KEY = { left: 1, right: 2, faster: 4, brake: 8 } as const;
const ALL_KEYS = 15;
/** Steps of an axis to either side. */
export const AXIS_STEPS = 127;

/** `braking` slows down for bends; `steering` turns less the faster the car is, so that keys do not spin it. */
export const HELPS = ['braking', 'steering'] as const;
export type Help = (typeof HELPS)[number];

export interface PersonInput {
  /** {@link KEY}s that are down */
  readonly keys: number;
  /** whole numbers: −127 (right) to 127 (left) */
  readonly steer: number;
  /** −127 (full brake) to 127 (full speed) */
  readonly pedal: number;
}

export const NO_INPUT: PersonInput = { keys: 0, steer: 0, pedal: 0 };

/** Axes from −1 to 1 as a recording has them. @param steer + = left @param pedal + = faster */
export function quantised(keys: number, steer: number, pedal: number): PersonInput {
  const step = (value: number) => Math.round(AXIS_STEPS * Math.min(1, Math.max(-1, value))) + 0;
  return { keys: keys & ALL_KEYS, steer: step(steer), pedal: step(pedal) };
}

/** Wheel and speed as the person holds them. */
export interface PersonWheel {
  /** −1 (right) to 1 (left) */
  steering: number;
  /** wished for, m/s */
  speed: number;
}

/** How fast keys turn the wheel and let go of it, per second; how fast the wished speed rises, falls and is braked, m/s². */
const KEY_TURN = 5;
const KEY_RETURN = 8;
const FASTER = 5;
const COAST = 2;
const BRAKE = 10;
/** Decisions a second: every second tick. */
const DECISION_SECONDS = 2 / 120;
/** With `steering`: the full angle up to this speed, m/s, then as much less as it is faster. */
const FULL_ANGLE_SPEED = 1.2;
/** With `braking`: sideways and braking acceleration that bends are taken by, m/s². */
const SIDEWAYS = 5;
const BRAKING = 6;
const PROFILE_STEP = 0.1;
/** The bend of the road is measured over this much of it to either side, m. */
const BEND_METRES = 0.3;

/** How fast the road may be driven, every 0.1 m: bends by sideways acceleration, and time to brake before them. */
export function speedProfile(track: Track): Float64Array {
  const count = Math.ceil(track.length / PROFILE_STEP);
  const speeds = new Float64Array(count);
  for (let i = 0; i < count; i++) speeds[i] = Math.sqrt(SIDEWAYS / Math.max(1e-3, bendAt(track, i * PROFILE_STEP)));
  // Twice round: what comes before the line must brake for what comes after it.
  for (let k = 2 * count - 2; k >= 0; k--) {
    const next = speeds[(k + 1) % count];
    speeds[k % count] = Math.min(speeds[k % count], Math.sqrt(next * next + 2 * BRAKING * PROFILE_STEP));
  }
  return speeds;
}

const points: CentrePoint[] = [-1, 0, 1].map(() => ({ x: 0, y: 0, previous: 0, part: 0 }));

/** Curvature of the centre line, 1/m: by the circle through three of its points. */
function bendAt(track: Track, arc: number): number {
  points.forEach((point, k) => {
    pointAt(track, arc + (k - 1) * BEND_METRES, point);
  });
  const [a, b, c] = points;
  const cross = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
  const side = (p: CentrePoint, q: CentrePoint) => Math.sqrt((p.x - q.x) * (p.x - q.x) + (p.y - q.y) * (p.y - q.y));
  const product = side(a, b) * side(b, c) * side(c, a);
  return product > 0 ? (2 * Math.abs(cross)) / product : 0;
}

export interface PersonDriver {
  /** The command of one decision, 1/60 s after the last one. @returns degrees, + = left, and m/s */
  command(input: PersonInput, entrant: Entrant): readonly [steeringDeg: number, speed: number];
}

/** A person's wheel at the start of a race. */
export function personDriver(track: Track, spec: CarSpec, helps: readonly Help[]): PersonDriver {
  const wheel: PersonWheel = { steering: 0, speed: 0 };
  const profile = helps.includes('braking') ? speedProfile(track) : null;
  const eases = helps.includes('steering');
  return {
    command(input, { arc }) {
      turnWheel(wheel, input);
      pressPedals(wheel, input, spec.maxSpeed);
      const place = profile && Math.floor(arc / PROFILE_STEP) % profile.length;
      const speed = profile && place !== null ? Math.min(wheel.speed, profile[place]) : wheel.speed;
      const part = eases && speed > FULL_ANGLE_SPEED ? FULL_ANGLE_SPEED / speed : 1;
      return [wheel.steering * part * spec.maxSteeringDeg, speed];
    },
  };
}

function turnWheel(wheel: PersonWheel, { keys, steer }: PersonInput): void {
  const turn = (keys & KEY.left ? 1 : 0) - (keys & KEY.right ? 1 : 0);
  if (turn === 0 && steer !== 0) {
    // An axis is held where it is wanted.
    wheel.steering = steer / AXIS_STEPS;
    return;
  }
  const most = (turn === 0 ? KEY_RETURN : KEY_TURN) * DECISION_SECONDS;
  wheel.steering += Math.min(most, Math.max(-most, turn - wheel.steering));
}

function pressPedals(wheel: PersonWheel, { keys, pedal }: PersonInput, maxSpeed: number): void {
  const faster = keys & KEY.faster ? 1 : Math.max(0, pedal) / AXIS_STEPS;
  const brake = keys & KEY.brake ? 1 : Math.max(0, -pedal) / AXIS_STEPS;
  const wanted = faster * maxSpeed;
  const change =
    brake > 0 ? -brake * BRAKE : wanted > wheel.speed ? Math.min(FASTER, (wanted - wheel.speed) / DECISION_SECONDS) : -COAST;
  const low = brake > 0 ? 0 : Math.min(wheel.speed, wanted);
  wheel.speed = Math.min(maxSpeed, Math.max(low, wheel.speed + change * DECISION_SECONDS));
}
