import { describe, expect, it } from 'vitest';
import type { Metrics } from '../../src/learn/metrics.ts';
import { coach } from '../../src/studio/coach.ts';

const MOST = Math.log(10);

/** Curves of so many updates, each a function of how far the training is, 0 to 1. */
function curves(
  updates: number,
  {
    progress = () => 30,
    reward = () => 5,
    entropy = () => 2,
    kl = () => 0.01,
  }: Partial<Record<string, (t: number) => number>>,
): Metrics[] {
  return Array.from({ length: updates }, (_, update) => {
    const t = update / Math.max(1, updates - 1);
    return {
      update,
      'charts/episodic_progress': progress(t),
      'charts/episodic_return': reward(t),
      'losses/entropy': entropy(t),
      'losses/approx_kl': kl(t),
    } as Metrics;
  });
}

describe('the coach', () => {
  it('waits before there is anything to see', () => {
    expect(coach(curves(3, {}), [null, 10, 12], MOST).kind).toBe('wait');
  });

  it('is content when every lap is driven', () => {
    expect(coach(curves(30, {}), [0, 40, 100], MOST).kind).toBe('good');
  });

  it('sees a reward that is collected without driving', () => {
    const advice = coach(curves(40, { reward: (t) => 5 + 20 * t, progress: () => 12 }), [], MOST);
    expect(advice.kind).toBe('trouble');
    expect(advice.text).toContain('collect without driving');
  });

  it('does not see one where the car gets further', () => {
    const advice = coach(curves(40, { reward: (t) => 5 + 20 * t, progress: (t) => 10 + 50 * t }), [], MOST);
    expect(advice).toMatchObject({ kind: 'good', text: expect.stringContaining('further') });
  });

  it('sees steps that are too large', () => {
    expect(coach(curves(20, { kl: () => 0.3 }), [], MOST).text).toContain('learning rate');
  });

  it('sees a mind made up too early, where there is a list of actions', () => {
    const early = curves(20, { entropy: () => 0.1 });
    expect(coach(early, [], MOST).text).toContain('too early');
    expect(coach(early, [], null).kind).toBe('wait');
  });

  it('loses patience', () => {
    expect(coach(curves(80, { progress: () => 9 }), [], MOST).text).toContain('does not get far');
  });
});
