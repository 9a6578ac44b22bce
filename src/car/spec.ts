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
 * A car's constants. Those of motion were fitted to real logs by `lapzero bench fit-car`; `lapzero bench calibration --log`
 * prints what they give beside a log.
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
  /** of the wheels from the middle, m; 0 = as if each axle had a differential */
  readonly halfTrack: number;
  /** between a command and its first effect, ticks of 1/120 s */
  readonly steeringDeadTicks: number;
  readonly speedDeadTicks: number;
  /** first-order lag of the steering, s */
  readonly steeringLag: number;
  /** wheel angle reached per angle commanded */
  readonly steeringGain: number;
  /** where the wheels point on the command straight ahead, radians, + = left */
  readonly steeringPull: number;
  /** first-order lags of the wheels' speed when driven and braked, s */
  readonly speedLag: number;
  readonly brakingLag: number;
  /** speed reached per speed commanded */
  readonly speedGain: number;
  /** what drive and brakes do to the wheels' speed when much is wanted, m/s²; they give way as x/√(1 + x²) */
  readonly maxAcceleration: number;
  readonly maxBraking: number;
  /** side force per radian of slip at small slip, N/rad, of each axle */
  readonly frontStiffness: number;
  readonly rearStiffness: number;
  /** force per slip along the wheel, as a part of that across */
  readonly alongStiffness: number;
  /** the most force each axle can give in any direction, N */
  readonly frontGrip: number;
  readonly rearGrip: number;
  /** commands beyond these are clipped: degrees, m/s */
  readonly maxSteeringDeg: number;
  readonly maxSpeed: number;
  readonly shape: CarShape;
}

const DEEPRACER_BODY = {
  mass: 6.56,
  yawInertia: 0.0804,
  frontAxle: 0.0823,
  rearAxle: -0.0817,
  halfTrack: 0.0803,
  maxSteeringDeg: 30,
  maxSpeed: 4,
  shape: DEEPRACER_SHAPE,
} as const;

/*
 * The constants below come from `lapzero bench fit-car` on public logs of real trainings. ± is how far a constant may move
 * alone until the fit's error grows by 2 %: how sharp the minimum is, not a confidence interval. Common to all, from the
 * simulator's own model (deepracer_single_cam.urdf): masses of 5.0 kg, four wheels of 0.34055 and two hinges of 0.1; yaw
 * inertia 0.05865 kg·m² of the body and what the wheels add; axles and tracks. All four wheels are driven at one speed,
 * commanded as if their radius were 0.035 m where their mesh has 0.036: a speed gain of 1.03. Their friction of 0.5 would
 * be 16.1 N of grip on each axle.
 */

/**
 * DeepRacer's simulated car of version 6 (velocity joints), the default: the newest, and the one that a learner masters in
 * the fewest steps. Fitted to a training's log on reInvent2019_wide_cw with commands of 1 to 2 m/s; nothing is known about
 * it above 2.5 m/s. Halfway between the fit with all constants free (42 and 49 N of grip) and one held at 30 and 33 N, which
 * strays as little but accelerates a third too hard below 1.5 m/s: the log hardly decides the grip.
 */
export const DEEPRACER_V6: CarSpec = {
  ...DEEPRACER_BODY,
  name: 'deepracer-v6',
  steeringDeadTicks: 3,
  speedDeadTicks: 0,
  steeringLag: 0.122, // ± 9 %
  steeringGain: 0.945, // ± 3 %
  steeringPull: 0,
  speedLag: 0.0234, // ± 4 %
  brakingLag: 0.0158, // ± 4 %
  speedGain: 1.04, // ± 1 %
  maxAcceleration: 18.9, // ± 4 %
  maxBraking: 22.6, // ± 4 %
  frontStiffness: 1560,
  rearStiffness: 1540, // ± 36 %
  alongStiffness: 0.4, // ± 12 %
  frontGrip: 36.1,
  rearGrip: 40.9,
};

/**
 * DeepRacer's simulated car of version 5. Fitted to the fifth iteration (4-iteration.csv) of a training on reinvent_base
 * with commands of 1 to 4 m/s, driven at 0.5 to 2.5 m/s. Then rear grip (18.6 by the fit) and stiffness along (0.75) were
 * moved until about half as much of the time is spent sliding as in the logs; by the fit it was a quarter. Its steering
 * turns farther than commanded and pulls to the left, as the logs show (2.2 degrees by a regression of the yaw rate).
 */
