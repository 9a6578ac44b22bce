import { describe, expect, it } from 'vitest';
import { RewardFailed } from '../../src/reward/problem.ts';
import { NODE_SANDBOXES } from '../../src/reward/sandbox.node.ts';
import { newSandbox } from '../../src/reward/sandbox.ts';
import { rewardSource } from '../../src/reward/source.ts';
import { callReward, printedText } from './call.ts';

const python = (text: string, inputs?: readonly object[], more = {}) => callReward('reward.py', text, inputs, more);
const problemOf = async (text: string, inputs?: readonly object[]) => {
  try {
    return (await python(text, inputs)).problem;
  } catch (error) {
    if (error instanceof RewardFailed) return error.problem;
    throw error;
  }
};

describe('a reward function in Python', () => {
  it('keeps state in globals, classes and closures', async () => {
    const { values } = await python(
      `
class Memory:
    last = None
    def __init__(self): self.count = 0
memory = Memory()
total = 0
def reward_function(params):
    global total
    total += params['speed']
    memory.count += 1
    Memory.last = params['speed']
    return total * 100 + memory.count * 10 + Memory.last
`,
      [{ speed: 1 }, { speed: 2 }],
    );
    expect(values).toEqual([111, 322]);
  });

  it('gets points as tuples, floats as floats and flags as bool', async () => {
    const { values } = await python(
      `
def reward_function(params):
    assert type(params) is dict or isinstance(params, dict)
    assert type(params['waypoints'][0]) is tuple and type(params['objects_location'][0]) is tuple
    assert type(params['closest_waypoints']) is list
    assert params['is_reversed'] is False
    params['waypoints'].clear()
    return 1
`,
      [{ waypoints: [[0, 1]], objects_location: [[1, 2]], closest_waypoints: [0, 1], is_reversed: false }],
    );
    expect(values).toEqual([1]);
  });

  it('has the standard library, f-strings, simulated time and seeded random numbers', async () => {
    const text = `
import bisect, json, math, random, time
from datetime import datetime
draws = [random.random() for _ in range(3)]
def reward_function(params):
    time.sleep(1000)
    print(f"{time.time():.3f} {json.dumps(draws)} {bisect.bisect([1, 2, 3], 2)} {math.pi:.2f} {datetime.now().year}")
    return random.random()
`;
    const inputs = [{ sim_time: 2.5 }, { sim_time: 3.25 }];
    const one = await python(text, inputs);
    expect(printedText(one)).toMatch(/^2\.500 \[.*\] 2 3\.14 1970\n3\.250/);
    const again = await python(text, inputs);
    expect(again.values).toEqual(one.values);
    expect(printedText(again)).toEqual(printedText(one));
    expect((await python(text, inputs, { carNumbers: [7] })).values).not.toEqual(one.values);
    expect((await python(text, inputs, { seed: 2 })).values).not.toEqual(one.values);
  });

  it('of 2018 gets its arguments one by one, in radians', async () => {
    const { values, loadWarnings } = await python(
      `
def reward_function(on_track, x, y, distance_from_center, car_orientation, progress, steps, throttle, steering, track_width,
                    waypoints, closest_waypoint):
    assert on_track is True and throttle == 2 and waypoints[closest_waypoint] == (5, 0)
    return car_orientation + steering
`,
      [
        {
          all_wheels_on_track: true,
          x: 4,
          y: 0,
          distance_from_center: 0,
          heading: 180,
          progress: 3,
          steps: 2,
          speed: 2,
          steering_angle: 90,
          track_width: 1,
          waypoints: [
            [0, 0],
            [5, 0],
          ],
          closest_waypoints: [0, 1],
        },
      ],
    );
    expect(values[0]).toBeCloseTo(1.5 * Math.PI, 12);
    expect(loadWarnings.map(({ message }) => message).join()).toMatch(/separate arguments, as in 2018/);
  });

  it.each<[string, string, object]>([
    [
      'a syntax error',
      'def reward_function(params):\n  x = 1\n  if x > 0\n    return 1',
      { kind: 'load', type: 'SyntaxError', line: 3 },
    ],
    [
      'tabs and blanks',
      'def reward_function(params):\n\tx = 1\n        return x',
      { kind: 'load', type: 'TabError', line: 3 },
    ],
    ['no function', 'x = 1', { kind: 'load', type: 'NameError', line: 1 }],
    [
      'an error while loading',
      'x = 1\ny = x / 0\ndef reward_function(params): return 1',
      { kind: 'load', type: 'ZeroDivisionError', line: 2 },
    ],
    ['a function without arguments', '\ndef reward_function(): return 1', { kind: 'load', type: 'TypeError', line: 2 }],
    ['a name', 'def reward_function(params):\n  return sped', { kind: 'call', type: 'NameError', line: 2, column: 10 }],
    [
      'an unknown input',
      "def reward_function(params):\n  return params['sped']",
      { type: 'KeyError', line: 2, message: "'sped' (there is no input 'sped'; did you mean 'speed'?)" },
    ],
    [
      'a former name',
      "def reward_function(params):\n  return params['throttle']",
      { type: 'KeyError', message: "'throttle' ('throttle' was its name in 2018; it is 'speed' today)" },
    ],
    [
      'a local variable',
      'def reward_function(params):\n  if params["speed"] > 9: r = 1\n  return r',
      { type: 'UnboundLocalError', line: 3 },
    ],
    [
      'an error in a helper',
      'def helper(a):\n  return a + "x"\ndef reward_function(params):\n  return helper(1)',
      { type: 'TypeError', line: 2 },
    ],
    [
      'None',
      'def reward_function(params):\n  if params["speed"] > 9:\n    return 1\n  x = 2',
      { kind: 'value', type: 'ValueError', line: 4 },
    ],
    [
      'a bare return',
      'def reward_function(params):\n  if params["speed"] < 9:\n    return\n  return 1',
      { kind: 'value', line: 3 },
    ],
    [
      'NaN',
      'def reward_function(params):\n  return float("nan")',
      { kind: 'value', line: 2, message: 'it returned NaN, which is not a number' },
    ],
    ['infinity', 'def reward_function(params):\n  return float("inf")', { kind: 'value', line: 2 }],
    [
      'too much',
      'def reward_function(params):\n  return 1e5 + 1',
      { kind: 'value', line: 2, message: 'it returned 100001; a reward must be between -100000 and 100000' },
    ],
    ['a text', 'def reward_function(params):\n  return "1.0"', { kind: 'value', line: 2 }],
    ['a list', 'def reward_function(params):\n  return [1.0]', { kind: 'value', line: 2 }],
    [
      'a deep recursion',
      'def reward_function(params):\n  return reward_function(params)',
      { type: 'RecursionError', line: 2 },
    ],
    ['sys.exit', 'import sys\ndef reward_function(params):\n  sys.exit(3)', { type: 'SystemExit', line: 3 }],
    [
      'an exception that lies',
      'class E(Exception):\n  def __str__(self): raise ValueError\ndef reward_function(params):\n  raise E()',
      { type: 'E' },
    ],
  ])('names the line of %s', async (_, text, expected) => {
    expect(await problemOf(text, [{ speed: 1 }])).toMatchObject({ file: 'reward.py', ...expected });
  });

  it('tells the inputs and the user’s own frames', async () => {
    const problem = await problemOf('def reward_function(params):\n    return 1 / params["progress"]', [
      { progress: 0, waypoints: [[1, 2]] },
    ]);
    expect(JSON.parse(problem?.inputs ?? '')).toEqual({ progress: 0 });
    expect(problem?.traceback).toContain('File "reward.py", line 2, in reward_function\n    return 1 / params["progress"]');
    expect(problem?.traceback).not.toContain('engine.py');
  });

  it('is warned of what AWS would have rejected', async () => {
    const { loadWarnings } = await python('def reward_function(params):\n    import time\n    x = eval("1")\n    return x');
    expect(loadWarnings.map(({ line }) => line)).toEqual(expect.arrayContaining([2, 3]));
    expect(loadWarnings.map(({ message }) => message).join()).toMatch(/import time.*inside a function.*eval/s);
  });

  it('reads what it reads', async () => {
    const { reads } = await python(
      'def reward_function(params):\n    a = params["speed"]\n    b = params.get("progress", 0)\n    return 1 if "steps" in params else 0',
      [{ speed: 1 }],
    );
    expect(reads).toEqual(['progress', 'speed', 'steps']);
  });

  it('keeps cars apart', async () => {
    const text = 'n = 0\ndef reward_function(params):\n    global n\n    n += 1\n    return n';
    expect((await python(text, [{}, {}], { carNumbers: [3, 4] })).values).toEqual([1, 2]);
  });
});

