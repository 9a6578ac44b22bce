/** Rewards by sliders: a weight for each of six wishes, and the readable code that a person would write for them. */
import { z } from 'zod';

const weight = z.number().min(0).max(10).default(0);

/** 0 leaves a wish out; the others count in proportion. */
export const slidersSchema = z.strictObject({
  /** stay near the centre line */
  central: weight,
  /** command high speeds */
  fast: weight,
  /** make metres of road per second */
  progress: weight,
  /** no zig-zag: change the steering little from one decision to the next */
  smooth: weight,
  /** keep all wheels on the road and away from its edge */
  inside: weight,
  /** keep clear of the next object ahead */
  clear: weight,
});
export type Sliders = z.infer<typeof slidersSchema>;
export type Wish = keyof Sliders;
export const WISHES = Object.keys(slidersSchema.shape) as Wish[];

/** Code of one wish: lines that compute a number from 0 to 1 under the wish's name. */
interface Code {
  readonly comment: string;
  readonly python: readonly string[];
  readonly typescript: readonly string[];
}

const CODE: Readonly<Record<Wish, Code>> = {
  central: {
    comment: '1 on the centre line, 0 at the edge.',
    python: ["central = max(0.0, 1 - params['distance_from_center'] / (params['track_width'] / 2))"],
    typescript: ['const central = Math.max(0, 1 - params.distance_from_center / (params.track_width / 2));'],
  },
  fast: {
    comment: '1 at full speed, 4 m/s.',
    python: ["fast = params['speed'] / 4"],
    typescript: ['const fast = params.speed / 4;'],
  },
  progress: {
    comment: 'Metres of road since the last call, as a part of what full speed makes in 1/15 s.',
    python: ["progress = max(0.0, gained / 100 * params['track_length'] / (4 / 15))"],
    typescript: ['const progress = Math.max(0, ((gained / 100) * params.track_length) / (4 / 15));'],
  },
  smooth: {
    comment: '1 when the steering stays as it was, 0 when it swings by 60 degrees.',
    python: ['smooth = 1 - swing / 60'],
    typescript: ['const smooth = 1 - swing / 60;'],
  },
  inside: {
    comment: '1 with all wheels on the road and 10 cm to its edge.',
    python: [
      "to_edge = params['track_width'] / 2 - params['distance_from_center']",
      "inside = min(1.0, max(0.0, to_edge / 0.1)) if params['all_wheels_on_track'] else 0.0",
    ],
    typescript: [
      'const toEdge = params.track_width / 2 - params.distance_from_center;',
      'const inside = params.all_wheels_on_track ? Math.min(1, Math.max(0, toEdge / 0.1)) : 0;',
    ],
  },
  clear: {
    comment: '0 right behind the next object in this lane, 1 from 1.2 m away or in the other lane.',
    python: [
      'clear = 1.0',
      "if params['objects_location']:",
      "    ahead = params['closest_objects'][1]",
      "    x, y = params['objects_location'][ahead]",
      "    if params['objects_left_of_center'][ahead] == params['is_left_of_center']:",
      "        clear = min(1.0, math.hypot(x - params['x'], y - params['y']) / 1.2)",
    ],
    typescript: [
      'let clear = 1;',
      'if (params.objects_location.length > 0) {',
      '  const ahead = params.closest_objects[1];',
      '  const [x, y] = params.objects_location[ahead];',
      '  if (params.objects_left_of_center[ahead] === params.is_left_of_center) {',
      '    clear = Math.min(1, Math.hypot(x - params.x, y - params.y) / 1.2);',
      '  }',
      '}',
    ],
  },
};

/** The reward function of some sliders, as a person would write it. */
export function slidersCode(sliders: Sliders, language: 'python' | 'typescript'): string {
  const wishes = WISHES.filter((wish) => sliders[wish] > 0);
  return language === 'python' ? pythonCode(sliders, wishes) : typescriptCode(sliders, wishes);
}