export const DEEPRACER_V5: CarSpec = {
  ...DEEPRACER_BODY,
  name: 'deepracer-v5',
  steeringDeadTicks: 4,
  speedDeadTicks: 1,
  steeringLag: 0.0229, // ± 25 %
  steeringGain: 1.93, // ± 4 %
  steeringPull: 0.0862, // ± 9 %
  speedLag: 0.229, // ± 6 %
  brakingLag: 0.125, // ± 5 %
  speedGain: 1.06, // ± 1 %
  maxAcceleration: 4.08, // ± 5 %
  maxBraking: 7.7, // ± 5 %
  frontStiffness: 454,
  rearStiffness: 687, // ± 9 %
  alongStiffness: 1.3,
  frontGrip: 15, // ± 3 %
  rearGrip: 16.6,
};

/**
 * DeepRacer's simulated car of versions 3 and 4 (torque-driven wheels): slower to answer in everything. Its steering's
 * controller (1 N·m/rad and 0.5 N·m·s/rad in racecar_control.yaml) would make a lag of 0.5 s. Fitted to a training on
 * red_star_open (commands up to 4 m/s, driven at up to 3.2) and one on reinvent_base (1 and 2 m/s) at once, how far it strays
 * and its responses to steps counting more than in `bench fit-car`. Known faults: on red_star_open it strays 0.28 m in a
 * second, mostly across (fitted to that training alone, cars of this kind stray 0.19 m); between 0.5 and 1 m/s it brakes a
 * third less hard than the log on reinvent_base, and as hard as the other.
 */
export const DEEPRACER_V4: CarSpec = {
  ...DEEPRACER_BODY,
  name: 'deepracer-v4',
  steeringDeadTicks: 1,
  speedDeadTicks: 1,
  steeringLag: 0.394,
  steeringGain: 1.04,
  steeringPull: 0.0215,
  speedLag: 0.134,
  brakingLag: 0.124,
  speedGain: 1.03,
  maxAcceleration: 4,
  maxBraking: 11.3,
  frontStiffness: 418,
  rearStiffness: 474,
  alongStiffness: 0.8,
  frontGrip: 16.9,
  rearGrip: 12.1,
};

/**
 * RoboRacer (F1TENTH), the public 1/10 car, by the figures of its own simulator (f1tenth_gym: base_classes.py,
 * dynamic_models.py): friction 1.0489, cornering stiffness 4.718 in front and 5.4562 behind per load and radian, axles
 * 0.15875 m ahead of and 0.17145 m behind the centre of mass, 3.74 kg, 0.04712 kg·m², 0.58 × 0.31 m, steering up to
 * 0.4189 rad at 3.2 rad/s, 9.51 m/s² either way. Its speed controller gains 10 · a/v of 20 m/s: a lag of 0.21 s, of which
 * the tyres' slip along the road makes 0.06; half the steering range at full rate makes the other; its two steps of 10 ms
 * before steering acts make the dead time. Speeds are capped as for every car here.
 */
const ROBORACER: CarSpec = {
  name: 'roboracer',
  mass: 3.74,
  yawInertia: 0.04712,
  frontAxle: 0.15875,
  rearAxle: -0.17145,
  halfTrack: 0,
  steeringDeadTicks: 2,
  speedDeadTicks: 0,
  steeringLag: 0.13,
  steeringGain: 1,
  steeringPull: 0,
  speedLag: 0.15,
  brakingLag: 0.15,
  speedGain: 1,
  maxAcceleration: 9.51,
  maxBraking: 9.51,
  frontStiffness: 94.3,
  rearStiffness: 100.9,
  alongStiffness: 0.5,
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

export const CAR_NAMES = ['deepracer-v6', 'deepracer-v5', 'deepracer-v4', 'roboracer'] as const;
export type CarName = (typeof CAR_NAMES)[number];

/** The cars there are, by the names that recipes and agents use. */
export const CAR_SPECS: Readonly<Record<CarName, CarSpec>> = {
  'deepracer-v6': DEEPRACER_V6,
  'deepracer-v5': DEEPRACER_V5,
  'deepracer-v4': DEEPRACER_V4,
  roboracer: ROBORACER,
};
