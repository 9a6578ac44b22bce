/** What kind of car is it? All of a car is data; another 1/18 car is another {@link CarSpec}. */

/** Where a car's base is and where it points. `cosYaw`, `sinYaw` always belong to `yaw`. */
export interface Pose {
  x: number;
  y: number;
  /** radians, counter-clockwise from +x, −π..π */
  yaw: number;
  cosYaw: number;
  sinYaw: number;
}

/** The point that x, y, progress and lap times use: this far ahead of the base, m. */
export const FRONT_POINT = 0.14;

/** Wheel centres in the body frame, m (x ahead, y left). */
export const WHEELS: readonly { readonly x: number; readonly y: number }[] = [
  { x: 0.081663, y: 0.08105 },
  { x: 0.081663, y: -0.08105 },
  { x: -0.081663, y: 0.08105 },
  { x: -0.081663, y: -0.08105 },
];

/** The body's box, m (deepracer-simapp). */
export const BODY = { length: 0.324, width: 0.188, height: 0.194 } as const;

/**
 * A car's constants. Those of motion were fitted to real logs: `lapzero bench calibration` prints
 * what they give beside the targets, and how far replayed log episodes stray.
 */
export interface CarSpec {
  readonly name: string;
  /** kg */
  readonly mass: number;
  /** about the vertical through the base, kg·m² */
  readonly yawInertia: number;
  /** axles ahead of the base, m */
  readonly frontAxle: number;
  readonly rearAxle: number;
  /** between a command and its first effect, ticks of 1/120 s */
  readonly deadTicks: number;
  /** first-order lag of the steering, s */
  readonly steeringLag: number;
  /** wheel angle reached per angle commanded */
  readonly steeringGain: number;
  /** first-order lag of the drive, s */
  readonly speedLag: number;
  /** speed reached per speed commanded */
  readonly speedGain: number;
  /** limits of drive and brakes, m/s² */
  readonly maxAcceleration: number;
  readonly maxBraking: number;
  /** side force per radian of slip at small slip, N/rad, of each axle */
  readonly frontStiffness: number;
  readonly rearStiffness: number;
  /** the most side force each axle can give, N */
  readonly frontGrip: number;
  readonly rearGrip: number;
  /** commands beyond these are clipped: degrees, m/s */
  readonly maxSteeringDeg: number;
  readonly maxSpeed: number;
}

const DEEPRACER_BODY = {
  mass: 7.5,
  yawInertia: 0.088,
  frontAxle: 0.0823,
  rearAxle: -0.0817,
  maxSteeringDeg: 30,
  maxSpeed: 4,
} as const;

/**
 * DeepRacer's simulated car since version 5 (velocity joints), the default. The wheels reach less
 * than the commanded angle and the rear axle grips better than the front: equal axles replay logs as well but
 * let the car go sideways at 3 m/s.
 */
export const DEEPRACER_V6: CarSpec = {
  ...DEEPRACER_BODY,
  name: 'deepracer-v6',
  deadTicks: 3,
  steeringLag: 0.136,
  steeringGain: 0.77,
  speedLag: 0.041,
  speedGain: 1.022,
  maxAcceleration: 20,
  maxBraking: 20,
  frontStiffness: 490,
  rearStiffness: 820,
  frontGrip: 22,
  rearGrip: 30,
};

/** DeepRacer's simulated car of versions 3 and 4 (torque-driven wheels): slower to answer in everything. */
export const DEEPRACER_V4: CarSpec = {
  ...DEEPRACER_BODY,
  name: 'deepracer-v4',
  deadTicks: 4,
  steeringLag: 0.278,
  steeringGain: 0.62,
  speedLag: 0.24,
  speedGain: 0.988,
  maxAcceleration: 6,
  maxBraking: 6,
  frontStiffness: 208,
  rearStiffness: 316,
  frontGrip: 17.3,
  rearGrip: 29.8,
};

export type CarName = 'deepracer-v6' | 'deepracer-v4';

/** The cars there are, by the names that recipes and agents use. */
export const CAR_SPECS: Readonly<Record<CarName, CarSpec>> = {
  'deepracer-v6': DEEPRACER_V6,
  'deepracer-v4': DEEPRACER_V4,
};
