/** What the advice says while a training runs. Findings about a reward say the rest themselves. */
import { decimal, percent } from './advice-numbers.ts';

export const ADVICE = {
  exploring: 'It explores at random: no test lap is complete yet.',
  exploringFurther: (part: number) =>
    `It learns: it gets further with every update, so far ${percent(part)} of its test laps. No complete lap yet.`,
  learning: (part: number) => `It learns: it completes ${percent(part)} of its test laps on average. No complete lap yet.`,
  lapping: (part: number) => `It has driven its first lap. Now it completes ${percent(part)} of its test laps on average.`,
  solved: 'Solved: every test lap is clean.',
  solvedMore: 'Want it faster? Continue training, or reward speed.',
  solvedBefore: (part: number) =>
    `It has completed every test lap once, and now completes ${percent(part)}. The best weights are saved.`,
  worse: (part: number) => `It has got worse: from every test lap to ${percent(part)} of them. The best weights are saved.`,
  worseFix: 'Stop here and take the best, or continue with a smaller learning rate.',
  checked: 'The reward check found no trouble.',
  stuck: (steps: string, part: number) =>
    `It does not get far: after ${steps} steps it completes ${percent(part)} of a test lap.`,
  stuckFix: 'Give more for progress, try slower actions, or start from a reward of the library.',
  ends: (part: number, what: string, seconds: number, earned: number) =>
    `${percent(part)} of its drives ${what}, after ${decimal(seconds)} s and with a reward of ${decimal(earned)}.`,
  endings: ['', 'leave the road', 'crash', 'stand still', 'go backwards', 'complete the lap', 'reach the time limit'],
  unsteady: 'Each update changes the policy too much.',
  unsteadyFix: 'Use a smaller learning rate.',
  collapsed: 'It settled too early and tries nothing new.',
  collapsedNumbers: (entropy: number, most: number) => `Entropy is ${decimal(entropy)} of ${decimal(most)} nats.`,
  collapsedFix: 'Raise the entropy coefficient, or use another seed.',
  oneAction: (steeringDeg: number, speed: number) => `It nearly always does the same: ${steeringDeg}° at ${speed} m/s.`,
  oneActionNumbers: (part: number) => `${percent(part)} of all decisions.`,
  collects: 'The reward rises, the progress does not: it has found a way to collect reward without driving on.',
  collectsNumbers: (before: number, now: number, progress: number) =>
    `A drive earned ${decimal(before)} and now earns ${decimal(now)}; it still gets ${decimal(progress)} % around.`,
  collectsFix: 'Reward metres of road, not time.',
  edge: (part: number) => `It rides the edge: ${percent(part)} of the time within 5 cm of the line.`,
  edgeFix: 'Give less as distance_from_center grows.',
  wheelsOff: (part: number) => `It drives beside the road: ${percent(part)} of the time with a wheel off it.`,
  wheelsOffFix: 'Give less where all_wheels_on_track is false.',
  placeNumbers: (where: string, there: number, middle: number | null) =>
    `A step ${where} earns ${decimal(there)}${middle === null ? '' : `, in the middle of the road ${decimal(middle)}`}.`,
  atEdge: 'there',
  beside: 'with a wheel off',
  slow: (part: number) => `It hardly moves: ${percent(part)} of the time slower than 0.3 m/s.`,
  slowFix: 'Reward metres of road, and give nothing for standing.',
  costs: 'Every step costs, so the shortest drive wins.',
  costsNumbers: (middle: number) => `Even in the middle of the road a step earns ${decimal(middle)}.`,
  costsFix: 'Give a positive reward for progress; costs must be smaller than it.',
  nothing: 'No step has earned anything yet, so nothing says which one is better.',
  nothingFix: 'Reward each step for the progress it makes.',
  sameEnds: 'A lap and a crash earn the same.',
  sameEndsNumbers: (lap: number, failure: number) =>
    `A completed lap earned ${decimal(lap)}, a failed drive ${decimal(failure)}.`,
  sameEndsFix: 'Give −1 where is_offtrack or is_crashed, and reward progress.',
} as const;
