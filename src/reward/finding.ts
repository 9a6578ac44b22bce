/** What a finding about a reward function says: what is wrong, the numbers that show it, and the fix. */
import type { RewardProblem } from './problem.ts';

export interface Finding {
  readonly kind: FindingKind;
  /** `severe`: training with it is likely to fail, or to learn something else than driving laps */
  readonly severity: 'severe' | 'note';
  /** one sentence */
  readonly text: string;
  readonly numbers: string;
  readonly fix: string;
}

export type FindingKind = keyof typeof SENTENCES;

const n = (value: number): string => Number(value.toPrecision(3)).toString();
const percent = (part: number): string => `${Math.round(100 * part)} %`;

/** What a finding needs, and what it then says. */
const SENTENCES = {
  fails: ({ drive, problem: { type, message, line } }: { drive: string; problem: RewardProblem }) => [
    `It fails in a drive that training can come to: ${drive}.`,
    `${line === null ? '' : `Line ${line}: `}${type}: ${message}`,
    'Handle this case.',
  ],
  constant: ({ value }: { value: number }) => [
    value < 0
      ? 'Every step costs the same, so the shortest drive wins.'
      : 'A lap and a crash earn the same, step by step: it learns to last, not to be fast.',
    `Every step of every drive returns ${n(value)}.`,
    'Reward metres of road (how much progress has grown), and give −1 off the road.',
  ],
  tiny: ({ most }: { most: number }) => [
    'The rewards are too small to learn from.',
    `None is larger than ${most.toPrecision(2)}.`,
    'Multiply them until a good step earns about 1.',
  ],
  random: ({ share }: { share: number }) => [
    'The reward is largely random.',
    `The same lap twice: ${percent(share)} of what it returns does not repeat.`,
    'Take random numbers and counters out of it.',
  ],
  sparse: ({ silent, finish }: { silent: number; finish: number }) => [
    'Hardly any step is rewarded, so nothing says which one is better.',
    `${percent(silent)} of a lap's steps earn nothing, however the car drives; the last one ${n(finish)}.`,
    'Reward each step for the progress it makes.',
  ],
  'same-ends': ({ finish, leaving }: { finish: number; leaving: number }) => [
    'A lap and a crash earn the same.',
    `Finishing the lap earns ${n(finish)}, leaving the road ${n(leaving)}, every other step nothing.`,
    'Reward each step for the progress it makes, and give −1 off the road.',
  ],
  standing: ({ standing, driving }: { standing: number; driving: number }) => [
    'It rewards standing still.',
    `A step at rest earns ${n(standing)}, a step of driving ${n(driving)}.`,
    'Reward metres of road, not time or low speed.',
  ],
  slower: ({ crawling, driving }: { crawling: number; driving: number }) => [
    'The slower the car, the more it earns.',
    `A step at 0.3 m/s earns ${n(crawling)}, at 1.2 m/s ${n(driving)}.`,
    'Give more for speed, not less.',
  ],
  time: ({ slow, fast }: { slow: number; fast: number }) => [
    'Speed does not matter: a slow lap earns more than a fast one.',
    `The lap at 1.2 m/s earns ${n(slow)}, at 2.2 m/s ${n(fast)}.`,
    'For faster laps, multiply by the speed or reward progress per step.',
  ],
  later: ({ early, later }: { early: number; later: number }) => [
    'Late steps earn more than early ones, so a long drive wins, not a fast one.',
    `The same steps earn ${n(early)} at the start and ${n(later)} after 20 s.`,
    'Leave steps and time out, or divide by them.',
  ],
  'wrong-way': ({ wrong, right }: { wrong: number; right: number }) => [
    'It rewards driving the wrong way.',
    `A step against the direction of the lap earns ${n(wrong)}, a step along it ${n(right)}.`,
    'Check the sign: progress must grow.',
  ],
  'either-way': ({ wrong, right }: { wrong: number; right: number }) => [
    'The wrong way earns as much as the right one.',
    `${n(wrong)} and ${n(right)} a step.`,
    'Reward growing progress.',
  ],
  'less-ahead': ({ early, ahead }: { early: number; ahead: number }) => [
    'The further the car gets, the less a step earns.',
    `The same steps earn ${n(early)} at the start of a lap and ${n(ahead)} with 60 % more progress.`,
    'Check the sign of progress.',
  ],
  'more-ahead': ({ early, ahead }: { early: number; ahead: number }) => [
    'A step is rewarded for how far the car is already, not for what it gains.',
    `The same steps earn ${n(early)} at the start of a lap and ${n(ahead)} with 60 % more progress.`,
    'Subtract the progress of the step before.',
  ],
  'one-side': ({ side, high, low }: { side: string; high: number; low: number }) => [
    `It rewards the ${side} side of the road, whatever the car does there.`,
    `A step near the ${side} edge earns ${n(high)}, near the other ${n(low)}.`,
    'Leave is_left_of_center out, or use it only near objects.',
  ],
  edge: ({ edge, middle }: { edge: number; middle: number }) => [
    'It rewards riding the edge of the road.',
    `A step near the edge earns ${n(edge)}, in the middle ${n(middle)}.`,
    'Give less as distance_from_center grows.',
  ],
  'wheels-off': ({ off, on }: { off: number; on: number }) => [
    'Wheels off the road earn more than wheels on it.',
    `A step with two wheels off earns ${n(off)}, on the road ${n(on)}.`,
    'Give less where all_wheels_on_track is false.',
  ],
  'zig-zag': ({ zigZag, straight }: { zigZag: number; straight: number }) => [
    'It rewards zig-zag: steering earns more than driving straight.',
    `A step of zig-zag earns ${n(zigZag)}, a step along the middle ${n(straight)}.`,
    'Give less, not more, for steering.',
  ],
  'one-place': ({ best, high, worst, low }: { best: number; high: number; worst: number; low: number }) => [
    'It rewards one part of the track: the rest of a clean lap earns next to nothing.',
    `A step from ${best} to ${best + 10} % of the lap earns ${n(high)}, from ${worst} to ${worst + 10} % ${n(low)}.`,
    'Make it independent of x, y, heading and waypoint numbers by themselves.',
  ],
  'near-objects': ({ near, far }: { near: number; far: number }) => [
    'It rewards being close to objects.',
    `A step within 0.9 m of a box earns ${n(near)}, far from boxes ${n(far)}.`,
    'Give less near objects in the same lane.',
  ],
  'every-step-costs': ({ step, leaving, future }: { step: number; leaving: number; future: number }) => [
    'Every step costs, so the shortest drive wins.',
    `A good step earns ${n(step)}: driving on earns ${n(future)} in all, leaving the road at once ${n(leaving)}.`,
    'Give a positive reward for progress; costs must be smaller than it.',
  ],
  'leaving-wins': ({ leaving, future }: { leaving: number; future: number }) => [
    future === 0 && leaving === 0 ? 'A lap and a crash earn the same.' : 'Leaving the road earns more than driving on.',
    `Leaving it earns ${n(leaving)} at once, driving on ${n(future)} in all.`,
    'Give −1 where is_offtrack or is_crashed.',
  ],
  'off-road': ({ off, on }: { off: number; on: number }) => [
    'It rewards driving off the road as much as on it.',
    `The step off the road earns ${n(off)}, the steps before it ${n(on)}.`,
    'Give −1 where is_offtrack, and less where all_wheels_on_track is false.',
  ],
  dwarfed: ({ what, end, step }: { what: string; end: number; step: number }) => [
    `${what} outweighs everything else, so good steps hardly count.`,
    `It earns ${n(end)}, a good step ${n(step)}.`,
    'Keep the end within 100 times a good step.',
  ],
  flat: ({ best, spread }: { best: number; spread: number }) => [
    'Good and bad driving earn almost the same.',
    `A good step earns ${n(best)}; standing, zig-zag and edges differ from it by ${n(spread)} at most.`,
    'Leave the constant part out.',
  ],
} as const satisfies Record<string, (figures: never) => readonly [text: string, numbers: string, fix: string]>;

/** The finding in words. */
export function finding<Kind extends FindingKind>(
  kind: Kind,
  severity: Finding['severity'],
  figures: Parameters<(typeof SENTENCES)[Kind]>[0],
): Finding {
  const say = SENTENCES[kind] as (figures: Parameters<(typeof SENTENCES)[Kind]>[0]) => readonly string[];
  const [text, numbers, fix] = say(figures);
  return { kind, severity, text, numbers, fix };
}
