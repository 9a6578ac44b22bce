/** A plain word on how a training goes, read off its curves. */
import type { Metrics } from '../learn/metrics.ts';

export interface Advice {
  readonly kind: 'good' | 'wait' | 'trouble';
  readonly text: string;
}

/** Updates that a trend is read from. */
const WINDOW = 12;
/** Before so many there is nothing to say. */
const FEW = 8;
/** % of a lap */
const STUCK = 25;
const COLLAPSED = 0.15;
const LARGE_KL = 0.08;
const PATIENCE_UPDATES = 60;

/**
 * @param metrics of all updates so far
 * @param completion % of the laps asked for, by update; null where it was not evaluated
 * @param most the largest entropy that the action space allows, nats; null for a continuous one
 */
export function coach(metrics: readonly Metrics[], completion: readonly (number | null)[], most: number | null): Advice {
  const best = Math.max(0, ...completion.filter((value) => value !== null));
  if (best >= 100)
    return { kind: 'good', text: 'It drives every lap asked of it. What is left is speed: let it go on, or pay for it.' };
  if (metrics.length < FEW) return { kind: 'wait', text: 'It drives by chance and looks around. The first lap comes soon.' };
  const late = metrics.slice(-WINDOW);
  const early = metrics.slice(-2 * WINDOW, -WINDOW);
  const mean = (rows: readonly Metrics[], name: keyof Metrics) => {
    const values = rows.map((row) => row[name]).filter((value) => value !== null);
    return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : 0;
  };
  const progress = mean(late, 'charts/episodic_progress');
  const entropy = mean(late, 'losses/entropy');
  const returns = mean(late, 'charts/episodic_return');
  if (mean(late, 'losses/approx_kl') > LARGE_KL) {
    return { kind: 'trouble', text: 'Each update changes the policy a lot. A smaller learning rate would make it steadier.' };
  }
  if (early.length === WINDOW) {
    const gained = progress - mean(early, 'charts/episodic_progress');
    const before = mean(early, 'charts/episodic_return');
    const paid = (returns - before) / (Math.abs(before) + 1e-6);
    if (paid > 0.1 && gained < 1 && progress < 80) {
      return {
        kind: 'trouble',
        text: 'The reward rises, the progress does not: it has found a way to collect without driving on. Pay for metres of road, not for time.',
      };
    }
    if (gained > 2) return { kind: 'good', text: 'It gets further with every update.' };
  }
  if (most !== null && entropy < COLLAPSED * most && progress < 80) {
    return {
      kind: 'trouble',
      text: 'It has made up its mind too early and tries nothing new. More entropy, or another seed, would help.',
    };
  }
  if (metrics.length > PATIENCE_UPDATES && progress < STUCK) {
    return {
      kind: 'trouble',
      text: 'It does not get far. Is leaving the road cheap, or standing still paid? Try slower actions, or a built-in reward.',
    };
  }
  return { kind: 'wait', text: 'It learns. Watch "Laps without exploring" rise.' };
}