it('what a car changes in builtins is its own', async () => {
  const text = `import builtins
mine = builtins.float('1')
builtins.float = lambda value: 7.0
def reward_function(params):
    return mine + float(1) + __builtins__['float'](1)`;
  const sandbox = newSandbox({
    source: rewardSource('reward.py', text),
    platform: NODE_SANDBOXES,
    seed: 1,
    carNumbers: [0, 1],
  });
  try {
    await sandbox.loaded();
    for (const car of [0, 1]) expect((await sandbox.call(car, '{}', ['{}'], false)).values).toEqual([15]);
  } finally {
    sandbox.close();
  }
});

describe('numpy where there is none', () => {
  it('answers for what reward functions use, and says that it does', async () => {
    const { values, warnings } = await python(`
import numpy as np
from numpy.linalg import norm
def reward_function(params):
    a = np.array([[3.0, 4.0], [6.0, 8.0]])
    b = np.linalg.norm(a, axis=1)
    assert b.tolist() == [5.0, 10.0] and norm([3, 4]) == 5
    assert np.argmin(b) == 0 and a[1, 0] == 6 and a[:, 1].sum() == 12 and (a - 1)[0, 0] == 2
    assert np.mean([1, 2, 3]) == 2 and np.average([1, 3], weights=[3, 1]) == 1.5 and np.sqrt(16) == 4
    assert np.arctan2(1.0, 1.0) == np.pi / 4 and np.abs(np.array([-1, 2])).max() == 2 and np.exp(0) == 1
    assert np.zeros((2, 2)).shape == (2, 2) and bool((np.array([1, 2, 3]) > 1).any())
    assert np.array([1.0])[0] / np.array([0.0])[0] == np.inf
    z = np.zeros([3, 2])
    z[1, 0] = 5
    z[2] = [1, 2]
    assert np.max(z[:, 0]) - np.min(z[:, 0]) == 5 and z.tolist() == [[0, 0], [5, 0], [1, 2]]
    assert np.hypot(3, 4) == 5 and np.argpartition([3, 1, 2], 1)[:2].tolist() == [1, 2] and np.sign(-2.0) == -1
    assert (np.array([1, 2]) @ np.array([3, 4])) == 11 and np.clip(5, 0, 3) == 3 and np.allclose([1.0], [1.0 + 1e-9])
    assert a[a > 5].size == 2
    return float(np.min(a))
`);
    expect(values).toEqual([3]);
    expect(warnings.map(({ message }) => message).join()).toMatch(
      /numpy is not here: Lapzero's small stand-in.*--python-packages/,
    );
  });

  it('says how to get the real one for anything else', async () => {
    const polyfit = await problemOf('import numpy as np\ndef reward_function(params):\n    return np.polyfit([1], [1], 1)[0]');
    expect(polyfit).toMatchObject({ line: 3, message: expect.stringMatching(/has no 'polyfit'.*--python-packages/) });
    const shapely = await problemOf('from shapely.geometry import Point\ndef reward_function(params):\n    return 1');
    expect(shapely).toMatchObject({
      kind: 'load',
      line: 1,
      type: 'ModuleNotFoundError',
      message: expect.stringMatching(/'shapely' is not here.*--python-packages/),
    });
  });
});
