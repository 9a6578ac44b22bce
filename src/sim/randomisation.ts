/**
 * Domain randomisation: every episode in a slightly different world, so that a policy learns what matters
 * (Tobin et al., 2017). A recipe says how strongly each thing varies; the draws of an episode are plain numbers.
 */
import { z } from 'zod';
import type { CameraModel } from '../camera/model.ts';
import type { Scene } from '../camera/scene.ts';
import type { CarSpec } from '../car/spec.ts';
import { integerBelow, type RandomStream, uniformIn } from '../math/random.ts';

/** What may vary. */
export const RANDOMISED = [
  'light',
  'contrast',
  'noise',
  'blur',
  'surroundings',
  'wear',
  'camera',
  'grip',
  'lag',
  'latency',
] as const;
export type Randomised = (typeof RANDOMISED)[number];

/** How strongly each varies: 0 = not at all, 1 = as far as the ranges below. */
export type Randomisation = Readonly<Record<Randomised, number>>;

const strength = z.number().min(0).max(1);
export const randomisationSchema = z.strictObject({
  light: strength,
  contrast: strength,
  noise: strength,
  blur: strength,
  surroundings: strength,
  wear: strength,
  camera: strength,
  grip: strength,
  lag: strength,
  latency: strength,
} satisfies Record<Randomised, typeof strength>);

export function evenly(value: number): Randomisation {
  return Object.fromEntries(RANDOMISED.map((name) => [name, value])) as Randomisation;
}

/** `light` is a gentle version of everything. */
export const RANDOMISATIONS = { none: null, light: evenly(0.4), full: evenly(1) } as const;

/** What an episode's world is like. Neutral numbers (1 for factors, 0 for differences) change nothing. */
export const CONDITIONS = [
  'gain',
  'slope',
  'contrast',
  'noise',
  'blur',
  /** greys from 0 to 255, used as far as `surroundings` says */
  'surroundings',
  'barrierGreyX',
  'barrierGreyY',
  'skyGrey',
  'barrierHeight',
  'room',
  'wear',
  'forward',
  'up',
  'pitch',
  'fieldOfView',
  'grip',
  'steeringLag',
  'speedLag',
  'steeringGain',
  'speedGain',
  'latencyTicks',
  /** which piece of noise the episode's first frame gets */
  'grain',
] as const;
export type Conditions = Readonly<Record<(typeof CONDITIONS)[number], number>>;

/** Draws an episode's conditions; as many draws whatever the strengths. */
export function drawConditions(randomisation: Randomisation, stream: RandomStream): Conditions {
  const { light, contrast, noise, blur, surroundings, wear, camera, grip, lag, latency } = randomisation;
  const about = (middle: number, reach: number) => middle + uniformIn(stream, -reach, reach);
  const upTo = (most: number) => uniformIn(stream, 0, most);
  /** half of all episodes have none of it */
  const sometimes = (most: number) => Math.max(0, uniformIn(stream, -most, most));
  return {
    gain: about(1, 0.45 * light),
    slope: about(0, 0.3 * light),
    contrast: about(1, 0.4 * contrast),
    noise: sometimes(14 * noise),
    blur: sometimes(blur),
    surroundings,
    barrierGreyX: upTo(255),
    barrierGreyY: upTo(255),
    skyGrey: upTo(255),
    barrierHeight: about(0, 0.25 * surroundings),
    room: uniformIn(stream, -0.6, 2) * surroundings,
    wear: sometimes(wear),
    forward: about(0, 0.012 * camera),
    up: about(0, 0.012 * camera),
    pitch: about(0, 0.045 * camera),
    fieldOfView: about(1, 0.06 * camera),
    grip: 1 + uniformIn(stream, -0.25, 0.1) * grip,
    steeringLag: 1 + uniformIn(stream, -0.25, 0.4) * lag,
    speedLag: 1 + uniformIn(stream, -0.25, 0.6) * lag,
    steeringGain: about(1, 0.08 * lag),
    speedGain: about(1, 0.08 * lag),
    // Up to a twentieth of a second; which of the seven is drawn does not depend on the strength.
    latencyTicks: Math.floor(integerBelow(stream, 7) * latency + 0.5),
    grain: integerBelow(stream, 65536),
  };
}

export function conditionedCamera(camera: CameraModel, { forward, up, pitch, fieldOfView }: Conditions): CameraModel {
  return {
    ...camera,
    forward: camera.forward + forward,
    up: camera.up + up,
    pitch: camera.pitch + pitch,
    fieldOfView: camera.fieldOfView * fieldOfView,
  };
}

/** The hall around the track, other walls and other light. */
export function conditionedScene(scene: Scene, conditions: Conditions): Scene {
  const { surroundings, barrierGreyX, barrierGreyY, skyGrey, barrierHeight, room } = conditions;
  const mixed = (own: number, drawn: number) => Math.floor(own + surroundings * (drawn - own) + 0.5);
  const { minX, minY, maxX, maxY } = scene.room;
  return {
    ...scene,
    room: { minX: minX - room, minY: minY - room, maxX: maxX + room, maxY: maxY + room },
    barrierHeight: scene.barrierHeight + barrierHeight,
    barrierGreyX: mixed(scene.barrierGreyX, barrierGreyX),
    barrierGreyY: mixed(scene.barrierGreyY, barrierGreyY),
    skyGrey: mixed(scene.skyGrey, skyGrey),
  };
}

export function conditionedCar(spec: CarSpec, conditions: Conditions): CarSpec {
  const { grip, steeringLag, speedLag, steeringGain, speedGain, latencyTicks } = conditions;
  return {
    ...spec,
    frontGrip: spec.frontGrip * grip,
    rearGrip: spec.rearGrip * grip,
    steeringLag: spec.steeringLag * steeringLag,
    speedLag: spec.speedLag * speedLag,
    brakingLag: spec.brakingLag * speedLag,
    steeringGain: spec.steeringGain * steeringGain,
    speedGain: spec.speedGain * speedGain,
    steeringDeadTicks: spec.steeringDeadTicks + latencyTicks,
    speedDeadTicks: spec.speedDeadTicks + latencyTicks,
  };
}
