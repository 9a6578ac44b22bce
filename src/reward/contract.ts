/**
 * The reward function's contract: every input it is called with. The types for editors (`reward-params.d.ts`), the
 * reference for people, the checker's hints and the layout on the way into a sandbox (row.ts) are made from this one list.
 * sim/inputs.ts computes the values.
 */

/** Each with its type in TypeScript and in Python. */
const TYPES = {
  flag: { typescript: 'boolean', python: 'bool' },
  number: { typescript: 'number', python: 'float' },
  pair: { typescript: 'readonly [number, number]', python: 'list[int]' },
  points: { typescript: 'readonly (readonly [number, number])[]', python: 'list[tuple[float, float]]' },
  numbers: { typescript: 'readonly number[]', python: 'list[float]' },
  flags: { typescript: 'readonly boolean[]', python: 'list[bool]' },
} as const;

export interface RewardInput {
  readonly name: string;
  readonly type: keyof typeof TYPES;
  /** m, m/s, degrees …; empty for what has none */
  readonly unit: string;
  readonly range: string;
  readonly meaning: string;
  /** in AWS's guide; in DeepRacer's code but not in its guide; or from the community's simulator */
  readonly source: 'documented' | 'undocumented' | 'community';
}

/** In the order DeepRacer's guide has them. Meanings: deepracer-simapp (agent_ctrl/utils.py, track_geom). */
export const REWARD_INPUTS: readonly RewardInput[] = [
  input('all_wheels_on_track', 'flag', '', '', 'All four wheels are inside the road’s borders.'),
  input('x', 'number', 'm', '', 'Where the car’s front is, 0.14 m ahead of its middle.'),
  input('y', 'number', 'm', '', 'Where the car’s front is, 0.14 m ahead of its middle.'),
  input(
    'closest_objects',
    'pair',
    '',
    'indices',
    'The nearest object behind and the nearest ahead, along the road; [0, 0] without objects.',
  ),
  input('closest_waypoints', 'pair', '', 'indices', 'The waypoint behind and the one ahead, along the road.'),
  input('distance_from_center', 'number', 'm', '≥ 0', 'From the car’s front to the centre line.'),
  input('is_crashed', 'flag', '', '', 'The car touches an object; the episode ends with this step.'),
  input('is_left_of_center', 'flag', '', '', 'The car’s front is left of the centre line.'),
  input(
    'is_offtrack',
    'flag',
    '',
    '',
    'All four wheels are off the road, or it crossed to another stretch; the episode ends with this step.',
  ),
  input('is_reversed', 'flag', '', '', 'The track is driven against its file’s direction.'),
  input('heading', 'number', 'degrees', '−180 to 180', 'Where the car points; 0 along x, counter-clockwise positive.'),
  input('objects_distance', 'numbers', 'm', '0 to track_length', 'How far along the lap each object is.'),
  input(
    'objects_heading',
    'numbers',
    'radians',
    '−π to π',
    'Where each bot car points; 0 for boxes. (The guide says degrees; the code never did.)',
  ),
  input('objects_left_of_center', 'flags', '', '', 'Each object is left of the centre line.'),
  input('objects_location', 'points', 'm', '', 'Where each object is.'),
  input('objects_speed', 'numbers', 'm/s', '≥ 0', 'How fast each object drives; 0 for boxes.'),
  input(
    'progress',
    'number',
    '%',
    '≤ 100',
    'How much of the lap is done since the episode’s start; falls when the car drives back.',
  ),
  input('speed', 'number', 'm/s', '0.1 to 4', 'The commanded speed, not the measured one.'),
  input('steering_angle', 'number', 'degrees', '−30 to 30', 'The commanded steering; positive turns left.'),
  input('steps', 'number', '', '≥ 2', 'Counts the episode’s decisions; the first call sees 2.'),
  input('track_length', 'number', 'm', '', 'Length of the centre line.'),
  input('track_width', 'number', 'm', '', 'Width of the road here.'),
  input('waypoints', 'points', 'm', '', 'The centre line, in driving direction; the last point is the first again.'),
  input(
    'projection_distance',
    'number',
    'm',
    '0 to track_length',
    'How far along the lap the car’s front is, from waypoint 0.',
    'undocumented',
  ),
  input('objects_distance_from_center', 'numbers', 'm', '≥ 0', 'How far from the centre line each object is.', 'undocumented'),
  input('object_in_camera', 'flag', '', '', 'The next object ahead is in the camera’s view.', 'undocumented'),
  input('sim_time', 'number', 's', '≥ 0', 'Simulated time since the episode’s start.', 'community'),
];

function input(
  name: string,
  type: RewardInput['type'],
  unit: string,
  range: string,
  meaning: string,
  source: RewardInput['source'] = 'documented',
): RewardInput {
  return { name, type, unit, range, meaning, source };
}

/** Names of 2018, when a reward function had separate arguments, and what they are called today. */
export const FORMER_NAMES: Readonly<Record<string, string>> = {
  on_track: 'all_wheels_on_track',
  car_orientation: 'heading',
  throttle: 'speed',
  steering: 'steering_angle',
  closest_waypoint: 'closest_waypoints',
};

/** What AWS's console took a reward function to be (its pre-flight validator). */
export const AWS_LIMITS = {
  modules: ['math', 'random', 'numpy', 'scipy', 'shapely'],
  names: ['open', 'exec', 'eval', 'compile', 'input', '__import__'],
  characters: 140_000,
} as const;

/** A call's reward must be finite and within ± this, as in DeepRacer. */
export const MAX_REWARD = 1e5;

/** `reward.d.ts`: what editors complete and check reward functions with. */
export function typeDeclarations(): string {
  const fields = REWARD_INPUTS.map(
    (field) => `  /** ${describe(field)} */\n  readonly ${field.name}: ${TYPES[field.type].typescript};`,
  );
  return `/** What a reward function is called with, once per decision. */\ninterface RewardParams {\n${fields.join('\n')}\n}\n`;
}

/** The reference, as Markdown. */
export function referencePage(): string {
  const rows = REWARD_INPUTS.map(
    ({ name, type, unit, range, meaning, source }) =>
      `| \`${name}\` | \`${TYPES[type].python}\` | ${unit} | ${range} | ${meaning} | ${source} |`,
  );
  return `# The inputs of a reward function

\`reward_function(params)\` is called once per decision, 15 times a second, with a dictionary of these. They describe the pose in
which the command was chosen, and the command; the car has not carried it out yet.

| input | type in Python | unit | range | meaning | source |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

*documented*: in AWS's guide. *undocumented*: in DeepRacer's code, not in its guide. *community*: from the community's simulator.
`;
}

function describe({ meaning, unit, range, source }: RewardInput): string {
  const about = [unit, range].filter(Boolean).join(', ');
  return `${meaning}${about ? ` [${about}]` : ''}${source === 'documented' ? '' : ` (${source})`}`;
}