function pythonCode(sliders: Sliders, wishes: readonly Wish[]): string {
  const has = (wish: Wish) => wishes.includes(wish);
  const lines: string[] = [`"""${describe(wishes)}"""`];
  if (has('clear')) lines.push('import math');
  const state = stateOf(has);
  if (state.length > 0) {
    lines.push('', '# Of the last call: it stays from one call to the next.', ...state.map(({ python }) => `${python} = 0.0`));
  }
  lines.push('', '', 'def reward_function(params):');
  const body: string[] = [];
  if (state.length > 0) body.push(`global ${state.map(({ python }) => python).join(', ')}`);
  if (state.length > 0) body.push("# An episode's first call sees 2 steps: there is nothing to compare with.");
  for (const { python, input, difference } of state) {
    const value = difference === 'swing' ? `abs(params['${input}'] - ${python})` : `params['${input}'] - ${python}`;
    body.push(`${difference} = 0.0 if params['steps'] <= 2 else ${value}`, `${python} = params['${input}']`);
  }
  body.push('', "if params['is_offtrack'] or params['is_crashed']:", '    return -1.0');
  for (const wish of wishes) body.push('', `# ${CODE[wish].comment}`, ...CODE[wish].python);
  const sum = wishes.map((wish) => `${sliders[wish]} * ${wish}`).join(' + ');
  body.push('', wishes.length > 0 ? `return (${sum}) / ${total(sliders, wishes)}` : 'return 0.0');
  return `${[...lines, ...body.map((line) => (line === '' ? '' : `    ${line}`))].join('\n')}\n`;
}

function typescriptCode(sliders: Sliders, wishes: readonly Wish[]): string {
  const has = (wish: Wish) => wishes.includes(wish);
  const lines: string[] = [`/** ${describe(wishes)} */`];
  const state = stateOf(has);
  if (state.length > 0) {
    lines.push(
      '',
      '// Of the last call: it stays from one call to the next.',
      ...state.map(({ name }) => `let ${name} = 0;`),
      '',
    );
  }
  lines.push('export function reward_function(params: RewardParams): number {');
  const body: string[] = [];
  if (state.length > 0) body.push("// An episode's first call sees 2 steps: there is nothing to compare with.");
  for (const { name, input, difference } of state) {
    const value = difference === 'swing' ? `Math.abs(params.${input} - ${name})` : `params.${input} - ${name}`;
    body.push(`const ${difference} = params.steps <= 2 ? 0 : ${value};`, `${name} = params.${input};`);
  }
  if (state.length > 0) body.push('');
  body.push('if (params.is_offtrack || params.is_crashed) return -1;');
  for (const wish of wishes) body.push('', `// ${CODE[wish].comment}`, ...CODE[wish].typescript);
  const sum = wishes.map((wish) => `${sliders[wish]} * ${wish}`).join(' + ');
  body.push('', wishes.length > 0 ? `return (${sum}) / ${total(sliders, wishes)};` : 'return 0;');
  return `${[...lines, ...body.map((line) => (line === '' ? '' : `  ${line}`)), '}'].join('\n')}\n`;
}

/** What must be remembered from one call to the next. */
function stateOf(has: (wish: Wish) => boolean) {
  const progress = { python: 'progress_before', name: 'progressBefore', input: 'progress', difference: 'gained' };
  const steering = { python: 'steering_before', name: 'steeringBefore', input: 'steering_angle', difference: 'swing' };
  return [...(has('progress') ? [progress] : []), ...(has('smooth') ? [steering] : [])];
}

/** Rounded: sums of decimal fractions are rarely what they look like. */
function total(sliders: Sliders, wishes: readonly Wish[]): number {
  return Number(wishes.reduce((sum, wish) => sum + sliders[wish], 0).toFixed(6));
}

const TITLES: Readonly<Record<Wish, string>> = {
  central: 'stay central',
  fast: 'go fast',
  progress: 'make progress',
  smooth: 'no zig-zag',
  inside: 'keep off the edge',
  clear: 'keep clear of objects',
};

function describe(wishes: readonly Wish[]): string {
  if (wishes.length === 0) return 'No wishes: every step is worth the same.';
  const text = wishes.map((wish) => TITLES[wish]).join(', ');
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}
