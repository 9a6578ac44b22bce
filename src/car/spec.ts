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

/** Where what of a car counts on the road, m, in its body's frame: x ahead of the base, y left. */
export interface CarShape {
  /** the point that x, y, progress and lap times use: this far ahead of the base */
  readonly frontPoint: number;
  /** centres of the four wheels, the front ones first */
  readonly wheels: readonly { readonly x: number; readonly y: number }[];
  /** its box, around the base */
  readonly body: { readonly length: number; readonly width: number; readonly height: number };
}

function fourWheels(front: number, rear: number, side: number): CarShape['wheels'] {
  return [front, rear].flatMap((x) => [side, -side].map((y) => ({ x, y })));
}

/** deepracer-simapp: wheels and box of its model, and the point that its logs tell. */
export const DEEPRACER_SHAPE: CarShape = {
  frontPoint: 0.14,
  wheels: fourWheels(0.081663, -0.081663, 0.08105),
  body: { length: 0.324, width: 0.188, height: 0.194 },
};

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
  readonly shape: CarShape;
}

const DEEPRACER_BODY = {
  mass: 7.5,
  yawInertia: 0.088,
  frontAxle: 0.0823,
  rearAxle: -0.0817,
  maxSteeringDeg: 30,
  maxSpeed: 4,
  shape: DEEPRACER_SHAPE,
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

/**
 * RoboRacer (F1TENTH), the public 1/10 car, by the figures of its own simulator (f1tenth_gym: base_classes.py,
 * dynamic_models.py): friction 1.0489, cornering stiffness 4.718 in front and 5.4562 behind per load and radian, axles
 * 0.15875 m ahead of and 0.17145 m behind the centre of mass, 3.74 kg, 0.04712 kg·m², 0.58 × 0.31 m, steering up to
 * 0.4189 rad at 3.2 rad/s, 9.51 m/s² either way. Its speed controller gains 10 · a/v of 20 m/s, which makes the lag; half
 * the steering range at full rate makes the other; its two steps of 10 ms before steering acts make the dead time. Speeds
 * are capped as everybody's here.
 */
export const ROBORACER: CarSpec = {
  name: 'roboracer',
  mass: 3.74,
  yawInertia: 0.04712,
  frontAxle: 0.15875,
  rearAxle: -0.17145,
  deadTicks: 2,
  steeringLag: 0.13,
  steeringGain: 1,
  speedLag: 0.21,
  speedGain: 1,
  maxAcceleration: 9.51,
  maxBraking: 9.51,
  frontStiffness: 94.3,
  rearStiffness: 100.9,
  frontGrip: 20,
  rearGrip: 18.5,
  maxSteeringDeg: 24,
  maxSpeed: 4,
  shape: {
    frontPoint: 0.25,
    wheels: fourWheels(0.15875, -0.17145, 0.13),
    body: { length: 0.58, width: 0.31, height: 0.2 },
  },
};

export const CAR_NAMES = ['deepracer-v6', 'deepracer-v4', 'roboracer'] as const;
export type CarName = (typeof CAR_NAMES)[number];

/** The cars there are, by the names that recipes and agents use. */
export const CAR_SPECS: Readonly<Record<CarName, CarSpec>> = {
  'deepracer-v6': DEEPRACER_V6,
  'deepracer-v4': DEEPRACER_V4,
  roboracer: ROBORACER,
};
