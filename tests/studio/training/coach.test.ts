import { describe, expect, it } from 'vitest';
import type { Driving } from '../../../src/learn/driving.ts';
import type { Metrics } from '../../../src/learn/metrics.ts';
import { finding } from '../../../src/reward/finding.ts';
import { type Advice, coach, type Going } from '../../../src/studio/training/coach.ts';

const MOST = Math.log(10);
const STEPS = 1024;

/** Curves of so many updates, each a function of how far the training is, 0 to 1. */
function curves(
  updates: number,
  {
    progress = () => 30,
    reward = () => 5,
    entropy = () => 2,
    kl = () => 0.01,
  }: Partial<Record<string, (t: number) => number>> = {},
): Metrics[] {
  return Array.from({ length: updates }, (_, update) => {
    const t = update / Math.max(1, updates - 1);
    return {
      update,
      global_step: STEPS * (update + 1),
      'charts/episodic_progress': progress(t),
      'charts/episodic_return': reward(t),
      'losses/entropy': entropy(t),
      'losses/approx_kl': kl(t),
    } as Metrics;
  });
}

const WELL: Driving = {
  steps: 1000,
  edge: 60,
  wheelsOff: 50,
  middle: 800,
  slow: 0,
  timed: 900,
  edgeReward: 30,
  wheelsOffReward: 10,
  middleReward: 800,
  favourite: 300,
  favouriteSteeringDeg: 0,
  favouriteSpeed: 2,
  ends: [0, 9, 0, 0, 0, 1, 0],
  endRewards: [0, 45, 0, 0, 0, 200, 0],
  endSeconds: [0, 20, 0, 0, 0, 14, 0],
};

function say(going: Partial<Going>): Advice {
  const metrics = going.metrics ?? curves(20);
  const advice = coach({
    completion: metrics.map(() => 10),
    driving: metrics.map(() => WELL),
    hasLapped: false,
    findings: null,
    mostEntropy: MOST,
    ...going,
    metrics,
  });
  if (!advice) throw new Error('no advice');
  return advice;
}

const last = (updates: number, value: number) => [...Array<number>(updates - 1).fill(10), value];
const SPEED_ONLY = finding('off-road', 'severe', { off: 2, on: 2 });

describe('the coach before training', () => {
  it('says nothing of a reward that was not checked', () => {
    expect(
      coach({ metrics: [], completion: [], driving: [], hasLapped: false, findings: null, mostEntropy: MOST }),
    ).toBeNull();
  });

  it('says what the check found, its numbers and the fix', () => {
    const advice = say({ metrics: [], findings: [SPEED_ONLY] });
    expect(advice.kind).toBe('trouble');
    expect(advice.text).toBe('It rewards driving off the road as much as on it.');
    expect(advice.numbers).toContain('2');
    expect(advice.fix).toContain('is_offtrack');
  });

  it('is at ease where the check found nothing', () => {
    expect(say({ metrics: [], findings: [] }).kind).toBe('wait');
  });
});

describe('the coach in training', () => {
  it('waits before there is anything to see', () => {
    expect(say({ metrics: curves(3) })).toMatchObject({ kind: 'wait', text: expect.stringContaining('explores') });
  });

  it('never says that the first lap is still to come when the banner has it', () => {
    for (const updates of [1, 3, 8, 20, 45, 80, 200]) {
      for (const value of [0, 3, 40, 90, 100]) {
        const metrics = curves(updates);
        const { text, more } = say({ metrics, completion: last(updates, value), hasLapped: true });
        for (const said of [text, ...more.map((remark) => remark.text)]) {
          expect(said).not.toMatch(/soon|no complete lap|no test lap/i);
        }
      }
    }
  });

  it('is content when every test lap is complete', () => {
    const metrics = curves(30);
    expect(say({ metrics, completion: last(30, 100), hasLapped: true })).toMatchObject({
      kind: 'good',
      text: expect.stringContaining('Solved'),
    });
    const recovered = [...Array<number>(25).fill(100), 80, 80, 80, 80, 80];
    expect(say({ metrics, completion: recovered, hasLapped: true }).text).toContain('80 %');
  });

  it('does not praise a policy that completes 2.5 % past 50,000 steps, and says the likely cause', () => {
    const metrics = curves(60, { progress: (t) => 2 + 40 * t });
    const completion = metrics.map(() => 2.5);
    const going = say({ metrics, completion });
    expect(going.kind).toBe('trouble');
    expect(going.text).toContain('after 61,440 steps it completes 2.5 %');
    expect(going.numbers).toContain('leave the road');
    const known = say({ metrics, completion, findings: [SPEED_ONLY] });
    expect(known).toMatchObject({ kind: 'trouble', text: SPEED_ONLY.text });
    expect(known.more[0].text).toContain('2.5 %');
  });

  it.each([
    ['off the road', { wheelsOff: 610, edge: 200, wheelsOffReward: 900 }, '61 % of the time with a wheel off'],
    ['along the edge', { edge: 940, middle: 0, wheelsOff: 20 }, 'rides the edge: 94 % of the time within 5 cm'],
    ['hardly at all', { slow: 800 }, 'hardly moves: 89 %'],
  ])('does not praise a policy that drives %s, even when it arrives', (_, change, expected) => {
    const metrics = curves(40);
    for (const value of [10, 60, 100]) {
      const driving = metrics.map(() => ({ ...WELL, ...change }));
      const completion = metrics.map(() => value);
      const advice = say({ metrics, driving, completion, hasLapped: value > 50 });
      expect(advice).toMatchObject({ kind: 'trouble', text: expect.stringContaining(expected) });
    }
  });

  it('sees that a crash earns what a lap does', () => {
    const driving = Array(60).fill({ ...WELL, ends: [0, 9, 0, 0, 0, 3, 0], endRewards: [0, 90, 0, 0, 0, 30, 0] });
    expect(say({ metrics: curves(60), driving }).text).toContain('A lap and a crash earn the same');
  });

  it('sees one command all the time', () => {
    expect(say({ driving: Array(20).fill({ ...WELL, favourite: 950, favouriteSteeringDeg: -30 }) }).text).toContain(
      '-30° at 2 m/s',
    );
  });

  it('sees a reward that is collected without driving on', () => {
    const advice = say({ metrics: curves(40, { reward: (t) => 5 + 20 * t, progress: () => 12 }) });
    expect(advice.kind).toBe('trouble');
    expect(advice.text).toContain('collect reward without driving');
  });

  it('does not see one where the car gets further', () => {
    const advice = say({ metrics: curves(40, { reward: (t) => 5 + 20 * t, progress: (t) => 10 + 50 * t }) });
    expect(advice).toMatchObject({ kind: 'good', text: expect.stringContaining('further') });
  });

  it('sees steps that are too large', () => {
    expect(say({ metrics: curves(20, { kl: () => 0.3 }) }).fix).toContain('learning rate');
  });

  it('sees a policy that settled too early, where there is a list of actions', () => {
    const metrics = curves(20, { entropy: () => 0.1 });
    expect(say({ metrics }).text).toContain('too early');
    expect(say({ metrics, mostEntropy: null }).kind).toBe('wait');
  });

  it('sees that it has got worse', () => {
    const completion = [...Array<number>(40).fill(100), ...Array<number>(40).fill(8)];
    expect(say({ metrics: curves(80), completion, hasLapped: true })).toMatchObject({
      kind: 'trouble',
      text: expect.stringContaining('worse'),
    });
  });
});
